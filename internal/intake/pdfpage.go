package intake

import (
	"math"
	"slices"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// pdfPage is what one page says.
type pdfPage struct {
	rows    []row // in reading order
	edges   edges // what stands at its top and bottom, as running heads do
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
	drawn := e.drawn(page)
	p := &pdfPage{picture: drawn.picture}
	for _, g := range glyphs {
		if unicode.IsLetter(g.c) || unicode.IsDigit(g.c) {
			p.letters++
		}
	}
	p.layOut(glyphs, drawn)
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
	if c == lineHyphen {
		c = '-'
	}
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
	g.size = max(size.FontSize*e.scale(t, i), 1)
	return g, true
}

// lineHyphen is what the engine makes of a hyphen at the end of a line, whether
// it parts a word or belongs to it.
const lineHyphen = 2

// scale is how much larger a character is drawn than its font size says.
func (e *engine) scale(t references.FPDF_TEXTPAGE, i int) float64 {
	m, err := e.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: t, Index: i})
	if err != nil {
		return 1
	}
	if s := math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)); s > 0.01 && s < 1000 {
		return s
	}
	return 1
}

// drawn is what a page shows besides text.
type drawn struct {
	width, height float64
	low, high     float64 // the page's bottom and top
	picture       bool
	across, down  []stroke // thin lines, as tables and footnotes have
}

// stroke is a thin line: at is its place on one axis, from and to on the other.
type stroke struct{ at, from, to float64 }

const (
	maxObjects = 20_000 // of a page, that are looked at
	thin       = 3.0    // points: as thick as a rule may be
)

// drawn looks at pictures and lines. What cannot be asked is not there.
func (e *engine) drawn(page requests.Page) drawn {
	var d drawn
	w, err1 := e.FPDF_GetPageWidth(&requests.FPDF_GetPageWidth{Page: page})
	h, err2 := e.FPDF_GetPageHeight(&requests.FPDF_GetPageHeight{Page: page})
	count, err3 := e.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err1 != nil || err2 != nil || err3 != nil {
		return d
	}
	d.width, d.height, d.high = w.Width, h.Height, h.Height
	for i := range min(count.Count, maxObjects) {
		obj, err := e.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := e.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: obj.PageObject})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_IMAGE && kind.Type != enums.FPDF_PAGEOBJ_PATH {
			continue
		}
		b, err := e.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: obj.PageObject})
		if err != nil {
			continue
		}
		if kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
			d.picture = d.picture || float64(b.Right-b.Left)*float64(b.Top-b.Bottom) >= d.width*d.height/2
			continue
		}
		d.line(float64(b.Left), float64(b.Right), float64(b.Bottom), float64(b.Top), func() bool {
			mode, err := e.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: obj.PageObject})
			return err == nil && mode.Stroke
		})
	}
	return d
}

// line takes a path by its bounds: a thin one is a line, and one with an outline
// that is no larger than half the page is a box of four.
func (d *drawn) line(left, right, bottom, top float64, outlined func() bool) {
	w, h := right-left, top-bottom
	switch {
	case h <= thin && w > 3*thin:
		d.across = append(d.across, stroke{(bottom + top) / 2, left, right})
	case w <= thin && h > 3*thin:
		d.down = append(d.down, stroke{(left + right) / 2, bottom, top})
	case w > 3*thin && h > 3*thin && w*h < d.width*d.height/2 && outlined():
		d.across = append(d.across, stroke{bottom, left, right}, stroke{top, left, right})
		d.down = append(d.down, stroke{left, bottom, top}, stroke{right, bottom, top})
	}
}

// turn gives the same as glyphs of a quarter see it.
func (d drawn) turn(quarter int) drawn {
	t := drawn{width: d.width, height: d.height, picture: d.picture}
	switch quarter {
	case 0:
		return d
	case 1:
		t.across, t.down = mirror(d.down, false, true), mirror(d.across, true, false)
		t.high = d.width
	case 2:
		t.across, t.down = mirror(d.across, true, true), mirror(d.down, true, true)
		t.low = -d.height
	case 3:
		t.across, t.down = mirror(d.down, true, false), mirror(d.across, false, true)
		t.low = -d.width
	}
	return t
}

// mirror turns the places of lines, or their ends, round.
func mirror(lines []stroke, at, ends bool) []stroke {
	list := slices.Clone(lines)
	for i := range list {
		s := &list[i]
		if at {
			s.at = -s.at
		}
		if ends {
			s.from, s.to = -s.to, -s.from
		}
	}
	return list
}
