package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/org"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// everything is the scope of a test that looks at what is stored.
var everything = access.Scope{Areas: []access.Area{{MaxLabel: access.LabelTuyetMat, UnitPaths: []string{"/"}}}}

// once is what differs between two answers to one question: keys of forms,
// addresses of views that are made by asking, and what the machine was measured
// to be (free space, sizes, how far the log goes), which every entry changes.
var once = regexp.MustCompile(`[0-9a-f]{32}|vw_[a-z2-7]{26}|<span class="measured">[^<]*</span>`)

// answers asks every page as everybody of some viewers, and what lists may be
// asked for besides, and gives every byte of the answers by question.
func (m *matrix) answers(viewers []viewer) (map[string]string, int) {
	all, routes := map[string]string{}, 0
	for _, route := range m.routes() {
		switch {
		case !strings.HasPrefix(route, "GET "):
			continue
		case strings.HasPrefix(route, "GET /tlog/"): // the log itself is public and grows with each command, whatever it is about
			continue
		case route == "GET /account/app": // shows a new secret each time
			continue
		case strings.HasPrefix(route, "GET /me"), strings.HasPrefix(route, "GET /open/"): // tell of openings, and this test makes some
			continue
		}
		routes++
		for _, w := range ways[route] {
			for _, side := range w.sides(route) {
				for _, v := range viewers {
					if (strings.HasPrefix(route, "GET /ledger") || strings.HasPrefix(route, "GET /acts")) && m.allows(v, "ledger.entry.list", "unit", m.body, false) {
						continue // who audits the ledger sees that something was done
					}
					path := m.path(v, strings.TrimPrefix(route, "GET "), w, side)
					all[v.name+" "+side+" "+route] = m.whole(v, path)
				}
			}
		}
	}
	for _, v := range viewers {
		for _, path := range m.asked() {
			all[v.name+" "+path] = m.whole(v, path)
		}
	}
	return all, routes
}

// asked are lists with their filters, orders and words.
func (m *matrix) asked() []string {
	list := []string{"/directives?q=can+bo", "/directives?q=bi+mat", "/directives?q=77%2FQD-MAT", "/directives?kind=Q%C4%90", "/directives?year=2025", "/directives?order=issued_up",
		"/directives?order=received", "/directives?state=draft", "/directives?secret=1", "/directives?q=QD&year=2025&kind=Q%C4%90", "/units?q=KN",
		"/directives?after=2025-03-01%7C" + id.ID{15: 1}.String(), "/directives/" + m.objects[" cited"].Text(directive.Prefix)}
	for _, side := range sides {
		list = append(list, "/units/"+m.objects[side+" unit"].Text(org.UnitPrefix))
	}
	for _, name := range []string{"correcting", "citing", "cited"} {
		d := "/directives/" + m.objects[" "+name].Text(directive.Prefix)
		list = append(list, d, d+"/review", d+"/coverage", d+"/review?add=1", d+"/review?find=77%2FQ%C4%90-MAT&citation=x")
	}
	return list
}

// whole is a whole answer but for its moment: status, headers and body.
func (m *matrix) whole(v viewer, path string) string {
	q, err := http.NewRequest(http.MethodGet, m.server.URL+path, nil)
	m.must(err)
	if v.token != "" {
		q.AddCookie(&http.Cookie{Name: "hoso_demo", Value: m.alive(v)})
	}
	answer, err := m.server.Client().Transport.RoundTrip(q)
	m.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	m.must(err)
	var b bytes.Buffer
	fmt.Fprintln(&b, answer.StatusCode)
	for _, name := range slices.Sorted(maps.Keys(answer.Header)) {
		if name != "Date" && name != "Set-Cookie" {
			fmt.Fprintln(&b, name, answer.Header[name])
		}
	}
	return once.ReplaceAllString(b.String()+string(body), "")
}

// TestSealedChangesNothing: a secret document with all that hangs on it, and labelled
// pages in files, change no byte of any answer for whoever may not know of it (SECURITY T1).
func TestSealedChangesNothing(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMatrixOn(t, url, clock.NewManual(clock.System{}.Now()), func(m *matrix) {
			m.aroundSecret()
			m.secretKeeper()
		})
		office, head := m.clear("van_thu", access.LabelTuyetMat), m.clear("vu_truong_tccb", access.LabelMat)
		m.enterSecret(office, head, "76/QĐ-MAT") // pages name one that is there before and after
		var unaware []viewer
		for _, v := range m.viewers {
			if m.cleared[v.actor.Account] == access.LabelNone {
				unaware = append(unaware, v)
			}
		}
		before, routes := m.answers(unaware)
		named := map[string]id.ID{}
		for _, name := range []string{"secret", "step", "closing", "copied"} {
			named[name] = m.objects[" "+name]
		}
		m.enterSecret(office, head, "77/QĐ-MAT")
		m.keepSecret()
		for name, o := range named {
			m.objects[" "+name] = o
		}
		after, _ := m.answers(unaware)
		differ, pages := 0, 0
		for question, was := range before {
			if strings.HasPrefix(was, "200") {
				pages++
			}
			if now := after[question]; now != was {
				differ++
				t.Errorf("%s is answered otherwise: %s", question, difference(was, now))
			}
		}
		t.Logf("%d routes x %d viewers, %d answers (%d pages), %d differing bytes", routes, len(unaware), len(before), pages, differ)
		if pages < 200 {
			t.Error("too few pages to say anything")
		}
		// The same question by somebody who may know does differ.
		seen := m.whole(m.viewer("van_thu"), "/directives?secret=1")
		if !strings.Contains(seen, "77/QĐ-MAT") || !strings.Contains(seen, "MẬT") {
			t.Error("the office does not see its secret register")
		}
	})
}

// difference shows where two answers part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-80):min(len(s), i+120)] }
	return fmt.Sprintf("%q, then %q", cut(a), cut(b))
}

// aroundSecret has open documents that name the secret one, that it names, and
// that somebody without clearance registers with its number.
func (m *matrix) aroundSecret() {
	by := directive.By{Actor: m.viewer("van_thu").actor}
	var err error
	text := strings.Replace(smallText, "7/QĐ-BTN", "701/QĐ-BTN", 1) + "Căn cứ Quyết định số 77/QĐ-MAT ngày 01/3/2025;\n"
	m.objects[" citing"], err = m.app.Directive.Upload(bg, by, m.body, "citing.txt", []byte(text))
	m.must(err)
	_, err = m.app.Directive.Register(bg, by, m.objects[" citing"], directive.Facts{Kind: "QĐ", Number: "701/QĐ-BTN", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Quyết định viện dẫn"}, 0)
	m.must(err)
	m.objects[" cited"], err = m.app.Directive.Upload(bg, by, m.body, "cited.txt", []byte(strings.Replace(smallText, "7/QĐ-BTN", "2/QĐ-BTN", 1)))
	m.must(err)
	_, err = m.app.Directive.Register(bg, by, m.objects[" cited"], directive.Facts{Kind: "QĐ", Number: "2/QĐ-BTN", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-01-02", Title: "Quyết định được viện dẫn"}, 0)
	m.must(err)
}

// hanging finds the rows that are derived from a directive, by table: every
// governed table that names one, or names what does.
var hanging = map[string]string{
	"directive":             "id = $1",
	"directive_expression":  "directive_id = $1",
	"directive_citation":    "directive_id = $1",
	"directive_relation":    "from_id = $1 OR to_id = $1",
	"directive_dispatch":    "directive_id = $1",
	"directive_recipient":   "directive_id = $1",
	"directive_ack":         "recipient_id IN (SELECT id FROM directive_recipient WHERE directive_id = $1)",
	"access_classification": "object_id = $1",
	"access_copy":           "object_id = $1",
	"access_grant":          "object_id = $1",
	"access_break":          "object_id = $1",
	"access_alert":          "break_id IN (SELECT id FROM access_break WHERE object_id = $1)",
	"job":                   "object_id = $1",
}

// apart are governed tables that name an object and are not shown by it, with the
// reason.
var apart = map[string]string{
	"access_proposal": "is about a right or a step, never shown by itself",
}

// TestDerivedBear: all that is derived from a labelled document bears its label,
// through every step, and its words are in the shared index only when it has none.
func TestDerivedBear(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openNode(t, url, string(access.NodeIsolated))
		for _, tab := range schema.Tables() {
			_, object := tab.Column("object_id")
			_, of := tab.Column("directive_id")
			if tab.Class == schema.Governed && hanging[tab.Name] == "" && apart[tab.Name] == "" && (tab.Module == "directive" || object || of) {
				t.Errorf("%s names a document and is not known to bear its label", tab.Name)
			}
		}
		g.secretLife()
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cleared clears somebody for everything.
func (g *gate) cleared(who access.Actor) {
	_, err := g.app.Door.Do(bg, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: who.Account}},
		func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_clearance", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": g.body, "managing_unit_id": g.body, "state": "live",
				"subject_id": who.Person, "account_id": who.Account, "level": access.LabelTuyetMat, "doc_number": "1/QĐ-MAT", "doc_date": "2024-01-01", "doc_issuer": "Bộ Thử nghiệm",
				"valid_from": "2024-01-01", "valid_to": "2099-01-01", "given_by": who.Account, "end_reason": nil})
		})
	must(g.t, err)
}

// bears says which labels the rows that hang on a document have.
func (g *gate) bears(d id.ID, want access.Label) {
	g.t.Helper()
	for table, of := range hanging {
		var rows, other int64
		must(g.t, sqldb.One(bg, g.app.DB.Reader(), `SELECT count(*), count(*) FILTER (WHERE label <> $2) FROM `+table+` WHERE `+of, []any{d, want}, &rows, &other))
		if rows == 0 || other > 0 {
			g.t.Errorf("%s: %d of %d rows do not bear label %d", table, other, rows, want)
		}
	}
	words := countOf(g.t, g.app, `SELECT count(*) FROM directive_word WHERE directive_id = (SELECT id FROM directive WHERE number = '78/QĐ-MAT')`)
	if (words > 0) != (want == access.LabelNone) {
		g.t.Errorf("%d words of a document with label %d are in the shared index", words, want)
	}
}

// secretLife takes a document through a life and through every step.
func (g *gate) secretLife() {
	office, head := fresh(g.clerk), g.head
	g.cleared(office.Actor)
	g.cleared(head.Actor)
	by := directive.By{Actor: office.Actor}
	d, err := g.app.Directive.UploadSecret(bg, by, g.body, "mat.txt", []byte(strings.Replace(smallText, "7/QĐ-BTN", "78/QĐ-MAT", 1)), secrecy(access.LabelMat))
	must(g.t, err)
	o := access.Object{Kind: "directive", ID: d}
	_, err = g.app.Directive.Register(bg, by, d, directive.Facts{Kind: "QĐ", Number: "78/QĐ-MAT", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Quyết định mật"}, 0)
	must(g.t, err)
	_, err = g.app.Door.Do(bg, door.Command{Name: directive.ActionCompare, Actor: office.Actor, Purpose: access.PurposeDispatch, Object: o}, func(ctx context.Context, tx door.Tx) error {
		tx.Enqueue(job.Request{Kind: "test.job.none", Args: []byte("{}")})
		return g.app.Directive.Works.Relate(ctx, tx, []directive.Relation{{From: d, To: g.directive, Kind: directive.Amends}})
	})
	must(g.t, err)
	_, err = g.app.Directive.Send(bg, by, d, directive.SendForm{Units: []id.ID{g.unit, g.body}, DueOn: "2099-01-01"})
	must(g.t, err)
	waiting, err := g.app.Directive.Track.Waiting(bg, everything, []id.ID{g.unit}, 9)
	must(g.t, err)
	at := slices.IndexFunc(waiting, func(l directive.WaitingLine) bool { return l.Directive == d })
	_, err = g.app.Directive.ConfirmFor(bg, by, waiting[at].Recipient, waiting[at].Digest, clock.Today(g.app.Clock), "phieu.png", slip)
	must(g.t, err)
	_, err = g.app.Needs.Grant(bg, head, accesssql.GrantForm{Account: g.auditor.Actor.Account, Object: o, Purpose: access.PurposeSecret, Basis: access.Basis{Kind: access.BasisCase, Text: "9/2026/VV"},
		From: clock.Today(g.app.Clock), Last: clock.Today(g.app.Clock).AddDays(30)})
	must(g.t, err)
	night := fresh(g.newcomer(id.ID{}, access.RoleDeptHead))
	g.cleared(night.Actor)
	urgent := accesssql.BreakForm{Object: o, Reason: "phải trả lời ngay trong đêm, không chờ được", Basis: "12/CV-TCCB", Minutes: 30}
	if _, err := g.app.Watch.Break(bg, night, urgent); err == nil || errs.Of(err).Code != "access.break.unreviewed" {
		g.t.Errorf("an auditor who may not know of it is told: %v", err)
	}
	g.cleared(g.auditor.Actor)
	_, err = g.app.Watch.Break(bg, night, urgent)
	must(g.t, err)
	must(g.t, g.app.Labels.Print(bg, office, o, access.CopyForm{Count: 2, ForWhom: "Vụ Hai", Reason: "họp lãnh đạo Vụ"}))
	g.bears(d, access.LabelMat)

	step := func(s access.Step, l access.Label) id.ID {
		f := secrecy(l)
		f.Step, f.Reason = s, "theo quyết định mới"
		made, err := g.app.Labels.Change(bg, fresh(g.clerk), o, f)
		must(g.t, err)
		return made
	}
	step(access.StepRaise, access.LabelToiMat)
	g.bears(d, access.LabelToiMat)
	lower := step(access.StepLower, access.LabelMat)
	g.bearsWaiting(d, lower, access.LabelToiMat)
	if _, err := g.app.Labels.Approve(bg, office, lower); !errs.Is(err, errs.KindDenied) {
		g.t.Errorf("the office approves its own step: %v", err)
	}
	step(access.StepRaise, access.LabelTuyetMat)
	if _, err := g.app.Labels.Approve(bg, head, lower); err == nil || errs.Of(err).Code != "access.approval.changed" {
		g.t.Errorf("a step that another overtook is approved: %v", err)
	}
	open := step(access.StepDeclassify, access.LabelNone)
	g.bearsWaiting(d, open, access.LabelTuyetMat)
	if _, err := g.app.Labels.Approve(bg, head, open); err != nil {
		g.t.Fatal(err)
	}
	g.bears(d, access.LabelNone)
}

// bearsWaiting is bears while a step waits.
func (g *gate) bearsWaiting(d, waits id.ID, want access.Label) {
	g.t.Helper()
	var label access.Label
	must(g.t, sqldb.One(bg, g.app.DB.Reader(), `SELECT label FROM access_classification WHERE id = $1 AND state = 'proposed'`, []any{waits}, &label))
	if label != want {
		g.t.Errorf("what waits shows label %d, want %d", label, want)
	}
	g.bears(d, want)
}
