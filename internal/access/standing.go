package access

import (
	"slices"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// Standing is what access knows of an actor at a moment: the roles that count,
// what they may know by clearance and grant, and what this node may hold. Its
// Actor says from which post they act.
type Standing struct {
	Actor     Actor
	Clearance Label      // the highest of their live clearances
	Node      Label      // the highest label that this node may hold
	Roles     []Holding  // that count today
	Known     []Known    // what live grants and a broken glass open
	Seats     []Seat     // every post that they hold today, the oldest first
	Clashes   []Pair     // roles held together against separation: neither counts
	Rest      Resting    // what waits for a passkey
	PasskeyBy clock.Date // the first day on which more of it will, "" for none
}

// Ceiling is the highest label of which the actor may know here: what is above it
// does not exist for them.
func (s Standing) Ceiling() Label { return min(s.Clearance, s.Node) }

// Holding is a role held at a unit. Path is the unit's place in the tree as it
// stands today; a unit that is in nobody's subtree has "".
type Holding struct {
	Role Role
	Unit id.ID
	Path string
	Way  Way
	From id.ID // the post, or for a delegation the account that delegated
	// Since is the day from which they hold it.
	Since clock.Date
}

// Way is how a role comes to somebody.
type Way string

// The ways.
const (
	ByDuty       Way = ""           // given to the account itself
	ByPost       Way = "post"       // attached to a post that they hold
	ByDelegation Way = "delegation" // handed over by somebody who holds it
)

// Seat is a post that a person holds on a day. Holding is the row that says so:
// it is what an entry names as the acting post.
type Seat struct {
	Holding, Post, Unit id.ID
	Head                bool
	From                clock.Date
}

// SeatTerm is a holding of a post with its days.
type SeatTerm struct {
	Person, Post, Unit id.ID
	Term
}

// Known is one object that a live grant or a running break-glass names.
type Known struct {
	ID      id.ID // of the grant or the break-glass
	Object  Object
	Purpose Purpose
	Since   clock.Date
	Forced  bool // opened by force
}

// knows finds what opens an object for a purpose; PurposeNone takes any.
func (s Standing) knows(o Object, purpose Purpose) (id.ID, bool) {
	for _, k := range s.Known {
		if k.Object == o && (purpose == PurposeNone || k.Purpose == purpose) {
			return k.ID, true
		}
	}
	return id.ID{}, false
}

// Act chooses the post from which somebody acts: the one asked for, otherwise
// the one that they chose before, otherwise the one that they have held longest. One that is
// not theirs today is none, and gives no roles.
func Act(asked, chosen id.ID, seats []Seat) (Seat, bool) {
	for _, want := range []id.ID{asked, chosen} {
		if want.IsZero() {
			continue
		}
		if i := slices.IndexFunc(seats, func(s Seat) bool { return s.Holding == want }); i >= 0 {
			return seats[i], true
		}
		if want == asked {
			return Seat{}, false
		}
	}
	if len(seats) == 0 {
		return Seat{}, false
	}
	return seats[0], true
}

// From keeps the roles of the post from which somebody acts, beside those that
// come from no post of theirs.
func From(roles []Holding, seat Seat) []Holding {
	return slices.DeleteFunc(slices.Clone(roles), func(h Holding) bool { return h.Way == ByPost && h.From != seat.Post })
}

// Has reports whether a role is held at a unit.
func (s Standing) Has(role Role, unit id.ID) bool {
	return slices.ContainsFunc(s.Roles, func(h Holding) bool { return h.Role == role && h.Unit == unit })
}
