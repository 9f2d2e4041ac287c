package access

import (
	"slices"
	"strings"
	"unicode"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// The states of what gives a right. Only a live one counts, on its days.
const (
	RightProposed = "proposed" // waits for a second pair of eyes
	RightLive     = "live"
	RightEnded    = "ended"
)

// Term is the days of a right: From is the first, To the first without it; ""
// is open.
type Term struct{ From, To clock.Date }

// Counts reports whether a day is in the term.
func (t Term) Counts(day clock.Date) bool { return t.From <= day && (t.To == "" || day < t.To) }

// Meets reports whether two terms share a day.
func (t Term) Meets(o Term) bool {
	return (t.To == "" || o.From < t.To) && (o.To == "" || t.From < o.To)
}

// End lets a right end: day is the first without it, not before today, since
// what was done by it was done by right.
func (t *Term) End(day, today clock.Date) error {
	switch {
	case !day.IsFull() || day < today && day != t.From:
		return errs.Invalid("access.right.end", errs.Field("to"))
	case t.To != "" && day >= t.To:
		return errs.Conflict("access.right.ended", errs.Str("day", t.To.Vietnamese()))
	}
	t.To = max(day, t.From)
	return nil
}

// MaxReason bounds a typed reason or basis, in characters.
const MaxReason = 500

// checkText refuses what says nothing, or too much.
func checkText(f *errs.Faults, field, text string, least int) {
	if n := len([]rune(text)); n < least || n > MaxReason {
		f.Add(errs.Invalid("access.text.length", errs.Field(field), errs.Int("least", least), errs.Int("max", MaxReason)))
	}
}

// BasisKind says what a right rests on.
type BasisKind string

// The kinds of basis.
const (
	BasisProvision BasisKind = "provision" // a provision of a directive
	BasisCase      BasisKind = "case"      // a case by its number
)

// BasisKinds lists them.
func BasisKinds() []BasisKind { return []BasisKind{BasisProvision, BasisCase} }

// Basis is what a grant rests on, as typed: "Điều 9 Nghị định số 30/2020/NĐ-CP",
// "15/2026/VVNS".
type Basis struct {
	Kind BasisKind
	Text string
}

// check refuses a basis that names nothing: a provision and a case have numbers.
func (b Basis) check(f *errs.Faults) {
	switch {
	case b.Kind != BasisProvision && b.Kind != BasisCase:
		f.Add(errs.Invalid("access.basis.kind", errs.Field("basis_kind")))
	case len([]rune(b.Text)) > MaxReason || !strings.ContainsFunc(b.Text, unicode.IsDigit):
		f.Add(errs.Invalid("access.basis.number", errs.Field("basis")))
	}
}

// Grant opens one object to one account, or to whoever holds a role at a unit,
// for a purpose and a time.
type Grant struct {
	ID      id.ID
	Version int64
	State   string
	Account id.ID // or
	Role    Role
	AtUnit  id.ID
	Object  Object
	Subject id.ID // the person whom the object concerns, if any
	Purpose Purpose
	Basis   Basis
	Term
	GivenBy   id.ID
	EndReason string
}

// GrantRoles lists the roles to which an object of a kind may be granted: those of
// posts, and everybody, to whom nobody's file is ever opened.
func GrantRoles(kind Kind) []Role {
	if kind == "person" {
		return PostRoles()
	}
	return append([]Role{RoleMember}, PostRoles()...)
}

// NewGrant makes a grant that an actor gives on a day; forWhom is the account's
// actor, zero for a role. The last day is asked for, and is not far (DESIGN 7).
func NewGrant(limits Limits, g Grant, by, forWhom Actor, last, today clock.Date) (*Grant, error) {
	var f errs.Faults
	row, ok := g.Purpose.Find()
	if !ok || !row.Grants {
		f.Add(errs.Invalid("access.grant.purpose", errs.Field("purpose")))
	}
	g.Basis.check(&f)
	days := int(limits.On(LimitGrantDays, today))
	switch {
	case !g.From.IsFull() || g.From < today:
		f.Add(errs.Invalid("access.right.from", errs.Field("from")))
	case !last.IsFull() || last < g.From || last > g.From.AddDays(days-1):
		f.Add(errs.Invalid("access.grant.until", errs.Field("until"), errs.Int("days", days)))
	}
	switch {
	case g.Role == RoleMember && !slices.Contains(GrantRoles(g.Object.Kind), g.Role):
		f.Add(errs.Invalid("access.grant.everybody", errs.Field("role")))
	case g.Role != "" && !slices.Contains(GrantRoles(g.Object.Kind), g.Role):
		f.Add(errs.Invalid("access.role.unknown", errs.Field("role")))
	case g.Account.IsZero() == (g.Role == ""):
		f.Add(errs.Invalid("access.grant.whom", errs.Field("account")))
	case !g.Account.IsZero() && Same(by, forWhom):
		f.Add(errs.Invalid("access.right.self", errs.Field("account")))
	case !g.Subject.IsZero() && forWhom.Person == g.Subject:
		f.Add(errs.Invalid("access.grant.subject", errs.Field("account")))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	g.To, g.GivenBy, g.State = last.AddDays(1), by.Account, RightLive
	return &g, nil
}

// Delegation hands one role of one holder over to another account.
type Delegation struct {
	ID       id.ID
	Version  int64
	State    string
	Giver    Actor
	Receiver Actor
	Role     Role
	Unit     id.ID
	Term
	Basis  string
	Reason string
}

// NewDelegation makes a delegation; own are the roles that the giver holds
// otherwise than by delegation: what was delegated is not passed on, and a duty
// stays with the one to whom it was given.
func NewDelegation(limits Limits, d Delegation, own []Holding, last, today clock.Date) (*Delegation, error) {
	var f errs.Faults
	held := false
	for _, h := range own {
		held = held || h.Way == ByPost && h.Role == d.Role && h.Unit == d.Unit
	}
	if !held {
		f.Add(errs.Invalid("access.delegation.role", errs.Field("roles")))
	}
	if d.Receiver.Account.IsZero() || Same(d.Giver, d.Receiver) {
		f.Add(errs.Invalid("access.right.self", errs.Field("account")))
	}
	days := int(limits.On(LimitDelegationDays, today))
	switch {
	case !d.From.IsFull() || d.From < today:
		f.Add(errs.Invalid("access.right.from", errs.Field("from")))
	case !last.IsFull() || last < d.From || last > d.From.AddDays(days-1):
		f.Add(errs.Invalid("access.grant.until", errs.Field("until"), errs.Int("days", days)))
	}
	checkText(&f, "basis", d.Basis, 3)
	checkText(&f, "reason", d.Reason, 10)
	if err := f.Err(); err != nil {
		return nil, err
	}
	d.To, d.State = last.AddDays(1), RightLive
	return &d, nil
}

// Clearance says up to which label a person may know, by the document that
// cleared them.
type Clearance struct {
	ID      id.ID
	Version int64
	State   string
	Holder  Actor
	Level   Label
	Number  string     // of the document
	Dated   clock.Date // its day
	Issuer  string
	Term
	GivenBy   id.ID
	EndReason string
}

// NewClearance makes a clearance as its document says.
func NewClearance(c Clearance, by Actor, last, today clock.Date) (*Clearance, error) {
	var f errs.Faults
	if c.Level <= LabelNone || c.Level > LabelTuyetMat {
		f.Add(errs.Invalid("access.label.unknown", errs.Field("level")))
	}
	if Same(by, c.Holder) || c.Holder.Account.IsZero() {
		f.Add(errs.Invalid("access.right.self", errs.Field("account")))
	}
	checkText(&f, "number", c.Number, 2)
	checkText(&f, "issuer", c.Issuer, 3)
	if !c.Dated.IsFull() || c.Dated > today {
		f.Add(errs.Invalid("access.clearance.dated", errs.Field("dated")))
	}
	switch {
	case !c.From.IsFull() || c.From < c.Dated:
		f.Add(errs.Invalid("access.clearance.from", errs.Field("from")))
	case !last.IsFull() || last < c.From:
		f.Add(errs.Invalid("access.clearance.until", errs.Field("until")))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	c.To, c.GivenBy, c.State = last.AddDays(1), by.Account, RightLive
	return &c, nil
}
