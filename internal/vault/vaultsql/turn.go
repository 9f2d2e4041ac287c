package vaultsql

import (
	"context"

	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

func scanSecret(row sqldb.Scanner) (x vault.Secret, err error) {
	err = row.Scan(&x.Epoch, &x.Wrapped)
	return x, err
}

// Old gives envelopes of epochs that end.
func (s *Store) Old(ctx context.Context, before int64, limit int) (old vault.Old, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		if err := sqldb.One(ctx, q, "SELECT count(*) FROM keyring_key WHERE epoch < $1", []any{before}, &old.Left); err != nil {
			return err
		}
		secrets, err := sqldb.All(ctx, q, scanSecret, "SELECT epoch, wrapped FROM keyring_secret WHERE epoch < $1", before)
		if err != nil {
			return err
		}
		if len(secrets) > 0 {
			old.Secret = &secrets[0]
		}
		old.Keys, err = sqldb.All(ctx, q, scanKey, "SELECT "+keyColumns+" FROM keyring_key WHERE epoch < $1 ORDER BY person LIMIT $2", before, limit)
		return err
	})
	return old, trouble(err)
}

// Rewrap replaces envelopes where they still stand: who was erased meanwhile
// stays erased.
func (s *Store) Rewrap(ctx context.Context, from, to vault.Old) error {
	return s.update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		if from.Secret != nil {
			if _, err := tx.Own(ctx, "UPDATE keyring_secret SET epoch = $1, wrapped = $2 WHERE wrapped = $3",
				to.Secret.Epoch, to.Secret.Wrapped, from.Secret.Wrapped); err != nil {
				return err
			}
		}
		for i, k := range to.Keys {
			if _, err := tx.Own(ctx, "UPDATE keyring_key SET epoch = $1, wrapped = $2 WHERE person = $3 AND wrapped = $4",
				k.Epoch, k.Wrapped, k.Person, from.Keys[i].Wrapped); err != nil {
				return err
			}
		}
		return nil
	})
}

// Scour makes sure that no deleted byte stands in the files.
func (s *Store) Scour(ctx context.Context) error {
	return trouble(s.db.Scour(ctx, "keyring_key", "keyring_secret", "keyring_tombstone", "keyring_state"))
}

// Dump gives one consistent state of everything.
func (s *Store) Dump(ctx context.Context, fn func(vault.Record) error) error {
	var said error // of whoever asked, and not of the store
	err := s.dump(ctx, func(r vault.Record) error {
		said = fn(r)
		return said
	})
	if said != nil {
		return said
	}
	return trouble(err)
}

func (s *Store) dump(ctx context.Context, fn func(vault.Record) error) error {
	return s.db.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		st, err := readState(ctx, q, "")
		if err != nil {
			return err
		}
		if err := fn(vault.Record{State: &st}); err != nil {
			return err
		}
		err = each(ctx, q, scanSecret, func(x vault.Secret) error { return fn(vault.Record{Secret: &x}) }, "SELECT epoch, wrapped FROM keyring_secret")
		if err != nil {
			return err
		}
		err = each(ctx, q, scanTombstone, func(t vault.Tombstone) error { return fn(vault.Record{Tombstone: &t}) },
			"SELECT person, epoch, at FROM keyring_tombstone ORDER BY person")
		if err != nil {
			return err
		}
		return each(ctx, q, scanKey, func(k vault.PersonKey) error { return fn(vault.Record{Key: &k}) },
			"SELECT "+keyColumns+" FROM keyring_key ORDER BY person")
	})
}

func each[T any](ctx context.Context, q sqldb.Querier, scan func(sqldb.Scanner) (T, error), fn func(T) error, query string) error {
	return sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		v, err := scan(row)
		if err != nil {
			return err
		}
		return fn(v)
	}, query)
}

// Fill adds what is missing.
func (s *Store) Fill(ctx context.Context, list []vault.Record) error {
	return s.update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		if _, err := readState(ctx, tx, " FOR UPDATE"); err != nil {
			return err
		}
		for _, r := range list {
			if err := fill(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func fill(ctx context.Context, tx *sqldb.Tx, r vault.Record) error {
	switch {
	case r.Secret != nil:
		return addSecret(ctx, tx, *r.Secret)
	case r.Tombstone != nil:
		return bury(ctx, tx, *r.Tombstone)
	case r.Key != nil:
		_, gone, err := tombstone(ctx, tx, r.Key.Person)
		if err != nil || gone {
			return err
		}
		return addKey(ctx, tx, *r.Key)
	}
	return nil
}
