package access

import (
	"hoso/internal/clock"
	"hoso/internal/id"
)

// By is who gives a command, under which key.
type By struct {
	Actor Actor
	Key   [16]byte
}

// AssignmentForm attaches a role to a post; Unit is where the role is held, the
// post's own unit when zero.
type AssignmentForm struct {
	Post  id.ID
	Role  Role
	Unit  id.ID
	From  clock.Date
	Basis string
}

// EndForm ends a right: Day is the first without it.
type EndForm struct {
	Day    clock.Date
	Reason string
}

// DutyForm gives a direct duty to an account.
type DutyForm struct {
	Account id.ID
	Role    Role
	From    clock.Date
	Basis   string
}

// DelegationForm hands roles over.
type DelegationForm struct {
	To     id.ID
	Roles  []Holding // role and unit
	From   clock.Date
	Last   clock.Date
	Basis  string
	Reason string
}

// ClearanceForm is a clearance as its document says.
type ClearanceForm struct {
	Account    id.ID
	Level      Label
	Number     string
	Dated      clock.Date
	Issuer     string
	From, Last clock.Date
}

// GrantForm opens an object to an account, or to a role at a unit.
type GrantForm struct {
	Account    id.ID
	Role       Role
	Unit       id.ID
	Object     Object
	Purpose    Purpose
	Basis      Basis
	From, Last clock.Date
}

// BreakForm opens an object without a grant, for some minutes.
type BreakForm struct {
	Object  Object
	Reason  string
	Basis   string
	Minutes int64
}

// ReviewForm is what a reviewer found.
type ReviewForm struct {
	Verdict string
	Note    string
}

// Notices is what every page says to somebody: what they hold open, and what
// they were told and have not seen.
type Notices struct {
	Running []Break
	Told    []Break
}

// KeptRemark is a remark as it is looked at.
type KeptRemark struct {
	Remark
	ID       id.ID
	State    string
	Verdict  UnusualVerdict
	Note     string
	Unit     id.ID
	Reviewer id.ID
}

// Listed is a page of a list, and how many lines the whole has.
type Listed[T any] struct {
	Lines []T
	Total int64
}

// ListAsk is which part of a list is asked for: a page, counted from 1, and a
// state; "" is all.
type ListAsk struct {
	Page  int
	State string
}

// PerPage is how many lines a page of a list has.
const PerPage = 50

// Skip is how many lines stand before the page.
func (a ListAsk) Skip() int64 { return int64(max(a.Page, 1)-1) * PerPage }

// Right is one line of a list of rights, of whatever sort.
type Right struct {
	ID      id.ID
	Kind    Kind // "grant", "delegation", "clearance", "assignment", "duty"
	State   string
	Account id.ID // who has it
	Giver   id.ID // the account that gave it, if the row says
	Post    id.ID
	Role    Role
	Unit    id.ID // where the role is held
	Object  Object
	Purpose Purpose
	Level   Label
	Basis   string
	Number  string
	Dated   clock.Date
	Issuer  string
	Reason  string
	Term
}
