package intake

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hoso/internal/errs"
	"hoso/vi/legacy"
)

const (
	maxOpenTags = 512     // open HTML elements, as many as x/net/html itself allows
	metaBytes   = 4 << 10 // where a page may declare its encoding
)

var declares1258 = regexp.MustCompile(`(?i)charset\s*=\s*["']?(windows-|cp)1258`)

// readHTML gives the text of a page as a reader sees it without styles: blocks
// are lines, cells are parted by tabs, scripts and styles say nothing.
func readHTML(page string, raw bool) (*Document, error) {
	o := &oldText{raw: raw}
	if raw && declares1258.MatchString(page[:min(len(page), metaBytes)]) {
		o.declared = legacy.Windows1258
	}
	text, err := htmlText(page, o)
	if err != nil {
		return nil, err
	}
	again, err := o.judge()
	if err == nil && again {
		text, err = htmlText(page, o)
	}
	if err != nil {
		return nil, err
	}
	d := &Document{Format: HTML, Text: text}
	o.note(d)
	return d, notBlank(text)
}

// htmlText reads a stream of tokens and builds no tree.
func htmlText(page string, o *oldText) (string, error) {
	t := html.NewTokenizer(strings.NewReader(page))
	w := htmlWriter{out: script{old: o}}
	for {
		switch t.Next() {
		case html.ErrorToken:
			w.endNote()
			return strings.TrimSpace(w.out.String()), nil
		case html.TextToken:
			w.text(string(t.Text()))
		case html.StartTagToken:
			if err := w.open(startTag(t)); err != nil {
				return "", err
			}
		case html.EndTagToken:
			name, _ := t.TagName()
			w.close(atom.Lookup(name))
		case html.SelfClosingTagToken:
			name, _ := t.TagName()
			w.brk(atom.Lookup(name))
		}
	}
}

func startTag(t *html.Tokenizer) htmlTag {
	name, more := t.TagName()
	tag := htmlTag{name: atom.Lookup(name), attr: map[string]string{}}
	for more {
		var key, val []byte
		if key, val, more = t.TagAttr(); len(val) > 0 {
			tag.attr[string(key)] = string(val)
		}
	}
	return tag
}

// htmlWriter collects the text of a page. wait is the white space that is written
// before the next character, if one comes: 0, a space or a line end.
type htmlWriter struct {
	out    script
	wait   byte
	begun  bool // the line or cell holds text
	some   bool // the page does
	cells  int  // cells begun in the current row
	silent atom.Atom
	pre    int
	depth  int
	fonts  []htmlFont  // of the open elements
	lists  []*htmlList // open ones
	mark   string      // of a list item that has no text yet
	note   *strings.Builder
}

// htmlFont is the face inside an open element.
type htmlFont struct {
	tag  atom.Atom
	face face
}

var (
	silentTags = tags(atom.Script, atom.Style, atom.Title, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Svg, atom.Textarea, atom.Select)
	blockTags  = tags(atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Head, atom.Header, atom.Hr, atom.Html, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Table,
		atom.Tbody, atom.Tfoot, atom.Thead, atom.Title, atom.Tr, atom.Ul, atom.Br)
	// Elements that stand alone.
	voidTags = tags(atom.Br, atom.Hr, atom.Img, atom.Meta, atom.Link, atom.Input, atom.Col, atom.Base, atom.Area, atom.Embed, atom.Wbr,
		atom.Source, atom.Track, atom.Param)
	// Elements that their next of kin closes.
	unclosed = tags(atom.P, atom.Li, atom.Td, atom.Th, atom.Tr, atom.Dt, atom.Dd, atom.Option, atom.Tbody, atom.Thead, atom.Tfoot, atom.Colgroup)
)

func tags(list ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(list))
	for _, a := range list {
		m[a] = true
	}
	return m
}

func (w *htmlWriter) open(t htmlTag) error {
	if w.silent != 0 {
		return nil
	}
	if silentTags[t.name] {
		w.silent = t.name
		return nil
	}
	if !voidTags[t.name] && !unclosed[t.name] {
		w.depth++
	}
	if w.depth > maxOpenTags {
		return errs.Invalid("intake.file.too_deep", errs.Int("max", maxOpenTags))
	}
	w.setFont(t)
	switch t.name {
	case atom.Pre:
		w.pre++
	case atom.Td, atom.Th:
		w.cell()
	case atom.A:
		if t.isNoteLink() && w.note == nil {
			w.note = &strings.Builder{}
		}
	}
	w.brk(t.name)
	w.list(t)
	return nil
}

func (w *htmlWriter) close(tag atom.Atom) {
	if w.silent != 0 {
		if tag == w.silent {
			w.silent = 0
		}
		return
	}
	if !voidTags[tag] && !unclosed[tag] {
		w.depth = max(0, w.depth-1)
	}
	w.dropFont(tag)
	switch tag {
	case atom.Pre:
		w.pre = max(0, w.pre-1)
	case atom.A:
		w.endNote()
	case atom.Ol, atom.Ul:
		w.lists = w.lists[:max(0, len(w.lists)-1)]
		w.mark = ""
	case atom.Li:
		w.mark = ""
	}
	if tag != atom.Br {
		w.brk(tag)
	}
}

// brk ends the line at a block. In a row a new cell is a tab, and the end of the
// block that filled the cell before does not count.
func (w *htmlWriter) brk(tag atom.Atom) {
	switch {
	case w.silent != 0:
	case tag == atom.Tr || tag == atom.Table:
		w.cells, w.wait = 0, '\n'
	case blockTags[tag]:
		w.endNote() // a link that nobody closed
		w.wait = '\n'
	}
}

func (w *htmlWriter) cell() {
	if w.cells > 0 {
		w.out.write(face{}, "\t")
		w.wait, w.begun = 0, false
	}
	w.cells++
}

// text writes characters with white space folded, except inside pre.
func (w *htmlWriter) text(s string) {
	if w.silent != 0 {
		return
	}
	if w.note != nil {
		w.note.WriteString(s)
		return
	}
	var b strings.Builder
	for _, c := range s {
		if unicode.IsSpace(c) && c != '\u00a0' && w.pre == 0 {
			if w.wait == 0 && w.begun {
				w.wait = ' '
			}
			continue
		}
		w.space(&b)
		b.WriteRune(c)
	}
	w.out.write(w.face(), b.String())
}

// space writes what waits before a character: white space and an item's number.
func (w *htmlWriter) space(b *strings.Builder) {
	if w.wait != 0 && w.some {
		b.WriteByte(w.wait)
	}
	b.WriteString(w.mark)
	w.wait, w.begun, w.some, w.mark = 0, true, true, ""
}
