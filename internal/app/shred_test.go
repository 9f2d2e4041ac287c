package app_test

import (
	"context"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// leaver is somebody with a file and an account of their own.
func (g *gate) leaver(given string) access.Actor {
	g.t.Helper()
	who := g.newcomer(id.ID{})
	keeper := g.specialist.Actor
	var version int64
	g.must(sqldb.One(bg, g.app.DB.Reader(), `SELECT version FROM person WHERE id = $1`, []any{who.Person}, &version))
	_, err := g.app.Person.Change(bg, step(keeper), who.Person, person.ChangeForm{Name: person.Name{Family: "Vũ", Given: given}, Born: "1951-03-04", PersonalNumber: "001051004711", Version: version})
	g.must(err)
	_, err = g.app.Person.AddEvidence(bg, step(keeper), who.Person, diploma(), id.ID{}, 0)
	g.must(err)
	return who
}

func (g *gate) state(erasure id.ID) string {
	g.t.Helper()
	var state string
	g.must(sqldb.One(bg, g.app.DB.Reader(), `SELECT state FROM person_erasure WHERE id = $1`, []any{erasure}, &state))
	return state
}

func (g *gate) sealedRows(who id.ID) int64 {
	return g.count(`SELECT (SELECT count(*) FROM person_identity WHERE subject_id = $1) + (SELECT count(*) FROM person_evidence WHERE subject_id = $1)
		+ (SELECT count(*) FROM person_correction WHERE subject_id = $1) + (SELECT count(*) FROM person_request WHERE subject_id = $1)`, who)
}

// TestErasure: one officer proposes, another approves, and never the person or
// whoever runs the machine; what is approved is what was proposed; at once nothing
// opens, in the night the master key goes, and the person and whoever may know of
// the file are told of it (SECURITY T12, T16).
func TestErasure(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, keeper, head := g.app.Person, g.specialist.Actor, g.head.Actor
		who := g.leaver("Hạ")
		asked, err := p.Ask(bg, step(who), person.RequestForm{Kind: person.AskErasure, Body: "tôi đã nghỉ việc, xin xóa hồ sơ"})
		g.must(err)
		for name, by := range map[string]access.Actor{"the person": who, "the head": head, "the auditor": g.auditor.Actor, "the operator": operator().Actor} {
			if _, err := p.ProposeErasure(bg, step(by), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ")); !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s proposes: %v", name, err)
			}
		}
		other := g.newcomer(id.ID{}, access.RoleDeptSpecialist)
		_, err = p.ProposeErasure(bg, step(other), other.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		wantKind(t, err, errs.KindDenied, "access.oneself")
		stale := step(keeper)
		stale.Actor.Fresh = false
		_, err = p.ProposeErasure(bg, stale, who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		wantKind(t, err, errs.KindDenied, "access.step_up")
		_, err = p.ProposeErasure(bg, step(keeper), who.Person, person.ErasureForm{Basis: "wish"})
		wantKind(t, err, errs.KindInvalid, "form.faults")
		which, err := p.ProposeErasure(bg, step(keeper), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		g.must(err)
		_, err = p.ProposeErasure(bg, step(keeper), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		wantKind(t, err, errs.KindConflict, "person.erasure.stands")
		g.must(g.app.Erase(bg))
		if own, err := p.Self(bg, who, person.ActionSelf); err != nil || own.Erased != nil || own.Born.Text == "" {
			t.Errorf("what is only proposed had an effect: %+v, %v", own, err)
		}
		for name, by := range map[string]access.Actor{"who proposed it": keeper, "the person": who, "the operator": operator().Actor, "the auditor": g.auditor.Actor} {
			if _, err := p.ApproveErasure(bg, step(by), which); !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%s approves: %v", name, err)
			}
		}
		_, err = p.ApproveErasure(bg, step(head), which)
		wantKind(t, err, errs.KindConflict, "person.erasure.asked")
		g.must(p.Reply(bg, step(head), asked, person.AnswerForm{Outcome: person.AskAccepted, Reasons: "hết thời hạn lưu giữ"}))
		o, err := p.OpenErasure(bg, head, which)
		g.must(err)
		if o.Why != "đã quá thời hạn lưu giữ hồ sơ" || o.Mine {
			t.Errorf("whoever decides sees %+v", o)
		}
		ref, err := p.ApproveErasure(bg, step(head), which)
		g.must(err)
		if n := g.count(`SELECT count(*) FROM ledger_subject WHERE entry_id = $1 AND person = $2`, ref.Entry, who.Person); n != 1 {
			t.Error("the entry does not name the person")
		}
		_, err = p.WithdrawErasure(bg, step(keeper), which)
		wantKind(t, err, errs.KindConflict, "access.approval.decided")
		g.runJobs()
		g.erasing(who, which)
		g.clock.Advance(14 * time.Hour)
		g.must(g.app.TurnAtNight(bg))
		g.must(g.app.Erase(bg))
		g.erased(who, which)
		_, err = p.ProposeErasure(bg, step(keeper), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		wantKind(t, err, errs.KindConflict, "person.erasure.stands")
	})
}

// TestReviewAfterErasure: an opening by force of a file that was erased before anybody
// looked at it is still reviewed: the finding stays, the remark has no key.
func TestReviewAfterErasure(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		who := g.leaver("Hạ")
		form := accesssql.BreakForm{Object: person.Object(who.Person), Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV-TCCB", Minutes: 5}
		first, err := g.app.Watch.Break(bg, step(g.specialist.Actor), form)
		g.must(err)
		_, err = g.app.Watch.EndBreak(bg, step(g.specialist.Actor), first)
		g.must(err)
		which, err := g.app.Person.ProposeErasure(bg, step(g.specialist.Actor), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		g.must(err)
		_, err = g.app.Person.ApproveErasure(bg, step(g.head.Actor), which)
		wantKind(t, err, errs.KindConflict, "person.erasure.unreviewed")
		_, err = g.app.Watch.ReviewBreak(bg, step(g.auditor.Actor), first, accesssql.ReviewForm{Verdict: "right", Note: "có giấy của bệnh viện"})
		g.must(err)
		_, err = g.app.Person.ApproveErasure(bg, step(g.head.Actor), which)
		g.must(err)
		night := fresh(g.newcomer(id.ID{}, access.RoleDeptSpecialist))
		broken, err := g.app.Watch.Break(bg, night, form) // before the job destroys the key
		g.must(err)
		_, err = g.app.Watch.EndBreak(bg, night, broken)
		g.must(err)
		g.runJobs()
		_, err = g.app.Watch.Break(bg, fresh(g.newcomer(id.ID{}, access.RoleDeptSpecialist)), form)
		wantKind(t, err, errs.KindDenied, "access.break.erased")
		if n := g.count(`SELECT count(*) FROM ledger_entry WHERE action = 'access.break.begin' AND outcome = 'refused'`); n != 1 {
			t.Errorf("a refused opening leaves %d entries", n)
		}
		_, err = g.app.Watch.ReviewBreak(bg, step(g.auditor.Actor), broken, accesssql.ReviewForm{Verdict: "right"})
		g.must(err)
		list, err := g.app.Watch.Concerning(bg, who.Person)
		g.must(err)
		if b := list[0]; b.ID != broken || b.State != access.BreakReviewed || b.Verdict != access.BreakRight || b.Note != "" || b.Closed != access.ClosedErased {
			t.Errorf("after its review: %+v", b)
		}
	})
}

// erasing wants a file whose key is gone and whose copies still may open.
func (g *gate) erasing(who access.Actor, which id.ID) {
	g.t.Helper()
	if _, err := g.app.Keys.Seal(bg, who.Person, vault.Where{}, nil); errs.Of(err) == nil || errs.Of(err).Code != "vault.person.erased" {
		g.t.Errorf("the key of who is being erased: %v", err)
	}
	o, err := g.app.Person.OpenErasure(bg, g.head.Actor, which)
	g.must(err)
	if o.State != person.ErasureBegun || o.DueOn != "2026-11-26" || o.Next != person.WaitsForNight || o.Why != "" {
		g.t.Errorf("by day: %+v", o)
	}
	if n := g.sealedRows(who.Person); n != 0 {
		g.t.Errorf("%d sealed rows are left", n)
	}
	own, err := g.app.Person.Self(bg, who, person.ActionSelf)
	g.must(err)
	if own.Erased == nil || own.Erased.State != person.ErasureBegun || own.Born.Text != "" {
		g.t.Errorf("the person sees %+v", own.Opened)
	}
}

// erased wants a file that is erased, for the person and for whoever may know.
func (g *gate) erased(who access.Actor, which id.ID) {
	g.t.Helper()
	e := g.state(which)
	if e != person.ErasureDone {
		g.t.Errorf("in the morning it is %s", e)
	}
	own, err := g.app.Person.Self(bg, proved(who), person.ActionExport)
	g.must(err)
	if x := own.Erased; x == nil || x.ErasedOn != "2026-11-26" || x.MadeBy != g.specialist.Actor.Account || x.DecidedBy != g.head.Actor.Account || x.Reason != nil {
		g.t.Errorf("the person sees %+v", own.Erased)
	}
	o, err := g.app.Person.Open(bg, g.specialist.Actor, person.ActionOpen, person.Looking{Person: who.Person, Purpose: access.PurposeUpkeep})
	g.must(err)
	if o.Erased == nil || o.Born.Presence != "" || o.Evidence != nil {
		g.t.Errorf("whoever keeps the file sees %+v", o)
	}
	_, err = g.app.Person.AddEvidence(bg, step(g.specialist.Actor), who.Person, diploma(), id.ID{}, 0)
	wantKind(g.t, err, errs.KindConflict, "vault.person.erased")
	if _, err := g.app.Person.Open(bg, g.auditor.Actor, person.ActionOpen, person.Looking{Person: who.Person, Purpose: access.PurposeInspection}); !errs.Is(err, errs.KindNotFound) {
		g.t.Errorf("whoever may not know learns of it: %v", err)
	}
	list, err := g.app.Person.ListErasures(bg, g.head.Actor, 10)
	if err != nil || len(list) == 0 {
		g.t.Errorf("the list: %v %v", list, err)
	}
}

// TestErasureIsBoundToItsContent: a proposal that was changed behind its back is
// not approved; of many who approve at once one has effect; it waits no longer
// than proposals do.
func TestErasureIsBoundToItsContent(t *testing.T) {
	g := openGate(t, "", nil)
	p := g.app.Person
	propose := func(given string) id.ID {
		which, err := p.ProposeErasure(bg, step(g.specialist.Actor), g.leaver(given).Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		g.must(err)
		return which
	}
	changed := propose("Đổi")
	_, err := g.do(g.rename(key16(), nil), func(ctx context.Context, tx door.Tx) error {
		e, err := p.Erasures.Erasure(ctx, tx, changed)
		if err != nil {
			return err
		}
		e.Version, e.Document = e.Version+1, "13/QĐ-BTN ngày 03/11/2026"
		return p.Erasures.SaveErasure(ctx, tx, e)
	})
	g.must(err)
	_, err = p.ApproveErasure(bg, step(g.head.Actor), changed)
	wantKind(t, err, errs.KindConflict, "access.approval.changed")
	raced := propose("Đua")
	won := make(chan bool)
	for range 8 {
		go func() {
			_, err := p.ApproveErasure(bg, step(g.head.Actor), raced)
			won <- err == nil
		}()
	}
	wins := 0
	for range 8 {
		if <-won {
			wins++
		}
	}
	if wins != 1 {
		t.Errorf("%d of 8 approvals had effect", wins)
	}
	late := propose("Trễ")
	g.clock.Advance(1000 * time.Hour)
	_, err = p.ApproveErasure(bg, step(g.head.Actor), late)
	wantKind(t, err, errs.KindConflict, "access.approval.late")
	if g.state(late) != person.ErasureProposed {
		t.Error("it began all the same")
	}
}

// TestSysadminErasesNothing: whoever runs the machine is given no part in it, and a
// role that they get beside counts for nothing.
func TestSysadminErasesNothing(t *testing.T) {
	g := openGate(t, "", nil)
	p, who := g.app.Person, g.leaver("Máy")
	both := g.newcomer(id.ID{}, access.RoleDeptSpecialist, access.RoleDeptHead)
	g.force(both, access.RoleSysAdmin)
	if _, err := p.ProposeErasure(bg, step(both), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ")); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("proposes: %v", err)
	}
	which, err := p.ProposeErasure(bg, step(g.specialist.Actor), who.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
	g.must(err)
	if _, err := p.ApproveErasure(bg, step(both), which); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("approves: %v", err)
	}
	if _, err := p.WithdrawErasure(bg, step(both), which); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("takes back: %v", err)
	}
}

// runJobs runs what was ordered.
func (g *gate) runJobs() {
	g.t.Helper()
	for g.count(`SELECT count(*) FROM job j JOIN job_run r ON r.job_id = j.id WHERE j.kind = $1 AND r.state = 'waiting'`, string(person.KindErase)) > 0 {
		g.must(g.app.RunJob(bg))
	}
}
