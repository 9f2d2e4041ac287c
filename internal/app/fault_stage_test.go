package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// document is a decision with a number of its own.
func document(number string) []byte {
	return bytes.Replace([]byte(smallText), []byte("7/"), []byte(number+"/"), 1)
}

func facts(number string) directive.Facts {
	return directive.Facts{Kind: "QĐ", Number: number + "/QĐ-BTN", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Về việc thử"}
}

// theatre makes the folders that orders start from: nothing at all, a folder
// without a body, and one with everything that some order needs.
func theatre(t *testing.T) map[string]string {
	t.Helper()
	at := func(name string) string { return filepath.Join(t.TempDir(), name) }
	nothing, empty, full := at("nothing"), at("empty"), at("full")
	for _, dir := range []string{nothing, empty, full} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	mustOpen(t, filepath.Join(empty, "data"), "", nil).Close()
	s := setStage(t, filepath.Join(full, "data"))
	for _, dir := range []string{nothing, empty, full} {
		raw, err := json.Marshal(s)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "stage.json"), raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{"folder.make": nothing, "org.body.found": empty, "": full}
}

// director sets the stage; the first error ends the test.
type director struct {
	t   *testing.T
	ctx context.Context
	a   *app.App
	s   *stage
}

func (d *director) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// setStage fills a folder with what the orders work on, yesterday: so today's
// tree waits to be refreshed and a tally of refusals to be closed.
func setStage(t *testing.T, dir string) *stage {
	t.Helper()
	if err := isolate(dir); err != nil {
		t.Fatal(err)
	}
	yesterday := clock.NewManual(clock.Of(time.Now().Add(-24 * time.Hour)))
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Log: quiet(), Clock: yesterday, Cost: cheap})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	w := populate(t, a)
	d := &director{t, context.Background(), a, &stage{Body: w.body, Unit: w.unit, Clerk: w.clerk, Head: w.head.Actor, Specialist: w.specialist.Actor, Auditor: w.auditor.Actor,
		Signer: access.Actor{Account: w.signer.account, Person: w.signer.person}, Recovery: w.signer.codes[0], Evidence: w.evidence}}
	d.units()
	d.people()
	d.documents()
	d.cites()
	d.plans()
	d.rights()
	d.labels()
	d.exports()
	d.scans()
	d.files()
	d.erasures()
	for range 2 { // the second is only counted
		_, err := a.Org.Withdraw(d.ctx, org.By{Actor: d.s.Clerk}, d.s.Mistaken, 0)
		if !errs.Is(err, errs.KindDenied) {
			t.Fatalf("a clerk takes a change of the tree back: %v", err)
		}
	}
	yesterday.Advance(24 * time.Hour)
	d.names() // codes live a day
	return d.s
}

func (d *director) unit(code string, parent id.ID) id.ID {
	d.t.Helper()
	u, _, err := d.a.Org.Create(d.ctx, operator(), org.NewUnitForm{Code: code, Kind: org.KindTeam, Name: "Tổ " + code, Parent: parent, From: "2021-01-01", Basis: "1/QĐ"})
	d.must(err)
	return u
}

func (d *director) units() {
	d.s.Doomed, d.s.Absorbed = d.unit("HET", d.s.Body), d.unit("NHO", d.s.Body)
	d.s.Parted, d.s.Mistaken = d.unit("TO", d.s.Body), d.unit("SAI", d.s.Body)
	_, err := d.a.Org.Rename(d.ctx, operator(), d.s.Mistaken, org.RenameForm{Name: "Nhầm", From: "2022-01-01", Basis: "1/QĐ"})
	d.must(err)
}

func (d *director) person(given string) id.ID {
	d.t.Helper()
	p, err := person.New(person.Name{Family: "Lê", Given: given}, d.s.Unit, d.s.Unit)
	d.must(err)
	_, err = d.a.Person.Add(d.ctx, operator().Actor, [16]byte{}, d.s.Unit, []*person.Person{p})
	d.must(err)
	return p.ID
}

func (d *director) post(title string) id.ID {
	d.t.Helper()
	p, _, err := d.a.Org.AddPost(d.ctx, operator(), d.s.Unit, org.PostForm{Title: title, Seats: 3, From: "2021-01-01", Basis: "1/QĐ"})
	d.must(err)
	return p
}

func (d *director) people() {
	d.s.Free, d.s.Post, d.s.Spare = d.person("Rảnh"), d.post("Trực"), d.post("Thừa")
	var err error
	d.s.Holding, _, err = d.a.Org.Seat(d.ctx, operator(), d.s.Post, org.SeatForm{Person: d.person("Thôi"), From: "2022-01-01", Basis: "thôi"})
	d.must(err)
	acc := accesssql.Account{ID: id.New(), Person: d.person("Trưởng"), Unit: d.s.Body, Persona: "boss", From: "2020-01-01"}
	for _, r := range []access.Role{access.RoleMember, access.RoleOfficeClerk, access.RoleDeptHead, access.RoleUnitClerk} {
		acc.Roles = append(acc.Roles, access.Holding{Role: r, Unit: d.s.Body})
	}
	acc.Roles = append(acc.Roles, access.Holding{Role: access.RoleUnitClerk, Unit: d.s.Unit})
	_, err = d.a.Accounts.Create(d.ctx, operator().Actor, [16]byte{}, acc)
	d.must(err)
	d.s.Boss = access.Actor{Account: acc.ID, Person: acc.Person}
	_, err = d.a.Accounts.MakeToken(d.ctx, proved(d.s.Boss), [16]byte{}, access.TokenForm{Days: 30, Scope: access.ScopeOrganisation})
	d.must(err)
	list, err := d.a.Accounts.Tokens(d.ctx, d.s.Boss)
	d.must(err)
	d.s.Token = list[0].ID
}

func (d *director) draft(number string) id.ID {
	d.t.Helper()
	dir, err := d.a.Directive.Upload(d.ctx, directive.By{Actor: d.s.Boss}, d.s.Body, number+".txt", document(number))
	d.must(err)
	return dir
}

func (d *director) documents() {
	d.s.Draft, d.s.Spoiled, d.s.Known = d.draft("11"), d.draft("12"), d.draft("13")
	by := directive.By{Actor: d.s.Boss}
	_, err := d.a.Directive.Register(d.ctx, by, d.s.Known, facts("13"), 0)
	d.must(err)
	_, err = d.a.Directive.Send(d.ctx, by, d.s.Known, directive.SendForm{Units: []id.ID{d.s.Unit, d.s.Doomed}, DueOn: "2099-01-01"})
	d.must(err)
	for unit, recipient := range map[id.ID]*id.ID{d.s.Unit: &d.s.Own, d.s.Doomed: &d.s.Below} {
		waiting, err := d.a.Directive.Track.Waiting(d.ctx, everything, []id.ID{unit}, 1)
		d.must(err)
		*recipient, d.s.Digest = waiting[0].Recipient, waiting[0].Digest
	}
}

// cites are what a draft cites; one was struck.
func (d *director) cites() {
	var err error
	d.s.Citing, err = d.a.Directive.Upload(d.ctx, directive.By{Actor: d.s.Boss}, d.s.Body, "15.txt", append(document("15"), moreCites+"Căn cứ Quyết định số 4/QĐ-BTN ngày 04/01/2025;\n"...))
	d.must(err)
	list, err := d.a.Directive.Read.Citations(d.ctx, everything, d.s.Citing)
	d.must(err)
	for _, c := range list {
		if c.Role == "cite" {
			d.s.Cites = append(d.s.Cites, c.ID)
		}
	}
	_, err = d.a.Directive.StrikeCitation(d.ctx, directive.By{Actor: d.s.Boss}, d.s.cite(3))
	d.must(err)
}

// cite names a citation of that draft.
func (s *stage) cite(n int) directive.CitePlace {
	return directive.CitePlace{Directive: s.Citing, Citation: s.Cites[n]}
}

func (d *director) plans() {
	units, err := d.a.Org.PlanUnits(d.ctx, d.s.Boss, unitTable)
	d.must(err)
	staff, err := d.a.Org.PlanStaff(d.ctx, d.s.Boss, staffTable)
	d.must(err)
	d.s.UnitsPlan, d.s.StaffPlan = units.Digest(), staff.Digest()
}
