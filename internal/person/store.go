package person

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
)

// Store keeps directory entries.
type Store interface {
	// Create stores new entries with their search rows.
	Create(ctx context.Context, tx door.Tx, list []*Person) error
	// Save writes an entry at its version, with its search rows.
	Save(ctx context.Context, tx door.Tx, p *Person) error
	// Find reads an entry: NotFound "access.not_found".
	Find(ctx context.Context, tx door.Tx, person id.ID) (*Person, error)
	// List gives entries that a scope holds, in the order of names.
	List(ctx context.Context, tx door.Tx, f ListFilter) ([]Line, error)
}

// Record is a file as its rows have it.
type Record struct {
	Person   *Person
	Identity *SealedIdentity
	Evidence []*SealedEvidence
	Erasure  *Erasure // that stands; nil for most
}

// Files keeps what is sealed: identities and pages of evidence, as rows have it.
type Files interface {
	// Record reads a file, all of it together: NotFound "access.not_found".
	Record(ctx context.Context, tx door.Tx, person id.ID) (Record, error)
	// Identity reads an identity; one that has no row yet has version 0.
	Identity(ctx context.Context, tx door.Tx, person id.ID) (*SealedIdentity, error)
	// SaveIdentity writes an identity at its version.
	SaveIdentity(ctx context.Context, tx door.Tx, i *SealedIdentity) error
	// Evidence reads the pages of a person up to the label that the actor may know
	// of, as Record does: of others nothing is read for them.
	Evidence(ctx context.Context, tx door.Tx, person id.ID) ([]*SealedEvidence, error)
	// Above gives the current pages of a person beyond that label, without Since: for
	// the person alone.
	Above(ctx context.Context, tx door.Tx, person id.ID) ([]Kept, error)
	// SaveEvidence writes a page at its version.
	SaveEvidence(ctx context.Context, tx door.Tx, e *SealedEvidence) error
	// VersionOf reads outside commands which version an identity has, 0 for none.
	VersionOf(ctx context.Context, person id.ID) (int64, error)
	// Bucket gives the identities of a bucket that a scope holds, save one.
	Bucket(ctx context.Context, bucket int64, sc access.Scope, except id.ID) ([]*SealedIdentity, error)
	// NamesBlob reports whether a row names a blob.
	NamesBlob(ctx context.Context, name string) (bool, error)
}

// Asks keeps what persons ask for, and what they are told of later.
type Asks interface {
	// Correction and Request read one: NotFound "access.not_found".
	Correction(ctx context.Context, tx door.Tx, which id.ID) (*SealedCorrection, error)
	SaveCorrection(ctx context.Context, tx door.Tx, c *SealedCorrection) error
	Request(ctx context.Context, tx door.Tx, which id.ID) (*SealedRequest, error)
	SaveRequest(ctx context.Context, tx door.Tx, r *SealedRequest) error
	// Delay reads one: NotFound "access.not_found".
	Delay(ctx context.Context, tx door.Tx, which id.ID) (*SealedDelay, error)
	SaveDelay(ctx context.Context, tx door.Tx, d *SealedDelay) error
	// Of gives everything that a person asked for, the newest first.
	Of(ctx context.Context, tx door.Tx, person id.ID) ([]*SealedCorrection, []*SealedRequest, error)
	// Delays gives, outside commands, the delays about a person that were approved.
	Delays(ctx context.Context, person id.ID) ([]*SealedDelay, error)
	// Waiting gives what waits in a scope for each kind, the soonest due first.
	Waiting(ctx context.Context, tx door.Tx, scopes map[access.Kind]access.Scope, limit int) ([]WaitingLine, error)
	// Under gives the unit and managing unit of an object of a kind, and its subject.
	Under(ctx context.Context, tx door.Tx, o access.Object) (access.Facts, error)
}

// ListFilter narrows a list of entries to a scope; the rest may be empty. Words
// are folded words of a name. After is the entry after which the list goes on.
type ListFilter struct {
	Scope     access.Scope
	Words     []string
	StaffCode string
	Unit      id.ID // at or below it
	After     id.ID
	Limit     int
}

// Line is an entry as lists show it, with one post that they hold on the day.
type Line struct {
	Person
	UnitName string
}

// WaitingLine is one thing that waits for an answer.
type WaitingLine struct {
	Kind     access.Kind // "correction", "request", "delay"
	ID       id.ID
	Subject  id.ID
	Name     Name
	UnitName string
	What     string // field of a correction, kind of a request
	MadeOn   clock.Date
	DueOn    clock.Date // of a delay its end
}
