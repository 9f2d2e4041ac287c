package directive

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// The commands and readings of this module, as the policy names them.
const (
	ActionDraft    access.Action = "directive.draft"
	ActionRegister access.Action = "directive.register"
	ActionCorrect  access.Action = "directive.correct"
	ActionDiscard  access.Action = "directive.discard"
	ActionEnter    access.Action = "directive.enter" // known facts, without a file
	ActionRelate   access.Action = "directive.relate"
	ActionSend     access.Action = "directive.send"
	ActionAck      access.Action = "directive.ack"
	ActionAckFor   access.Action = "directive.ack_for"
	ActionRead     access.Action = "directive.read"
	ActionReceive  access.Action = "recipient.read"
	ActionCoverage access.Action = "directive.coverage"
	ActionOpen     access.Action = "directive.open" // what has a label: leaves an entry
	ActionOpenSent access.Action = "recipient.open"
)

// Ports are what the service needs; package app fills them.
type Ports struct {
	Door       *door.Door
	Works      Works
	Cites      Citations
	Dispatches Dispatches
	Read       Reader
	Track      Tracker
	Units      UnitTree
	Access     Access
	Labels     Labels
	Files      Files
	Clock      clock.Clock
	// ReadFile reads an uploaded file, and a slip that is a PDF: Invalid
	// "intake.file...." when it is not one that hoso reads.
	ReadFile func(ctx context.Context, name string, data []byte) (Reading, error)
	// ReadText finds what a text says of its document and what it cites.
	ReadText   func(ctx context.Context, text string) (Reading, error)
	Recogniser Recogniser
	Jobs       Jobs
}

// UnitTree tells where units stand today.
type UnitTree interface {
	// Places gives the units with the one above each; a unit that does not
	// live today is absent.
	Places(ctx context.Context, tx door.Tx, units []id.ID) ([]UnitPlace, error)
}

// Access decides on readings that leave no entry.
type Access interface {
	Check(ctx context.Context, q access.Question) error
	Scope(ctx context.Context, q access.Question, kind access.Kind) (access.Scope, error)
}

// Files keeps files, each encrypted under a key of its own.
type Files interface {
	Put(ctx context.Context, data []byte) (Blob, error)
	Get(ctx context.Context, b Blob) ([]byte, error)
}

// Service is what pages and other modules may ask of directive.
type Service struct{ Ports }

// By is who gives a command, under which key.
type By struct {
	Actor access.Actor
	Key   [16]byte
}

func (s *Service) do(ctx context.Context, by By, name access.Action, o access.Object, args any, fn func(context.Context, door.Tx) error) (ledger.Ref, error) {
	return s.Door.Do(ctx, door.Command{Name: name, Key: by.Key, Actor: by.Actor, Purpose: access.PurposeDispatch, Object: o, Args: args}, fn)
}

func object(directive id.ID) access.Object { return access.Object{Kind: "directive", ID: directive} }

func (s *Service) today() clock.Date { return clock.Today(s.Clock) }

// Upload is UploadSecret for a file without label.
func (s *Service) Upload(ctx context.Context, by By, unit id.ID, name string, data []byte) (id.ID, error) {
	return s.UploadSecret(ctx, by, unit, name, data, access.SecrecyForm{})
}

// UploadSecret reads a file and keeps it as a draft under a unit, with the label
// that it bears. The file is stored, encrypted and synced, before the command
// that names it; what may not stand here is refused before anything is kept.
func (s *Service) UploadSecret(ctx context.Context, by By, unit id.ID, name string, data []byte, f access.SecrecyForm) (id.ID, error) {
	if err := s.refused(ctx, by, ActionDraft, access.Object{Kind: "unit", ID: unit}); err != nil {
		return id.ID{}, err
	}
	if err := s.mayHold(ctx, by, f); err != nil {
		return id.ID{}, err
	}
	read, err := s.ReadFile(ctx, name, data)
	if err != nil {
		return id.ID{}, err
	}
	blob, err := s.Files.Put(ctx, data)
	if err != nil {
		return id.ID{}, err
	}
	d := &Directive{ID: id.Of(by.Key, "directive"), Version: 1, Unit: unit, Managing: unit, Label: f.Level, State: Draft, Facts: read.Facts}
	e := &Expression{ID: id.New(), Directive: d.ID, FileName: name, Format: read.Format, Digest: sha256.Sum256(data), Blob: blob,
		Pages: int64(read.Pages), Scanned: read.Scanned, Text: read.Text, Remarks: read.Remarks}
	e.tidy()
	_, err = s.do(ctx, by, ActionDraft, access.Object{Kind: "unit", ID: unit}, []any{e.Digest, f}, func(ctx context.Context, tx door.Tx) error {
		if err := s.Works.Create(ctx, tx, d, e, read.Citations); err != nil || d.Label == access.LabelNone {
			return err
		}
		return s.Labels.Enter(ctx, tx, by.Actor, access.Facts{Object: object(d.ID), Unit: unit, ManagingUnit: unit, Label: d.Label}, f)
	})
	return d.ID, err
}

// Enter registers a directive of known public facts, without a file.
func (s *Service) Enter(ctx context.Context, by By, unit id.ID, list []*Directive, relations []Relation) (ledger.Ref, error) {
	digest := make([]id.ID, len(list))
	for i, d := range list {
		d.Version, d.Unit, d.Managing, d.State = 1, unit, unit, Registered
		if err := d.check(s.today()); err != nil {
			return ledger.Ref{}, err
		}
		digest[i] = d.ID
	}
	return s.do(ctx, by, ActionEnter, access.Object{Kind: "unit", ID: unit}, digest, func(ctx context.Context, tx door.Tx) error {
		for _, d := range list {
			if err := s.Works.Create(ctx, tx, d, nil, nil); err != nil {
				return err
			}
		}
		return s.Works.Relate(ctx, tx, relations)
	})
}

// Register confirms a draft's facts. A registered directive of the same number,
// issuer and day is Conflict "directive.duplicate" with its id.
func (s *Service) Register(ctx context.Context, by By, directive id.ID, f Facts, version int64) (ledger.Ref, error) {
	return s.change(ctx, by, ActionRegister, directive, f, version, func(ctx context.Context, tx door.Tx, d *Directive) error {
		return d.Register(f, s.today())
	})
}

// Correct changes the facts of a registered directive.
func (s *Service) Correct(ctx context.Context, by By, directive id.ID, f Facts, version int64) (ledger.Ref, error) {
	return s.change(ctx, by, ActionCorrect, directive, f, version, func(ctx context.Context, tx door.Tx, d *Directive) error {
		return d.Correct(f, s.today())
	})
}

// Discard gives a draft up. Its file stays until retention takes it.
func (s *Service) Discard(ctx context.Context, by By, directive id.ID, version int64) (ledger.Ref, error) {
	return s.do(ctx, by, ActionDiscard, object(directive), version, func(ctx context.Context, tx door.Tx) error {
		d, err := s.current(ctx, tx, directive, version)
		if err != nil {
			return err
		}
		if err := d.Discard(); err != nil {
			return err
		}
		return s.Works.Save(ctx, tx, d)
	})
}

func (s *Service) current(ctx context.Context, tx door.Tx, directive id.ID, version int64) (*Directive, error) {
	d, err := s.Works.Directive(ctx, tx, directive)
	if err == nil && version != 0 && version != d.Version {
		err = errs.Conflict("row.changed")
	}
	return d, err
}

func (s *Service) change(ctx context.Context, by By, name access.Action, directive id.ID, f Facts, version int64,
	fn func(context.Context, door.Tx, *Directive) error) (ledger.Ref, error) {
	return s.do(ctx, by, name, object(directive), f, func(ctx context.Context, tx door.Tx) error {
		d, err := s.current(ctx, tx, directive, version)
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, d); err != nil {
			return err
		}
		sc, err := s.scope(ctx, by.Actor, ActionRead, "directive")
		if err != nil {
			return err
		}
		other, same, err := s.Works.Same(ctx, tx, sc, d.Facts, directive)
		if err != nil {
			return err
		}
		if same {
			return errs.Conflict("directive.duplicate", errs.Field("number"), errs.Str("directive", other.Text(Prefix)))
		}
		if err := s.Works.Save(ctx, tx, d); err != nil {
			return err
		}
		return s.Works.Resolve(ctx, tx, d)
	})
}

// SendForm chooses units and a due day.
type SendForm struct {
	Units []id.ID
	DueOn clock.Date
}

// Send sends the newest expression of a directive to units. A unit to which it
// was sent and that has not confirmed is Conflict "directive.dispatch.again",
// more than five "directive.dispatch.again_many".
func (s *Service) Send(ctx context.Context, by By, directive id.ID, f SendForm) (ledger.Ref, error) {
	return s.do(ctx, by, ActionSend, object(directive), f, func(ctx context.Context, tx door.Tx) error {
		f := SendForm{distinct(f.Units), f.DueOn}
		d, err := s.Works.Directive(ctx, tx, directive)
		if err != nil {
			return err
		}
		e, err := s.Works.Expression(ctx, tx, directive)
		if err != nil {
			return err
		}
		again, err := s.Dispatches.Sent(ctx, tx, directive, f.Units)
		if err != nil {
			return err
		}
		if len(again) > 0 {
			return alreadySent(again)
		}
		places, err := s.Units.Places(ctx, tx, append([]id.ID{d.Unit}, f.Units...))
		if err != nil {
			return err
		}
		from, to := splitPlaces(places, d.Unit, f.Units)
		if len(to) != len(f.Units) {
			return errs.Invalid("directive.dispatch.unit_ended", errs.Field("units"), errs.Int("count", len(f.Units)-len(to)))
		}
		sent, list, err := d.Send(e, to, from, f.DueOn, s.today(), tx.Now())
		if err != nil {
			return err
		}
		return s.Dispatches.Send(ctx, tx, sent, list)
	})
}

// shown is how many units a message names.
const shown = 5

// alreadySent names the units that have to be unticked.
func alreadySent(units []UnitPlace) error {
	names := make([]string, min(len(units), shown))
	for i := range names {
		names[i] = units[i].Name
	}
	field, list := errs.Field("units"), errs.Str("names", strings.Join(names, ", "))
	if more := len(units) - shown; more > 0 {
		return errs.Conflict("directive.dispatch.again_many", field, list, errs.Int("more", more))
	}
	return errs.Conflict("directive.dispatch.again", field, list)
}

// distinct gives each unit once, in its first place.
func distinct(units []id.ID) []id.ID {
	var list []id.ID
	for _, u := range units {
		if !slices.Contains(list, u) {
			list = append(list, u)
		}
	}
	return list
}

func splitPlaces(places []UnitPlace, sender id.ID, units []id.ID) (UnitPlace, []UnitPlace) {
	at := make(map[id.ID]UnitPlace, len(places))
	for _, p := range places {
		at[p.Unit] = p
	}
	to := make([]UnitPlace, 0, len(units))
	for _, u := range units {
		if p, ok := at[u]; ok {
			to = append(to, p)
		}
	}
	return at[sender], to
}

// Confirm records that a unit confirms the expression with the digest that the
// person had before them.
func (s *Service) Confirm(ctx context.Context, by By, recipient id.ID, seen [32]byte) (ledger.Ref, error) {
	return s.confirm(ctx, by, ActionAck, recipient, seen, nil)
}

// ConfirmFor records a unit's confirmation on its signed slip.
func (s *Service) ConfirmFor(ctx context.Context, by By, recipient id.ID, seen [32]byte, signedOn clock.Date, fileName string, data []byte) (ledger.Ref, error) {
	if len(data) == 0 {
		return ledger.Ref{}, errs.Invalid("directive.ack.slip", errs.Field("slip"))
	}
	if err := s.refused(ctx, by, ActionAckFor, access.Object{Kind: "recipient", ID: recipient}); err != nil {
		return ledger.Ref{}, err
	}
	if err := s.checkSlip(ctx, fileName, data); err != nil {
		return ledger.Ref{}, err
	}
	blob, err := s.Files.Put(ctx, data)
	if err != nil {
		return ledger.Ref{}, err
	}
	return s.confirm(ctx, by, ActionAckFor, recipient, seen, &Slip{SignedOn: signedOn, FileName: fileName, Blob: blob, Digest: sha256.Sum256(data)})
}

func (s *Service) confirm(ctx context.Context, by By, name access.Action, recipient id.ID, seen [32]byte, slip *Slip) (ledger.Ref, error) {
	args := []any{seen}
	if slip != nil {
		args = append(args, slip.SignedOn, slip.Digest)
	}
	return s.do(ctx, by, name, access.Object{Kind: "recipient", ID: recipient}, args, func(ctx context.Context, tx door.Tx) error {
		r, sent, err := s.Dispatches.Recipient(ctx, tx, recipient)
		if err != nil {
			return err
		}
		a, err := r.Confirm(sent, seen, by.Actor.Account, tx.Now(), slip)
		if err != nil {
			return err
		}
		return s.Dispatches.Confirm(ctx, tx, r, a)
	})
}

// MayRead decides on a reading of a directive that leaves no entry.
func (s *Service) MayRead(ctx context.Context, who access.Actor, directive id.ID) error {
	return s.check(ctx, who, ActionRead, access.PurposeNone, object(directive))
}

// May decides whether somebody may give a command on an object, for the page of
// its form; the command is decided again when it is given.
func (s *Service) May(ctx context.Context, who access.Actor, action access.Action, o access.Object) error {
	return s.check(ctx, who, action, access.PurposeDispatch, o)
}

// MayReceive decides on a reading of what a unit got.
func (s *Service) MayReceive(ctx context.Context, who access.Actor, recipient id.ID) error {
	return s.check(ctx, who, ActionReceive, access.PurposeNone, access.Object{Kind: "recipient", ID: recipient})
}

func (s *Service) check(ctx context.Context, who access.Actor, action access.Action, purpose access.Purpose, o access.Object) error {
	return s.Access.Check(ctx, access.Question{Actor: who, Action: action, Purpose: purpose, Objects: []access.Object{o}, Today: s.today()})
}

// refused leaves the entry of a refusal that was found before the command had
// anything to work with.
func (s *Service) refused(ctx context.Context, by By, name access.Action, o access.Object) error {
	refusal := s.May(ctx, by.Actor, name, o)
	if !errs.Is(refusal, errs.KindDenied) && !errs.Is(refusal, errs.KindNotFound) {
		return refusal
	}
	// Should the door decide otherwise a moment later, it was still refused.
	_, err := s.do(ctx, By{Actor: by.Actor}, name, o, nil, func(context.Context, door.Tx) error { return refusal })
	return err
}

// FindFor reads a directive for somebody who may see it: drafts only for those
// who may register them, discarded ones for nobody. NotFound
// "directive.not_found" else, after the same steps for what is not there, what has
// a label and what is a draft (SECURITY T25).
func (s *Service) FindFor(ctx context.Context, who access.Actor, directive id.ID) (*Directive, error) {
	read := s.MayRead(ctx, who, directive)
	d, found := s.Read.Find(ctx, directive)
	seen := read == nil && found == nil
	if seen && (d.State == Registered || d.State == Withdrawn) {
		return d, nil
	}
	drafts := s.May(ctx, who, ActionRegister, object(directive))
	if seen && drafts == nil && d.State == Draft {
		return d, nil
	}
	for _, err := range []error{read, found, drafts} {
		if err != nil && !errs.Is(err, errs.KindNotFound) && !errs.Is(err, errs.KindDenied) {
			return nil, err
		}
	}
	return nil, errs.NotFound("directive.not_found")
}

// MayCover decides on the coverage page of a directive.
func (s *Service) MayCover(ctx context.Context, who access.Actor, directive id.ID) error {
	return s.check(ctx, who, ActionCoverage, access.PurposeNone, object(directive))
}

// List gives a page of the register and the count up to 1,001, within what the actor may see.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) ([]Directive, int64, error) {
	ask := access.Question{Actor: who, Action: ActionRead, Today: s.today()}
	if f.State == Draft || f.State == Discarded {
		ask.Action, ask.Purpose = ActionRegister, access.PurposeDispatch
	}
	sc, err := s.Access.Scope(ctx, ask, "directive")
	if err != nil {
		return nil, 0, err
	}
	return s.Read.List(ctx, sc, f)
}
