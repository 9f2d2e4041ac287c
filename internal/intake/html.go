package intake

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hoso/internal/errs"
)

const maxOpenTags = 512 // open HTML elements, as many as x/net/html itself allows

// readHTML gives the text of a page as a reader sees it without styles: blocks
// are lines, cells are parted by tabs, scripts and styles say nothing. It reads
// a stream of tokens and builds no tree.
func readHTML(page string) (*Document, error) {
	t := html.NewTokenizer(strings.NewReader(page))
	var w htmlText
	for {
		switch t.Next() {
		case html.ErrorToken:
			text := w.finish()
			return &Document{Format: HTML, Text: text}, notBlank(text)
		case html.TextToken:
			w.text(string(t.Text()))
		case html.StartTagToken:
			name, _ := t.TagName()
			if err := w.open(atom.Lookup(name)); err != nil {
				return nil, err
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

// htmlText collects the text of a page. wait is the white space that is written
// before the next character, if one comes: 0, a space or a line end.
type htmlText struct {
	b      strings.Builder
	wait   byte
	begun  bool // the line or cell holds text
	cells  int  // cells begun in the current row
	silent atom.Atom
	pre    int
	depth  int
}

var (
	silentTags = tags(atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Svg, atom.Textarea, atom.Select)
	blockTags  = tags(atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Head, atom.Header, atom.Hr, atom.Html, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Table,
		atom.Tbody, atom.Tfoot, atom.Thead, atom.Title, atom.Tr, atom.Ul, atom.Br)
	// Elements that stand alone or that their next of kin closes.
	uncounted = tags(atom.Br, atom.Hr, atom.Img, atom.Meta, atom.Link, atom.Input, atom.Col, atom.Base, atom.Area, atom.Embed, atom.Wbr,
		atom.Source, atom.Track, atom.Param, atom.P, atom.Li, atom.Td, atom.Th, atom.Tr, atom.Dt, atom.Dd, atom.Option, atom.Tbody,
		atom.Thead, atom.Tfoot, atom.Colgroup)
)

func tags(list ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(list))
	for _, a := range list {
		m[a] = true
	}
	return m
}

func (w *htmlText) open(tag atom.Atom) error {
	if w.silent != 0 {
		return nil
	}
	if silentTags[tag] {
		w.silent = tag
		return nil
	}
	if !uncounted[tag] {
		w.depth++
	}
	if w.depth > maxOpenTags {
		return errs.Invalid("intake.file.too_deep", errs.Int("max", maxOpenTags))
	}
	if tag == atom.Pre {
		w.pre++
	}
	if tag == atom.Td || tag == atom.Th {
		w.cell()
	}
	w.brk(tag)
	return nil
}

func (w *htmlText) close(tag atom.Atom) {
	if w.silent != 0 {
		if tag == w.silent {
			w.silent = 0
		}
		return
	}
	if !uncounted[tag] {
		w.depth = max(0, w.depth-1)
	}
	if tag == atom.Pre {
		w.pre = max(0, w.pre-1)
	}
	if tag != atom.Br {
		w.brk(tag)
	}
}

// brk ends the line at a block. In a row a new cell is a tab, and the end of the
// block that filled the cell before does not count.
func (w *htmlText) brk(tag atom.Atom) {
	switch {
	case w.silent != 0:
	case tag == atom.Tr || tag == atom.Table:
		w.cells, w.wait = 0, '\n'
	case blockTags[tag]:
		w.wait = '\n'
	}
}

func (w *htmlText) cell() {
	if w.cells > 0 {
		w.b.WriteByte('\t')
		w.wait, w.begun = 0, false
	}
	w.cells++
}

// text writes characters with white space folded, except inside pre.
func (w *htmlText) text(s string) {
	if w.silent != 0 {
		return
	}
	for _, c := range s {
		if unicode.IsSpace(c) && c != '\u00a0' && w.pre == 0 {
			if w.wait == 0 && w.begun {
				w.wait = ' '
			}
			continue
		}
		w.flush()
		w.b.WriteRune(c)
	}
}

func (w *htmlText) flush() {
	if w.wait != 0 && w.b.Len() > 0 {
		w.b.WriteByte(w.wait)
	}
	w.wait, w.begun = 0, true
}

func (w *htmlText) finish() string { return strings.TrimSpace(w.b.String()) }
