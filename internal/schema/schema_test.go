package schema

import (
	"strings"
	"testing"
	"testing/fstest"
)

// governedHead are the lines that every governed table begins with.
const governedHead = `  id BLOB NOT NULL PRIMARY KEY, -- 1
  version INTEGER NOT NULL, -- 2
  row_salt BLOB NOT NULL, -- 3
  label INTEGER NOT NULL, -- 4
`

func parse(files ...string) (declared, error) {
	fsys := fstest.MapFS{}
	for i, text := range files {
		fsys["migrations/000"+string(rune('1'+i))+"_x.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return parseAll(fsys)
}

// What a migration declares is what the program works with.
func TestRead(t *testing.T) {
	d, err := parse("-- @module one\n-- @table a governed\nCREATE TABLE a (\n"+governedHead+"  name TEXT, -- 6\n  day TEXT NOT NULL -- 5\n) STRICT;\n",
		"-- @module two\nALTER TABLE a ADD COLUMN mark BLOB; -- 7\n-- @table b operational\nCREATE TABLE b (\n  x INTEGER NOT NULL, -- 1\n  PRIMARY KEY (x)\n) STRICT, WITHOUT ROWID;\n")
	if err != nil {
		t.Fatal(err)
	}
	a, b := d.byName["a"], d.byName["b"]
	if a.Module != "one" || a.Class != Governed || b.Module != "two" || b.Class != Operational || len(d.migrations) != 2 {
		t.Errorf("%+v %+v", a, b)
	}
	var got []string
	for _, c := range a.Columns {
		got = append(got, c.Name+map[bool]string{true: "?"}[c.Null])
	}
	if want := "id version row_salt label day name? mark?"; strings.Join(got, " ") != want {
		t.Errorf("columns in the order of their numbers: %v, want %s", got, want)
	}
}

// A text that would leave a row outside the ledger, or change an old digest, is
// refused when the program starts.
func TestRefused(t *testing.T) {
	one := func(class, columns string) string {
		return "-- @module m\n-- @table a " + class + "\nCREATE TABLE a (\n" + columns + ") STRICT;\n"
	}
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"no class":               {[]string{"-- @module m\nCREATE TABLE a (\n x TEXT -- 1\n) STRICT;\n"}, "no @table line"},
		"class of another table": {[]string{"-- @module m\n-- @table b ledger\nCREATE TABLE a (\n x TEXT -- 1\n) STRICT;\n"}, "no @table line"},
		"unknown class":          {[]string{one("precious", "  x TEXT -- 1\n")}, "is not known"},
		"no number":              {[]string{one("ledger", "  x TEXT NOT NULL,\n")}, "without a number"},
		"number twice":           {[]string{one("ledger", "  x TEXT, -- 1\n  y TEXT -- 1\n")}, "used twice"},
		"name twice":             {[]string{one("ledger", "  x TEXT, -- 1\n  x TEXT -- 2\n")}, "used twice"},
		"number taken later":     {[]string{one("ledger", "  x TEXT -- 1\n"), "ALTER TABLE a ADD COLUMN y TEXT; -- 1\n"}, "used twice"},
		"column of no table":     {[]string{"ALTER TABLE a ADD COLUMN y TEXT; -- 1\n"}, "of no table"},
		"table twice":            {[]string{one("ledger", "  x TEXT -- 1\n"), one("ledger", "  x TEXT -- 1\n")}, "declared twice"},
		"governed without salt":  {[]string{one("governed", "  id BLOB NOT NULL, -- 1\n  version INTEGER NOT NULL, -- 2\n  label INTEGER NOT NULL -- 3\n")}, "row_salt"},
		"root without a unit":    {[]string{one("governed kind=thing", governedHead+"  x TEXT -- 5\n")}, "unit_id"},
	} {
		if _, err := parse(c.files...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	fsys := fstest.MapFS{"migrations/0002_x.sql": &fstest.MapFile{Data: []byte("-- @module m\n")}}
	if _, err := parseAll(fsys); err == nil || !strings.Contains(err.Error(), "0001") {
		t.Errorf("a series that begins with 2: %v", err)
	}
}

// Each engine gets its own words and none of the other's.
func TestFor(t *testing.T) {
	m := Migration{SQL: "-- said\nCREATE TABLE a (\n  x INTEGER NOT NULL, -- 1\n  y TEXT, -- 2\n  z BLOB -- 3\n) STRICT, WITHOUT ROWID;\n-- +sqlite\nLITE;\n-- +end\n-- +pg\nPG;\n-- +end\nBOTH;\n"}
	for e, want := range map[Engine]string{
		SQLite:   "CREATE TABLE a (\n  x INTEGER NOT NULL, -- 1\n  y TEXT, -- 2\n  z BLOB -- 3\n) STRICT, WITHOUT ROWID;\nLITE;\nBOTH;\n",
		Postgres: "CREATE TABLE a (\n  x bigint NOT NULL, -- 1\n  y text COLLATE \"C\", -- 2\n  z bytea -- 3\n);\nPG;\nBOTH;\n",
	} {
		if got := m.For(e); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", e, got, want)
		}
	}
}

// What this program declares: a row that counts has its place in the ledger, and
// what access decides on has its columns.
func TestOwnSeries(t *testing.T) {
	kinds := map[string]string{}
	for _, tab := range Tables() {
		if len(tab.Columns) == 0 || tab.Module == "" {
			t.Errorf("table %s: %d columns, module %q", tab.Name, len(tab.Columns), tab.Module)
		}
		if got, ok := Lookup(tab.Name); !ok || got != tab {
			t.Errorf("table %s is not found by its name", tab.Name)
		}
		if tab.Kind == "" {
			continue
		}
		if other := kinds[tab.Kind]; other != "" || tab.Class != Governed {
			t.Errorf("kind %s: table %s is %s; another: %q", tab.Kind, tab.Name, tab.Class, other)
		}
		kinds[tab.Kind] = tab.Name
		if got, ok := OfKind(tab.Kind); !ok || got != tab {
			t.Errorf("kind %s is not found", tab.Kind)
		}
	}
	if len(kinds) < 8 || len(Migrations()) < 5 {
		t.Errorf("only %d kinds and %d migrations", len(kinds), len(Migrations()))
	}
}
