package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hoso/internal/errs"
	"hoso/internal/schema"
)

// writer is the one goroutine that changes a SQLite database.
type writer struct {
	path  string
	cfg   Config
	queue chan *request
	done  chan struct{} // closed when the goroutine has ended
	quit  sync.Once
	conn  *writeConn // nil after a failure, until reopened

	commits, commands, reopened atomic.Int64
}

// request is a command that waits for its batch.
type request struct {
	ctx    context.Context
	fn     func(context.Context, *Tx) error
	result chan error
	err    error // what fn said; kept until the batch is decided
}

func openWriter(ctx context.Context, path string, cfg Config) (*writer, error) {
	c, err := openWriteConn(ctx, path, cfg)
	if err != nil {
		return nil, err
	}
	w := &writer{path: path, cfg: cfg, conn: c, queue: make(chan *request, 4*cfg.MaxBatch), done: make(chan struct{})}
	go w.loop()
	return w, nil
}

// do waits for its turn and for the outcome. Once a batch has taken the
// request, its context no longer matters.
func (w *writer) do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	r := &request{ctx: context.WithoutCancel(ctx), fn: fn, result: make(chan error, 1)}
	select {
	case <-ctx.Done():
		return errs.Unavailable("sqldb.write.gone").Because(ctx.Err())
	case <-w.done:
		return errs.Unavailable("sqldb.write.closed")
	case w.queue <- r:
	}
	select {
	case err := <-r.result:
		return err
	case <-w.done:
		return errs.Unavailable("sqldb.write.closed")
	}
}

// script runs several statements in one transaction of their own.
func (w *writer) script(ctx context.Context, text string) error {
	return w.do(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.conn.(*writeConn).c.ExecContext(ctx, text)
		return err
	})
}

func (w *writer) stop() {
	w.quit.Do(func() { close(w.queue) })
	<-w.done
}

func (w *writer) info() Info {
	if w == nil {
		return Info{}
	}
	return Info{Commits: w.commits.Load(), Commands: w.commands.Load(), Reopened: w.reopened.Load()}
}

func (w *writer) loop() {
	defer close(w.done)
	for first := range w.queue {
		batch := []*request{first}
		for len(batch) < w.cfg.MaxBatch {
			select {
			case r, ok := <-w.queue:
				if !ok {
					w.run(batch)
					w.conn.close()
					return
				}
				batch = append(batch, r)
				continue
			default:
			}
			break
		}
		w.run(batch)
	}
	w.conn.close()
}

// run decides a batch: together if nothing goes wrong, otherwise each alone.
func (w *writer) run(batch []*request) {
	err := w.together(batch)
	if w.roomMade(err) && !isUnknown(err) {
		err = w.together(batch)
	}
	if errors.Is(err, errBatchOver) {
		for _, r := range batch {
			w.alone(r)
			r.result <- r.err
		}
		return
	}
	for _, r := range batch {
		if err != nil {
			r.err = err
		}
		r.result <- r.err
	}
}

// alone decides a command by itself.
func (w *writer) alone(r *request) {
	r.err = nil
	err := w.together([]*request{r})
	if w.roomMade(err) && !isUnknown(err) {
		r.err = nil
		err = w.together([]*request{r})
	}
	if err != nil && r.err == nil {
		r.err = err
	}
}

// roomMade reports whether err says that the disk is full and there is room now.
func (w *writer) roomMade(err error) bool { return isFull(err) && w.cfg.Room != nil && w.cfg.Room() }

// errBatchOver says that the transaction was rolled back although its commands
// may be sound: run each alone.
var errBatchOver = errors.New("sqldb: batch is over")

// together runs the commands in one transaction, each in a savepoint. Each
// command's own refusal is left in its err. The error returned concerns all of
// them: errBatchOver when nothing was stored and each may be tried alone,
// Unavailable when the outcome is unknown or nothing could be begun.
func (w *writer) together(batch []*request) error {
	if err := w.ready(); err != nil {
		return errs.Unavailable("sqldb.write.failed").Because(err)
	}
	ctx := context.Background()
	if err := w.conn.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		w.drop()
		return errs.Unavailable("sqldb.write.failed").Because(err)
	}
	done := 0
	for _, r := range batch {
		err := w.one(r)
		if over := (overError{}); errors.As(err, &over) {
			return w.giveUp(batch, over.cause)
		}
		if r.err = err; err == nil {
			done++
		}
	}
	if err := w.prepareCommit(ctx); err != nil {
		return w.giveUp(batch, err)
	}
	if err := w.commit(ctx); err != nil {
		w.drop()
		return errs.Unavailable("sqldb.commit.unknown").Because(err)
	}
	w.commits.Add(1)
	w.commands.Add(int64(done))
	return nil
}

// overError says why a batch cannot go on.
type overError struct{ cause error }

func (e overError) Error() string { return "sqldb: batch over: " + e.cause.Error() }
func (e overError) Unwrap() error { return e.cause }

// one runs a command in its savepoint. An overError ends the batch.
func (w *writer) one(r *request) error {
	ctx := context.Background()
	if err := w.conn.run(ctx, "SAVEPOINT command"); err != nil {
		return overError{err}
	}
	err := call(r, &Tx{conn: w.conn})
	var panicked panicError
	if err != nil && (endsBatch(err) || errors.As(err, &panicked)) {
		return overError{err}
	}
	if err != nil {
		if back := w.conn.run(ctx, "ROLLBACK TO command"); back != nil {
			return overError{back}
		}
	}
	if rel := w.conn.run(ctx, "RELEASE command"); rel != nil {
		return overError{rel}
	}
	return err
}

// panicError is a panic of a command, as an error.
type panicError struct{ error }

func call(r *request, tx *Tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicError{errs.Panicked(v)}
		}
	}()
	return r.fn(r.ctx, tx)
}

// giveUp rolls the transaction back. A batch of several is to be tried one by
// one; a command that was alone gets its own error.
func (w *writer) giveUp(batch []*request, cause error) error {
	if err := w.conn.run(context.Background(), "ROLLBACK"); err != nil && !strings.Contains(err.Error(), "no transaction is active") {
		w.drop()
	}
	if len(batch) > 1 {
		return fmt.Errorf("%w: %w", errBatchOver, cause)
	}
	if endsBatch(cause) {
		return errs.Unavailable("sqldb.write.failed").Because(cause)
	}
	return errs.Of(cause)
}

// prepareCommit runs the hook and makes sure that the transaction still
// stands: inside one, BEGIN is an error; if it succeeds, SQLite had rolled the
// batch back and committing would acknowledge what is not there.
func (w *writer) prepareCommit(ctx context.Context) error {
	if w.cfg.BeforeCommit != nil {
		if err := w.cfg.BeforeCommit(ctx, &Tx{conn: w.conn}); err != nil {
			return err
		}
	}
	if err := w.conn.run(ctx, "BEGIN"); err == nil {
		return errors.New("sqldb: the transaction was rolled back")
	} else if !strings.Contains(err.Error(), "within a transaction") {
		return err
	}
	return w.fault(BeforeCommit)
}

func (w *writer) commit(ctx context.Context) error {
	if err := w.conn.run(ctx, "COMMIT"); err != nil {
		return err
	}
	return w.fault(AfterCommit)
}

func (w *writer) fault(p FaultPoint) error {
	if w.cfg.Fault == nil {
		return nil
	}
	return w.cfg.Fault(p)
}

// ready reopens the database after a failure.
func (w *writer) ready() error {
	if w.conn != nil {
		return nil
	}
	c, err := openWriteConn(context.Background(), w.path, w.cfg)
	if err != nil {
		return err
	}
	w.conn = c
	w.reopened.Add(1)
	return nil
}

// drop closes a connection whose state is not known any more.
func (w *writer) drop() {
	w.conn.close()
	w.conn = nil
}

// writeConn is the writing connection with its prepared statements.
type writeConn struct {
	db    *sql.DB
	c     *sql.Conn
	stmts map[string]*sql.Stmt
	trace func(ctx context.Context, query string, args []any)
	slow  time.Duration
}

func openWriteConn(ctx context.Context, path string, cfg Config) (*writeConn, error) {
	db, err := sql.Open("sqlite", dsn(path, false, cfg.Erase))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	c, err := db.Conn(ctx)
	if err == nil {
		err = checkSQLite(ctx, c, true)
	}
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return &writeConn{db: db, c: c, stmts: map[string]*sql.Stmt{}, trace: cfg.Trace, slow: cfg.Slow}, nil
}

func (c *writeConn) close() {
	if c == nil {
		return
	}
	for _, st := range c.stmts {
		_ = st.Close()
	}
	_ = c.c.Close()
	_ = c.db.Close() // what was acknowledged is on disk already
}

func (c *writeConn) Engine() schema.Engine { return schema.SQLite }

func (c *writeConn) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := c.stmts[query]; ok {
		return st, nil
	}
	st, err := c.c.PrepareContext(ctx, sqliteText(query))
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, query)
	}
	c.stmts[query] = st
	return st, nil
}

func (c *writeConn) traced(ctx context.Context, query string, args []any) {
	if c.trace != nil {
		c.trace(ctx, query, args)
	}
}

func (c *writeConn) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	args, err := bind(schema.SQLite, args)
	if err != nil {
		return nil, err
	}
	c.traced(ctx, query, args)
	st, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	limit, cancel := c.limit(ctx)
	rows, err := st.QueryContext(limit, args...)
	if err != nil {
		err = tooSlow(limit, err)
		cancel()
		return nil, err
	}
	return limitedRows{sqlRows{rows}, limit, cancel}, nil
}

// limit gives the time of one statement, whatever becomes of its command's context.
func (c *writeConn) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), c.slow)
}

// tooSlow makes errSlow of what a statement says whose time is over.
func tooSlow(limit context.Context, err error) error {
	if err != nil && limit.Err() != nil {
		return fmt.Errorf("%w: %w", errSlow, err)
	}
	return err
}

// limitedRows are rows whose statement has a time of its own.
type limitedRows struct {
	sqlRows
	limit  context.Context
	cancel context.CancelFunc
}

// Err says what ended the rows.
func (r limitedRows) Err() error { return tooSlow(r.limit, r.sqlRows.Err()) }

// Close ends them.
func (r limitedRows) Close() {
	r.sqlRows.Close()
	r.cancel()
}

func (c *writeConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	args, err := bind(schema.SQLite, args)
	if err != nil {
		return 0, err
	}
	c.traced(ctx, query, args)
	st, err := c.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	limit, cancel := c.limit(ctx)
	defer cancel()
	res, err := st.ExecContext(limit, args...)
	if err != nil {
		return 0, tooSlow(limit, err)
	}
	return res.RowsAffected()
}

// run executes a statement of transaction control, which nothing ends.
func (c *writeConn) run(ctx context.Context, query string) error {
	c.traced(ctx, query, nil)
	st, err := c.prepare(ctx, query)
	if err == nil {
		_, err = st.ExecContext(context.WithoutCancel(ctx))
	}
	return err
}

func (c *writeConn) restart(ctx context.Context) error { return c.run(ctx, "ROLLBACK TO command") }
