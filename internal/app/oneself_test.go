package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// officerOfAll is somebody who holds both roles that keep and decide about files, and
// has a file.
func (g *gate) officerOfAll() access.Actor {
	g.t.Helper()
	who := g.newcomer(g.newPost(access.RoleDeptSpecialist, access.RoleDeptHead))
	_, err := g.app.Person.Change(bg, step(g.specialist.Actor), who.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, Born: "1980", Version: 1})
	g.must(err)
	return who
}

// TestNobodyKeepsTheirOwnFile: who keeps and decides about files does neither with
// their own: no opening for work or by force, no change, no right on it, no seat; a
// colleague does all of it, and their own view stays.
func TestNobodyKeepsTheirOwnFile(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.app.Person
		me, colleague := g.officerOfAll(), g.newcomer(g.newPost(access.RoleDeptSpecialist))
		page := person.EvidenceForm{Kind: person.Certificate, Others: person.OthersYes, Dated: "2020-01-01", Issuer: "Trường Thử nghiệm", Name: "a.png", Data: slip}
		evidence, err := p.AddEvidence(bg, step(colleague), me.Person, page, id.ID{}, 0)
		g.must(err)
		gone, err := p.AddEvidence(bg, step(colleague), me.Person, page, id.ID{}, 0)
		g.must(err)
		post, _, err := g.app.Org.AddPost(bg, operator(), g.unit, org.PostForm{Title: "Phó", Seats: 9, From: "2021-01-01", Basis: "5/QĐ"})
		g.must(err)
		seats, err := g.app.Access.Seats.SeatsOf(bg, g.app.DB.Reader(), me.Person, "2026-11-25")
		g.must(err)
		reader := g.newcomer(id.ID{})
		does := func(by access.Actor) map[string]error {
			all := map[string]error{}
			_, all["change"] = p.Change(bg, step(by), me.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, Born: "1981", Version: 2})
			_, all["add"] = p.AddEvidence(bg, step(by), me.Person, page, id.ID{}, 0)
			_, all["redact"] = p.Redact(bg, step(by), me.Person, evidence, "b.png", slip)
			_, all["replace"] = p.AddEvidence(bg, step(by), me.Person, page, evidence, 1)
			all["withdraw"] = p.Withdraw(bg, step(by), me.Person, gone, 1)
			_, all["grant"] = g.app.Needs.Grant(bg, step(by), accesssql.GrantForm{Account: reader.Account, Object: person.Object(me.Person), Purpose: access.PurposeCase,
				Basis: access.Basis{Kind: access.BasisCase, Text: "12/2026/VV"}, From: "2026-11-25", Last: "2026-12-25"})
			_, all["break"] = g.app.Watch.Break(bg, step(by), accesssql.BreakForm{Object: person.Object(me.Person), Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV", Minutes: 5})
			_, all["erase"] = p.ProposeErasure(bg, step(by), me.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
			_, _, all["seat"] = g.app.Org.Seat(bg, org.By{Actor: by}, post, org.SeatForm{Person: me.Person, From: "2026-11-25", Basis: "5/QĐ"})
			return all
		}
		before := tablesDigest(t, g.app)
		for name, err := range does(me) {
			if !errs.Is(err, errs.KindDenied) || errs.Of(err).Code != "access.oneself" {
				t.Errorf("%s oneself: %v", name, err)
			}
		}
		_, err = g.app.Org.Unseat(bg, org.By{Actor: me}, seats[0].Holding, "2026-11-25", "8/QĐ")
		wantKind(t, err, errs.KindDenied, "access.oneself")
		for _, row := range access.PurposeTable {
			for way, err := range g.readings(me, person.Looking{Person: me.Person, Purpose: row.Purpose}, evidence) {
				if !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound) {
					t.Errorf("%s oneself for %s: %v", way, row.Purpose, err)
				}
			}
		}
		if tablesDigest(t, g.app) != before {
			t.Error("what was refused changed something")
		}
		for name, err := range does(colleague) {
			if err != nil {
				t.Errorf("%s a colleague: %v", name, err)
			}
		}
		own, err := p.Self(bg, me, person.ActionSelf)
		g.must(err)
		if own.Born.Text != "1981" {
			t.Errorf("one's own view shows %+v", own.Born)
		}
	})
}

// inspector is somebody with an approved grant on an officer's file, for an inspection.
func (g *gate) inspector(of access.Actor) (access.Actor, id.ID) {
	g.t.Helper()
	reader := g.newcomer(id.ID{})
	grant, err := g.app.Needs.Grant(bg, step(g.specialist.Actor), accesssql.GrantForm{Account: reader.Account, Object: person.Object(of.Person), Purpose: access.PurposeInspection,
		Basis: access.Basis{Kind: access.BasisCase, Text: "9/2026/TTR"}, From: "2026-11-25", Last: "2026-12-24"})
	g.must(err)
	_, err = g.app.Needs.ApproveGrant(bg, step(g.head.Actor), grant)
	g.must(err)
	return reader, grant
}

func (g *gate) delayed(grant id.ID) id.ID {
	g.t.Helper()
	delay, err := g.app.Person.Delay(bg, step(g.specialist.Actor), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "quyết định kiểm tra chưa công bố"})
	g.must(err)
	return delay
}

// ledgerOf is the ledger as its page shows it to somebody.
func (g *gate) ledgerOf(who access.Actor) []ledger.Line {
	g.t.Helper()
	u, err := g.app.Person.Untold(bg, who)
	g.must(err)
	list, err := ledgersql.Plain{Store: g.app.Ledger}.Entries(bg, ledger.Filter{Untold: u}, 10_000)
	g.must(err)
	return list
}

// TestOneIsToldLast: an officer about whom there is a grant does not see it in the lists
// of their office, ends and approves nothing of it; readings that they are told of later
// are not in their ledger either, and those before are.
func TestOneIsToldLast(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, me := g.app.Person, g.officerOfAll()
		reader, grant := g.inspector(me)
		look := func() id.ID {
			t.Helper()
			g.clock.Advance(time.Minute)
			l := person.Looking{Person: me.Person, Purpose: access.PurposeInspection, Grant: grant}
			_, _, err := p.Before(bg, reader, me.Person)
			g.must(err)
			o, err := p.Open(bg, reader, person.ActionOpen, l)
			g.must(err)
			l.Purpose = access.PurposeCase
			if _, err := p.Open(bg, reader, person.ActionOpen, l); err == nil {
				t.Error("opened for what it is not for")
			}
			g.clock.Advance(time.Minute)
			return o.Entry
		}
		has := func(who access.Actor, entry id.ID) bool {
			return slices.ContainsFunc(g.ledgerOf(who), func(l ledger.Line) bool { return l.ID == entry })
		}
		told := func(entry id.ID) bool {
			t.Helper()
			own, err := p.Self(bg, me, person.ActionSelf)
			g.must(err)
			list, _, err := p.Openings(bg, own, person.Period{}, 1000)
			g.must(err)
			return slices.ContainsFunc(list, func(o person.Opening) bool { return o.Entry == entry })
		}
		first := look()
		delay := g.delayed(grant)
		early := look()
		all := func(who access.Actor) int {
			list, err := g.app.Needs.All(bg, fresh(who), "grant", g.body, access.ListAsk{})
			g.must(err)
			return int(list.Total)
		}
		if mine, others := all(me), all(g.head.Actor); mine != others-1 {
			t.Errorf("the person concerned sees %d grants, their colleague %d", mine, others)
		}
		_, err := g.app.Needs.EndGrant(bg, fresh(me), grant, accesssql.EndForm{Day: "2026-11-25", Reason: "không đồng ý"})
		wantKind(t, err, errs.KindNotFound, "access.not_found")
		for name, do := range map[string]func() error{
			"see":     func() error { _, err := p.SeeDelay(bg, me, delay); return err },
			"approve": func() error { _, err := p.Approve(bg, step(me), delay); return err },
			"decline": func() error { _, err := p.Decline(bg, step(me), delay); return err },
			"give": func() error {
				_, err := p.Delay(bg, step(me), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "quyết định kiểm tra chưa công bố"})
				return err
			},
		} {
			if err := do(); !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		queue, err := p.Queue(bg, me, 100)
		g.must(err)
		if slices.ContainsFunc(queue, func(l person.WaitingLine) bool { return l.ID == delay }) {
			t.Error("the delay about themselves waits for them")
		}
		_, err = p.Approve(bg, step(g.head.Actor), delay)
		g.must(err)
		late := look()
		for name, c := range map[string]struct {
			entry id.ID
			told  bool
		}{"before": {first, true}, "while it waited": {early, true}, "since": {late, false}} {
			if told(c.entry) != c.told || has(me, c.entry) != c.told || !has(g.auditor.Actor, c.entry) {
				t.Errorf("%s: the person is told %v, their ledger %v, the auditor's %v", name, told(c.entry), has(me, c.entry), has(g.auditor.Actor, c.entry))
			}
		}
		about := func(who access.Actor) (grants, tries int) {
			for _, l := range g.ledgerOf(who) {
				if l.Action == access.ActionGrant && l.Object.ID == me.Person || l.Action == access.ActionApproveGrant && l.Object.ID == grant || l.Object.ID == delay || l.Action == person.ActionDelay && l.Object.ID == grant && l.Actor.Account != me.Account {
					grants++
				}
				if l.Object.ID == me.Person && l.Actor.Account == reader.Account && (l.Action == person.ActionList || l.Outcome == ledger.Refused) {
					tries++
				}
			}
			return grants, tries
		}
		if grants, tries := about(me); grants != 3 || tries != 4 { // what they were refused themselves, and the tries before
			t.Errorf("their ledger has %d of grants and delays, %d searches and refusals", grants, tries)
		}
		if grants, tries := about(g.auditor.Actor); grants != 7 || tries != 6 {
			t.Errorf("the auditor's ledger has %d of grants and delays, %d searches and refusals", grants, tries)
		}
		g.clock.Advance(15 * 24 * time.Hour)
		if !told(late) || !has(me, late) {
			t.Error("not told on the day")
		}
	})
}

// TestDelayNeedsAGrantThatLives: what nobody can open is not told later.
func TestDelayNeedsAGrantThatLives(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.app.Person
		_, grant := g.inspector(g.world.clerk)
		delay := g.delayed(grant)
		_, err := g.app.Needs.EndGrant(bg, g.head, grant, accesssql.EndForm{Day: "2026-11-25", Reason: "xong việc"})
		g.must(err)
		_, err = p.Approve(bg, step(g.head.Actor), delay)
		wantKind(t, err, errs.KindConflict, "person.delay.over")
		_, err = p.Delay(bg, step(g.specialist.Actor), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "quyết định kiểm tra chưa công bố"})
		wantKind(t, err, errs.KindConflict, "person.delay.over")
		_, short := g.inspector(g.world.clerk)
		delay = g.delayed(short)
		g.clock.Advance(31 * 24 * time.Hour)
		_, err = p.Approve(bg, step(g.head.Actor), delay)
		wantKind(t, err, errs.KindConflict, "access.approval.late")
	})
}

// TestReaderDoesNotHide: whoever opens on a grant neither proposes nor approves that it
// is told later, be it theirs by name, by a post from which they do not act now, or by
// what was handed over to them.
func TestReaderDoesNotHide(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.app.Person
		give := func(f accesssql.GrantForm) id.ID {
			t.Helper()
			f.Object, f.Purpose, f.Basis = person.Object(g.world.clerk.Person), access.PurposeInspection, access.Basis{Kind: access.BasisCase, Text: "9/2026/TTR"}
			f.From, f.Last = "2026-11-25", "2026-12-20"
			grant, err := g.app.Needs.Grant(bg, step(g.specialist.Actor), f)
			g.must(err)
			_, err = g.app.Needs.ApproveGrant(bg, step(g.head.Actor), grant)
			g.must(err)
			return grant
		}
		propose := func(by access.Actor, grant id.ID) (id.ID, error) {
			return p.Delay(bg, step(by), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "quyết định kiểm tra chưa công bố"})
		}
		keeper := g.newcomer(g.newPost(access.RoleDeptSpecialist)) // acts from this post, and has another
		_, _, err := g.app.Org.Seat(bg, operator(), g.newPost(access.RoleUnitHead), org.SeatForm{Person: keeper.Person, From: "2023-01-01", Basis: "5/QĐ"})
		g.must(err)
		stand := g.newcomer(id.ID{})
		_, err = g.app.Duties.Delegate(bg, fresh(keeper), accesssql.DelegationForm{To: stand.Account, Roles: []access.Holding{{Role: access.RoleDeptSpecialist, Unit: g.body}},
			From: "2026-11-25", Last: "2026-12-05", Basis: "11/QĐ", Reason: "nghỉ phép mười ngày"})
		g.must(err)
		named, byRole, byDelegation := give(accesssql.GrantForm{Account: keeper.Account}), give(accesssql.GrantForm{Role: access.RoleUnitHead, Unit: g.body}), give(accesssql.GrantForm{Account: stand.Account})
		for name, c := range map[string]struct {
			by    access.Actor
			grant id.ID
		}{"by name": {keeper, named}, "by a role of another post": {keeper, byRole}, "with a role that was handed over": {stand, byDelegation}} {
			g.clock.Advance(2 * time.Minute)
			_, err := propose(c.by, c.grant)
			wantKind(t, err, errs.KindDenied, "person.delay.reader")
			wantKind(t, p.MayDelay(bg, step(c.by).Actor, c.grant), errs.KindDenied, "person.delay.reader")
			if e := g.newest(person.ActionDelay); e.Outcome != ledger.Refused || e.Code != "person.delay.reader" || e.Object.ID != c.grant {
				t.Errorf("%s: the ledger says %+v", name, e)
			}
			delay, err := propose(g.specialist.Actor, c.grant)
			g.must(err)
			g.force(c.by, access.RoleDeptHead)
			_, err = p.Approve(bg, step(c.by), delay)
			wantKind(t, err, errs.KindDenied, "access.approval.subject")
		}
		_, err = propose(keeper, byDelegation)
		g.must(err)
	})
}

// TestGrantIsForSomebody: a file is granted to a person or to the role of a post, never
// to everybody, nor to the one whose it is; a row that came past that opens nothing.
func TestGrantIsForSomebody(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		give := func(f accesssql.GrantForm) (id.ID, error) {
			f.Purpose, f.Basis, f.From, f.Last = access.PurposeCase, access.Basis{Kind: access.BasisCase, Text: "12/2026/VV"}, "2026-11-25", "2026-12-20"
			if f.Object.ID.IsZero() {
				f.Object = person.Object(g.world.clerk.Person)
			}
			by := g.specialist
			if f.Object.Kind == "directive" {
				by = g.head
			}
			return g.app.Needs.Grant(bg, by, f)
		}
		for code, f := range map[string]accesssql.GrantForm{"access.grant.everybody": {Role: access.RoleMember, Unit: g.body}, "access.grant.subject": {Account: g.world.clerk.Account},
			"access.role.unknown": {Role: access.RoleSysAdmin, Unit: g.body}} {
			_, err := give(f)
			wantKind(t, err, errs.KindInvalid, code)
		}
		_, err := give(accesssql.GrantForm{Role: access.RoleMember, Unit: g.body, Object: access.Object{Kind: "directive", ID: g.directive}})
		g.must(err)
		grant, err := give(accesssql.GrantForm{Role: access.RoleUnitClerk, Unit: g.unit})
		g.must(err)
		g.put(func(ctx context.Context, tx *sqldb.Tx) error { return g.widen(ctx, tx, grant) })
		anybody := g.newcomer(id.ID{})
		for way, err := range g.readings(anybody, person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeCase, Grant: grant}, g.world.evidence) {
			if !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s by everybody: %v", way, err)
			}
		}
	})
}

// widen opens a grant to everybody, behind the back of every rule.
func (g *gate) widen(ctx context.Context, tx *sqldb.Tx, grant id.ID) error {
	return tx.Put(ctx, "access_grant", sqldb.Key{ID: grant, Version: 2}, sqldb.Row{"label": 0, "unit_id": g.unit, "managing_unit_id": g.unit, "state": "live",
		"subject_id": g.world.clerk.Person, "account_id": nil, "role": access.RoleMember, "at_unit_id": g.body, "object_kind": "person", "object_id": g.world.clerk.Person,
		"purpose": "case", "basis_kind": "case", "basis": "12/2026/VV", "valid_from": "2026-11-25", "valid_to": "2027-12-26", "given_by": g.specialist.Actor.Account, "end_reason": nil})
}

// TestBreakNeedsAReviewer: a file that nobody could ask about afterwards is not opened
// by force: of the only auditor's, their head being set over who opens it; with one more
// auditor it is, and they review it.
func TestBreakNeedsAReviewer(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		night := fresh(g.newcomer(g.newPost(access.RoleDeptSpecialist)))
		g.endRoles(g.auditor.Actor.Account)
		file := access.Object{Kind: "person", ID: g.newcomer(id.ID{}, access.RoleAuditor).Person}
		open := func() (id.ID, error) {
			by := night
			by.Key = key16()
			return g.app.Watch.Break(bg, by, accesssql.BreakForm{Object: file, Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV-TCCB", Minutes: 5})
		}
		before := tablesDigest(t, g.app)
		_, err := open()
		wantKind(t, err, errs.KindConflict, "access.break.unreviewed")
		if tablesDigest(t, g.app) != before {
			t.Error("what was refused left something")
		}
		boss := g.newcomer(id.ID{}) // who heads the unit of who opens it, and organisation and personnel for a while
		chair, _, err := g.app.Org.AddPost(bg, operator(), g.unit, org.PostForm{Title: "Vụ trưởng", Head: true, Seats: 1, From: "2021-01-01", Basis: "5/QĐ"})
		g.must(err)
		_, _, err = g.app.Org.Seat(bg, operator(), chair, org.SeatForm{Person: boss.Person, From: "2022-01-01", Basis: "5/QĐ"})
		g.must(err)
		g.force(boss, access.RoleDeptHead)
		_, err = open()
		wantKind(t, err, errs.KindConflict, "access.break.unreviewed")
		second := g.newcomer(id.ID{}, access.RoleAuditor)
		broken, err := open()
		g.must(err)
		g.clock.Advance(6 * time.Minute)
		b, err := g.app.Watch.Concerning(bg, file.ID)
		g.must(err)
		may, err := g.app.Watch.Reviewable(bg, second, b)
		g.must(err)
		if !may[broken] {
			t.Error("nobody may review it")
		}
		_, err = g.app.Watch.ReviewBreak(bg, accesssql.By{Actor: second}, broken, accesssql.ReviewForm{Verdict: "right", Note: "có giấy của bệnh viện"})
		g.must(err)
	})
}
