package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/sqldb"
)

func open(t *testing.T, tune func(*sqldb.Config)) *sqldb.DB {
	t.Helper()
	cfg := sqldb.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "t.db"), Clock: clock.NewManual(1)}
	if tune != nil {
		tune(&cfg)
	}
	db, err := sqldb.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return db
}

func lease(name string) func(context.Context, *sqldb.Tx) error {
	return func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `INSERT INTO lease (name, holder, until) VALUES ($1, $2, 1)`, name, []byte("x"))
		return err
	}
}

func leases(t *testing.T, db *sqldb.DB) int64 {
	t.Helper()
	var n int64
	if err := sqldb.One(context.Background(), db.Reader(), "SELECT count(*) FROM lease", nil, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// gather holds the writer until all 64 commands wait, so that they make one
// batch; special is done by number 32.
func gather(t *testing.T, db *sqldb.DB, ctx context.Context, special func(context.Context, *sqldb.Tx) error) []error {
	t.Helper()
	hold, held := make(chan struct{}), make(chan struct{})
	go func() {
		_ = db.Update(context.Background(), func(context.Context, *sqldb.Tx) error { // only keeps the writer busy
			select {
			case <-held:
			default:
				close(held)
			}
			<-hold
			return nil
		})
	}()
	<-held
	results := make([]error, 64)
	var ready, done sync.WaitGroup
	for i := range results {
		fn := lease(fmt.Sprint(i))
		if i == 32 {
			fn = special
		}
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			results[i] = db.Update(ctx, fn)
		})
	}
	ready.Wait()
	close(hold)
	done.Wait()
	return results
}

// A client that goes away in the middle of a batch takes nobody's work with it,
// not even its own once it was taken.
func TestCancelInBatch(t *testing.T) {
	db := open(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	results := gather(t, db, context.WithoutCancel(ctx), func(c context.Context, tx *sqldb.Tx) error {
		cancel()
		return lease("32")(c, tx)
	})
	for i, err := range results {
		if err != nil {
			t.Errorf("command %d: %v", i, err)
		}
	}
	if n := leases(t, db); n != 64 {
		t.Errorf("%d of 64 took effect", n)
	}
}

// A command that panics fails alone.
func TestPanicInBatch(t *testing.T) {
	db := open(t, nil)
	results := gather(t, db, context.Background(), func(context.Context, *sqldb.Tx) error { panic("a fault of ours") })
	failed := 0
	for i, err := range results {
		if err != nil {
			failed++
			if i != 32 || errs.KindOf(err) != errs.KindInternal {
				t.Errorf("command %d: %v", i, err)
			}
		}
	}
	if n := leases(t, db); failed != 1 || n != 63 {
		t.Errorf("%d failed, %d took effect", failed, n)
	}
}

// A rule's refusal undoes its own command and nothing else.
func TestRefusalInBatch(t *testing.T) {
	db := open(t, nil)
	refusal := errs.Invalid("test.refused")
	results := gather(t, db, context.Background(), func(ctx context.Context, tx *sqldb.Tx) error {
		if err := lease("undone")(ctx, tx); err != nil {
			return err
		}
		return refusal
	})
	if !errors.Is(results[32], refusal) || leases(t, db) != 63 {
		t.Errorf("%v, %d took effect", results[32], leases(t, db))
	}
}

// When nobody knows whether COMMIT happened, everyone is told so, and the
// database is opened again: stored or not, the next command finds the truth.
func TestUnknownCommit(t *testing.T) {
	for _, point := range []sqldb.FaultPoint{sqldb.BeforeCommit, sqldb.AfterCommit} {
		t.Run(string(point), func(t *testing.T) {
			armed := false
			db := open(t, func(c *sqldb.Config) {
				c.Fault = func(p sqldb.FaultPoint) error {
					if armed && p == point {
						armed = false
						return errors.New("injected")
					}
					return nil
				}
			})
			armed = true
			err := db.Update(context.Background(), lease("a"))
			stored := leases(t, db)
			if point == sqldb.AfterCommit && (!errs.Is(err, errs.KindUnavailable) || stored != 1) {
				t.Errorf("failed but stored: %v, %d rows", err, stored)
			}
			if point == sqldb.BeforeCommit && (err == nil || stored != 0) {
				t.Errorf("failed and not stored: %v, %d rows", err, stored)
			}
			if err := db.Update(context.Background(), lease("b")); err != nil {
				t.Errorf("the next command: %v", err)
			}
		})
	}
}

// Every table is written by its class's way and by no other.
func TestClassesAreHeld(t *testing.T) {
	db := open(t, nil)
	err := db.Update(context.Background(), func(ctx context.Context, tx *sqldb.Tx) error {
		for _, q := range []string{"UPDATE org_unit SET code = 'x'", "DELETE FROM ledger_entry", "INSERT INTO person_word (word) VALUES ('x')", "DROP TABLE lease"} {
			if _, err := tx.Operate(ctx, q); err == nil {
				t.Errorf("Operate ran %s", q)
			}
		}
		if _, err := tx.Ledger(ctx, "DELETE FROM lease"); err == nil {
			t.Error("Ledger wrote an operational table")
		}
		if err := tx.Put(ctx, "lease", sqldb.Key{Version: 1}, nil); err == nil {
			t.Error("Put wrote an operational table")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
