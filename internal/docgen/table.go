package docgen

import (
	"iter"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

// Kind is what a column holds.
type Kind uint8

// The kinds. They decide how a column is aligned and how wide it is by itself.
const (
	Text Kind = iota
	Int
	Date
)

// Column is a heading and what stands below it.
type Column struct {
	Title string
	Kind  Kind
	Width float64 // in characters; 0 means by kind
}

// Table is what a list shows. Title, Notes (scope, filter, date, receipt) and
// Mark stand above the headings; each may be empty.
type Table struct {
	Sheet   string // name of the sheet; "" means "1"
	Title   string
	Notes   []string
	Mark    string
	Columns []Column
	Rows    iter.Seq2[[]any, error]
	TempDir string // where a large XLSX waits while it grows
}

const (
	maxText = 32767     // UTF-16 units in a cell
	maxRows = 1_048_576 // rows of a sheet
)

// width is the column's width in characters.
func (c Column) width() float64 {
	switch {
	case c.Width > 0:
		return c.Width
	case c.Kind == Int:
		return 10
	case c.Kind == Date:
		return 12
	}
	return 28
}

// plain gives a cell as text, row counted from 1.
func (t Table) plain(row, column int, cell any) (string, error) {
	switch v := cell.(type) {
	case nil:
		return "", nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case clock.Date:
		return v.Vietnamese(), nil
	case string:
		return t.text(row, column, v)
	}
	return "", t.badCell(row, column)
}

// text is a string fit for a cell: NFC, valid UTF-8, not too long.
func (t Table) text(row, column int, s string) (string, error) {
	s = norm.NFC.String(s)
	if !utf8.ValidString(s) {
		return "", t.badCell(row, column)
	}
	if len(s) > maxText && utf16Len(s) > maxText {
		return "", errs.Invalid("docgen.table.text_too_long", errs.Row(row), errs.Column(t.Columns[column].Title), errs.Int("max", maxText))
	}
	return s, nil
}

func (t Table) badCell(row, column int) error {
	return errs.Internal("docgen.table.cell", errs.Row(row), errs.Int("column", column+1))
}

func utf16Len(s string) (n int) {
	for _, c := range s {
		n++
		if c > 0xffff {
			n++
		}
	}
	return n
}

// each calls do with every row, counted from first, after checking its length.
func (t Table) each(first int, do func(row int, cells []any) error) error {
	row := first
	if t.Rows == nil {
		return nil
	}
	for cells, err := range t.Rows {
		switch {
		case err != nil:
			return err
		case len(cells) > len(t.Columns):
			return t.badCell(row, len(t.Columns))
		case row > maxRows:
			return errs.Invalid("docgen.table.too_many_rows", errs.Int("max", maxRows))
		}
		if err := do(row, cells); err != nil {
			return err
		}
		row++
	}
	return nil
}
