package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the driver named "sqlite"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

// statement is one statement as the door issued it.
type statement struct {
	client int
	query  string
	args   []any
}

// recorder keeps the statements of the measured part.
type recorder struct {
	mu   sync.Mutex
	on   bool
	list []statement
}

type clientKey struct{}

func (r *recorder) trace(ctx context.Context, query string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on {
		client, ok := ctx.Value(clientKey{}).(int)
		if !ok {
			client = -1 // the publisher's, or the writer's own
		}
		r.list = append(r.list, statement{client, query, args})
	}
}

func (r *recorder) start() { r.set(true) }
func (r *recorder) stop()  { r.set(false) }

func (r *recorder) set(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = on
}

// commands measures one number of clients and prints a row.
func commands(ctx context.Context, pg string, clients, n int) error {
	dir, err := os.MkdirTemp("", "hoso-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	url, copyURL := "", ""
	if pg != "" {
		if url, copyURL, err = freshDatabases(ctx, pg); err != nil {
			return err
		}
	}
	units, err := prepare(ctx, dir, url, clients)
	if err != nil {
		return err
	}
	if pg == "" {
		err = copyFile(filepath.Join(dir, "hoso.db"), filepath.Join(dir, "raw.db"))
	} else {
		err = copyDatabase(ctx, pg, url, copyURL)
	}
	if err != nil {
		return err
	}
	rec := &recorder{}
	a, err := open(ctx, dir, url, rec)
	if err != nil {
		return err
	}
	elapsed, info, err := measure(ctx, a, rec, units, n)
	a.Close()
	if err != nil {
		return err
	}
	return rawAndReport(ctx, pg, copyURL, dir, clients, n, elapsed, info, rec)
}

func open(ctx context.Context, dir, url string, rec *recorder) (*app.App, error) {
	return app.Open(ctx, app.Config{Dir: dir, Database: url, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Tune: func(c *sqldb.Config) { c.Trace = rec.trace }})
}

// prepare makes a body with one unit a client, and closes it: a clean copy.
func prepare(ctx context.Context, dir, url string, clients int) ([]id.ID, error) {
	a, err := open(ctx, dir, url, &recorder{})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	op := org.By{Actor: access.System("operator")}
	body, _, err := a.Org.Found(ctx, op, org.NewUnitForm{Code: "B", Name: "Bộ", From: "2020-01-01", Basis: "1/QĐ"})
	units := make([]id.ID, clients)
	for i := range units {
		if err == nil {
			units[i], _, err = a.Org.Create(ctx, op, org.NewUnitForm{Code: fmt.Sprint("U", i), Kind: org.KindDivision,
				Name: fmt.Sprint("Phòng ", i), Parent: body, From: "2020-01-01", Basis: "2/QĐ"})
		}
	}
	return units, err
}

// measure runs n renames, one client a unit, and gives the time they took.
func measure(ctx context.Context, a *app.App, rec *recorder, units []id.ID, n int) (time.Duration, sqldb.Info, error) {
	before := a.DB.Info()
	rec.start()
	defer rec.stop()
	errs := make(chan error, len(units))
	begin := time.Now()
	for c, unit := range units {
		go func() { errs <- renames(context.WithValue(ctx, clientKey{}, c), a, unit, n/len(units)) }()
	}
	var first error
	for range units {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	elapsed := time.Since(begin)
	after := a.DB.Info()
	after.Commits -= before.Commits
	after.Commands -= before.Commands
	return elapsed, after, first
}

func renames(ctx context.Context, a *app.App, unit id.ID, n int) error {
	by := org.By{Actor: access.System("operator")}
	for i := range n {
		by.Key = [16]byte(id.New())
		_, err := a.Org.Rename(ctx, by, unit, org.RenameForm{Name: fmt.Sprint("Phòng số ", i), From: "2020-01-01", Basis: "3/QĐ"})
		if err != nil {
			return err
		}
	}
	return nil
}

// rawAndReport replays on the copy and prints the row.
func rawAndReport(ctx context.Context, pg, copyURL, dir string, clients, n int, door time.Duration, info sqldb.Info, rec *recorder) error {
	var raw time.Duration
	var err error
	engine := "sqlite"
	if pg == "" {
		raw, err = replaySQLite(ctx, filepath.Join(dir, "raw.db"), rec.list)
	} else {
		engine = "postgres"
		raw, err = replayPostgres(ctx, copyURL, clients, rec.list)
	}
	if err != nil {
		return err
	}
	done := float64(n / clients * clients)
	perTx := float64(info.Commands) / float64(max(info.Commits, 1))
	fmt.Printf("%-10s %7d %9.0f %9.0f %7.2f %12.1f %9.3f\n", engine, clients, done/door.Seconds(), done/raw.Seconds(),
		raw.Seconds()/door.Seconds(), perTx, float64(info.Commits)/float64(max(info.Commands, 1)))
	return nil
}

// replaySQLite runs the statements on one connection, prepared once.
func replaySQLite(ctx context.Context, path string, list []statement) (time.Duration, error) {
	return rawSQLite(path)(ctx, list)
}

// rawSQLite gives a function that runs statements on one connection of the bare
// driver, each text prepared once, and says how long they took.
func rawSQLite(path string) func(context.Context, []statement) (time.Duration, error) {
	prepared := map[string]*sql.Stmt{}
	var conn *sql.Conn
	return func(ctx context.Context, list []statement) (time.Duration, error) {
		if conn == nil {
			db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
			if err != nil {
				return 0, err
			}
			if conn, err = db.Conn(ctx); err != nil {
				return 0, err
			}
		}
		begin := time.Now()
		for _, s := range list {
			st, ok := prepared[s.query]
			if !ok {
				var err error
				if st, err = conn.PrepareContext(ctx, strings.ReplaceAll(s.query, "$", "?")); err != nil {
					return 0, err
				}
				prepared[s.query] = st
			}
			if err := runOne(ctx, st, s); err != nil && s.query != "BEGIN" { // the writer's own check
				return 0, fmt.Errorf("%s: %w", s.query, err)
			}
		}
		return time.Since(begin), nil
	}
}

func runOne(ctx context.Context, st *sql.Stmt, s statement) error {
	if !strings.HasPrefix(s.query, "SELECT") {
		_, err := st.ExecContext(ctx, s.args...)
		return err
	}
	rows, err := st.QueryContext(ctx, s.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	dest := make([]any, len(columns))
	for i := range dest {
		dest[i] = new(any)
	}
	for rows.Next() && err == nil {
		err = rows.Scan(dest...)
	}
	return err
}

// rawPostgres is rawSQLite on a connection of pgx.
func rawPostgres(url string) func(context.Context, []statement) (time.Duration, error) {
	var conn *pgx.Conn
	return func(ctx context.Context, list []statement) (time.Duration, error) {
		if conn == nil {
			var err error
			if conn, err = pgx.Connect(ctx, url); err != nil {
				return 0, err
			}
		}
		begin := time.Now()
		err := replayConn(ctx, conn, list)
		return time.Since(begin), err
	}
}

// replayPostgres runs each client's statements on a connection of its own.
func replayPostgres(ctx context.Context, url string, clients int, list []statement) (time.Duration, error) {
	mine := make([][]statement, clients)
	for _, s := range list {
		if s.client < 0 {
			continue // the sequencer's work is the door's alone
		}
		mine[s.client] = append(mine[s.client], s)
	}
	conns := make([]*pgx.Conn, clients)
	for i := range conns {
		c, err := pgx.Connect(ctx, url)
		if err != nil {
			return 0, err
		}
		defer c.Close(ctx)
		conns[i] = c
	}
	errs := make(chan error, clients)
	begin := time.Now()
	for i := range conns {
		go func() { errs <- replayConn(ctx, conns[i], mine[i]) }()
	}
	var first error
	for range conns {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return time.Since(begin), first
}

func replayConn(ctx context.Context, c *pgx.Conn, list []statement) error {
	for _, s := range list {
		var err error
		switch {
		case strings.HasPrefix(s.query, "BEGIN"):
			_, err = c.PgConn().Exec(ctx, s.query).ReadAll()
		case strings.HasPrefix(s.query, "SELECT"):
			var rows pgx.Rows
			if rows, err = c.Query(ctx, s.query, s.args...); err == nil {
				for rows.Next() {
					_, err = rows.Values()
				}
				rows.Close()
			}
		default:
			_, err = c.Exec(ctx, s.query, s.args...)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.query, err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// freshDatabases makes two empty databases on the server of pg.
func freshDatabases(ctx context.Context, pg string) (url, copyURL string, err error) {
	c, err := pgx.Connect(ctx, pg)
	if err != nil {
		return "", "", err
	}
	defer c.Close(ctx)
	name := "bench_" + id.New().String()[:8]
	if _, err := c.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", "", err
	}
	return withDatabase(pg, name), withDatabase(pg, name+"_raw"), nil
}

// copyDatabase makes the raw database from the prepared one as a template. The
// server refuses a template in use: the app is closed while it copies.
func copyDatabase(ctx context.Context, pg, url, copyURL string) error {
	c, err := pgx.Connect(ctx, pg)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	from, to := databaseOf(url), databaseOf(copyURL)
	_, err = c.Exec(ctx, "CREATE DATABASE "+to+" TEMPLATE "+from)
	return err
}

func withDatabase(url, name string) string {
	head, query, _ := strings.Cut(url, "?")
	at := strings.LastIndex(head, "/")
	if query != "" {
		query = "?" + query
	}
	return head[:at+1] + name + query
}

func databaseOf(url string) string {
	head, _, _ := strings.Cut(url, "?")
	return head[strings.LastIndex(head, "/")+1:]
}
