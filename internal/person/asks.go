package person

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/vault"
	"hoso/vi"
	"hoso/vi/workday"
)

// Prefixes of the outside forms of ids.
const (
	CorrectionPrefix = "cor"
	RequestPrefix    = "req"
)

// RequestKind is a right that a person asks for.
type RequestKind string

// The kinds.
const (
	AskAccess     RequestKind = "access"     // to see and to have what is held
	AskCorrection RequestKind = "correction" // to have it put right
	AskErasure    RequestKind = "erasure"
	AskObjection  RequestKind = "objection" // against a use, or to have it restricted
	AskComplaint  RequestKind = "complaint"
)

// Clock is how long an answer may take: a first one in working days, the thing
// itself in days, from a day on and on a basis.
type Clock struct {
	Kind      RequestKind
	FirstDays int // working days until the person is told that it is dealt with
	Days      int // until it is done
	From      clock.Date
	Basis     string
	Verified  bool // somebody compared it with the text of the basis
}

// Clocks is the table; a change is a new row. Which right has which of the terms
// between 10 and 20 days is to be compared with the decree's text.
var Clocks = []Clock{
	{Kind: AskAccess, FirstDays: 2, Days: 10, From: "2026-01-01", Basis: privacyDecree},
	{Kind: AskCorrection, FirstDays: 2, Days: 10, From: "2026-01-01", Basis: privacyDecree},
	{Kind: AskErasure, FirstDays: 2, Days: 20, From: "2026-01-01", Basis: privacyDecree},
	{Kind: AskObjection, FirstDays: 2, Days: 15, From: "2026-01-01", Basis: privacyDecree},
	{Kind: AskComplaint, FirstDays: 10, Days: 30, From: "2012-07-01", Basis: "Luật Khiếu nại số 02/2011/QH13"},
}

const privacyDecree = "Nghị định số 356/2025/NĐ-CP"

// ClockOn gives the clock of a kind on a day: the newest that has begun.
func ClockOn(kind RequestKind, day clock.Date) (Clock, bool) {
	var found Clock
	for _, c := range Clocks {
		if c.Kind == kind && c.From <= day && c.From >= found.From {
			found = c
		}
	}
	return found, found.Kind != ""
}

// Due gives the two days of a clock that begins on a day.
func (c Clock) Due(day clock.Date) (first, due clock.Date, err error) {
	cal, err := workday.New(workday.Vietnam())
	if err != nil {
		return "", "", err
	}
	a, err := cal.Deadline(workday.Term{Anchor: workday.Date(day), N: c.FirstDays, Unit: workday.WorkingDays})
	if err != nil {
		return "", "", err
	}
	b, err := cal.Deadline(workday.Term{Anchor: workday.Date(day), N: c.Days, Unit: workday.Days})
	return clock.Date(a.Due), clock.Date(b.Due), err
}

// The states of what was asked for.
const (
	AskOpen     = "open"
	AskAccepted = "accepted"
	AskRefused  = "refused"
)

// SealedCorrection is a row: what should stand in a field instead, and why; Was is
// what stood there until it was accepted.
type SealedCorrection struct {
	Asked
	Field    string
	Proposed []byte
	Reason   []byte
	Was      []byte
}

// SealedRequest is a row: what right is asked for.
type SealedRequest struct {
	Asked
	Kind    RequestKind
	Body    []byte
	FirstOn clock.Date // by when the person is told that it is dealt with
	TakenOn clock.Date // when they were
	TakenBy id.ID
}

// Asked is what every such row has.
type Asked struct {
	ID         id.ID
	Version    int64
	State      string
	Unit       id.ID
	Managing   id.ID
	Subject    id.ID
	MadeOn     clock.Date
	DueOn      clock.Date
	AnsweredBy id.ID
	AnsweredOn clock.Date
	Answer     []byte
}

// Correction is a correction in the clear. Stands is what the field says now and
// On the version of the entry that says it, for whoever answers.
type Correction struct {
	SealedCorrection
	Name                          Name // whose it is, as SeeCorrection gives it
	Proposed, Reason, Answer, Was string
	Stands                        string
	On                            int64
}

// Request is a request in the clear.
type Request struct {
	SealedRequest
	Body, Answer string
	Name         Name // whose it is, as SeeRequest gives it
}

// MaxAsked bounds a typed text, in characters.
const MaxAsked = 1000

func at(table, column string, row id.ID, version int64) vault.Where {
	return vault.Where{Table: table, Column: column, Row: row, Version: version}
}

func checkAsked(f *errs.Faults, field string, text *string, least int) {
	*text = vi.Clean(*text)
	if n := len([]rune(*text)); n < least || n > MaxAsked {
		f.Add(errs.Invalid("person.asked.length", errs.Field(field), errs.Int("least", least), errs.Int("max", MaxAsked)))
	}
}

// CorrectionForm is a proposal as typed.
type CorrectionForm struct {
	Field, Proposed, Reason string
	Excuse                  Excuse
}

func (f *CorrectionForm) check(today clock.Date) error {
	var faults errs.Faults
	if !slices.Contains(Correctable(), f.Field) {
		faults.Add(errs.Invalid("person.correction.field", errs.Field("field")))
	}
	checkAsked(&faults, "proposed", &f.Proposed, 1)
	if Mended(f.Field) {
		f.Proposed = checkProposed(&faults, f.Field, f.Proposed, today)
	} else {
		checkWords(&faults, "proposed", f.Proposed, f.Excuse, ofOneself)
	}
	checkAsked(&faults, "reason", &f.Reason, 10)
	checkWords(&faults, "reason", f.Reason, f.Excuse, ofOneself)
	return faults.Err()
}

// Propose proposes a correction of one's own file.
func (s *Service) Propose(ctx context.Context, by By, f CorrectionForm) (id.ID, error) {
	who, o := by.Actor.Person, Object(by.Actor.Person)
	if err := s.Refused(ctx, by.Actor, ActionPropose, access.PurposeOwn, o); err != nil {
		return id.ID{}, err
	}
	if err := f.check(s.today()); err != nil {
		return id.ID{}, err
	}
	c := &SealedCorrection{Asked: s.asked(by, "correction"), Field: f.Field}
	k, _ := ClockOn(AskCorrection, c.MadeOn)
	var err error
	if _, c.DueOn, err = k.Due(c.MadeOn); err != nil {
		return id.ID{}, err
	}
	if err := s.Vault.EnsureKey(ctx, who); err != nil {
		return id.ID{}, err
	}
	x := &sealer{ctx: ctx, service: s, subject: who}
	c.Proposed, c.Reason = x.seal(at("person_correction", "proposed", c.ID, 1), f.Proposed), x.seal(at("person_correction", "reason", c.ID, 1), f.Reason)
	if x.err != nil {
		return id.ID{}, x.err
	}
	return c.ID, s.ask(ctx, by, ActionPropose, f, f.Excuse, &c.Asked, func(ctx context.Context, tx door.Tx) error { return s.Asks.SaveCorrection(ctx, tx, c) })
}

// RequestForm is a request as typed.
type RequestForm struct {
	Kind   RequestKind
	Body   string
	Excuse Excuse
}

// Ask asks for a right about oneself.
func (s *Service) Ask(ctx context.Context, by By, f RequestForm) (id.ID, error) {
	who, o := by.Actor.Person, Object(by.Actor.Person)
	if err := s.Refused(ctx, by.Actor, ActionAsk, access.PurposeOwn, o); err != nil {
		return id.ID{}, err
	}
	var faults errs.Faults
	r := &SealedRequest{Asked: s.asked(by, "request"), Kind: f.Kind}
	k, ok := ClockOn(f.Kind, r.MadeOn)
	if !ok {
		faults.Add(errs.Invalid("person.request.kind", errs.Field("request_kind")))
	}
	checkAsked(&faults, "body", &f.Body, 10)
	checkWords(&faults, "body", f.Body, f.Excuse, ofOneself)
	err := faults.Err()
	if err != nil {
		return id.ID{}, err
	}
	if r.FirstOn, r.DueOn, err = k.Due(r.MadeOn); err != nil {
		return id.ID{}, err
	}
	if err := s.Vault.EnsureKey(ctx, who); err != nil {
		return id.ID{}, err
	}
	if r.Body, err = s.seal(ctx, who, at("person_request", "body", r.ID, 1), f.Body); err != nil {
		return id.ID{}, err
	}
	return r.ID, s.ask(ctx, by, ActionAsk, f, f.Excuse, &r.Asked, func(ctx context.Context, tx door.Tx) error { return s.Asks.SaveRequest(ctx, tx, r) })
}

func (s *Service) asked(by By, what string) Asked {
	return Asked{ID: id.Of(by.Key, what), Version: 1, State: AskOpen, Subject: by.Actor.Person, MadeOn: s.today()}
}

func (s *Service) ask(ctx context.Context, by By, action access.Action, form any, e Excuse, a *Asked, save func(context.Context, door.Tx) error) error {
	typed, err := s.typed(form)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, by, action, access.PurposeOwn, Object(a.Subject), typed, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(a.Subject)
		e.note(tx)
		p, err := s.Store.Find(ctx, tx, a.Subject)
		if err != nil {
			return err
		}
		a.Unit, a.Managing = p.Unit, p.Managing
		return save(ctx, tx)
	})
	return err
}
