package directive

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
)

// Works keeps directives and what was read of them, inside a command.
type Works interface {
	// Create stores a draft, or a registered directive of known facts, with its
	// expression, if any, and its citations.
	Create(ctx context.Context, tx door.Tx, d *Directive, e *Expression, cites []Citation) error
	// Directive reads one, which no other command changes or sends until this one
	// has ended: NotFound "directive.not_found".
	Directive(ctx context.Context, tx door.Tx, directive id.ID) (*Directive, error)
	// Save writes a changed directive under its next version and moves its
	// search rows along.
	Save(ctx context.Context, tx door.Tx, d *Directive) error
	// Same finds a registered directive of the same number (NumberKey), issuer
	// and day within a scope: what the asker may not know of refuses nothing.
	Same(ctx context.Context, tx door.Tx, sc access.Scope, f Facts, not id.ID) (id.ID, bool, error)
	// Resolve lets citations of a directive's number and day point to it, and
	// no others. What has a label is pointed to by what has at least that label.
	Resolve(ctx context.Context, tx door.Tx, d *Directive) error
	// Relate records relations.
	Relate(ctx context.Context, tx door.Tx, list []Relation) error
	// SaveText writes an expression whose text was read again, under its next
	// version, and what its text cites (Carry); SaveRemarks one of which only what
	// is said about its text changed.
	SaveText(ctx context.Context, tx door.Tx, e *Expression, cites []Citation) error
	SaveRemarks(ctx context.Context, tx door.Tx, e *Expression) error
	// Expression reads the newest expression: NotFound "directive.text.none".
	Expression(ctx context.Context, tx door.Tx, directive id.ID) (*Expression, error)
}

// Dispatches keeps what was sent and confirmed, inside a command.
type Dispatches interface {
	// Sent gives the units to which the directive was sent and that have not
	// confirmed, among those given, by name.
	Sent(ctx context.Context, tx door.Tx, directive id.ID, units []id.ID) ([]UnitPlace, error)
	Send(ctx context.Context, tx door.Tx, s *Dispatch, list []Recipient) error
	// Recipient reads one with the digest that was sent: NotFound
	// "directive.recipient.not_found".
	Recipient(ctx context.Context, tx door.Tx, recipient id.ID) (*Recipient, [32]byte, error)
	// Confirm stores an ack and its recipient's new state.
	Confirm(ctx context.Context, tx door.Tx, r *Recipient, a *Ack) error
}

// Reader answers pages, outside commands.
type Reader interface {
	// Find reads a directive: NotFound "directive.not_found".
	Find(ctx context.Context, directive id.ID) (*Directive, error)
	// TextOf gives the newest expression: NotFound "directive.text.none".
	TextOf(ctx context.Context, directive id.ID) (*Expression, error)
	// List gives a page of the register within a scope and filter, and how many
	// there are in all, counted up to 1,001.
	List(ctx context.Context, sc access.Scope, f Filter) ([]Directive, int64, error)
	// NamesBlob reports whether an expression or a slip lies in a blob.
	NamesBlob(ctx context.Context, blob string) (bool, error)
	// Citations gives what a directive cites, in the order of its text, compared
	// with what the scope holds of the register.
	Citations(ctx context.Context, sc access.Scope, directive id.ID) ([]Citation, error)
	// CitedBy gives the registered directives within a scope that cite one.
	CitedBy(ctx context.Context, sc access.Scope, directive id.ID) ([]Directive, error)
	// Relations gives how a directive stands to others within a scope, both ways,
	// with the other one.
	Relations(ctx context.Context, sc access.Scope, directive id.ID) ([]Related, error)
}

// Tracker answers pages about where a directive has got to, outside commands.
type Tracker interface {
	// Dispatches gives the dispatches of a directive, the newest first.
	Dispatches(ctx context.Context, directive id.ID) ([]DispatchLine, error)
	// Coverage gives the recipients of a directive, who has not confirmed first.
	Coverage(ctx context.Context, directive id.ID, f CoverageFilter) ([]CoverageLine, error)
	// Tally counts the recipients of a directive.
	Tally(ctx context.Context, directive id.ID, today clock.Date) (Tally, error)
	// Waiting gives what units have to confirm within a scope of recipients, the
	// earliest due first.
	Waiting(ctx context.Context, sc access.Scope, units []id.ID, limit int) ([]WaitingLine, error)
	// WaitingOnPaper gives what units without a computer have to confirm within a
	// scope of recipients, for the clerks of the units above them.
	WaitingOnPaper(ctx context.Context, sc access.Scope, above []id.ID, limit int) ([]WaitingLine, error)
	// Overdue gives the directives of a scope that a unit sent and that are not
	// confirmed by all, with their tallies, the earliest due first.
	Overdue(ctx context.Context, sc access.Scope, sender []id.ID, today clock.Date, limit int) ([]OpenLine, error)
	// RecipientLine gives one recipient as lists show it, with the digest sent.
	RecipientLine(ctx context.Context, recipient id.ID) (*WaitingLine, error)
}

// Order is the order of the register.
type Order string

// The orders of the register.
const (
	NewestIssued   Order = "issued"
	OldestIssued   Order = "issued_up"
	NewestReceived Order = "received"
)

// Filter narrows the register. Zero fields do not narrow.
type Filter struct {
	Words []string // folded words of number, title, issuer
	Kind  string
	Year  int
	State State // "" is registered
	// Secret keeps those with a label only. Words find none of them: they are not
	// in the index that all searches share.
	Secret bool
	Order  Order
	After  string // key of the last line of the page before
	Limit  int
}

// Key is a directive's place in the register, for Filter.After.
func (d *Directive) Key(o Order) string {
	if o == NewestReceived {
		return string(d.ReceivedOn) + "|" + d.ID.String()
	}
	return string(d.IssuedOn) + "|" + d.ID.String()
}

// Related is another directive and how it stands.
type Related struct {
	Kind    RelationKind
	Inverse bool // the other one stands so to this one
	Other   Directive
}

// DispatchLine is a dispatch with its numbers.
type DispatchLine struct {
	Dispatch
	Sent, Confirmed int64
}

// CoverageFilter narrows a coverage page.
type CoverageFilter struct {
	OnlyOpen bool
	After    string
	Limit    int
}

// CoverageLine is a unit to which a directive was sent.
type CoverageLine struct {
	Recipient   id.ID
	Unit        id.ID
	Name        string // of the unit on the day of sending
	Above       string // name of the one above it today
	Ended       bool   // the unit does not live today
	OnPaperUnit bool   // has no computer
	DueOn       clock.Date
	Confirmed   bool
	At          clock.Micros
	OnPaper     bool // confirmed by slip
	SignedOn    clock.Date
	By          id.ID // account
	Key         string
}

// Tally counts recipients.
type Tally struct{ Sent, Confirmed, OnPaper, Overdue int64 }

// Open is the number that have not confirmed.
func (t Tally) Open() int64 { return t.Sent - t.Confirmed }

// WaitingLine is something that a unit has to confirm.
type WaitingLine struct {
	Recipient id.ID
	Unit      id.ID
	UnitName  string
	Above     id.ID
	Directive id.ID
	Kind      string
	Number    string
	Title     string
	Label     access.Label
	Digest    [32]byte
	DueOn     clock.Date
	Confirmed bool
}

// OpenLine is a directive that not all have confirmed.
type OpenLine struct {
	Directive id.ID
	Number    string
	Kind      string
	Title     string
	Label     access.Label
	DueOn     clock.Date
	Tally
}
