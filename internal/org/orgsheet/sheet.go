package orgsheet

import (
	"strconv"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/intake"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/vi"
)

// Column is a column of a spreadsheet: the field it fills, and the key of its
// heading, which is read in either language.
type Column struct {
	Field    string
	Heading  string
	Width    float64
	Required bool
}

var unitColumns = []Column{
	{"code", "org.field.code", 14, true}, {"name", "org.field.name", 50, true}, {"kind", "org.field.kind", 18, true}, {"parent", "org.field.parent", 14, true},
	{"short_name", "org.field.short_name", 24, false}, {"symbol", "org.field.symbol", 12, false}, {"managing", "org.field.managing_code", 14, false},
	{"sort", "org.field.sort", 10, false}, {"on_paper", "org.field.on_paper", 16, false}, {"from", "org.field.from", 14, true}, {"basis", "org.field.basis", 50, true},
}

var holderColumns = []Column{
	{"unit", "org.field.unit_code", 14, true}, {"title", "org.field.title", 30, true}, {"family", "org.field.family", 14, false}, {"middle", "org.field.middle", 18, false},
	{"given", "org.field.given", 14, true}, {"from", "org.field.from", 14, true}, {"basis", "org.field.basis", 50, true}, {"seats", "org.field.seats", 10, false},
	{"head", "org.field.head", 16, false},
}

// Head gives the columns with their headings in a language.
func (t Table) Head(l i18n.Lang) []docgen.Column {
	list := make([]docgen.Column, len(t.Columns))
	for i, c := range t.Columns {
		list[i] = docgen.Column{Title: l.T(c.Heading), Width: c.Width}
	}
	return list
}

// Heading gives the heading of a field's column.
func (t Table) Heading(l i18n.Lang, field string) string {
	for _, c := range t.Columns {
		if c.Field == field {
			return l.T(c.Heading)
		}
	}
	return field
}

// UnitCells is a row of table Units, as an import reads it.
func UnitCells(l i18n.Lang, u org.UnitLine) []any {
	return []any{u.Code, u.Name, l.T("org.kind." + string(u.Kind)), u.Parent, u.ShortName, u.Symbol, u.Managing, u.Sort, yes(l, u.OnPaper), u.From.Vietnamese(), u.Basis}
}

// HolderCells is a row of table Holders, as an import reads it.
func HolderCells(l i18n.Lang, h org.HolderLine) []any {
	return []any{h.UnitCode, h.PostTitle, h.Family, h.Middle, h.Given, h.From.Vietnamese(), h.Basis, h.Seats, yes(l, h.Head)}
}

func yes(l i18n.Lang, b bool) string {
	if b {
		return l.T("org.yes")
	}
	return ""
}

// cells reads the cells of one row by field and notes what is wrong with them.
type cells struct {
	row    intake.SheetRow
	at     map[string]int // column of a field
	faults *[]org.Fault
}

func (c cells) text(field string) string {
	if i, ok := c.at[field]; ok {
		return c.row.Cells[i]
	}
	return ""
}

func (c cells) fault(field string, e *errs.Error) {
	*c.faults = append(*c.faults, org.Fault{Row: c.row.Number, Column: field, Err: e})
}

func (c cells) day(field string) clock.Date {
	s := c.text(field)
	d, err := clock.ParseDate(s)
	if err != nil || (s != "" && !d.IsFull()) {
		c.fault(field, errs.Invalid("web.form.day", errs.Field(field)))
		return ""
	}
	return d
}

func (c cells) number(field string) int64 {
	s := c.text(field)
	n, err := strconv.ParseInt(s, 10, 64)
	if s != "" && err != nil {
		c.fault(field, errs.Invalid("web.form.number", errs.Field(field)))
	}
	return n
}

// is reads a yes: "có", "x", "1", "yes", "true".
func (c cells) is(field string) bool {
	switch vi.Fold(c.text(field)) {
	case "", "0", "khong", "no", "false":
		return false
	case "1", "co", "x", "yes", "true":
		return true
	}
	c.fault(field, errs.Invalid("org.import.yes", errs.Field(field)))
	return false
}

// kind reads a kind of unit by its name in either language, or its code.
func (c cells) kind(field string) org.Kind {
	s := vi.Fold(c.text(field))
	for _, k := range append(org.Kinds(), org.KindBody) {
		for _, l := range []i18n.Lang{i18n.VI, i18n.EN} {
			if s == vi.Fold(l.T("org.kind."+string(k))) || s == string(k) {
				return k
			}
		}
	}
	return org.Kind(strings.TrimSpace(c.text(field)))
}

// headings finds the columns of a sheet: Invalid "org.import.heading" names one
// that is missing, unknown headings are "org.import.unread" faults of no row.
func headings(s intake.Sheet, columns []Column) (map[string]int, error) {
	at := map[string]int{}
	for i, h := range s.Header.Cells {
		for _, c := range columns {
			if vi.Fold(h) == vi.Fold(i18n.VI.T(c.Heading)) || vi.Fold(h) == vi.Fold(i18n.EN.T(c.Heading)) {
				at[c.Field] = i
			}
		}
	}
	var f errs.Faults
	for _, c := range columns {
		if _, ok := at[c.Field]; c.Required && !ok {
			f.Add(errs.Invalid("org.import.heading", errs.Field("file"), errs.Str("vi", i18n.VI.T(c.Heading)), errs.Str("en", i18n.EN.T(c.Heading))))
		}
	}
	return at, f.Err()
}

// unitLines reads a sheet of units.
func unitLines(s intake.Sheet) ([]org.UnitLine, []org.Fault, error) {
	at, err := headings(s, unitColumns)
	if err != nil {
		return nil, nil, err
	}
	var faults []org.Fault
	lines := make([]org.UnitLine, 0, len(s.Rows))
	for _, row := range s.Rows {
		c := cells{row, at, &faults}
		lines = append(lines, org.UnitLine{Row: row.Number, Code: c.text("code"), Kind: c.kind("kind"), Name: c.text("name"), ShortName: c.text("short_name"),
			Symbol: c.text("symbol"), Parent: c.text("parent"), Managing: c.text("managing"), Sort: c.number("sort"), OnPaper: c.is("on_paper"),
			From: c.day("from"), Basis: c.text("basis")})
	}
	return lines, faults, nil
}

// holderLines reads a sheet of holders.
func holderLines(s intake.Sheet) ([]org.StaffLine, []org.Fault, error) {
	at, err := headings(s, holderColumns)
	if err != nil {
		return nil, nil, err
	}
	var faults []org.Fault
	lines := make([]org.StaffLine, 0, len(s.Rows))
	for _, row := range s.Rows {
		c := cells{row, at, &faults}
		lines = append(lines, org.StaffLine{Row: row.Number, Unit: c.text("unit"), Title: c.text("title"), Head: c.is("head"), Seats: c.number("seats"),
			Name: person.Name{Family: c.text("family"), Middle: c.text("middle"), Given: c.text("given")}, From: c.day("from"), Basis: c.text("basis")})
	}
	return lines, faults, nil
}
