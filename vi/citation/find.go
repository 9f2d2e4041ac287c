package citation

import (
	"strconv"
	"strings"
	"unicode"
)

// Citation is a span that names a document.
type Citation struct {
	Start    int    // code points from the beginning of the text
	End      int    // the one after the span
	Surface  string // the span as it stands in the text
	Number   string // as printed, without inner spaces, hyphens as '-'
	Kind     string // code; see Kinds
	KindWord string // the type word as folded text, "" for a bare number
	Date     string // of issue, ISO; "" when the citation has none
	Role     string // "cite", or "self" for the document's own number
}

// The roles of a citation.
const (
	Cite = "cite"
	Self = "self"
)

// MaxTitle bounds how far a law's title may reach, in code points.
const MaxTitle = 160

// headRunes is how far a document's own number may stand from its beginning.
const headRunes = 1500

// Find gives the citations of a text in order; they do not overlap.
func Find(text string) []Citation {
	t := normalise(text)
	var list []Citation
	end := 0 // of the last span, in places of t
	for at := 0; at < len(t.runes); {
		n, ok := t.number(at)
		if !ok {
			at++
			continue
		}
		c, next := t.citation(n, end, len(list) > 0)
		list = append(list, c)
		at, end = next, next
	}
	return list
}

// numberSpan is a document number in the text, by places of the normalised one.
type numberSpan struct {
	start, end int
	text, kind string
}

// number reads a document number that begins at a place: digits, a year
// perhaps, then symbols joined by hyphens and slashes of which one is a type of
// document or a National Assembly.
func (t *normal) number(at int) (numberSpan, bool) {
	if !isDigit(t.at(at)) || isWordRune(t.at(at-1)) || (isJoint(t.at(at-1)) && isDigit(t.at(at-2))) {
		return numberSpan{}, false
	}
	pos := t.digits(at, 5)
	text := t.slice(at, pos)
	if t.at(pos) == '.' && isDigit(t.at(pos+1)) { // 66.25/2026/NQ-CP
		stop := t.digits(pos+1, 3)
		text += t.slice(pos, stop)
		pos = stop
	}
	kind, end := "", pos
	for parts := 0; parts < 6; parts++ {
		joint, next := t.joint(pos)
		if joint == 0 {
			break
		}
		stop, symbol := t.segment(next, parts == 0)
		if stop == next {
			break
		}
		text += string(joint) + symbol
		if kind == "" {
			kind = kindOfSymbol(symbol)
		}
		pos, end = stop, stop
	}
	if kind == "" && strings.ContainsRune(text, '/') && hasLetters(text, 2) {
		kind = "?" // a letter has no type symbol: the word before must say it
	}
	return numberSpan{at, end, text, kind}, kind != ""
}

// joint reads a hyphen or slash with at most one space or line break on each
// side, and gives it with the place after it; 0 when there is none. A space is
// taken only where capitals follow.
func (t *normal) joint(pos int) (rune, int) {
	p := pos
	spaced := false
	if isSpace(t.at(p)) {
		p, spaced = p+1, true
	}
	r := t.at(p)
	if r != '-' && r != '/' {
		return 0, pos
	}
	p++
	if isSpace(t.at(p)) {
		p, spaced = p+1, true
	}
	if spaced && !(unicode.IsUpper(t.at(p)) && unicode.IsUpper(t.at(p+1))) && !(isDigit(t.at(p)) && isDigit(t.at(p+3))) {
		return 0, pos
	}
	return r, p
}

// segment reads one part of a number: a year (only the first), or a symbol.
func (t *normal) segment(pos int, first bool) (int, string) {
	if first && isDigit(t.at(pos)) {
		stop := t.digits(pos, 5)
		if stop-pos == 4 && (t.at(stop) == '/' || isSpace(t.at(stop))) {
			return stop, t.slice(pos, stop)
		}
		return pos, ""
	}
	if !unicode.IsUpper(t.at(pos)) {
		return pos, ""
	}
	stop, upper := pos, 0
	for stop-pos < 16 && (unicode.IsLetter(t.at(stop)) || isDigit(t.at(stop)) || t.at(stop) == '&') {
		if unicode.IsUpper(t.at(stop)) {
			upper++
		}
		stop++
	}
	text := t.slice(pos, stop)
	if _, known := symbols[text]; !known && text != "TTg" && 2*upper < stop-pos {
		return pos, ""
	}
	return stop, text
}

func kindOfSymbol(s string) string {
	if code, ok := symbols[s]; ok {
		return code
	}
	if len(s) > 2 && s[:2] == "QH" && isDigit(rune(s[2])) {
		return "Luật"
	}
	return ""
}

// citation completes a number: what stands before it and after it.
func (t *normal) citation(n numberSpan, from int, later bool) (Citation, int) {
	c := Citation{Number: n.text, Kind: n.kind, Role: Cite}
	start, so := t.so(n.start, from)
	word, at, code := t.typeWord(start, from)
	switch {
	case at < start:
		start, c.KindWord = at, word
	case n.kind == "Luật":
		if law, ok := t.lawTitle(start, from); ok {
			start, c.KindWord = law, "luat"
		}
	}
	if c.Kind == "?" || (code != "" && c.Kind == "Luật") {
		c.Kind = code
	}
	if c.Kind == "" || c.Kind == "?" {
		c.Kind = "CV"
	}
	end := n.end
	if date, stop, ok := t.date(end); ok {
		c.Date, end = date, stop
	}
	if c.KindWord == "" && so && !later && t.lineStart(start) && t.pos[start] < headRunes {
		c.Role = Self
		c.Date = t.placeDate(start)
	}
	c.Start, c.End = t.pos[start], t.pos[end]
	c.Surface = t.original(c.Start, c.End)
	return c, end
}

// so steps back over "số" or "Số:" before a number.
func (t *normal) so(at, from int) (int, bool) {
	p := t.backSpace(at, from)
	if p > from && t.at(p-1) == ':' {
		p = t.backSpace(p-1, from)
	}
	if p-2 >= from && fold(t.at(p-2)) == 's' && fold(t.at(p-1)) == 'o' && !isWordRune(t.at(p-3)) {
		return p - 2, true
	}
	return at, false
}

// backSpace steps back over at most two spaces or line breaks.
func (t *normal) backSpace(at, from int) int {
	for i := 0; i < 2 && at > from && isSpace(t.at(at-1)); i++ {
		at--
	}
	return at
}

// maxWordLen is the length of the longest type word, in letters and spaces.
const maxWordLen = 22

// typeWord looks for a type word that ends just before a place. It gives the
// folded word, where it begins and its code; the place itself when there is none.
func (t *normal) typeWord(at, from int) (string, int, string) {
	stop := t.backSpace(at, from)
	best := at
	word, code := "", ""
	for start := stop - 1; start >= max(from, stop-maxWordLen); start-- {
		if isWordRune(t.at(start-1)) || !unicode.IsLetter(t.at(start)) {
			continue
		}
		folded := t.folded(start, stop)
		if c, ok := words[folded]; ok {
			best, word, code = start, folded, c
		}
	}
	return word, best, code
}

// lawTitle looks back for the "Luật" whose title ends before a place, inside the
// same sentence.
func (t *normal) lawTitle(at, from int) (int, bool) {
	for p := at - 1; p >= max(from, at-MaxTitle); p-- {
		switch r := t.at(p); {
		case r == ';' || r == '.' || r == ':':
			return 0, false
		case unicode.IsUpper(r) && !isWordRune(t.at(p-1)):
			end := p
			for isWordRune(t.at(end)) {
				end++
			}
			if f := t.folded(p, end); f == "luat" || (f == "bo" && strings.HasPrefix(t.folded(p, min(end+5, at)), "bo luat")) {
				if f == "luat" && p >= 3+from && t.folded(p-3, p) == "bo" {
					continue
				}
				return p, true
			}
		}
	}
	return 0, false
}

// date reads "ngày ..." after a place, with nothing but spaces and a comma
// between.
func (t *normal) date(at int) (iso string, end int, ok bool) {
	p := at
	if t.at(p) == ',' {
		p++
	}
	p = t.skipSpace(p)
	if p == at || t.folded(p, p+4) != "ngay" {
		return "", at, false
	}
	return t.dateAfter(t.skipSpace(p + 4))
}

// dateAfter reads day, month and year: 5/3/2020, 05-3-2020, 8.10.2025, or
// "5 tháng 3 năm 2020".
func (t *normal) dateAfter(p int) (string, int, bool) {
	day, p1 := t.int(p, 2)
	month, p2 := 0, p1
	switch sep := t.at(p1); {
	case sep == '/' || sep == '-' || sep == '.':
		month, p2 = t.int(p1+1, 2)
		if t.at(p2) != sep {
			return "", p, false
		}
		p2++
	default:
		q := t.skipSpace(p1)
		if t.folded(q, q+5) != "thang" {
			return "", p, false
		}
		month, p2 = t.int(t.skipSpace(q+5), 2)
		q = t.skipSpace(p2)
		if t.folded(q, q+3) != "nam" {
			return "", p, false
		}
		p2 = t.skipSpace(q + 3)
	}
	year, end := t.int(p2, 4)
	if day < 1 || day > 31 || month < 1 || month > 12 || year < 1930 || year > 2100 || isDigit(t.at(end)) {
		return "", p, false
	}
	return isoDate(year, month, day), end, true
}

func isoDate(y, m, d int) string {
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	return strconv.Itoa(y) + "-" + two(m) + "-" + two(d)
}

// placeDate finds the place-and-date line of a head: the first date within the
// lines around the document's own number.
func (t *normal) placeDate(number int) string {
	from := max(0, number-600)
	for p := from; p < min(len(t.runes), number+600); p++ {
		if !isWordRune(t.at(p-1)) && fold(t.at(p)) == 'n' && t.folded(p, p+4) == "ngay" {
			if iso, _, ok := t.dateAfter(t.skipSpace(p + 4)); ok {
				return iso
			}
		}
	}
	return ""
}

func hasLetters(s string, n int) bool {
	for _, r := range s {
		if unicode.IsUpper(r) {
			n--
		}
	}
	return n <= 0
}
