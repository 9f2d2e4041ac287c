package vaultsql

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// series are the keyring's own migrations, written as those of package schema:
// none is changed once it has run somewhere. keyring_schema says how many have.
var series = []string{`
CREATE TABLE keyring_schema (
	one INTEGER NOT NULL PRIMARY KEY,
	number INTEGER NOT NULL
) STRICT;
INSERT INTO keyring_schema (one, number) VALUES (1, 0);
CREATE TABLE keyring_state (
	one INTEGER NOT NULL PRIMARY KEY,
	keyring TEXT NOT NULL,
	epoch INTEGER NOT NULL,
	mark BLOB NOT NULL,
	wanted INTEGER NOT NULL,
	scoured INTEGER NOT NULL,
	bundled INTEGER NOT NULL,
	bundle_file TEXT NOT NULL,
	bundle_for TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE TABLE keyring_secret (
	one INTEGER NOT NULL PRIMARY KEY,
	epoch INTEGER NOT NULL,
	wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE keyring_key (
	person BLOB NOT NULL PRIMARY KEY,
	epoch INTEGER NOT NULL,
	wrapped BLOB NOT NULL,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX keyring_key_epoch ON keyring_key (epoch);
CREATE TABLE keyring_tombstone (
	person BLOB NOT NULL PRIMARY KEY,
	epoch INTEGER NOT NULL,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`}

// migrate brings the database to this program's schema.
func migrate(ctx context.Context, db *sqldb.DB) error {
	done, err := migrated(ctx, db.Reader())
	if err != nil {
		return trouble(err)
	}
	if done > len(series) {
		return fmt.Errorf("vaultsql: the keyring has schema %d, this program knows %d: it is older than the keyring", done, len(series))
	}
	for i := done; i < len(series); i++ {
		text := schema.Migration{SQL: series[i] + "\nUPDATE keyring_schema SET number = " + strconv.Itoa(i+1) + ";\n"}.For(db.Engine())
		if err := db.Script(ctx, text); err != nil {
			if again, gone := migrated(ctx, db.Reader()); gone == nil && again > i {
				continue // another process was faster
			}
			return trouble(fmt.Errorf("vaultsql: schema %d: %w", i+1, err))
		}
	}
	return nil
}

// migrated gives how many migrations have run.
func migrated(ctx context.Context, q sqldb.Querier) (int, error) {
	exists := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'keyring_schema'"
	if q.Engine() == schema.Postgres {
		exists = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'keyring_schema'"
	}
	var n int
	if err := sqldb.One(ctx, q, exists, nil, &n); err != nil || n == 0 {
		return 0, err
	}
	err := sqldb.One(ctx, q, "SELECT number FROM keyring_schema", nil, &n)
	if errors.Is(err, sqldb.ErrNoRow) {
		return 0, nil
	}
	return n, err
}
