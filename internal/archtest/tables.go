package archtest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hoso/internal/schema"
)

// Table is a CREATE TABLE as this package reads it: a second reader, so that
// what package schema overlooks is seen.
type Table struct {
	schema.Table
	Path      string
	Line      int
	Announced bool // a line "-- @table" stands before it
	Closed    string
	Where     map[string]int // lines of columns
	Odd       []Finding      // lines that are no column and no constraint
}

var (
	moduleLine = regexp.MustCompile(`^-- @module (\w+)\s*$`)
	tableLine  = regexp.MustCompile(`^-- @table (\w+) (\w+)(?: kind=(\w+))?`)
	createLine = regexp.MustCompile(`(?i)^\s*CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)`)
	columnLine = regexp.MustCompile(`^\s*(\w+)\s+(INTEGER|TEXT|BLOB)\b(.*?)(?:--\s*(\d+).*)?$`)
	addLine    = regexp.MustCompile(`(?i)^\s*ALTER\s+TABLE\s+(\w+)\s+ADD\s+COLUMN\s+(.*)$`)
	constraint = regexp.MustCompile(`^\s*(PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|--|$)`)
)

// readTables adds the tables of a migration to those of the ones before.
func readTables(tables []*Table, m Text) []*Table {
	var owner string
	var said []string // of the announcement that waits for its table
	var open *Table
	for i, line := range m.Lines {
		if x := moduleLine.FindStringSubmatch(line); x != nil {
			owner = x[1]
		} else if x := tableLine.FindStringSubmatch(line); x != nil {
			said = x
		} else if x := createLine.FindStringSubmatch(line); x != nil {
			open = &Table{Path: m.Path, Line: i + 1, Where: map[string]int{}}
			open.Name, open.Module = x[1], owner
			if len(said) > 0 && said[1] == x[1] {
				open.Announced, open.Class, open.Kind = true, schema.Class(said[2]), said[3]
			}
			said, tables = nil, append(tables, open)
		} else if x := addLine.FindStringSubmatch(line); x != nil {
			if at := slices.IndexFunc(tables, func(t *Table) bool { return t.Name == x[1] }); at >= 0 {
				tables[at].column(x[2], i+1)
			}
		} else if open != nil && strings.HasPrefix(line, ")") {
			open.Closed, open = line, nil
		} else if open != nil {
			open.column(line, i+1)
		}
	}
	return tables
}

func (t *Table) column(line string, at int) {
	x := columnLine.FindStringSubmatch(line)
	if x == nil {
		if !constraint.MatchString(line) {
			t.Odd = append(t.Odd, Finding{t.Path, at, "neither a column of INTEGER, TEXT or BLOB nor a constraint"})
		}
		return
	}
	no, _ := strconv.Atoi(x[4]) // 0 is refused later
	t.Where[x[1]] = at
	t.Columns = append(t.Columns, schema.Column{No: no, Name: x[1], Type: schema.Type(x[2]), Null: !strings.Contains(x[3], "NOT NULL")})
}

func checkTables(t *Tree) []Finding {
	var found []Finding
	for _, tab := range t.Tables {
		found = append(found, tab.Odd...)
		for _, what := range tab.faults() {
			found = append(found, Finding{tab.Path, tab.Line, "table " + tab.Name + ": " + what})
		}
		seen := map[int]bool{}
		for _, c := range tab.Columns {
			if c.No == 0 || seen[c.No] {
				found = append(found, Finding{tab.Path, tab.Where[c.Name], "column " + c.Name + ": its number is missing or used twice"})
			}
			seen[c.No] = true
		}
	}
	return found
}

func (t *Table) faults() []string {
	var list []string
	if !t.Announced {
		list = append(list, `no line "-- @table" before it gives its class`)
	}
	if !strings.Contains(t.Closed, "STRICT") {
		list = append(list, "not STRICT")
	}
	if t.Class == schema.Governed {
		for i, name := range []string{"id", "version", "row_salt", "label"} {
			if i >= len(t.Columns) || t.Columns[i].Name != name || t.Columns[i].No != i+1 {
				list = append(list, fmt.Sprintf("column %d is not %s", i+1, name))
			}
		}
	}
	if t.Kind == "" {
		return list
	}
	for _, name := range []string{"unit_id", "managing_unit_id", "state", "subject_id"} {
		if _, ok := t.Column(name); !ok {
			list = append(list, "an aggregate root without "+name)
		}
	}
	return list
}

// checkSchema compares this reader with package schema's.
func checkSchema(t *Tree) []Finding {
	var found []Finding
	for _, tab := range t.Tables {
		what := ""
		known, ok := schema.Lookup(tab.Name)
		switch {
		case !ok:
			what = "package schema does not know table " + tab.Name
		case known.Class != tab.Class || known.Kind != tab.Kind || known.Module != tab.Module:
			what = "package schema reads another class, kind or module of " + tab.Name
		case !slices.Equal(known.Columns, tab.sorted()):
			what = "package schema reads other columns of " + tab.Name
		}
		if what != "" {
			found = append(found, Finding{tab.Path, tab.Line, what})
		}
	}
	return found
}

func (t *Table) sorted() []schema.Column {
	return slices.SortedFunc(slices.Values(t.Columns), func(a, b schema.Column) int { return a.No - b.No })
}
