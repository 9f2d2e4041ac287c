package docgen

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"regexp"
	"strconv"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifitalic"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"hoso/internal/clock"
)

// A4 with the margins of Nghị định 30/2020/NĐ-CP, Phụ lục I: left 30 mm, right
// 15 mm, top and bottom 20 mm. All lengths are millimetres, font sizes points.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	leftEdge   = 30.0
	rightEdge  = 15.0
	topEdge    = 20.0
	bottomEdge = 22.0
	textWidth  = pageWidth - leftEdge - rightEdge
	bodySize   = 13.0
	tableSize  = 11.0
	smallSize  = 8.5
	perPoint   = 25.4 / 72 // millimetres
	leading    = 1.25      // line height per font size
	font       = "serif"

	pictureQuality = 80 // of a JPEG
	// pagesAlias stands for the number of pages until that is known. fpdf replaces
	// it byte by byte; no two letters in a row hold these four bytes.
	pagesAlias = "\ue0e1\ue2e3"
)

// PDFOptions says what stands around the text. Every field but Made may be empty.
type PDFOptions struct {
	Title     string       // in the file's properties, not on the page
	Lang      string       // "vi-VN", for readers that speak
	Mark      string       // across each page in light grey and beside the number
	Label     string       // at the head of each page, boxed, as the stamp of its label stands: "MẬT"
	Copy      string       // beside it: the number of the copy
	Footer    string       // at the foot of each page, at most two lines: the receipt
	PageLabel string       // "Trang {page}/{pages}"; "" means no number
	Made      clock.Micros // the time in the file's properties
}

// PDF is a document while it is written, page after page. Its methods cannot
// fail; WriteTo reports the first trouble. It is for one goroutine.
type PDF struct {
	f        *fpdf.Fpdf
	opts     PDFOptions
	pictures int
}

// NewPDF begins a document with its first page.
func NewPDF(opts PDFOptions) *PDF {
	f := fpdf.New("P", "mm", "A4", "")
	p := &PDF{f: f, opts: opts}
	f.AddUTF8FontFromBytes(font, "", liberationserifregular.TTF)
	f.AddUTF8FontFromBytes(font, "B", liberationserifbold.TTF)
	f.AddUTF8FontFromBytes(font, "I", liberationserifitalic.TTF)
	f.SetMargins(leftEdge, topEdge, rightEdge)
	f.SetAutoPageBreak(true, bottomEdge)
	f.SetCellMargin(0)
	f.SetCatalogSort(true)
	f.SetTitle(norm.NFC.String(opts.Title), true)
	f.SetProducer("hoso", true)
	f.SetLang(opts.Lang)
	f.SetCreationDate(opts.Made.Time())
	f.SetModificationDate(opts.Made.Time())
	f.AliasNbPages(pagesAlias)
	f.SetHeaderFuncMode(p.drawHead, true)
	f.SetFooterFunc(p.drawFooter)
	f.AddPage()
	return p
}

// WriteTo ends the document and writes it.
func (p *PDF) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	if err := p.f.Output(&b); err != nil {
		return 0, err
	}
	n, err := w.Write(withoutEmbedded(b.Bytes()))
	return int64(n), err
}

var embedded = regexp.MustCompile(`/EmbeddedFiles <<\s*/Names \[\s*\]\s*>>`)

// withoutEmbedded blanks the list of embedded files that fpdf writes although it
// is empty: a PDF that names one is refused wherever files come in. Nothing
// moves, so the table of places still holds.
func withoutEmbedded(pdf []byte) []byte {
	return embedded.ReplaceAllFunc(pdf, func(was []byte) []byte { return bytes.Repeat([]byte(" "), len(was)) })
}

func (p *PDF) drawHead() {
	p.drawMark()
	p.drawLabel()
}

// drawLabel writes the label into a box at the head of the page, in the margin, and
// the number of the copy on the other side.
func (p *PDF) drawLabel() {
	if p.opts.Label == "" {
		return
	}
	const top, height, pad = 7.0, 8.0, 3.0
	p.set("B", bodySize)
	label := norm.NFC.String(p.opts.Label)
	width := p.f.GetStringWidth(label) + 2*pad
	p.f.SetDrawColor(176, 0, 0)
	p.f.SetTextColor(176, 0, 0)
	p.f.SetLineWidth(0.6)
	p.f.Rect(leftEdge, top, width, height, "D")
	p.f.Text(leftEdge+pad, top+height-2.4, label)
	p.f.SetDrawColor(0, 0, 0)
	p.f.SetTextColor(0, 0, 0)
	p.f.SetLineWidth(0.2)
	p.set("", bodySize)
	number := norm.NFC.String(p.opts.Copy)
	p.f.Text(pageWidth-rightEdge-p.f.GetStringWidth(number), top+height-2.4, number)
}

// drawMark writes the mark across the page, under the text.
func (p *PDF) drawMark() {
	if p.opts.Mark == "" {
		return
	}
	p.set("B", 64)
	p.f.SetTextColor(238, 238, 238)
	mark := norm.NFC.String(p.opts.Mark)
	width := p.f.GetStringWidth(mark)
	p.f.TransformBegin()
	p.f.TransformRotate(50, pageWidth/2, pageHeight/2)
	p.f.Text((pageWidth-width)/2, pageHeight/2, mark)
	p.f.TransformEnd()
	p.f.SetTextColor(0, 0, 0)
}

// drawFooter writes the receipt on the left and the page's number on the right.
func (p *PDF) drawFooter() {
	p.set("", smallSize)
	label := strings.NewReplacer("{page}", strconv.Itoa(p.f.PageNo()), "{pages}", pagesAlias).Replace(p.opts.PageLabel)
	if p.opts.Mark != "" {
		label = strings.TrimPrefix(p.opts.Mark+" · "+label, " · ")
	}
	const numberWidth = 42.0
	y := pageHeight - bottomEdge + 5
	p.f.SetDrawColor(150, 150, 150)
	p.f.Line(leftEdge, y-1, pageWidth-rightEdge, y-1)
	p.f.SetDrawColor(0, 0, 0)
	for i, line := range p.lines(p.opts.Footer, textWidth-numberWidth) {
		if i == 2 {
			break
		}
		p.line(leftEdge, y+float64(i)*height(smallSize), textWidth-numberWidth, height(smallSize), line, "L")
	}
	p.line(pageWidth-rightEdge-numberWidth, y, numberWidth, height(smallSize), label, "R")
}

func height(size float64) float64 { return size * perPoint * leading }

func (p *PDF) set(style string, size float64) { p.f.SetFont(font, style, size) }

// lines breaks s at its line ends and where it is wider than width.
func (p *PDF) lines(s string, width float64) []string {
	var out []string
	for part := range strings.SplitSeq(norm.NFC.String(s), "\n") {
		split := p.f.SplitText(strings.TrimRight(part, " "), width)
		if len(split) == 0 {
			split = []string{""}
		}
		out = append(out, split...)
	}
	return out
}

// line writes one line at a place, without breaking it.
func (p *PDF) line(x, y, width, height float64, s, align string) {
	p.f.SetXY(x, y)
	p.f.CellFormat(width, height, norm.NFC.String(s), "", 0, align, false, 0, "")
}

// Heading writes a heading; level 1 is the document's name, centred in bold
// capitals' size, level 2 a section.
func (p *PDF) Heading(level int, s string) {
	size, align := bodySize, "L"
	if level <= 1 {
		size, align = bodySize+2, "C"
	}
	p.Space(2)
	p.set("B", size)
	p.keep(3 * height(size))
	p.f.MultiCell(textWidth, height(size), norm.NFC.String(s), "", align, false)
	p.Space(1.5)
}

// Paragraph writes a justified paragraph.
func (p *PDF) Paragraph(s string) {
	p.set("", bodySize)
	p.f.MultiCell(textWidth, height(bodySize), norm.NFC.String(s), "", "J", false)
	p.Space(1.5)
}

// Note writes a centred line in italics: a date below a heading, an explanation.
func (p *PDF) Note(s string) {
	p.set("I", bodySize-1)
	p.f.MultiCell(textWidth, height(bodySize-1), norm.NFC.String(s), "", "C", false)
	p.Space(1.5)
}

// Field writes a label and, beside it, its value.
func (p *PDF) Field(label, value string) {
	const labelWidth = 52.0
	p.set("", bodySize)
	labels := p.lines(label, labelWidth-3)
	p.set("B", bodySize)
	values := p.lines(value, textWidth-labelWidth)
	for i := range max(len(labels), len(values)) {
		p.keep(height(bodySize))
		y := p.f.GetY()
		if i < len(labels) {
			p.set("", bodySize)
			p.line(leftEdge, y, labelWidth, height(bodySize), labels[i], "L")
		}
		if i < len(values) {
			p.set("B", bodySize)
			p.line(leftEdge+labelWidth, y, textWidth-labelWidth, height(bodySize), values[i], "L")
		}
		p.f.SetY(y + height(bodySize))
	}
	p.Space(0.8)
}

// Columns writes two blocks of centred lines side by side, the first line of each
// in bold: the head of a letter, or the places for signatures. The right one is
// wider: the country's name must stand on one line.
func (p *PDF) Columns(left, right []string) {
	const gap, leftWidth = 4.0, 64.0
	sides := [2]struct {
		x, width float64
		lines    []string
	}{{leftEdge, leftWidth, left}, {leftEdge + leftWidth + gap, textWidth - leftWidth - gap, right}}
	high := 0.0
	for i := range sides {
		var broken []string
		for n, s := range sides[i].lines {
			p.set(boldFirst(n), bodySize-1)
			broken = append(broken, p.lines(s, sides[i].width)...)
		}
		sides[i].lines = broken
		high = max(high, height(bodySize)*float64(len(broken)))
	}
	p.keep(high)
	top := p.f.GetY()
	for _, side := range sides {
		for n, s := range side.lines {
			p.set(boldFirst(n), bodySize-1)
			p.line(side.x, top+float64(n)*height(bodySize), side.width, height(bodySize), s, "C")
		}
	}
	p.f.SetXY(leftEdge, top+high)
	p.Space(2)
}

func boldFirst(n int) string {
	if n == 0 {
		return "B"
	}
	return ""
}

// Picture puts a picture on a page of its own, as large as the page lets it below
// the label. It is stored as a JPEG.
func (p *PDF) Picture(img image.Image) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: pictureQuality}); err != nil {
		p.f.SetError(err)
		return
	}
	if p.pictures > 0 || p.f.GetY() > topEdge {
		p.f.AddPage()
	}
	p.pictures++
	name := "picture" + strconv.Itoa(p.pictures)
	p.f.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "JPG"}, &b)
	const side, room = 10.0, pageHeight - topEdge - bottomEdge
	size := img.Bounds().Size()
	width, high := pageWidth-2*side, room
	if scale := float64(size.Y) / float64(size.X); width*scale > room {
		width = room / scale
	} else {
		high = width * scale
	}
	p.f.ImageOptions(name, (pageWidth-width)/2, topEdge, width, high, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	p.f.SetY(topEdge + high)
}

// Space leaves mm millimetres free.
func (p *PDF) Space(mm float64) { p.f.SetXY(leftEdge, p.f.GetY()+mm) }

// keep begins a new page when less than mm millimetres are left on this one.
func (p *PDF) keep(mm float64) {
	if p.left() < mm && p.f.GetY() > topEdge {
		p.f.AddPage()
	}
}

func (p *PDF) left() float64 { return pageHeight - bottomEdge - p.f.GetY() }
