package signin

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// The commands about passkeys.
const (
	ActionAddPasskey    access.Action = "signin.passkey.add"
	ActionRenamePasskey access.Action = "signin.passkey.rename"
	ActionEndPasskey    access.Action = "signin.passkey.end"
)

// SignInByPasskey says whose passkey answered. Whatever is wrong with an answer is
// one refusal, after the same steps: Invalid "signin.passkey.refused".
func (s *Service) SignInByPasskey(ctx context.Context, a Assertion, browser string, from Client) (Known, error) {
	return s.assert(ctx, a, forSignIn, id.ID{}, browser, from)
}

// AgainByPasskey is SignInByPasskey by whom a session belongs to.
func (s *Service) AgainByPasskey(ctx context.Context, account id.ID, a Assertion, browser string, from Client) (Known, error) {
	return s.assert(ctx, a, forAgain, account, browser, from)
}

func (s *Service) assert(ctx context.Context, a Assertion, what string, account id.ID, browser string, from Client) (Known, error) {
	if s.Party.IsZero() {
		return Known{}, noPasskeys()
	}
	place := Counted{Place: s.Keys.MAC("place", from.Place)}
	v, err := s.Proofs.Attempt(ctx, place, s.Clock.Now())
	if err == nil {
		err = throttled(v)
	}
	if err != nil {
		return Known{}, err
	}
	w, err := s.weigh(ctx, a, what, browser)
	if err != nil {
		return Known{}, err
	}
	if right := w.wrong == "" && (account.IsZero() || account == w.known.Account); right {
		if right, err = s.Passkeys.Count(ctx, w.credential.ID, w.counter); err != nil {
			return Known{}, err
		}
		if right {
			return w.known, s.succeeded(ctx, w.known, s.counted(w.known.Name, from.Place), from, 0)
		}
		w.wrong = WhatCloned
	}
	return Known{}, s.refusePasskey(ctx, w, from)
}

// weighed is what was found out about an answer. wrong is what is told of it, ""
// when all is right.
type weighed struct {
	credential Credential
	known      Known
	counter    int64
	wrong      What
}

// weigh takes all steps whatever is wrong.
func (s *Service) weigh(ctx context.Context, a Assertion, what, browser string) (weighed, error) {
	parsed, broken := a.parse()
	if parsed == nil {
		parsed = &protocol.ParsedCredentialAssertionData{}
	}
	asked, taken, err := s.taken(ctx, parsed.Response.CollectedClientData.Challenge, what, browser)
	if err != nil {
		return weighed{}, err
	}
	c, stands, err := s.Passkeys.ByHandle(ctx, parsed.RawID)
	if err != nil {
		return weighed{}, err
	}
	known, err := s.Proofs.ByAccount(ctx, c.Account)
	if err != nil {
		return weighed{}, err
	}
	last, counts, err := s.Passkeys.Counted(ctx, c.ID)
	if err != nil {
		return weighed{}, err
	}
	w := weighed{credential: c, known: known, counter: int64(parsed.Response.AuthenticatorData.Counter)}
	pub, _ := publishedOf(c) // none: nothing is signed by it
	signed := isSigned(parsed, pub.Key)
	if !stands {
		w.credential, w.known = Credential{}, Known{}
	}
	switch {
	case broken != nil || !signed || !stands:
		w.wrong = WhatRefused
	case s.Party.isForeign(parsed):
		w.wrong = WhatForeign
	case s.Party.fits(parsed, c) != nil || !taken || !known.Active:
		w.wrong = WhatRefused
	case asked.IsZero() && len(parsed.Response.UserHandle) == 0 || !asked.IsZero() && asked != c.Account:
		w.wrong = WhatRefused
	case !counts || !GoesOn(last, w.counter):
		w.wrong = WhatCloned
	}
	return w, nil
}

// refusePasskey leaves an entry, tells the person, if there is one, and whoever
// keeps accounts, and gives the one answer.
func (s *Service) refusePasskey(ctx context.Context, w weighed, from Client) error {
	if err := s.refuse(ctx, "", w.known.Account); !errs.Is(err, errs.KindInvalid) {
		return err
	}
	if w.wrong == "" {
		w.wrong = WhatRefused
	}
	err := s.Proofs.AddAlert(ctx, Alert{Account: w.known.Account, At: s.Clock.Now(), What: w.wrong, Count: 1, Client: from})
	if err == nil {
		err = errs.Invalid("signin.passkey.refused")
	}
	return err
}

// made takes a passkey that was just made: Invalid "signin.passkey.not_made".
func (s *Service) made(ctx context.Context, a Attestation, what string, account id.ID, browser string) (Credential, error) {
	if s.Party.IsZero() {
		return Credential{}, noPasskeys()
	}
	wrong := errs.Invalid("signin.passkey.not_made")
	parsed, err := a.parse()
	if err != nil {
		return Credential{}, wrong.Because(err)
	}
	asked, taken, err := s.taken(ctx, parsed.Response.CollectedClientData.Challenge, what, browser)
	if err != nil {
		return Credential{}, err
	}
	if !taken || asked != account {
		return Credential{}, wrong
	}
	c, err := s.Party.made(parsed, account)
	if err != nil {
		return Credential{}, wrong.Because(err)
	}
	return c, nil
}

// EnrolByPasskey sets up a person's passkey, once for a code. What the account had
// before ends. Errors: Invalid "signin.code.wrong", "signin.passkey.not_made",
// "signin.passkey.name".
func (s *Service) EnrolByPasskey(ctx context.Context, code, name string, a Attestation, browser string, from Client) (Known, error) {
	name, err := CleanPasskeyName(name, from.Agent)
	if err != nil {
		return Known{}, err
	}
	live, err := s.liveCode(ctx, code, from)
	if err != nil {
		return Known{}, err
	}
	c, err := s.made(ctx, a, forEnrol, live.Account, browser)
	if err != nil {
		return Known{}, err
	}
	c.Name = name
	if err := s.enrol(ctx, live.Account, Setup{Code: code, Client: from}, []Credential{c}); err != nil {
		return Known{}, err
	}
	known, err := s.Proofs.ByAccount(ctx, live.Account)
	if err == nil {
		err = s.Proofs.Forget(ctx, s.Keys.MAC("name", known.Name))
	}
	return known, err
}

// AddPasskey gives the actor a further passkey; the rule of its action asks for a
// fresh proof. Errors: Invalid "signin.passkey.not_made", "signin.passkey.many",
// "signin.passkey.name".
func (s *Service) AddPasskey(ctx context.Context, by By, name string, a Attestation, browser string, from Client) error {
	name, err := CleanPasskeyName(name, from.Agent)
	if err != nil {
		return err
	}
	if !by.Actor.Fresh { // before the question is used up
		return errs.Denied("access.step_up")
	}
	c, err := s.made(ctx, a, forAdd, by.Actor.Account, browser)
	if err != nil {
		return err
	}
	c.Name = name
	return s.ownPasskeys(ctx, by, ActionAddPasskey, Alert{What: WhatAddedPasskey, Client: from}, func(ctx context.Context, tx door.Tx, live []Credential) error {
		n := 0
		for _, l := range live {
			if l.Kind == KindPasskey {
				n++
			}
		}
		if n >= MaxPasskeys {
			return errs.Invalid("signin.passkey.many", errs.Int("max", MaxPasskeys))
		}
		fresh := c
		fresh.MadeAt = tx.Now()
		return s.Credentials.SaveCredential(ctx, tx, &fresh)
	})
}

func (s *Service) ownPasskeys(ctx context.Context, by By, action access.Action, a Alert, fn func(context.Context, door.Tx, []Credential) error) error {
	account := by.Actor.Account
	_, err := s.Door.Do(ctx, door.Command{Name: action, Key: by.Key, Actor: by.Actor, Object: accountObject(account)}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(by.Actor.Person)
		live, err := s.Credentials.LiveCredentials(ctx, tx, account)
		if err == nil {
			err = fn(ctx, tx, live)
		}
		if err == nil {
			a.Account, a.At = account, tx.Now()
			err = s.Credentials.Tell(ctx, tx, a)
		}
		return err
	})
	return err
}

func passkeyOf(live []Credential, which id.ID) (Credential, error) {
	for _, c := range live {
		if c.ID == which && c.Kind == KindPasskey {
			return c, nil
		}
	}
	return Credential{}, errs.NotFound("signin.passkey.not_found")
}

// RenamePasskey gives a passkey of the actor's another name: Invalid
// "signin.passkey.name", NotFound "signin.passkey.not_found".
func (s *Service) RenamePasskey(ctx context.Context, by By, which id.ID, name string, from Client) error {
	name, err := CleanPasskeyName(name, "")
	if err != nil {
		return err
	}
	return s.ownPasskeys(ctx, by, ActionRenamePasskey, Alert{What: WhatRenamedPasskey, Client: from}, func(ctx context.Context, tx door.Tx, live []Credential) error {
		c, err := passkeyOf(live, which)
		if err != nil {
			return err
		}
		c.Name = name
		return s.Credentials.SaveCredential(ctx, tx, &c)
	})
}

// EndPasskey ends a passkey of the actor's: Invalid "signin.passkey.last" for the
// last way to sign in, NotFound "signin.passkey.not_found".
func (s *Service) EndPasskey(ctx context.Context, by By, which id.ID, from Client) error {
	return s.ownPasskeys(ctx, by, ActionEndPasskey, Alert{What: WhatEndedPasskey, Client: from}, func(ctx context.Context, tx door.Tx, live []Credential) error {
		c, err := passkeyOf(live, which)
		if err != nil {
			return err
		}
		if isLastWay(live, c) {
			return errs.Invalid("signin.passkey.last")
		}
		c.State = StateEnded
		return s.Credentials.SaveCredential(ctx, tx, &c)
	})
}
