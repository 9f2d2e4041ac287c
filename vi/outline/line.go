package outline

import (
	"strings"
)

// class says what a line is when it is not plain text.
type class uint8

const (
	plain    class = iota
	blank          // nothing on it
	spacing        // nothing on it, as behind every line
	page           // a page number or a running head
	contents       // of a table of contents
	row            // of a table
	footnote       // of a footnote
)

// line is a line of the text. Shown and text have the same length: what is found
// in one is cut from the other.
type line struct {
	start  int    // code points from the beginning of the text to the line's first letter
	stop   int    // and to the end of its last
	raw    string // from the first letter to the last
	shown  string // composed, trimmed, with single spaces and without characters of no width
	text   string // the same with look-alikes of đ as đ: for matching
	class  class
	caps   bool // capitals and no small letters
	breaks bool // a form feed stands before it
	tabs   int8 // inside
	gaps   int8 // wide gaps inside, as between columns
	cell   int8 // letters before the first tab
	marks  bool // it has quotation marks
}

// hidden reports lines that are nothing to the text around them.
func (l *line) hidden() bool { return l.class == blank || l.class == spacing || l.class == page }

// cutLines cuts a text into lines in one pass.
func cutLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	points, feed := 0, false
	for text != "" {
		raw, n := takeLine(text)
		l, count := newLine(raw, points)
		l.breaks, feed = feed, false
		lines = append(lines, l)
		points += count
		if n > len(raw) {
			points++
			feed = text[len(raw)] == '\f'
		}
		text = text[n:]
	}
	return lines
}

// takeLine gives the first line of a text and its length with what ends it.
func takeLine(text string) (raw string, n int) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n', '\f', '\v':
			return text[:i], i + 1
		case 0xe2: // the first byte of U+2028 and U+2029, which Word leaves
			if strings.HasPrefix(text[i:], "\u2028") || strings.HasPrefix(text[i:], "\u2029") {
				return text[:i], i + len("\u2028")
			}
		}
	}
	return text, len(text)
}

// newLine reads a line that begins at a code point, and gives its length in code
// points.
func newLine(raw string, at int) (line, int) {
	s := scan(raw)
	l := line{start: at + s.first, stop: at + s.last, tabs: int8(min(s.tabs, 9)), gaps: int8(min(s.gaps, 9)), cell: int8(min(s.cell, 99)), caps: s.upper > 1 && !s.lower, marks: s.quotes}
	body := raw[s.from:s.to]
	l.raw = body
	if s.untidy {
		body = tidy(body)
	}
	l.shown, l.text = body, body
	if s.alike {
		l.text = alikes.Replace(body)
	}
	if body == "" {
		l.class = blank
	}
	if s.untidy {
		l.caps = isCaps(body)
	}
	return l, s.points
}
