package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/schema"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// TestFounding: at the machine the first rights of a real body are given without a
// second pair of eyes, until somebody can give them and somebody else approve
// them; afterwards never, not even when both are gone.
func TestFounding(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		noon := clock.NewManual(clock.Of(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)))
		a, err := app.Open(bg, app.Config{Dir: t.TempDir(), Database: url, Real: true, Log: quiet(), Clock: noon})
		must(t, err)
		t.Cleanup(a.Close)
		const day, basis = "2026-11-25", "1/QĐ"
		body, _, err := a.Org.Found(bg, operator(), org.NewUnitForm{Code: "BO-1", Name: "Bộ", From: day, Basis: basis})
		must(t, err)
		someone := func(given string) id.ID {
			who, err := person.New(person.Name{Family: "Lê", Given: given}, body, body)
			must(t, err)
			_, err = a.Person.Add(bg, operator().Actor, [16]byte(id.New()), body, []*person.Person{who})
			must(t, err)
			return who.ID
		}
		op := accesssql.By{Actor: operator().Actor}
		post := func() id.ID {
			post, _, err := a.Org.AddPost(bg, operator(), body, org.PostForm{Title: "Vụ trưởng", Seats: 3, From: day, Basis: basis})
			must(t, err)
			return post
		}
		attach := func(post id.ID) error {
			_, err := a.Duties.Attach(bg, accesssql.By{Actor: op.Actor, Key: [16]byte(id.New())}, accesssql.AssignmentForm{Post: post, Role: access.RoleDeptHead, Unit: body, From: day, Basis: basis})
			return err
		}
		seat := func(post, who id.ID) error {
			_, _, err := a.Org.Seat(bg, org.By{Actor: op.Actor, Key: [16]byte(id.New())}, post, org.SeatForm{Person: who, From: day, Basis: basis})
			return err
		}
		admin := someone("An")
		_, err = a.Signin.First(bg, signin.By{Actor: op.Actor}, "an.l", admin, access.RoleSysAdmin)
		must(t, err)
		first := post()
		must(t, attach(first))
		must(t, seat(first, someone("Bình")))

		over := func(err error) {
			t.Helper()
			wantKind(t, err, errs.KindDenied, "access.founding.over")
		}
		again := func() {
			t.Helper()
			over(attach(post()))
			over(seat(first, someone("Chi")))
			_, err := a.Duties.Give(bg, accesssql.By{Actor: op.Actor, Key: [16]byte(id.New())}, accesssql.DutyForm{Account: one(t, a, `SELECT id FROM access_account LIMIT 1`), Role: access.RoleAuditor, From: day, Basis: basis})
			over(err)
			_, err = a.Signin.First(bg, signin.By{Actor: op.Actor}, "dung.l", someone("Dũng"), access.RoleSysAdmin)
			over(err)
			_, err = a.Accounts.Create(bg, op.Actor, [16]byte(id.New()), accesssql.Account{ID: id.New(), Person: someone("Em"), Unit: body, From: day, Basis: basis,
				Roles: []access.Holding{{Role: access.RoleDeptHead, Unit: body}}})
			over(err)
		}
		again()
		if n := countOf(t, a, `SELECT count(*) FROM ledger_entry WHERE outcome = 'refused' AND action = $1`, access.ActionGiveAssignment); n != 1 {
			t.Errorf("%d entries of the refusal", n)
		}
		account := one(t, a, `SELECT account_id FROM access_role WHERE role = 'sysadmin'`)
		_, err = a.Door.Do(bg, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: account}},
			func(ctx context.Context, tx door.Tx) error { // no command does it
				return sqldb.Of(tx).Put(ctx, "access_role", sqldb.Key{ID: one(t, a, `SELECT id FROM access_role WHERE role = 'sysadmin'`), Version: 2}, sqldb.Row{"label": 0, "unit_id": body,
					"managing_unit_id": body, "state": "ended", "subject_id": admin, "account_id": account, "role": "sysadmin", "valid_from": day, "valid_to": day, "basis": basis, "end_basis": "hết"})
			})
		must(t, err)
		again() // without its officers the body does not begin anew
	})
}

// TestRolesAreClosed: no account, post or grant has a role that the table of roles
// has not, and the database keeps to the same list.
func TestRolesAreClosed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		_, err := g.app.Accounts.Create(bg, operator().Actor, [16]byte(id.New()), accesssql.Account{ID: id.New(), Person: g.clerk.Person, Unit: g.body, From: "2020-01-01", Basis: "1/QĐ",
			Roles: []access.Holding{{Role: "superuser", Unit: g.body}}})
		wantKind(t, err, errs.KindInvalid, "access.role.unknown")
		_, err = g.app.Needs.Grant(bg, g.head, accesssql.GrantForm{Role: "superuser", Unit: g.unit, Object: access.Object{Kind: "directive", ID: g.directive}, Purpose: access.PurposeSecret,
			Basis: access.Basis{Kind: access.BasisCase, Text: "1/2026"}, From: "2026-11-25", Last: "2026-11-30"})
		wantKind(t, err, errs.KindInvalid, "access.role.unknown")
		_, err = g.app.Door.Do(bg, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: g.clerk.Account}},
			func(ctx context.Context, tx door.Tx) error {
				return sqldb.Of(tx).Put(ctx, "access_role", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": g.body, "managing_unit_id": g.body, "state": "live",
					"subject_id": g.clerk.Person, "account_id": g.clerk.Account, "role": "superuser", "valid_from": "2020-01-01", "valid_to": nil, "basis": "", "end_basis": nil})
			})
		if err == nil || g.count(`SELECT count(*) FROM access_role WHERE role = 'superuser'`) != 0 {
			t.Errorf("the database takes any role: %v", err)
		}
	})
	var list []string
	for _, r := range access.Roles() {
		list = append(list, "'"+string(r)+"'")
	}
	all := strings.Join(list, ", ")
	for table, want := range map[string]string{"access_role": all, "access_post_role": all, "access_delegation": all, "access_grant": "'', " + all} {
		_, text, _ := strings.Cut(schema.Migrations()[1].SQL, " "+table+" (\n")
		if text, _, _ = strings.Cut(text, ") STRICT"); !strings.Contains(text, "CHECK (role IN ("+want+"))") {
			t.Errorf("%s does not keep to the roles that there are", table)
		}
	}
}

// TestListsGoOn: a list of rights is cut nowhere: it says how many there are and
// goes on, page by page.
func TestListsGoOn(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		const more = 2*access.PerPage + 7
		for i := range more {
			_, err := g.app.Needs.Grant(bg, accesssql.By{Actor: g.head.Actor, Key: [16]byte(id.New())}, accesssql.GrantForm{Account: g.clerk.Account, Object: access.Object{Kind: "directive", ID: g.directive},
				Purpose: access.PurposeSecret, Basis: access.Basis{Kind: access.BasisCase, Text: fmt.Sprint(i, "/2026")}, From: "2026-11-25", Last: "2026-11-30"})
			g.must(err)
		}
		read := map[id.ID]bool{}
		total := int64(0)
		for page := 1; page <= 3; page++ {
			list, err := g.app.Needs.All(bg, g.specialist, "grant", g.body, access.ListAsk{Page: page, State: access.RightLive})
			g.must(err)
			total = list.Total
			for _, r := range list.Lines {
				read[r.ID] = true
			}
			if e := g.newest(access.ActionListRights); e.Facts["page"] != int64(page) || e.Facts["count"] != int64(len(list.Lines)) {
				t.Errorf("the entry says %v", e.Facts)
			}
			g.clock.Advance(time.Second)
		}
		if total != g.count(`SELECT count(*) FROM access_grant WHERE state = 'live'`) || len(read) != int(total) || total < more {
			t.Errorf("%d rights on three pages, %d in all", len(read), total)
		}
		own, err := g.app.Needs.Own(bg, g.clerk, "grant", 3)
		g.must(err)
		if own.Total < more || len(own.Lines) != int(own.Total)-2*access.PerPage {
			t.Errorf("of one's own %d of %d on the third page", len(own.Lines), own.Total)
		}
		waits, err := g.app.Needs.All(bg, g.specialist, "grant", g.body, access.ListAsk{State: access.RightProposed})
		g.must(err)
		if waits.Total != g.count(`SELECT count(*) FROM access_grant WHERE state = 'proposed'`) {
			t.Errorf("%d wait", waits.Total)
		}
	})
}

// one reads an id.
func one(t *testing.T, a *app.App, query string, args ...any) id.ID {
	t.Helper()
	var d id.ID
	must(t, sqldb.One(bg, a.DB.Reader(), query, args, &d))
	return d
}
