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
	{"Phần", "PHẦN", byPart}, {"Phụ lục", "PHỤ LỤC", byAppendix}, {"Tiểu Mục", "Tiểu mục", bySub}, {"Phụ Lục", "Phụ lục", byAppendix}}

// readWord reads a marker with a word: "Điều 5.", "CHƯƠNG II", "Phụ lục".
func readWord(s string) (mark, bool) {
	for _, w := range words {
		rest, ok := strings.CutPrefix(s, w.text)
		if !ok {
			rest, ok = strings.CutPrefix(s, w.caps)
		}
		if ok {
			return wordNumber(s, rest, w.style)
		}
	}
	return mark{}, false
}

// wordNumber reads the number behind a word and what follows it.
func wordNumber(s, rest string, st style) (mark, bool) {
	if st == byAppendix {
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, " số"), " SỐ")
	}
	m := mark{style: st, rest: len(s) - len(rest)}
	if startsWord(rest) {
		return m, false
	}
	if strings.HasPrefix(rest, " ") {
		n, length := numberOf(st, rest[1:])
		if length > 0 && !startsWord(rest[1+length:]) {
			m.num, m.number = n, rest[1:1+length]
			m.rest += 1 + length
		}
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

// numberOf reads the number that goes with a word.
func numberOf(st style, s string) (num, int) {
	if n, length := counted(s); length > 0 && n.ord > 0 {
		return n, length
	}
	if st == byArticle {
		return num{}, 0
	}
	if n, length := romanCounted(s); length > 0 {
		return n, length
	}
	if st == byPart {
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
