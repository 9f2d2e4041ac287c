package sqldb_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// everyEngine runs fn on an empty database of each engine.
func everyEngine(t *testing.T, cfg sqldb.Config, fn func(*testing.T, *sqldb.DB)) {
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "t.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := cfg
			cfg.URL, cfg.Clock = url(t), clock.NewManual(1)
			db, err := sqldb.Open(context.Background(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if _, err := db.Migrate(context.Background()); err != nil {
				t.Fatal(err)
			}
			fn(t, db)
		})
	}
}

// TestTogether: readings that go together give what each gives alone, in order, see
// what their own transaction wrote, are shown one by one, and end at the first error,
// after which the connection reads on.
func TestTogether(t *testing.T) {
	var shown []string
	everyEngine(t, sqldb.Config{Reads: func(query string, _ []any) { shown = append(shown, query) }}, func(t *testing.T, db *sqldb.DB) {
		var got []int64
		number := func(row sqldb.Scanner) (int64, error) {
			var n int64
			return n, row.Scan(&n)
		}
		add := func(query string, args ...any) sqldb.Reading {
			return sqldb.Read(number, func(n int64) { got = append(got, n) }, query, args...)
		}
		three := []sqldb.Reading{
			add(`SELECT CAST($1 AS BIGINT) UNION ALL SELECT CAST($2 AS BIGINT)`, 1, 2),
			add(`SELECT CAST($1 AS BIGINT) WHERE 1 = 0`, 3),
			add(`SELECT count(*) FROM lease`),
		}
		check := func(q sqldb.Querier, want ...int64) {
			t.Helper()
			got = nil
			if err := sqldb.Together(context.Background(), q, three...); err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, %v, want %v", got, err, want)
			}
		}
		shown = nil
		check(db.Reader(), 1, 2, 0)
		if len(shown) != 3 || shown[0] != three[0].Query || shown[2] != three[2].Query {
			t.Errorf("shown: %q", shown)
		}
		if err := db.Snapshot(context.Background(), func(_ context.Context, q sqldb.Querier) error { check(q, 1, 2, 0); return nil }); err != nil {
			t.Fatal(err)
		}
		err := db.Update(context.Background(), func(ctx context.Context, tx *sqldb.Tx) error {
			if err := lease("together")(ctx, tx); err != nil {
				return err
			}
			check(tx, 1, 2, 1)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}

		stop := errors.New("stop")
		got = nil
		err = sqldb.Together(context.Background(), db.Reader(), three[0], sqldb.Reading{Query: `SELECT 1`, Row: func(sqldb.Scanner) error { return stop }}, three[2])
		if !errors.Is(err, stop) || !slices.Equal(got, []int64{1, 2}) {
			t.Errorf("stopped: %v, %v", got, err)
		}
		if err := sqldb.Together(context.Background(), db.Reader(), three[0], add(`SELECT nothing FROM nowhere`)); err == nil {
			t.Error("a table that is not there was read")
		}
		ended, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		if err := sqldb.Together(ended, db.Reader(), three[0], add(endless)); err == nil {
			t.Error("an endless reading ended without an error")
		}
		check(db.Reader(), 1, 2, 1)
	})
}
