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
	Persona string           // key of a demo persona, "" otherwise
	Roles   []access.Holding // duties; other roles come with posts
	From    clock.Date
	Basis   string
}

// Accounts makes accounts through the door and keeps their tokens.
type Accounts struct {
	Door   *door.Door
	DB     *sqldb.DB
	Access *Store
	Clock  clock.Clock
}

// Create makes an account with its duties. Duties that may not go together, or
// not with the person's posts, are refused.
func (a *Accounts) Create(ctx context.Context, who access.Actor, key [16]byte, acc Account) (ledger.Ref, error) {
	c := door.Command{Name: ActionAccount, Key: key, Actor: who, Purpose: access.PurposeOrganisation,
		Object: access.Object{Kind: "unit", ID: acc.Unit}, Args: acc}
	return a.Door.Do(ctx, c, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(acc.Person)
		return a.put(ctx, tx, acc)
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
