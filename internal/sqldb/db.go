package sqldb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/schema"
)

// Config says which database to open. The zero value of every field but URL
// is usable.
type Config struct {
	// URL is "sqlite:PATH" or "postgres://...".
	URL string
	// ReadOnly opens for reading only; nothing is created or changed.
	ReadOnly bool
	// Readers is the number of connections that read; 0 means 4.
	Readers int
	// MaxBatch is the number of commands that share one sync on SQLite; 0
	// means 64.
	MaxBatch int
	// Slow is the longest that one statement of a changing transaction may take, and
	// on PostgreSQL any statement; 0 means 15 s. What is slower is ended: the command
	// is Unavailable and leaves nothing. Migrations and a database that is opened
	// for reading only have no such limit. A statement that reads is ended with its
	// context: on SQLite before its first row; between two rows Next looks.
	Slow time.Duration
	// Erase overwrites on SQLite what is deleted; DB.Scour does the rest.
	Erase bool
	// Clock stamps migrations; nil means the system's.
	Clock clock.Clock
	// BeforeCommit runs in every changing transaction just before its COMMIT.
	// On SQLite the ledger sequences its entries here.
	BeforeCommit func(ctx context.Context, tx *Tx) error
	// Room, if set, is asked when SQLite found the disk full, and reports whether it
	// made room: what failed before its COMMIT is then tried once more.
	Room func() bool
	// Committed, if set, is called after every command of the door that was
	// committed. The work of whoever is woken by it is none: it would wake itself.
	Committed func()
	// Trace, if set, sees every statement of a changing transaction with its
	// bound parameters and the context of its command, for the bench.
	Trace func(ctx context.Context, query string, args []any)
	// Reads, if set, sees every statement that reads outside a changing transaction, for tests
	// and the bench.
	Reads func(query string, args []any)
	// Fault, if set, stands before and after COMMIT in tests: a non-nil error
	// before means "failed and not stored", after means "failed but stored".
	Fault func(point FaultPoint) error
}

// FaultPoint is a place where a test injects a failure.
type FaultPoint string

// The fault points.
const (
	BeforeCommit FaultPoint = "before commit"
	AfterCommit  FaultPoint = "after commit"
)

// Info counts what the writer did since it was opened.
type Info struct {
	Commits  int64 // transactions committed
	Commands int64 // commands in them
	Reopened int64 // times the database was closed and opened again
}

// engine is one database engine, open.
type engine interface {
	write(ctx context.Context, fn func(context.Context, *Tx) error) error
	reader() Querier
	snapshot(ctx context.Context, fn func(context.Context, Querier) error) error
	script(ctx context.Context, text string) error
	scour(ctx context.Context, tables []string) error
	copy(ctx context.Context, q Querier) (Copy, error)
	info() Info
	close() error
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	eng  engine
	kind schema.Engine
	cfg  Config
}

var _ door.Engine = (*DB)(nil)

// Open opens the database and checks that it is fit: on SQLite the version,
// WAL and synchronous=FULL, on PostgreSQL version 15 or newer and
// synchronous_commit. It does not migrate.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Readers == 0 {
		cfg.Readers = 4
	}
	if cfg.MaxBatch == 0 {
		cfg.MaxBatch = 64
	}
	if cfg.Slow == 0 {
		cfg.Slow = 15 * time.Second
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	scheme, rest, _ := strings.Cut(cfg.URL, ":")
	switch scheme {
	case "sqlite":
		eng, err := openSQLite(ctx, rest, cfg)
		return &DB{eng: eng, kind: schema.SQLite, cfg: cfg}, err
	case "postgres", "postgresql":
		eng, err := openPostgres(ctx, cfg)
		return &DB{eng: eng, kind: schema.Postgres, cfg: cfg}, err
	}
	return nil, fmt.Errorf("sqldb: no engine for %q", scheme)
}

// Engine says which engine this is.
func (db *DB) Engine() schema.Engine { return db.kind }

// Reader runs single reading statements outside any transaction.
func (db *DB) Reader() Querier { return db.show(db.eng.reader()) }

// show lets Reads see what a querier runs.
func (db *DB) show(q Querier) Querier {
	if db.cfg.Reads == nil {
		return q
	}
	return seen{q, db.cfg.Reads}
}

// seen shows each statement before it runs.
type seen struct {
	Querier
	show func(query string, args []any)
}

// Query shows the statement and runs it.
func (s seen) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	bound, err := bind(s.Engine(), args)
	if err != nil {
		return nil, err
	}
	s.show(query, bound)
	return s.Querier.Query(ctx, query, args...)
}

// together shows each statement and runs them.
func (s seen) together(ctx context.Context, list []Reading) error {
	for _, r := range list {
		bound, err := bind(s.Engine(), r.Args)
		if err != nil {
			return err
		}
		s.show(r.Query, bound)
	}
	return Together(ctx, s.Querier, list...)
}

// Snapshot gives fn one consistent state to read.
func (db *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, q Querier) error) error {
	return db.eng.snapshot(ctx, func(ctx context.Context, q Querier) error { return fn(ctx, db.show(q)) })
}

// Update runs fn in a changing transaction and commits if it returns nil. fn
// may run twice; it must do no I/O outside tx and take milliseconds. What is
// returned is fn's own error, or Unavailable when the outcome is not known.
// Only the door, migrations and operational work call it.
func (db *DB) Update(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if db.cfg.ReadOnly {
		return fmt.Errorf("sqldb: opened read-only")
	}
	return db.eng.write(ctx, fn)
}

// Write is Update for the door.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx door.EngineTx) error) error {
	err := db.Update(ctx, func(ctx context.Context, tx *Tx) error { return fn(ctx, tx) })
	if err == nil && db.cfg.Committed != nil {
		db.cfg.Committed()
	}
	return err
}

// Info counts commits and commands.
func (db *DB) Info() Info { return db.eng.info() }

// Close finishes what was taken and closes the database.
func (db *DB) Close() error { return db.eng.close() }
