package accesssql

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Desk is what the commands about rights work with.
type Desk struct {
	Door   *door.Door
	DB     *sqldb.DB
	Clock  clock.Clock
	Access *Store
}

func (d *Desk) do(ctx context.Context, by By, name access.Action, why access.Purpose, object access.Object, args any, fn func(context.Context, door.Tx) error) (ledger.Ref, error) {
	return d.Door.Do(ctx, door.Command{Name: name, Key: by.Key, Actor: by.Actor, Purpose: why, Object: object, Args: args}, fn)
}

func today(tx door.Tx) clock.Date { return clock.DateOf(tx.Now().Time().In(clock.Local)) }

// actorOf reads an account's actor as the database has it: NotFound
// "access.not_found".
func actorOf(ctx context.Context, q sqldb.Querier, account id.ID) (access.Actor, error) {
	a := access.Actor{Account: account}
	active, err := person(ctx, q, account, &a.Person)
	if err == nil && !active {
		err = errs.Invalid("access.account.unknown", errs.Field("account"))
	}
	return a, err
}

// self is the actor of a command with the person that the database has for it.
func self(ctx context.Context, q sqldb.Querier, by access.Actor) (access.Actor, error) {
	if by.IsSystem() {
		return by, nil
	}
	return actorOf(ctx, q, by.Account)
}

// rightRow is a governed row as it stands, whatever its table: what approving and
// ending do is the same for every right.
type rightRow struct {
	table string
	key   sqldb.Key
	sqldb.Row
}

// find reads a row: NotFound "access.not_found".
func find(ctx context.Context, q sqldb.Querier, table string, row id.ID) (*rightRow, error) {
	tab, ok := schema.Lookup(table)
	if !ok {
		return nil, errs.NotFound("access.not_found")
	}
	names := make([]string, len(tab.Columns))
	values, dest := make([]any, len(names)), make([]any, len(names))
	for i, c := range tab.Columns {
		names[i], dest[i] = c.Name, &values[i]
	}
	err := sqldb.One(ctx, q, `SELECT `+strings.Join(names, ", ")+` FROM `+table+` WHERE id = $1`, []any{row}, dest...)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, errs.NotFound("access.not_found")
	}
	if err != nil {
		return nil, err
	}
	r := &rightRow{table: table, key: sqldb.Key{ID: row}, Row: sqldb.Row{}}
	for i, name := range names {
		switch name {
		case "id", "row_salt":
		case "version":
			r.key.Version, _ = values[i].(int64) // the column is an INTEGER
		default:
			r.Row[name] = values[i]
		}
	}
	return r, nil
}

func (r *rightRow) text(name string) string {
	if day, ok := r.Row[name].(clock.Date); ok {
		return string(day) // about to be written
	}
	s, _ := r.Row[name].(string) // NULL is ""
	return s
}

func (r *rightRow) id(name string) id.ID {
	if d, ok := r.Row[name].(id.ID); ok {
		return d // about to be written
	}
	var d id.ID
	raw, _ := r.Row[name].([]byte) // NULL is the zero id
	copy(d[:], raw)
	return d
}

func (r *rightRow) term() access.Term {
	return access.Term{From: clock.Date(r.text("valid_from")), To: clock.Date(r.text("valid_to"))}
}

// save writes the row under its next version.
func (r *rightRow) save(ctx context.Context, t *sqldb.Tx) error {
	r.key.Version++
	return t.Put(ctx, r.table, r.key, r.Row)
}

// content is what an approval binds: every column but the state.
func (r *rightRow) content() map[string]any {
	m := map[string]any{"table": r.table}
	for name, v := range r.Row {
		switch v := v.(type) {
		case []byte:
			m[name] = hex.EncodeToString(v)
		case nil:
		default:
			m[name] = v
		}
	}
	delete(m, "state")
	return m
}

// end lets a right end on a day, for a typed reason.
func (r *rightRow) end(ctx context.Context, t *sqldb.Tx, column string, day, today clock.Date, reason string) error {
	if r.text("state") == access.RightEnded {
		return errs.Conflict("access.right.ended", errs.Str("day", clock.Date(r.text("valid_to")).Vietnamese()))
	}
	if n := len([]rune(reason)); n < 3 || n > access.MaxReason {
		return errs.Invalid("access.text.length", errs.Field("reason"), errs.Int("least", 3), errs.Int("max", access.MaxReason))
	}
	term := r.term()
	if err := term.End(day, today); err != nil {
		return err
	}
	r.Row["valid_to"], r.Row[column] = term.To, reason
	if term.To <= today {
		r.Row["state"] = access.RightEnded
	}
	return r.save(ctx, t)
}
