package intake

import (
	"encoding/xml"
	"strings"

	"hoso/internal/errs"
	"hoso/vi/legacy"
)

// paragraph is one paragraph while it is read.
type paragraph struct {
	number string // written by the list it stands in
	text   script
	font   face     // of the run that is read
	own    face     // of runs that name no font
	boxes  []string // lines of the text boxes anchored in it
	joins  bool     // its mark was deleted: the next paragraph continues it
	field  strings.Builder
	// hidden is true inside a run that is not shown on the page.
	hidden bool
}

// paragraph reads the paragraph whose start was just read.
func (d *docx) paragraph() (*paragraph, error) {
	p := &paragraph{text: script{old: d.old}}
	p.own = d.fonts.paragraph("")
	p.font = p.own
	err := d.inline(p)
	if err == nil {
		err = p.endField()
	}
	return p, err
}

// inline reads what a paragraph, a run or a branch of an alternative holds.
func (d *docx) inline(p *paragraph) error {
	return d.e.within(func(s xml.StartElement) error {
		switch local(s) {
		case "pPr":
			return d.properties(p)
		case "r":
			hidden, font := p.hidden, p.font
			defer func() { p.hidden, p.font = hidden, font }()
			p.font = p.own
			return d.inline(p)
		case "rPr":
			return d.look(p)
		case "t", "m:t":
			return d.e.within(ignore, p.write)
		case "instrText":
			return d.e.within(ignore, func(s string) { p.field.WriteString(s) })
		case "fldSimple":
			p.field.WriteString(attr(s, "instr"))
			return p.endField()
		case "fldChar":
			return p.endField()
		case "del", "moveFrom", "delText", "rt", "object", "altChunk":
			return d.passOver(local(s))
		case "txbxContent":
			lines, err := d.block()
			p.boxes = append(p.boxes, lines...)
			return err
		case "AlternateContent":
			return d.alternative(func() error { return d.inline(p) })
		case "footnoteReference", "endnoteReference":
			d.mark(p, strings.TrimSuffix(local(s), "Reference")+attr(s, "id"))
		case "softHyphen":
			if p.font.encoding == legacy.TCVN3 {
				p.write("\u00ad") // it is ư there
			}
		}
		p.write(separators[local(s)])
		return nil
	}, nil)
}

var separators = map[string]string{"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

func ignore(xml.StartElement) error { return nil }

func (p *paragraph) write(s string) {
	if !p.hidden && s != "" {
		p.text.write(p.font, s)
	}
}

// passOver skips deleted text and ruby; an embedded object is refused.
func (d *docx) passOver(name string) error {
	if name == "object" || name == "altChunk" {
		return errs.Invalid("intake.file.embedded")
	}
	return d.e.skip()
}

// mark writes the number of a footnote and remembers which one it is.
func (d *docx) mark(p *paragraph, id string) {
	if p.hidden {
		return
	}
	d.marks = append(d.marks, id)
	p.write(noteMark(len(d.marks)))
}

// endField judges the instruction of a field, collected over its runs.
func (p *paragraph) endField() error {
	words := strings.Fields(strings.ToUpper(p.field.String()))
	p.field.Reset()
	if len(words) == 0 {
		return nil
	}
	switch strings.Trim(words[0], `"`) {
	case "DDE", "DDEAUTO":
		return errs.Invalid("intake.file.dde")
	case "LINK", "EMBED":
		return errs.Invalid("intake.file.embedded")
	case "INCLUDETEXT", "IMPORT", "INCLUDE":
		return errs.Invalid("intake.file.external", errs.Str("target", strings.Join(words[1:min(len(words), 2)], "")))
	}
	return nil
}

// properties reads a paragraph's own: its automatic number and whether its mark
// is there. A mark that was deleted or is hidden makes no paragraph, and no number.
func (d *docx) properties(p *paragraph) error {
	var ref numberRef
	mark := ""
	err := d.e.within(func(s xml.StartElement) error {
		switch local(s) {
		case "pStyle":
			ref.style = attr(s, "val")
		case "ilvl":
			ref.level = attr(s, "val")
		case "numId":
			ref.num = attr(s, "val")
		case "rFonts":
			mark = runFont(s)
		case "del", "moveFrom":
			p.joins = true
		case "vanish":
			p.joins = p.joins || isOn(attr(s, "val"), true)
		case "pPrChange", "rPrChange":
			return d.e.skip()
		}
		return nil
	}, nil)
	p.own = d.fonts.paragraph(ref.style)
	p.font = p.own
	if p.joins {
		return err
	}
	font := p.own
	if mark != "" {
		font = faceOf(mark)
	}
	p.number = d.numbers.next(ref, font, d.old)
	return err
}

// look reads a run's properties: hidden text, and its font.
func (d *docx) look(p *paragraph) error {
	style, font := "", ""
	err := d.e.within(func(s xml.StartElement) error {
		switch local(s) {
		case "vanish":
			p.hidden = isOn(attr(s, "val"), true)
		case "rStyle":
			style = attr(s, "val")
		case "rFonts":
			font = runFont(s)
		case "rPrChange":
			return d.e.skip()
		}
		return nil
	}, nil)
	if font == "" {
		font = d.fonts.of(style)
	}
	if font != "" {
		p.font = faceOf(font)
	}
	return err
}
