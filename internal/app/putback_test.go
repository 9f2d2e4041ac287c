package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hoso/internal/app"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/schema"
	"hoso/internal/testenv"
)

// TestPutBack keeps a copy of a folder, lets the folder go on, and puts things
// back as they were: each row that changed since, the whole database, the whole
// folder. All of it is found, the folder by a witness.
func TestPutBack(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		a := mustOpen(t, dir, url, nil)
		w := populate(t, a)
		a.Close()
		older, olderURL := copyOf(t, dir, url)
		a = mustOpen(t, dir, url, nil)
		w.goOn(t, a)
		a.Close()
		witness, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
		if err != nil {
			t.Fatal(err)
		}
		x, was := newAttacker(t, dir, url), newAttacker(t, older, olderURL)
		for _, tab := range schema.Tables() {
			if tab.Class != schema.Governed {
				continue
			}
			n := x.putBack(tab, was)
			t.Logf("%-22s %3d rows put back", tab.Name, n)
			if slices.Contains(changing, tab.Name) && n == 0 {
				t.Errorf("%s: no row changed between the copies", tab.Name)
			}
		}
		if r := x.verify(); !r.Clean() {
			t.Errorf("after everything was put right again: %+v", r.Findings)
		}
		ctx := context.Background()
		if r, err := app.Verify(ctx, older, olderURL, "", [][]byte{witness}); err != nil || !has(r, "witness", ledger.NotFitting) {
			t.Errorf("older folder with a witness: %v %+v", err, r.Findings)
		}
		if r, err := app.Verify(ctx, olderDatabase(t, dir, older, url, x, was), olderURL, "", nil); err != nil || !has(r, "checkpoint", ledger.NotFitting) {
			t.Errorf("older database: %v %+v", err, r.Findings)
		}
	})
}

// changing are the tables of which goOn changes a row. Rows of the others are
// only added: putting them back is deleting them, which TestTampering does.
var changing = []string{"directive", "directive_recipient", "org_holding", "org_post", "org_state", "org_unit"}

// goOn changes a row of most tables that have rows which change.
func (w *world) goOn(t *testing.T, a *app.App) {
	t.Helper()
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := a.Org.Rename(ctx, operator(), w.unit, org.RenameForm{Name: "Vụ Ba", From: "2024-01-01", Basis: "9/QĐ"})
	check(err)
	posts, err := a.Org.Read.PostsOf(ctx, w.unit, "2023-01-01")
	check(err)
	other, _, err := a.Org.Create(ctx, operator(), org.NewUnitForm{Code: "VU-10", Kind: org.KindDepartment, Name: "Vụ Mười", Parent: w.body, From: "2020-01-01", Basis: "2/QĐ"})
	check(err)
	if len(posts) == 0 {
		t.Fatal("no post goes over")
	}
	d, err := a.Directive.Read.Find(ctx, w.directive)
	check(err)
	facts := d.Facts
	facts.Title = "Về việc thử lại"
	_, err = a.Directive.Correct(ctx, directive.By{Actor: w.clerk}, w.directive, facts, d.Version)
	check(err)
	waiting, err := a.Directive.Track.Waiting(ctx, everything, []id.ID{w.body}, 1)
	check(err)
	_, err = a.Directive.Confirm(ctx, directive.By{Actor: w.clerk}, waiting[0].Recipient, waiting[0].Digest)
	check(err)
	_, err = a.Org.Merge(ctx, operator(), []id.ID{w.unit}, org.MergeForm{Into: other, From: "2025-01-01", Basis: "10/QĐ"})
	check(err)
}

// copyOf copies a closed folder and its database.
func copyOf(t *testing.T, dir, url string) (older, olderURL string) {
	t.Helper()
	older = filepath.Join(t.TempDir(), "older")
	if err := os.CopyFS(older, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if url != "" {
		olderURL = testenv.Copy(t, url)
	}
	return older, olderURL
}

// olderDatabase gives a folder whose files are of today and whose database is
// the older one.
func olderDatabase(t *testing.T, dir, older, url string, now, was *attacker) string {
	t.Helper()
	now.db.Close()
	was.db.Close()
	if url != "" {
		return dir // its database is named apart
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(filepath.Join(dir, "hoso.db"+suffix))
	}
	raw, err := os.ReadFile(filepath.Join(older, "hoso.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "hoso.db"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// putBack writes each row of a table that has changed since as it was, expects
// that verify names the table, and writes it as it is.
func (x *attacker) putBack(tab *schema.Table, was *attacker) int {
	x.t.Helper()
	before, n := was.rows(tab), 0
	for key, now := range x.rows(tab) {
		old, ok := before[key]
		if !ok || fmt.Sprint(old) == fmt.Sprint(now) {
			continue
		}
		x.write(tab, old)
		x.expect(tab, "row put back")
		x.write(tab, now)
		n++
	}
	return n
}

// rows reads a table by the text of its keys.
func (x *attacker) rows(tab *schema.Table) map[string][]any {
	x.t.Helper()
	rows, err := x.db.Query("SELECT " + names(tab) + " FROM " + tab.Name)
	if err != nil {
		x.t.Fatal(err)
	}
	defer rows.Close()
	all := map[string][]any{}
	for rows.Next() {
		values, err := scanRow(rows, len(tab.Columns))
		if err != nil {
			x.t.Fatal(err)
		}
		_, key := where(tab, values, 1)
		all[fmt.Sprint(key)] = values
	}
	return all
}

func scanRow(rows *sql.Rows, n int) ([]any, error) {
	values, dest := make([]any, n), make([]any, n)
	for i := range values {
		dest[i] = &values[i]
	}
	return values, rows.Scan(dest...)
}

// write writes every column of a row that stands.
func (x *attacker) write(tab *schema.Table, row []any) {
	x.t.Helper()
	var set []string
	for i, c := range tab.Columns {
		set = append(set, fmt.Sprintf("%s = $%d", c.Name, i+1))
	}
	cond, args := where(tab, row, len(row)+1)
	x.exec("UPDATE "+tab.Name+" SET "+strings.Join(set, ", ")+cond, append(append([]any{}, row...), args...)...)
}
