package app_test

import (
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
)

// TestLastOfficers: on no way does a body lose the last who give rights or the
// last who approve them; with somebody beside them they may go. Who ends a role has
// just proved who they are.
func TestLastOfficers(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		noon := clock.NewManual(clock.Of(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)))
		a, err := app.Open(bg, app.Config{Dir: t.TempDir(), Database: url, Real: true, Log: quiet(), Clock: noon})
		must(t, err)
		t.Cleanup(a.Close)
		const day, basis = "2026-11-25", "1/QĐ"
		body, _, err := a.Org.Found(bg, operator(), org.NewUnitForm{Code: "BO-1", Name: "Bộ", From: day, Basis: basis})
		must(t, err)
		key := func() [16]byte { return [16]byte(id.New()) }
		op := operator().Actor
		someone := func(given string) id.ID {
			who, err := person.New(person.Name{Family: "Lê", Given: given}, body, body)
			must(t, err)
			_, err = a.Person.Add(bg, op, key(), body, []*person.Person{who})
			must(t, err)
			return who.ID
		}
		first := func(name string, roles ...access.Role) access.Actor {
			who := someone(name)
			_, err := a.Signin.First(bg, signin.By{Actor: op, Key: key()}, name+".l", who, append(roles, access.RoleMember)...)
			must(t, err)
			return access.Actor{Account: accountOfPerson(t, a, who), Person: who, Fresh: true}
		}
		newPost := func(by access.Actor) id.ID {
			post, _, err := a.Org.AddPost(bg, org.By{Actor: by, Key: key()}, body, org.PostForm{Title: "Vụ trưởng", Seats: 1, From: day, Basis: basis})
			must(t, err)
			return post
		}
		seat := func(by access.Actor, post, who id.ID) id.ID {
			holding, _, err := a.Org.Seat(bg, org.By{Actor: by, Key: key()}, post, org.SeatForm{Person: who, From: day, Basis: basis})
			must(t, err)
			return holding
		}
		attach := func(by access.Actor, post id.ID, role access.Role) id.ID {
			made, err := a.Duties.Attach(bg, accesssql.By{Actor: by, Key: key()}, accesssql.AssignmentForm{Post: post, Role: role, Unit: body, From: day, Basis: basis})
			must(t, err)
			return made
		}
		admin := first("an", access.RoleSysAdmin)
		next := first("anh")
		head, heir := first("binh"), first("bich")
		desk := newPost(op) // whose holder ends what the head may not end of themselves
		attach(op, desk, access.RoleDeptSpecialist)
		seat(op, desk, heir.Person)
		post := newPost(op)
		led := attach(op, post, access.RoleDeptHead)
		sits := seat(op, post, head.Person)
		duty := one(t, a, `SELECT id FROM access_role WHERE role = 'sysadmin'`)

		now := accesssql.EndForm{Day: day, Reason: "thôi việc đó"}
		endDuty := func(who access.Actor, f accesssql.EndForm) error {
			_, err := a.Duties.EndDuty(bg, accesssql.By{Actor: who, Key: key()}, duty, f)
			return err
		}
		endLed := func(who access.Actor) error {
			_, err := a.Duties.EndAssignment(bg, accesssql.By{Actor: who, Key: key()}, led, now)
			return err
		}
		unseat := func(from clock.Date) error {
			_, err := a.Org.Unseat(bg, org.By{Actor: heir, Key: key()}, sits, from, basis)
			return err
		}
		disable := func(who access.Actor) error {
			return a.Signin.SetActive(bg, signin.By{Actor: op, Key: key()}, who.Account, false)
		}
		refused := func(err error, code string) {
			t.Helper()
			wantKind(t, err, errs.KindConflict, code)
		}
		stale := admin
		stale.Fresh = false
		wantKind(t, endDuty(stale, now), errs.KindDenied, "access.step_up")
		wantKind(t, endLed(stale), errs.KindDenied, "access.step_up")
		refused(endDuty(admin, now), "access.officer.last.admin")
		refused(endDuty(head, accesssql.EndForm{Day: "2026-12-31", Reason: "thôi việc đó"}), "access.officer.last.admin")
		refused(disable(admin), "access.officer.last.admin")
		refused(endLed(admin), "access.officer.last.head")
		refused(disable(head), "access.officer.last.head")
		refused(unseat(day), "access.officer.last.head")
		if n := countOf(t, a, `SELECT count(*) FROM access_account WHERE state = 'active'`); n != 4 {
			t.Errorf("%d accounts are active", n)
		}

		// with somebody beside them
		given, err := a.Duties.Give(bg, accesssql.By{Actor: admin, Key: key()}, accesssql.DutyForm{Account: next.Account, Role: access.RoleSysAdmin, From: day, Basis: basis})
		must(t, err)
		refused(endDuty(admin, now), "access.officer.last.admin") // that waits
		_, err = a.Duties.ApproveDuty(bg, accesssql.By{Actor: head, Key: key()}, given)
		must(t, err)
		must(t, endDuty(admin, now))
		must(t, disable(admin))
		refused(disable(next), "access.officer.last.admin")

		other := newPost(head)
		_, err = a.Duties.ApproveAssignment(bg, accesssql.By{Actor: head, Key: key()}, attach(next, other, access.RoleDeptHead))
		must(t, err)
		refused(unseat(day), "access.officer.last.head") // nobody sits there
		seat(head, other, heir.Person)
		must(t, unseat(day))
		refused(disable(heir), "access.officer.last.head")
		must(t, disable(head))
	})
}

func accountOfPerson(t *testing.T, a *app.App, who id.ID) id.ID {
	t.Helper()
	d, err := (&matrix{t: t, app: a}).one(`SELECT id FROM access_account WHERE subject_id = $1`, who)
	must(t, err)
	return d
}
