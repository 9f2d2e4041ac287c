package signin

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// A recovery at the machine is for whoever two officers cannot let in again: the
// operator gets the one-time code, which counts for nothing until an officer confirms
// it, and the officer never sees it. Neither can do it alone.

// RecoverAtMachine starts one and gives the slip; its owner is told.
func (s *Service) RecoverAtMachine(ctx context.Context, by By, account id.ID) (Slip, error) {
	u, err := s.Directory.User(ctx, account)
	if err != nil {
		return Slip{}, err
	}
	text := ""
	err = s.about(ctx, by, ActionMachine, account, func(ctx context.Context, tx door.Tx) error {
		if err := s.endCodes(ctx, tx, account); err != nil {
			return err
		}
		text = NewCode()
		hash, _ := HashCode(text) // it was made here
		err := s.Credentials.SaveCode(ctx, tx, &Code{ID: id.New(), Account: account, Reason: ReasonRecover, State: StateAsked, Hash: hash[:],
			MadeAt: tx.Now(), ExpiresAt: tx.Now() + CodeLife})
		if err == nil {
			err = s.Credentials.Tell(ctx, tx, Alert{Account: account, At: tx.Now(), What: WhatRecovery})
		}
		return err
	})
	if err == nil && text == "" {
		err = errs.Conflict("signin.slips.shown")
	}
	return Slip{Name: u.Name, FullName: u.FullName, Unit: u.Unit, Code: text}, err
}

// ConfirmRecovery lets the code of a recovery at the machine count. Errors: those of
// Code.Confirm; Invalid "signin.recovery.same" for one's own account.
func (s *Service) ConfirmRecovery(ctx context.Context, by By, account id.ID) error {
	return s.about(ctx, by, ActionConfirm, account, func(ctx context.Context, tx door.Tx) error {
		c, err := s.waiting(ctx, tx, account, true)
		if err != nil {
			return err
		}
		if err = c.Confirm(by.Actor.Account, tx.Now()); err == nil {
			err = s.Credentials.SaveCode(ctx, tx, c)
		}
		if err == nil {
			err = s.Credentials.Tell(ctx, tx, Alert{Account: account, At: tx.Now(), What: WhatApproved})
		}
		return err
	})
}

// ToConfirm lists the accounts whose recovery at the machine waits, and which somebody
// may confirm.
func (s *Service) ToConfirm(ctx context.Context, who access.Actor, check Checker) ([]User, error) {
	list, err := s.Directory.AtMachine(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ask := access.Question{Actor: who, Action: ActionConfirm, Purpose: access.PurposeAccounts, Today: clock.Today(s.Clock)}
	for _, u := range list {
		ask.Objects = append(ask.Objects, accountObject(u.Account))
	}
	may, err := check.Admitted(ctx, ask)
	return slices.DeleteFunc(list, func(u User) bool {
		return u.Account == who.Account || !may[accountObject(u.Account)] // nobody confirms their own
	}), err
}

// Checker decides on a reading.
type Checker interface {
	Check(ctx context.Context, q access.Question) error
	// Admitted gives those of a question's objects on which Check would find nothing.
	Admitted(ctx context.Context, q access.Question) (map[access.Object]bool, error)
}
