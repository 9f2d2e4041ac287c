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
