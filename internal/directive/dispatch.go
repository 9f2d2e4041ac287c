package directive

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Dispatch is an exact expression sent to units.
type Dispatch struct {
	ID         id.ID
	Unit       id.ID // that sent it
	Managing   id.ID
	Directive  id.ID
	Expression id.ID
	Digest     [32]byte // of the expression
	DueOn      clock.Date
	SentAt     clock.Micros
}

// Recipient is a unit to which it was sent.
type Recipient struct {
	ID        id.ID
	Version   int64
	Unit      id.ID
	UnitName  string // that day; a unit may end or be called otherwise later
	Above     id.ID  // its parent that day, which may record for it
	SentAt    clock.Micros
	Confirmed bool
	Dispatch  id.ID
	Directive id.ID
	DueOn     clock.Date
}

// maxDueDays is 80 years: a day further ahead is a slip of the pen.
const maxDueDays = 80 * 366

// Send makes a dispatch of a directive's expression to units.
func (d *Directive) Send(e *Expression, units []UnitPlace, from UnitPlace, due, today clock.Date, at clock.Micros) (*Dispatch, []Recipient, error) {
	var bad errs.Faults
	if d.State != Registered {
		bad.Add(errs.Conflict("directive.not_registered"))
	}
	if len(units) == 0 {
		bad.Add(errs.Invalid("directive.dispatch.units", errs.Field("units")))
	}
	switch {
	case !due.IsFull():
		bad.Add(errs.Invalid("directive.dispatch.due", errs.Field("due_on")))
	case due < today:
		bad.Add(errs.Invalid("directive.dispatch.due_past", errs.Field("due_on")))
	case due > today.AddDays(maxDueDays):
		bad.Add(errs.Invalid("directive.dispatch.due_far", errs.Field("due_on")))
	}
	if err := bad.Err(); err != nil {
		return nil, nil, err
	}
	s := &Dispatch{ID: id.New(), Unit: from.Unit, Managing: from.Above, Directive: d.ID, Expression: e.ID, Digest: e.Digest, DueOn: due, SentAt: at}
	if s.Managing.IsZero() {
		s.Managing = from.Unit
	}
	list := make([]Recipient, len(units))
	for i, u := range units {
		above := u.Above
		if above.IsZero() {
			above = u.Unit
		}
		list[i] = Recipient{ID: id.New(), Version: 1, Unit: u.Unit, UnitName: u.Name, Above: above, SentAt: at, Dispatch: s.ID, Directive: d.ID, DueOn: due}
	}
	return s, list, nil
}

// UnitPlace is a unit with its name and the one above it.
type UnitPlace struct {
	Unit, Above id.ID
	Name        string
}

// Ack says that a recipient confirms an expression.
type Ack struct {
	ID        id.ID
	Recipient id.ID
	Digest    [32]byte
	At        clock.Micros
	Account   id.ID
	Slip      *Slip // on paper, when the unit has no computer
}

// Slip is the signed paper on which a unit without a computer confirmed.
type Slip struct {
	SignedOn clock.Date
	FileName string
	Blob     Blob
	Digest   [32]byte
}

// Confirm makes the ack of a recipient. seen is the digest that the person had
// before them; it must be the one that was sent: Conflict
// "directive.ack.other_version". A slip is signed on the day of sending or
// later: Invalid "directive.ack.signed_early".
func (r *Recipient) Confirm(sent, seen [32]byte, by id.ID, at clock.Micros, slip *Slip) (*Ack, error) {
	switch {
	case r.Confirmed:
		return nil, errs.Conflict("directive.ack.done")
	case sent != seen:
		return nil, errs.Conflict("directive.ack.other_version")
	case slip != nil && (!slip.SignedOn.IsFull() || slip.SignedOn > clock.DateOf(at.Time().In(clock.Local))):
		return nil, errs.Invalid("directive.ack.signed_on", errs.Field("signed_on"))
	case slip != nil && slip.SignedOn < clock.DateOf(r.SentAt.Time().In(clock.Local)):
		return nil, errs.Invalid("directive.ack.signed_early", errs.Field("signed_on"))
	case slip != nil && slip.Blob.Name == "":
		return nil, errs.Invalid("directive.ack.slip", errs.Field("slip"))
	}
	r.Confirmed = true
	return &Ack{ID: id.New(), Recipient: r.ID, Digest: sent, At: at, Account: by, Slip: slip}, nil
}
