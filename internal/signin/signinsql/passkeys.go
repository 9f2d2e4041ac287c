package signinsql

import (
	"context"
	"crypto/hmac"
	"errors"
	"strconv"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

var _ signin.Passkeys = (*Store)(nil)

// Ask keeps a question, unless its place has asked too often.
func (s *Store) Ask(ctx context.Context, a signin.Asked, place []byte, now clock.Micros) (clock.Micros, error) {
	var wait clock.Micros
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		if err := hold(ctx, tx, signin.Counted{Place: place}); err != nil {
			return err
		}
		t, err := tally(ctx, tx, place)
		if err != nil {
			return err
		}
		if t, wait = t.AskedAt(now); wait > 0 {
			return nil
		}
		if err = putTally(ctx, tx, place, t); err == nil {
			_, err = tx.Operate(ctx, `INSERT INTO signin_challenge (hash, account_id, reason, expires_at) VALUES ($1, $2, $3, $4)`, a.Hash, a.Account, a.For, a.Until)
		}
		return err
	})
	return wait, err
}

// Take takes a question, once: of several who try, one succeeds.
func (s *Store) Take(ctx context.Context, hash [32]byte, now clock.Micros) (id.ID, bool, error) {
	var account id.ID
	var taken bool
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		account, taken = id.ID{}, false
		err := sqldb.One(ctx, tx, `SELECT account_id FROM signin_challenge WHERE hash = $1 AND expires_at > $2`, []any{hash, now}, &account)
		if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
			return err
		}
		n, err := tx.Operate(ctx, `DELETE FROM signin_challenge WHERE hash = $1 AND expires_at > $2`, hash, now)
		taken = n == 1
		return err
	})
	return account, taken, err
}

// Passkeys lists the live passkeys of an account, the oldest first.
func (s *Store) Passkeys(ctx context.Context, account id.ID) ([]signin.Passkey, error) {
	return sqldb.All(ctx, s.DB.Reader(), func(q sqldb.Scanner) (signin.Passkey, error) {
		var p signin.Passkey
		err := q.Scan(&p.ID, &p.Version, &p.Account, &p.Kind, &p.State, &p.MadeAt, &p.Secret, &p.Handle, &p.Name, &p.UsedAt)
		return p, err
	}, `SELECT c.id, c.version, c.account_id, c.kind, c.state, c.made_at, c.secret, c.handle, COALESCE(c.name, ''), COALESCE(n.used_at, 0)
		FROM signin_credential c LEFT JOIN signin_counter n ON n.credential_id = c.id
		WHERE c.account_id = $1 AND c.state = 'live' AND c.kind = 'passkey' ORDER BY c.made_at, c.id`, account)
}

// counter is the row of a credential that counts.
type counter struct {
	of   id.ID
	last int64
	used clock.Micros
}

func (s *Store) counterMAC(c counter) []byte {
	return s.Keys.MAC("counter", string(c.of[:]), strconv.FormatInt(c.last, 10), strconv.FormatInt(int64(c.used), 10))
}

// readCounter reads a counter: false when there is none, or one that somebody
// wrote by hand.
func (s *Store) readCounter(ctx context.Context, q sqldb.Querier, of id.ID) (counter, bool, error) {
	c := counter{of: of}
	var mac []byte
	err := sqldb.One(ctx, q, `SELECT last, used_at, mac FROM signin_counter WHERE credential_id = $1`, []any{of}, &c.last, &c.used, &mac)
	if errors.Is(err, sqldb.ErrNoRow) {
		return c, false, nil
	}
	return c, hmac.Equal(mac, s.counterMAC(c)), err
}

func (s *Store) startCounter(ctx context.Context, tx *sqldb.Tx, of id.ID, first int64) error {
	c := counter{of: of, last: first}
	_, err := tx.Operate(ctx, `INSERT INTO signin_counter (credential_id, last, used_at, mac) VALUES ($1, $2, $3, $4)`, of, c.last, c.used, s.counterMAC(c))
	return err
}

// move moves a counter if the rule says that it may; others who move it wait.
func (s *Store) move(ctx context.Context, tx *sqldb.Tx, to counter, may func(last int64) bool) (bool, error) {
	_, err := tx.Operate(ctx, `UPDATE signin_counter SET last = last WHERE credential_id = $1`, to.of)
	if err != nil {
		return false, err
	}
	now, stands, err := s.readCounter(ctx, tx, to.of)
	if err != nil || !stands || !may(now.last) {
		return false, err
	}
	_, err = tx.Operate(ctx, `UPDATE signin_counter SET last = $2, used_at = $3, mac = $4 WHERE credential_id = $1`, to.of, to.last, to.used, s.counterMAC(to))
	return err == nil, err
}

// Advance moves a credential's counter to a step, in steps that only grow.
func (s *Store) Advance(ctx context.Context, credential id.ID, step int64) (bool, error) {
	moved := false
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		first := counter{of: credential, last: -1}
		_, err := tx.Operate(ctx, `INSERT INTO signin_counter (credential_id, last, used_at, mac) VALUES ($1, $2, $3, $4) ON CONFLICT (credential_id) DO NOTHING`,
			first.of, first.last, first.used, s.counterMAC(first))
		if err == nil {
			moved, err = s.move(ctx, tx, counter{credential, step, s.Clock.Now()}, func(last int64) bool { return last < step })
		}
		return err
	})
	return moved, err
}

// Counted gives the counter of a passkey.
func (s *Store) Counted(ctx context.Context, credential id.ID) (int64, bool, error) {
	c, stands, err := s.readCounter(ctx, s.DB.Reader(), credential)
	return c.last, stands, err
}

// Count notes a use of a passkey.
func (s *Store) Count(ctx context.Context, credential id.ID, next int64) (bool, error) {
	moved := false
	err := s.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		var err error
		moved, err = s.move(ctx, tx, counter{credential, next, s.Clock.Now()}, func(last int64) bool { return signin.GoesOn(last, next) })
		return err
	})
	return moved, err
}
