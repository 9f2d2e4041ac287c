package person

import (
	"context"
	"crypto/sha256"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/vi"
)

// Way is for what, and on what, somebody may open a file.
type Way struct {
	Purpose access.Purpose
	Grant   id.ID // zero: the duty of whoever keeps files
	Basis   string
	Until   clock.Date // the first day without it, "" is open
}

// Looking is one opening that was chosen: whose file, for what, on which grant.
// It is kept for the session.
type Looking struct {
	Person  id.ID
	Purpose access.Purpose
	Grant   id.ID
}

// Shown is a sealed field on the page of a file: its text where the purpose needs
// it, masked until it is asked for, and for everybody whether it is there.
type Shown struct {
	Presence
	Text   string
	Masked bool
}

// masked hides all of a number but its last three characters.
func (s Shown) masked() Shown {
	text := []rune(s.Text)
	for i := range max(len(text)-3, 0) {
		text[i] = '•'
	}
	s.Text, s.Masked = string(text), len(text) > 3
	return s
}

// KindShown is a kind of evidence on that page; Pages only where it is needed.
type KindShown struct {
	Kind EvidenceKind
	Presence
	Needed bool
	Pages  []Evidence
	Kept   []Kept // of one's own, above one's clearance
}

// Opened is a file as a purpose shows it.
type Opened struct {
	Person
	UnitName     string
	Way          Way
	Need         Need
	Born         Shown
	Number       Shown // the personal number
	Odd          []vi.NumberWarning
	Evidence     []KindShown
	Seats        []Seat
	At           clock.Micros
	Entry        id.ID    // what the opening left in the ledger
	IdentityFrom int64    // version of the identity
	Erased       *Erasure // what was sealed is erased, or being erased; nil for most
}

// Label is the highest of the pages that are shown: what the file's page, its print
// and its export bear.
func (o *Opened) Label() access.Label {
	l := access.LabelNone
	for _, k := range o.Evidence {
		for _, e := range k.Pages {
			l = max(l, e.Label)
		}
	}
	return l
}

// ways is Rights.Ways, and for nobody's file the entry of a refusal. Hidden and
// absent go one and the same way; whoever keeps files hears that this one is their own.
func (s *Service) ways(ctx context.Context, who access.Actor, person id.ID) ([]Way, error) {
	list, err := s.Rights.Ways(ctx, who, person)
	if err != nil || len(list) > 0 {
		return list, err
	}
	why := access.PurposeNone
	if person == who.Person {
		why = access.PurposeUpkeep
	}
	_, err = s.do(ctx, By{Actor: who}, ActionOpen, why, Object(person), nil, func(context.Context, door.Tx) error {
		return errs.NotFound("access.not_found")
	})
	return nil, err
}

// Before gives what whoever wants to open a file chooses from, and whose file it
// is: NotFound, with an entry, for whoever may not know of it.
func (s *Service) Before(ctx context.Context, who access.Actor, person id.ID) (Line, []Way, error) {
	var l Line
	list, err := s.ways(ctx, who, person)
	if err != nil {
		return l, nil, err
	}
	l, err = s.Named(ctx, who, ActionList, list[0].Purpose, person)
	return l, list, err
}

// body is the root unit; the zero id, which is nobody's, where there is none.
func (s *Service) body(ctx context.Context) id.ID {
	body, err := s.Tree.Body(ctx)
	if err != nil {
		return id.ID{}
	}
	return body
}

// Choose checks that a way is one of those that somebody has. It leaves no entry:
// opening does.
func (s *Service) Choose(ctx context.Context, who access.Actor, l Looking) error {
	list, err := s.ways(ctx, who, l.Person)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(w Way) bool { return w.Purpose == l.Purpose && w.Grant == l.Grant }) {
		return errs.Invalid("person.way.unknown", errs.Field("way"))
	}
	return nil
}

// look passes the door for one reading of a file: the grant that was chosen must
// still be there, and stands in the entry as its basis. The entry is durable when
// this returns.
func (s *Service) look(ctx context.Context, who access.Actor, action access.Action, l Looking, args any, fn func(context.Context, door.Tx) error) (ledger.Ref, Way, error) {
	way := Way{Purpose: l.Purpose}
	if list, err := s.Rights.Ways(ctx, who, l.Person); err != nil {
		return ledger.Ref{}, way, err
	} else if i := slices.IndexFunc(list, func(w Way) bool { return w.Purpose == l.Purpose && w.Grant == l.Grant }); i >= 0 {
		way = list[i]
	} else {
		l.Purpose = access.PurposeNone // which no rule allows: what was chosen is gone
	}
	ref, err := s.Door.Do(ctx, door.Command{Name: action, Actor: who, Purpose: l.Purpose, Basis: l.Grant, Object: Object(l.Person), Args: args}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(l.Person)
		return fn(ctx, tx)
	})
	return ref, way, err
}

// Open opens a file for what was chosen. action is ActionOpen, ActionReveal or
// ActionPrint; only ActionReveal shows the personal number whole.
func (s *Service) Open(ctx context.Context, who access.Actor, action access.Action, l Looking) (*Opened, error) {
	var rec Record
	var at clock.Micros
	ref, way, err := s.look(ctx, who, action, l, nil, func(ctx context.Context, tx door.Tx) (err error) {
		at = tx.Now()
		rec, err = s.Files.Record(ctx, tx, l.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	o, err := s.show(ctx, rec, NeedFor(l.Purpose))
	if err != nil {
		return nil, err
	}
	o.Way, o.At, o.Entry = way, at, ref.Entry
	if action != ActionReveal {
		o.Number = o.Number.masked()
	}
	return o, nil
}

// History passes the door for the history of a file, and says whose it is and of
// which pages it may tell: those that the reader may know of. Of an erased file there
// are none.
func (s *Service) History(ctx context.Context, who access.Actor, l Looking) (Name, ledger.Only, error) {
	var whose Name
	only := ledger.Only{Table: evidenceTable}
	_, _, err := s.look(ctx, who, ActionHistory, l, nil, func(ctx context.Context, tx door.Tx) error {
		p, err := s.Store.Find(ctx, tx, l.Person)
		if err != nil {
			return err
		}
		list, err := s.Files.Evidence(ctx, tx, l.Person)
		whose, only.Rows = p.Name, nil
		for _, e := range list {
			only.Rows = append(only.Rows, e.ID)
		}
		return err
	})
	return whose, only, err
}

// EvidenceMark is what the entry of an opened page of evidence says of which page
// it was.
func EvidenceMark(evidence id.ID) ledger.Hash {
	return sha256.Sum256(append([]byte("hoso/evidence/v1\n"), evidence[:]...))
}

// Page opens one page of evidence; action is ActionPage for the file and
// ActionPicture for a picture of one of its sheets. One of another person, or
// that the purpose does not need, or that is above what the reader may know of, is
// NotFound; of a labelled one there are pictures only.
func (s *Service) Page(ctx context.Context, who access.Actor, action access.Action, l Looking, evidence id.ID, sheet int) (*SealedEvidence, []byte, error) {
	var e *SealedEvidence
	_, _, err := s.look(ctx, who, action, l, []any{evidence, sheet}, func(ctx context.Context, tx door.Tx) error {
		found, err := s.pageOf(ctx, tx, l.Person, evidence)
		if err != nil {
			return err
		}
		if !NeedFor(l.Purpose).Kind(found.Kind) || found.State != EvidenceCurrent {
			return errs.NotFound("access.not_found")
		}
		if err := found.leaves(sheet); err != nil {
			return err
		}
		e = found
		tx.Fact("filter", EvidenceMark(evidence))
		tx.Fact("page", sheet)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	data, err := s.Vault.GetFile(ctx, l.Person, e.Blob)
	return e, data, err
}

func (s *Service) pageOf(ctx context.Context, tx door.Tx, person, evidence id.ID) (*SealedEvidence, error) {
	list, err := s.Files.Evidence(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(list, func(e *SealedEvidence) bool { return e.ID == evidence }); i >= 0 {
		return list[i], nil
	}
	return nil, errs.NotFound("access.not_found")
}

// show opens of a record what a purpose needs.
func (s *Service) show(ctx context.Context, rec Record, need Need) (*Opened, error) {
	o := &Opened{Person: *rec.Person, Need: need, IdentityFrom: rec.Identity.Version, Erased: rec.Erasure}
	if o.Erased != nil { // no key opens what may still stand in its rows
		return o, s.place(ctx, o)
	}
	x := &sealer{ctx: ctx, service: s, subject: rec.Person.ID}
	who := s.identityOf(x, rec.Identity)
	o.Born = shown(string(who.Born), who.Born.Vietnamese(), need.Field(FieldBorn))
	o.Number = shown(who.PersonalNumber, who.PersonalNumber, need.Field(FieldPersonalNumber))
	if need.Field(FieldPersonalNumber) {
		o.Odd = who.Warnings()
	}
	var all []Evidence
	for _, e := range rec.Evidence {
		if !e.CopyOf.IsZero() {
			continue
		}
		page := s.evidenceOf(x, e)
		if c := copyOf(rec.Evidence, e.ID); c != nil {
			page.Copied = true
			if need.Purpose == access.PurposeOwn {
				page.File = c.File
			}
		}
		all = append(all, page)
	}
	if x.err != nil {
		return nil, x.err
	}
	for _, r := range EvidenceTable {
		k := KindShown{Kind: r.Kind, Presence: presence(r.Kind, all, s.today()), Needed: need.Kind(r.Kind)}
		for _, e := range all {
			if k.Needed && e.Kind == r.Kind && e.State == EvidenceCurrent {
				k.Pages = append(k.Pages, e)
			}
		}
		o.Evidence = append(o.Evidence, k)
	}
	return o, s.place(ctx, o)
}

// place says in which unit and posts somebody is.
func (s *Service) place(ctx context.Context, o *Opened) (err error) {
	if o.UnitName, err = s.Tree.UnitName(ctx, o.Unit); err != nil {
		return err
	}
	o.Seats, err = s.Tree.Seats(ctx, o.ID)
	return err
}

func shown(kept, text string, needed bool) Shown {
	switch {
	case kept == "":
		return Shown{Presence: Absent}
	case !needed:
		return Shown{Presence: Present}
	}
	return Shown{Presence: Present, Text: text}
}

func (s *Service) identityOf(x *sealer, i *SealedIdentity) Identity {
	return Identity{Born: clock.Date(x.open(i.place("born", i.Version), i.Born)), PersonalNumber: x.open(i.place("personal_number", i.Version), i.PersonalNumber)}
}

func (s *Service) evidenceOf(x *sealer, e *SealedEvidence) Evidence {
	return Evidence{ID: e.ID, Version: e.Version, State: e.State, Label: e.Label, Kind: e.Kind, Number: x.open(e.place("number"), e.Number),
		Dated: clock.Date(x.open(e.place("dated"), e.Dated)), Issuer: x.open(e.place("issuer"), e.Issuer), Others: e.Others, File: e.File}
}
