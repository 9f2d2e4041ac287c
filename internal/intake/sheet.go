package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"hoso/internal/errs"
)

// readSheet decides whether data is XLSX or CSV and reads its table.
func readSheet(data []byte) (*Sheet, error) {
	if has(data, zipMagic) {
		return readXLSX(data)
	}
	text, raw, err := decode(data)
	if err != nil {
		return nil, err
	}
	if raw {
		return nil, errs.Invalid("intake.sheet.encoding")
	}
	return readCSV(text)
}

// add takes one row of the file; blank rows count but are not kept.
func (s *Sheet) add(number int, cells []string) error {
	if len(cells) > MaxColumns {
		return errs.Invalid("intake.sheet.too_many_columns", errs.Row(number), errs.Int("max", MaxColumns))
	}
	row, blank := SheetRow{number, make([]string, len(cells))}, true
	for i, c := range cells {
		row.Cells[i] = norm.NFC.String(strings.TrimSpace(c))
		blank = blank && row.Cells[i] == ""
	}
	if blank {
		return nil
	}
	if s.Header.Number == 0 {
		return s.setHeader(row)
	}
	if len(s.Rows) == MaxRows {
		return errs.Invalid("intake.sheet.too_many_rows", errs.Int("max", MaxRows))
	}
	width := len(s.Header.Cells)
	for i := width; i < len(row.Cells); i++ {
		if row.Cells[i] != "" {
			return errs.Invalid("intake.sheet.beyond_header", errs.Row(number), errs.Column(columnName(i)))
		}
	}
	row.Cells = append(row.Cells, make([]string, max(0, width-len(row.Cells)))...)[:width]
	s.Rows = append(s.Rows, row)
	return nil
}

// setHeader takes the first row with text; headings must be given and differ.
func (s *Sheet) setHeader(row SheetRow) error {
	for len(row.Cells) > 0 && row.Cells[len(row.Cells)-1] == "" {
		row.Cells = row.Cells[:len(row.Cells)-1]
	}
	seen := map[string]bool{}
	for i, h := range row.Cells {
		if h == "" || seen[strings.ToLower(h)] {
			return errs.Invalid("intake.sheet.heading", errs.Row(row.Number), errs.Column(columnName(i)))
		}
		seen[strings.ToLower(h)] = true
	}
	s.Header = row
	return nil
}

func (s *Sheet) done() (*Sheet, error) {
	if s.Header.Number == 0 {
		return nil, errs.Invalid("intake.sheet.no_header")
	}
	return s, nil
}

// columnName is the letter of a column counted from 0.
func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return ""
	}
	return name
}

// readCSV reads cells parted by the mark that the first line holds most often.
func readCSV(text string) (*Sheet, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	s := &Sheet{Format: CSV}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return s.done()
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, errs.Invalid("intake.sheet.quotes", errs.Row(bad.StartLine))
		}
		if err != nil {
			return nil, errDamaged.Because(err)
		}
		line, _ := r.FieldPos(0)
		for i, c := range cells {
			if isFormula(c) {
				return nil, errs.Invalid("intake.sheet.formula", errs.Row(line), errs.Column(columnName(i)))
			}
		}
		if err := s.add(line, cells); err != nil {
			return nil, err
		}
	}
}

func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// isFormula is true of a cell that a spreadsheet would compute: a telephone
// number "+84…" or a negative number is text.
func isFormula(c string) bool {
	c = strings.TrimSpace(c)
	return strings.HasPrefix(c, "=") || strings.HasPrefix(c, "@")
}
