package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// ActionAccount is the command that makes an account.
const ActionAccount access.Action = "access.account.create"

// Account is who may sign in, and as whom.
type Account struct {
	ID      id.ID
	Person  id.ID
	Unit    id.ID
	Persona string // key of a demo persona, "" otherwise
	Roles   []access.Holding
	From    clock.Date
}

// Accounts makes accounts through the door and keeps their sessions.
type Accounts struct {
	Door  *door.Door
	DB    *sqldb.DB
	Clock clock.Clock
	// MACKey authenticates session rows; it is in DIR/keys, not in the database.
	MACKey []byte
}

// Create makes an account with its roles.
func (a *Accounts) Create(ctx context.Context, who access.Actor, key [16]byte, acc Account) (ledger.Ref, error) {
	c := door.Command{Name: ActionAccount, Key: key, Actor: who, Purpose: access.PurposeOrganisation,
		Object: access.Object{Kind: "unit", ID: acc.Unit}, Args: acc}
	return a.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		tx.Subject(acc.Person)
		err := t.Put(ctx, "access_account", sqldb.Key{ID: acc.ID, Version: 1}, sqldb.Row{"label": 0, "unit_id": acc.Unit,
			"managing_unit_id": acc.Unit, "state": "active", "subject_id": acc.Person, "clearance": 0, "persona": acc.Persona})
		for _, r := range acc.Roles {
			if err == nil {
				err = t.Put(ctx, "access_role", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": 0, "account_id": acc.ID,
					"role": r.Role, "unit_id": r.Unit, "valid_from": acc.From, "valid_to": nil})
			}
		}
		return err
	})
}

// Personas gives the demo's accounts by their keys.
func (a *Accounts) Personas(ctx context.Context) (map[string]id.ID, error) {
	all := map[string]id.ID{}
	err := sqldb.Each(ctx, a.DB.Reader(), func(row sqldb.Scanner) error {
		var account id.ID
		var persona string
		err := row.Scan(&account, &persona)
		all[persona] = account
		return err
	}, `SELECT id, persona FROM access_account WHERE persona IS NOT NULL AND state = 'active'`)
	return all, err
}
