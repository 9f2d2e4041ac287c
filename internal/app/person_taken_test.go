package app_test

import (
	"slices"
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
)

// TestRequestIsTaken: the queue has the day by which the person is to be told that it
// is dealt with, and after that the day of the answer; it is taken up once, and never
// after the answer. A delay that waits can be declined, and then delays nothing.
func TestRequestIsTaken(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p, head := g.app.Person, g.head.Actor
		due := func(which id.ID) clock.Date {
			list, err := p.Queue(bg, head, 50)
			g.must(err)
			for _, l := range list {
				if l.ID == which {
					return l.DueOn
				}
			}
			return ""
		}
		which, err := p.Ask(bg, step(g.world.clerk), person.RequestForm{Kind: person.AskObjection, Body: "đề nghị ngừng dùng số điện thoại cũ"})
		g.must(err)
		request, err := p.SeeRequest(bg, head, which)
		g.must(err)
		if due(which) != request.FirstOn || request.FirstOn >= request.DueOn {
			t.Errorf("due on %s, told by %s, answered by %s", due(which), request.FirstOn, request.DueOn)
		}
		_, err = p.Take(bg, step(g.world.clerk), which)
		wantKind(t, err, errs.KindDenied, "access.denied")
		_, err = p.Take(bg, step(head), which)
		g.must(err)
		if due(which) != request.DueOn {
			t.Errorf("taken up, it is due on %s, want %s", due(which), request.DueOn)
		}
		own, err := p.Self(bg, g.world.clerk, person.ActionSelf)
		g.must(err)
		if i := slices.IndexFunc(own.Requests, func(r person.Request) bool { return r.ID == which }); own.Requests[i].TakenOn != "2026-11-25" {
			t.Errorf("the person is told: %+v", own.Requests[i])
		}
		_, err = p.Take(bg, step(head), which)
		wantKind(t, err, errs.KindConflict, "person.request.taken")
		g.must(p.Reply(bg, step(head), which, person.AnswerForm{Outcome: person.AskAccepted, Reasons: "đã ngừng dùng"}))
		_, err = p.Take(bg, step(head), which)
		wantKind(t, err, errs.KindConflict, "person.answer.given")

		officer, grant := g.officer(access.PurposeInspection, "7/2026/TTR")
		delay, err := p.Delay(bg, step(g.specialist.Actor), person.DelayForm{Grant: grant, Until: "2026-12-10", Reason: "để việc kiểm tra không bị báo trước"})
		g.must(err)
		_, err = p.Decline(bg, step(head), delay)
		g.must(err)
		_, err = p.Approve(bg, step(head), delay)
		wantKind(t, err, errs.KindConflict, "access.approval.decided")
		_, err = p.Open(bg, officer, person.ActionOpen, person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeInspection, Grant: grant})
		g.must(err)
		own, err = p.Self(bg, g.world.clerk, person.ActionSelf)
		g.must(err)
		seen, _, err := p.Openings(bg, own, person.Period{Others: true}, 50)
		g.must(err)
		if !slices.ContainsFunc(seen, func(o person.Opening) bool { return o.By.Account == officer.Account }) {
			t.Error("an opening is not told of, though its delay was declined")
		}
	})
}
