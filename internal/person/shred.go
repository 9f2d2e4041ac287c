package person

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
	"hoso/internal/vault"
)

// Erasures keeps what is erased, and takes away the rows that were sealed.
type Erasures interface {
	// Erasure reads one: NotFound "access.not_found".
	Erasure(ctx context.Context, tx door.Tx, which id.ID) (*Erasure, error)
	SaveErasure(ctx context.Context, tx door.Tx, e *Erasure) error
	// Erasing gives the newest erasure of a person that was not withdrawn, nil for none.
	Erasing(ctx context.Context, tx door.Tx, person id.ID) (*Erasure, error)
	// ErasuresIn lists those of a scope, what is not done first, then the newest.
	ErasuresIn(ctx context.Context, tx door.Tx, sc access.Scope, limit int) ([]ErasureLine, error)
	// Begun gives, outside commands, those that were approved and are not done.
	Begun(ctx context.Context) ([]*Erasure, error)
	// Sealed counts, outside commands, the rows that have something sealed of a
	// person, save the erasure's own and those of delays.
	Sealed(ctx context.Context, person id.ID) (int64, error)
	// Clear removes these rows and gives the files that they named.
	Clear(ctx context.Context, tx door.Tx, person id.ID) (files []string, err error)
}

// Shredder destroys what opens a person's file; package vault fills it. Errors:
// Unavailable "vault.keyring.locked".
type Shredder interface {
	// Shred destroys the key and asks for another master key.
	Shred(ctx context.Context, person id.ID) error
	// Shredding says what is still to be done, StepNone for nothing; ok is false
	// while the key stands.
	Shredding(ctx context.Context, person id.ID) (next vault.Step, ok bool, err error)
	// RemoveFile removes a file that no row names any more.
	RemoveFile(ctx context.Context, name string) error
}

// KindErase is the job that an approval orders, so that the key is gone at once.
// What it does not bring to its end is gone on with every few minutes.
const KindErase job.Kind = "person.erasure.shred"

// ProposeErasure proposes that what is sealed about a person is erased. Errors:
// Conflict "person.erasure.stands".
func (s *Service) ProposeErasure(ctx context.Context, by By, person id.ID, f ErasureForm) (id.ID, error) {
	if err := s.Refused(ctx, by.Actor, ActionErase, access.PurposeErasure, Object(person)); err != nil {
		return id.ID{}, err
	}
	if err := f.check(s.today()); err != nil {
		return id.ID{}, err
	}
	e := &Erasure{ID: id.Of(by.Key, "erasure"), Version: 1, State: ErasureProposed, Subject: person, Basis: f.Basis, Document: f.Document,
		MadeOn: s.today(), MadeBy: by.Actor.Account}
	typed, err := s.typed(f)
	if err != nil {
		return e.ID, err
	}
	if e.Reason, err = s.sealReason(ctx, e, f.Reason); err != nil {
		return e.ID, err
	}
	_, err = s.do(ctx, by, ActionErase, access.PurposeErasure, Object(person), typed, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(person)
		p, err := s.Store.Find(ctx, tx, person)
		if err != nil {
			return err
		}
		if had, err := s.Erasures.Erasing(ctx, tx, person); err != nil || had != nil {
			return errors.Join(err, errs.Conflict("person.erasure.stands"))
		}
		f.Excuse.note(tx)
		e.Unit, e.Managing = p.Unit, p.Managing
		if err := s.Erasures.SaveErasure(ctx, tx, e); err != nil {
			return err
		}
		return s.Approvals.Propose(ctx, tx, by.Actor, access.Proposal{Action: ActionErase, Object: erasureObject(e.ID), Subject: person}, e.content())
	})
	return e.ID, err
}

// sealReason seals a reason under the person's key, or nothing where that key was
// destroyed already: an older copy of the data came back.
func (s *Service) sealReason(ctx context.Context, e *Erasure, reason string) ([]byte, error) {
	err := s.Vault.EnsureKey(ctx, e.Subject)
	if isErased(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.seal(ctx, e.Subject, e.place(), reason)
}

// ApproveErasure lets an erasure begin, once everything that the person asked for
// is answered, and every opening of their file by force was looked at, whose reason
// goes with it: Conflict "person.erasure.asked", "person.erasure.unreviewed". The entry and the row stand before
// the key is touched; a job then destroys it.
func (s *Service) ApproveErasure(ctx context.Context, by By, which id.ID) (ledger.Ref, error) {
	return s.do(ctx, by, ActionApproveErasure, access.PurposeErasure, erasureObject(which), nil, func(ctx context.Context, tx door.Tx) error {
		e, err := s.proposed(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := s.Approvals.Approve(ctx, tx, by.Actor, erasureObject(which), e.content()); err != nil {
			return err
		}
		if err := s.answered(ctx, tx, e.Subject); err != nil {
			return err
		}
		tx.Subject(e.Subject)
		today := todayOf(tx)
		e.Version, e.State, e.DecidedBy, e.DecidedOn, e.DueOn = e.Version+1, ErasureBegun, by.Actor.Account, today, dueOf(today)
		tx.Enqueue(job.Request{Kind: KindErase, Args: []byte("{}")})
		return s.Erasures.SaveErasure(ctx, tx, e)
	})
}

func (s *Service) proposed(ctx context.Context, tx door.Tx, which id.ID) (*Erasure, error) {
	e, err := s.Erasures.Erasure(ctx, tx, which)
	if err == nil && e.State != ErasureProposed {
		err = errs.Conflict("access.approval.decided")
	}
	return e, err
}

// answered refuses while something that the person asked for waits, or the review of
// an opening by force.
func (s *Service) answered(ctx context.Context, tx door.Tx, person id.ID) error {
	corrections, requests, err := s.Asks.Of(ctx, tx, person)
	if err != nil {
		return err
	}
	open := false
	for _, c := range corrections {
		open = open || c.State == AskOpen
	}
	for _, r := range requests {
		open = open || r.State == AskOpen
	}
	if open {
		return errs.Conflict("person.erasure.asked")
	}
	waits, err := s.Rights.Unreviewed(ctx, tx, person)
	if err == nil && waits {
		err = errs.Conflict("person.erasure.unreviewed")
	}
	return err
}

// WithdrawErasure ends a proposal without effect.
func (s *Service) WithdrawErasure(ctx context.Context, by By, which id.ID) (ledger.Ref, error) {
	return s.do(ctx, by, ActionWithdrawErasure, access.PurposeErasure, erasureObject(which), nil, func(ctx context.Context, tx door.Tx) error {
		e, err := s.proposed(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := s.Approvals.Decline(ctx, tx, by.Actor, erasureObject(which)); err != nil {
			return err
		}
		tx.Subject(e.Subject)
		e.Version, e.State, e.DecidedBy, e.DecidedOn = e.Version+1, ErasureWithdrawn, by.Actor.Account, todayOf(tx)
		return s.Erasures.SaveErasure(ctx, tx, e)
	})
}

// OpenErasure opens an erasure for whoever decides on it.
func (s *Service) OpenErasure(ctx context.Context, who access.Actor, which id.ID) (*OpenedErasure, error) {
	var o OpenedErasure
	_, err := s.do(ctx, By{Actor: who}, ActionOpenErasure, access.PurposeErasure, erasureObject(which), nil, func(ctx context.Context, tx door.Tx) error {
		e, err := s.Erasures.Erasure(ctx, tx, which)
		if err != nil {
			return err
		}
		p, err := s.Store.Find(ctx, tx, e.Subject)
		if err != nil {
			return err
		}
		tx.Subject(e.Subject)
		o.Erasure, o.Name, o.Mine = *e, p.Name, e.MadeBy == who.Account
		return nil
	})
	if err != nil {
		return nil, err
	}
	if o.Why, err = s.unseal(ctx, o.Subject, o.place(), o.Reason); err != nil && !isErased(err) {
		return nil, err
	}
	if o.State == ErasureBegun {
		next, gone, err := s.Shredder.Shredding(ctx, o.Subject)
		if o.Next = waitsFor(next); !gone {
			o.Next = WaitsForNight
		}
		return &o, err
	}
	return &o, nil
}

// ListErasures lists the erasures that somebody may know of.
func (s *Service) ListErasures(ctx context.Context, who access.Actor, limit int) ([]ErasureLine, error) {
	sc, err := s.Rights.Scope(ctx, access.Question{Actor: who, Action: ActionOpenErasure, Purpose: access.PurposeErasure, Today: s.today()}, "erasure")
	if err != nil {
		return nil, err
	}
	var list []ErasureLine
	_, err = s.do(ctx, By{Actor: who}, ActionListErasures, access.PurposeErasure, access.Object{Kind: "unit", ID: s.body(ctx)}, nil, func(ctx context.Context, tx door.Tx) (err error) {
		list, err = s.Erasures.ErasuresIn(ctx, tx, sc, limit)
		tx.Fact("count", len(list))
		return err
	})
	return list, err
}

// Erase goes on with every erasure that was approved, each as far as it can be
// now. What is next is read off what stands, so that it may be stopped anywhere
// and is called again until all are done.
func (s *Service) Erase(ctx context.Context) error {
	list, err := s.Erasures.Begun(ctx)
	for _, e := range list {
		err = errors.Join(err, s.erase(ctx, e))
	}
	return err
}

// EraseJob is Erase for the job that an approval ordered.
func (s *Service) EraseJob(ctx context.Context, _ job.Job, _ job.Progress) error { return s.Erase(ctx) }

// erase destroys the key, unless that is done; then takes the rows away that it
// opened, and their files; and once no copy of the keyring opens with the master
// key that stands, says that it is done.
func (s *Service) erase(ctx context.Context, e *Erasure) error {
	next, gone, err := s.Shredder.Shredding(ctx, e.Subject)
	if err == nil && !gone {
		if err = s.Shredder.Shred(ctx, e.Subject); err == nil {
			next, _, err = s.Shredder.Shredding(ctx, e.Subject)
		}
	}
	if err != nil {
		return err
	}
	left, err := s.Erasures.Sealed(ctx, e.Subject)
	if err != nil || left == 0 && next != vault.StepNone {
		return err
	}
	files, err := s.finish(ctx, e.ID, next == vault.StepNone)
	for _, name := range files { // those that a kill leaves here no row names: they are collected as orphans
		err = errors.Join(err, s.Shredder.RemoveFile(ctx, name))
	}
	return err
}

// finish removes the rows, with an entry; done is the last of it.
func (s *Service) finish(ctx context.Context, which id.ID, done bool) (files []string, err error) {
	_, err = s.do(ctx, By{Actor: access.System("retention")}, ActionFinishErasure, access.PurposeNone, erasureObject(which), done, func(ctx context.Context, tx door.Tx) error {
		e, err := s.Erasures.Erasure(ctx, tx, which)
		switch {
		case err != nil:
			return err
		case e.State != ErasureBegun:
			return errs.Conflict("person.changed")
		}
		tx.Subject(e.Subject)
		if files, err = s.Erasures.Clear(ctx, tx, e.Subject); err != nil || !done {
			return err
		}
		e.Version, e.State, e.ErasedOn, e.Reason = e.Version+1, ErasureDone, todayOf(tx), nil
		return s.Erasures.SaveErasure(ctx, tx, e)
	})
	return files, err
}
