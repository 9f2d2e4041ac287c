package sqldb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"

	"hoso/internal/schema"
)

// Migrate brings the database to this program's schema and gives the number of
// migrations run. Each runs in one transaction together with its row in
// schema_migration. It refuses a database that a newer program has changed, or
// a migration whose text is not the one that ran.
func (db *DB) Migrate(ctx context.Context) (int, error) {
	done, err := db.migrated(ctx)
	if err != nil {
		return 0, err
	}
	all := schema.Migrations()
	if len(done) > len(all) {
		return 0, fmt.Errorf("sqldb: the database has %d migrations, this program knows %d: it is older than the database", len(done), len(all))
	}
	for i, digest := range done {
		if want := sha256.Sum256([]byte(all[i].SQL)); !bytes.Equal(digest, want[:]) {
			return 0, fmt.Errorf("sqldb: migration %s is not the text that ran here", all[i].Name)
		}
	}
	for _, m := range all[len(done):] {
		if err := db.eng.script(ctx, m.For(db.kind)+db.noted(m)); err != nil {
			return 0, fmt.Errorf("sqldb: migration %s: %w", m.Name, err)
		}
	}
	return len(all) - len(done), nil
}

// noted is the statement that records a migration. Its values are this
// program's own: a number, a file name of [a-z0-9_], a digest, a time.
func (db *DB) noted(m schema.Migration) string {
	open, end := "x'", "'"
	if db.kind == schema.Postgres {
		open, end = `'\x`, `'::bytea`
	}
	digest := sha256.Sum256([]byte(m.SQL))
	return "\nINSERT INTO schema_migration (no, name, digest, at) VALUES (" + strconv.Itoa(m.No) + ", '" + m.Name + "', " +
		open + fmt.Sprintf("%x", digest) + end + ", " + strconv.FormatInt(int64(db.cfg.Clock.Now()), 10) + ");\n"
}

// migrated gives the digests of the migrations that ran, in order.
func (db *DB) migrated(ctx context.Context) ([][]byte, error) {
	exists := "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
	if db.kind == schema.Postgres {
		exists = "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_migration'"
	}
	var one int64
	switch err := One(ctx, db.Reader(), exists, nil, &one); err {
	case nil:
	case ErrNoRow:
		return nil, nil
	default:
		return nil, err
	}
	return All(ctx, db.Reader(), func(s Scanner) ([]byte, error) {
		var digest []byte
		err := s.Scan(&digest)
		return digest, err
	}, "SELECT digest FROM schema_migration ORDER BY no")
}
