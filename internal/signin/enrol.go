package signin

import (
	"bytes"
	"context"
	"encoding/binary"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Enrolment is what a person sees who has a one-time code: their sign-in name
// and the secret for their app. Sealed carries it from one page to the next.
type Enrolment struct {
	Account id.ID
	Name    string
	Secret  []byte
	Link    string // of Secret, for a picture
	Sealed  []byte
}

// sealLife is how long a secret that nobody has confirmed yet may be carried.
const sealLife = 30 * minute

// wrongCode is the one answer to a code that is unknown, used, ended or too old.
func wrongCode() error { return errs.Invalid("signin.code.wrong", errs.Field("code")) }

// OpenCode looks at a one-time code without using it: Invalid
// "signin.code.wrong", or "signin.proof.throttled".
func (s *Service) OpenCode(ctx context.Context, typed string, from Client) (Enrolment, error) {
	c, err := s.liveCode(ctx, typed, from)
	if err != nil {
		return Enrolment{}, err
	}
	return s.offer(ctx, c.Account)
}

func (s *Service) liveCode(ctx context.Context, typed string, from Client) (*Code, error) {
	now := s.Clock.Now()
	v, err := s.Proofs.Attempt(ctx, Counted{Place: s.Keys.MAC("place", from.Place)}, now)
	if err == nil {
		err = throttled(v)
	}
	if err != nil {
		return nil, err
	}
	hash, ok := HashCode(typed)
	c, err := s.Proofs.CodeOf(ctx, hash)
	switch {
	case err != nil:
		return nil, err
	case !ok || c == nil || !c.Counts(now):
		return nil, wrongCode()
	}
	_, _, err = s.Proofs.Succeeded(ctx, Counted{Place: s.Keys.MAC("place", from.Place)}, now)
	return c, err
}

// offer makes a new secret for an account's app.
func (s *Service) offer(ctx context.Context, account id.ID) (Enrolment, error) {
	known, err := s.Proofs.ByAccount(ctx, account)
	if err != nil {
		return Enrolment{}, err
	}
	_, body, err := s.Directory.Body(ctx)
	secret := NewTOTP()
	plain := binary.BigEndian.AppendUint64(bytes.Clone(secret), uint64(s.Clock.Now()))
	return Enrolment{Account: account, Name: known.Name, Secret: secret, Link: TOTPLink(secret, body, known.Name),
		Sealed: s.Keys.Seal("offer", account, plain)}, err
}

// Offered gives back an enrolment that a page carried: Invalid
// "signin.offer.old".
func (s *Service) Offered(ctx context.Context, account id.ID, sealed []byte) (Enrolment, error) {
	plain, err := s.Keys.Open("offer", account, sealed)
	if err != nil || len(plain) != totpBytes+8 {
		return Enrolment{}, errs.Invalid("signin.offer.old")
	}
	if made := clock.Micros(binary.BigEndian.Uint64(plain[totpBytes:])); s.Clock.Now()-made > sealLife {
		return Enrolment{}, errs.Invalid("signin.offer.old")
	}
	known, err := s.Proofs.ByAccount(ctx, account)
	if err != nil {
		return Enrolment{}, err
	}
	_, body, err := s.Directory.Body(ctx)
	secret := plain[:totpBytes]
	return Enrolment{Account: account, Name: known.Name, Secret: secret, Link: TOTPLink(secret, body, known.Name), Sealed: sealed}, err
}

// Setup is what a person types to set up how they sign in.
type Setup struct {
	Code     string // the one-time code
	Sealed   []byte
	Password string
	Digits   string
	Client
}

// Resume gives the enrolment that a setup goes on with: Invalid
// "signin.code.wrong" or "signin.offer.old".
func (s *Service) Resume(ctx context.Context, in Setup) (Enrolment, error) {
	c, err := s.liveCode(ctx, in.Code, in.Client)
	if err != nil {
		return Enrolment{}, err
	}
	return s.Offered(ctx, c.Account, in.Sealed)
}

// Enrol sets up a person's password, app and recovery codes, once for a code,
// and gives the recovery codes, which nobody sees again. What the account had
// before ends. Errors: those of CheckPassword, Invalid "signin.digits.wrong",
// "signin.code.wrong".
func (s *Service) Enrol(ctx context.Context, e Enrolment, in Setup) ([]string, error) {
	step, fit := CheckTOTP(e.Secret, in.Digits, s.Clock.Now())
	var f errs.Faults
	if err := s.checkPassword(ctx, e.Account, e.Name, in.Password); errs.Is(err, errs.KindInvalid) {
		f.Add(errs.Of(err))
	} else if err != nil {
		return nil, err
	}
	if !fit {
		f.Add(errs.Invalid("signin.digits.wrong", errs.Field("digits")))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	hash, err := s.Hasher.Hash(in.Password)
	if err != nil {
		return nil, err
	}
	texts, fresh := newRecovery(e.Account, 0)
	app := s.totp(e)
	fresh = append(fresh, app, Credential{ID: id.New(), Account: e.Account, Kind: KindPassword, State: StateLive, Secret: []byte(hash)})
	if err := s.enrol(ctx, e.Account, in, fresh); err != nil {
		return nil, err
	}
	if _, err := s.Proofs.Advance(ctx, app.ID, step); err != nil {
		return nil, err
	}
	return texts, s.Proofs.Forget(ctx, s.Keys.MAC("name", e.Name))
}

func (s *Service) totp(e Enrolment) Credential {
	c := Credential{ID: id.New(), Account: e.Account, Kind: KindTOTP, State: StateLive}
	c.Secret = s.Keys.Seal("totp", c.ID, e.Secret)
	return c
}

func (s *Service) enrol(ctx context.Context, account id.ID, in Setup, fresh []Credential) error {
	typed, _ := HashCode(in.Code) // what is no code has no row
	cmd := door.Command{Name: ActionEnrol, Actor: system, Object: accountObject(account)}
	_, err := s.Door.Do(ctx, cmd, func(ctx context.Context, tx door.Tx) error {
		c, err := s.Credentials.FindCode(ctx, tx, typed)
		if err != nil {
			return err
		}
		if !c.Counts(tx.Now()) || c.Account != account {
			return errs.Conflict("signin.code.over")
		}
		person, err := s.Accounts.PersonOf(ctx, tx, account)
		if err != nil {
			return err
		}
		tx.Subject(person)
		c.State = StateUsed
		if err = s.Credentials.SaveCode(ctx, tx, c); err == nil {
			err = s.replace(ctx, tx, account, "password totp recovery passkey", fresh)
		}
		if err == nil {
			err = s.Credentials.EndSessions(ctx, tx, account)
		}
		if err == nil {
			err = s.Credentials.Tell(ctx, tx, Alert{Account: account, At: tx.Now(), What: WhatEnrolled, Client: in.Client})
		}
		return err
	})
	if errs.Is(err, errs.KindConflict) || errs.Is(err, errs.KindNotFound) {
		return wrongCode() // somebody was faster, or it was never there
	}
	return err
}
