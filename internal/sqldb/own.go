package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"hoso/internal/schema"
)

// A store may keep a database of its own beside the folder's, with tables that
// package schema does not know and no ledger covers: the keyring (DESIGN 6).

// Own runs an INSERT, UPDATE or DELETE on a table of such a database and gives
// the number of rows touched. It refuses every table of the folder's schema.
func (t *Tx) Own(ctx context.Context, query string, args ...any) (int64, error) {
	words := strings.Fields(query)
	at := 1
	if len(words) > 2 && (words[0] == "INSERT" || words[0] == "DELETE") {
		at = 2
	}
	if len(words) <= at {
		return 0, fmt.Errorf("sqldb: not a changing statement: %s", query)
	}
	name, _, _ := strings.Cut(words[at], "(")
	if _, ok := schema.Lookup(name); ok {
		return 0, fmt.Errorf("sqldb: %s is a table of the folder", name)
	}
	return t.exec(ctx, query, args...)
}

// Script runs several statements of such a database's own migration in one
// transaction.
func (db *DB) Script(ctx context.Context, text string) error { return db.eng.script(ctx, text) }

// Scour makes sure that deleted rows of the tables stand nowhere in the
// database's files any more: on SQLite in no free page and not in the write-ahead
// log, on PostgreSQL in no table (its log keeps them until it is recycled). It
// fails while somebody reads in a long transaction. The names are constants.
func (db *DB) Scour(ctx context.Context, tables ...string) error { return db.eng.scour(ctx, tables) }

// errBusy says that somebody else's transaction kept the log from being emptied.
var errBusy = errors.New("sqldb: the write-ahead log is still being read")

func (s *sqlite) scour(ctx context.Context, _ []string) error {
	db, err := sql.Open("sqlite", dsn(s.path, false, true))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // what VACUUM did is committed
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "VACUUM"); err != nil {
		return err
	}
	var busy, pages, moved int64
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errBusy
	}
	return nil
}

// scour writes the tables anew, however long that takes.
func (p *postgres) scour(ctx context.Context, tables []string) error {
	return p.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		if _, err := c.Exec(ctx, "SET statement_timeout = 0"); err != nil {
			return err
		}
		_, err := c.Exec(ctx, "VACUUM FULL "+strings.Join(tables, ", "))
		_, back := c.Exec(ctx, "RESET statement_timeout")
		return errors.Join(err, back)
	})
}
