package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is a way to number. Two parts follow one another only in the same style.
type style uint8

const (
	noStyle       style = iota
	byAppendix          // Phụ lục I
	byPart              // Phần thứ nhất
	byChapter           // Chương I
	bySection           // Mục 1
	byLetter            // A.
	byRoman             // I. and I-
	bySub               // Tiểu mục 1
	byArticle           // Điều 1.
	byClause            // 1. and 1-
	byDotted            // 1.1.
	byPoint             // a)
	byCount             // 1) below 1.
	byRound             // (1)
	byRoundLetter       // (a)
	byLowRoman          // i) and (i)
	byDash              // -
	byPlus              // +
	byStar              // *
	byHeading           // MỞ ĐẦU
	styleCount          // how many there are
)

// kinds and depths of the styles: what is deeper stands in what is less deep.
var (
	kinds = [styleCount]Kind{byAppendix: Appendix, byPart: Part, byChapter: Chapter, bySection: Section, byLetter: Section, byRoman: Section,
		bySub: Subsection, byArticle: Article, byClause: Clause, byDotted: Point, byPoint: Point, byCount: Point, byRound: Point, byRoundLetter: Point,
		byLowRoman: Point, byDash: Point, byPlus: Point, byStar: Point, byHeading: Heading}
	depths = [styleCount]int{byPart: 10, byChapter: 20, bySection: 30, byLetter: 32, byRoman: 34, byHeading: 38, bySub: 40, byArticle: 50,
		byClause: 60, byDotted: 70, byPoint: 80, byCount: 82, byRound: 84, byRoundLetter: 86, byLowRoman: 88, byDash: 90, byPlus: 95, byStar: 89}
)

// bracketed reports the styles of brackets, which stand in whatever announces them.
func (st style) bracketed() bool { return st >= byCount && st <= byLowRoman }

// item reports the styles without numbers.
func (st style) item() bool { return st >= byDash && st <= byStar }

// mark is a marker at the beginning of a line: a word, a number and what stands
// between it and the text.
type mark struct {
	style  style
	num    num
	number string // as printed; "thứ nhất" in small letters
	rest   int    // where the text behind it begins, in bytes of the line
	formal bool   // a point, a hyphen, capitals or nothing stands behind the number
	empty  bool   // nothing stands behind it
	bare   bool   // no punctuation stands behind a dotted number: "2.3 "
	comma  bool   // a comma stands behind it, as a scanner gives for a point
	form   bool   // it is a form: Mẫu số 02
	round  bool   // a bracket stands behind a number: "1)"
	twin   style  // the other way to read it: C. is a letter and a Roman number, and so is i)
}

// readMark reads a marker at the beginning of s.
func readMark(s string) (mark, bool) {
	if s == "" {
		return mark{}, false
	}
	r, _ := utf8.DecodeRuneInString(s)
	var m mark
	ok := false
	switch {
	case r >= '0' && r <= '9':
		m, ok = readCount(s)
	case r == '(':
		m, ok = readRound(s)
	case isDash(r) || r == '+' || isBullet(r):
		m, ok = readDash(s, r)
	case r == 'đ' || (r >= 'a' && r <= 'z'):
		m, ok = readPoint(s)
	case r == 'P' || r == 'C' || r == 'M' || r == 'T' || r == 'Đ' || r == 'D' || r == 'K' || r == 'B':
		if m, ok = readWord(s); !ok {
			m, ok = readCapital(s)
		}
	case r >= 'A' && r <= 'Z':
		m, ok = readCapital(s)
	}
	if !ok {
		return mark{}, false
	}
	m.rest = skipNotes(s, m.rest)
	m.rest = len(s) - len(strings.TrimLeft(s[m.rest:], " "))
	m.empty = m.rest == len(s)
	return m, true
}

// colon gives the length of the punctuation and spaces between a number and the
// text: ".", ":", ". -", " –".
func colon(s string) int {
	n, stop := 0, false
	for i, r := range s {
		switch {
		case r == '.' || r == ':' || r == ')' || r == '/' || isDash(r):
			stop = true
		case r != ' ':
			return whole(n, stop)
		}
		n = i + utf8.RuneLen(r)
	}
	return whole(n, stop)
}

func whole(n int, stop bool) int {
	if stop {
		return n
	}
	return 0
}

// readCapital reads "I.", "I-" and "A.".
func readCapital(s string) (mark, bool) {
	n, length := romanCounted(s)
	m := mark{style: byRoman, num: n}
	if r, size := utf8.DecodeRuneInString(s); length == 0 || size == length && r != 'I' && r != 'V' && r != 'X' {
		if letterOrd(unicode.ToLower(r)) == 0 {
			return mark{}, false
		}
		m.style, m.num, length = byLetter, nth(letterOrd(unicode.ToLower(r)), 0), size
	} else if size == length {
		m.twin = byLetter
	}
	m.number = s[:length]
	m.rest = skipNotes(s, length)
	stop := stopAt(s[m.rest:])
	m.rest = min(m.rest+stop, len(s))
	m.formal = true
	return m, stop > 0
}

// readCount reads "1.", "1-", "1a." and "1.1.".
func readCount(s string) (mark, bool) {
	s = rescanned(s)
	n, length := counted(s)
	if length == 0 || n.ord > 999 {
		return mark{}, false
	}
	m := mark{style: byClause, num: n}
	for n.sub == 0 && length+1 < len(s) && s[length] == '.' {
		part, size := digits(s[length+1:])
		if size == 0 || size > 3 || part == 0 || s[length+1] == '0' {
			break
		}
		m.style, m.num = byDotted, nth(part, 0)
		length += 1 + size
	}
	m.number = s[:length]
	m.rest = skipNotes(s, length)
	stop := stopAt(s[m.rest:])
	if stop == 0 && m.style == byClause {
		stop = commaAt(s[m.rest:])
		m.comma = stop > 0
	}
	m.round = stop > 0 && s[m.rest] == ')'
	if m.style == byDotted && stop == 0 && m.rest < len(s) && s[m.rest] == ' ' {
		stop, m.bare = 1, true
	}
	m.rest = min(m.rest+stop, len(s))
	m.formal = true
	return m, stop > 0
}

// commaAt gives the length of a comma that a scanner gave for the point behind a number.
func commaAt(s string) int {
	if !strings.HasPrefix(s, ", ") {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s[2:])
	return whole(2, unicode.IsUpper(r) || isQuote(r) || r == '(')
}

// stopAt gives the length of the punctuation that makes a number a marker, with
// the spaces around it; 0 when what follows belongs to the number.
func stopAt(s string) int {
	n := colon(s)
	if n == 0 {
		return 0
	}
	stop, size := utf8.DecodeRuneInString(strings.TrimLeft(s[:n], " "))
	if stop == ':' {
		return 0
	}
	rest := s[n:]
	if rest == "" || s[n-1] == ' ' || stop == ')' {
		return n
	}
	next, width := utf8.DecodeRuneInString(rest)
	after, _ := utf8.DecodeRuneInString(rest[width:])
	tight := n == size && unicode.IsUpper(next) && unicode.IsLower(after) // "1.Mục tiêu", not 5-QĐ/TW
	if stop == '.' {
		tight = tight || !unicode.IsDigit(next)
	}
	return whole(n, tight && stop != '/')
}

// readDash reads a dash, a plus sign or a star with words behind it.
func readDash(s string, r rune) (mark, bool) {
	m := mark{style: byDash, number: "-", formal: true, rest: utf8.RuneLen(r)}
	switch {
	case r == '+':
		m.style, m.number = byPlus, "+"
	case isBullet(r):
		m.style, m.number = byStar, s[:m.rest]
	}
	rest := strings.TrimLeft(s[m.rest:], " ")
	m.rest = len(s) - len(rest)
	next, _ := utf8.DecodeRuneInString(rest)
	spaced := m.rest > utf8.RuneLen(r)
	return m, rest != "" && (unicode.IsLetter(next) || spaced && !isDash(next) && next != '+')
}

func isDash(r rune) bool { return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '−' }

// isBullet reports the signs that stand before an item like a dash.
func isBullet(r rune) bool { return r == '*' || r == '•' || r == '●' || r == '▪' || r == '◦' }

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && isWord(r)
}
