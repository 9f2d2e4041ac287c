package sqldb_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// built reads the columns of a table from the database itself, in its order:
// "name type", with "?" where NULL may stand.
func built(t *testing.T, db *sqldb.DB, table string) []string {
	t.Helper()
	query := `SELECT name, type, CASE WHEN "notnull" = 1 THEN '' ELSE '?' END FROM pragma_table_info($1) ORDER BY cid`
	if db.Engine() == schema.Postgres {
		query = `SELECT column_name::text, data_type || CASE WHEN collation_name IS NULL THEN '' ELSE ' ' || collation_name END,
			CASE is_nullable WHEN 'NO' THEN '' ELSE '?' END FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`
	}
	return list(t, db, query, table)
}

// list reads rows of three texts, joined.
func list(t *testing.T, db *sqldb.DB, query string, args ...any) []string {
	t.Helper()
	all, err := sqldb.All(context.Background(), db.Reader(), func(row sqldb.Scanner) (string, error) {
		var a, b, c string
		err := row.Scan(&a, &b, &c)
		return a + " " + b + c, err
	}, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// declared gives the columns of a table as package schema reads them.
func declared(tab *schema.Table, e schema.Engine) []string {
	types := map[schema.Type]string{schema.Int: "INTEGER", schema.Text: "TEXT", schema.Blob: "BLOB"}
	if e == schema.Postgres {
		types = map[schema.Type]string{schema.Int: "bigint", schema.Text: "text C", schema.Blob: "bytea"}
	}
	var all []string
	for _, c := range tab.Columns {
		all = append(all, c.Name+" "+types[c.Type]+map[bool]string{true: "?"}[c.Null])
	}
	return all
}

// TestBuiltAsDeclared: the database has exactly the tables and columns that the
// row digests, Put and verify take for given, in that order.
func TestBuiltAsDeclared(t *testing.T) {
	engines(t, func(t *testing.T, db *sqldb.DB) {
		query := `SELECT name, CASE WHEN strict = 1 THEN 'strict' ELSE '' END, '' FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
		if db.Engine() == schema.Postgres {
			query = `SELECT table_name::text, 'strict', '' FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name COLLATE "C"`
		}
		var names []string
		for _, tab := range schema.Tables() {
			names = append(names, tab.Name+" strict")
			if got, want := built(t, db, tab.Name), declared(tab, db.Engine()); !slices.Equal(got, want) {
				t.Errorf("table %s\n built    %v\n declared %v", tab.Name, got, want)
			}
		}
		if got := list(t, db, query); !slices.Equal(got, names) {
			t.Errorf("tables\n built    %v\n declared %v", got, names)
		}
	})
}

// TestMigrateAgain: a program that starts on its own database changes nothing.
func TestMigrateAgain(t *testing.T) {
	engines(t, func(t *testing.T, db *sqldb.DB) {
		if n, err := db.Migrate(context.Background()); n != 0 || err != nil {
			t.Errorf("%d migrations ran again: %v", n, err)
		}
	})
}

// value is something that fits a column.
func value(c schema.Column) any {
	switch c.Type {
	case schema.Int:
		return int64(5)
	case schema.Text:
		return "x"
	}
	return bytes.Repeat([]byte{7}, 16)
}

// TestLedgerStays: the database itself refuses to change or delete a row of the
// ledger, whoever asks, save the erasing of an entry and the growing of the tree.
func TestLedgerStays(t *testing.T) {
	engines(t, func(t *testing.T, db *sqldb.DB) {
		exec := func(query string, args ...any) error {
			return db.Update(context.Background(), func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Ledger(ctx, query, args...)
				return err
			})
		}
		for _, tab := range schema.Tables() {
			if tab.Class != schema.Ledger {
				continue
			}
			marks, values := []string{}, []any{}
			for i, c := range tab.Columns {
				marks, values = append(marks, fmt.Sprint("$", i+1)), append(values, value(c))
			}
			if err := exec("INSERT INTO "+tab.Name+" VALUES ("+strings.Join(marks, ", ")+")", values...); err != nil {
				t.Fatal(tab.Name, err)
			}
			for _, c := range tab.Columns {
				err := exec("UPDATE "+tab.Name+" SET "+c.Name+" = "+c.Name, nil...)
				if err == nil && tab.Name != "ledger_tree" {
					t.Errorf("%s.%s can be written", tab.Name, c.Name)
				}
			}
			if err := exec("DELETE FROM " + tab.Name); err == nil || !strings.Contains(err.Error(), "insert-only") {
				t.Errorf("a row of %s can be deleted: %v", tab.Name, err)
			}
		}
		for _, c := range []struct { // in this order: what is erased may be erased again
			query string
			may   bool
		}{{"UPDATE ledger_tree SET size = 4", false}, {"UPDATE ledger_tree SET size = 6", true},
			{"UPDATE ledger_entry SET body = NULL", false}, {"UPDATE ledger_entry SET body = NULL, salt = NULL", true}} {
			if err := exec(c.query); (err == nil) != c.may {
				t.Errorf("%s: %v, may: %v", c.query, err, c.may)
			}
		}
	})
}

// TestHoldWaits: on PostgreSQL whoever holds a row lets others wait for it; what
// they then read is what the first left.
func TestHoldWaits(t *testing.T) {
	engines(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		row, held, done := key(1), make(chan struct{}), make(chan error, 1)
		put := func(ctx context.Context, tx *sqldb.Tx, version int64, kind string) error {
			return tx.Put(ctx, "folder", sqldb.Key{ID: row, Version: version}, sqldb.Row{"label": 0, "kind": kind, "origin": "o", "made_on": "2026-01-01"})
		}
		if err := db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return put(ctx, tx, 1, "first") }); err != nil {
			t.Fatal(err)
		}
		go func() {
			done <- db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
				if err := tx.Hold(ctx, "folder", row); err != nil {
					return err
				}
				close(held)
				return put(ctx, tx, 2, "second")
			})
		}()
		<-held
		var kind string
		err := db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			if err := tx.Hold(ctx, "folder", row); err != nil {
				return err
			}
			return sqldb.One(ctx, tx, `SELECT kind FROM folder WHERE id = $1`, []any{row}, &kind)
		})
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if err != nil || kind != "second" {
			t.Errorf("who waited read %q, %v", kind, err)
		}
	})
}
