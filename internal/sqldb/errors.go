package sqldb

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"hoso/internal/errs"
)

// IsUnique reports whether err says that a row with this key exists already.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *driver.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY ||
			lite.Code() == sqlite3.SQLITE_CONSTRAINT_ROWID
	}
	return false
}

// errSlow says that a statement was ended because it took too long.
var errSlow = errors.New("sqldb: the statement took too long")

// endsBatch reports whether err leaves the writer's transaction in doubt:
// SQLite may have rolled back all of it, not only the failed statement.
func endsBatch(err error) bool {
	if errors.Is(err, errSlow) {
		return true
	}
	var lite *driver.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT,
		sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return false
}

// isFull reports whether SQLite found no room on the disk.
func isFull(err error) bool {
	var lite *driver.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL
}

// isUnknown reports whether err is that of a COMMIT of which nobody knows whether
// it is on disk: nothing of it may be run again here.
func isUnknown(err error) bool { return err != nil && errs.Of(err).Code == "sqldb.commit.unknown" }

// ended makes Unavailable "sqldb.statement.slow" of what PostgreSQL says of a
// statement that it ended for its time.
func ended(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "57014" {
		return errs.Unavailable("sqldb.statement.slow").Because(err)
	}
	return err
}

// retryable reports whether PostgreSQL asks for the transaction to be run again.
func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.Is(err, errOvertaken) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// lost reports whether the engine went away or has no room: nothing about the
// command is wrong, and the same key may be sent again.
func lost(err error) bool {
	if endsBatch(err) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") ||
			strings.HasPrefix(pg.Code, "57") || strings.HasPrefix(pg.Code, "58")
	}
	var conn *pgconn.ConnectError
	return errors.As(err, &conn) || pgconn.SafeToRetry(err) || isNet(err)
}

// IsGone reports whether err says only that the engine could not be asked: it
// went away or its disk failed. Nothing follows from it about what is stored.
func IsGone(err error) bool {
	var lite *driver.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return endsBatch(err) && code != sqlite3.SQLITE_CORRUPT && code != sqlite3.SQLITE_NOTADB
	}
	return retryable(err) || lost(err)
}
