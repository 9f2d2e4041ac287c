package docgen

import (
	"encoding/csv"
	"io"
	"strings"
)

// WriteCSV writes t with UTF-8 and a byte order mark, cells parted by ";" as
// spreadsheets with a decimal comma expect, lines ended by CR LF. The mark, the
// title and the notes are lines of one cell above the headings.
func WriteCSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	row := 1
	line := func(cells ...string) error {
		row++
		return out.Write(cells)
	}
	for _, above := range append([]string{t.Mark, t.Title}, t.Notes...) {
		if above == "" {
			continue
		}
		if err := line(disarm(above)); err != nil {
			return err
		}
	}
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = disarm(c.Title)
	}
	if err := line(titles...); err != nil {
		return err
	}
	if err := t.each(row, func(row int, cells []any) error { return t.writeCSV(out, row, cells) }); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (t Table) writeCSV(out *csv.Writer, row int, cells []any) error {
	line := make([]string, len(t.Columns))
	for i, v := range cells {
		text, err := t.plain(row, i, v)
		if err != nil {
			return err
		}
		if _, ok := v.(string); ok {
			text = disarm(text)
		}
		line[i] = text
	}
	return out.Write(line)
}

// disarm puts ' before a text that a spreadsheet might take for a formula: by its
// first character, also in full width, after blanks (SECURITY T23). NUL is dropped.
func disarm(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	seen := strings.TrimLeft(s, " \u00a0\u3000\ufeff\u200b")
	if strings.HasPrefix(seen, "\t") || strings.HasPrefix(seen, "\r") || strings.HasPrefix(seen, "\n") ||
		strings.IndexAny(seen, "=+-@|%＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
