package directive

import (
	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Prefixes of the outside form of ids.
const (
	Prefix          = "dir"
	DispatchPrefix  = "dsp"
	RecipientPrefix = "rcp"
)

// State is where a directive stands.
type State string

// The states of a directive.
const (
	Draft      State = "draft"
	Registered State = "registered"
	Discarded  State = "discarded"
	Withdrawn  State = "withdrawn"
)

// Facts are the public facts of a directive, as its first page shows them, and
// number and day of its receipt.
type Facts struct {
	Kind           string // code of vi/citation, "NĐ"
	Number         string // as printed, "170/2025/NĐ-CP"
	Issuer         string
	IssuedOn       clock.Date
	Title          string
	Signer         string
	ReceivedNumber string
	ReceivedOn     clock.Date
}

// Directive is one work.
type Directive struct {
	ID       id.ID
	Version  int64
	Unit     id.ID // that registered it
	Managing id.ID
	Label    access.Label // of it and of all that is derived from it
	State    State
	Facts
	Source     string // where the facts come from, when not from the text
	Unverified bool   // the facts were not compared with the official text
}

// Limits of text, in characters.
const (
	MaxNumber = 80
	MaxName   = 200
	MaxTitle  = 1000
)

// check tidies the facts and holds them to what a register needs: kind, issuer,
// day and title. A number may be missing (unnumbered resolutions).
func (f *Facts) check(today clock.Date) error {
	for _, s := range []*string{&f.Kind, &f.Issuer, &f.Title, &f.Signer, &f.ReceivedNumber} {
		*s = tidy(*s)
	}
	f.Number = TidyNumber(f.Number)
	var bad errs.Faults
	if f.Kind != "" && !knownKind(f.Kind) {
		bad.Add(errs.Invalid("directive.kind.unknown", errs.Field("kind")))
	}
	for _, x := range []struct{ field, text string }{{"kind", f.Kind}, {"issuer", f.Issuer}, {"title", f.Title}} {
		if x.text == "" {
			bad.Add(errs.Invalid("directive.field.missing", errs.Field(x.field)))
		}
	}
	for _, x := range []struct {
		field, text string
		max         int
	}{{"number", f.Number, MaxNumber}, {"issuer", f.Issuer, MaxName}, {"title", f.Title, MaxTitle},
		{"signer", f.Signer, MaxName}, {"received_number", f.ReceivedNumber, MaxNumber}} {
		if len([]rune(x.text)) > x.max {
			bad.Add(errs.Invalid("directive.field.long", errs.Field(x.field), errs.Int("max", x.max)))
		}
	}
	switch {
	case !f.IssuedOn.IsFull():
		bad.Add(errs.Invalid("directive.issued_on.missing", errs.Field("issued_on")))
	case f.IssuedOn > today:
		bad.Add(errs.Invalid("directive.day.future", errs.Field("issued_on")))
	case f.ReceivedOn != "" && (!f.ReceivedOn.IsFull() || f.ReceivedOn < f.IssuedOn):
		bad.Add(errs.Invalid("directive.received_on.early", errs.Field("received_on")))
	}
	return bad.Err()
}

// Register confirms the facts of a draft.
func (d *Directive) Register(f Facts, today clock.Date) error {
	if d.State != Draft {
		return errs.Conflict("directive.not_draft")
	}
	if err := f.check(today); err != nil {
		return err
	}
	d.Facts, d.State = f, Registered
	return nil
}

// Correct changes the facts of a registered directive: the way back from a
// wrong confirm.
func (d *Directive) Correct(f Facts, today clock.Date) error {
	if d.State != Registered {
		return errs.Conflict("directive.not_registered")
	}
	if err := f.check(today); err != nil {
		return err
	}
	d.Facts = f
	return nil
}

// Discard gives a draft up.
func (d *Directive) Discard() error {
	if d.State != Draft {
		return errs.Conflict("directive.not_draft")
	}
	d.State = Discarded
	return nil
}

// SearchText is what the register is searched by.
func (f Facts) SearchText() string { return f.Kind + " " + f.Number + " " + f.Title + " " + f.Issuer }

// Expression is the exact text of a directive, as a file.
type Expression struct {
	ID        id.ID
	Version   int64
	Directive id.ID
	FileName  string
	Format    string // "txt", "md", "html", "docx", "pdf"
	Digest    [32]byte
	Blob      Blob
	Pages     int64
	Scanned   bool   // pages are pictures: the file has no text
	Text      string // decoded, as citations count it
	Remarks
	Recognised bool // Text was read by machine from the pictures of a scan
	Compared   Comparison
}

// Blob is where a file's ciphertext lies and what opens it.
type Blob struct {
	Name       string
	Size       int64
	WrappedKey []byte
}

// RelationKind is how one directive stands to another.
type RelationKind string

// The kinds of relation.
const (
	Supersedes RelationKind = "supersedes"
	Repeals    RelationKind = "repeals"
	Amends     RelationKind = "amends"
	Implements RelationKind = "implements"
	Guides     RelationKind = "guides"
	RestsOn    RelationKind = "rests_on"
)

// Relation says how From stands to To.
type Relation struct {
	From, To id.ID
	Kind     RelationKind
}
