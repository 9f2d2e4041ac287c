package app_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// gate is a populated folder whose time stands still, seen from its door.
type gate struct {
	*world
	t     *testing.T
	clock *clock.Manual
}

func openGate(t *testing.T, url string, tune func(*sqldb.Config)) *gate {
	t.Helper()
	noon := clock.NewManual(clock.Of(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)))
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Database: url, Log: quiet(), Clock: noon, Tune: tune})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return &gate{populate(t, a), t, noon}
}

// do passes the door.
func (g *gate) do(c door.Command, fn func(context.Context, door.Tx) error) (ledger.Ref, error) {
	return g.app.Door.Do(context.Background(), c, fn)
}

// rename is a command that the operator may give.
func (g *gate) rename(key [16]byte, args any) door.Command {
	return door.Command{Name: "org.unit.rename", Key: key, Actor: operator().Actor, Purpose: access.PurposeOrganisation,
		Object: access.Object{Kind: "unit", ID: g.unit}, Args: args}
}

// putNote writes one governed row: what these tests take for a change.
func putNote(ctx context.Context, tx door.Tx, row id.ID, version int64) error {
	return sqldb.Of(tx).Put(ctx, "folder", sqldb.Key{ID: row, Version: version},
		sqldb.Row{"label": 0, "kind": "note", "origin": "n", "made_on": "2026-11-25"})
}

// full does everything that a command can do, and then fails with err.
func full(err error) func(context.Context, door.Tx) error {
	return func(ctx context.Context, tx door.Tx) error {
		tx.Subject(id.New())
		tx.Fact("count", 1)
		tx.Enqueue(job.Request{Kind: "test.job.none", Args: []byte("{}")})
		if put := putNote(ctx, tx, id.New(), 1); put != nil {
			return put
		}
		return err
	}
}

// count gives the number that a query answers.
func (g *gate) count(query string, args ...any) int64 {
	g.t.Helper()
	return countOf(g.t, g.app, query, args...)
}

func countOf(t *testing.T, a *app.App, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := sqldb.One(context.Background(), a.DB.Reader(), query, args, &n); err != nil {
		t.Fatal(query, err)
	}
	return n
}

// left is what a command can leave behind.
type left struct {
	entries, refused, rows, subjects, keys, jobs, runs int64
	governed                                           string
}

func (g *gate) left() left {
	g.t.Helper()
	n := func(table string) int64 { return g.count("SELECT count(*) FROM " + table) }
	return left{n("ledger_entry"), g.count("SELECT count(*) FROM ledger_entry WHERE outcome = 'refused'"), n("ledger_row"), n("ledger_subject"),
		n("door_key"), n("job"), n("job_run"), tablesDigest(g.t, g.app)}
}

// tablesDigest digests all governed and derived rows.
func tablesDigest(t *testing.T, a *app.App) string {
	t.Helper()
	h := sha256.New()
	for _, tab := range schema.Tables() {
		if tab.Class != schema.Governed && tab.Class != schema.Derived {
			continue
		}
		values, dest := make([]any, len(tab.Columns)), make([]any, len(tab.Columns))
		for i := range values {
			dest[i] = &values[i]
		}
		var lines []string
		err := sqldb.Each(context.Background(), a.DB.Reader(), func(row sqldb.Scanner) error {
			err := row.Scan(dest...)
			lines = append(lines, fmt.Sprint(values...))
			return err
		}, "SELECT "+names(tab)+" FROM "+tab.Name)
		if err != nil {
			t.Fatal(tab.Name, err)
		}
		slices.Sort(lines)
		fmt.Fprintln(h, tab.Name, len(lines), lines)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// entry reads an entry.
func (g *gate) entry(ref ledger.Ref) ledger.Entry {
	g.t.Helper()
	l, err := ledgersql.Plain{Store: g.app.Ledger}.Find(context.Background(), ref.Entry)
	if err != nil {
		g.t.Fatal(err)
	}
	return l.Entry
}

// newest reads the entry that was left last by an action.
func (g *gate) newest(action access.Action) ledger.Entry {
	g.t.Helper()
	var ref ledger.Ref
	err := sqldb.One(context.Background(), g.app.DB.Reader(), `SELECT id FROM ledger_entry WHERE action = $1 ORDER BY at DESC LIMIT 1`, []any{action}, &ref.Entry)
	if err != nil {
		g.t.Fatal(action, err)
	}
	return g.entry(ref)
}

// account makes an account that holds roles from a day.
func (g *gate) account(from clock.Date, roles ...access.Holding) access.Actor {
	g.t.Helper()
	return accountOf(g.t, g.app, g.body, from, roles...)
}

func accountOf(t *testing.T, a *app.App, body id.ID, from clock.Date, roles ...access.Holding) access.Actor {
	t.Helper()
	acc := accesssql.Account{ID: id.New(), Person: id.New(), Unit: body, From: from, Roles: roles}
	if _, err := a.Accounts.Create(context.Background(), operator().Actor, [16]byte{}, acc); err != nil {
		t.Fatal(err)
	}
	return access.Actor{Account: acc.ID, Person: acc.Person}
}

// somebody gives an existing object of every kind.
func (g *gate) somebody() map[access.Kind]id.ID {
	g.t.Helper()
	all := map[access.Kind]id.ID{}
	for _, tab := range schema.Tables() {
		if tab.Kind == "" {
			continue
		}
		var one id.ID
		if err := sqldb.One(context.Background(), g.app.DB.Reader(), "SELECT id FROM "+tab.Name+" LIMIT 1", nil, &one); err != nil {
			g.t.Fatalf("the world has no %s: %v", tab.Kind, err)
		}
		all[access.Kind(tab.Kind)] = one
	}
	return all
}

func wantKind(t *testing.T, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, kind) || errs.Of(err).Code != code {
		t.Errorf("answered %v, want %s %s", err, kind, code)
	}
}
