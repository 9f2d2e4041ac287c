package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isItem decides on a dash or a plus sign, which have no numbers to tell by.
func (r *reader) isItem(i int, m *mark) bool {
	l := &r.lines[i]
	rest := l.text[m.rest:]
	if r.skipping || r.prev < 0 || r.isPreamble(rest) {
		return false
	}
	prev := &r.lines[r.prev]
	end := endingOf(prev.text)
	switch {
	case end == closed, prev.class != plain:
		return true
	case prev.caps && !strings.ContainsFunc(rest, unicode.IsLower):
		return false // a heading goes on: GIAI ĐOẠN 2020 \n - 2025
	case r.spaced:
		return true
	case end == comma:
		return r.listed == m.style || m.style == byPlus || m.style == byStar
	case end == wants:
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(prev.text)
	first, _ := utf8.DecodeRuneInString(rest)
	if unicode.IsDigit(last) && unicode.IsDigit(first) || end != open && !unicode.IsUpper(first) {
		return false
	}
	if r.listed.item() || m.style == byPlus || r.itemFollows(i, m.style) {
		return true
	}
	return r.titled && !unicode.IsLower(first) && len(prev.text) < shortTitle
}

// shortTitle is how long a heading without a colon may be, in bytes, that stands
// above a single dash: "2. Căn cứ pháp lý".
const shortTitle = 60

// itemFollows reports whether the next line begins with a dash, or the same sign, too.
func (r *reader) itemFollows(i int, st style) bool {
	if i+1 >= len(r.lines) {
		return false
	}
	n, ok := readMark(r.lines[i+1].text)
	return ok && (n.style == byDash || n.style == st)
}

// isPreamble reports whether a dash stands before all parts, in the reasons of a
// decision.
func (r *reader) isPreamble(rest string) bool {
	if len(r.scope().frames) > 1 || len(r.nodes) > 0 {
		return false
	}
	for _, word := range []string{"Căn cứ", "Xét", "Theo ", "Thực hiện", "Trên cơ sở"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return r.listed != byDash && !strings.HasSuffix(r.lines[r.prev].text, ":")
}
