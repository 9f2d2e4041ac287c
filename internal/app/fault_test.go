package app_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hoso/internal/app"
	"hoso/internal/directive"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// TestSyscallFaults gives every command of the program while one write or sync
// of it fails with EIO, with ENOSPC, or is its last: what was acknowledged is
// there once, what was not is brought through by the same key, verify is clean.
// A run takes a sample of the calls, with every fault at the database's first sync
// and one of them elsewhere; HOSO_FAULTS=all takes every call with each (make long).
func TestSyscallFaults(t *testing.T) {
	bases := theatre(t)
	total := make(chan int, len(orders))
	t.Run("orders", func(t *testing.T) {
		for _, o := range orders {
			t.Run(strings.ReplaceAll(o.name, " ", "_"), func(t *testing.T) {
				t.Parallel()
				base, ok := bases[o.name]
				if !ok {
					base = bases[""]
				}
				total <- (&trial{t: t, order: o, base: base}).all()
			})
		}
	})
	close(total)
	sum := 0
	for n := range total {
		sum += n
	}
	t.Logf("%d orders, %d runs with a fault", len(orders), sum)
}

// trial is one order with all its faults.
type trial struct {
	t      *testing.T
	order  order
	base   string
	before int64 // entries of the order's name on the stage
	had    int64 // what the order's effect counts on the stage
}

// all surveys the order's calls, strikes at them and gives the number of runs.
func (x *trial) all() int {
	x.t.Helper()
	x.look()
	dir := x.copy()
	points, r := survey(x.t, dir, x.order)
	x.judge("without a fault", dir, r)
	if len(points) == 0 || !r.acked {
		x.t.Fatalf("%s: %d points, %+v", x.order.name, len(points), r)
	}
	runs, hits := 0, 0
	for _, p := range sample(points) {
		for _, f := range faultsAt(p, points) {
			runs++
			if x.once(p, f) {
				hits++
			}
		}
	}
	x.t.Logf("%-24s %3d points, %4d runs, %4d hit", x.order.name, len(points), runs, hits)
	if 2*hits < runs {
		x.t.Errorf("strace injected into %d of %d runs: the points are not where they were", hits, runs)
	}
	return runs
}

// look counts what the stage has of the order already; folder.make has none.
func (x *trial) look() {
	x.t.Helper()
	if x.order.name == "folder.make" {
		return
	}
	a := mustOpen(x.t, filepath.Join(x.copy(), "data"), "", nil)
	defer a.Close()
	x.before = x.entries(a)
	if x.order.effect != `SELECT 1` {
		x.had = x.effect(a)
	}
}

// sample takes the first, the last, the database's first sync and some others,
// or all. That sync is the one on which the acknowledgement rests.
func sample(points []point) []point {
	if os.Getenv("HOSO_FAULTS") == "all" || len(points) <= 6 {
		return points
	}
	picked := map[point]bool{points[0]: true, points[len(points)-1]: true}
	if i := firstSync(points); i >= 0 {
		picked[points[i]] = true
	}
	for _, i := range rand.Perm(len(points))[:testenv.Steps(3)] {
		picked[points[i]] = true
	}
	return slices.Collect(maps.Keys(picked))
}

// firstSync is where the database is first synced, -1 if it is not.
func firstSync(points []point) int {
	return slices.IndexFunc(points, func(p point) bool { return p.thread == "writer" && strings.HasSuffix(p.call, "sync") })
}

// faultsAt gives the faults to try at a point.
func faultsAt(p point, points []point) []fault {
	if i := firstSync(points); os.Getenv("HOSO_FAULTS") == "all" || i >= 0 && points[i] == p {
		return faults
	}
	return []fault{faults[rand.IntN(len(faults))]}
}

// once strikes once, on a folder of its own.
func (x *trial) once(p point, f fault) bool {
	x.t.Helper()
	dir := x.copy()
	defer func() { _ = os.RemoveAll(dir) }() // the disk would fill up
	r := strike(x.t, dir, x.order, p, f)
	x.judge(f.name+" at "+p.String(), dir, r)
	return r.hit
}

func (x *trial) copy() string {
	x.t.Helper()
	dir := filepath.Join(x.t.TempDir(), "run")
	if err := os.CopyFS(dir, os.DirFS(x.base)); err != nil {
		x.t.Fatal(err)
	}
	keys, _ := filepath.Glob(filepath.Join(dir, "data", "keys", "*.key")) // the pattern is sound
	for _, k := range keys {
		if err := os.Chmod(k, 0o600); err != nil { // CopyFS opens them to others
			x.t.Fatal(err)
		}
	}
	return dir
}

// judge opens the folder again and holds what was told against what is there.
func (x *trial) judge(what, dir string, r told) {
	x.t.Helper()
	if r.crash != "" {
		x.t.Errorf("%s: the program crashed, and everybody's work with it: %s", what, r.crash)
	}
	// Who makes a folder is at the machine and is shown the cause.
	if r.err != "" && x.order.name != "folder.make" && !strings.HasPrefix(r.err, "unavailable ") {
		x.t.Errorf("%s: the disk failed and the person is not told to try again: %s", what, r.err)
	}
	data := filepath.Join(dir, "data")
	a, err := app.Open(context.Background(), app.Config{Dir: data, Log: quiet()})
	if err != nil {
		x.t.Errorf("%s: the folder does not open any more: %v", what, err)
		return
	}
	x.acknowledged(what, a, r)
	x.retry(what, dir, a, r)
	a.Close()
	if v, err := app.Verify(context.Background(), data, "", "", nil); err != nil || !v.Clean() || v.Pending != 0 {
		x.t.Errorf("%s: verify: %v %+v", what, err, v)
	}
}

// acknowledged checks what the person was told before anybody tries again.
func (x *trial) acknowledged(what string, a *app.App, r told) {
	x.t.Helper()
	if !r.acked {
		return
	}
	if x.effect(a) != 1 || x.entries(a) != 1 {
		x.t.Errorf("%s: acknowledged, but the effect is there %d times with %d entries", what, x.effect(a), x.entries(a))
	}
}

// retry gives the order again with its key, as a person does who was told to,
// or who did not hear the answer.
func (x *trial) retry(what, dir string, a *app.App, r told) {
	x.t.Helper()
	s, err := readStage(dir)
	if err != nil {
		x.t.Fatal(err)
	}
	ref, err := x.order.run(context.Background(), a, s)
	if err != nil {
		x.t.Errorf("%s: told %+v, and the same again is refused: %v", what, r, err)
		return
	}
	if was := r.entry; r.acked && x.order.again == 0 && !ref.Entry.IsZero() && was != ref.Entry.String() {
		x.t.Errorf("%s: the same key got entry %s and then %s", what, was, ref.Entry)
	}
	if n := x.entries(a); x.effect(a) != 1 || n < 1 || n > 1+x.order.again {
		x.t.Errorf("%s: told %+v, tried again: the effect is there %d times with %d entries", what, r, x.effect(a), n)
	}
	x.files(what, a)
}

func (x *trial) effect(a *app.App) int64 { return count(x.t, a, x.order.effect) - x.had }

// entries counts what the order left, which on the stage nobody did with the same outcome.
func (x *trial) entries(a *app.App) int64 {
	return count(x.t, a, `SELECT count(*) FROM ledger_entry e JOIN ledger_leaf l ON l.entry_id = e.id WHERE e.action = $1 AND e.outcome = $2`,
		x.order.action(), string(x.order.outcome())) - x.before
}

// files reads every file that a row names.
func (x *trial) files(what string, a *app.App) {
	x.t.Helper()
	blobs, err := sqldb.All(context.Background(), a.DB.Reader(), func(row sqldb.Scanner) (directive.Blob, error) {
		var b directive.Blob
		return b, row.Scan(&b.Name, &b.Size, &b.WrappedKey)
	}, `SELECT blob, size, wrapped_key FROM directive_expression UNION SELECT slip_blob, slip_size, slip_key FROM directive_ack WHERE slip_blob <> ''`)
	for _, b := range blobs {
		if err == nil {
			_, err = a.Files.Get(context.Background(), b)
		}
	}
	if err != nil {
		x.t.Errorf("%s: a document is registered and its file cannot be read: %v", what, err)
	}
}
