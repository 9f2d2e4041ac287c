// Package signinsheet reads spreadsheets of accounts that are to be made, and
// writes back what is wrong with them.
package signinsheet

import (
	"bytes"
	"context"
	"io"

	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/intake"
	"hoso/internal/signin"
	"hoso/vi"
)

// MaxFile is the largest file of an import, in bytes.
const MaxFile = 4 << 20

// Column is a column of the sheet: the field that it fills and the key of its
// heading, which is read in either language.
type Column struct {
	Field, Heading string
	Width          float64
	Required       bool
}

// Columns are the columns. Person has a full name or a person's id; Unit, beside
// a name, is the code of a unit at or below which they sit.
var Columns = []Column{
	{"name", "signin.field.name", 20, true}, {"person", "signin.field.person", 40, true}, {"unit", "signin.field.unit", 14, false},
}

// Sheets reads spreadsheets.
type Sheets interface {
	Sheet(ctx context.Context, name string, data io.ReaderAt, size int64) (intake.Sheet, error)
}

// Importer plans imports and does them.
type Importer struct {
	Service *signin.Service
	Sheets  Sheets
}

// Plan is what the import of one file would do.
type Plan struct {
	signin.Plan
	Sheet intake.Sheet
}

// Plan reads a file and says what it would do: Invalid "signin.import.file",
// "signin.import.heading", "signin.import.size", or what the reader of sheets and
// the policy refuse.
func (im *Importer) Plan(ctx context.Context, by signin.By, name string, data []byte) (*Plan, error) {
	if len(data) == 0 || len(data) > MaxFile {
		return nil, errs.Invalid("signin.import.file", errs.Field("file"), errs.Int("mib", MaxFile>>20))
	}
	sheet, err := im.Sheets.Sheet(ctx, name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	lines, err := linesOf(sheet)
	if err != nil {
		return nil, err
	}
	plan, err := im.Service.PlanUsers(ctx, by, lines)
	return &Plan{plan, sheet}, err
}

func linesOf(s intake.Sheet) ([]signin.NewUser, error) {
	at := map[string]int{}
	for i, h := range s.Header.Cells {
		for _, c := range Columns {
			if vi.Fold(h) == vi.Fold(i18n.VI.T(c.Heading)) || vi.Fold(h) == vi.Fold(i18n.EN.T(c.Heading)) {
				at[c.Field] = i
			}
		}
	}
	var f errs.Faults
	for _, c := range Columns {
		if _, ok := at[c.Field]; c.Required && !ok {
			f.Add(errs.Invalid("signin.import.heading", errs.Field("file"), errs.Str("vi", i18n.VI.T(c.Heading)), errs.Str("en", i18n.EN.T(c.Heading))))
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	var lines []signin.NewUser
	for _, row := range s.Rows {
		text := func(field string) string {
			if i, ok := at[field]; ok {
				return vi.Clean(row.Cells[i])
			}
			return ""
		}
		lines = append(lines, signin.NewUser{Row: row.Number, Account: text("name"), Person: text("person"), Unit: text("unit")})
	}
	return lines, nil
}

// Heading gives the heading of a field's column.
func Heading(l i18n.Lang, field string) string {
	for _, c := range Columns {
		if c.Field == field {
			return l.T(c.Heading)
		}
	}
	return field
}

// Empty is a sheet without rows, to fill in.
func Empty(l i18n.Lang) docgen.Table {
	var t docgen.Table
	for _, c := range Columns {
		t.Columns = append(t.Columns, docgen.Column{Title: l.T(c.Heading), Width: c.Width})
	}
	return t
}

// FaultTable is a table of the rows that have faults, with what is wrong beside
// them.
func (p *Plan) FaultTable(l i18n.Lang) docgen.Table {
	wrong := map[int]string{}
	for _, f := range p.Faults {
		if wrong[f.Row] != "" {
			wrong[f.Row] += "\n"
		}
		wrong[f.Row] += Heading(l, f.Field) + ": " + l.Sentence(f.Err)
	}
	var rows []docgen.FaultyRow
	for _, row := range p.Sheet.Rows {
		if what := wrong[row.Number]; what != "" {
			rows = append(rows, docgen.FaultyRow{Cells: row.Cells, Number: row.Number, Wrong: what})
		}
	}
	return docgen.FaultTable(p.Sheet.Header.Cells, rows, l.T("signin.import.row"), l.T("signin.import.wrong"))
}
