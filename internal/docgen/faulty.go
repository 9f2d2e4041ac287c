package docgen

// FaultyRow is a row of somebody's sheet with what is wrong with it.
type FaultyRow struct {
	Cells  []string
	Number int // in the sheet
	Wrong  string
}

// FaultTable is a sheet's rows under its own headings, with the number of each and
// what is wrong beside it: to be mended and read again. number and wrong are the
// headings of these two.
func FaultTable(headings []string, rows []FaultyRow, number, wrong string) Table {
	var t Table
	for _, h := range headings {
		t.Columns = append(t.Columns, Column{Title: h, Width: 20})
	}
	t.Columns = append(t.Columns, Column{Title: number, Width: 8}, Column{Title: wrong, Width: 70})
	t.Rows = func(yield func([]any, error) bool) {
		for _, row := range rows {
			var line []any
			for _, c := range row.Cells {
				line = append(line, c)
			}
			if !yield(append(line, row.Number, row.Wrong), nil) {
				return
			}
		}
	}
	return t
}
