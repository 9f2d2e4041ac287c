// Package vaultsql is the store of the keyring: a database of its own, apart from
// the data, so that no copy of the data has a key in it. On SQLite it is one file,
// whose deleted bytes are overwritten; on PostgreSQL a database of its own.
//
// It has its own small schema with its own number (schema.go), its rows are in no
// ledger, and what guards them is that each wrapped key is sealed with its person,
// its epoch and its keyring: Keyring.Check, which verify calls, names the altered.
package vaultsql

import (
	"context"
	"errors"
	"os"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// Store is the store of one keyring.
type Store struct{ db *sqldb.DB }

var _ vault.Keys = (*Store)(nil)

// Open opens the store at a URL, "sqlite:PATH" or "postgres://...", and makes it
// when it is empty. tune changes the database's settings, in tests; it may be nil.
// Every method says of a store that it could not read, or that is not what was
// written, Unavailable "vault.keyring.unread" or "vault.keyring.damaged".
func Open(ctx context.Context, url string, tune func(*sqldb.Config)) (*Store, error) {
	c := sqldb.Config{URL: url, Readers: 2, Erase: true}
	if tune != nil {
		tune(&c)
	}
	db, err := sqldb.Open(ctx, c)
	if err != nil {
		return nil, trouble(err)
	}
	if err := migrate(ctx, db); err != nil {
		_ = db.Close() // the first error says more
		return nil, err
	}
	return &Store{db}, nil
}

// OpenToRead opens a store that exists for reading only: Unavailable
// "vault.keyring.missing".
func OpenToRead(ctx context.Context, url string) (*Store, error) {
	missing := errs.Unavailable("vault.keyring.missing")
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, missing.Because(err)
		}
	}
	db, err := sqldb.Open(ctx, sqldb.Config{URL: url, Readers: 2, ReadOnly: true})
	if err != nil {
		return nil, trouble(err)
	}
	done, err := migrated(ctx, db.Reader())
	if err == nil && done != len(series) {
		err = missing
	}
	if err != nil {
		_ = db.Close() // it only read
		return nil, trouble(err)
	}
	return &Store{db}, nil
}

// Empty reports whether nothing was ever written into the store.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var n int64
	err := sqldb.One(ctx, s.db.Reader(), `SELECT (SELECT count(*) FROM keyring_state) + (SELECT count(*) FROM keyring_secret) + (SELECT count(*) FROM keyring_key) + (SELECT count(*) FROM keyring_tombstone)`, nil, &n)
	return n == 0, trouble(err)
}

// Close closes the database; what was written is on disk already.
func (s *Store) Close() error { return s.db.Close() }

const stateColumns = "keyring, epoch, mark, wanted, scoured, bundled, bundle_file, bundle_for, at"

func scanState(row sqldb.Scanner) (st vault.State, err error) {
	err = row.Scan(&st.Keyring, &st.Epoch, &st.Mark, &st.Wanted, &st.Scoured, &st.Bundled, &st.Bundle.File, &st.Bundle.Recipient, &st.At)
	return st, err
}

// readState reads the one row; lock is what PostgreSQL adds to hold it.
func readState(ctx context.Context, q sqldb.Querier, lock string) (vault.State, error) {
	if q.Engine() != schema.Postgres {
		lock = "" // there is one writer
	}
	list, err := sqldb.All(ctx, q, scanState, "SELECT "+stateColumns+" FROM keyring_state"+lock)
	if err == nil && len(list) == 0 {
		err = vault.ErrNoKeyring
	}
	if err != nil {
		return vault.State{}, err
	}
	return list[0], nil
}

// State gives where the keyring stands.
func (s *Store) State(ctx context.Context) (vault.State, error) {
	st, err := readState(ctx, s.db.Reader(), "")
	return st, trouble(err)
}

// Make makes the state and the secret, if there are none.
func (s *Store) Make(ctx context.Context, st vault.State, secret vault.Secret) error {
	return s.update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := tx.Own(ctx, "INSERT INTO keyring_state (one, "+stateColumns+") VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
			st.Keyring, st.Epoch, st.Mark, st.Wanted, st.Scoured, st.Bundled, st.Bundle.File, st.Bundle.Recipient, st.At)
		if err != nil || n == 0 {
			return err
		}
		return addSecret(ctx, tx, secret)
	})
}

func addSecret(ctx context.Context, tx *sqldb.Tx, secret vault.Secret) error {
	_, err := tx.Own(ctx, "INSERT INTO keyring_secret (one, epoch, wrapped) VALUES (1, $1, $2) ON CONFLICT DO NOTHING", secret.Epoch, secret.Wrapped)
	return err
}

// refusal carries what the contract's own errors say out of a transaction, which
// knows errors of package errs only.
type refusal struct{ err error }

// update runs fn in a transaction.
func (s *Store) update(ctx context.Context, fn func(ctx context.Context, tx *sqldb.Tx) error) error {
	var said refusal
	err := s.db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		err := fn(ctx, tx)
		said.err = err
		return err
	})
	for _, own := range []error{vault.ErrNoKeyring, vault.ErrErased, vault.ErrEpoch} {
		if err != nil && errors.Is(said.err, own) {
			return own
		}
	}
	return trouble(err)
}

// Ensure writes a key if there is none and gives what stands. The state's row is
// held meanwhile: an epoch does not begin, and nobody is erased, in between.
func (s *Store) Ensure(ctx context.Context, k vault.PersonKey) (stands vault.PersonKey, err error) {
	err = s.update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		st, err := readState(ctx, tx, " FOR SHARE")
		if err != nil {
			return err
		}
		if _, gone, err := tombstone(ctx, tx, k.Person); err != nil || gone {
			return errors.Join(err, erasedIf(gone))
		}
		if st.Epoch != k.Epoch {
			return vault.ErrEpoch
		}
		if err := addKey(ctx, tx, k); err != nil {
			return err
		}
		list, err := find(ctx, tx, []id.ID{k.Person})
		if err == nil && len(list) == 0 {
			err = sqldb.ErrNoRow
		}
		if err == nil {
			stands = list[0]
		}
		return err
	})
	return stands, err
}

func erasedIf(gone bool) error {
	if gone {
		return vault.ErrErased
	}
	return nil
}

func addKey(ctx context.Context, tx *sqldb.Tx, k vault.PersonKey) error {
	_, err := tx.Own(ctx, "INSERT INTO keyring_key (person, epoch, wrapped, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		k.Person, k.Epoch, k.Wrapped, k.At)
	return err
}

const keyColumns = "person, epoch, wrapped, at"

func scanKey(row sqldb.Scanner) (k vault.PersonKey, err error) {
	err = row.Scan(&k.Person, &k.Epoch, &k.Wrapped, &k.At)
	return k, err
}

func find(ctx context.Context, q sqldb.Querier, persons []id.ID) ([]vault.PersonKey, error) {
	return sqldb.All(ctx, q, scanKey, "SELECT "+keyColumns+" FROM keyring_key WHERE "+sqldb.List(q.Engine(), "person", "$1", true), sqldb.IDs(persons))
}

// Find gives the keys of those persons who have one.
func (s *Store) Find(ctx context.Context, persons []id.ID) ([]vault.PersonKey, error) {
	list, err := find(ctx, s.db.Reader(), persons)
	return list, trouble(err)
}

func scanTombstone(row sqldb.Scanner) (t vault.Tombstone, err error) {
	err = row.Scan(&t.Person, &t.Epoch, &t.At)
	return t, err
}

func tombstone(ctx context.Context, q sqldb.Querier, person id.ID) (vault.Tombstone, bool, error) {
	list, err := sqldb.All(ctx, q, scanTombstone, "SELECT person, epoch, at FROM keyring_tombstone WHERE person = $1", person)
	if err != nil || len(list) == 0 {
		return vault.Tombstone{}, false, err
	}
	return list[0], true, nil
}

// Tombstone gives when a person's key was erased.
func (s *Store) Tombstone(ctx context.Context, person id.ID) (vault.Tombstone, bool, error) {
	t, gone, err := tombstone(ctx, s.db.Reader(), person)
	return t, gone, trouble(err)
}

// Move changes the state.
func (s *Store) Move(ctx context.Context, fn func(*vault.State)) error {
	return s.update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		st, err := readState(ctx, tx, " FOR UPDATE")
		if err != nil {
			return err
		}
		fn(&st)
		return saveState(ctx, tx, st)
	})
}

func saveState(ctx context.Context, tx *sqldb.Tx, st vault.State) error {
	_, err := tx.Own(ctx, "UPDATE keyring_state SET epoch = $1, mark = $2, wanted = $3, scoured = $4, bundled = $5, bundle_file = $6, bundle_for = $7",
		st.Epoch, st.Mark, st.Wanted, st.Scoured, st.Bundled, st.Bundle.File, st.Bundle.Recipient)
	return err
}

// Erase deletes keys, leaves tombstones and wants another epoch.
func (s *Store) Erase(ctx context.Context, persons []id.ID, at clock.Micros) error {
	return s.update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		st, err := readState(ctx, tx, " FOR UPDATE")
		if err != nil {
			return err
		}
		for _, p := range persons {
			if err := bury(ctx, tx, vault.Tombstone{Person: p, Epoch: st.Epoch, At: at}); err != nil {
				return err
			}
		}
		st.Wanted = max(st.Wanted, st.Epoch+1)
		return saveState(ctx, tx, st)
	})
}

// bury puts a tombstone where a key was. One that stands stays as it is.
func bury(ctx context.Context, tx *sqldb.Tx, t vault.Tombstone) error {
	if _, err := tx.Own(ctx, "DELETE FROM keyring_key WHERE person = $1", t.Person); err != nil {
		return err
	}
	_, err := tx.Own(ctx, "INSERT INTO keyring_tombstone (person, epoch, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", t.Person, t.Epoch, t.At)
	return err
}
