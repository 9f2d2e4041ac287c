package schema

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed migrations/*.sql
var files embed.FS

// Class says what may happen to the rows of a table.
type Class string

// The classes; see the package comment.
const (
	Governed    Class = "governed"
	Ledger      Class = "ledger"
	Derived     Class = "derived"
	Operational Class = "operational"
)

// Type is the type of a column's values.
type Type string

// The types: int64, UTF-8 text in NFC, bytes.
const (
	Int  Type = "INTEGER"
	Text Type = "TEXT"
	Blob Type = "BLOB"
)

// Column is a column with its number, which is part of every row digest.
type Column struct {
	No   int
	Name string
	Type Type
	Null bool
}

// Table is a declared table. Columns stand in the order of their numbers.
type Table struct {
	Name    string
	Module  string
	Class   Class
	Kind    string // of an aggregate root, "" otherwise
	Columns []Column
}

// Column finds a column by name.
func (t *Table) Column(name string) (Column, bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Migration is one file of the series.
type Migration struct {
	No     int
	Name   string // file name without extension
	Module string
	SQL    string
}

// Engine is a database engine that hoso runs on.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "pg"
)

type declared struct {
	migrations []Migration
	tables     []*Table
	byName     map[string]*Table
	byKind     map[string]*Table
}

var load = sync.OnceValue(func() declared {
	d, err := parseAll(files)
	if err != nil {
		panic(err) // the embedded text is part of the program
	}
	return d
})

// Migrations gives the series in order.
func Migrations() []Migration { return load().migrations }

// Tables gives every declared table, sorted by name.
func Tables() []*Table { return load().tables }

// Lookup finds a table by name.
func Lookup(name string) (*Table, bool) {
	t, ok := load().byName[name]
	return t, ok
}

// OfKind finds the table of an aggregate root.
func OfKind(kind string) (*Table, bool) {
	t, ok := load().byKind[kind]
	return t, ok
}

func parseAll(fsys fs.FS) (declared, error) {
	d := declared{byName: map[string]*Table{}, byKind: map[string]*Table{}}
	names, err := fs.Glob(fsys, "migrations/*.sql")
	if err != nil {
		return d, err
	}
	slices.Sort(names)
	for i, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return d, err
		}
		base := strings.TrimSuffix(strings.TrimPrefix(name, "migrations/"), ".sql")
		no, err := strconv.Atoi(base[:min(4, len(base))])
		if err != nil || no != i+1 {
			return d, fmt.Errorf("schema: %s: want number %04d", name, i+1)
		}
		m := Migration{No: no, Name: base, SQL: string(text)}
		if err := d.read(&m); err != nil {
			return d, fmt.Errorf("schema: %s: %w", name, err)
		}
		d.migrations = append(d.migrations, m)
	}
	for _, t := range d.byName {
		d.tables = append(d.tables, t)
		if t.Kind != "" {
			d.byKind[t.Kind] = t
		}
	}
	slices.SortFunc(d.tables, func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
	return d, d.check()
}

// read takes the declarations out of one migration.
func (d *declared) read(m *Migration) error {
	var open *Table // announced or inside its CREATE TABLE
	lines := bufio.NewScanner(strings.NewReader(m.SQL))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "-- @module ") && len(words) == 3:
			m.Module = words[2]
		case strings.HasPrefix(line, "-- @table ") && len(words) >= 4:
			open = &Table{Name: words[2], Module: m.Module, Class: Class(words[3])}
			for _, w := range words[4:] {
				if k, ok := strings.CutPrefix(w, "kind="); ok {
					open.Kind = k
				}
			}
			if d.byName[open.Name] != nil {
				return fmt.Errorf("table %s declared twice", open.Name)
			}
			d.byName[open.Name] = open
		case strings.HasPrefix(line, "CREATE TABLE "):
			if open == nil || words[2] != open.Name {
				return fmt.Errorf("table %s has no @table line before it", words[2])
			}
		case strings.HasPrefix(line, ")"):
			open = nil
		case strings.HasPrefix(line, "ALTER TABLE ") && len(words) > 6:
			if err := d.addColumn(d.byName[words[2]], strings.Join(words[5:], " ")); err != nil {
				return err
			}
		case open != nil && len(words) > 1 && isType(words[1]):
			if err := d.addColumn(open, line); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

func isType(word string) bool {
	switch Type(strings.TrimRight(word, ",;")) {
	case Int, Text, Blob:
		return true
	}
	return false
}

// addColumn reads "name TYPE ... -- N".
func (d *declared) addColumn(t *Table, line string) error {
	if t == nil {
		return fmt.Errorf("column of no table: %s", line)
	}
	def, num, ok := strings.Cut(line, "--")
	no, err := strconv.Atoi(strings.TrimSpace(num))
	if !ok || err != nil || no <= 0 {
		return fmt.Errorf("table %s: column without a number: %s", t.Name, line)
	}
	words := strings.Fields(def)
	c := Column{No: no, Name: words[0], Type: Type(strings.TrimRight(words[1], ",;"))}
	c.Null = !strings.Contains(def, "NOT NULL")
	for _, o := range t.Columns {
		if o.No == no || o.Name == c.Name {
			return fmt.Errorf("table %s: column %s or number %d used twice", t.Name, c.Name, no)
		}
	}
	t.Columns = append(t.Columns, c)
	slices.SortFunc(t.Columns, func(a, b Column) int { return a.No - b.No })
	return nil
}

// check holds every table to what its class demands.
func (d *declared) check() error {
	for _, t := range d.tables {
		var need []string
		switch t.Class {
		case Governed:
			need = []string{"id", "version", "row_salt", "label"}
		case Ledger, Derived, Operational:
		default:
			return fmt.Errorf("schema: table %s: class %q is not known", t.Name, t.Class)
		}
		if t.Kind != "" {
			need = append(need, "unit_id", "managing_unit_id", "state", "subject_id")
		}
		for _, name := range need {
			if _, ok := t.Column(name); !ok {
				return fmt.Errorf("schema: table %s: needs column %s", t.Name, name)
			}
		}
	}
	return nil
}

// For gives the migration's statements in the words of one engine.
func (m Migration) For(e Engine) string {
	var b strings.Builder
	skip := false
	for line := range strings.Lines(m.SQL) {
		trim := strings.TrimSpace(line)
		if block, ok := strings.CutPrefix(trim, "-- +"); ok {
			skip = block != "end" && block != string(e)
			continue
		}
		if skip || strings.HasPrefix(trim, "--") || trim == "" {
			continue
		}
		if e == Postgres {
			line = postgresWords.Replace(line)
		}
		b.WriteString(line)
	}
	return b.String()
}

var postgresWords = strings.NewReplacer(
	") STRICT, WITHOUT ROWID", ")", " INTEGER", " bigint", " TEXT", ` text COLLATE "C"`, " BLOB", " bytea", ") STRICT", ")")
