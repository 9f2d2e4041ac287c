package app_test

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

func doorRead(who access.Actor, o access.Object) door.Command {
	return door.Command{Name: access.Action(o.Kind) + ".read", Actor: who, Object: o}
}

// force puts a duty behind the back of every rule.
func (g *gate) force(who access.Actor, role access.Role) {
	g.t.Helper()
	g.put(func(ctx context.Context, tx *sqldb.Tx) error {
		return tx.Put(ctx, "access_role", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": g.body, "managing_unit_id": g.body, "state": "live",
			"subject_id": who.Person, "account_id": who.Account, "role": role, "valid_from": "2020-01-01", "valid_to": nil, "basis": "", "end_basis": nil})
	})
}

func (g *gate) personGrant(by accesssql.By, account id.ID) (id.ID, error) {
	return g.app.Needs.Grant(bg, by, accesssql.GrantForm{Account: account, Object: access.Object{Kind: "person", ID: g.clerk.Person}, Purpose: access.PurposeCase,
		Basis: access.Basis{Kind: access.BasisCase, Text: "12/2026/VV"}, From: "2026-11-25", Last: "2026-12-25"})
}

// TestFourEyes: what needs a second pair of eyes does not count before, is not
// approved by who proposed it, who gets it or whom it concerns, and is void once
// its content is another.
func TestFourEyes(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		reader := g.newcomer(id.ID{})
		grant, err := g.personGrant(g.specialist, reader.Account)
		g.must(err)
		known := func() int {
			st, err := g.app.Access.Standing(bg, g.app.DB.Reader(), reader, "2026-11-25")
			g.must(err)
			return len(st.Known)
		}
		if known() != 0 {
			t.Error("a proposed grant counts")
		}
		waits := func(who access.Actor) int64 {
			list, err := g.app.Waiting(bg, who)
			g.must(err)
			for _, w := range list {
				if w.Kind == "grant" {
					return w.Count
				}
			}
			return 0
		}
		before := waits(g.head.Actor)
		if before == 0 || waits(reader) != 0 || waits(g.specialist.Actor) != 0 {
			t.Errorf("%d grants wait for the head, %d for who gets it, %d for who proposed it", before, waits(reader), waits(g.specialist.Actor))
		}
		g.force(g.specialist.Actor, access.RoleDeptHead) // who could, but proposed it
		_, err = g.app.Needs.ApproveGrant(bg, g.specialist, grant)
		wantKind(t, err, errs.KindDenied, "access.approval.own")
		g.force(g.clerk, access.RoleDeptHead)
		_, err = g.app.Needs.ApproveGrant(bg, fresh(g.clerk), grant)
		wantKind(t, err, errs.KindNotFound, "access.not_found") // of which they do not hear
		g.force(reader, access.RoleDeptHead)
		_, err = g.app.Needs.ApproveGrant(bg, fresh(reader), grant)
		wantKind(t, err, errs.KindDenied, "access.approval.subject")
		g.put(func(ctx context.Context, tx *sqldb.Tx) error { return g.lengthen(ctx, tx, grant) })
		_, err = g.app.Needs.ApproveGrant(bg, g.head, grant)
		wantKind(t, err, errs.KindConflict, "access.approval.changed")
		again, err := g.personGrant(g.specialist, reader.Account)
		g.must(err)
		g.clock.Advance(8 * 24 * time.Hour)
		_, err = g.app.Needs.ApproveGrant(bg, g.head, again)
		wantKind(t, err, errs.KindConflict, "access.approval.late")
		g.clock.Advance(-8 * 24 * time.Hour)
		_, err = g.app.Needs.ApproveGrant(bg, g.head, again)
		g.must(err)
		if known() != 1 {
			t.Error("an approved grant does not count")
		}
		if n := waits(g.head.Actor); n != before { // the first, which was changed, is still to be decided on
			t.Errorf("%d grants wait after one was approved, want %d", n, before)
		}
	})
}

// lengthen changes a proposed grant.
func (g *gate) lengthen(ctx context.Context, tx *sqldb.Tx, grant id.ID) error {
	row := sqldb.Row{}
	var unit, managing, subject, account, object, giver id.ID
	if err := sqldb.One(ctx, tx, `SELECT unit_id, managing_unit_id, subject_id, account_id, object_id, given_by FROM access_grant WHERE id = $1`, []any{grant},
		&unit, &managing, &subject, &account, &object, &giver); err != nil {
		return err
	}
	for k, v := range map[string]any{"label": 0, "unit_id": unit, "managing_unit_id": managing, "state": "proposed", "subject_id": subject, "account_id": account, "role": nil,
		"at_unit_id": nil, "object_kind": "person", "object_id": object, "purpose": "case", "basis_kind": "case", "basis": "12/2026/VV", "valid_from": "2026-11-25",
		"valid_to": "2027-12-26", "given_by": giver, "end_reason": nil} {
		row[k] = v
	}
	return tx.Put(ctx, "access_grant", sqldb.Key{ID: grant, Version: 2}, row)
}

// TestApprovalRace: of a hundred who approve at once, one does.
func TestApprovalRace(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		grant, err := g.personGrant(g.specialist, g.newcomer(id.ID{}).Account)
		g.must(err)
		heads := []accesssql.By{g.head}
		for range 3 {
			heads = append(heads, fresh(g.newcomer(id.ID{}, access.RoleDeptHead)))
		}
		var done, late atomic.Int64
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				switch _, err := g.app.Needs.ApproveGrant(bg, heads[i%len(heads)], grant); {
				case err == nil:
					done.Add(1)
				case errs.Is(err, errs.KindConflict):
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 || late.Load() != 99 {
			t.Errorf("%d approved, %d were late", done.Load(), late.Load())
		}
		if n := g.count(`SELECT count(*) FROM ledger_entry WHERE action = 'access.grant.approve' AND outcome = 'done'`); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

// TestBreakGlass: it opens at once, tells the head, the auditor and the person,
// cannot be done again by the same, and is looked at by who is neither.
func TestBreakGlass(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		file := access.Object{Kind: "person", ID: g.clerk.Person}
		form := accesssql.BreakForm{Object: file, Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV-TCCB", Minutes: 60}
		night := fresh(g.newcomer(id.ID{}, access.RoleDeptSpecialist))
		_, err := g.app.Watch.Break(bg, accesssql.By{Actor: night.Actor, Key: [16]byte{}}, accesssql.BreakForm{Object: file, Reason: "vội", Basis: "12/CV-TCCB", Minutes: 60})
		wantKind(t, err, errs.KindInvalid, "access.text.length")
		long := form
		long.Minutes = 61
		_, err = g.app.Watch.Break(bg, night, long)
		wantKind(t, err, errs.KindInvalid, "access.break.minutes")
		long.Minutes, long.Basis = 30, ""
		_, err = g.app.Watch.Break(bg, night, long)
		wantKind(t, err, errs.KindInvalid, "access.text.length")
		stale := night
		stale.Actor.Fresh = false
		_, err = g.app.Watch.Break(bg, stale, form)
		wantKind(t, err, errs.KindDenied, "access.step_up")
		broken, err := g.app.Watch.Break(bg, night, form)
		g.must(err)
		own, err := g.app.Watch.Own(bg, night.Actor)
		if err != nil || len(own) != 1 || own[0].Reason != form.Reason || bytes.Contains(own[0].Kept.Reason, []byte("cấp cứu")) {
			t.Errorf("its reason is not sealed, or does not open: %+v, %v", own, err)
		}
		knows := func() int {
			st, err := g.app.Access.Standing(bg, g.app.DB.Reader(), night.Actor, "2026-11-25")
			g.must(err)
			return len(st.Known)
		}
		if knows() != 1 {
			t.Error("it opens nothing")
		}
		if n := g.count(`SELECT count(DISTINCT told_as) FROM access_alert WHERE break_id = $1`, broken); n != 3 {
			t.Errorf("told as %d, want head, auditor and the person", n)
		}
		for _, who := range []access.Actor{g.head.Actor, g.auditor.Actor, g.clerk} {
			n, err := g.app.Watch.Notices(bg, who)
			g.must(err)
			if !slices.ContainsFunc(n.Told, func(b access.Break) bool { return b.ID == broken }) {
				t.Errorf("not told: %+v", n)
			}
		}
		_, err = g.app.Watch.Break(bg, night, form)
		wantKind(t, err, errs.KindDenied, "access.break.again")
		_, err = g.app.Watch.ReviewBreak(bg, g.auditor, broken, accesssql.ReviewForm{Verdict: "right", Note: "có giấy của bệnh viện"})
		wantKind(t, err, errs.KindConflict, "access.break.running")
		g.clock.Advance(60 * time.Minute)
		if knows() != 0 {
			t.Error("it is open after sixty minutes")
		}
		g.clock.Advance(22 * time.Hour)
		reminded := func(want int64) {
			t.Helper()
			_, err := g.app.Watch.Remind(bg)
			g.must(err)
			if n := g.count(`SELECT count(*) FROM access_alert WHERE break_id = $1 AND told_as = 'overdue'`, broken); n != want {
				t.Errorf("%d were told again, want %d", n, want)
			}
		}
		reminded(0)
		g.clock.Advance(time.Hour)
		reminded(2) // head and auditor, once
		reminded(2)
		if e := g.newest(access.ActionRemindBreak); e.Actor.System != "reminder" || e.Outcome != ledger.Done {
			t.Errorf("the ledger says %+v", e)
		}
		g.clock.Advance(24 * time.Hour)
		reminded(4)
		waits, err := g.app.Watch.Waiting(bg, g.auditor.Actor)
		g.must(err)
		if !slices.ContainsFunc(waits, func(b access.Break) bool { return b.ID == broken }) {
			t.Error("it does not wait on the auditor's home page")
		}
		list, err := g.app.Watch.List(bg, g.auditor, g.body, 0, 1)
		g.must(err)
		if len(list.Lines) == 0 || !list.Lines[0].Overdue(g.app.Clock.Now()) {
			t.Errorf("not overdue: %+v", list)
		}
		g.force(g.clerk, access.RoleDeptHead)
		_, err = g.app.Watch.ReviewBreak(bg, fresh(g.clerk), broken, accesssql.ReviewForm{Verdict: "right", Note: "xem về chính mình"})
		wantKind(t, err, errs.KindDenied, "access.oneself")
		g.force(night.Actor, access.RoleDeptHead)
		_, err = g.app.Watch.ReviewBreak(bg, night, broken, accesssql.ReviewForm{Verdict: "right", Note: "xem của chính mình"})
		wantKind(t, err, errs.KindDenied, "access.break.own")
		_, err = g.app.Watch.ReviewBreak(bg, g.head, broken, accesssql.ReviewForm{Verdict: "right", Note: "người của tôi mở"})
		wantKind(t, err, errs.KindDenied, "access.break.superior")
		_, err = g.app.Watch.ReviewBreak(bg, g.auditor, broken, accesssql.ReviewForm{Verdict: "right", Note: "có giấy của bệnh viện"})
		g.must(err)
		g.clock.Advance(48 * time.Hour)
		reminded(4)
		_, err = g.app.Watch.Break(bg, night, form)
		wantKind(t, err, errs.KindDenied, "access.break.again")
	})
}

// TestBreakWithoutWitness: when nobody can be told, or no entry can be written,
// nothing is opened.
func TestBreakWithoutWitness(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		file := access.Object{Kind: "person", ID: g.clerk.Person}
		form := accesssql.BreakForm{Object: file, Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV-TCCB", Minutes: 60}
		before := g.count(`SELECT count(*) FROM access_break`)
		_, err := g.app.Watch.Break(bg, accesssql.By{Actor: g.head.Actor}, form) // who heads everything: there is nobody above to tell
		wantKind(t, err, errs.KindConflict, "access.break.nobody")
		night := fresh(g.newcomer(id.ID{}, access.RoleDeptSpecialist))
		if url == "" {
			g.app.Ledger.Stop(errs.Internal("internal"))
			if _, err = g.app.Watch.Break(bg, night, form); err == nil {
				t.Error("opened while the ledger stands still")
			}
		}
		if now := g.count(`SELECT count(*) FROM access_break`); now != before {
			t.Error("something was opened")
		}
	})
}

// TestBudget: of a day's exports the last is the last, however many come at once,
// and the refusal is in the ledger.
func TestBudget(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		limit := access.Limits(nil).On(access.LimitExports, "2026-11-25")
		export := func() error {
			_, err := g.app.Org.Export(bg, org.By{Actor: g.specialist.Actor}, org.HolderFilter{Unit: g.unit, Day: "2026-11-25"})
			return err
		}
		var done, spent atomic.Int64
		var all sync.WaitGroup
		for range 2 * limit {
			all.Go(func() {
				switch err := export(); {
				case err == nil:
					done.Add(1)
				case errs.Is(err, errs.KindDenied) && errs.Of(err).Code == "access.budget.spent":
					spent.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done.Load() != limit || spent.Load() != limit {
			t.Errorf("%d done and %d refused, want %d each", done.Load(), spent.Load(), limit)
		}
		if e := g.newest(org.ActionExport); e.Code != "access.budget.spent" && g.count(`SELECT count(*) FROM ledger_entry WHERE action = $1 AND outcome = 'refused'`, org.ActionExport) == 0 {
			t.Errorf("the ledger says %+v", e)
		}
		g.clock.Advance(24 * time.Hour)
		g.must(export())
	})
}

// TestRemarks: readings are counted from the ledger; who reads far more than
// others of the role is remarked once, and looked at by who is not set over them.
func TestRemarks(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		post := g.newPost(access.RoleUnitClerk)
		var clerks []access.Actor
		for range 5 {
			clerks = append(clerks, g.newcomer(post))
		}
		for i, c := range clerks {
			n := 3
			if i == 0 {
				n = 40
			}
			for range n {
				_, err := g.app.Org.Holders(bg, org.By{Actor: c}, org.HolderFilter{Unit: g.body, Day: "2026-11-25", Limit: 10})
				g.must(err)
			}
		}
		before := g.count(`SELECT count(*) FROM access_remark`)
		n, err := g.app.Watch.Remark(bg, g.reads(), "2026-11-25")
		g.must(err)
		again, err := g.app.Watch.Remark(bg, g.reads(), "2026-11-25")
		g.must(err)
		if now := g.count(`SELECT count(*) FROM access_remark WHERE account_id = $1`, clerks[0].Account); n == 0 || again != 0 || now != int64(n) || g.count(`SELECT count(*) FROM access_remark`) != before+int64(n) {
			t.Errorf("%d remarks, then %d; %d of the one who read much", n, again, now)
		}
		found, err := g.app.Watch.Remarks(bg, g.auditor, g.body, 1)
		g.must(err)
		list := found.Lines
		if len(list) != int(before)+n {
			t.Errorf("the auditor sees %d", len(list))
		}
		// an auditor who heads the body sees none of them
		chief := g.newcomer(id.ID{}, access.RoleAuditor)
		chair, _, err := g.app.Org.AddPost(bg, operator(), g.body, org.PostForm{Title: "Phó", Head: true, Seats: 1, From: "2021-01-01", Basis: "5/QĐ"})
		g.must(err)
		_, _, err = g.app.Org.Seat(bg, operator(), chair, org.SeatForm{Person: chief.Person, From: "2022-01-01", Basis: "5/QĐ"})
		g.must(err)
		theirs, err := g.app.Watch.Remarks(bg, accesssql.By{Actor: chief}, g.body, 1)
		g.must(err)
		if len(theirs.Lines) != 0 {
			t.Errorf("a superior sees %d", len(theirs.Lines))
		}
		form := accesssql.ReviewForm{Verdict: "explained", Note: "đợt rà soát của Vụ"}
		_, err = g.app.Watch.ReviewRemark(bg, accesssql.By{Actor: chief}, list[0].ID, form)
		wantKind(t, err, errs.KindDenied, "access.unusual.superior")
		_, err = g.app.Watch.ReviewRemark(bg, g.auditor, list[0].ID, form)
		g.must(err)
		_, err = g.app.Watch.ReviewRemark(bg, g.auditor, list[0].ID, form)
		wantKind(t, err, errs.KindConflict, "access.break.reviewed")
	})
}

// reads is what the chore counts from.
func (g *gate) reads() accesssql.Reads { return ledgersql.Past{} }
