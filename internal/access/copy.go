package access

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// The states of a printed copy.
const (
	CopyOut       = "out"
	CopyReturned  = "returned"
	CopyDestroyed = "destroyed"
)

// CopyAs says what a copy is.
type CopyAs string

// What copies are.
const (
	CopyPrint CopyAs = "print" // pages with the label and the number on each
	CopyFile  CopyAs = "file"  // the file as it was received, behind a sheet with label and number
)

// MaxExport is how many lines an export of a register has at most.
const MaxExport = 10_000

// Copy is one copy of a labelled document in the register of copies: its number
// among the copies of its document, what it is, for whom, why, and where it went. A
// number is given once and is never used again.
type Copy struct {
	ID      id.ID
	Version int64
	State   string
	Object  Object
	Label   Label // that the document has
	Number  int64
	As      CopyAs
	ForWhom string
	Reason  string
	By      id.ID // the account that printed it
	At      clock.Micros
	Closed  clock.Date // came back, or was destroyed
	Closer  id.ID
	Note    string // by which paper, before whom
}

// CopyForm asks for copies.
type CopyForm struct {
	Count   int64
	As      CopyAs // "" is CopyPrint
	ForWhom string
	Reason  string
}

// NewCopies makes the copies that a form asks for, after the last number given.
func NewCopies(limits Limits, o Object, f CopyForm, last int64, today clock.Date) ([]Copy, error) {
	var bad errs.Faults
	if most := limits.On(LimitCopies, today); f.Count < 1 || f.Count > most {
		bad.Add(errs.Invalid("access.copy.count", errs.Field("count"), errs.Int("max", int(most))))
	}
	if f.As == "" {
		f.As = CopyPrint
	}
	if f.As != CopyPrint && f.As != CopyFile {
		bad.Add(errs.Invalid("access.copy.way", errs.Field("as")))
	}
	checkText(&bad, "for_whom", f.ForWhom, 3)
	checkText(&bad, "reason", f.Reason, 10)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	list := make([]Copy, f.Count)
	for i := range list {
		list[i] = Copy{ID: id.New(), State: CopyOut, Object: o, Number: last + 1 + int64(i), As: f.As, ForWhom: f.ForWhom, Reason: f.Reason}
	}
	return list, nil
}

// DueOn is the day by which it should be back, by the limit of the day on which it
// was given.
func (c *Copy) DueOn(limits Limits) clock.Date {
	day := clock.DateOf(c.At.Time().In(clock.Local))
	return day.AddDays(int(limits.On(LimitCopyDays, day)))
}

// Late reports whether it is out although it should be back.
func (c *Copy) Late(limits Limits, today clock.Date) bool {
	return c.State == CopyOut && c.DueOn(limits) < today
}

// The orders of a list of copies.
const (
	CopiesNewest = ""
	CopiesOldest = "oldest"
)

// CopiesLate shows, beside the states, the copies that should be back.
const CopiesLate = "late"

// CopyFilter narrows a list of copies; its zero value shows all.
type CopyFilter struct {
	Object Object
	ID     id.ID
	State  string // a state, or CopiesLate
	Level  Label  // 0 is any
	Order  string
	Offset int
	Limit  int // 0 is as many as an export may have
}

// Close notes that a copy came back or was destroyed: Conflict
// "access.copy.closed" when it is not out.
func (c *Copy) Close(state, note string, today clock.Date) error {
	var bad errs.Faults
	if state != CopyReturned && state != CopyDestroyed {
		bad.Add(errs.Invalid("access.copy.state", errs.Field("state")))
	}
	checkText(&bad, "note", note, 3)
	if err := bad.Err(); err != nil {
		return err
	}
	if c.State != CopyOut {
		return errs.Conflict("access.copy.closed")
	}
	c.State, c.Note, c.Closed = state, note, today
	return nil
}
