package citation

import (
	"strings"
	"unicode"
)

// headReach is how far a document's own number may stand from its beginning.
const headReach = 2500

// isOwn reports that the number line from p to e is the document's own: alone on
// its line or column, under nothing but a letterhead. "Số:" with its colon is
// hardly ever anything else.
func (r *reader) isOwn(p, e int) bool {
	if r.own > 0 || r.headOver || p > headReach || !r.columnStart(p) || !r.columnEnd(e) {
		return false
	}
	colon := false
	for q := p; q < e; q++ {
		colon = colon || r.at(q) == ':'
	}
	for from := 0; from < p; from = r.nextLine(from) {
		start := r.blank(from)
		if r.startsAny(start, bodyStarts) || !colon && !r.isLetterhead(from, min(p, r.lineEnd(from))) {
			r.headOver = !colon
			return false
		}
	}
	return true
}

// isOwnAtEnd reports that the number line at p is that under which a consolidated
// text is authenticated, after the text.
func (r *reader) isOwnAtEnd(p int, n *docNumber) bool {
	return n.kind == "VBHN" && r.own == 0 && r.columnStart(p) && r.columnEnd(n.end)
}

// ownTitle reports that the text begins with a type word and the body that gives
// the number at p, in capitals: "QUYẾT ĐỊNH / CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ ...".
func (r *reader) ownTitle(p int, so bool) (typeWord, int, bool) {
	if !so || r.own > 0 || len(r.list) > 0 || p > maxLine {
		return typeWord{}, p, false
	}
	start := 0
	for r.space(start) {
		start++
	}
	w, e, ok := r.typeWordAt(start)
	if !ok || !r.upper(start+1) || e >= p {
		return typeWord{}, p, false
	}
	for r.space(e) {
		e++
	}
	if r.match(e, "cua") < 0 || !mostlyUpper(string(r.runes[e:p])) || r.lineEnd(e) < p {
		return typeWord{}, p, false
	}
	return w, start, true
}

// columnStart reports that p begins a line, or a column after a wide gap.
func (t *text) columnStart(p int) bool {
	return t.lineStart(p) || t.runes[p-1] == '\t' || t.at(p-1) == ' ' && (t.at(p-2) == ' ' || t.at(p-2) == '|')
}

// columnEnd reports that what ends at p ends a line or a column, or that a date
// and hour follow on its line.
func (t *text) columnEnd(p int) bool {
	q := p
	for isBlank(t.at(q)) {
		q++
	}
	b := t.at(q)
	return b == '\n' || b == 0 || q-p > 1 || p < len(t.runes) && t.runes[p] == '\t' || b == '-' || b == '*' || b == '|' || q > p && t.upper(q) && t.dateOnLine(q) >= 0
}

// maxLine is longer than any line of a head.
const maxLine = 400

// dateOnLine finds "ngày" with a date on the line from p; -1 when there is none.
func (t *text) dateOnLine(p int) int {
	for end := p + maxLine; p < end && p < len(t.fold) && t.fold[p] != '\n'; p++ {
		if t.starts(p) {
			if date, _, ok := t.dateAt(p); ok && date != "" {
				return p
			}
		}
	}
	return -1
}

// isLetterhead reports that a line may stand above a number line: capitals, a
// motto, a place and date, signs.
func (t *text) isLetterhead(from, to int) bool {
	upper, lower := 0, 0
	for _, c := range t.runes[from:to] {
		switch {
		case unicode.IsLower(c):
			lower++
		case unicode.IsUpper(c):
			upper++
		}
	}
	if upper >= 3*lower || to-from < 3 {
		return true
	}
	p := t.skip(from)
	return t.isBody(p) && to-from < 90 || t.matchAny(p, "doc lap", "cong hoa xa hoi", "dang cong san", "so", "mau so", "v/v", "du thao") >= 0 || t.dateOnLine(from) >= 0 ||
		t.matchAny(p, "nguoi ky", "ky boi", "email", "co quan", "thoi gian ky") >= 0 || // of a file's signature, printed on its page
		strings.Contains(string(t.fold[from:to]), "doc lap")
}
