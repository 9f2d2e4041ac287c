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
// on: of those since somebody else approved it. It ends by itself.
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
	// ApprovedAt is since when openings are told later.
	ApprovedAt clock.Micros
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

// MayDelay refuses, with an entry, whoever may not propose that the openings on a
// grant are told later; whoever opens on it may not: Denied "person.delay.reader".
func (s *Service) MayDelay(ctx context.Context, who access.Actor, grant id.ID) error {
	o := access.Object{Kind: "grant", ID: grant}
	if err := s.Refused(ctx, who, ActionDelay, access.PurposeRights, o); err != nil {
		return err
	}
	gets, err := s.Rights.Gets(ctx, who, grant)
	if err != nil || !gets {
		return err
	}
	_, err = s.do(ctx, By{Actor: who}, ActionDelay, access.PurposeRights, o, nil, func(context.Context, door.Tx) error {
		return errs.Denied("person.delay.reader")
	})
	return err
}

// Delay proposes that a person is told later of the openings on a grant. Whoever opens
// on it does not: errors as MayDelay, Conflict "person.delay.over".
func (s *Service) Delay(ctx context.Context, by By, f DelayForm) (id.ID, error) {
	o := access.Object{Kind: "grant", ID: f.Grant}
	if err := s.MayDelay(ctx, by.Actor, f.Grant); err != nil {
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
	g, err := s.GrantOf(ctx, f.Grant)
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
		if err := s.living(ctx, tx, f.Grant, g.To, true); err != nil {
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
	if out.Right, err = s.GrantOf(ctx, out.Grant); err != nil {
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
		g, err := s.GrantOf(ctx, d.Grant)
		if err != nil {
			return err
		}
		gets, err := s.Rights.Gets(ctx, by.Actor, d.Grant)
		if err == nil && gets {
			err = errs.Denied("access.approval.subject")
		}
		if err != nil {
			return err
		}
		if err := s.living(ctx, tx, d.Grant, g.To, false); err != nil {
			return err
		}
		tx.Subject(d.Subject)
		d.Version, d.State, d.ApprovedAt = d.Version+1, access.RightLive, tx.Now()
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

// living refuses a delay of what nobody can open any more on a grant, or cannot yet
// and it should: Conflict "person.delay.over". waits says that the grant itself may
// still wait for its approval.
func (s *Service) living(ctx context.Context, tx door.Tx, grant id.ID, to clock.Date, waits bool) error {
	facts, err := s.Asks.Under(ctx, tx, access.Object{Kind: "grant", ID: grant})
	if err != nil {
		return err
	}
	if live := facts.State == access.RightLive || waits && facts.State == access.RightProposed; !live || to <= todayOf(tx) {
		return errs.Conflict("person.delay.over")
	}
	return nil
}

// lates are, by grant, of which openings a person is told later.
type lates map[id.ID][]Late

// of gives the delay of an entry that ends last.
func (l lates) of(e ledger.Entry) (last Late, ok bool) {
	grant := onGrant(e)
	if grant.IsZero() {
		return last, false
	}
	for _, x := range l[grant] {
		if x.Since <= e.At && x.Until > last.Until {
			last, ok = x, true
		}
	}
	return last, ok
}

// onGrant is the grant that an entry rests on, if any.
func onGrant(e ledger.Entry) id.ID {
	if e.Basis.IsZero() {
		return e.Grant
	}
	return e.Basis
}

// late gives the delays about a person, without their reasons.
func (s *Service) late(ctx context.Context, person id.ID) (lates, []*SealedDelay, error) {
	list, err := s.Asks.Delays(ctx, person)
	late := lates{}
	for _, d := range list {
		late[d.Grant] = append(late[d.Grant], Late{Since: d.ApprovedAt, Until: d.UntilOn})
	}
	return late, list, err
}

// lateReasons gives them with their reasons, as far as those still open.
func (s *Service) lateReasons(ctx context.Context, person id.ID) (lates, error) {
	late, list, err := s.late(ctx, person)
	clear(late)
	for _, d := range list {
		reason, err := s.unseal(ctx, person, at("person_delay", "reason", d.ID, 1), d.Reason)
		if err != nil && !isErased(err) {
			return nil, err
		}
		late[d.Grant] = append(late[d.Grant], Late{d.ApprovedAt, d.UntilOn, reason})
	}
	return late, err
}

// untoldPage is how many entries Untold reads at a time.
const untoldPage = 500

// Untold is what somebody who reads the ledger by duty is not told there: grants and
// delays about themselves, and while openings of their file are told later, those. An
// opening of which they are told on their own page is told in the ledger too. Cost: one
// query by index; during a delay the entries about them since it was approved.
func (s *Service) Untold(ctx context.Context, who access.Actor) (ledger.Untold, error) {
	u := ledger.Untold{Reader: who, Object: []access.Action{access.ActionGrant}, Searches: []access.Action{ActionList, ActionUrgent},
		Subject: []access.Action{access.ActionApproveGrant, access.ActionEndGrant, ActionDelay, ActionSeeDelay, ActionApprove, ActionDecline}}
	late, list, err := s.late(ctx, who.Person)
	if err != nil {
		return u, err
	}
	for _, d := range list {
		if s.today() < d.UntilOn && (u.Since == 0 || d.ApprovedAt < u.Since) {
			u.Since = max(d.ApprovedAt, 1)
		}
	}
	for f := (ledger.About{Since: u.Since}); u.Since > 0; {
		page, err := s.Ledger.About(ctx, who.Person, f, untoldPage)
		if err != nil {
			return u, err
		}
		for _, line := range page {
			f.Before = ledger.Cursor{At: line.At, ID: line.ID}
			if l, ok := late.of(line.Entry); ok && s.today() < l.Until {
				u.Entries = append(u.Entries, line.ID)
			}
		}
		if len(page) < untoldPage {
			break
		}
	}
	return u, nil
}
