package door

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
)

// Engine runs changing transactions. The function may run twice; what it
// returned nil for is durable when Write returns nil. An unknown outcome is
// Unavailable.
type Engine interface {
	Write(ctx context.Context, fn func(ctx context.Context, tx EngineTx) error) error
}

// EngineTx is a changing transaction as the door sees it.
type EngineTx interface {
	// Touched gives the governed rows written since the beginning or Restart.
	Touched() []ledger.Row
	// Restart undoes everything done so far.
	Restart(ctx context.Context) error
}

// Claim is a command's key at the door.
type Claim struct {
	Actor  id.ID
	Name   string
	Key    [16]byte
	Digest ledger.Hash
	Entry  id.ID
	At     clock.Micros
}

// Refusal is an attempt that was refused.
type Refusal struct {
	Actor  id.ID
	Action access.Action
	Object ledger.Hash // digest of kind and id
	Entry  id.ID
	Until  clock.Micros
}

// Repeats is a refusal's tally when its minute is over.
type Repeats struct {
	Refusal
	Count int64
}

// Keys keeps the keys of commands and the tally of refusals, both operational.
type Keys interface {
	// Claim stores c unless (Actor, Name, Key) is taken; then it gives the
	// claim that stands and true.
	Claim(ctx context.Context, tx EngineTx, c Claim) (stands Claim, taken bool, err error)
	// Repeat counts one more of a refusal that still runs at now and reports
	// whether there is one.
	Repeat(ctx context.Context, tx EngineTx, r Refusal, now clock.Micros) (bool, error)
	// Begin starts the tally of a refusal, replacing one that has run out; it
	// gives the repeats of the one replaced.
	Begin(ctx context.Context, tx EngineTx, r Refusal) (Repeats, error)
	// Ended takes away tallies that ran out before now and gives those with
	// repeats, at most limit of them.
	Ended(ctx context.Context, tx EngineTx, now clock.Micros, limit int) ([]Repeats, error)
}

// Decider decides on facts read inside the transaction. Several objects are
// read in one query a kind. It returns nil, Denied or NotFound, and on what it
// decided: the post from which the actor acts also when it refuses.
type Decider interface {
	Decide(ctx context.Context, tx EngineTx, q access.Question) (access.Verdict, error)
}

// Ledger records an entry in the transaction. Its leaf's index follows.
type Ledger interface {
	Record(ctx context.Context, tx EngineTx, e ledger.Entry, salt ledger.Hash, rows []ledger.Row, subjects []id.ID) error
}

// Jobs writes the rows of ordered jobs.
type Jobs interface {
	Insert(ctx context.Context, tx EngineTx, jobs []job.Job, runAt []clock.Micros) error
}

// Ports are what the door needs; package app fills them all.
type Ports struct {
	Engine Engine
	Keys   Keys
	Access Decider
	Ledger Ledger
	Jobs   Jobs
	Clock  clock.Clock
	// Full, if set, gives Unavailable while there is room for openings only: no
	// command that changes governed rows is done.
	Full func() error
}
