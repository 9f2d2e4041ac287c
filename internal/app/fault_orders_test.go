package app_test

import (
	"context"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgerweb"
	"hoso/internal/org"
	"hoso/internal/person"
)

// order is one command of the program, as it is given while the disk fails.
type order struct {
	name   string // as at the door; "refused ..." for one that is refused
	run    func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error)
	effect string // a query that gives 1 more after than before; SELECT 1 where nothing stays
	// again is how many entries more a second run may leave: openings and
	// scheduled work have no key.
	again int64
}

// action is the command's name in the ledger.
func (o order) action() string { return strings.TrimPrefix(o.name, "refused ") }

// outcome is that of the one entry that the order leaves.
func (o order) outcome() ledger.Outcome {
	if o.action() != o.name {
		return ledger.Refused
	}
	return ledger.Done
}

func (o order) key() [16]byte { return [16]byte(fixed(o.name)) }

// fixed is an id that is the same in every process.
func fixed(name string) id.ID { return access.System("fault/" + name).Key() }

// readings are the actions that are decided on without passing the door.
var readings = map[access.Action]bool{"org.unit.read": true, "directive.read": true, "recipient.read": true, "directive.coverage": true,
	"token.read": true, "account.read": true, "assignment.read": true, "duty.read": true, "delegation.read": true, "clearance.read": true,
	"grant.read": true, "break.read": true, "remark.read": true, "signin.user.read": true,
	"correction.read": true, "request.read": true, "delay.read": true, "erasure.read": true, "classification.read": true, "copy.read": true, "limit.read": true, "export.read": true,
	"folder.health": true}

// refusals are the actions that leave an entry only when they are refused.
var refusals = map[access.Action]bool{"access.token.use": true, "signin.begin": true}

// TestEveryOrder fails when the policy names a command that TestSyscallFaults
// does not give.
func TestEveryOrder(t *testing.T) {
	known := map[access.Action]bool{}
	for _, o := range orders {
		known[access.Action(o.name)] = true
		if refusals[access.Action(o.action())] {
			known[access.Action(o.action())] = true
		}
	}
	var named []access.Action
	for _, r := range access.Policy {
		named = append(named, r.Action)
	}
	for _, r := range access.SystemPolicy {
		named = append(named, r.Action)
	}
	for _, a := range named {
		if !known[a] && !readings[a] {
			known[a] = true // said once
			t.Errorf("nobody knows what %s leaves when the disk fails: add it to orders", a)
		}
	}
}

// second drops what a creation gives beside its entry.
func second[T any](_ T, ref ledger.Ref, err error) (ledger.Ref, error) { return ref, err }

// boss gives an order as the person who may do everything.
func boss(s *stage, name string) org.By { return org.By{Actor: s.Boss, Key: order{name: name}.key()} }

func clerk(s *stage, name string) directive.By { return directive.By(boss(s, name)) }

// unkeyed turns a call without a reference into one of an order.
func unkeyed(err error) (ledger.Ref, error) { return ledger.Ref{}, err }

func unitRow(code string) string { return `SELECT count(*) FROM org_unit WHERE code = '` + code + `'` }

// orders are all commands of the program.
var orders = concatOrders(houseOrders, unitOrders, staffOrders, directiveOrders, scanOrders, keyOrders, rightOrders, unlocked(watchOrders), labelOrders, userOrders, proofOrders, unlocked(fileReadings), unlocked(fileOrders), unlocked(erasureOrders))

func concatOrders(parts ...[]order) (all []order) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

var houseOrders = []order{
	{name: "folder.make", effect: `SELECT count(*) FROM folder`, run: func(context.Context, *app.App, *stage) (ledger.Ref, error) {
		return ledger.Ref{}, nil // opening the folder is the order
	}},
	{name: "org.body.found", effect: unitRow("BO-1"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		by := org.By{Actor: operator().Actor, Key: [16]byte(fixed("org.body.found"))}
		return second(a.Org.Found(ctx, by, org.NewUnitForm{Code: "BO-1", Name: "Bộ", From: "2020-01-01", Basis: "1/NĐ"}))
	}},
	{name: "org.tree.refresh", effect: `SELECT version - 1 FROM org_today`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Org.RefreshTree(ctx))
	}},
	{name: "door.refusal.close", effect: `SELECT count(*) = 0 FROM door_refusal WHERE repeats > 0`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Door.CloseRepeats(ctx)
		return unkeyed(err)
	}},
	{name: "refused org.unit.end", effect: `SELECT 1`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		ref, err := a.Org.End(ctx, org.By{Actor: s.Clerk}, s.Doomed, org.EndForm{From: "2024-01-01", Basis: "1/QĐ"})
		if errs.Is(err, errs.KindDenied) {
			err = nil // that is what the clerk is to be told
		}
		return ref, err
	}},
	{name: "ledger.entry.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Door.Do(ctx, door.Command{Name: ledgerweb.ActionList, Actor: s.Boss, Purpose: access.PurposeAudit,
			Object: access.Object{Kind: "unit", ID: s.Body}}, func(ctx context.Context, tx door.Tx) error {
			tx.Fact("count", int64(1))
			return nil
		})
	}},
	{name: "person.create", effect: `SELECT count(*) FROM person WHERE given = 'Mới'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		p, err := person.New(person.Name{Family: "Lê", Given: "Mới"}, s.Unit, s.Unit)
		if err != nil {
			return ledger.Ref{}, err
		}
		p.ID = fixed("person") // a form sent again says the same
		return a.Person.Add(ctx, s.Boss, boss(s, "person.create").Key, s.Unit, []*person.Person{p})
	}},
	{name: "access.account.create", effect: `SELECT count(*) FROM access_account WHERE persona = 'fault'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		acc := accesssql.Account{ID: fixed("account"), Person: s.Free, Unit: s.Body, Persona: "fault", From: "2020-01-01",
			Roles: []access.Holding{{Role: access.RoleMember, Unit: s.Body}}}
		return a.Accounts.Create(ctx, operator().Actor, boss(s, "access.account.create").Key, acc)
	}},
	{name: "access.token.create", effect: `SELECT count(*) FROM access_token WHERE expires_on < (SELECT max(expires_on) FROM access_token)`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Accounts.MakeToken(ctx, proved(s.Boss), boss(s, "access.token.create").Key, access.TokenForm{Days: 7, Scope: access.ScopeOrganisation})
		if errs.Is(err, errs.KindConflict) {
			err = nil // it was made, and its text went with the answer that did not come
		}
		return unkeyed(err)
	}},
	{name: "access.token.end", effect: `SELECT count(*) FROM access_token WHERE state = 'ended'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Accounts.EndToken(ctx, s.Boss, boss(s, "access.token.end").Key, s.Token))
	}},
	{name: "refused access.token.use", effect: `SELECT 1`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Accounts.Bearer(ctx, "hoso_nobodys")
		if errs.Is(err, errs.KindDenied) {
			err = nil // that is what a wrong token is told
		}
		return unkeyed(err)
	}},
}

// stage is what the orders work on, as it stands in stage.json beside the folder.
type stage struct {
	Boss, Clerk                                    access.Actor
	Body, Unit, Doomed, Absorbed, Parted, Mistaken id.ID
	Free                                           id.ID // a person without post and account
	Post, Spare, Holding, Token                    id.ID
	Draft, Spoiled, Known                          id.ID
	Own, Below                                     id.ID // recipients
	Citing                                         id.ID // a draft, with its citations
	Cites                                          []id.ID
	Digest                                         [32]byte

	Head, Specialist, Auditor, Keeper, Second access.Actor
	Assignment, Duty, Clearance, Grant        id.ID // they wait for a second pair of eyes
	Assigned, Held, Cleared, Granted          id.ID // they count
	Evidence, Correction, Request, Delay      id.ID // of the clerk's file
	Delegation, Broken, Remark                id.ID
	Leaving                                   id.ID            // a person with a file whose time is over
	Erasure, Erasing                          id.ID            // of others: one waits, one was approved
	Named                                     map[string]id.ID // accounts by the names with which they sign in
	Signer                                    access.Actor     // is enrolled
	Passkey                                   id.ID            // the signer's
	Code, Recovery                            string           // the one-time code of vao.x; the signer's
	Scan, Read                                id.ID            // drafts that are pictures
	Reading                                   job.Job          // has begun to read a third
	UnitsPlan, StaffPlan                      [32]byte
	Secret, Sent, Copied                      id.ID   // a secret document, as a unit got it, and a copy that is out
	Step                                      id.ID   // about the label of another; it waits
	Limit                                     id.ID   // it waits
	Exports                                   []id.ID // two wait, the third was approved
}

// today is the day on which the children work; the stage is a day older.
func today() clock.Date { return clock.Today(clock.System{}) }
