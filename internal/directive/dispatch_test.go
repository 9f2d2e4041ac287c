package directive

import (
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// TestSlipDay: a slip is signed between the day of sending, as Vietnam counts
// it, and today.
func TestSlipDay(t *testing.T) {
	sent := clock.Of(time.Date(2026, 11, 19, 18, 0, 0, 0, time.UTC)) // already the 20th in Hà Nội
	now := clock.Of(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC))
	for day, want := range map[clock.Date]string{"2026-11-20": "", "2026-11-25": "", "2026-11-19": "directive.ack.signed_early",
		"1990-01-01": "directive.ack.signed_early", "2026-11-26": "directive.ack.signed_on", "2026-11": "directive.ack.signed_on", "": "directive.ack.signed_on"} {
		r := Recipient{SentAt: sent}
		_, err := r.Confirm([32]byte{}, [32]byte{}, id.New(), now, &Slip{SignedOn: day, Blob: Blob{Name: "b"}})
		if (err == nil) != (want == "") || (err != nil && (errs.Of(err).Code != want || errs.Of(err).Arg("field") != "signed_on")) {
			t.Errorf("signed on %q: %v, want %q", day, err, want)
		}
	}
}

// TestDueDay: nobody means a day a lifetime ahead.
func TestDueDay(t *testing.T) {
	for due, want := range map[clock.Date]string{"2026-11-25": "", "2099-01-01": "", "2126-12-01": "directive.dispatch.due_far", "9026-12-01": "directive.dispatch.due_far",
		"2026-11-24": "directive.dispatch.due_past"} {
		d := Directive{State: Registered}
		_, _, err := d.Send(&Expression{}, []UnitPlace{{Unit: id.New()}}, UnitPlace{}, due, "2026-11-25", 0)
		if (err == nil) != (want == "") || (err != nil && errs.Of(err).Code != want) {
			t.Errorf("due on %s: %v, want %q", due, err, want)
		}
	}
}

// TestAlreadySent names five units at most.
func TestAlreadySent(t *testing.T) {
	var list []UnitPlace
	for _, name := range []string{"A", "B", "C", "D", "E", "F", "G"} {
		list = append(list, UnitPlace{Name: name})
	}
	if e := errs.Of(alreadySent(list[:2])); e.Code != "directive.dispatch.again" || e.Arg("names") != "A, B" || e.Arg("field") != "units" {
		t.Error(e)
	}
	if e := errs.Of(alreadySent(list)); e.Code != "directive.dispatch.again_many" || e.Arg("names") != "A, B, C, D, E" || e.Arg("more") != "2" {
		t.Error(e)
	}
}
