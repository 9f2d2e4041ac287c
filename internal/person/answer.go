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

// AnswerForm is an answer as typed: accepted or refused, with its reasons. Version
// is that of the directory entry that was shown, of a correction that mends it.
type AnswerForm struct {
	Outcome, Reasons string
	Excuse           Excuse
	Version          int64
}

func (f *AnswerForm) check() error {
	var faults errs.Faults
	if f.Outcome != AskAccepted && f.Outcome != AskRefused {
		faults.Add(errs.Invalid("person.answer.outcome", errs.Field("outcome")))
	}
	checkAsked(&faults, "reasons", &f.Reasons, 10)
	checkWords(&faults, "reasons", f.Reasons, f.Excuse, ofOfficers)
	return faults.Err()
}

// answer is what answering a correction and a request have in common. subject
// was read before; it never changes.
type answer struct {
	action access.Action
	why    access.Purpose
	object access.Object
	where  vault.Where
	form   AnswerForm
}

func (s *Service) reply(ctx context.Context, by By, a answer, subject id.ID, put func(ctx context.Context, tx door.Tx, by id.ID, on clock.Date, sealed []byte) error) error {
	if err := a.form.check(); err != nil {
		return err
	}
	sealed, err := s.seal(ctx, subject, a.where, a.form.Reasons)
	if err != nil {
		return err
	}
	typed, err := s.typed(a.form)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, by, a.action, a.why, a.object, typed, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(subject)
		a.form.Excuse.note(tx)
		return put(ctx, tx, by.Actor.Account, todayOf(tx), sealed)
	})
	return err
}

// Take tells a person that what they ask for is dealt with, which is the first of the
// two days of its clock: Conflict "person.request.taken", "person.answer.given".
func (s *Service) Take(ctx context.Context, by By, which id.ID) (ledger.Ref, error) {
	return s.do(ctx, by, ActionTake, access.PurposeComplaint, access.Object{Kind: "request", ID: which}, nil, func(ctx context.Context, tx door.Tx) error {
		r, err := s.Asks.Request(ctx, tx, which)
		if err != nil {
			return err
		}
		switch {
		case r.State != AskOpen:
			return errs.Conflict("person.answer.given")
		case r.TakenOn != "":
			return errs.Conflict("person.request.taken")
		}
		tx.Subject(r.Subject)
		r.Version, r.TakenOn, r.TakenBy = r.Version+1, todayOf(tx), by.Actor.Account
		return s.Asks.SaveRequest(ctx, tx, r)
	})
}

// Reply answers a request; errors as Answer.
func (s *Service) Reply(ctx context.Context, by By, which id.ID, f AnswerForm) error {
	o := access.Object{Kind: "request", ID: which}
	r, _, err := s.request(ctx, by.Actor, which)
	if err != nil {
		return err
	}
	a := answer{ActionReply, access.PurposeComplaint, o, at("person_request", "answer", which, 2), f}
	return s.reply(ctx, by, a, r.Subject, func(ctx context.Context, tx door.Tx, by id.ID, on clock.Date, sealed []byte) error {
		r, err := s.Asks.Request(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := r.answer(by, on, f.Outcome, sealed); err != nil {
			return err
		}
		return s.Asks.SaveRequest(ctx, tx, r)
	})
}

func (a *Asked) answer(by id.ID, on clock.Date, outcome string, sealed []byte) error {
	if a.State != AskOpen {
		return errs.Conflict("person.answer.given")
	}
	a.Version, a.State, a.AnsweredBy, a.AnsweredOn, a.Answer = a.Version+1, outcome, by, on, sealed
	return nil
}

// request opens what somebody asked for, as its row has it, with whose it is.
func (s *Service) request(ctx context.Context, who access.Actor, which id.ID) (r *SealedRequest, whose Name, err error) {
	_, err = s.do(ctx, By{Actor: who}, ActionRead, access.PurposeComplaint, access.Object{Kind: "request", ID: which}, nil, func(ctx context.Context, tx door.Tx) (err error) {
		if r, err = s.Asks.Request(ctx, tx, which); err != nil {
			return err
		}
		tx.Subject(r.Subject)
		p, err := s.Store.Find(ctx, tx, r.Subject)
		if err == nil {
			whose = p.Name
		}
		return err
	})
	return r, whose, err
}

// SeeRequest opens a request for whoever answers it.
func (s *Service) SeeRequest(ctx context.Context, who access.Actor, which id.ID) (Request, error) {
	r, whose, err := s.request(ctx, who, which)
	if err != nil {
		return Request{}, err
	}
	out, err := s.clearRequest(ctx, r)
	out.Name = whose
	return out, err
}

func (s *Service) clearCorrection(ctx context.Context, c *SealedCorrection) (Correction, error) {
	x := &sealer{ctx: ctx, service: s, subject: c.Subject}
	const table = "person_correction"
	return Correction{SealedCorrection: *c, Proposed: x.open(at(table, "proposed", c.ID, 1), c.Proposed), Reason: x.open(at(table, "reason", c.ID, 1), c.Reason),
		Answer: x.open(at(table, "answer", c.ID, 2), c.Answer), Was: x.open(at(table, "was", c.ID, 2), c.Was)}, x.err
}

func (s *Service) clearRequest(ctx context.Context, r *SealedRequest) (Request, error) {
	x := &sealer{ctx: ctx, service: s, subject: r.Subject}
	const table = "person_request"
	return Request{SealedRequest: *r, Body: x.open(at(table, "body", r.ID, 1), r.Body), Answer: x.open(at(table, "answer", r.ID, 2), r.Answer)}, x.err
}

// Queue lists what waits for an answer from whoever asks.
func (s *Service) Queue(ctx context.Context, who access.Actor, limit int) ([]WaitingLine, error) {
	scopes := map[access.Kind]access.Scope{}
	for _, q := range []struct {
		kind   access.Kind
		action access.Action
		why    access.Purpose
	}{{"correction", ActionSeen, access.PurposeUpkeep}, {"request", ActionRead, access.PurposeComplaint}, {"delay", ActionApprove, access.PurposeRights}} {
		sc, err := s.Rights.Scope(ctx, access.Question{Actor: who, Action: q.action, Purpose: q.why, Today: s.today()}, q.kind)
		if err != nil {
			return nil, err
		}
		scopes[q.kind] = sc
	}
	var list []WaitingLine
	_, err := s.do(ctx, By{Actor: who}, ActionQueue, access.PurposeUpkeep, access.Object{Kind: "unit", ID: s.body(ctx)}, nil, func(ctx context.Context, tx door.Tx) (err error) {
		list, err = s.Asks.Waiting(ctx, tx, scopes, limit)
		tx.Fact("count", len(list))
		return err
	})
	return list, err
}
