package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"hoso/internal/schema"
)

// oldestSQLite is the first version without the WAL-reset corruption.
const oldestSQLite = 3_051_003

// sqlite is the engine: one connection that writes, some that read.
type sqlite struct {
	path    string
	cfg     Config
	readers *readPool
	writer  *writer
}

func openSQLite(ctx context.Context, path string, cfg Config) (engine, error) {
	s := &sqlite{path: path, cfg: cfg}
	if !cfg.ReadOnly { // the writer first: it sets WAL
		if err := ownFile(path); err != nil {
			return nil, err
		}
		w, err := openWriter(ctx, path, cfg)
		if err != nil {
			return nil, err
		}
		s.writer = w
	}
	readers, err := openReaders(ctx, path, cfg.Readers)
	if err != nil {
		if s.writer != nil {
			s.writer.stop()
		}
		return nil, err
	}
	s.readers = readers
	return s, nil
}

// ownFile makes a database's file, if it is not there, for its owner alone, and
// takes one that was made otherwise from everybody else; the files beside it follow.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return os.Chmod(path, 0o600) // never opened here: closing it would give back SQLite's locks
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn names the file with its pragmas. query_only holds readers to reading; erase
// overwrites what is deleted.
func dsn(path string, readOnly, erase bool) string {
	q := url.Values{}
	for _, p := range []string{"busy_timeout(10000)", "foreign_keys(ON)", "trusted_schema(OFF)", "cell_size_check(ON)"} {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Add("_pragma", "query_only(ON)")
		q.Set("mode", "rw") // a reader makes no file
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(FULL)")
	}
	if erase {
		q.Add("_pragma", "secure_delete(ON)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// checkSQLite refuses a build or a setting that could lose what was acknowledged.
func checkSQLite(ctx context.Context, c *sql.Conn, writes bool) error {
	var version, mode string
	var sync int
	if err := c.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if sqliteNumber(version) < oldestSQLite {
		return fmt.Errorf("sqldb: SQLite %s is older than 3.51.3", version)
	}
	if !writes {
		return nil
	}
	if err := c.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if err := c.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&sync); err != nil {
		return err
	}
	if mode != "wal" || sync != 2 {
		return fmt.Errorf("sqldb: journal_mode=%s synchronous=%d, want wal and 2 (FULL)", mode, sync)
	}
	return nil
}

func sqliteNumber(version string) int {
	n := 0
	for _, p := range strings.SplitN(version, ".", 3) {
		v, _ := strconv.Atoi(p) // a malformed part counts as 0 and is refused
		n = n*1000 + v
	}
	return n
}

func (s *sqlite) reader() Querier { return s.readers }
func (s *sqlite) info() Info      { return s.writer.info() }

func (s *sqlite) snapshot(ctx context.Context, fn func(context.Context, Querier) error) error {
	tx, err := s.readers.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // a reading transaction has nothing to lose
	return fn(ctx, txQuerier{tx})
}

func (s *sqlite) write(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return s.writer.do(ctx, fn)
}

func (s *sqlite) script(ctx context.Context, text string) error {
	return s.writer.script(ctx, text)
}

func (s *sqlite) close() error {
	err := s.readers.db.Close()
	if s.writer != nil {
		s.writer.stop()
	}
	return err
}

// readPool reads with statements prepared once.
type readPool struct {
	db    *sql.DB
	stmts sync.Map // text -> *sql.Stmt
	count atomic.Int64
}

// maxPrepared bounds the texts kept prepared; texts are constants of the
// program, save the few that a filter composes.
const maxPrepared = 512

func openReaders(ctx context.Context, path string, n int) (*readPool, error) {
	db, err := sql.Open("sqlite", dsn(path, true, false))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	c, err := db.Conn(ctx)
	if err == nil {
		err = checkSQLite(ctx, c, false)
		_ = c.Close() // goes back to the pool
	}
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return &readPool{db: db}, nil
}

func (p *readPool) Engine() schema.Engine { return schema.SQLite }

func (p *readPool) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	args, err := bind(schema.SQLite, args)
	if err != nil {
		return nil, err
	}
	stmt, err := p.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		rows, err := p.db.QueryContext(ctx, sqliteText(query), args...)
		return sqlRows{rows}, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	return sqlRows{rows}, err
}

// prepare gives the prepared statement of a text, nil when too many are kept.
func (p *readPool) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := p.stmts.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	if p.count.Load() >= maxPrepared {
		return nil, nil
	}
	st, err := p.db.PrepareContext(ctx, sqliteText(query))
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, query)
	}
	if had, ok := p.stmts.LoadOrStore(query, st); ok {
		_ = st.Close() // somebody prepared the same text meanwhile
		return had.(*sql.Stmt), nil
	}
	p.count.Add(1)
	return st, nil
}

// txQuerier reads inside one reading transaction.
type txQuerier struct{ tx *sql.Tx }

func (q txQuerier) Engine() schema.Engine { return schema.SQLite }

func (q txQuerier) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	args, err := bind(schema.SQLite, args)
	if err != nil {
		return nil, err
	}
	rows, err := q.tx.QueryContext(ctx, sqliteText(query), args...)
	return sqlRows{rows}, err
}
