package signin

import (
	"context"
	"crypto/sha256"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// AccountPrefix is the prefix of an account's outside id.
const AccountPrefix = "acc"

// The commands of whoever keeps accounts.
const (
	ActionUsers    access.Action = "signin.user.list"
	ActionOpen     access.Action = "signin.session.list"
	ActionFirst    access.Action = "signin.user.first" // of a body that is being made, by the operator
	ActionAdd      access.Action = "signin.user.create"
	ActionDisable  access.Action = "signin.user.disable"
	ActionEnable   access.Action = "signin.user.enable"
	ActionIssue    access.Action = "signin.code.issue"
	ActionRecover  access.Action = "signin.recovery.start"
	ActionApprove  access.Action = "signin.recovery.approve"
	ActionCancel   access.Action = "signin.recovery.cancel"
	ActionMachine  access.Action = "signin.recovery.begin"   // by the operator, who gets the code
	ActionConfirm  access.Action = "signin.recovery.confirm" // and by whom that code counts
	ActionSessions access.Action = "signin.session.end"
)

// NewUser is an account that is to be made: Person, or a Name and the code of
// their unit.
type NewUser struct {
	Row     int // of the sheet it comes from, 0 for a form
	Account string
	Person  string // a person's outside id, or their full name
	Unit    string // code, with a name
}

// Found is somebody of the directory: their name and the unit that employs them, as
// the directory has them.
type Found struct {
	Person         id.ID
	FullName, Unit string
}

// Slip is what a person is handed: their sign-in name and a one-time code.
type Slip struct {
	Name     string `json:"name"`
	FullName string `json:"full_name"`
	Unit     string `json:"unit"`
	Code     string `json:"code"`
}

// Users lists accounts; it leaves an entry.
func (s *Service) Users(ctx context.Context, by By, f Filter) ([]User, error) {
	body, _, err := s.Directory.Body(ctx)
	if err != nil {
		return nil, err
	}
	var list []User
	c := s.command(by, ActionUsers, access.Object{Kind: "unit", ID: body}, []any{f.Words, f.After})
	_, err = s.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		list, err = s.Directory.Users(ctx, tx, f)
		tx.Fact("count", int64(len(list)))
		tx.Fact("filter", sha256.Sum256([]byte(f.After)))
		return err
	})
	return list, err
}

// OpenSessions lists the sessions of all accounts, those that were used last
// first; it leaves an entry.
func (s *Service) OpenSessions(ctx context.Context, by By, limit int) ([]OpenSession, error) {
	body, _, err := s.Directory.Body(ctx)
	if err != nil {
		return nil, err
	}
	var list []OpenSession
	_, err = s.Door.Do(ctx, s.command(by, ActionOpen, access.Object{Kind: "unit", ID: body}, limit), func(ctx context.Context, tx door.Tx) error {
		list, err = s.Directory.OpenSessions(ctx, tx, limit)
		tx.Fact("count", int64(len(list)))
		return err
	})
	return list, err
}

func (s *Service) command(by By, action access.Action, on access.Object, args any) door.Command {
	return door.Command{Name: action, Key: by.Key, Actor: by.Actor, Purpose: access.PurposeAccounts, Object: on, Args: args}
}

// Add makes accounts, all or none, each with a one-time code, and gives the
// slips. At most MaxImport. Errors: Invalid with a part for each fault;
// Conflict "signin.slips.shown" for a form that was sent twice.
func (s *Service) Add(ctx context.Context, by By, list []NewUser) ([]Slip, error) {
	if len(list) == 0 || len(list) > MaxImport {
		return nil, errs.Invalid("signin.import.size", errs.Int("max", MaxImport))
	}
	body, _, err := s.Directory.Body(ctx)
	if err != nil {
		return nil, err
	}
	var slips []Slip
	made := false
	_, err = s.Door.Do(ctx, s.command(by, ActionAdd, access.Object{Kind: "unit", ID: body}, argsOf(list)), func(ctx context.Context, tx door.Tx) error {
		made, slips = true, nil
		planned, faults, err := s.plan(ctx, tx, list)
		if err != nil || len(faults) > 0 {
			return cmpErr(err, asError(faults))
		}
		for i := range planned {
			p := &planned[i]
			tx.Subject(p.person)
			if err := s.add(ctx, tx, p, body, by.Actor.Account); err != nil {
				return err
			}
			slips = append(slips, p.slip)
		}
		return nil
	})
	if err == nil && !made {
		err = errs.Conflict("signin.slips.shown")
	}
	return slips, err
}

func argsOf(list []NewUser) any {
	var args []any
	for _, n := range list {
		args = append(args, []any{n.Account, n.Person, n.Unit})
	}
	return args
}

func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func (s *Service) add(ctx context.Context, tx door.Tx, p *planned, body, by id.ID) error {
	account := id.New()
	err := s.Accounts.MakeAccount(ctx, tx, account, p.person, body, clock.DateOf(tx.Now().Time().In(clock.Local)))
	if err == nil {
		err = s.Credentials.CreateName(ctx, tx, account, p.slip.Name)
	}
	if err == nil {
		p.slip.Code, err = s.issue(ctx, tx, account, by)
	}
	return err
}

// issue makes a live code for an account that starts.
func (s *Service) issue(ctx context.Context, tx door.Tx, account, by id.ID) (string, error) {
	text := NewCode()
	hash, _ := HashCode(text) // it was made here
	return text, s.Credentials.SaveCode(ctx, tx, &Code{ID: id.New(), Account: account, Reason: ReasonEnrol, State: StateLive, Hash: hash[:],
		MadeAt: tx.Now(), ExpiresAt: tx.Now() + CodeLife, StartedBy: by})
}

// about runs a command about one account.
func (s *Service) about(ctx context.Context, by By, action access.Action, account id.ID, fn func(context.Context, door.Tx) error) error {
	_, err := s.Door.Do(ctx, s.command(by, action, accountObject(account), nil), func(ctx context.Context, tx door.Tx) error {
		person, err := s.Accounts.PersonOf(ctx, tx, account)
		if err != nil {
			return err
		}
		tx.Subject(person)
		return fn(ctx, tx)
	})
	return err
}

// Issue gives an account that was never set up, or not in time, a new one-time
// code; an older one ends. An account that has a way to sign in needs two
// officers: Invalid "signin.code.enrolled".
func (s *Service) Issue(ctx context.Context, by By, account id.ID) (Slip, error) {
	u, err := s.Directory.User(ctx, account)
	if err != nil {
		return Slip{}, err
	}
	var text string
	err = s.about(ctx, by, ActionIssue, account, func(ctx context.Context, tx door.Tx) error {
		live, err := s.Credentials.LiveCredentials(ctx, tx, account)
		if err == nil && len(live) > 0 {
			err = errs.Invalid("signin.code.enrolled")
		}
		if err == nil {
			err = s.endCodes(ctx, tx, account)
		}
		if err == nil {
			text, err = s.issue(ctx, tx, account, by.Actor.Account)
		}
		return err
	})
	if err == nil && text == "" {
		err = errs.Conflict("signin.slips.shown")
	}
	return Slip{Name: u.Name, FullName: u.FullName, Unit: u.Unit, Code: text}, err
}

func (s *Service) endCodes(ctx context.Context, tx door.Tx, account id.ID) error {
	open, err := s.Credentials.OpenCodes(ctx, tx, account)
	for _, c := range open {
		if err == nil {
			c.State = StateEnded
			err = s.Credentials.SaveCode(ctx, tx, c)
		}
	}
	return err
}

// Recover starts a recovery: a second officer must approve it within a day. An
// officer does not recover themself: Invalid "signin.recovery.self".
func (s *Service) Recover(ctx context.Context, by By, account id.ID) error {
	return s.about(ctx, by, ActionRecover, account, func(ctx context.Context, tx door.Tx) error {
		if account == by.Actor.Account {
			return errs.Invalid("signin.recovery.self")
		}
		if err := s.endCodes(ctx, tx, account); err != nil {
			return err
		}
		err := s.Credentials.SaveCode(ctx, tx, &Code{ID: id.New(), Account: account, Reason: ReasonRecover, State: StateAsked,
			MadeAt: tx.Now(), ExpiresAt: tx.Now() + CodeLife, StartedBy: by.Actor.Account})
		if err == nil {
			err = s.Credentials.Tell(ctx, tx, Alert{Account: account, At: tx.Now(), What: WhatRecovery})
		}
		return err
	})
}

var errNone = errs.Conflict("signin.recovery.over")

// Approve approves a recovery and gives the slip. Errors: those of Code.Approve.
func (s *Service) Approve(ctx context.Context, by By, account id.ID) (Slip, error) {
	u, err := s.Directory.User(ctx, account)
	if err != nil {
		return Slip{}, err
	}
	text := ""
	err = s.about(ctx, by, ActionApprove, account, func(ctx context.Context, tx door.Tx) error {
		c, err := s.waiting(ctx, tx, account, false)
		if err != nil {
			return err
		}
		text = NewCode()
		hash, _ := HashCode(text) // it was made here
		if err = c.Approve(by.Actor.Account, hash, tx.Now()); err == nil {
			err = s.Credentials.SaveCode(ctx, tx, c)
		}
		if err == nil {
			err = s.Credentials.Tell(ctx, tx, Alert{Account: account, At: tx.Now(), What: WhatApproved})
		}
		return err
	})
	if err == nil && text == "" {
		err = errs.Conflict("signin.slips.shown")
	}
	return Slip{Name: u.Name, FullName: u.FullName, Unit: u.Unit, Code: text}, err
}

// waiting finds the recovery that waits: of two officers, or at the machine.
func (s *Service) waiting(ctx context.Context, tx door.Tx, account id.ID, machine bool) (*Code, error) {
	open, err := s.Credentials.OpenCodes(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	for _, c := range open {
		if c.State == StateAsked && c.AtMachine() == machine {
			return c, nil
		}
	}
	return nil, errNone
}

// Cancel ends a recovery or a code that nobody used; the person themself may do
// so for their own account.
func (s *Service) Cancel(ctx context.Context, by By, account id.ID) error {
	return s.about(ctx, by, ActionCancel, account, func(ctx context.Context, tx door.Tx) error { return s.endCodes(ctx, tx, account) })
}

// SetActive enables or disables an account; a disabled one signs in no more and
// its sessions end at once. Nobody disables themself: Invalid "signin.user.self".
func (s *Service) SetActive(ctx context.Context, by By, account id.ID, active bool) error {
	action := ActionDisable
	if active {
		action = ActionEnable
	}
	return s.about(ctx, by, action, account, func(ctx context.Context, tx door.Tx) error {
		if account == by.Actor.Account {
			return errs.Invalid("signin.user.self")
		}
		err := s.Accounts.SetAccount(ctx, tx, account, active)
		if err == nil && !active {
			err = errors.Join(s.endCodes(ctx, tx, account), s.Credentials.EndSessions(ctx, tx, account))
		}
		return err
	})
}

// EndSessions ends all sessions of an account.
func (s *Service) EndSessions(ctx context.Context, by By, account id.ID) error {
	return s.about(ctx, by, ActionSessions, account, func(ctx context.Context, tx door.Tx) error {
		return s.Credentials.EndSessions(ctx, tx, account)
	})
}

// First makes the account of somebody who begins a body, with roles at its
// root, and gives their slip. It is for the operator at the machine.
func (s *Service) First(ctx context.Context, by By, name string, person id.ID, roles ...access.Role) (Slip, error) {
	name = CleanName(name)
	if err := CheckName(name); err != nil {
		return Slip{}, err
	}
	body, _, err := s.Directory.Body(ctx)
	if err != nil {
		return Slip{}, err
	}
	slip := Slip{Name: name}
	_, err = s.Door.Do(ctx, s.command(by, ActionFirst, access.Object{Kind: "unit", ID: body}, name), func(ctx context.Context, tx door.Tx) error {
		tx.Subject(person)
		account := id.New()
		err := s.Accounts.MakeFirst(ctx, tx, account, person, body, clock.DateOf(tx.Now().Time().In(clock.Local)), roles)
		if err == nil {
			err = s.Credentials.CreateName(ctx, tx, account, name)
		}
		if err == nil {
			slip.Code, err = s.issue(ctx, tx, account, id.ID{})
		}
		return err
	})
	return slip, err
}
