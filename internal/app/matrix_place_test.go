package app_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/demo"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
	"hoso/internal/web"
)

// sides are two units, each with a clerk of its own.
var sides = []string{"PC", "KN"}

// viewer is somebody who asks; nobody has no roles.
type viewer struct {
	name  string
	token string
	actor access.Actor
	roles []access.Holding
}

// matrix is the demo behind its server, with an object of every kind on either
// side.
type matrix struct {
	t       *testing.T
	app     *app.App
	site    *web.Site
	server  *httptest.Server
	body    id.ID
	parent  map[id.ID]id.ID
	viewers []viewer
	objects map[string]id.ID // by side and name
	digests map[string]string
	sheets  map[string]sheet
	tokens  map[string]string      // of viewers' sessions, by their names
	code    string                 // a one-time code
	cleared map[id.ID]access.Label // by account; others for nothing
	hidden  map[string][]id.ID     // by kind: many that the narrow viewer may not know of
	n       int                    // of what must be new each time
}

func openMatrix(t *testing.T) *matrix {
	t.Helper()
	return openMatrixOn(t, "", nil, func(m *matrix) { m.labelled() })
}

// openMatrixOn opens a matrix on an engine, with a clock of its own if any; more
// adds to what there is.
func openMatrixOn(t *testing.T, url string, clk clock.Clock, more func(*matrix), tune ...func(*sqldb.Config)) *matrix {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hoso.toml"), []byte("node = 'isolated-lan'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func() *app.App {
		a, err := app.Open(ctx, app.Config{Dir: dir, Database: url, Log: quiet(), Clock: clk, Tune: tuned(tune)})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := open()
	if err := a.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	m := &matrix{t: t, app: a, parent: map[id.ID]id.ID{}, objects: map[string]id.ID{}, digests: map[string]string{}, sheets: map[string]sheet{}, tokens: map[string]string{}, cleared: map[id.ID]access.Label{}, hidden: map[string][]id.ID{}}
	m.must(sqldb.One(ctx, a.DB.Reader(), `SELECT unit_id FROM org_unit_now WHERE parent_id IS NULL`, nil, &m.body))
	m.people()
	for _, side := range sides {
		m.units(side)
		m.posts(side)
	}
	m.documents()
	for _, side := range sides {
		m.rights(side)
		m.filed(side)
		m.exports(side)
	}
	more(m)
	m.readTree()
	a.Close() // signs what there is
	m.app = open()
	m.must(m.app.Unlock(ctx, nil))
	t.Cleanup(m.app.Close)
	m.site = m.app.Site()
	m.server = httptest.NewServer(m.site.Handler())
	t.Cleanup(m.server.Close)
	m.fillSheets()
	m.scan()
	return m
}

// tuned is one change of several.
func tuned(list []func(*sqldb.Config)) func(*sqldb.Config) {
	return func(c *sqldb.Config) {
		for _, f := range list {
			f(c)
		}
	}
}

func (m *matrix) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// people signs in the personas, nobody, a session that has ended, and two whom
// the demo does not have: somebody who sees one unit only, and the keeper of
// the machine.
func (m *matrix) people() {
	ctx := context.Background()
	all, err := m.app.Accounts.Personas(ctx)
	m.must(err)
	for _, p := range demo.Body(clock.Today(clock.System{})).Personas {
		st, err := m.app.Access.Standing(ctx, m.app.DB.Reader(), access.Actor{Account: all[p.Key]}, clock.Today(clock.System{}))
		m.must(err)
		m.signIn(p.Key, all[p.Key], st.Roles)
	}
	pc, err := m.app.Org.Read.ByCode(ctx, "PC")
	m.must(err)
	narrow := []access.Holding{{Role: access.RoleMember, Unit: pc}, {Role: access.RoleUnitClerk, Unit: pc}, {Role: access.RoleDeptSpecialist, Unit: pc}}
	keeper := []access.Holding{{Role: access.RoleSysAdmin, Unit: m.body}}
	m.signIn("narrow", accountOf(m.t, m.app, m.body, "2022-01-01", narrow...).Account, narrow)
	m.signIn("keeper of the machine", accountOf(m.t, m.app, m.body, "2022-01-01", keeper...).Account, keeper)
	m.accounts()
	for i, name := range []string{"van_thu_pc", "van_thu_kn"} {
		m.objects[sides[i]+" token"] = m.tokenOf(m.viewer(name))
	}
	m.viewers = append(m.viewers, viewer{name: "nobody"}, viewer{name: "an ended session", token: "ended"})
}

func (m *matrix) signIn(name string, account id.ID, roles []access.Holding) {
	ctx := context.Background()
	token, err := m.app.Sessions.Begin(ctx, account, signin.ProvedByPassword, signin.Client{})
	m.must(err)
	who, err := m.app.Sessions.Session(ctx, token)
	m.must(err)
	m.viewers = append(m.viewers, viewer{name, token, who, roles})
}

// tokenOf makes a token of a viewer's.
func (m *matrix) tokenOf(v viewer) id.ID {
	ctx := context.Background()
	_, err := m.app.Accounts.MakeToken(ctx, proved(v.actor), [16]byte{}, access.TokenForm{Days: 30, Scope: access.ScopeOrganisation})
	m.must(err)
	list, err := m.app.Accounts.Tokens(ctx, v.actor)
	m.must(err)
	return list[0].ID
}

func (m *matrix) viewer(name string) viewer {
	return m.viewers[slices.IndexFunc(m.viewers, func(v viewer) bool { return v.name == name })]
}

// units makes a unit for each change that uses one up.
func (m *matrix) units(side string) {
	ctx := context.Background()
	unit, err := m.app.Org.Read.ByCode(ctx, side)
	m.must(err)
	m.objects[side+" unit"] = unit
	for _, name := range []string{"renaming", "moving", "ending", "merging", "splitting", "withdrawing", "paper"} {
		m.objects[side+" "+name], _, err = m.app.Org.Create(ctx, operator(), org.NewUnitForm{Code: side + "-" + strings.ToUpper(name), Kind: org.KindDivision, Name: "Phòng " + name,
			Parent: unit, From: "2022-01-01", Basis: "1/QĐ", OnPaper: name == "paper"})
		m.must(err)
	}
	_, err = m.app.Org.Rename(ctx, operator(), m.objects[side+" withdrawing"], org.RenameForm{Name: "Phòng đã đổi", From: clock.Today(clock.System{}).AddDays(2), Basis: "2/QĐ"})
	m.must(err)
}

func (m *matrix) posts(side string) {
	ctx := context.Background()
	var err error
	for _, name := range []string{"post", "abolishing"} {
		m.objects[side+" "+name], _, err = m.app.Org.AddPost(ctx, operator(), m.objects[side+" unit"], org.PostForm{Title: "Vị trí " + name, Seats: 40, From: "2022-01-01", Basis: "1/QĐ"})
		m.must(err)
	}
	m.objects[side+" holding"], _, err = m.app.Org.Seat(ctx, operator(), m.objects[side+" post"], org.SeatForm{Name: person.Name{Family: "Lê", Given: "Ngồi " + side}, From: "2022-01-01", Basis: "1/QĐ"})
	m.must(err)
}

// exports are long lists of a side that were asked for: two that wait, one that was approved.
func (m *matrix) exports(side string) {
	asker, head := fresh(m.viewer("chuyen_vien_tccb").actor).Actor, fresh(m.viewer("vu_truong_tccb").actor).Actor
	for _, name := range []string{"export", "declining", "taking"} {
		var err error
		m.objects[side+" "+name], err = m.app.Org.AskExport(bg, org.By{Actor: asker, Key: [16]byte(id.New())}, org.ExportForm{Unit: m.objects[side+" unit"], Day: clock.Today(clock.System{}), Reason: "gửi đoàn kiểm tra của Bộ"})
		m.must(err)
	}
	m.must(m.app.Org.ApproveExport(bg, org.By{Actor: head}, m.objects[side+" taking"]))
}

// documents has a document for each change that uses one up, and one that every
// side got, by itself and for a unit below it.
func (m *matrix) documents() {
	ctx := context.Background()
	all, err := m.app.Accounts.Personas(ctx)
	m.must(err)
	by := directive.By{Actor: access.Actor{Account: all["van_thu"]}}
	for _, name := range []string{"registering", "discarding", "correcting"} {
		m.objects[" "+name], err = m.app.Directive.Upload(ctx, by, m.body, name+".txt", []byte(strings.Replace(smallText, "Về việc thử", "Về việc "+name, 1)+moreCites))
		m.must(err)
	}
	_, err = m.app.Directive.Register(ctx, by, m.objects[" correcting"], directive.Facts{Kind: "QĐ", Number: "900/QĐ-THU", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Quyết định"}, 0)
	m.must(err)
	cited, err := m.app.Directive.Read.Citations(ctx, everything, m.objects[" correcting"])
	m.must(err)
	for i, c := range cited[1:4] {
		m.objects[fmt.Sprint(" citation ", i+1)] = c.ID
	}
	var units []id.ID
	for _, side := range sides {
		units = append(units, m.objects[side+" paper"])
		got, err := m.app.Directive.Track.Waiting(ctx, everything, []id.ID{m.objects[side+" unit"]}, 1)
		m.must(err)
		m.objects[side+" recipient"], m.objects[" directive"] = got[0].Recipient, got[0].Directive
		m.digests[side] = hex.EncodeToString(got[0].Digest[:])
	}
	_, err = m.app.Directive.Send(ctx, by, m.objects[" directive"], directive.SendForm{Units: units, DueOn: clock.Today(clock.System{}).AddDays(30)})
	m.must(err)
	for i, side := range sides {
		got, err := m.app.Directive.Track.Waiting(ctx, everything, units[i:i+1], 1)
		m.must(err)
		m.objects[side+" paper"] = got[0].Recipient
	}
	var entry id.ID
	m.must(sqldb.One(ctx, m.app.DB.Reader(), `SELECT id FROM ledger_entry LIMIT 1`, nil, &entry))
	m.objects[" entry"] = entry
}

// moreCites are citations for each command about one.
const moreCites = "Căn cứ Quyết định số 2/QĐ-BTN ngày 02/01/2025;\nCăn cứ Quyết định số 3/QĐ-BTN ngày 03/01/2025;\n"

func (m *matrix) readTree() {
	units, err := m.app.Org.Read.All(context.Background())
	m.must(err)
	for _, u := range units {
		m.parent[u.ID] = u.Newest().Parent
	}
}
