package access

import (
	"crypto/sha256"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// Actor is who acts. A person acts from a post and may act on behalf of a unit
// that has no computer (DESIGN 8). The zero Actor is nobody and may do nothing.
type Actor struct {
	Account  id.ID      // the account that is signed in
	Person   id.ID      // the person behind it, if the body knows one
	Post     id.ID      // the holding from which they act, if any
	OnBehalf id.ID      // the unit for which they record, if not their own
	System   string     // "reminder", "retention", "effect", "operator", "job"; "" for a person
	Fresh    bool       // they proved who they are at most five minutes ago; of the session, never of an entry
	Passkey  bool       // and by a passkey, at some moment of the session
	Scope    TokenScope // what the token is for with which they come, if any
}

// IsSystem reports whether a acts by rules of the system's own. A part of the
// system with an account acts for that account and has its rights (DESIGN 9).
func (a Actor) IsSystem() bool { return a.System != "" && a.Account.IsZero() }

// IsZero reports whether a is nobody.
func (a Actor) IsZero() bool { return a.Account.IsZero() && a.System == "" }

// System is the actor of scheduled work or of the operator at the machine.
func System(name string) Actor { return Actor{System: name} }

// Action is what an actor wants to do, named "<module>.<noun>.<verb>": the name
// of a command at the door, or of a reading.
type Action string

// Purpose is why, from a closed list.
type Purpose string

// Kind is a kind of object, as declared in package schema: "unit", "directive".
type Kind string

// Object is a thing that exists already.
type Object struct {
	Kind Kind
	ID   id.ID
}

// Label is an object's secrecy: none, Mật, Tối mật, Tuyệt mật.
type Label int64

// The labels. A folder refuses an object above what its node may hold.
const (
	LabelNone Label = iota
	LabelMat
	LabelToiMat
	LabelTuyetMat
)

// Key names the actor where one id must do: the account, or for the system a
// fixed id derived from its name.
func (a Actor) Key() id.ID {
	if !a.IsSystem() {
		return a.Account
	}
	sum := sha256.Sum256([]byte("hoso/system/v1\n" + a.System))
	return id.ID(sum[:16])
}

// Question is what is asked of access: may the actor do this, for this
// purpose, to all of these objects.
type Question struct {
	Actor   Actor
	Action  Action
	Purpose Purpose
	Objects []Object
	Today   clock.Date   // roles count on their days
	Now     clock.Micros // zero: the clock's
}
