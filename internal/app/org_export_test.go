package app_test

import (
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// setLimit sets a limit from today, with both pairs of eyes.
func (g *gate) setLimit(name access.LimitName, value int64) {
	g.t.Helper()
	f := access.LimitForm{Name: name, Value: value, From: clock.Today(g.clock), Basis: "Quyết định số 13/QĐ-BTN", Verified: true}
	l, err := g.app.Limits.Set(bg, fresh(g.specialist.Actor), g.body, f)
	if err == nil {
		_, err = g.app.Limits.ApproveLimit(bg, fresh(g.head.Actor), l)
	}
	if err != nil {
		g.t.Fatal(err)
	}
}

func keyed(who access.Actor) org.By { return org.By{Actor: proved(who), Key: [16]byte(id.New())} }

// TestLongExport: more people than one account takes out on a day leave the house only
// when somebody else approved, once, to whoever asked, and each of them is told
// (SECURITY 2.3.5).
func TestLongExport(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		asker, head := g.specialist.Actor, g.head.Actor
		asker.Fresh, head.Fresh = false, false
		all := org.HolderFilter{Unit: g.body, Day: clock.Today(g.clock)}
		whole, err := g.app.Org.Export(bg, org.By{Actor: asker}, all)
		if err != nil || len(whole) < 2 {
			t.Fatalf("%d people, %v", len(whole), err)
		}
		g.clock.Advance(24 * time.Hour)
		all.Day = clock.Today(g.clock)
		most := len(whole)
		g.setLimit(access.LimitExportLines, int64(most))
		export := func() error {
			_, err := g.app.Org.Export(bg, org.By{Actor: asker}, all)
			return err
		}
		if err := export(); err != nil {
			t.Errorf("as many as the limit: %v", err)
		}
		named := g.count(`SELECT count(*) FROM ledger_subject`)
		wantKind(t, export(), errs.KindDenied, "org.export.large") // together with those before
		g.clock.Advance(24 * time.Hour)
		all.Day = clock.Today(g.clock)
		g.setLimit(access.LimitExportLines, int64(most-1))
		wantKind(t, export(), errs.KindDenied, "org.export.large")

		form := org.ExportForm{Unit: g.body, Day: all.Day, Reason: "gửi đoàn kiểm tra của Bộ"}
		ask := func() id.ID {
			t.Helper()
			e, err := g.app.Org.AskExport(bg, keyed(asker), form)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		take := func(who access.Actor, e id.ID) error {
			list, err := g.app.Org.TakeExport(bg, org.By{Actor: who}, e)
			if err == nil && len(list) != most || err != nil && list != nil {
				t.Errorf("%d people went out, want %d", len(list), most)
			}
			return err
		}
		_, err = g.app.Org.AskExport(bg, keyed(asker), org.ExportForm{Unit: g.body, Day: all.Day, Reason: "gửi"})
		wantKind(t, err, errs.KindInvalid, "org.export.reason")
		_, err = g.app.Org.AskExport(bg, keyed(head), form)
		wantKind(t, err, errs.KindDenied, "access.denied")
		e := ask()
		wantKind(t, take(proved(asker), e), errs.KindConflict, "org.export.waits")
		err = g.app.Org.ApproveExport(bg, keyed(asker), e)
		wantKind(t, err, errs.KindDenied, "access.denied")
		err = g.app.Org.ApproveExport(bg, org.By{Actor: head}, e)
		wantKind(t, err, errs.KindDenied, "access.step_up")
		if err := g.app.Org.ApproveExport(bg, keyed(head), e); err != nil {
			t.Fatal(err)
		}
		if g.count(`SELECT count(*) FROM ledger_subject`) != named {
			t.Error("somebody was named before anything went out")
		}
		wantKind(t, take(asker, e), errs.KindDenied, "access.step_up")
		wantKind(t, take(proved(head), e), errs.KindDenied, "access.denied")
		if err := take(proved(asker), e); err != nil {
			t.Fatal(err)
		}
		if n := g.count(`SELECT count(*) FROM ledger_subject`); n != named+int64(most) {
			t.Errorf("%d people were named, want %d", n-named, most)
		}
		wantKind(t, take(proved(asker), e), errs.KindConflict, "org.export.taken")

		declined := ask()
		if err := g.app.Org.DeclineExport(bg, keyed(head), declined); err != nil {
			t.Fatal(err)
		}
		wantKind(t, take(proved(asker), declined), errs.KindConflict, "org.export.over")
		err = g.app.Org.ApproveExport(bg, keyed(head), declined)
		wantKind(t, err, errs.KindConflict, "access.approval.decided")

		revoked := ask()
		if err := g.app.Org.ApproveExport(bg, keyed(head), revoked); err != nil {
			t.Fatal(err)
		}
		if err := g.app.Org.DeclineExport(bg, keyed(head), revoked); err != nil {
			t.Errorf("what was approved cannot be taken back: %v", err)
		}
		wantKind(t, take(proved(asker), revoked), errs.KindConflict, "org.export.over")

		// What was approved goes out, and nobody else.
		_, err = g.app.Org.AskExport(bg, keyed(asker), org.ExportForm{Unit: g.body, Day: all.Day.AddDays(1), Reason: form.Reason})
		wantKind(t, err, errs.KindInvalid, "org.export.later")
		grown := ask()
		if err := g.app.Org.ApproveExport(bg, keyed(head), grown); err != nil {
			t.Fatal(err)
		}
		post, _, err := g.app.Org.AddPost(bg, operator(), g.unit, org.PostForm{Title: "Vị trí thêm", Seats: 1, From: "2024-01-01", Basis: "1/QĐ"})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := g.app.Org.Seat(bg, operator(), post, org.SeatForm{Name: person.Name{Family: "Lê", Given: "Thêm"}, From: "2024-01-01", Basis: "2/QĐ"}); err != nil {
			t.Fatal(err)
		}
		wantKind(t, take(proved(asker), grown), errs.KindConflict, "org.export.changed")
		most++

		late := ask()
		if err := g.app.Org.ApproveExport(bg, keyed(head), late); err != nil {
			t.Fatal(err)
		}
		list, err := g.app.Org.Asked(bg, asker, 10)
		if err != nil || len(list) != 6 || list[0].State != access.RightLive || list[1].State != access.RightLive || !list[2].Waits { // one more is of the world
			t.Errorf("%d exports are listed, %v", len(list), err)
		}
		if list, err := g.app.Org.Asked(bg, g.world.clerk, 10); err != nil || len(list) != 0 {
			t.Errorf("a clerk is shown %d exports, %v", len(list), err)
		}
		g.clock.Advance(7 * 24 * time.Hour)
		wantKind(t, take(proved(asker), late), errs.KindConflict, "org.export.over")
	})
}
