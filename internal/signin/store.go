package signin

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
)

// Counted has the keys of what an attempt is counted under.
type Counted struct {
	Pair  []byte // the name at the place
	Name  []byte // the name
	Place []byte // the place
}

// Verdict is what an attempt may do.
type Verdict struct {
	Wait  clock.Micros // above 0: not now
	InRow bool         // the name has reached its limit and the place is new to it
}

// Proofs keeps what a proof is compared with, and counts attempts.
type Proofs interface {
	// ByName gives whose a name is, the zero Known when nobody has it, without
	// credentials; and what its proof is compared with.
	ByName(ctx context.Context, name string) (Known, Compared, error)
	// Spare finds a live recovery code of an account by its hash.
	Spare(ctx context.Context, account id.ID, hash [32]byte) (Credential, bool, error)
	// ByAccount gives what is known of an account.
	ByAccount(ctx context.Context, account id.ID) (Known, error)
	// Attempt counts one attempt before it is answered, all its keys in one
	// transaction, so that attempts sent at once are counted one by one.
	Attempt(ctx context.Context, c Counted, now clock.Micros) (Verdict, error)
	// Succeeded forgets what was counted for a name at a place and as a whole. It
	// gives how many attempts had failed, and whether the place was new to the name.
	Succeeded(ctx context.Context, c Counted, now clock.Micros) (failed int64, newPlace bool, err error)
	// Forget forgets the attempts of a name, for an enrolment.
	Forget(ctx context.Context, name []byte) error
	// Advance moves a credential's counter to a step: false when it stood there
	// or further.
	Advance(ctx context.Context, credential id.ID, step int64) (bool, error)
	// CodeOf finds a one-time code by its hash, nil when there is none.
	CodeOf(ctx context.Context, hash [32]byte) (*Code, error)
	// AddAlert tells an account's owner something.
	AddAlert(ctx context.Context, a Alert) error
	// Alerts gives the newest alerts of an account; of all for the zero id.
	Alerts(ctx context.Context, account id.ID, limit int) ([]Alert, error)
	// Sweep deletes what is too old to count.
	Sweep(ctx context.Context, now clock.Micros) error
}

// Credentials keeps what is governed, inside a command.
type Credentials interface {
	// NameTaken reports whether an account signs in by the name.
	NameTaken(ctx context.Context, tx door.Tx, name string) (bool, error)
	CreateName(ctx context.Context, tx door.Tx, account id.ID, name string) error
	// LiveCredentials gives those of an account that count.
	LiveCredentials(ctx context.Context, tx door.Tx, account id.ID) ([]Credential, error)
	SaveCredential(ctx context.Context, tx door.Tx, c *Credential) error
	// FindCode reads a code by its hash: Conflict "signin.code.over" for none.
	FindCode(ctx context.Context, tx door.Tx, hash [32]byte) (*Code, error)
	// OpenCodes gives the codes of an account that are live or asked for.
	OpenCodes(ctx context.Context, tx door.Tx, account id.ID) ([]*Code, error)
	SaveCode(ctx context.Context, tx door.Tx, c *Code) error
	// EndSessions ends all sessions of an account.
	EndSessions(ctx context.Context, tx door.Tx, account id.ID) error
	// Tell adds an alert in the command's transaction.
	Tell(ctx context.Context, tx door.Tx, a Alert) error
}

// Accounts makes and changes accounts; package access keeps them.
type Accounts interface {
	// MakeAccount makes an account of a person with the roles that everybody has.
	MakeAccount(ctx context.Context, tx door.Tx, account, person, unit id.ID, today clock.Date) error
	// MakeFirst makes one with roles of a body that is being made.
	MakeFirst(ctx context.Context, tx door.Tx, account, person, unit id.ID, today clock.Date, roles []access.Role) error
	// SetAccount disables an account or enables it: Conflict
	// "access.account.state" when it is so already.
	SetAccount(ctx context.Context, tx door.Tx, account id.ID, active bool) error
	// HasAccount reports whether a person has one.
	HasAccount(ctx context.Context, tx door.Tx, person id.ID) (bool, error)
	// PersonOf gives the person of an account.
	PersonOf(ctx context.Context, tx door.Tx, account id.ID) (id.ID, error)
}

// Filter narrows a list of users. Words are folded words of a person's name or
// the beginning of a sign-in name.
type Filter struct {
	Words []string
	After string // the sign-in name after which the list goes on
	Limit int
}

// Directory knows people by other modules' tables.
type Directory interface {
	// Users lists accounts in the order of their sign-in names.
	Users(ctx context.Context, tx door.Tx, f Filter) ([]User, error)
	// OpenSessions gives the sessions of all accounts that have not ended.
	OpenSessions(ctx context.Context, tx door.Tx, limit int) ([]OpenSession, error)
	// User reads one: NotFound "access.not_found".
	User(ctx context.Context, account id.ID) (User, error)
	// AtMachine gives the accounts of which a recovery at the machine waits.
	AtMachine(ctx context.Context) ([]User, error)
	// Find finds the people of exactly this name, folded, who sit in a unit or
	// are employed there; unit is its code, "" for any. A person's id in the place
	// of a name finds that person.
	Find(ctx context.Context, tx door.Tx, name, unit string) ([]Found, error)
	// Words gives words that the password of an account may not be made of.
	Words(ctx context.Context, account id.ID) ([]string, error)
	// Body gives the root unit and its name.
	Body(ctx context.Context) (id.ID, string, error)
}
