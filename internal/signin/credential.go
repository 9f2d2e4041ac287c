package signin

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Kind is a kind of credential.
type Kind string

// The kinds. KindPasskey is added beside the others: its rows stand in the same
// table and end with the same commands.
const (
	KindPassword Kind = "password"
	KindTOTP     Kind = "totp"
	KindRecovery Kind = "recovery"
	KindPasskey  Kind = "passkey"
)

// The states of a credential and of a one-time code.
const (
	StateAsked = "asked" // a recovery that waits for a second officer
	StateLive  = "live"
	StateUsed  = "used"
	StateEnded = "ended"
)

// Credential is a way to prove who one is. Secret is, by kind: the argon2id
// hash as text; the TOTP secret, sealed; the SHA-256 of a recovery code; what
// the owner of a passkey published.
type Credential struct {
	ID      id.ID
	Version int64
	Account id.ID
	Kind    Kind
	State   string
	MadeAt  clock.Micros
	Secret  []byte
	Handle  []byte // of a passkey: the id by which browsers know it
	Name    string // of a passkey: what its owner calls it
	Counter int64  // of a passkey that is made: where it begins
}

// The reasons of a one-time code.
const (
	ReasonEnrol   = "enrol"
	ReasonRecover = "recover"
)

// Code is a one-time code by which a person sets up how they sign in.
type Code struct {
	ID         id.ID
	Version    int64
	Account    id.ID
	Reason     string
	State      string
	Hash       []byte // nil while two officers are asked for it
	MadeAt     clock.Micros
	ExpiresAt  clock.Micros
	StartedBy  id.ID // the officer's account; zero: the operator at the machine
	ApprovedBy id.ID
}

// Counts reports whether the code may be used at an instant.
func (c *Code) Counts(now clock.Micros) bool {
	return c.State == StateLive && now >= c.MadeAt && now < c.ExpiresAt
}

// Waits reports whether the code is a recovery that a second officer may
// approve at an instant.
func (c *Code) Waits(now clock.Micros) bool {
	return c.State == StateAsked && now >= c.MadeAt && now < c.ExpiresAt
}

// AtMachine reports whether the operator started it, and has the code already.
func (c *Code) AtMachine() bool { return c.Reason == ReasonRecover && c.StartedBy.IsZero() }

// Confirm lets the code of a recovery at the machine count: Invalid
// "signin.recovery.same" for the officer's own, Conflict "signin.recovery.over".
func (c *Code) Confirm(officer id.ID, now clock.Micros) error {
	switch {
	case !c.Waits(now) || !c.AtMachine() || len(c.Hash) == 0:
		return errs.Conflict("signin.recovery.over")
	case officer == c.Account:
		return errs.Invalid("signin.recovery.same")
	}
	c.State, c.ApprovedBy, c.MadeAt, c.ExpiresAt = StateLive, officer, now, now+CodeLife
	return nil
}

// Approve makes a recovery a live code: Denied "signin.recovery.same" when the
// officer started it or it is about them, Conflict "signin.recovery.over".
func (c *Code) Approve(officer id.ID, hash [32]byte, now clock.Micros) error {
	switch {
	case !c.Waits(now):
		return errs.Conflict("signin.recovery.over")
	case officer == c.StartedBy || officer == c.Account:
		return errs.Invalid("signin.recovery.same")
	}
	c.State, c.Hash, c.ApprovedBy, c.MadeAt, c.ExpiresAt = StateLive, hash[:], officer, now, now+CodeLife
	return nil
}

// Known is what is known of a name that signs in. The zero Known is of a name
// that nobody has.
type Known struct {
	Account  id.ID
	Person   id.ID
	Name     string
	Active   bool
	Password []byte
	TOTP     Credential // zero: none
	Recovery []Credential
	Passkeys []Credential
}

// Compared is what a proof is compared with: the credentials of the account that
// was named, if Own. For a name that nobody has, or that has no password, they are
// somebody else's: everything is computed with them, and nothing of it counts.
type Compared struct {
	Own      bool
	Account  id.ID // whose they are
	Password []byte
	TOTP     Credential
}

// stops reports whether an error ends the comparing: what is broken of somebody
// else's does not.
func (c Compared) stops(err error) bool {
	return err != nil && (c.Own || !errs.Is(err, errs.KindInternal))
}

// User is an account as whoever keeps accounts sees it.
type User struct {
	Account  id.ID
	Person   id.ID
	Name     string // to sign in
	FullName string
	Unit     string
	State    string // of the account: active or disabled
	Enrolled bool   // has a way to sign in
	Code     *Code  // that counts or waits now, or nil
}
