package app_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// patience is how long a client tries one command again before it is said to be
// lost: PostgreSQL recovers within a second or two.
const patience = 30 * time.Second

// TestPostmasterKills kills PostgreSQL, postmaster and backends, under 16
// writers: a command fails as Unavailable only, the same key brings it through,
// and each command took effect once. HOSO_PGKILLS sets how often; make long
// does 50.
func TestPostmasterKills(t *testing.T) {
	kills := max(1, testenv.Steps(2))
	if n, err := strconv.Atoi(os.Getenv("HOSO_PGKILLS")); err == nil {
		kills = n
	}
	pg := testenv.Own(t)
	dir, url := t.TempDir(), pg.Database(t)
	a := mustOpen(t, dir, url, nil)
	defer a.Close()
	units := division(t, a, writers)
	stop := make(chan struct{})
	clients := make([]*client, writers)
	var running sync.WaitGroup
	for i := range clients {
		clients[i] = &client{app: a, unit: units[i]}
		running.Go(func() { clients[i].work(t, stop) })
	}
	for range kills {
		time.Sleep(500 * time.Millisecond)
		pg.Crash(t)
		time.Sleep(200 * time.Millisecond) // clients meet a server that is not there
		pg.Restart(t)
	}
	time.Sleep(500 * time.Millisecond)
	close(stop)
	running.Wait()
	settled(t, dir, url)
	judge(t, a, clients)
}

// division founds a body with n units below it.
func division(t *testing.T, a *app.App, n int) []id.ID {
	t.Helper()
	ctx := context.Background()
	body, _, err := a.Org.Found(ctx, operator(), org.NewUnitForm{Code: "BO", Name: "Bộ", From: "2020-01-01", Basis: "1/NĐ"})
	if err != nil {
		t.Fatal(err)
	}
	units := make([]id.ID, n)
	for i := range units {
		units[i], _, err = a.Org.Create(ctx, operator(), org.NewUnitForm{Code: fmt.Sprint("U", i), Kind: org.KindDivision,
			Name: fmt.Sprint("Phòng ", i), Parent: body, From: "2020-01-01", Basis: "1/QĐ"})
		if err != nil {
			t.Fatal(err)
		}
	}
	return units
}

// client renames one unit again and again and remembers what was acknowledged.
type client struct {
	app    *app.App
	unit   id.ID
	acked  []string // entries
	failed int      // attempts that were answered with Unavailable
}

func (c *client) work(t *testing.T, stop <-chan struct{}) {
	for i := 1; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		if !c.persist(t, fmt.Sprint("Vụ ", i)) {
			return
		}
	}
}

// persist sends one command under one key until it is acknowledged.
func (c *client) persist(t *testing.T, name string) bool {
	by := operator()
	by.Key = [16]byte(id.New())
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		ref, err := c.app.Org.Rename(context.Background(), by, c.unit, org.RenameForm{Name: name, From: "2023-01-01", Basis: "1/QĐ"})
		if err == nil {
			c.acked = append(c.acked, ref.Entry.String())
			return true
		}
		c.failed++
		if !errs.Is(err, errs.KindUnavailable) {
			t.Errorf("the database went away and the client is told %s, not to try again: %v", errs.KindOf(err), err)
			return false
		}
		if time.Since(begin) > patience {
			t.Errorf("the database is back and the command is still refused after %v: %v", patience, err)
			return false
		}
	}
}

// judge holds what the clients were told against what is there.
func judge(t *testing.T, a *app.App, clients []*client) {
	t.Helper()
	var acked []string
	failed := 0
	for i, c := range clients {
		acked, failed = append(acked, c.acked...), failed+c.failed
		u, err := a.Org.Read.Find(context.Background(), c.unit)
		if err != nil {
			t.Fatal(err)
		}
		if n := u.Newest().Version; n != int64(len(c.acked)) { // each renaming is one version of the same state
			t.Errorf("unit %d was renamed %d times for %d commands", i, n, len(c.acked))
		}
	}
	if lost := countLost(t, a, acked); lost > 0 || len(acked) == 0 {
		t.Errorf("%d of %d acknowledged commands have no entry", lost, len(acked))
	}
	if n := count(t, a, `SELECT count(*) FROM ledger_entry WHERE action = $1 AND outcome = $2`, string(org.ActionRename), string(ledger.Done)); n != int64(len(acked)) {
		t.Errorf("%d entries for %d commands", n, len(acked))
	}
	t.Logf("%d commands acknowledged after %d attempts that were answered with Unavailable", len(acked), failed)
}

// settled verifies a folder once every entry has its leaf.
func settled(t *testing.T, dir, url string) {
	t.Helper()
	r, err := app.Verify(context.Background(), dir, url, "", nil)
	for begin := time.Now(); err == nil && r.Pending > 0 && time.Since(begin) < 30*time.Second; {
		r, err = app.Verify(context.Background(), dir, url, "", nil)
	}
	if err != nil || !r.Clean() || r.Pending != 0 {
		t.Errorf("the ledger does not fit what is there: %v %+v", err, r)
	}
}

// count reads one number.
func count(t *testing.T, a *app.App, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := sqldb.One(context.Background(), a.DB.Reader(), query, args, &n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// TestCrashUnderSigning crashes PostgreSQL while the publisher reads the tree
// that it is about to sign: that it could not be read is no mismatch, and the
// ledger goes on when the server is back.
func TestCrashUnderSigning(t *testing.T) {
	pg := testenv.Own(t)
	dir, url := t.TempDir(), pg.Database(t)
	a := mustOpen(t, dir, url, nil)
	defer a.Close()
	units := division(t, a, 1)
	settled(t, dir, url)                                           // the publisher has nothing left to sequence
	newAttacker(t, dir, url).exec("BEGIN; LOCK TABLE ledger_tree") // so its next reading, to sign, waits
	time.Sleep(2 * time.Second)
	pg.Crash(t)
	time.Sleep(200 * time.Millisecond) // it hears that its connection is gone
	pg.Restart(t)
	if c := (&client{app: a, unit: units[0]}); !c.persist(t, "Vụ") {
		t.Errorf("the ledger has stopped for good: %v", a.Ledger.Stopped())
	}
	settled(t, dir, url)
}
