package docgen

import (
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"hoso/internal/clock"
)

// WriteXLSX writes t as one sheet: the mark, the title and the notes, then the
// headings, frozen and with a filter, then the rows.
func WriteXLSX(w io.Writer, t Table) error {
	f := excelize.NewFile(excelize.Options{TmpDir: t.TempDir})
	defer f.Close()
	s, err := newSheet(f, t)
	if err != nil {
		return err
	}
	if err := errors.Join(s.layOut(), s.head()); err != nil {
		return err
	}
	if err := t.each(s.row, s.write); err != nil {
		return err
	}
	if err := errors.Join(s.finish(), s.out.Flush()); err != nil {
		return err
	}
	return f.Write(w)
}

// sheet is one sheet while it is written.
type sheet struct {
	t       Table
	f       *excelize.File
	out     *excelize.StreamWriter
	name    string
	row     int // the next row of the head
	heading int // the row of the headings
	last    int // the last row written

	mark, title, note, head1, cell, number, date int // styles
}

func newSheet(f *excelize.File, t Table) (*sheet, error) {
	s := &sheet{t: t, f: f, name: sheetName(t.Sheet), row: 1}
	if err := f.SetSheetName("Sheet1", s.name); err != nil {
		return nil, err
	}
	border := []excelize.Border{{Type: "bottom", Color: "BFBFBF", Style: 1}}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	day := "dd/mm/yyyy"
	for _, style := range []struct {
		id *int
		as excelize.Style
	}{
		{&s.mark, excelize.Style{Font: &excelize.Font{Bold: true, Color: "C00000", Size: 14, Family: "Times New Roman"}}},
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14, Family: "Times New Roman"}}},
		{&s.note, excelize.Style{Font: &excelize.Font{Size: 11, Family: "Times New Roman"}}},
		{&s.head1, excelize.Style{Font: &excelize.Font{Bold: true, Size: 11, Family: "Times New Roman"}, Border: border,
			Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7ECF3"}}}},
		{&s.cell, excelize.Style{Font: &excelize.Font{Size: 11, Family: "Times New Roman"}, Border: border, Alignment: top, NumFmt: 49}},
		{&s.number, excelize.Style{Font: &excelize.Font{Size: 11, Family: "Times New Roman"}, Border: border, Alignment: &excelize.Alignment{Vertical: "top"}, NumFmt: 1}},
		{&s.date, excelize.Style{Font: &excelize.Font{Size: 11, Family: "Times New Roman"}, Border: border,
			Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, CustomNumFmt: &day}},
	} {
		id, err := f.NewStyle(&style.as)
		if err != nil {
			return nil, err
		}
		*style.id = id
	}
	var err error
	s.out, err = f.NewStreamWriter(s.name)
	return s, err
}

// sheetName is a name that spreadsheets accept: 31 characters, none of []:*?/\.
func sheetName(name string) string {
	name = strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, c) {
			return '-'
		}
		return c
	}, name)
	if runes := []rune(name); len(runes) > 31 {
		name = string(runes[:31])
	}
	if strings.TrimSpace(name) == "" {
		return "1"
	}
	return name
}

// layOut sets what must stand before the first row.
func (s *sheet) layOut() error {
	for _, above := range append([]string{s.t.Mark, s.t.Title}, s.t.Notes...) {
		if above != "" {
			s.heading++
		}
	}
	s.heading++
	for i, c := range s.t.Columns {
		if err := s.out.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	cell, err := excelize.CoordinatesToCellName(1, s.heading+1)
	if err != nil {
		return err
	}
	return errors.Join(
		s.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: s.heading, TopLeftCell: cell, ActivePane: "bottomLeft"}),
		s.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: ptr(9), Orientation: ptr("landscape"), FitToWidth: ptr(1), FitToHeight: ptr(0)}),
		s.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: ptr(true)}),
		s.f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddHeader: "&R" + strings.ReplaceAll(s.t.Mark, "&", "&&"), OddFooter: "&C&P/&N"}))
}

func ptr[T any](v T) *T { return &v }

// head writes the rows above and the headings.
func (s *sheet) head() error {
	lines := append([]string{s.t.Mark, s.t.Title}, s.t.Notes...)
	for i, line := range lines {
		style := s.note
		switch i {
		case 0:
			style = s.mark
		case 1:
			style = s.title
		}
		if line == "" {
			continue
		}
		if err := s.set([]any{excelize.Cell{StyleID: style, Value: line}}); err != nil {
			return err
		}
	}
	cells := make([]any, len(s.t.Columns))
	for i, c := range s.t.Columns {
		cells[i] = excelize.Cell{StyleID: s.head1, Value: c.Title}
	}
	return s.set(cells)
}

func (s *sheet) set(cells []any) error {
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	s.last = s.row
	s.row++
	return s.out.SetRow(at, cells)
}

// write writes one row of the table.
func (s *sheet) write(row int, cells []any) error {
	s.row = row
	styled := make([]any, len(s.t.Columns))
	for i := range styled {
		var v any
		if i < len(cells) {
			v = cells[i]
		}
		cell, err := s.typed(row, i, v)
		if err != nil {
			return err
		}
		styled[i] = cell
	}
	return s.set(styled)
}

// typed keeps numbers and full days as such, so that they sort; all else is text.
func (s *sheet) typed(row, column int, v any) (excelize.Cell, error) {
	switch v := v.(type) {
	case int, int64:
		return excelize.Cell{StyleID: s.number, Value: v}, nil
	case clock.Date:
		if v.IsFull() && v > "1900-03-01" {
			return excelize.Cell{StyleID: s.date, Value: v.Time()}, nil
		}
	}
	text, err := s.t.plain(row, column, v)
	if text == "" {
		return excelize.Cell{StyleID: s.cell}, err
	}
	return excelize.Cell{StyleID: s.cell, Value: text}, err
}

// finish sets what needs the number of rows: the filter and the rows that each
// printed page repeats.
func (s *sheet) finish() error {
	if len(s.t.Columns) == 0 {
		return nil
	}
	from, err1 := excelize.CoordinatesToCellName(1, s.heading)
	to, err2 := excelize.CoordinatesToCellName(len(s.t.Columns), s.last)
	row, err3 := excelize.CoordinatesToCellName(1, s.heading, true)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	row = row[strings.LastIndexByte(row, '$'):]
	return errors.Join(s.f.AutoFilter(s.name, from+":"+to, nil),
		s.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: "'" + s.name + "'!" + row + ":" + row}))
}
