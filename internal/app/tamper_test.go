package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // an attacker's own way into PostgreSQL
	_ "modernc.org/sqlite"

	"hoso/internal/app"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/schema"
)

// keys names the columns that identify a row where it is not "id". A table
// that is in neither place fails the test.
var keys = map[string][]string{
	"ledger_leaf": {"idx"}, "ledger_row": {"tbl", "row_id", "version"}, "ledger_subject": {"person", "entry_id"},
	"ledger_node": {"level", "idx"}, "ledger_checkpoint": {"size"}, "org_unit_now": {"unit_id"}, "person_name": {"person_id"},
	"person_word": {"word", "sort_key", "person_id"}, "directive_word": {"word", "issued_on", "directive_id"},
}

// single are columns of which no two rows have the same: a row that is put in
// has others.
var single = []string{"entry_id", "code", "recipient_id", "number_key", "subject_id", "persona", "token_hash", "code_hash", "name", "object_id"}

// attacker writes into the database behind hoso's back.
type attacker struct {
	t        *testing.T
	db       *sql.DB
	dir, url string
}

func newAttacker(t *testing.T, dir, url string) *attacker {
	driver, dsn := "pgx", url
	if url == "" {
		driver, dsn = "sqlite", "file:"+filepath.Join(dir, "hoso.db")
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	x := &attacker{t: t, db: db, dir: dir, url: url}
	if url != "" {
		x.exec("SET session_replication_role = replica") // no triggers for me
		for _, c := range x.list("SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname FROM pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace") {
			x.exec(c)
		}
		return x
	}
	x.exec("PRAGMA ignore_check_constraints = ON")
	for _, n := range x.list("SELECT name FROM sqlite_master WHERE type = 'trigger'") {
		x.exec("DROP TRIGGER " + n)
	}
	return x
}

// list gives the texts that a query answers.
func (x *attacker) list(query string) []string {
	x.t.Helper()
	rows, err := x.db.Query(query)
	if err != nil {
		x.t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			x.t.Fatal(err)
		}
		names = append(names, n)
	}
	return names
}

func (x *attacker) exec(query string, args ...any) {
	x.t.Helper()
	if _, err := x.db.Exec(query, args...); err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
}

// alterLeaf puts another leaf into the tree.
func (x *attacker) alterLeaf(idx int64) {
	x.t.Helper()
	x.exec("UPDATE ledger_leaf SET leaf = $1 WHERE idx = $2", bytes.Repeat([]byte{7}, 32), idx)
}

// forgetCheckpoints takes every signature away and, above size 0, puts one
// there that nobody made.
func (x *attacker) forgetCheckpoints(size int64) {
	x.t.Helper()
	x.exec("DELETE FROM ledger_checkpoint")
	if size > 0 {
		x.exec("INSERT INTO ledger_checkpoint (size, note, prev) VALUES ($1, $2, 0)", size, []byte("x"))
	}
}

func (x *attacker) verify() ledger.Report {
	x.t.Helper()
	r, err := app.Verify(context.Background(), x.dir, x.url, "", nil)
	if err != nil {
		x.t.Fatalf("could not check: %v", err)
	}
	return r
}

// row reads one row of a table in the order of its columns.
func (x *attacker) row(tab *schema.Table) []any {
	x.t.Helper()
	values, dest := make([]any, len(tab.Columns)), make([]any, len(tab.Columns))
	for i := range values {
		dest[i] = &values[i]
	}
	if err := x.db.QueryRow("SELECT " + names(tab) + " FROM " + tab.Name + " LIMIT 1").Scan(dest...); err != nil {
		x.t.Fatalf("table %s has no row to tamper with: %v", tab.Name, err)
	}
	return values
}

func names(tab *schema.Table) string {
	var list []string
	for _, c := range tab.Columns {
		list = append(list, c.Name)
	}
	return strings.Join(list, ", ")
}

func keyOf(tab *schema.Table) []string {
	if k, ok := keys[tab.Name]; ok {
		return k
	}
	return []string{"id"}
}

// where identifies a row by its key columns, from parameter n on.
func where(tab *schema.Table, row []any, n int) (string, []any) {
	var conds []string
	var args []any
	for _, k := range keyOf(tab) {
		for i, c := range tab.Columns {
			if c.Name == k {
				conds, args = append(conds, fmt.Sprintf("%s = $%d", k, n+len(args))), append(args, row[i])
			}
		}
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

// altered changes one byte, or gives a value where there was none.
func altered(c schema.Column, v any) any {
	switch x := v.(type) {
	case int64:
		return x ^ 1<<24 // another byte of the number
	case string:
		if x == "" {
			return "x"
		}
		b := []byte(x)
		b[len(b)-1] ^= 1
		return string(b)
	case []byte:
		b := bytes.Clone(x)
		if len(b) == 0 {
			return []byte{1}
		}
		b[len(b)/2] ^= 1
		return b
	}
	switch c.Type {
	case schema.Blob:
		return bytes.Repeat([]byte{7}, 16)
	case schema.Int:
		return int64(1)
	}
	return "x"
}

// TestTampering changes one byte in every column of every governed, ledger and
// derived table, deletes a row, inserts one: verify names the table each time.
func TestTampering(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		a := mustOpen(t, dir, url, nil)
		w := populate(t, a)
		for i := range 300 { // more than a tile of leaves
			if _, err := a.Org.Rename(context.Background(), operator(), w.unit, org.RenameForm{Name: fmt.Sprint("Vụ ", i), From: "2023-01-01", Basis: "9/QĐ"}); err != nil {
				t.Fatal(err)
			}
		}
		a.Close()
		x := newAttacker(t, dir, url)
		if r := x.verify(); !r.Clean() {
			t.Fatalf("before: %+v", r.Findings)
		}
		for _, tab := range schema.Tables() {
			if tab.Class == schema.Operational {
				continue
			}
			if n := x.tamper(tab); n == 0 {
				t.Errorf("table %s: no case", tab.Name)
			} else {
				t.Logf("%-22s %3d cases", tab.Name, n)
			}
		}
		if r := x.verify(); !r.Clean() {
			t.Errorf("after everything was put right again: %+v", r.Findings)
		}
	})
}

// tamper runs the cases of one table and gives their number.
func (x *attacker) tamper(tab *schema.Table) int {
	row := x.row(tab)
	n := 0
	for i, c := range tab.Columns {
		changed := append([]any{}, row...)
		changed[i] = altered(c, row[i])
		cond, args := where(tab, row, 2)
		x.exec("UPDATE "+tab.Name+" SET "+c.Name+" = $1"+cond, append([]any{changed[i]}, args...)...)
		x.expect(tab, "column "+c.Name)
		cond, args = where(tab, changed, 2)
		x.exec("UPDATE "+tab.Name+" SET "+c.Name+" = $1"+cond, append([]any{row[i]}, args...)...)
		n++
	}
	cond, args := where(tab, row, 1)
	x.exec("DELETE FROM "+tab.Name+cond, args...)
	x.expect(tab, "row deleted")
	x.insert(tab, row)
	other := append([]any{}, row...)
	for i, c := range tab.Columns {
		if c.Name == keyOf(tab)[0] || slices.Contains(single, c.Name) {
			other[i] = altered(c, row[i])
			if c.Type == schema.Int {
				other[i] = int64(1_000_000)
			}
		}
	}
	x.insert(tab, other)
	x.expect(tab, "row inserted")
	cond, args = where(tab, other, 1)
	x.exec("DELETE FROM "+tab.Name+cond, args...)
	return n + 2
}

func (x *attacker) insert(tab *schema.Table, row []any) {
	x.t.Helper()
	marks := make([]string, len(row))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	x.exec("INSERT INTO "+tab.Name+" ("+names(tab)+") VALUES ("+strings.Join(marks, ", ")+")", row...)
}

// expect fails unless verify names the table.
func (x *attacker) expect(tab *schema.Table, what string) {
	x.t.Helper()
	r := x.verify()
	for _, f := range r.Findings {
		if f.Table == tab.Name {
			return
		}
	}
	x.t.Errorf("%s: %s: not named: %+v", tab.Name, what, r.Findings)
}

func has(r ledger.Report, table string, what ledger.What) bool {
	for _, f := range r.Findings {
		if f.Table == table && f.What == what {
			return true
		}
	}
	return false
}
