package intake

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hoso/vi"
)

// edges are the two outermost lines of a page at its top and at its bottom, the
// outermost first. Lines inside tables are none.
type edges struct {
	top, bottom []edge
}

// edge is such a line. aside says that it stands apart from the text: where no
// text begins, behind a gap, or in smaller letters.
type edge struct {
	text  string
	y     float64
	aside bool
	fifth bool // it stands in the outer fifth of the page
}

const (
	noteZone = 57.0 // points from the bottom in which a page number stands
	headZone = 57.0 // points from the edge in which no text begins: 20 mm
	headLong = 200  // bytes of a running head, at most
)

// edgesOf finds the outer lines of a page.
func edgesOf(glyphs []glyph, tables []item, d drawn) edges {
	rows := rowsOfGlyphs(slices.Clone(glyphs))
	rows = slices.DeleteFunc(rows, func(r row) bool { return strings.TrimSpace(r.text) == "" })
	for _, t := range tables {
		rows = append(rows, row{y: t.top, table: true}, row{y: t.bottom, table: true})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.y, a.y) })
	var e edges
	body := bodySize(rows)
	e.top = outer(rows, body, func(y float64) float64 { return d.high - y }, d.high-d.low)
	slices.Reverse(rows)
	e.bottom = outer(rows, body, func(y float64) float64 { return y - d.low }, d.high-d.low)
	return e
}

// bodySize is the size of most letters of a page.
func bodySize(rows []row) float64 {
	count, best, most := map[float64]int{}, 0.0, 0
	for _, r := range rows {
		k := math.Round(2*r.size) / 2
		if count[k] += len(r.text); count[k] > most {
			best, most = k, count[k]
		}
	}
	return best
}

// outer gives up to two lines from the first on, up to a table. from tells how far
// they stand from the edge.
func outer(rows []row, body float64, from func(y float64) float64, height float64) []edge {
	var list []edge
	for i, r := range rows[:min(2, len(rows))] {
		if r.table || len(r.text) > headLong {
			break
		}
		gap := math.Inf(1)
		if i+1 < len(rows) {
			gap = math.Abs(rows[i+1].y - r.y)
		}
		list = append(list, edge{text: strings.TrimSpace(r.text), y: r.y, fifth: from(r.y) < height/5,
			aside: from(r.y) < headZone || gap > 1.9*body || r.size < 0.88*body})
	}
	return list
}

var (
	digits    = regexp.MustCompile(`\d+`)
	pageCount = regexp.MustCompile(`(?i)^[\s\-–—|/.]*(?:trang|page)?\s*(\d{1,4})(?:\s*(?:/|trên|of)\s*\d{1,4})?[\s\-–—|/.]*$`)
	// What stands at the top of a page when a document begins there.
	mottos = []string{"cong hoa xa hoi chu nghia", "doc lap - tu do", "dang cong san viet nam"}
)

func isMotto(text string) bool {
	folded := vi.Fold(text)
	return slices.ContainsFunc(mottos, func(m string) bool { return strings.Contains(folded, m) })
}

// dropHeads takes running heads and page numbers out of the pages: lines at the
// edge that come again on other pages, at the same height and with the same words
// but for numbers, and a number that is the page's own.
func dropHeads(pages []*pdfPage) {
	again := map[string][]float64{} // heights of each line, by its words
	key := func(side string, e edge) string { return side + digits.ReplaceAllString(e.text, "#") }
	for _, p := range pages {
		for side, list := range p.edges.sides() {
			for _, e := range list {
				again[key(side, e)] = append(again[key(side, e)], e.y)
			}
		}
	}
	need := 2
	if len(pages) > 4 {
		need = 3
	}
	for i, p := range pages {
		var drop []float64
		for side, list := range p.edges.sides() {
			for _, e := range list {
				n := 0
				for _, y := range again[key(side, e)] {
					if math.Abs(y-e.y) <= 3 {
						n++
					}
				}
				if !e.fifth || isMotto(e.text) || !isPageNumber(e.text, i+1, n >= need) && (n < need || !e.aside) {
					break // what stands further in is text
				}
				drop = append(drop, e.y)
			}
		}
		p.rows = slices.DeleteFunc(p.rows, func(r row) bool {
			return !r.table && slices.ContainsFunc(drop, func(y float64) bool { return math.Abs(y-r.y) < 1.5 })
		})
	}
}

func (e edges) sides() map[string][]edge {
	return map[string][]edge{"top ": e.top, "bottom ": e.bottom}
}

// isPageNumber reports whether a line is a number and nothing else: the page's,
// or one that comes again in its place.
func isPageNumber(text string, page int, again bool) bool {
	m := pageCount.FindStringSubmatch(text)
	return m != nil && (again || m[1] == strconv.Itoa(page))
}

// splitNotes takes the footnotes off the bottom of a page: what stands in smaller
// letters below a short line at the left.
func splitNotes(glyphs []glyph, d drawn) (body, notes []glyph) {
	left, right := math.Inf(1), math.Inf(-1)
	for _, g := range glyphs {
		left, right = min(left, g.x), max(right, g.right)
	}
	size := bodySize(rowsOfGlyphs(slices.Clone(glyphs)))
	for _, s := range d.across {
		wide := s.to - s.from
		if math.Abs(s.from-left) > 12 || wide < 0.1*(right-left) || wide > 0.6*(right-left) || len(d.down) > 0 && touches(d.down, s) {
			continue
		}
		var above, below []glyph
		largest := 0.0
		for _, g := range glyphs {
			if g.y > s.at {
				above = append(above, g)
				continue
			}
			below = append(below, g)
			if g.y > d.low+noteZone {
				largest = max(largest, g.size)
			}
		}
		if len(below) > 0 && len(above) > 0 && largest > 0 && largest < 0.95*size {
			return above, below
		}
	}
	return glyphs, nil
}

func touches(down []stroke, s stroke) bool {
	return slices.ContainsFunc(down, func(v stroke) bool {
		return v.at > s.from-near && v.at < s.to+near && s.at > v.from-near && s.at < v.to+near
	})
}

var noteNumber = regexp.MustCompile(`^\[?(\d{1,3})\]?\s*`)

// writeNotes joins the lines of each footnote behind its number: "[3] text".
func writeNotes(rows []row) []string {
	var list []string
	last := 0
	for _, r := range rows {
		m := noteNumber.FindStringSubmatch(r.text)
		n := 0
		if m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		rest := r.text
		if m != nil {
			rest = r.text[len(m[0]):]
		}
		switch {
		case rest != "" && (n == last+1 || last == 0 && n > 0 || strings.HasPrefix(r.text, "[")):
			list, last = append(list, noteMark(n)+" "+rest), n
		case len(list) == 0:
			list = append(list, r.text)
		default:
			list[len(list)-1] = wrap([]string{list[len(list)-1], r.text})
		}
	}
	return list
}
