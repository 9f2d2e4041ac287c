package app_test

import (
	"context"
	"database/sql"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// scans are the statements that may read a whole table, by what they begin
// with, each with the reason.
var scans = map[string]string{
	"SELECT u.id, u.code, u.kind, s.name, s.short_name, s.parent_id": "the tree of any day is most of all states",
	"SELECT id, version, code, kind, state FROM org_unit":            "an import compares with every unit",
	"SELECT unit_id, id, version, name, short_name, symbol":          "an import compares with every state",
	"SELECT p.id, p.version, p.unit_id, p.managing_unit_id, p.title, p.head, p.seats, p.valid_from, COALESCE(p.valid_to, ''), p.basis, COALESCE(p.end_basis, '') FROM org_post p WHERE p.valid_to IS NULL": "an import compares with every post",
	"SELECT h.post_id, h.valid_from":                              "an import compares with every holding",
	"SELECT unit_id FROM org_unit_now":                            "midnight rebuilds the whole tree",
	"SELECT e.id, e.body, e.salt FROM ledger_queue":               "the queue holds what was committed since the last round",
	"SELECT size, note FROM ledger_checkpoint ORDER BY size DESC": "one row from the end of the key",
	"SELECT e.body, l.idx FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id WHERE e.body IS NOT NULL ORDER BY e.at DESC": "a page from the end of the index",
	"SELECT e.body, l.idx FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id WHERE e.body IS NOT NULL AND NOT (":          "the same page, less the few entries that its reader is told later",
	"SELECT id, persona FROM access_account": "the demo's door has eight personas",
}

// asked collects the texts of statements.
type asked struct {
	sync.Mutex
	texts map[string]bool
}

func (a *asked) note(query string) {
	a.Lock()
	defer a.Unlock()
	a.texts[strings.Join(strings.Fields(query), " ")] = true
}

// all gives the texts in order.
func (a *asked) all() []string {
	a.Lock()
	defer a.Unlock()
	return slices.Sorted(maps.Keys(a.texts))
}

func (a *asked) tune(c *sqldb.Config) {
	c.Reads = func(query string, _ []any) { a.note(query) }
	c.Trace = func(_ context.Context, query string, _ []any) { a.note(query) }
}

// TestPlans does what people do and looks at how SQLite finds the rows: nothing
// that is done every day reads a table from one end to the other.
func TestPlans(t *testing.T) {
	a := &asked{texts: map[string]bool{}}
	m := openMinistry(t, "", a.tune)
	m.everything()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(m.dir, "hoso.db"))
	m.must(err)
	defer db.Close()
	used, texts := map[string]bool{}, a.all()
	for _, query := range texts {
		for _, table := range scanned(t, db, query) {
			begin := exception(query)
			if used[begin] = true; begin == "" {
				t.Errorf("reads all of %s: %s", table, query)
			}
		}
	}
	for begin, reason := range scans {
		if !used[begin] {
			t.Errorf("nothing needs the exception for %q: %s", begin, reason)
		}
	}
	if len(texts) < 100 {
		t.Errorf("only %d statements were looked at", len(texts))
	}
	t.Logf("%d statements, %d of them may read a whole table", len(texts), len(used))
}

// exception gives the entry of scans that a statement is, "" for none.
func exception(query string) string {
	for begin := range scans {
		if strings.HasPrefix(query, begin) {
			return begin
		}
	}
	return ""
}

var (
	parameter = regexp.MustCompile(`\$(\d+)`)
	aliases   = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?`)
	wholeScan = regexp.MustCompile(`^SCAN (\w+)`)
)

// scanned gives the tables that a statement reads whole.
func scanned(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	verb, _, _ := strings.Cut(query, " ")
	if !slices.Contains([]string{"SELECT", "UPDATE", "DELETE", "INSERT"}, verb) {
		return nil
	}
	names := map[string]string{}
	for _, x := range aliases.FindAllStringSubmatch(query, -1) {
		names[x[1]] = x[1]
		names[x[2]] = x[1]
	}
	params := map[string]bool{}
	for _, p := range parameter.FindAllString(query, -1) {
		params[p] = true
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+parameter.ReplaceAllString(query, "?$1"), make([]any, len(params))...)
	if err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var node, parent, unused int
		var detail string
		if err := rows.Scan(&node, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if x := wholeScan.FindStringSubmatch(detail); x != nil {
			if _, ok := schema.Lookup(names[x[1]]); ok {
				found = append(found, names[x[1]])
			}
		}
	}
	return found
}
