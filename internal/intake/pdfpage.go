package intake

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// pdfPage is what one page says.
type pdfPage struct {
	text    string
	letters int
	picture bool // an image covers at least half of it
	rotated bool // some of the text stands at an angle
}

// glyph is one character where it stands: (x, y) on its base line, x growing in
// reading direction and y upwards, right its right edge, all in points.
type glyph struct {
	c           rune
	x, y, right float64
	size        float64
	quarter     int // turns of 90 degrees
}

func (e *engine) readPage(doc references.FPDF_DOCUMENT, index int) (*pdfPage, error) {
	loaded, err := e.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	defer e.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	page := requests.Page{ByReference: &loaded.Page}
	glyphs, err := e.glyphs(page)
	if err != nil {
		return nil, err
	}
	p := &pdfPage{picture: e.isPicture(page)}
	for _, g := range glyphs {
		if unicode.IsLetter(g.c) || unicode.IsDigit(g.c) {
			p.letters++
		}
	}
	p.text, p.rotated = layOut(glyphs)
	return p, nil
}

// glyphs gives the characters of a page that the file draws. Those that the
// engine adds (spaces, line ends) are left out: the place decides.
func (e *engine) glyphs(page requests.Page) ([]glyph, error) {
	text, err := e.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	t := text.TextPage
	defer e.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: t})
	count, err := e.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t})
	if err != nil {
		return nil, err
	}
	var list []glyph
	for i := range count.Count {
		made, err := e.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: t, Index: i})
		if err != nil || made.IsGenerated {
			continue
		}
		if g, ok := e.glyph(t, i); ok {
			list = append(list, g)
		}
	}
	return list, nil
}

// glyph reads one character; a character without a place is none.
func (e *engine) glyph(t references.FPDF_TEXTPAGE, i int) (glyph, bool) {
	code, err1 := e.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t, Index: i})
	from, err2 := e.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: t, Index: i})
	box, err3 := e.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: t, Index: i})
	size, err4 := e.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: t, Index: i})
	angle, err5 := e.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: t, Index: i})
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil || err5 != nil {
		return glyph{}, false
	}
	c := rune(code.Unicode)
	if c == 0 || c == unicode.ReplacementChar || unicode.IsControl(c) {
		return glyph{}, false
	}
	g := glyph{c: c, quarter: int(math.Round(float64(angle.CharAngle)/(math.Pi/2))) & 3}
	left := 0.0
	switch g.quarter {
	case 0:
		g.x, g.y, left, g.right = from.X, from.Y, box.Left, box.Right
	case 1:
		g.x, g.y, left, g.right = -from.Y, from.X, -box.Top, -box.Bottom
	case 2:
		g.x, g.y, left, g.right = -from.X, -from.Y, -box.Right, -box.Left
	case 3:
		g.x, g.y, left, g.right = from.Y, -from.X, box.Bottom, box.Top
	}
	if unicode.Is(unicode.Mn, c) {
		g.x = (left + g.right) / 2 // a mark on its own belongs to the letter below it
	}
	g.size = max(size.FontSize, 1)
	return g, true
}

// isPicture reports whether one image covers at least half of the page.
func (e *engine) isPicture(page requests.Page) bool {
	w, err1 := e.FPDF_GetPageWidth(&requests.FPDF_GetPageWidth{Page: page})
	h, err2 := e.FPDF_GetPageHeight(&requests.FPDF_GetPageHeight{Page: page})
	count, err3 := e.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err1 != nil || err2 != nil || err3 != nil {
		return false
	}
	for i := range min(count.Count, 1000) {
		obj, err := e.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := e.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: obj.PageObject})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_IMAGE {
			continue
		}
		b, err := e.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: obj.PageObject})
		if err == nil && float64(b.Right-b.Left)*float64(b.Top-b.Bottom) >= w.Width*h.Height/2 {
			return true
		}
	}
	return false
}

// layOut writes glyphs as lines. Text at another angle than most comes after.
func layOut(glyphs []glyph) (text string, rotated bool) {
	var turned [4][]glyph
	for _, g := range glyphs {
		turned[g.quarter] = append(turned[g.quarter], g)
	}
	slices.SortStableFunc(turned[:], func(a, b []glyph) int { return cmp.Compare(len(b), len(a)) })
	var lines []string
	for _, group := range turned {
		for _, line := range groupLines(group) {
			if s := writeLine(line); s != "" {
				lines = append(lines, s)
			}
		}
	}
	return strings.Join(lines, "\n"), len(turned[1]) > 0
}

// groupLines puts glyphs whose base lines lie close together on one line, from
// the top of the page; what is raised (a footnote's mark) stays with its line.
func groupLines(glyphs []glyph) [][]glyph {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var lines [][]glyph
	for from := 0; from < len(glyphs); {
		to, last := from+1, glyphs[from]
		for to < len(glyphs) && last.y-glyphs[to].y < 0.45*min(max(last.size, glyphs[to].size), 40) {
			last = glyphs[to]
			to++
		}
		lines = append(lines, glyphs[from:to])
		from = to
	}
	return lines
}

// writeLine writes one line from left to right. A gap of a fifth of the letters'
// height is a space, of two heights a tab.
func writeLine(line []glyph) string {
	slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
	var b strings.Builder
	end, wide := math.Inf(1), 0.0
	space := false
	for _, g := range line {
		if unicode.IsSpace(g.c) {
			space = b.Len() > 0
			continue
		}
		wide = g.x - end
		switch {
		case wide > 2*g.size:
			b.WriteByte('\t')
		case space || wide > 0.2*g.size:
			b.WriteByte(' ')
		}
		b.WriteRune(g.c)
		space, end = false, g.right
	}
	return b.String()
}
