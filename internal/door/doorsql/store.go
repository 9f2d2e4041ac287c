// Package doorsql keeps the door's keys and its tally of refusals. Both are
// operational: no right and no fact follows from them.
package doorsql

import (
	"context"
	"errors"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/sqldb"
)

// Store implements door.Keys on either engine.
type Store struct{}

var _ door.Keys = Store{}

// Claim stores a key or gives the one that stands. Cost: one insert, and one
// point read when the key is taken.
func (Store) Claim(ctx context.Context, tx door.EngineTx, c door.Claim) (door.Claim, bool, error) {
	t := tx.(*sqldb.Tx)
	n, err := t.Operate(ctx, `INSERT INTO door_key (actor, name, key, digest, entry_id, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (actor, name, key) DO NOTHING`, c.Actor, c.Name, c.Key[:], c.Digest, c.Entry, c.At)
	if err != nil || n == 1 {
		return c, false, err
	}
	var digest []byte
	err = sqldb.One(ctx, t, `SELECT digest, entry_id, at FROM door_key WHERE actor = $1 AND name = $2 AND key = $3`,
		[]any{c.Actor, c.Name, c.Key[:]}, &digest, &c.Entry, &c.At)
	copy(c.Digest[:], digest)
	return c, true, err
}

// Repeat counts one more of a refusal that still runs.
func (Store) Repeat(ctx context.Context, tx door.EngineTx, r door.Refusal, now clock.Micros) (bool, error) {
	n, err := tx.(*sqldb.Tx).Operate(ctx, `UPDATE door_refusal SET repeats = repeats + 1
		WHERE actor = $1 AND action = $2 AND object = $3 AND until > $4`, r.Actor, r.Action, r.Object, now)
	return n > 0, err
}

// Begin starts a tally and gives the repeats of the one it replaces.
func (Store) Begin(ctx context.Context, tx door.EngineTx, r door.Refusal) (door.Repeats, error) {
	t := tx.(*sqldb.Tx)
	before := door.Repeats{Refusal: r}
	err := sqldb.One(ctx, t, `SELECT repeats FROM door_refusal WHERE actor = $1 AND action = $2 AND object = $3`,
		[]any{r.Actor, r.Action, r.Object}, &before.Count)
	if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
		return before, err
	}
	_, err = t.Operate(ctx, `INSERT INTO door_refusal (actor, action, object, entry_id, until, repeats) VALUES ($1, $2, $3, $4, $5, 0)
		ON CONFLICT (actor, action, object) DO UPDATE SET entry_id = excluded.entry_id, until = excluded.until, repeats = 0`,
		r.Actor, r.Action, r.Object, r.Entry, r.Until)
	return before, err
}

// Ended takes away tallies that have run out.
func (Store) Ended(ctx context.Context, tx door.EngineTx, now clock.Micros, limit int) ([]door.Repeats, error) {
	t := tx.(*sqldb.Tx)
	if _, err := t.Operate(ctx, `DELETE FROM door_refusal WHERE until <= $1 AND repeats = 0`, now); err != nil {
		return nil, err
	}
	list, err := sqldb.All(ctx, t, scanRepeats, `SELECT actor, action, object, entry_id, until, repeats FROM door_refusal
		WHERE until <= $1 ORDER BY until LIMIT $2`, now, limit)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if _, err := t.Operate(ctx, `DELETE FROM door_refusal WHERE actor = $1 AND action = $2 AND object = $3`,
			r.Actor, r.Action, r.Object); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func scanRepeats(s sqldb.Scanner) (door.Repeats, error) {
	var r door.Repeats
	var object []byte
	err := s.Scan(&r.Actor, &r.Action, &object, &r.Entry, &r.Until, &r.Count)
	copy(r.Object[:], object)
	return r, err
}

// expireBatch is how many keys one transaction deletes.
const expireBatch = 2000

// Expire deletes the keys older than before, some thousand at a time. Keys are
// kept 30 days (DESIGN 4).
func Expire(ctx context.Context, db *sqldb.DB, before clock.Micros) error {
	for n := expireBatch; n == expireBatch; {
		err := db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			var err error
			n, err = expire(ctx, tx, before)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func expire(ctx context.Context, tx *sqldb.Tx, before clock.Micros) (int, error) {
	old, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (door.Claim, error) {
		var c door.Claim
		var key []byte
		err := s.Scan(&c.Actor, &c.Name, &key)
		copy(c.Key[:], key)
		return c, err
	}, `SELECT actor, name, key FROM door_key WHERE at < $1 ORDER BY at LIMIT $2`, before, expireBatch)
	for _, c := range old {
		if err == nil {
			_, err = tx.Operate(ctx, `DELETE FROM door_key WHERE actor = $1 AND name = $2 AND key = $3`, c.Actor, c.Name, c.Key[:])
		}
	}
	return len(old), err
}
