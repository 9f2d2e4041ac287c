package intake

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// htmlTag is what a start tag says that is of use here.
type htmlTag struct {
	name atom.Atom
	attr map[string]string
}

var fontFamily = regexp.MustCompile(`(?i)font-family\s*:\s*["']?\s*([^;,"']+)`)

// font is the face that a tag sets; ok is false when it sets none.
func (t htmlTag) font() (f face, ok bool) {
	if name := t.attr["face"]; t.name == atom.Font && name != "" {
		first, _, _ := strings.Cut(name, ",")
		return faceOf(strings.Trim(first, `"' `)), true
	}
	if m := fontFamily.FindStringSubmatch(t.attr["style"]); m != nil {
		return faceOf(m[1]), true
	}
	return face{}, false
}

// noteLink is the address of a footnote or of its mark, as Word, LibreOffice and
// writers of Markdown make it.
var noteLink = regexp.MustCompile(`(?i)^#[^/]*(note|ftn|fn)`)

func (t htmlTag) isNoteLink() bool { return t.name == atom.A && noteLink.MatchString(t.attr["href"]) }

// htmlList is an open list.
type htmlList struct {
	format string // of numbers, as Word calls it; "bullet" or "none"
	next   int
}

var listFormats = map[string]string{"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

func newList(t htmlTag) *htmlList {
	l := &htmlList{format: "bullet", next: 1}
	if t.name == atom.Ol {
		if l.format = listFormats[t.attr["type"]]; l.format == "" {
			l.format = "decimal"
		}
		if n, err := strconv.Atoi(strings.TrimSpace(t.attr["start"])); err == nil {
			l.next = n
		}
	}
	if style := strings.ReplaceAll(strings.ToLower(t.attr["style"]), " ", ""); strings.Contains(style, "list-style:none") || strings.Contains(style, "list-style-type:none") {
		l.format = "none"
	}
	return l
}

// mark gives what stands before the next item.
func (l *htmlList) mark(item htmlTag) string {
	if n, err := strconv.Atoi(strings.TrimSpace(item.attr["value"])); err == nil {
		l.next = n
	}
	l.next++
	switch l.format {
	case "none":
		return ""
	case "bullet":
		return "- "
	}
	return spell(l.next-1, l.format) + ". "
}

// list begins a list or an item. The number is written with the item's first
// character.
func (w *htmlWriter) list(t htmlTag) {
	switch t.name {
	case atom.Ol, atom.Ul:
		w.lists = append(w.lists, newList(t))
	case atom.Li:
		if n := len(w.lists); n > 0 {
			w.mark = w.lists[n-1].mark(t)
		}
	}
}

// setFont notes the face inside an element that was opened.
func (w *htmlWriter) setFont(t htmlTag) {
	if unclosed[t.name] {
		w.dropFont(t.name)
	}
	if voidTags[t.name] || t.name == 0 {
		return
	}
	f, ok := t.font()
	if !ok {
		f = w.face()
	}
	w.fonts = append(w.fonts, htmlFont{t.name, f})
}

func (w *htmlWriter) face() face {
	if n := len(w.fonts); n > 0 {
		return w.fonts[n-1].face
	}
	return face{}
}

// dropFont closes the innermost element of a name, with all inside it.
func (w *htmlWriter) dropFont(tag atom.Atom) {
	for i := len(w.fonts) - 1; i >= 0; i-- {
		if w.fonts[i].tag == tag {
			w.fonts = w.fonts[:i]
			return
		}
	}
}

// endNote writes the text of a link to a footnote: a bare number gets the
// brackets that it has in the text of other formats.
func (w *htmlWriter) endNote() {
	if w.note == nil {
		return
	}
	text := w.note.String()
	w.note = nil
	if n := strings.TrimSpace(text); n != "" && len(n) <= 3 && strings.Trim(n, "0123456789") == "" {
		text = "[" + n + "]"
	}
	w.text(text)
}
