package sqldb_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

func TestMain(m *testing.M) {
	code := m.Run()
	testenv.Stop()
	os.Exit(code)
}

// engines runs a test on an empty database of each engine, brought to this
// program's schema.
func engines(t *testing.T, fn func(t *testing.T, db *sqldb.DB)) {
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "t.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := sqldb.Open(context.Background(), sqldb.Config{URL: url(t), Clock: clock.NewManual(1)})
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
