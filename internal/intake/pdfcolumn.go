package intake

import (
	"cmp"
	"math"
	"slices"
)

// item is a stretch of one line without wide gaps, or a table, where it stands.
type item struct {
	x0, x1, top, bottom float64
	glyphs              []glyph
	rows                []row // of a table
}

const (
	gutter     = 6.0  // points of white between columns, at least
	columnRows = 4    // lines that a column has at least
	columnText = 18.0 // characters that its lines have on average, at least
	columnFill = 0.7  // of the column's width is what a full line takes
)

// layOut puts a page's characters into reading order. Text at another angle than
// most comes after, line by line.
func (p *pdfPage) layOut(glyphs []glyph, d drawn) {
	var turned [4][]glyph
	for _, g := range glyphs {
		turned[g.quarter] = append(turned[g.quarter], g)
	}
	slices.SortStableFunc(turned[:], func(a, b []glyph) int { return cmp.Compare(len(b), len(a)) })
	p.rotated = len(turned[1]) > 0
	main := turned[0]
	if len(main) > 0 {
		d = d.turn(main[0].quarter)
	}
	var items []item
	for _, g := range d.grids() {
		var rows []row
		if main, rows = g.take(main); len(rows) > 0 {
			items = append(items, item{x0: g.xs[0], x1: g.xs[len(g.xs)-1], top: g.ys[0], bottom: g.ys[len(g.ys)-1], rows: rows})
		}
	}
	p.edges = edgesOf(main, items, d)
	body, notes := splitNotes(main, d)
	items = append(items, segments(body)...)
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(b.top, a.top) })
	for _, column := range columns(items, 0) {
		p.rows = append(p.rows, writeColumn(column)...)
	}
	for _, r := range rowsOfGlyphs(notes) {
		r.note = true
		p.rows = append(p.rows, r)
	}
	for _, group := range turned[1:] {
		p.rows = append(p.rows, rowsOfGlyphs(group)...)
	}
}

// segments cuts glyphs with one base line at gaps wider than a letter.
func segments(glyphs []glyph) []item {
	glyphs = slices.Clone(glyphs)
	slices.SortStableFunc(glyphs, func(a, b glyph) int {
		return cmp.Or(cmp.Compare(math.Round(b.y), math.Round(a.y)), cmp.Compare(a.x, b.x))
	})
	var list []item
	for i, g := range glyphs {
		last := len(list) - 1
		if i == 0 || math.Round(g.y) != math.Round(glyphs[i-1].y) || g.x-list[last].x1 > 1.2*g.size || g.x < list[last].x0 {
			list = append(list, item{x0: g.x, x1: g.right})
			last++
			list[last].top, list[last].bottom = math.Inf(-1), math.Inf(1)
		}
		s := &list[last]
		s.glyphs = append(s.glyphs, g)
		s.x1, s.top, s.bottom = max(s.x1, g.right), max(s.top, g.y+0.8*g.size), min(s.bottom, g.y-0.2*g.size)
	}
	return list
}

// columns parts items, which come from the top, into groups that are read one
// after the other. Beside one another stand only columns of running text: short
// lines side by side, as in a letterhead or a list, are read line by line.
func columns(items []item, depth int) [][]item {
	if len(items) < 2*columnRows || depth > 6 {
		return [][]item{items}
	}
	from, to, x := widestBand(items)
	if from == to {
		return [][]item{items}
	}
	var left, right []item
	for _, it := range items[from:to] {
		if it.x1 <= x+gutter/2 {
			left = append(left, it)
		} else {
			right = append(right, it)
		}
	}
	var list [][]item
	for _, part := range [][]item{items[:from], left, right, items[to:]} {
		if len(part) > 0 {
			list = append(list, columns(part, depth+1)...)
		}
	}
	return list
}

// widestBand finds the longest run of items that leave a gutter free, and its
// middle. from equals to when there is none.
func widestBand(items []item) (from, to int, x float64) {
	left, right := math.Inf(1), math.Inf(-1)
	for _, it := range items {
		left, right = min(left, it.x0), max(right, it.x1)
	}
	step := max(2, (right-left)/200)
	for at := left + 0.2*(right-left); at < left+0.8*(right-left); at += step {
		for i := 0; i < len(items); {
			j := i
			for j < len(items) && (items[j].x1 <= at+gutter/2 || items[j].x0 >= at-gutter/2) && !(items[j].x1 > at-gutter/2 && items[j].x0 < at+gutter/2) {
				j++
			}
			if j-i > to-from && isProse(items[i:j], at, right-left) {
				from, to, x = i, j, at
			}
			i = max(j, i) + 1
		}
	}
	return from, to, x
}

// isProse reports whether the items left and right of a gutter are columns of
// running text.
func isProse(band []item, at, width float64) bool {
	for _, left := range []bool{true, false} {
		var side []item
		x0, x1 := math.Inf(1), math.Inf(-1)
		for _, it := range band {
			if (it.x1 <= at) == left && (len(it.glyphs) > 3 || it.rows != nil) {
				side = append(side, it)
				x0, x1 = min(x0, it.x0), max(x1, it.x1)
			}
		}
		lines, full, letters := 0, 0, 0
		for _, it := range side {
			n := max(len(it.rows), 1)
			lines += n
			letters += len(it.glyphs)
			if it.rows != nil {
				letters += n * columnText
			}
			if it.x1-it.x0 >= columnFill*(x1-x0) {
				full += n
			}
		}
		if lines < columnRows || 2*full < lines || float64(letters) < columnText*float64(lines) || x1-x0 < 0.2*width {
			return false
		}
	}
	return true
}

// writeColumn writes the items of one column from the top, tables as they are.
func writeColumn(items []item) []row {
	var rows []row
	var open []glyph
	flush := func() {
		rows = append(rows, rowsOfGlyphs(open)...)
		open = nil
	}
	for _, it := range items {
		if it.rows != nil {
			flush()
			rows = append(rows, it.rows...)
			continue
		}
		open = append(open, it.glyphs...)
	}
	flush()
	return rows
}
