package person

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/vault"
)

// The commands and readings of this module, as the policy names them.
const (
	ActionCreate   access.Action = "person.create"
	ActionList     access.Action = "person.list"
	ActionUrgent   access.Action = "person.urgent.list"
	ActionOpen     access.Action = "person.file.open"
	ActionReveal   access.Action = "person.file.reveal" // with the personal number
	ActionPrint    access.Action = "person.file.print"
	ActionHistory  access.Action = "person.file.history"
	ActionPage     access.Action = "person.evidence.open"
	ActionPicture  access.Action = "person.evidence.picture"
	ActionChange   access.Action = "person.file.change"
	ActionAdd      access.Action = "person.evidence.add"
	ActionReplace  access.Action = "person.evidence.replace"
	ActionWithdraw access.Action = "person.evidence.withdraw"
	ActionRedact   access.Action = "person.evidence.redact"
	ActionSelf     access.Action = "person.self.open"
	ActionOwnPrint access.Action = "person.self.print"
	ActionExport   access.Action = "person.self.export"
	ActionPropose  access.Action = "person.correction.propose"
	ActionAnswer   access.Action = "person.correction.answer"
	ActionSeen     access.Action = "person.correction.open"
	ActionAsk      access.Action = "person.request.make"
	ActionRead     access.Action = "person.request.open"
	ActionTake     access.Action = "person.request.take"
	ActionReply    access.Action = "person.request.answer"
	ActionQueue    access.Action = "person.queue.list"
	ActionDelay    access.Action = "person.delay.give"
	ActionSeeDelay access.Action = "person.delay.open"
	ActionApprove  access.Action = "person.delay.approve"
	ActionDecline  access.Action = "person.delay.decline"

	ActionErase           access.Action = "person.erasure.propose"
	ActionApproveErasure  access.Action = "person.erasure.approve"
	ActionWithdrawErasure access.Action = "person.erasure.withdraw"
	ActionOpenErasure     access.Action = "person.erasure.open"
	ActionListErasures    access.Action = "person.erasure.list"
	ActionFinishErasure   access.Action = "person.erasure.finish"
)

// Rights answers what pages ask before a command is given; access fills it.
type Rights interface {
	Check(ctx context.Context, q access.Question) error
	Scope(ctx context.Context, q access.Question, kind access.Kind) (access.Scope, error)
	// Ways gives for what somebody may open a person's file now, and on which
	// grant or duty; none for a person who is not there.
	Ways(ctx context.Context, who access.Actor, person id.ID) ([]Way, error)
	// Grants says for what grants were given, and glasses broken; what is not there is
	// absent.
	Grants(ctx context.Context, grants ...id.ID) (map[id.ID]GrantFacts, error)
	// Gets reports whether a grant is for somebody, themselves or by a role that they
	// have from any of their posts.
	Gets(ctx context.Context, who access.Actor, grant id.ID) (bool, error)
	// Unreviewed reports whether an opening of a person's file by force is not over, or
	// was not looked at.
	Unreviewed(ctx context.Context, tx door.Tx, person id.ID) (bool, error)
}

// GrantFacts is what a grant says of itself.
type GrantFacts struct {
	Account id.ID // zero: whoever holds a role
	Subject id.ID
	Purpose access.Purpose
	Basis   access.Basis // of a broken glass without a kind
	To      clock.Date
}

// Vault seals and opens under persons' keys: Unavailable "vault.keyring.locked"
// while nobody has unlocked it.
type Vault interface {
	EnsureKey(ctx context.Context, person id.ID) error
	Seal(ctx context.Context, person id.ID, w vault.Where, plain []byte) ([]byte, error)
	Open(ctx context.Context, person id.ID, w vault.Where, sealed []byte) ([]byte, error)
	Blind(field, value string) (int64, error)
	PutFile(ctx context.Context, person id.ID, data []byte) (vault.Blob, error)
	GetFile(ctx context.Context, person id.ID, b vault.Blob) ([]byte, error)
}

// Labels says which labels may be entered; access fills it.
type Labels interface {
	// MayEnter is nil, or Invalid at a form's field.
	MayEnter(ctx context.Context, who access.Actor, label access.Label, field string) error
}

// Approvals lets somebody else approve what waits; access fills it.
type Approvals interface {
	Propose(ctx context.Context, tx door.Tx, by access.Actor, p access.Proposal, content any) error
	Approve(ctx context.Context, tx door.Tx, by access.Actor, object access.Object, content any) error
	// Decline ends what waits for an object without effect.
	Decline(ctx context.Context, tx door.Tx, by access.Actor, object access.Object) error
}

// Ledger gives the entries that concern a person, the newest first.
type Ledger interface {
	About(ctx context.Context, person id.ID, f ledger.About, limit int) ([]ledger.Line, error)
	// Began says when a row was first written.
	Began(ctx context.Context, table string, row id.ID) (clock.Micros, error)
}

// Tree tells of units and of who sits where; package org fills it.
type Tree interface {
	Body(ctx context.Context) (id.ID, error)
	UnitName(ctx context.Context, unit id.ID) (string, error)
	// Managing gives the unit that manages the files of a unit on a day: NotFound
	// for one that does not live then.
	Managing(ctx context.Context, unit id.ID, day clock.Date) (id.ID, error)
	Seats(ctx context.Context, person id.ID) ([]Seat, error)
}

// Seat is a post that somebody holds or held.
type Seat struct {
	Post, Unit string
	From, To   clock.Date
	Basis      string
}

// Service is what others may ask of this module.
type Service struct {
	Door      *door.Door
	Store     Store
	Files     Files
	Asks      Asks
	Erasures  Erasures
	Rights    Rights
	Labels    Labels
	Vault     Vault
	Shredder  Shredder
	Approvals Approvals
	Ledger    Ledger
	Tree      Tree
	Clock     clock.Clock
	// ReadFile reads a PDF or DOCX in a limited process and says what it really is.
	ReadFile func(ctx context.Context, name string, data []byte) (format string, pages int, err error)
}

// By is who gives a command, under which key.
type By = access.By

// Object names a person for the door.
func Object(person id.ID) access.Object { return access.Object{Kind: "person", ID: person} }

func (s *Service) today() clock.Date { return clock.Today(s.Clock) }

// GrantOf says for what a grant was given, or a glass broken: NotFound "access.not_found".
func (s *Service) GrantOf(ctx context.Context, grant id.ID) (GrantFacts, error) {
	all, err := s.Rights.Grants(ctx, grant)
	g, ok := all[grant]
	if err == nil && !ok {
		err = errs.NotFound("access.not_found")
	}
	return g, err
}

func todayOf(tx door.Tx) clock.Date { return clock.DateOf(tx.Now().Time().In(clock.Local)) }

func (s *Service) do(ctx context.Context, by By, name access.Action, why access.Purpose, o access.Object, args any, fn func(context.Context, door.Tx) error) (ledger.Ref, error) {
	return s.Door.Do(ctx, door.Command{Name: name, Key: by.Key, Actor: by.Actor, Purpose: why, Object: o, Args: args}, fn)
}

// Refused leaves the entry of a refusal, and gives it, before a form's fields are
// looked at or a key is made: whoever may not give a command learns nothing from
// its faults.
func (s *Service) Refused(ctx context.Context, who access.Actor, action access.Action, why access.Purpose, o access.Object) error {
	refusal := s.Rights.Check(ctx, access.Question{Actor: who, Action: action, Purpose: why, Objects: []access.Object{o}, Today: s.today()})
	if !errs.Is(refusal, errs.KindDenied) && !errs.Is(refusal, errs.KindNotFound) {
		return refusal
	}
	// Should the door decide otherwise a moment later, it was still refused.
	_, err := s.do(ctx, By{Actor: who}, action, why, o, nil, func(context.Context, door.Tx) error { return refusal })
	return err
}

func (s *Service) seal(ctx context.Context, person id.ID, w vault.Where, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	return s.Vault.Seal(ctx, person, w, []byte(text))
}

func (s *Service) unseal(ctx context.Context, person id.ID, w vault.Where, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := s.Vault.Open(ctx, person, w, sealed)
	return string(plain), err
}

// sealer seals several fields and keeps the first error.
type sealer struct {
	ctx     context.Context
	service *Service
	subject id.ID
	err     error
}

func (x *sealer) seal(w vault.Where, text string) []byte {
	if x.err != nil {
		return nil
	}
	var sealed []byte
	sealed, x.err = x.service.seal(x.ctx, x.subject, w, text)
	return sealed
}

func (x *sealer) open(w vault.Where, sealed []byte) string {
	if x.err != nil {
		return ""
	}
	var text string
	text, x.err = x.service.unseal(x.ctx, x.subject, w, sealed)
	return text
}
