package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words begin the markers that have one.
var words = []struct {
	text, caps string
	style      style
}{{"Điều", "ĐIỀU", byArticle}, {"Chương", "CHƯƠNG", byChapter}, {"Mục", "MỤC", bySection}, {"Tiểu mục", "TIỂU MỤC", bySub},
	{"Phần", "PHẦN", byPart}, {"Phụ lục", "PHỤ LỤC", byAppendix}, {"Tiểu Mục", "Tiểu mục", bySub}, {"Phụ Lục", "Phụ lục", byAppendix},
	{"Khoản", "KHOẢN", byClause}, {"Điểm", "ĐIỂM", byPoint}, {"Mẫu số", "MẪU SỐ", byAppendix}, {"Mẫu", "MẪU", byAppendix}, {"Biểu số", "BIỂU SỐ", byAppendix},
	{"Biểu mẫu số", "BIỂU MẪU SỐ", byAppendix}, {"Mau so", "MAU SO", byAppendix}}

// readWord reads a marker with a word: "Điều 5.", "CHƯƠNG II", "Phụ lục".
func readWord(s string) (mark, bool) {
	for i := range words {
		w := &words[i]
		if w.text[0] != s[0] {
			continue
		}
		rest, ok := strings.CutPrefix(s, w.text)
		if !ok {
			rest, ok = strings.CutPrefix(s, w.caps)
		}
		switch {
		case ok && (s[0] == 'M' || s[0] == 'B') && w.style == byAppendix:
			return readForm(s, rest)
		case ok:
			return wordNumber(s, rest, w.style)
		}
	}
	return damagedWord(s)
}

// wordNumber reads the number behind a word and what follows it.
func wordNumber(s, rest string, st style) (mark, bool) {
	if st == byAppendix {
		rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, " số"), " SỐ"), " so")
	}
	m := mark{style: st, rest: len(s) - len(rest)}
	if startsWord(rest) {
		return withoutSpace(s, rest, st)
	}
	if strings.HasPrefix(rest, " ") {
		n, length := numberOf(st, rest[1:])
		if st == byAppendix && length > 0 {
			length += dottedMore(rest[1+length:])
		}
		if length > 0 && !startsWord(rest[1+length:]) {
			m.num, m.number = n, asPrinted(st, rest[1:1+length], n)
			m.rest += 1 + length
		}
	}
	if st == byClause || st == byPoint {
		return afterWord(s, m)
	}
	if strings.Contains(m.number, " ") {
		m.number = strings.ToLower(m.number) // thứ nhất
	}
	m.rest = skipNotes(s, m.rest)
	stop := colon(s[m.rest:])
	title := strings.TrimLeft(s[m.rest:], " ")
	m.formal = stop > 0 || title == "" || title[0] == '(' || isCaps(title)
	m.rest += stop
	return m, m.number != "" || st == byAppendix && m.formal
}

// withoutSpace reads "Điều5." and "ChươngII": the number follows the word directly, with punctuation or
// nothing behind it.
func withoutSpace(s, rest string, st style) (mark, bool) {
	if rest[0] > '9' && (st != byChapter || strings.IndexByte("IVX", rest[0]) < 0) || st == byAppendix {
		return mark{}, false
	}
	n, length := numberOf(st, rest)
	if length == 0 || startsWord(rest[length:]) {
		return mark{}, false
	}
	m := mark{style: st, num: n, number: asPrinted(st, rest[:length], n), formal: true, rest: len(s) - len(rest) + length}
	m.rest = skipNotes(s, m.rest)
	stop := colon(s[m.rest:])
	m.rest += stop
	return m, stop > 0 || m.rest == len(s)
}

// dottedMore gives the length of what goes on with the number of an appendix: ".1" of "III.1".
func dottedMore(s string) int {
	if s == "" || s[0] != '.' {
		return 0
	}
	_, length := digits(s[1:])
	return whole(1+length, length > 0)
}

// afterWord reads what stands behind "Khoản 1" and "Điểm a": only with punctuation do they begin
// a part and not a sentence.
func afterWord(s string, m mark) (mark, bool) {
	stop := colon(s[m.rest:])
	m.rest += stop
	m.formal = true
	if m.style == byPoint && strings.Contains(m.number, ".") {
		m.style = byDotted
	}
	return m, m.number != "" && stop > 0
}

// asPrinted gives a number as printed, but what a scanner took for letters as digits.
func asPrinted(st style, number string, n num) string {
	switch {
	case n.sub > 0 || strings.ContainsAny(number, ". "):
		return number
	case st == byArticle || st == byClause || strings.ContainsAny(number, "0123456789"):
		return toDigits.Replace(number)
	case strings.Contains(number, "l") && st != byPoint:
		return toRoman.Replace(number)
	}
	return number
}

// numberOf reads the number that goes with a word.
func numberOf(st style, s string) (num, int) {
	if st == byPoint {
		return pointNumber(s)
	}
	if n, length := counted(s); length > 0 && n.ord > 0 {
		return n, length
	}
	if st == byArticle || st == byClause {
		n, length := repaired(s)
		return nth(n, 0), length
	}
	if n, length := romanCounted(s); length > 0 {
		return n, length
	}
	if st == byPart || st == byChapter {
		if n, length := ordinal(s); length > 0 {
			return n, length
		}
	}
	r, size := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(r) && letterOrd(unicode.ToLower(r)) > 0 && st != bySub {
		return nth(letterOrd(unicode.ToLower(r)), 0), size
	}
	return num{}, 0
}

// pointNumber reads the number behind "Điểm": a letter, or 1.1.
func pointNumber(s string) (num, int) {
	if m, ok := readPoint(s); ok {
		return m.num, len(m.number)
	}
	if m, ok := readCount(s); ok && m.style == byDotted {
		return m.num, len(m.number)
	}
	return num{}, 0
}
