package intake

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// grid is a table with lines: its columns and rows lie between the places xs,
// from the left, and ys, from the top.
type grid struct {
	xs, ys       []float64
	across, down []stroke
	merged       map[[2]int][2]int // what first found
}

const (
	near       = 4.0    // points within which lines are one, or touch
	maxStrokes = 3000   // lines of a page that are looked at: each is compared with each
	maxCells   = 20_000 // of a table; beyond it is a drawing
)

// grids gives the tables that the lines of a page make.
func (d drawn) grids() []*grid {
	var list []*grid
	for _, g := range d.clusters() {
		g.xs, g.ys = places(g.down), places(g.across)
		slices.Reverse(g.ys)
		if len(g.xs) > 2 && len(g.ys) > 1 && len(g.xs)*len(g.ys) <= maxCells {
			list = append(list, g)
		}
	}
	return list
}

// clusters puts lines that touch together.
func (d drawn) clusters() []*grid {
	across, down := d.across[:min(len(d.across), maxStrokes)], d.down[:min(len(d.down), maxStrokes)]
	owner := make([]int, len(across)+len(down))
	for i := range owner {
		owner[i] = i
	}
	root := func(i int) int {
		for owner[i] != i {
			owner[i] = owner[owner[i]]
			i = owner[i]
		}
		return i
	}
	for i, a := range across {
		for j, v := range down {
			if v.at > a.from-near && v.at < a.to+near && a.at > v.from-near && a.at < v.to+near {
				owner[root(i)] = root(len(across) + j)
			}
		}
	}
	byRoot := map[int]*grid{}
	var list []*grid
	of := func(i int) *grid {
		g := byRoot[root(i)]
		if g == nil {
			g = &grid{}
			byRoot[root(i)] = g
			list = append(list, g)
		}
		return g
	}
	for i, a := range across {
		g := of(i)
		g.across = append(g.across, a)
	}
	for j, v := range down {
		g := of(len(across) + j)
		g.down = append(g.down, v)
	}
	return list
}

// places gives the different places of lines, smallest first.
func places(lines []stroke) []float64 {
	var list []float64
	sorted := slices.SortedFunc(slices.Values(lines), func(a, b stroke) int { return cmp.Compare(a.at, b.at) })
	for _, l := range sorted {
		if n := len(list); n == 0 || l.at-list[n-1] > near {
			list = append(list, l.at)
		}
	}
	return list
}

// lies reports whether some line at a place runs past a point of the other axis.
func lies(lines []stroke, at, past float64) bool {
	return slices.ContainsFunc(lines, func(l stroke) bool { return math.Abs(l.at-at) <= near && l.from <= past && past <= l.to })
}

// cellOf gives the column and row of a point, merged cells by their first; ok is
// false outside the table.
func (g *grid) cellOf(x, y float64) (col, row int, ok bool) {
	for col < len(g.xs)-1 && x >= g.xs[col+1] {
		col++
	}
	for row < len(g.ys)-1 && y <= g.ys[row+1] {
		row++
	}
	if x < g.xs[0] || y > g.ys[0] || col >= len(g.xs)-1 || row >= len(g.ys)-1 {
		return 0, 0, false
	}
	col, row = g.first(col, row)
	return col, row, true
}

// first goes to the left and up while no line stands between.
func (g *grid) first(col, row int) (int, int) {
	cell := [2]int{col, row}
	if m, ok := g.merged[cell]; ok {
		return m[0], m[1]
	}
	for col > 0 && !lies(g.down, g.xs[col], (g.ys[row]+g.ys[row+1])/2) {
		col--
	}
	for row > 0 && !lies(g.across, g.ys[row], (g.xs[col]+g.xs[col+1])/2) {
		row--
	}
	if g.merged == nil {
		g.merged = map[[2]int][2]int{}
	}
	g.merged[cell] = [2]int{col, row}
	return col, row
}

// take moves the glyphs that stand in the table out of a page, and writes them. A
// row is one line with tabs between its cells, or, when a cell holds several
// paragraphs, all of them one after the other, as in a Word file.
func (g *grid) take(glyphs []glyph) (rest []glyph, rows []row) {
	cells := make([][][]glyph, len(g.ys)-1)
	for i := range cells {
		cells[i] = make([][]glyph, len(g.xs)-1)
	}
	for _, c := range glyphs {
		if col, r, ok := g.cellOf(c.x+0.5, c.y+0.2*c.size); ok {
			cells[r][col] = append(cells[r][col], c)
		} else {
			rest = append(rest, c)
		}
	}
	for r, line := range cells {
		for _, text := range g.writeRow(r, line) {
			rows = append(rows, row{text: text, y: g.ys[r+1], table: true})
		}
	}
	return rest, rows
}

func (g *grid) writeRow(r int, line [][]glyph) []string {
	var cells, all []string
	several := false
	for col, glyphs := range line {
		if c, _ := g.first(col, r); c != col {
			continue // a cell that spans columns
		}
		end := col + 1
		for ; end < len(line); end++ {
			if c, _ := g.first(end, r); c != col {
				break
			}
		}
		paras := paragraphs(glyphs, g.xs[col], g.xs[end])
		cells = append(cells, strings.Join(paras, " "))
		all = append(all, paras...)
		several = several || len(paras) > 1
	}
	if several {
		return all
	}
	if text := strings.TrimRight(strings.Join(cells, "\t"), "\t"); text != "" {
		return []string{text}
	}
	return nil
}

// padding is how far text stands from the edge of its cell, at most.
const padding = 8.0

// paragraphs joins the lines of a cell between two edges. Where the next line's
// first word would have stood on this line, somebody began a new paragraph.
func paragraphs(glyphs []glyph, left, right float64) []string {
	lines := groupLines(glyphs)
	pad := padding
	for _, g := range glyphs {
		pad = min(pad, max(g.x-left, 0))
	}
	width := right - left - 2*pad
	var list, open []string
	end := func() {
		if len(open) > 0 {
			list, open = append(list, wrap(open)), nil
		}
	}
	used := math.Inf(1)
	for _, line := range lines {
		r := writeLine(line) // and sorts it
		if r.text == "" {
			continue
		}
		if len(open) > 0 && used+firstWord(line)+0.4*r.size < width {
			end()
		}
		open = append(open, strings.ReplaceAll(r.text, "\t", " ")) // a tab is for cells
		used = line[len(line)-1].right - line[0].x
	}
	end()
	return list
}

// firstWord gives the width of the first word of a line.
func firstWord(line []glyph) float64 {
	end := line[0].right
	for i, g := range line[1:] {
		if g.c == ' ' || g.x-line[i].right > 0.2*g.size {
			break
		}
		end = g.right
	}
	return end - line[0].x
}
