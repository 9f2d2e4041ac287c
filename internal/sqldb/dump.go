package sqldb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"hoso/internal/errs"
	"hoso/internal/schema"
)

// Copy is a database as it stands at one moment: to be read, and to be written
// out whole.
type Copy struct {
	Querier
	// Size is about how many bytes Write gives: exactly on SQLite.
	Size int64
	// Write writes the copy: a database file on SQLite, an archive of pg_dump in
	// its custom format on PostgreSQL. It is of the same moment as what the Querier
	// reads, however long either takes, and holds a few pages in memory.
	Write func(ctx context.Context, w io.Writer) error
}

// Dump gives fn one consistent copy. Nobody waits for it: on SQLite the write-ahead
// log grows meanwhile. PostgreSQL needs the program pg_dump: Unavailable
// "sqldb.tool.missing", "sqldb.tool.failed".
func (db *DB) Dump(ctx context.Context, fn func(ctx context.Context, c Copy) error) error {
	return db.eng.snapshot(ctx, func(ctx context.Context, q Querier) error {
		c, err := db.eng.copy(ctx, q)
		if err != nil {
			return err
		}
		return fn(ctx, c)
	})
}

// copy gives the pages of a reading transaction, which the engine itself reads out
// of file and write-ahead log.
func (s *sqlite) copy(ctx context.Context, q Querier) (Copy, error) {
	c := Copy{Querier: q}
	var pages, size, some int64
	// The first table that is read fixes the moment.
	err := One(ctx, q, `SELECT count(*) FROM sqlite_master`, nil, &some)
	if err == nil {
		err = One(ctx, q, `SELECT page_count, page_size FROM pragma_page_count, pragma_page_size`, nil, &pages, &size)
	}
	if err != nil {
		return c, err
	}
	c.Size = pages * size
	c.Write = func(ctx context.Context, w io.Writer) error {
		written := int64(0)
		err := Each(ctx, q, func(row Scanner) error {
			var page []byte
			if err := row.Scan(&page); err != nil {
				return err
			}
			n, err := w.Write(page)
			written += int64(n)
			return err
		}, `SELECT data FROM sqlite_dbpage ORDER BY pgno`)
		if err == nil && written != c.Size {
			err = fmt.Errorf("sqldb: %d bytes of pages, want %d", written, c.Size)
		}
		return err
	}
	return c, nil
}

// copy lets pg_dump read in the moment of a reading transaction.
func (p *postgres) copy(ctx context.Context, q Querier) (Copy, error) {
	c := Copy{Querier: q}
	var moment string
	err := One(ctx, q, `SELECT pg_export_snapshot(), pg_database_size(current_database())`, nil, &moment, &c.Size)
	c.Write = func(ctx context.Context, w io.Writer) error {
		return p.tool(ctx, nil, w, "pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--snapshot="+moment)
	}
	return c, err
}

// Fill fills an empty PostgreSQL database from what Dump wrote, all of it in one
// transaction or, whatever fails, nothing. It needs the program pg_restore: as Dump.
func (db *DB) Fill(ctx context.Context, r io.Reader) error {
	p, ok := db.eng.(*postgres)
	if !ok {
		return fmt.Errorf("sqldb: only PostgreSQL is filled")
	}
	name := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(p.pool.Config().ConnConfig.Database)
	return p.tool(ctx, r, nil, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=dbname='"+name+"'")
}

// Tables is the number of tables that a PostgreSQL database has.
func (db *DB) Tables(ctx context.Context) (n int64, err error) {
	err = One(ctx, db.Reader(), `SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`, nil, &n)
	return n, err
}

// toolTimeout is how long a program may take to end after it was told to.
const toolTimeout = 5 * time.Second

// tool runs a program of PostgreSQL on the database. It learns where that is, and
// the password, from its environment: other accounts read a command line.
func (p *postgres) tool(ctx context.Context, in io.Reader, out io.Writer, name string, args ...string) error {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), p.toolEnv()...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = in, out, &said, toolTimeout
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound):
		return errs.Unavailable("sqldb.tool.missing", errs.Str("tool", name)).Because(err)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err // of what is read or written
	}
	why, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
	return errs.Unavailable("sqldb.tool.failed", errs.Str("tool", name), errs.Str("why", why)).Because(err)
}

// urlVariables are the variables in which programs of PostgreSQL look for what
// stands in the query of an address.
var urlVariables = map[string]string{"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
	"options": "PGOPTIONS", "passfile": "PGPASSFILE", "channel_binding": "PGCHANNELBINDING", "target_session_attrs": "PGTARGETSESSIONATTRS"}

func (p *postgres) toolEnv() []string {
	c := p.pool.Config().ConnConfig
	env := []string{"PGHOST=" + c.Host, fmt.Sprintf("PGPORT=%d", c.Port), "PGUSER=" + c.User, "PGPASSWORD=" + c.Password, "PGDATABASE=" + c.Database}
	if at, err := url.Parse(p.cfg.URL); err == nil {
		for key, variable := range urlVariables {
			if v := at.Query().Get(key); v != "" {
				env = append(env, variable+"="+v)
			}
		}
	}
	return env
}

// Counts gives the number of rows of every table of the schema.
func Counts(ctx context.Context, q Querier) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, t := range schema.Tables() {
		var n int64
		if err := One(ctx, q, `SELECT count(*) FROM `+t.Name, nil, &n); err != nil {
			return nil, err
		}
		counts[t.Name] = n
	}
	return counts, nil
}
