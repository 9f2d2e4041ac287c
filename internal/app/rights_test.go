package app_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

var bg = context.Background()

// may asks once, as a page does.
func (g *gate) may(who access.Actor, action access.Action, purpose access.Purpose, o access.Object) error {
	return g.app.Check(bg, access.Question{Actor: who, Action: action, Purpose: purpose, Objects: []access.Object{o}, Today: clock.Today(g.app.Clock)})
}

// by makes an actor of an account, who has just proved who they are.
func fresh(who access.Actor) accesssql.By {
	who.Fresh = true
	return accesssql.By{Actor: who}
}

// newcomer is a person with an account, a member of the body, in a new post.
func (g *gate) newcomer(post id.ID, roles ...access.Role) access.Actor {
	g.t.Helper()
	who, err := person.New(person.Name{Family: "Lê", Given: "Mới"}, g.unit, g.unit)
	g.must(err)
	_, err = g.app.Person.Add(bg, operator().Actor, [16]byte{}, g.unit, []*person.Person{who})
	g.must(err)
	if !post.IsZero() {
		_, _, err = g.app.Org.Seat(bg, operator(), post, org.SeatForm{Person: who.ID, From: "2022-01-01", Basis: "5/QĐ"})
		g.must(err)
	}
	acc := accesssql.Account{ID: id.New(), Person: who.ID, Unit: g.body, From: "2020-01-01", Basis: "6/QĐ"}
	for _, r := range append(roles, access.RoleMember) {
		acc.Roles = append(acc.Roles, access.Holding{Role: r, Unit: g.body})
	}
	_, err = g.app.Accounts.Create(bg, operator().Actor, [16]byte{}, acc)
	g.must(err)
	return access.Actor{Account: acc.ID, Person: who.ID}
}

func (g *gate) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// newPost makes a post of the unit with a role.
func (g *gate) newPost(roles ...access.Role) id.ID {
	g.t.Helper()
	post, _, err := g.app.Org.AddPost(bg, operator(), g.unit, org.PostForm{Title: "Vị trí", Seats: 9, From: "2021-01-01", Basis: "5/QĐ"})
	g.must(err)
	for _, r := range roles {
		_, err := g.app.Duties.Attach(bg, accesssql.By{Actor: operator().Actor}, accesssql.AssignmentForm{Post: post, Role: r, Unit: g.body, From: "2021-01-01", Basis: "7/QĐ"})
		g.must(err)
	}
	return post
}

// TestRevoked: what is taken counts no more at the next request, and what is not
// begun or is over never does.
func TestRevoked(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		unit := access.Object{Kind: "unit", ID: g.unit}
		rename := func(who access.Actor) error { return g.may(who, org.ActionRename, access.PurposeOrganisation, unit) }
		post := g.newPost(access.RoleDeptSpecialist)
		who := g.newcomer(post)
		g.must(rename(who))
		var holding id.ID
		seats, err := g.app.Access.Seats.SeatsOf(bg, g.app.DB.Reader(), who.Person, "2026-11-25")
		g.must(err)
		holding = seats[0].Holding
		_, err = g.app.Org.Unseat(bg, org.By{Actor: g.head.Actor}, holding, "2026-11-25", "8/QĐ")
		g.must(err)
		wantKind(t, rename(who), errs.KindDenied, "access.denied")

		// a grant: somebody of another unit reads one document
		outside := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.unit})
		paper := access.Object{Kind: "directive", ID: g.directive}
		wantKind(t, g.may(outside, "directive.read", "", paper), errs.KindNotFound, "access.not_found")
		grant, err := g.app.Needs.Grant(bg, g.head, accesssql.GrantForm{Account: outside.Account, Object: paper, Purpose: access.PurposeInspection,
			Basis: access.Basis{Kind: access.BasisProvision, Text: "Điều 3 Quyết định số 7/QĐ"}, From: "2026-11-25", Last: "2026-11-30"})
		g.must(err)
		g.must(g.may(outside, "directive.read", "", paper))
		g.clock.Advance(6 * 24 * time.Hour)
		wantKind(t, g.may(outside, "directive.read", "", paper), errs.KindNotFound, "access.not_found")
		g.clock.Advance(-6 * 24 * time.Hour)
		_, err = g.app.Needs.EndGrant(bg, g.head, grant, accesssql.EndForm{Day: "2026-11-25", Reason: "xong việc"})
		g.must(err)
		wantKind(t, g.may(outside, "directive.read", "", paper), errs.KindNotFound, "access.not_found")
	})
}

// TestGrantToRole: whoever holds a role at a unit has its grant, and nobody else.
func TestGrantToRole(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		paper := access.Object{Kind: "directive", ID: g.directive}
		clerk := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.unit}, access.Holding{Role: access.RoleUnitClerk, Unit: g.unit})
		head := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.unit}, access.Holding{Role: access.RoleUnitHead, Unit: g.unit})
		_, err := g.app.Needs.Grant(bg, g.head, accesssql.GrantForm{Role: access.RoleUnitClerk, Unit: g.unit, Object: paper, Purpose: access.PurposeSecret,
			Basis: access.Basis{Kind: access.BasisCase, Text: "1/2026"}, From: "2026-11-25", Last: "2026-11-25"})
		g.must(err)
		g.must(g.may(clerk, "directive.read", "", paper))
		wantKind(t, g.may(head, "directive.read", "", paper), errs.KindNotFound, "access.not_found")
		ref, err := g.do(doorRead(clerk, paper), full(nil))
		g.must(err)
		if e := g.entry(ref); e.Grant.IsZero() {
			t.Error("the entry does not name the grant")
		}
	})
}

// TestDelegation: it gives what the giver holds by a post, ends with that, and
// is not passed on.
func TestDelegation(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		rename := func(who access.Actor) error {
			return g.may(who, org.ActionRename, access.PurposeOrganisation, access.Object{Kind: "unit", ID: g.unit})
		}
		post := g.newPost(access.RoleDeptSpecialist)
		giver, taker, third := g.newcomer(post), g.newcomer(id.ID{}), g.newcomer(id.ID{})
		form := accesssql.DelegationForm{To: taker.Account, Roles: []access.Holding{{Role: access.RoleDeptSpecialist, Unit: g.body}}, From: "2026-11-25", Last: "2026-12-05",
			Basis: "11/QĐ", Reason: "nghỉ phép mười ngày"}
		_, err := g.app.Duties.Delegate(bg, accesssql.By{Actor: giver}, form)
		wantKind(t, err, errs.KindDenied, "access.step_up")
		_, err = g.app.Duties.Delegate(bg, fresh(giver), form)
		g.must(err)
		g.must(rename(taker))
		form.To = third.Account
		_, err = g.app.Duties.Delegate(bg, fresh(taker), form)
		wantKind(t, err, errs.KindInvalid, "access.delegation.role")
		form.To, form.Last = giver.Account, "2027-11-25"
		_, err = g.app.Duties.Delegate(bg, fresh(giver), form)
		wantKind(t, err, errs.KindInvalid, "form.faults")
		seats, err := g.app.Access.Seats.SeatsOf(bg, g.app.DB.Reader(), giver.Person, "2026-11-25")
		g.must(err)
		_, err = g.app.Org.Unseat(bg, org.By{Actor: g.head.Actor}, seats[0].Holding, "2026-11-25", "8/QĐ")
		g.must(err)
		wantKind(t, rename(taker), errs.KindDenied, "access.denied")
	})
}

// TestSeparationRoutes: the keeper of the machine gets no content role, on no
// way, and neither counts where both stand all the same.
func TestSeparationRoutes(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		op := accesssql.By{Actor: operator().Actor}
		clerks, empty := g.newPost(access.RoleOfficeClerk), g.newPost()
		clerk, keeper, auditor := g.newcomer(clerks), g.newcomer(empty, access.RoleSysAdmin), g.newcomer(id.ID{}, access.RoleAuditor)
		machine, audit := "access.apart.machine", "access.apart.audit"

		_, err := g.app.Duties.Give(bg, op, accesssql.DutyForm{Account: clerk.Account, Role: access.RoleSysAdmin, From: "2026-12-01", Basis: "1/QĐ"})
		wantKind(t, err, errs.KindConflict, machine)
		_, err = g.app.Duties.Give(bg, op, accesssql.DutyForm{Account: clerk.Account, Role: access.RoleAuditor, From: "2026-12-01", Basis: "1/QĐ"})
		wantKind(t, err, errs.KindConflict, audit)
		_, err = g.app.Duties.Give(bg, op, accesssql.DutyForm{Account: auditor.Account, Role: access.RoleSysAdmin, From: "2026-12-01", Basis: "1/QĐ"})
		wantKind(t, err, errs.KindConflict, machine)
		_, err = g.app.Duties.Attach(bg, op, accesssql.AssignmentForm{Post: empty, Role: access.RoleUnitHead, From: "2026-12-01", Basis: "1/QĐ"})
		wantKind(t, err, errs.KindConflict, machine)
		_, _, err = g.app.Org.Seat(bg, operator(), clerks, org.SeatForm{Person: keeper.Person, From: "2026-12-01", Basis: "1/QĐ"})
		wantKind(t, err, errs.KindConflict, machine)
		_, _, err = g.app.Org.Seat(bg, operator(), clerks, org.SeatForm{Person: auditor.Person, From: "2026-12-01", Basis: "1/QĐ"})
		wantKind(t, err, errs.KindConflict, audit)
		_, err = g.app.Duties.Delegate(bg, fresh(clerk), accesssql.DelegationForm{To: keeper.Account, Roles: []access.Holding{{Role: access.RoleOfficeClerk, Unit: g.body}},
			From: "2026-11-26", Last: "2026-11-27", Basis: "1/QĐ", Reason: "đi công tác hai ngày"})
		wantKind(t, err, errs.KindConflict, machine)
		_, err = g.app.Accounts.Create(bg, operator().Actor, [16]byte{}, accesssql.Account{ID: id.New(), Person: id.New(), Unit: g.body, From: "2020-01-01",
			Roles: []access.Holding{{Role: access.RoleSysAdmin, Unit: g.body}, {Role: access.RoleUnitHead, Unit: g.unit}}})
		wantKind(t, err, errs.KindConflict, machine)

		// at use: a row that came past all of that
		g.endRoles(id.New())
		g.force(keeper, access.RoleDeptHead)
		st, err := g.app.Access.Standing(bg, g.app.DB.Reader(), keeper, "2026-11-25")
		g.must(err)
		if len(st.Clashes) != 1 || st.Has(access.RoleDeptHead, g.body) || st.Has(access.RoleSysAdmin, g.body) || !st.Has(access.RoleMember, g.body) {
			t.Errorf("held together, and %+v", st)
		}
	})
}

// TestSeparationRace: the two halves of a forbidden pair, given at once by
// different ways, never both stand.
func TestSeparationRace(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		op := accesssql.By{Actor: operator().Actor}
		for range 6 {
			post, who := g.newPost(), g.newcomer(id.ID{})
			var refused atomic.Int64
			var both sync.WaitGroup
			for _, give := range []func() error{
				func() error {
					_, err := g.app.Duties.Give(bg, op, accesssql.DutyForm{Account: who.Account, Role: access.RoleSysAdmin, From: "2026-11-25", Basis: "1/QĐ"})
					return err
				},
				func() error {
					_, _, err := g.app.Org.Seat(bg, operator(), post, org.SeatForm{Person: who.Person, From: "2026-11-25", Basis: "1/QĐ"})
					return err
				},
				func() error {
					_, err := g.app.Duties.Attach(bg, op, accesssql.AssignmentForm{Post: post, Role: access.RoleDeptHead, Unit: g.body, From: "2026-11-25", Basis: "1/QĐ"})
					return err
				},
			} {
				both.Go(func() {
					if err := give(); errs.Is(err, errs.KindConflict) {
						refused.Add(1)
					} else if err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if refused.Load() != 1 {
				t.Errorf("%d of three were refused", refused.Load())
			}
		}
	})
}

// TestActingPost: of several posts one counts, the chosen one, and the entry
// names it.
func TestActingPost(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		first, second := g.newPost(access.RoleUnitClerk), g.newPost(access.RoleDeptSpecialist)
		who := g.newcomer(first)
		holding, _, err := g.app.Org.Seat(bg, operator(), second, org.SeatForm{Person: who.Person, From: "2023-01-01", Basis: "5/QĐ"})
		g.must(err)
		rename := func() error {
			return g.may(who, org.ActionRename, access.PurposeOrganisation, access.Object{Kind: "unit", ID: g.unit})
		}
		wantKind(t, rename(), errs.KindDenied, "access.denied")
		wantKind(t, g.app.Duties.Act(bg, who, id.New()), errs.KindNotFound, "access.not_found")
		g.must(g.app.Duties.Act(bg, who, holding))
		g.must(rename())
		c := g.rename([16]byte{}, "a")
		c.Actor = who
		ref, err := g.do(c, full(nil))
		g.must(err)
		if e := g.entry(ref); e.Actor.Post != holding {
			t.Errorf("the entry says post %s, not %s", e.Actor.Post, holding)
		}
	})
}
