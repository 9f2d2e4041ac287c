package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hoso/internal/errs"
	"hoso/internal/schema"
)

// oldestPostgres is the oldest server_version_num that hoso runs on.
const oldestPostgres = 150000

// maxTries bounds how often a transaction is run again after a serialization
// failure or a deadlock.
const maxTries = 10

// postgres is the engine over a pool of connections.
type postgres struct {
	pool *pgxpool.Pool
	cfg  Config

	commits, commands atomic.Int64
}

func openPostgres(ctx context.Context, cfg Config) (engine, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, err
	}
	if pc.MaxConns < 16 {
		pc.MaxConns = 16
	}
	if !cfg.ReadOnly {
		pc.ConnConfig.RuntimeParams["statement_timeout"] = strconv.FormatInt(cfg.Slow.Milliseconds(), 10)
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	p := &postgres{pool: pool, cfg: cfg}
	if err := p.check(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return p, nil
}

// check refuses a server that is too old or may lose what it acknowledged.
func (p *postgres) check(ctx context.Context) error {
	var version int
	var sync, fsync, encoding string
	err := p.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('synchronous_commit'),
		current_setting('fsync'), current_setting('server_encoding')`).Scan(&version, &sync, &fsync, &encoding)
	if err != nil {
		return err
	}
	if version < oldestPostgres || sync == "off" || fsync != "on" || encoding != "UTF8" {
		return fmt.Errorf("sqldb: PostgreSQL %d with synchronous_commit=%s fsync=%s encoding=%s; want %d or newer, on, on, UTF8",
			version, sync, fsync, encoding, oldestPostgres)
	}
	return nil
}

func (p *postgres) reader() Querier { return pgQuerier{p.pool} }

func (p *postgres) info() Info {
	return Info{Commits: p.commits.Load(), Commands: p.commands.Load()}
}

func (p *postgres) close() error {
	p.pool.Close()
	return nil
}

func (p *postgres) snapshot(ctx context.Context, fn func(context.Context, Querier) error) error {
	opts := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, p.pool, opts, func(tx pgx.Tx) error { return fn(ctx, pgQuerier{tx}) })
}

// script runs several statements in one transaction, which may take their time.
func (p *postgres) script(ctx context.Context, text string) error {
	return pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		_, err := tx.Conn().PgConn().Exec(ctx, "SET LOCAL statement_timeout = 0;\n"+text).ReadAll()
		return err
	})
}

// write runs fn in a transaction of its own, again when PostgreSQL asks for it.
func (p *postgres) write(ctx context.Context, fn func(context.Context, *Tx) error) error {
	for try := 1; ; try++ {
		err := p.once(ctx, fn)
		if err == nil || !retryable(err) || try == maxTries {
			return outcome(err)
		}
		select {
		case <-ctx.Done():
			return errs.Unavailable("sqldb.write.gone").Because(ctx.Err())
		case <-time.After(time.Duration(try) * time.Millisecond):
		}
	}
}

// outcome turns an engine's trouble into Unavailable and leaves a rule's
// refusal as it is.
func outcome(err error) error {
	var house *errs.Error
	if err == nil || errors.As(err, &house) {
		return err
	}
	if retryable(err) || lost(err) {
		return errs.Unavailable("sqldb.write.failed").Because(err)
	}
	return err
}

func (p *postgres) once(ctx context.Context, fn func(context.Context, *Tx) error) (err error) {
	c, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	work := context.WithoutCancel(ctx)
	pc := &pgConn{conn: c.Conn(), trace: p.cfg.Trace}
	if err := pc.begin(work); err != nil {
		return err
	}
	open := true
	defer func() {
		if open { // also on a panic, which goes on after this
			_, _ = pc.conn.Exec(work, "ROLLBACK") // a dead connection has rolled back by itself
		}
	}()
	if err := p.call(work, pc, fn); err != nil {
		return err
	}
	if err := p.fault(BeforeCommit); err != nil {
		return err
	}
	open = false
	return p.commit(work, pc)
}

func (p *postgres) call(ctx context.Context, pc *pgConn, fn func(context.Context, *Tx) error) error {
	r := &request{ctx: ctx, fn: fn}
	if err := call(r, &Tx{conn: pc}); err != nil {
		return err
	}
	if p.cfg.BeforeCommit == nil {
		return nil
	}
	return p.cfg.BeforeCommit(ctx, &Tx{conn: pc})
}

func (p *postgres) commit(ctx context.Context, pc *pgConn) error {
	pc.traced(ctx, "COMMIT", nil)
	tag, err := pc.conn.Exec(ctx, "COMMIT")
	if err != nil && retryable(err) {
		return err
	}
	if err == nil && tag.String() != "COMMIT" {
		return fmt.Errorf("sqldb: COMMIT answered %s", tag)
	}
	if err == nil {
		err = p.fault(AfterCommit)
	}
	if err != nil {
		return errs.Unavailable("sqldb.commit.unknown").Because(err)
	}
	p.commits.Add(1)
	p.commands.Add(1)
	return nil
}

func (p *postgres) fault(point FaultPoint) error {
	if p.cfg.Fault == nil {
		return nil
	}
	return p.cfg.Fault(point)
}

// pgConn is a connection inside a changing transaction.
type pgConn struct {
	conn  *pgx.Conn
	trace func(ctx context.Context, query string, args []any)
}

func (c *pgConn) traced(ctx context.Context, query string, args []any) {
	if c.trace != nil {
		c.trace(ctx, query, args)
	}
}

// begin opens the transaction and its savepoint in one round trip.
func (c *pgConn) begin(ctx context.Context) error {
	c.traced(ctx, "BEGIN; SAVEPOINT command", nil)
	_, err := c.conn.PgConn().Exec(ctx, "BEGIN; SAVEPOINT command").ReadAll()
	return err
}

func (c *pgConn) Engine() schema.Engine { return schema.Postgres }

func (c *pgConn) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	if c.trace != nil {
		bound, err := bind(schema.Postgres, args)
		if err != nil {
			return nil, err
		}
		c.trace(ctx, query, bound)
	}
	return pgQuery(ctx, c.conn, query, args)
}

func (c *pgConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	args, err := bind(schema.Postgres, args)
	if err != nil {
		return 0, err
	}
	c.traced(ctx, query, args)
	tag, err := c.conn.Exec(ctx, query, args...)
	return tag.RowsAffected(), err
}

func (c *pgConn) restart(ctx context.Context) error {
	_, err := c.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT command")
	return err
}

// pgRunner is a pool, a connection or a transaction.
type pgRunner interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// pgQuerier reads through a pool or a reading transaction.
type pgQuerier struct{ run pgRunner }

func (q pgQuerier) Engine() schema.Engine { return schema.Postgres }

func (q pgQuerier) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	return pgQuery(ctx, q.run, query, args)
}

func (q pgQuerier) together(ctx context.Context, list []Reading) error {
	return pgTogether(ctx, q.run, list)
}

func (c *pgConn) together(ctx context.Context, list []Reading) error {
	for _, r := range list {
		if c.trace == nil {
			break
		}
		bound, err := bind(schema.Postgres, r.Args)
		if err != nil {
			return err
		}
		c.trace(ctx, r.Query, bound)
	}
	return pgTogether(ctx, c.conn, list)
}

func pgTogether(ctx context.Context, run pgRunner, list []Reading) (err error) {
	b := &pgx.Batch{}
	for _, r := range list {
		args, err := bind(schema.Postgres, r.Args)
		if err != nil {
			return err
		}
		b.Queue(r.Query, args...)
	}
	results := run.SendBatch(ctx, b)
	defer func() {
		if cerr := results.Close(); err == nil {
			err = ended(cerr)
		}
	}()
	for _, r := range list {
		rows, err := results.Query()
		if err == nil {
			for rows.Next() && err == nil {
				err = r.Row(pgRows{rows})
			}
			rows.Close()
			err = errors.Join(err, rows.Err())
		}
		if err != nil {
			return ended(err)
		}
	}
	return nil
}

func pgQuery(ctx context.Context, run pgRunner, query string, args []any) (Rows, error) {
	args, err := bind(schema.Postgres, args)
	if err != nil {
		return nil, err
	}
	rows, err := run.Query(ctx, query, args...)
	if err != nil {
		return nil, ended(err)
	}
	return pgRows{rows}, nil
}

// isNet reports whether err is a connection that broke.
func isNet(err error) bool {
	var n net.Error
	return errors.As(err, &n) || pgconn.Timeout(err) || errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) // a server that was killed says nothing more
}
