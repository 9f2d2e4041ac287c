package signin

import (
	"context"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Ports are what the service needs; package app fills them all.
type Ports struct {
	Door        *door.Door
	Proofs      Proofs
	Passkeys    Passkeys
	Credentials Credentials
	Accounts    Accounts
	Directory   Directory
	Clock       clock.Clock
	Keys        *Keys
	Hasher      *Hasher
	Party       Party // for whom passkeys are; zero: none
}

// Service is what pages and commands ask of this module.
type Service struct{ Ports }

// The commands about proofs.
const (
	ActionRefuse   access.Action = "signin.begin"        // refused by its function, so that an entry says so
	ActionEnrol    access.Action = "signin.enrol"        // credentials are set up with a code
	ActionUseCode  access.Action = "signin.recovery.use" // a recovery code is used up
	ActionPassword access.Action = "signin.password.change"
	ActionTOTP     access.Action = "signin.totp.change"
	ActionCodes    access.Action = "signin.codes.make"
)

// system is the actor of what a proof itself changes: before it stands nobody is
// known to be asking.
var system = access.System("signin")

func accountObject(account id.ID) access.Object { return access.Object{Kind: "account", ID: account} }

// Proof is what somebody types to prove who they are. Code has the six digits of
// their app, or a recovery code.
type Proof struct {
	Name, Password, Code string
	Client
}

// refused is the one answer to every wrong proof.
func refused() error { return errs.Invalid("signin.proof.wrong") }

// Prove says whose proof it is: Invalid "signin.proof.wrong" for a name that
// nobody has, a wrong password and a wrong code alike, after the same steps;
// "signin.proof.throttled" or "signin.busy.throttled" with seconds to wait.
func (s *Service) Prove(ctx context.Context, p Proof) (Known, error) {
	return s.prove(ctx, CleanName(p.Name), p)
}

// ProveAgain is Prove by whom a session belongs to.
func (s *Service) ProveAgain(ctx context.Context, account id.ID, p Proof) (Known, error) {
	known, err := s.Proofs.ByAccount(ctx, account)
	if err != nil {
		return Known{}, err
	}
	return s.prove(ctx, known.Name, p)
}

// Confirm takes the digits of the app of an account whose token is known:
// Invalid "signin.digits.wrong" or "signin.proof.throttled".
func (s *Service) Confirm(ctx context.Context, account id.ID, digits string) error {
	known, err := s.Proofs.ByAccount(ctx, account)
	if err != nil {
		return err
	}
	now, counted := s.Clock.Now(), s.counted(known.Name, "socket")
	v, err := s.Proofs.Attempt(ctx, counted, now)
	if err == nil {
		err = throttled(v)
	}
	if err != nil {
		return err
	}
	ok := false
	if len(known.TOTP.Secret) > 0 {
		secret, opens := s.openTOTP(known.TOTP)
		step, fits := CheckTOTP(secret, digits, now)
		if ok = fits && opens; ok {
			if ok, err = s.Proofs.Advance(ctx, known.TOTP.ID, step); err != nil {
				return err
			}
		}
	}
	if !ok {
		return errs.Invalid("signin.digits.wrong", errs.Field("digits"))
	}
	_, _, err = s.Proofs.Succeeded(ctx, counted, now)
	return err
}

func (s *Service) prove(ctx context.Context, name string, p Proof) (Known, error) {
	known, with, err := s.Proofs.ByName(ctx, name)
	if err != nil {
		return Known{}, err
	}
	now, counted := s.Clock.Now(), s.counted(name, p.Place)
	v, err := s.Proofs.Attempt(ctx, counted, now)
	if err == nil {
		err = throttled(v)
	}
	if err != nil {
		return Known{}, err
	}
	right, err := s.compare(ctx, known, with, p, now)
	if err != nil {
		return Known{}, err
	}
	if !right {
		return Known{}, s.refuse(ctx, name, known.Account)
	}
	return known, s.succeeded(ctx, known, counted, p.Client, 1)
}

func (s *Service) counted(name, place string) Counted {
	return Counted{Pair: s.Keys.MAC("pair", name, place), Name: s.Keys.MAC("name", name), Place: s.Keys.MAC("place", place)}
}

func throttled(v Verdict) error {
	if v.InRow {
		v.Wait = longestDelay
	}
	if v.Wait > 0 {
		return errs.Invalid("signin.proof.throttled", errs.Int("seconds", int((v.Wait+second-1)/second)))
	}
	return nil
}

// compare takes the same time whatever is wrong: the password is always hashed, the
// digits always computed, a recovery code always looked for.
func (s *Service) compare(ctx context.Context, known Known, with Compared, p Proof, now clock.Micros) (bool, error) {
	same, err := s.Hasher.Verify(string(with.Password), p.Password)
	if with.stops(err) {
		return false, err
	}
	secret, opens := s.openTOTP(with.TOTP)
	step, digits := CheckTOTP(secret, p.Code, now)
	hash, isCode := HashCode(p.Code)
	recovery, spare, err := s.Proofs.Spare(ctx, with.Account, hash)
	switch {
	case err != nil:
		return false, err
	case !with.Own || with.Account != known.Account || !same || !known.Active:
		return false, nil
	case digits && opens:
		return s.Proofs.Advance(ctx, with.TOTP.ID, step)
	case spare && isCode:
		return s.useRecovery(ctx, known, recovery, p.Client)
	}
	return false, nil
}

// openTOTP gives the secret of an app. One that this folder's key does not open, as
// when the key was lost, is no secret: its digits are wrong, and a recovery code
// still counts.
func (s *Service) openTOTP(c Credential) (secret []byte, opens bool) {
	if len(c.Secret) > 0 {
		if secret, err := s.Keys.Open("totp", c.ID, c.Secret); err == nil {
			return secret, true
		}
	}
	return make([]byte, totpBytes), false
}

// useRecovery uses a recovery code up; of several who try, one succeeds.
func (s *Service) useRecovery(ctx context.Context, known Known, c Credential, from Client) (bool, error) {
	cmd := door.Command{Name: ActionUseCode, Actor: system, Object: accountObject(known.Account)}
	_, err := s.Door.Do(ctx, cmd, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(known.Person)
		live, err := s.Credentials.LiveCredentials(ctx, tx, known.Account)
		if err != nil {
			return err
		}
		for _, l := range live {
			if l.ID == c.ID {
				l.State = StateUsed
				err = s.Credentials.SaveCredential(ctx, tx, &l)
				if err == nil {
					err = s.Credentials.Tell(ctx, tx, Alert{Account: known.Account, At: tx.Now(), What: WhatUsedCode, Client: from})
				}
				return err
			}
		}
		return errs.Conflict("signin.code.over")
	})
	if errs.Is(err, errs.KindConflict) {
		return false, nil
	}
	return err == nil, err
}

// decoys is among how many ids that no account has the refusals of unknown
// names are counted.
const decoys = 256

// refuse leaves the entry of a proof that was wrong, about the account or, for a
// name that nobody has, about one of a few that do not exist: the same steps, and
// no flood of entries.
func (s *Service) refuse(ctx context.Context, name string, account id.ID) error {
	if account.IsZero() {
		mac := s.Keys.MAC("decoy", name)
		account = id.ID(s.Keys.MAC("decoy id", string([]byte{mac[0] % (decoys - 1)}))[:16])
	}
	_, err := s.Door.Do(ctx, door.Command{Name: ActionRefuse, Actor: access.System("stranger"), Object: accountObject(account)},
		func(context.Context, door.Tx) error { return errs.Denied("signin.refused") })
	if errs.Is(err, errs.KindDenied) || errs.Is(err, errs.KindNotFound) {
		return refused()
	}
	return err
}

// succeeded forgets what was counted and tells of what failed before; own is how
// many of it is this attempt itself.
func (s *Service) succeeded(ctx context.Context, known Known, c Counted, from Client, own int64) error {
	now := s.Clock.Now()
	failed, newPlace, err := s.Proofs.Succeeded(ctx, c, now)
	if err == nil && failed > own {
		err = s.Proofs.AddAlert(ctx, Alert{Account: known.Account, At: now, What: WhatFailures, Count: failed - own, Client: from})
	}
	if err == nil && newPlace {
		err = s.Proofs.AddAlert(ctx, Alert{Account: known.Account, At: now, What: WhatNewPlace, Client: from})
	}
	return err
}

// checkPassword is CheckPassword for an account.
func (s *Service) checkPassword(ctx context.Context, account id.ID, name, password string) error {
	words, err := s.Directory.Words(ctx, account)
	if err == nil {
		err = CheckPassword(password, PasswordOf{Account: name, Words: words})
	}
	return err
}

// newRecovery makes recovery codes of an account and gives their texts.
func newRecovery(account id.ID, now clock.Micros) ([]string, []Credential) {
	texts, list := make([]string, RecoveryCodes), make([]Credential, RecoveryCodes)
	for i := range texts {
		texts[i] = NewCode()
		hash, _ := HashCode(texts[i]) // it was made here
		list[i] = Credential{ID: id.New(), Version: 0, Account: account, Kind: KindRecovery, State: StateLive, MadeAt: now, Secret: hash[:]}
	}
	return texts, list
}

// replace ends the live credentials of some kinds and puts others in their place.
func (s *Service) replace(ctx context.Context, tx door.Tx, account id.ID, kinds string, fresh []Credential) error {
	live, err := s.Credentials.LiveCredentials(ctx, tx, account)
	for i := range live {
		if err == nil && strings.Contains(kinds, string(live[i].Kind)) {
			live[i].State = StateEnded
			err = s.Credentials.SaveCredential(ctx, tx, &live[i])
		}
	}
	for i := range fresh {
		if err == nil {
			fresh[i].MadeAt = tx.Now()
			err = s.Credentials.SaveCredential(ctx, tx, &fresh[i])
		}
	}
	return err
}
