package intake

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"

	"hoso/internal/errs"
)

const (
	wordMain   = "wordprocessingml.document.main+xml"
	wordMacro  = "macroenabled"
	wordSpace  = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordStrict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	mathSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/math"
)

// readDOCX gives the text of a Word file.
func readDOCX(data []byte) (*Document, error) {
	z, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	main, linked, err := mainPart(z, wordMain)
	if err != nil {
		return nil, err
	}
	old := &oldText{}
	text, err := docxText(z, main, old)
	if err != nil {
		return nil, err
	}
	again, err := old.judge()
	if err == nil && again {
		text, err = docxText(z, main, old)
	}
	if err != nil {
		return nil, err
	}
	d := &Document{Format: DOCX, Text: text}
	if linked {
		d.Warnings = append(d.Warnings, WarnImage)
	}
	old.note(d)
	return d, notBlank(text)
}

// docxText gives the text of the main part and then the footnotes.
func docxText(z *zip.Reader, main string, old *oldText) (string, error) {
	d := &docx{z: z, old: old, notes: map[string][]string{}}
	var err error
	if d.numbers, err = readNumbering(z, path.Dir(main)); err != nil {
		return "", err
	}
	if d.fonts, err = readFonts(z, path.Dir(main)); err != nil {
		return "", err
	}
	lines, err := d.part(main)
	if err != nil {
		return "", err
	}
	notes, err := d.footnotes(path.Dir(main))
	return strings.Join(append(lines, notes...), "\n"), err
}

// mainPart finds the part that the package is about and checks its type.
func mainPart(z *zip.Reader, wanted string) (name string, linked bool, err error) {
	own, linked, err := relations(z)
	if err != nil {
		return "", false, err
	}
	for _, r := range own {
		if r.kind == "officeDocument" {
			name = strings.TrimPrefix(path.Clean("/"+r.target), "/")
		}
	}
	kind := ""
	err = eachPart(z, "[Content_Types].xml", func(_ *elements, s xml.StartElement) error {
		t := strings.ToLower(attr(s, "ContentType"))
		if strings.Contains(t, wordMacro) || strings.Contains(t, "vbaproject") {
			return errs.Invalid("intake.file.macro")
		}
		if attr(s, "PartName") == "/"+name {
			kind = t
		}
		return nil
	})
	if err == nil && !strings.HasSuffix(kind, wanted) {
		err = errs.Invalid("intake.file.unknown_type")
	}
	return name, linked, err
}

// docx is the state of reading one Word file.
type docx struct {
	z       *zip.Reader
	e       *elements
	old     *oldText
	numbers *numbering
	fonts   *fonts
	marks   []string            // footnotes in the order of their marks
	notes   map[string][]string // lines of each footnote
}

// part gives the lines of one part with a body.
func (d *docx) part(name string) ([]string, error) {
	f, err := d.z.Open(name)
	if err != nil {
		return nil, errDamaged.Because(err)
	}
	defer f.Close()
	d.e = newElements(f)
	if err := d.e.root(); err != nil {
		return nil, err
	}
	return d.block()
}

// block gives the lines of the paragraphs and tables inside the element whose
// start was just read. A paragraph whose mark was deleted runs into the next.
func (d *docx) block() ([]string, error) {
	var lines []string
	held := "" // text whose paragraph goes on
	err := d.e.within(func(s xml.StartElement) error {
		switch local(s) {
		case "p":
			p, err := d.paragraph()
			if held += p.text.String(); !p.joins {
				lines, held = append(lines, p.number+held), ""
			}
			lines = append(lines, p.boxes...)
			return err
		case "tbl":
			rows, err := d.table()
			lines = append(lines, rows...)
			return err
		case "del", "moveFrom", "sdtPr", "sectPr":
			return d.e.skip()
		case "altChunk", "object":
			return errs.Invalid("intake.file.embedded")
		case "AlternateContent":
			return d.alternative(func() error {
				inner, err := d.block()
				lines = append(lines, inner...)
				return err
			})
		}
		return nil
	}, nil)
	if held != "" {
		lines = append(lines, held)
	}
	return splitLines(lines), err
}

// splitLines takes apart the lines that a paragraph breaks by hand.
func splitLines(lines []string) []string {
	if len(lines) == 0 {
		return nil
	}
	return strings.Split(strings.Join(lines, "\n"), "\n")
}

// local is the name of a Word element, "m:t" for the text of a Word formula, ""
// for elements of other vocabularies.
func local(s xml.StartElement) string {
	switch s.Name.Space {
	case wordSpace, wordStrict:
		return s.Name.Local
	case mathSpace:
		return "m:" + s.Name.Local
	}
	if s.Name.Local == "AlternateContent" {
		return s.Name.Local
	}
	return ""
}

// alternative reads one branch: the first Choice, or the Fallback without one.
func (d *docx) alternative(branch func() error) error {
	taken := false
	return d.e.within(func(s xml.StartElement) error {
		if taken {
			return d.e.skip()
		}
		taken = true
		return branch()
	}, nil)
}

// table gives the lines of a table: a row is one line with tabs between its
// cells, or, when a cell holds several lines, all lines one after the other.
func (d *docx) table() ([]string, error) {
	var lines []string
	err := d.e.within(func(s xml.StartElement) error {
		switch local(s) {
		case "tr":
			row, err := d.row()
			lines = append(lines, row...)
			return err
		case "tblPr", "tblGrid", "del":
			return d.e.skip()
		}
		return nil
	}, nil)
	return lines, err
}

func (d *docx) row() ([]string, error) {
	var cells, all []string
	several, deleted := false, false
	err := d.e.within(func(s xml.StartElement) error {
		switch local(s) {
		case "tc":
			cell, err := d.block()
			cells = append(cells, strings.Join(cell, " "))
			all = append(all, cell...)
			several = several || len(cell) > 1
			return err
		case "trPr":
			return d.e.within(func(s xml.StartElement) error {
				deleted = deleted || local(s) == "del"
				return nil
			}, nil)
		}
		return nil
	}, nil)
	if deleted {
		return nil, err
	}
	if several {
		return slices.DeleteFunc(all, func(l string) bool { return l == "" }), err
	}
	return []string{strings.TrimRight(strings.Join(cells, "\t"), "\t")}, err
}

// footnotes gives a line "[n] text" for each mark met in the text, in order.
func (d *docx) footnotes(dir string) ([]string, error) {
	for _, kind := range []string{"footnote", "endnote"} {
		if err := d.notePart(path.Join(dir, kind+"s.xml"), kind); err != nil {
			return nil, err
		}
	}
	var lines []string
	for i := 0; i < len(d.marks); i++ {
		text := strings.TrimSpace(strings.Join(d.notes[d.marks[i]], " "))
		lines = append(lines, noteMark(i+1)+" "+text)
	}
	return lines, nil
}

func noteMark(n int) string { return "[" + strconv.Itoa(n) + "]" }

func (d *docx) notePart(name, kind string) error {
	f, err := d.z.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	d.e = newElements(f)
	return errors.Join(d.e.root(), d.e.within(func(s xml.StartElement) error {
		if local(s) != kind {
			return nil
		}
		lines, err := d.block()
		d.notes[kind+attr(s, "id")] = lines
		return err
	}, nil))
}
