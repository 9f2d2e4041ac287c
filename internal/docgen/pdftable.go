package docgen

const (
	cellPad   = 1.2 // between a cell's border and its text
	headLines = 8   // of a heading; what is longer is left out
)

// PDFColumn is one column of a table on paper.
type PDFColumn struct {
	Title string
	Share float64 // of the width, relative to the other columns; 0 counts as 1
	Right bool    // numbers stand at the right
}

// pdfTable is a table while it is drawn.
type pdfTable struct {
	p      *PDF
	cols   []PDFColumn
	widths []float64
	head   [][]string // lines of each heading
}

// Table writes a table whose headings are repeated on each page. A row stays on
// one page unless it is longer than a page. Cells beyond the columns are left
// out, missing ones are empty.
func (p *PDF) Table(cols []PDFColumn, rows [][]string) {
	if len(cols) == 0 {
		return
	}
	t := &pdfTable{p: p, cols: cols}
	total := 0.0
	for _, c := range cols {
		total += c.share()
	}
	for _, c := range cols {
		t.widths = append(t.widths, textWidth*c.share()/total)
	}
	p.set("B", tableSize)
	for i, c := range cols {
		lines := p.lines(c.Title, t.widths[i]-2*cellPad)
		t.head = append(t.head, lines[:min(len(lines), headLines)])
	}
	p.keep(t.height(t.head) + 2*height(tableSize))
	t.drawHead()
	for _, row := range rows {
		t.row(row)
	}
	p.Space(3)
}

func (c PDFColumn) share() float64 {
	if c.Share <= 0 {
		return 1
	}
	return c.Share
}

// height is the height of a row of cells, each given as its lines.
func (t *pdfTable) height(cells [][]string) float64 {
	most := 1
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return float64(most)*height(tableSize) + 2*cellPad
}

func (t *pdfTable) drawHead() {
	t.p.set("B", tableSize)
	t.p.f.SetFillColor(231, 236, 243)
	t.draw(t.head, true)
}

func (t *pdfTable) row(row []string) {
	t.p.set("", tableSize)
	cells := make([][]string, len(t.cols))
	for i := range cells {
		if i < len(row) {
			cells[i] = t.p.lines(row[i], t.widths[i]-2*cellPad)
		}
	}
	for page := pageHeight - topEdge - bottomEdge - t.height(t.head); t.p.left() < t.height(cells); {
		if t.height(cells) <= page || t.p.left() < 3*height(tableSize) {
			t.turn()
			continue
		}
		part := int((t.p.left() - 2*cellPad) / height(tableSize))
		t.draw(cut(cells, 0, part), false)
		cells = cut(cells, part, 1<<31)
		t.turn()
	}
	t.draw(cells, false)
}

// cut takes the lines from one number to another of each cell.
func cut(cells [][]string, from, to int) [][]string {
	out := make([][]string, len(cells))
	for i, lines := range cells {
		out[i] = lines[min(from, len(lines)):min(to, len(lines))]
	}
	return out
}

// turn goes to the next page and repeats the headings.
func (t *pdfTable) turn() {
	t.p.f.AddPage()
	t.drawHead()
	t.p.set("", tableSize)
}

// draw draws one row where the document stands.
func (t *pdfTable) draw(cells [][]string, head bool) {
	x, y, high := leftEdge, t.p.f.GetY(), t.height(cells)
	for i, lines := range cells {
		style, align := "D", "L"
		if head {
			style, align = "DF", "C"
		} else if t.cols[i].Right {
			align = "R"
		}
		t.p.f.Rect(x, y, t.widths[i], high, style)
		for n, line := range lines {
			t.p.line(x+cellPad, y+cellPad+float64(n)*height(tableSize), t.widths[i]-2*cellPad, height(tableSize), line, align)
		}
		x += t.widths[i]
	}
	t.p.f.SetXY(leftEdge, y+high)
}
