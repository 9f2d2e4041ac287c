package person

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// DelayPrefix is the prefix of the outside form of a delay's id.
const DelayPrefix = "del"

// SealedDelay says that the person is told of the openings on a grant from a day
// on. It counts once somebody else approved it, and ends by itself.
type SealedDelay struct {
	ID       id.ID
	Version  int64
	State    string // access.RightProposed, access.RightLive
	Unit     id.ID
	Managing id.ID
	Subject  id.ID
	Grant    id.ID
	Reason   []byte
	MadeOn   clock.Date
	UntilOn  clock.Date // the first day on which they are told
	MadeBy   id.ID      // account
}

// DelayDays is the longest that a person may be told later, in days, from a day
// on. No law gives a number: it is the house's own order.
var DelayDays = []struct {
	Days int
	From clock.Date
}{{90, "2026-01-01"}}

func delayDays(day clock.Date) int {
	days := DelayDays[0].Days
	for _, d := range DelayDays {
		if d.From <= day {
			days = d.Days
		}
	}
	return days
}

// DelayForm is a delay as typed: Until is the first day on which the person is told.
type DelayForm struct {
	Grant  id.ID
	Until  clock.Date
	Reason string
	Excuse Excuse
}

func (f *DelayForm) check(today clock.Date) error {
	var faults errs.Faults
	days := delayDays(today)
	if !f.Until.IsFull() || f.Until <= today || f.Until > today.AddDays(days) {
		faults.Add(errs.Invalid("person.delay.until", errs.Field("until"), errs.Int("days", days)))
	}
	checkAsked(&faults, "reason", &f.Reason, 20)
	checkWords(&faults, "reason", f.Reason, f.Excuse, ofOfficers)
	return faults.Err()
}

// content is what whoever approves a delay approves.
func (d *SealedDelay) content() any { return []any{d.Grant, string(d.UntilOn), d.Reason} }

// Delay proposes that a person is told later of the openings on a grant.
func (s *Service) Delay(ctx context.Context, by By, f DelayForm) (id.ID, error) {
	o := access.Object{Kind: "grant", ID: f.Grant}
	if err := s.Refused(ctx, by.Actor, ActionDelay, access.PurposeRights, o); err != nil {
		return id.ID{}, err
	}
	if err := f.check(s.today()); err != nil {
		return id.ID{}, err
	}
	d := &SealedDelay{ID: id.Of(by.Key, "delay"), Version: 1, State: access.RightProposed, Grant: f.Grant, MadeOn: s.today(), UntilOn: f.Until, MadeBy: by.Actor.Account}
	typed, err := s.typed(f)
	if err != nil {
		return d.ID, err
	}
	g, err := s.Rights.Grant(ctx, f.Grant)
	switch {
	case err != nil:
		return d.ID, err
	case g.Subject.IsZero():
		return d.ID, errs.Invalid("person.delay.nobody", errs.Field("grant"))
	}
	d.Subject = g.Subject
	if err := s.Vault.EnsureKey(ctx, d.Subject); err != nil {
		return d.ID, err
	}
	if d.Reason, err = s.seal(ctx, d.Subject, at("person_delay", "reason", d.ID, 1), f.Reason); err != nil {
		return d.ID, err
	}
	_, err = s.do(ctx, by, ActionDelay, access.PurposeRights, o, typed, func(ctx context.Context, tx door.Tx) error {
		facts, err := s.Asks.Under(ctx, tx, o)
		if err != nil {
			return err
		}
		d.Unit, d.Managing = facts.Unit, facts.ManagingUnit
		tx.Subject(d.Subject)
		f.Excuse.note(tx)
		if err := s.Asks.SaveDelay(ctx, tx, d); err != nil {
			return err
		}
		return s.Approvals.Propose(ctx, tx, by.Actor, access.Proposal{Action: ActionDelay, Object: access.Object{Kind: "delay", ID: d.ID}, Subject: d.Subject}, d.content())
	})
	return d.ID, err
}

// Delay is a delay in the clear, with what it delays: the openings on a grant.
type Delay struct {
	SealedDelay
	Name   Name // of the person who is told later
	Reason string
	Right  GrantFacts
}

// SeeDelay opens a delay for whoever approves it.
func (s *Service) SeeDelay(ctx context.Context, who access.Actor, which id.ID) (*Delay, error) {
	out := &Delay{}
	_, err := s.do(ctx, By{Actor: who}, ActionSeeDelay, access.PurposeRights, access.Object{Kind: "delay", ID: which}, nil, func(ctx context.Context, tx door.Tx) error {
		d, err := s.Asks.Delay(ctx, tx, which)
		if err != nil {
			return err
		}
		p, err := s.Store.Find(ctx, tx, d.Subject)
		if err != nil {
			return err
		}
		tx.Subject(d.Subject)
		out.SealedDelay, out.Name = *d, p.Name
		return nil
	})
	if err != nil {
		return nil, err
	}
	if out.Right, err = s.Rights.Grant(ctx, out.Grant); err != nil {
		return nil, err
	}
	out.Reason, err = s.unseal(ctx, out.Subject, at("person_delay", "reason", which, 1), out.SealedDelay.Reason)
	return out, err
}

// Approve lets a delay count. Whoever opens on the grant does not approve it,
// nor does the person whom it is about.
func (s *Service) Approve(ctx context.Context, by By, which id.ID) (ledger.Ref, error) {
	o := access.Object{Kind: "delay", ID: which}
	return s.do(ctx, by, ActionApprove, access.PurposeRights, o, nil, func(ctx context.Context, tx door.Tx) error {
		d, err := s.waitingDelay(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := s.Approvals.Approve(ctx, tx, by.Actor, o, d.content()); err != nil {
			return err
		}
		g, err := s.Rights.Grant(ctx, d.Grant)
		if err != nil {
			return err
		}
		if g.Account == by.Actor.Account {
			return errs.Denied("access.approval.subject")
		}
		tx.Subject(d.Subject)
		d.Version, d.State = d.Version+1, access.RightLive
		return s.Asks.SaveDelay(ctx, tx, d)
	})
}

// Decline ends a delay that waits: it never counts, and nobody is told later.
func (s *Service) Decline(ctx context.Context, by By, which id.ID) (ledger.Ref, error) {
	o := access.Object{Kind: "delay", ID: which}
	return s.do(ctx, by, ActionDecline, access.PurposeRights, o, nil, func(ctx context.Context, tx door.Tx) error {
		d, err := s.waitingDelay(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := s.Approvals.Decline(ctx, tx, by.Actor, o); err != nil {
			return err
		}
		tx.Subject(d.Subject)
		d.Version, d.State = d.Version+1, access.RightEnded
		return s.Asks.SaveDelay(ctx, tx, d)
	})
}

// waitingDelay reads a delay on which nobody decided yet: else Conflict
// "access.approval.decided".
func (s *Service) waitingDelay(ctx context.Context, tx door.Tx, which id.ID) (*SealedDelay, error) {
	d, err := s.Asks.Delay(ctx, tx, which)
	if err == nil && d.State != access.RightProposed {
		err = errs.Conflict("access.approval.decided")
	}
	return d, err
}

// late gives, by grant, of which openings a person is told later.
func (s *Service) late(ctx context.Context, person id.ID) (map[id.ID]Late, error) {
	list, err := s.Asks.Delays(ctx, person)
	late := map[id.ID]Late{}
	for _, d := range list {
		if had, ok := late[d.Grant]; ok && had.Until >= d.UntilOn {
			continue
		}
		reason, err := s.unseal(ctx, person, at("person_delay", "reason", d.ID, 1), d.Reason)
		if err != nil && !isErased(err) {
			return nil, err
		}
		late[d.Grant] = Late{d.UntilOn, reason}
	}
	return late, err
}
