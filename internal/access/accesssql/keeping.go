package accesssql

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// What package signin asks of accounts, in the transaction of its commands.

// MakeAccount makes an account of a person with the role that everybody has.
func (a *Accounts) MakeAccount(ctx context.Context, tx door.Tx, account, person, unit id.ID, today clock.Date) error {
	return a.put(ctx, tx, Account{ID: account, Basis: access.HouseRule, Person: person, Unit: unit, From: today, Roles: []access.Holding{{Role: access.RoleMember, Unit: unit}}})
}

// put writes an account with its duties.
func (a *Accounts) put(ctx context.Context, tx door.Tx, acc Account) error {
	t := sqldb.Of(tx)
	if err := knownRole(acc.Roles); err != nil {
		return err
	}
	if err := a.Access.Seats.Hold(ctx, t); err != nil {
		return err
	}
	err := t.Put(ctx, "access_account", sqldb.Key{ID: acc.ID, Version: 1}, sqldb.Row{"label": 0, "unit_id": acc.Unit,
		"managing_unit_id": acc.Unit, "state": "active", "subject_id": acc.Person, "persona": acc.Persona})
	for _, r := range acc.Roles {
		if err == nil {
			err = a.Access.mayHold(ctx, t, acc.Person, r.Role, access.Term{From: acc.From})
		}
		if err == nil {
			err = t.Put(ctx, "access_role", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "unit_id": r.Unit, "managing_unit_id": r.Unit,
				"state": access.RightLive, "subject_id": acc.Person, "account_id": acc.ID, "role": r.Role, "valid_from": acc.From, "valid_to": nil,
				"basis": acc.Basis, "end_basis": nil})
		}
	}
	return err
}

// SetAccount disables an account or enables it: Conflict "access.account.state"
// when it is so already, and that of the last officers is not disabled (see filled).
func (a *Accounts) SetAccount(ctx context.Context, tx door.Tx, account id.ID, active bool) error {
	var version int64
	var unit, managing, person id.ID
	var state, persona string
	t := sqldb.Of(tx)
	err := sqldb.One(ctx, t, `SELECT version, unit_id, managing_unit_id, state, subject_id, COALESCE(persona, '') FROM access_account WHERE id = $1`,
		[]any{account}, &version, &unit, &managing, &state, &person, &persona)
	if errors.Is(err, sqldb.ErrNoRow) {
		return errs.NotFound("access.not_found")
	}
	if err != nil {
		return err
	}
	next := "disabled"
	if active {
		next = "active"
	}
	if state == next {
		return errs.Conflict("access.account.state")
	}
	if err := a.Access.Seats.Hold(ctx, t); err != nil {
		return err
	}
	offices, err := a.Access.officesOf(ctx, t, account, today(tx))
	if err != nil {
		return err
	}
	err = t.Put(ctx, "access_account", sqldb.Key{ID: account, Version: version + 1}, sqldb.Row{"label": 0, "unit_id": unit,
		"managing_unit_id": managing, "state": next, "subject_id": person, "persona": persona})
	if err != nil {
		return err
	}
	return a.Access.filled(ctx, t, offices, today(tx))
}

// HasAccount reports whether a person has an account.
func (a *Accounts) HasAccount(ctx context.Context, tx door.Tx, person id.ID) (bool, error) {
	var n int64
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT count(*) FROM access_account WHERE subject_id = $1`, []any{person}, &n)
	return n > 0, err
}

// PersonOf gives the person of an account: NotFound "access.not_found".
func (a *Accounts) PersonOf(ctx context.Context, tx door.Tx, account id.ID) (id.ID, error) {
	var person id.ID
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT subject_id FROM access_account WHERE id = $1`, []any{account}, &person)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = errs.NotFound("access.not_found")
	}
	return person, err
}

// MakeFirst makes an account with roles of a body that is being made.
func (a *Accounts) MakeFirst(ctx context.Context, tx door.Tx, account, person, unit id.ID, today clock.Date, roles []access.Role) error {
	acc := Account{ID: account, Basis: access.HouseRule, Person: person, Unit: unit, From: today}
	for _, r := range roles {
		acc.Roles = append(acc.Roles, access.Holding{Role: r, Unit: unit})
	}
	return a.put(ctx, tx, acc)
}
