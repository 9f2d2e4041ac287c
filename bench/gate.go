package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// Sizes of the gate workload.
const (
	deciding = 3 * time.Second // of each number of clients
	lists    = 41              // of each reader, or as many as go into listing; the median counts
	listing  = 20 * time.Second
	openings = 2000
	keepers  = openings/150 + 1 // of files: each opens fewer on a day than its budget
	persons  = 200
)

// gatehouse is a big register with those who read it.
type gatehouse struct {
	app   *app.App
	pg    string // URL of its database, "" for SQLite
	dir   string
	docs  int // at least 20,000: a thousandth of them are marks
	body  id.ID
	units []id.ID
	seen  atomic.Int64 // statements read
	marks []id.ID      // some documents

	keepers []access.Actor
	persons []id.ID // with a file
}

// gate measures decisions, lists under policy, and openings with their entry.
func gate(ctx context.Context, pg string, docs int) error {
	if docs < 1000*granted {
		return fmt.Errorf("a gate workload needs %d documents", 1000*granted)
	}
	dir, err := os.MkdirTemp("", "hoso-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	g := &gatehouse{dir: dir, docs: docs}
	if pg != "" {
		if g.pg, _, err = freshDatabases(ctx, pg); err != nil {
			return err
		}
	}
	if err := g.open(ctx); err != nil {
		return err
	}
	defer func() { g.app.Close() }()
	readers, err := g.people(ctx)
	if err == nil {
		err = g.files(ctx)
	}
	if err != nil {
		return err
	}
	g.app.Close()
	if err = g.fill(ctx); err == nil {
		err = g.open(ctx)
	}
	if err == nil {
		err = g.grant(ctx, &readers[2])
	}
	if err != nil {
		return err
	}
	for _, part := range []func(context.Context, []gateReader) error{g.decisions, g.openings, g.lists} {
		if err := part(ctx, readers); err != nil {
			return err
		}
	}
	return nil
}

func (g *gatehouse) open(ctx context.Context) error {
	a, err := app.Open(ctx, app.Config{Dir: g.dir, Database: g.pg, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Tune: func(c *sqldb.Config) { c.Reads = func(string, []any) { g.seen.Add(1) } }})
	if err != nil {
		return err
	}
	g.app = a
	return a.Unlock(ctx, nil)
}

// decisions asks again and again whether a reader may read a document, from one
// client and from as many as there are cores.
func (g *gatehouse) decisions(ctx context.Context, readers []gateReader) error {
	fmt.Printf("%-28s %7s %12s %10s\n", "decisions", "clients", "decisions/s", "queries")
	for _, r := range readers {
		for _, clients := range slices.Compact([]int{1, runtime.GOMAXPROCS(0)}) {
			n, asked, err := g.decide(ctx, r, clients)
			if err != nil {
				return err
			}
			fmt.Printf("%-28s %7d %12.0f %10.1f\n", r.name, clients, float64(n)/deciding.Seconds(), float64(asked)/float64(max(n, 1)))
		}
	}
	return nil
}

func (g *gatehouse) decide(ctx context.Context, r gateReader, clients int) (done, asked int64, err error) {
	before, until := g.seen.Load(), time.Now().Add(deciding)
	var n atomic.Int64
	var all sync.WaitGroup
	errs := make(chan error, clients)
	for range clients {
		all.Go(func() {
			for time.Now().Before(until) {
				o := access.Object{Kind: "directive", ID: g.marks[rand.IntN(len(g.marks))]}
				err := g.app.Check(ctx, access.Question{Actor: r.actor, Action: directive.ActionRead, Objects: []access.Object{o}, Today: clock.Today(g.app.Clock)})
				if err != nil && !strings.HasPrefix(err.Error(), "access.") {
					errs <- err
					return
				}
				n.Add(1)
			}
			errs <- nil
		})
	}
	all.Wait()
	for range clients {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return n.Load(), g.seen.Load() - before, err
}

// lists compares the newest 50 documents that a reader may see with the same,
// its units given as a literal list.
func (g *gatehouse) lists(ctx context.Context, readers []gateReader) error {
	fmt.Printf("%-28s %9s %9s %9s  %s\n", fmt.Sprintf("50 of %d", g.docs), "policy ms", "same ms", "bar ms", "within")
	for _, r := range readers {
		units, err := g.unitsOf(ctx, r)
		if err != nil {
			return err
		}
		literal := access.Scope{Areas: []access.Area{{Units: units, IDs: r.granted}}}
		var policy, same []time.Duration
		for start := time.Now(); len(policy) < lists && (len(policy) < 5 || time.Since(start) < listing); {
			begin := time.Now()
			under, _, err := g.app.Directive.List(ctx, r.actor, directive.Filter{Limit: 50})
			if err != nil {
				return err
			}
			policy = append(policy, time.Since(begin))
			begin = time.Now()
			given, _, err := g.app.Directive.Read.List(ctx, literal, directive.Filter{Limit: 50})
			same = append(same, time.Since(begin))
			if err != nil {
				return err
			}
			if !slices.EqualFunc(under, given, func(a, b directive.Directive) bool { return a.ID == b.ID }) {
				return fmt.Errorf("%s: the two lists differ", r.name)
			}
		}
		p, s := median(policy), median(same)
		bar := max(s*13/10, s+time.Millisecond/2)
		fmt.Printf("%-28s %9.2f %9.2f %9.2f  %v\n", r.name, ms(p), ms(s), ms(bar), p <= bar)
	}
	return nil
}

// unitsOf gives the units at and below that of a reader's role.
func (g *gatehouse) unitsOf(ctx context.Context, r gateReader) ([]id.ID, error) {
	path, err := g.app.Access.Tree.Paths(ctx, g.app.DB.Reader(), []id.ID{r.unit})
	if err != nil {
		return nil, err
	}
	return sqldb.All(ctx, g.app.DB.Reader(), func(row sqldb.Scanner) (id.ID, error) {
		var u id.ID
		return u, row.Scan(&u)
	}, `SELECT unit_id FROM org_unit_now WHERE path >= $1 AND path < $2`, path[r.unit], strings.TrimSuffix(path[r.unit], "/")+"0")
}

// openings opens persons' files and documents with an entry, each beside one
// durable commit of as many bytes on the bare engine. A person's file is opened
// as its page does it: what it may be opened for, the door, its sealed fields.
func (g *gatehouse) openings(ctx context.Context, readers []gateReader) error {
	raw, err := g.rawCommits(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%-28s %7s %9s %9s %9s %9s %9s  %s\n", "opening with its entry", "times", "p50 ms", "raw p50", "p99 ms", "raw p99", "bar ms", "within")
	for _, way := range []struct {
		name string
		open func(n int) error
	}{
		{"a person's file", func(n int) error {
			_, err := g.app.Person.Open(ctx, g.keepers[n%keepers], person.ActionOpen, person.Looking{Person: g.persons[n%persons], Purpose: access.PurposeUpkeep})
			return err
		}},
		{"a document", func(n int) error {
			o := access.Object{Kind: "directive", ID: g.marks[n%len(g.marks)]}
			_, err := g.app.Door.Do(ctx, door.Command{Name: directive.ActionRead, Actor: readers[0].actor, Object: o}, func(context.Context, door.Tx) error { return nil })
			return err
		}},
	} {
		var opened, bare []time.Duration
		for n := range openings {
			begin := time.Now()
			if err := way.open(n); err != nil {
				return fmt.Errorf("%s: %w", way.name, err)
			}
			opened = append(opened, time.Since(begin))
			begin = time.Now()
			if err := raw(ctx); err != nil {
				return err
			}
			bare = append(bare, time.Since(begin))
		}
		bar := percentile(bare, 99) + 5*time.Millisecond
		fmt.Printf("%-28s %7d %9.2f %9.2f %9.2f %9.2f %9.2f  %v\n", way.name, openings, ms(percentile(opened, 50)), ms(percentile(bare, 50)),
			ms(percentile(opened, 99)), ms(percentile(bare, 99)), ms(bar), percentile(opened, 99) <= bar)
	}
	return nil
}

func percentile(list []time.Duration, percent int) time.Duration {
	slices.Sort(list)
	return list[len(list)*percent/100]
}
