package app_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/sqldb"
)

// TestKeyReplay: a form that is sent again does its work once and gets the same
// answer; a key that was used for something else is refused.
func TestKeyReplay(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		key, row := [16]byte{1}, id.New()
		ran := 0
		once := func(ctx context.Context, tx door.Tx) error { ran++; return putNote(ctx, tx, row, 1) }
		first, err := g.do(g.rename(key, "a"), once)
		if err != nil {
			t.Fatal(err)
		}
		before := g.left()
		g.clock.Advance(29 * 24 * time.Hour)
		again, err := g.do(g.rename(key, "a"), once)
		if err != nil || again != first || ran != 1 {
			t.Errorf("the second time gave %v %v after %d runs, the first %v", again, err, ran, first)
		}
		_, err = g.do(g.rename(key, "b"), full(nil))
		wantKind(t, err, errs.KindConflict, "door.key.used")
		if now := g.left(); now != before {
			t.Errorf("repeats left something: %+v, before %+v", now, before)
		}
		other := g.rename(key, "a")
		other.Name = "org.unit.end"
		if ref, err := g.do(other, full(nil)); err != nil || ref == first {
			t.Errorf("the key of another command is another key: %v %v", ref, err)
		}
		head := g.account("2020-01-01", access.Holding{Role: access.RoleDeptHead, Unit: g.body})
		theirs := g.rename(key, "b")
		theirs.Actor = head
		if ref, err := g.do(theirs, full(nil)); err != nil || ref == first {
			t.Errorf("the key of somebody else is another key: %v %v", ref, err)
		}
	})
}

// TestKeyRace: of many that come at once with one key, one does the work and
// all get its answer.
func TestKeyRace(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		before, row := g.left(), id.New()
		refs, failed := make([]ledger.Ref, 32), make([]error, 32)
		var all sync.WaitGroup
		for i := range refs {
			all.Go(func() {
				refs[i], failed[i] = g.do(g.rename([16]byte{2}, "a"), func(ctx context.Context, tx door.Tx) error { return putNote(ctx, tx, row, 1) })
			})
		}
		all.Wait()
		for i := range refs {
			if failed[i] != nil || refs[i] != refs[0] {
				t.Errorf("number %d got %v %v, number 0 %v", i, refs[i], failed[i], refs[0])
			}
		}
		if now := g.left(); now.entries != before.entries+1 || now.rows != before.rows+1 || now.keys != before.keys+1 {
			t.Errorf("left %+v, before %+v", now, before)
		}
	})
}

// TestNothingLeft: what fails for any other reason than a refusal leaves
// nothing, and its key can be used again.
func TestNothingLeft(t *testing.T) {
	cases := map[string]struct {
		fn   func(context.Context, door.Tx) error
		kind errs.Kind
		code string
	}{
		"invalid":     {full(errs.Invalid("test.invalid")), errs.KindInvalid, "test.invalid"},
		"conflict":    {full(errs.Conflict("test.conflict")), errs.KindConflict, "test.conflict"},
		"unavailable": {full(errs.Unavailable("test.unavailable")), errs.KindUnavailable, "test.unavailable"},
		"internal":    {full(errs.Internal("test.internal")), errs.KindInternal, "test.internal"},
		"other":       {full(errors.New("not of the house")), errs.KindInternal, "internal"},
		"panic": {func(ctx context.Context, tx door.Tx) error {
			if err := full(nil)(ctx, tx); err != nil {
				return err
			}
			panic("a fault of ours")
		}, errs.KindInternal, "internal"},
		"5,001 rows": {notes(door.MaxRows + 1), errs.KindInvalid, "door.rows.too_many"},
		"a fact that is not registered": {func(_ context.Context, tx door.Tx) error {
			tx.Fact("name", 1)
			return nil
		}, errs.KindInternal, "internal"},
	}
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				before := g.left()
				ref, err := g.do(g.rename([16]byte{3}, "a"), c.fn)
				wantKind(t, err, c.kind, c.code)
				if now := g.left(); now != before || ref != (ledger.Ref{}) {
					t.Errorf("left %+v and %v, before %+v", now, ref, before)
				}
			})
		}
		if _, err := g.do(g.rename([16]byte{3}, "b"), notes(door.MaxRows)); err != nil {
			t.Errorf("5,000 rows under the same key: %v", err)
		}
	})
}

func notes(n int) func(context.Context, door.Tx) error {
	return func(ctx context.Context, tx door.Tx) error {
		for range n {
			if err := putNote(ctx, tx, id.New(), 1); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestRunTwice: a function that the engine runs twice leaves one entry, that of
// the run that counts.
func TestRunTwice(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		for try := byte(1); try < 100; try++ {
			before := g.left()
			refs, err := g.twoAtOnce(url, [16]byte{4, try})
			if errs.Is(err, errs.KindInternal) {
				continue // on SQLite they were no batch, and the first was alone with its panic
			}
			if err != nil {
				t.Fatal(err)
			}
			if now := g.left(); now.entries != before.entries+1 || now.rows != before.rows+1 || now.keys != before.keys+1 || refs[0] != refs[1] {
				t.Errorf("left %+v, before %+v, answered %v", now, before, refs)
			}
			if e := g.entry(refs[0]); e.Facts["count"] != int64(2) || e.RowsCount != 1 {
				t.Errorf("the entry says %v and %d rows", e.Facts, e.RowsCount)
			}
			return
		}
		t.Error("no two commands met in a batch")
	})
}

// twoAtOnce sends a command twice at once. Its first run fails so that the
// engine runs it again.
func (g *gate) twoAtOnce(url string, key [16]byte) ([2]ledger.Ref, error) {
	var runs atomic.Int64
	row := id.New()
	fn := func(ctx context.Context, tx door.Tx) error {
		run := runs.Add(1)
		tx.Fact("count", run)
		err := putNote(ctx, tx, row, 1)
		if err == nil && run == 1 {
			err = again(url)
		}
		return err
	}
	var refs [2]ledger.Ref
	var failed [2]error
	var ready, done sync.WaitGroup
	release := g.hold(url)
	for i := range refs {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			refs[i], failed[i] = g.do(g.rename(key, "a"), fn)
		})
	}
	ready.Wait()
	release()
	done.Wait()
	return refs, errors.Join(failed[:]...)
}

// again makes an engine run a function again: PostgreSQL when transactions
// collide, SQLite when a batch of several is over.
func again(url string) error {
	if url == "" {
		panic("the batch is over")
	}
	return &pgconn.PgError{Code: "40001"}
}

// hold keeps SQLite's writer busy until the function that it gives is called,
// so that what comes meanwhile makes one batch. PostgreSQL has no such writer.
func (g *gate) hold(url string) func() {
	if url != "" {
		return func() {}
	}
	held, free, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_ = g.app.DB.Update(context.Background(), func(context.Context, *sqldb.Tx) error { // it only waits
			close(held)
			<-free
			return errs.Invalid("test.held")
		})
	}()
	<-held
	return func() { close(free); <-done }
}

// TestEntryMatches: an entry says what was touched and whom it concerns, and the
// rows beside it are those.
func TestEntryMatches(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		a, b, basis := id.New(), id.New(), id.New()
		who := []id.ID{id.New(), id.New(), id.New()}
		if _, err := g.do(g.rename([16]byte{}, 1), func(ctx context.Context, tx door.Tx) error { return putNote(ctx, tx, b, 1) }); err != nil {
			t.Fatal(err)
		}
		var touched []ledger.Row
		c := g.rename([16]byte{5}, map[string]int{"x": 1})
		c.Basis = basis
		ref, err := g.do(c, func(ctx context.Context, tx door.Tx) error {
			for _, p := range append(who, who...) {
				tx.Subject(p)
			}
			err := errors.Join(putNote(ctx, tx, a, 1), putNote(ctx, tx, a, 2), sqldb.Of(tx).Remove(ctx, "folder", sqldb.Key{ID: b, Version: 1}))
			touched = slices.Clone(tx.Engine().Touched())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		g.agrees(g.entry(ref), c, touched, who)
	})
}

func (g *gate) agrees(e ledger.Entry, c door.Command, touched []ledger.Row, who []id.ID) {
	g.t.Helper()
	ctx, q := context.Background(), g.app.DB.Reader()
	var salt []byte
	if err := sqldb.One(ctx, q, `SELECT salt FROM ledger_entry WHERE id = $1`, []any{e.ID}, &salt); err != nil {
		g.t.Fatal(err)
	}
	want := ledger.Entry{V: 1, ID: e.ID, At: g.clock.Now(), Actor: c.Actor, Action: c.Name, Object: c.Object, Purpose: c.Purpose, Basis: c.Basis,
		Outcome: ledger.Done, CommandDigest: ledger.CommandDigest(c.Key, string(c.Name), []byte(`{"x":1}`)), RowsCount: 3, RowsRoot: ledger.RowsRoot(touched),
		SubjectsCount: 3, SubjectsRoot: ledger.SubjectsRoot(ledger.Hash(salt), who)}
	got, err := e.Canonical()
	wanted, werr := want.Canonical()
	if err != nil || werr != nil || string(got) != string(wanted) {
		g.t.Errorf("the entry is %s %v, want %s %v", got, err, wanted, werr)
	}
	rows, err := ledgersql.Plain{Store: g.app.Ledger}.Rows(ctx, e.ID)
	if err != nil || ledger.RowsRoot(rows) != e.RowsRoot || len(rows) != 3 {
		g.t.Errorf("the rows beside it are %v %v", rows, err)
	}
	if n := g.count(`SELECT count(*) FROM ledger_subject WHERE entry_id = $1`, e.ID); n != 3 {
		g.t.Errorf("%d subjects", n)
	}
	for _, p := range who {
		if n := g.count(`SELECT count(*) FROM ledger_subject WHERE entry_id = $1 AND person = $2`, e.ID, p); n != 1 {
			g.t.Errorf("%v stands %d times", p, n)
		}
	}
}

// TestSubjectIsSomebody: a command that concerns somebody who is not named leaves nothing.
func TestSubjectIsSomebody(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		before := g.left()
		if _, err := g.do(g.rename([16]byte{7}, 1), func(ctx context.Context, tx door.Tx) error {
			tx.Subject(id.New())
			tx.Subject(id.ID{})
			return putNote(ctx, tx, id.New(), 1)
		}); err == nil || g.left() != before {
			t.Errorf("%v, and %v stands after %v", err, g.left(), before)
		}
	})
}

// TestJobsAreRows: what a command orders stands in its own transaction, with
// who asked for it and why.
func TestJobsAreRows(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		before, later := g.left(), g.clock.Now()+1_000_000
		ref, err := g.do(g.rename([16]byte{6}, 1), func(ctx context.Context, tx door.Tx) error {
			tx.Enqueue(job.Request{Kind: "test.job.soon", Args: []byte("{}")})
			tx.Enqueue(job.Request{Kind: "test.job.late", Args: []byte("[1]"), RunAt: later})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		now := g.left()
		if now.jobs != before.jobs+2 || now.runs != before.runs+2 || g.entry(ref).RowsCount != 2 {
			t.Errorf("left %+v, before %+v, entry %+v", now, before, g.entry(ref))
		}
		for kind, at := range map[string]int64{"test.job.soon": int64(g.clock.Now()), "test.job.late": int64(later)} {
			n := g.count(`SELECT count(*) FROM job j JOIN job_run r ON r.job_id = j.id WHERE j.kind = $1 AND r.run_at = $2 AND r.state = 'waiting'
				AND j.requester = $3 AND j.purpose = $4 AND j.at = $5`, kind, at, operator().Actor.Key(), access.PurposeOrganisation, g.clock.Now())
			if n != 1 {
				t.Errorf("%s stands %d times as it was ordered", kind, n)
			}
		}
	})
}
