package signinsql

import (
	"context"
	"errors"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

var _ signin.Proofs = (*Store)(nil)

// ByAccount gives what is known of an account.
func (s *Store) ByAccount(ctx context.Context, account id.ID) (signin.Known, error) {
	var k signin.Known
	var state string
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT a.id, a.subject_id, n.name, a.state FROM signin_name n JOIN access_account a ON a.id = n.id WHERE n.id = $1`,
		[]any{account}, &k.Account, &k.Person, &k.Name, &state)
	if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
		return k, err
	}
	k.Active = state == "active"
	list, err := sqldb.All(ctx, s.DB.Reader(), scanCredential, credentials+` WHERE account_id = $1 AND state = 'live' ORDER BY id`, k.Account)
	for _, c := range list {
		switch c.Kind {
		case signin.KindPassword:
			k.Password = c.Secret
		case signin.KindTOTP:
			k.TOTP = c
		case signin.KindRecovery:
			k.Recovery = append(k.Recovery, c)
		case signin.KindPasskey:
			k.Passkeys = append(k.Passkeys, c)
		}
	}
	return k, err
}

// WaysOf says by what an account may sign in, and since when.
func (s *Store) WaysOf(ctx context.Context, q sqldb.Querier, account id.ID) (access.Ways, error) {
	var passkeys, live int64
	var since clock.Micros
	err := sqldb.One(ctx, q, `SELECT COALESCE(sum(CASE WHEN state = 'live' AND kind = 'passkey' THEN 1 ELSE 0 END), 0),
		COALESCE(sum(CASE WHEN state = 'live' THEN 1 ELSE 0 END), 0), COALESCE(min(made_at), 0) FROM signin_credential WHERE account_id = $1`,
		[]any{account}, &passkeys, &live, &since)
	w := access.Ways{Passkey: passkeys > 0}
	if live > 0 {
		w.Since = clock.DateOf(since.Time().In(clock.Local))
	}
	return w, err
}

func tally(ctx context.Context, tx *sqldb.Tx, key []byte) (signin.Tally, error) {
	var t signin.Tally
	err := sqldb.One(ctx, tx, `SELECT failures, last_at, until FROM signin_throttle WHERE key = $1`, []any{key}, &t.Failures, &t.LastAt, &t.Until)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = nil
	}
	return t, err
}

func putTally(ctx context.Context, tx *sqldb.Tx, key []byte, t signin.Tally) error {
	_, err := tx.Operate(ctx, `INSERT INTO signin_throttle (key, failures, last_at, until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, until = excluded.until`, key, t.Failures, t.LastAt, t.Until)
	return err
}

// Attempt counts one attempt. What is refused counts nothing. Attempts at once
// are counted one by one: SQLite has one writer, and on PostgreSQL a row that
// stands first is held.
func (s *Store) Attempt(ctx context.Context, c signin.Counted, now clock.Micros) (signin.Verdict, error) {
	var v signin.Verdict
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		v = signin.Verdict{}
		if err := hold(ctx, tx, c); err != nil {
			return err
		}
		place, err := tally(ctx, tx, c.Place)
		if err != nil {
			return err
		}
		if place, v.Wait = place.AtPlace(now); v.Wait > 0 {
			return nil
		}
		if len(c.Pair) > 0 {
			if err := attemptName(ctx, tx, c, now, &v); err != nil || v.Wait > 0 || v.InRow {
				return err
			}
		}
		return putTally(ctx, tx, c.Place, place)
	})
	return v, err
}

// hold writes the rows that are about to be counted as they are, which keeps
// other attempts waiting on PostgreSQL. The order is always the same.
func hold(ctx context.Context, tx *sqldb.Tx, c signin.Counted) error {
	for _, key := range [][]byte{c.Place, c.Name, c.Pair} {
		if len(key) == 0 {
			continue
		}
		_, err := tx.Operate(ctx, `INSERT INTO signin_throttle (key, failures, last_at, until) VALUES ($1, 0, 0, 0)
			ON CONFLICT (key) DO UPDATE SET failures = signin_throttle.failures`, key)
		if err != nil {
			return err
		}
	}
	return nil
}

func attemptName(ctx context.Context, tx *sqldb.Tx, c signin.Counted, now clock.Micros, v *signin.Verdict) error {
	pair, err := tally(ctx, tx, c.Pair)
	if err != nil {
		return err
	}
	if pair, v.Wait = pair.Attempt(now); v.Wait > 0 {
		return nil
	}
	name, err := tally(ctx, tx, c.Name)
	if err != nil {
		return err
	}
	name, within := name.InRow(now)
	if !within {
		seen, err := placeKnown(ctx, tx, c.Pair, now)
		if err != nil || !seen {
			v.InRow = err == nil
			return err
		}
	}
	if err = putTally(ctx, tx, c.Pair, pair); err == nil {
		err = putTally(ctx, tx, c.Name, name)
	}
	return err
}

func placeKnown(ctx context.Context, tx *sqldb.Tx, pair []byte, now clock.Micros) (bool, error) {
	var at clock.Micros
	err := sqldb.One(ctx, tx, `SELECT seen_at FROM signin_place WHERE key = $1`, []any{pair}, &at)
	if errors.Is(err, sqldb.ErrNoRow) {
		return false, nil
	}
	return now-at < signin.PlaceKnown, err
}

// Succeeded forgets what was counted and remembers the place.
func (s *Store) Succeeded(ctx context.Context, c signin.Counted, now clock.Micros) (failed int64, newPlace bool, err error) {
	err = s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		if _, err := tx.Operate(ctx, `UPDATE signin_throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0`, c.Place); err != nil || len(c.Name) == 0 {
			return err
		}
		name, err := tally(ctx, tx, c.Name)
		if err != nil {
			return err
		}
		failed = name.Failures
		known, err := placeKnown(ctx, tx, c.Pair, now)
		newPlace = !known
		for _, key := range [][]byte{c.Name, c.Pair} {
			if err == nil {
				_, err = tx.Operate(ctx, `DELETE FROM signin_throttle WHERE key = $1`, key)
			}
		}
		if err == nil {
			_, err = tx.Operate(ctx, `INSERT INTO signin_place (key, seen_at) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET seen_at = excluded.seen_at`, c.Pair, now)
		}
		return err
	})
	return failed, newPlace, err
}

// Forget forgets the attempts of a name.
func (s *Store) Forget(ctx context.Context, name []byte) error {
	return s.operate(ctx, `DELETE FROM signin_throttle WHERE key = $1`, name)
}

// AddAlert tells an account's owner something.
func (s *Store) AddAlert(ctx context.Context, a signin.Alert) error {
	return s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return tell(ctx, tx, a) })
}

// soon is how long the same refusals of passkeys, from one place, are one alert that
// counts.
const soon clock.Micros = 10 * 60_000_000

// counted are alerts that anybody can cause.
var counted = []signin.What{signin.WhatRefused, signin.WhatForeign, signin.WhatCloned}

func tell(ctx context.Context, tx *sqldb.Tx, a signin.Alert) error {
	if slices.Contains(counted, a.What) {
		query, args := `UPDATE signin_alert SET count = count + 1, at = $1 WHERE what = $2 AND at > $3 AND place = $4 AND account_id `, []any{a.At, a.What, a.At - soon, a.Place}
		if a.Account.IsZero() {
			query += `IS NULL`
		} else {
			query, args = query+`= $5`, append(args, a.Account)
		}
		if n, err := tx.Operate(ctx, query, args...); err != nil || n > 0 {
			return err
		}
	}
	_, err := tx.Operate(ctx, `INSERT INTO signin_alert (id, account_id, at, what, count, place, agent) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(), a.Account, a.At, a.What, a.Count, a.Place, a.Agent)
	return err
}

// Alerts gives the newest alerts of an account; of all for the zero id.
func (s *Store) Alerts(ctx context.Context, account id.ID, limit int) ([]signin.Alert, error) {
	query, args := `SELECT a.account_id, COALESCE(n.name, ''), a.at, a.what, a.count, a.place, a.agent FROM signin_alert a LEFT JOIN signin_name n ON n.id = a.account_id`, []any{limit}
	if !account.IsZero() {
		query, args = query+` WHERE a.account_id = $2`, append(args, account)
	}
	return sqldb.All(ctx, s.DB.Reader(), func(q sqldb.Scanner) (signin.Alert, error) {
		var a signin.Alert
		err := q.Scan(&a.Account, &a.Name, &a.At, &a.What, &a.Count, &a.Place, &a.Agent)
		return a, err
	}, query+` ORDER BY a.at DESC, a.id LIMIT $1`, args...)
}
