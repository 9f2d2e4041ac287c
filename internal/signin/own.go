package signin

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// By is who does a command, and its key.
type By struct {
	Actor access.Actor
	Key   [16]byte
}

// ChangePassword changes the actor's own password; the rule of its action asks
// for a fresh proof. Errors: those of CheckPassword.
func (s *Service) ChangePassword(ctx context.Context, by By, password string, from Client) error {
	account := by.Actor.Account
	known, err := s.Proofs.ByAccount(ctx, account)
	if err == nil {
		err = s.checkPassword(ctx, account, known.Name, password)
	}
	if err != nil {
		return err
	}
	hash, err := s.Hasher.Hash(password)
	if err != nil {
		return err
	}
	fresh := []Credential{{ID: id.New(), Account: account, Kind: KindPassword, State: StateLive, Secret: []byte(hash)}}
	return s.own(ctx, by, ActionPassword, string(KindPassword), fresh, Alert{What: WhatPassword, Client: from})
}

// OfferTOTP makes a secret for the actor's new app.
func (s *Service) OfferTOTP(ctx context.Context, who access.Actor) (Enrolment, error) {
	return s.offer(ctx, who.Account)
}

// ChangeTOTP takes a new app in the place of the old one: Invalid
// "signin.digits.wrong".
func (s *Service) ChangeTOTP(ctx context.Context, by By, e Enrolment, digits string, from Client) error {
	step, ok := CheckTOTP(e.Secret, digits, s.Clock.Now())
	if !ok {
		return errs.Invalid("signin.digits.wrong", errs.Field("digits"))
	}
	app := s.totp(e)
	if err := s.own(ctx, by, ActionTOTP, string(KindTOTP), []Credential{app}, Alert{What: WhatApp, Client: from}); err != nil {
		return err
	}
	_, err := s.Proofs.Advance(ctx, app.ID, step)
	return err
}

// MakeCodes makes new recovery codes and gives them; the old ones end, also those
// that were made and never seen. They stand in for the app beside a password:
// Invalid "signin.codes.password" without one, as alone a code would be less than
// the passkey that it stands in for. A form that is sent twice makes them once:
// then Conflict "signin.codes.shown".
func (s *Service) MakeCodes(ctx context.Context, by By, from Client) ([]string, error) {
	texts, fresh := newRecovery(by.Actor.Account, 0)
	err := s.own(ctx, by, ActionCodes, string(KindRecovery), fresh, Alert{What: WhatCodes, Client: from})
	return texts, err
}

func (s *Service) own(ctx context.Context, by By, action access.Action, kinds string, fresh []Credential, a Alert) error {
	account, made := by.Actor.Account, false
	cmd := door.Command{Name: action, Key: by.Key, Actor: by.Actor, Object: accountObject(account)}
	_, err := s.Door.Do(ctx, cmd, func(ctx context.Context, tx door.Tx) error {
		made = true
		tx.Subject(by.Actor.Person)
		live, err := s.Credentials.LiveCredentials(ctx, tx, account)
		if err == nil && action == ActionCodes && !has(live, KindPassword) {
			err = errs.Invalid("signin.codes.password")
		}
		if err == nil {
			err = s.replace(ctx, tx, account, kinds, fresh)
		}
		if err == nil {
			a.Account, a.At = account, tx.Now()
			err = s.Credentials.Tell(ctx, tx, a)
		}
		return err
	})
	if err == nil && !made {
		err = errs.Conflict("signin.codes.shown")
	}
	return err
}
