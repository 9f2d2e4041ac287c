package outline

import (
	"strings"
	"unicode/utf8"
)

// readPoint reads "a)", "đ)" and "a1)", also "a." and "a-", "aa)" behind "y)", and "ii)".
func readPoint(s string) (mark, bool) {
	run := letterRun(s)
	m := mark{style: byPoint, formal: true}
	size := run
	switch r, first := utf8.DecodeRuneInString(s); {
	case run == first:
		sub, length := digits(s[size:])
		if length > 1 {
			return mark{}, false
		}
		if n, ok := readEll(s); ok {
			return n, true
		}
		size += length
		m.num = nth(letterOrd(r), sub)
		if length == 0 && lowRoman(s[:run]) > 0 {
			m.twin = byLowRoman
		}
		if r == 'l' && length == 0 {
			m.twin = byClause // and so is 1
		}
	case lowRoman(s[:run]) > 0:
		m.style, m.num = byLowRoman, nth(lowRoman(s[:run]), 0)
	default:
		if m.num = doubled(s[:run]); m.num.ord == 0 || !strings.HasPrefix(s[run:], ")") && !strings.HasPrefix(s[run:], ".") {
			return mark{}, false
		}
	}
	m.number = s[:size]
	if n, ok := dottedPoint(s, size); ok || m.num.ord > doubleStep && s[size] == '.' {
		return n, ok
	}
	m.rest = skipNotes(s, size)
	stop := strings.TrimLeft(s[m.rest:], " ")
	switch {
	case strings.HasPrefix(stop, ")"):
		m.rest = len(s) - len(stop) + 1
	case len(stop) > 1 && (stop[0] == '.' || stop[0] == '/' || stop[0] == '-') && stop[1] == ' ':
		m.rest = len(s) - len(stop) + 2
	default:
		return mark{}, false
	}
	return m, true
}

// readEll reads "l0." and "l.2." as 10 and 1.2, which a scanner gives for them.
func readEll(s string) (mark, bool) {
	if s[0] != 'l' {
		return mark{}, false
	}
	if right := rescanned(s); right[0] == '1' {
		return readCount(right)
	}
	return mark{}, false
}

// dottedPoint reads "a.1)": the first of what stands in a).
func dottedPoint(s string, size int) (mark, bool) {
	if size+1 >= len(s) || s[size] != '.' || s[size+1] == '0' {
		return mark{}, false
	}
	n, length := digits(s[size+1:])
	end := size + 1 + length
	if length == 0 || length > 2 || !strings.HasPrefix(s[end:], ")") && !strings.HasPrefix(s[end:], ". ") {
		return mark{}, false
	}
	return mark{style: byDotted, num: nth(n, 0), number: s[:end], formal: true, rest: end + 1}, true
}

// readRound reads "(1)", "(a)" and "(i)".
func readRound(s string) (mark, bool) {
	inner, _, found := strings.Cut(s[1:min(len(s), 8)], ")")
	if !found || inner == "" {
		return mark{}, false
	}
	m := mark{number: inner, formal: true, rest: len(inner) + 2}
	r, size := utf8.DecodeRuneInString(inner)
	n, length := digits(inner)
	switch {
	case length == len(inner) && n > 0 && length < 3:
		m.style, m.num = byRound, nth(n, 0)
	case size == len(inner) && letterOrd(r) > 0:
		m.style, m.num = byRoundLetter, nth(letterOrd(r), 0)
		if lowRoman(inner) > 0 {
			m.twin = byLowRoman
		}
	case lowRoman(inner) > 0:
		m.style, m.num = byLowRoman, nth(lowRoman(inner), 0)
	default:
		return mark{}, false
	}
	return m, true
}

// letterRun gives the length of the letters with which s begins that may number.
func letterRun(s string) int {
	for i, r := range s {
		if letterOrd(r) == 0 || i > 4 {
			return i
		}
	}
	return len(s)
}

// lowRoman reads a Roman number in small letters; 0 for any other.
func lowRoman(s string) int {
	if s == "" || len(s) > 5 || strings.Trim(s, "ivx") != "" {
		return 0
	}
	return roman(strings.ToUpper(s))
}

// doubled reads two letters, as they number points when the alphabet is used up: aa ab ac, or
// aa bb cc.
func doubled(s string) num {
	first, size := utf8.DecodeRuneInString(s)
	second, more := utf8.DecodeRuneInString(s[size:])
	if size == len(s) || size+more != len(s) {
		return num{}
	}
	return nth(letterOrd(first)*doubleStep+letterOrd(second), 0)
}

// doubleStep is more than there are letters.
const doubleStep = 40

// doubleFollows reports whether a number of two letters follows another number.
func doubleFollows(before, after int32) bool {
	a, b := after/doubleStep, after%doubleStep
	if before < doubleStep {
		return a == 1 && b == 1 && before >= int32(letterOrd('x'))
	}
	c, d := before/doubleStep, before%doubleStep
	return a == c && letterFollows(d, b) || a == b && c == d && letterFollows(c, a)
}
