package access

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// The states of a break-glass.
const (
	BreakRuns     = "runs" // until its time is over, or it is ended
	BreakEnded    = "ended"
	BreakReviewed = "reviewed"
)

// BreakVerdict is what a review found.
type BreakVerdict string

// The verdicts.
const (
	BreakRight BreakVerdict = "right" // it could not wait
	BreakWrong BreakVerdict = "wrong" // it could, or served something else
)

// Closed is why a sealed text does not open: "" it does.
type Closed string

// What closes a text.
const (
	ClosedErased Closed = "erased" // for good, with the file of the person
	ClosedLocked Closed = "locked" // until the keyring can be read again
)

// Break is an opening without a grant: of one object, by one person, for some
// minutes, said to others at once and looked at afterwards.
type Break struct {
	ID       id.ID
	Version  int64
	State    string
	By       Actor
	Object   Object
	Subject  id.ID  // the person whom the object concerns, if any
	Reason   string // in the clear once Texts has opened it, as Note
	Basis    string // the order, case or provision that it rests on, as typed
	BegunAt  clock.Micros
	Until    clock.Micros // the first moment at which it is over
	Due      clock.Micros // ReviewBy, as read
	Reviewer id.ID        // the account, when reviewed
	Verdict  BreakVerdict
	Note     string
	// Kept are reason and note as they are stored, sealed where the opening concerns
	// somebody; Closed says why they do not open now.
	Kept   struct{ Reason, Note []byte }
	Closed Closed
}

// BeginBreak opens an object for some minutes, at most the day's limit. before
// are the earlier ones of the same person and the same object: Denied
// "access.break.again" while one of them is not long ago.
func BeginBreak(limits Limits, b Break, minutes int64, before []Break, now clock.Micros, today clock.Date) (*Break, error) {
	var f errs.Faults
	checkRemark(&f, "reason", b.Reason, 20)
	checkRemark(&f, "basis", b.Basis, 3)
	if most := limits.On(LimitBreakMinutes, today); minutes < 1 || minutes > most {
		f.Add(errs.Invalid("access.break.minutes", errs.Field("minutes"), errs.Int("max", int(most))))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	days := limits.On(LimitAgainDays, today)
	for _, x := range before {
		if Same(x.By, b.By) && x.Object == b.Object && now < x.BegunAt+clock.Micros(days)*24*hour {
			return nil, errs.Denied("access.break.again", errs.Int("days", int(days)))
		}
	}
	b.State, b.BegunAt, b.Until = BreakRuns, now, now+clock.Micros(minutes)*minute
	return &b, nil
}

// Runs reports whether it opens its object at a moment.
func (b *Break) Runs(now clock.Micros) bool {
	return b.State == BreakRuns && b.BegunAt <= now && now < b.Until
}

// End closes it before its time.
func (b *Break) End(by Actor, now clock.Micros) error {
	switch {
	case !Same(b.By, by):
		return errs.NotFound("access.not_found")
	case !b.Runs(now):
		return errs.Conflict("access.break.over")
	}
	b.State, b.Until = BreakEnded, now
	return nil
}

// ReviewBy is the first moment at which its review is overdue, by the limit of the
// day on which it began.
func (b *Break) ReviewBy(limits Limits) clock.Micros {
	day := clock.DateOf(b.BegunAt.Time().In(clock.Local))
	return b.BegunAt + clock.Micros(limits.On(LimitReviewHours, day))*hour
}

// Overdue reports whether nobody has looked at it in time.
func (b *Break) Overdue(now clock.Micros) bool {
	return b.State != BreakReviewed && now >= b.Due
}

// MayReview says whether somebody may look at it afterwards, superior whether
// they are set over whoever opened it: Denied "access.break.own",
// "access.break.subject" or "access.break.superior".
func (b *Break) MayReview(by Actor, superior bool) error {
	switch {
	case Same(b.By, by):
		return errs.Denied("access.break.own")
	case !b.Subject.IsZero() && by.Person == b.Subject:
		return errs.Denied("access.break.subject")
	case superior:
		return errs.Denied("access.break.superior")
	}
	return nil
}

// Review notes what somebody found who MayReview it, of what is ClosedErased without a
// note: Conflict "access.break.running" or "access.break.reviewed".
func (b *Break) Review(by Actor, superior bool, verdict BreakVerdict, note string, now clock.Micros) error {
	if err := b.MayReview(by, superior); err != nil {
		return err
	}
	switch {
	case b.State == BreakReviewed:
		return errs.Conflict("access.break.reviewed")
	case b.Runs(now):
		return errs.Conflict("access.break.running")
	}
	var f errs.Faults
	if verdict != BreakRight && verdict != BreakWrong {
		f.Add(errs.Invalid("access.break.verdict", errs.Field("verdict")))
	}
	if b.Closed != ClosedErased {
		checkRemark(&f, "note", note, 10)
	}
	if err := f.Err(); err != nil {
		return err
	}
	b.State, b.Reviewer, b.Verdict, b.Note = BreakReviewed, by.Account, verdict, note
	return nil
}
