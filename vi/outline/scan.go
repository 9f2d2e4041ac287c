package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hoso/vi"
)

// alikes are letters that only look like đ, from old fonts and keyboards; they
// have its length in UTF-8.
var alikes = strings.NewReplacer("Ð", "Đ", "ð", "đ", "ɖ", "đ", "Ɖ", "Đ")

// scanned is what one pass over a raw line finds.
type scanned struct {
	points, first, last  int // code points: all, before the first letter, to the end of the last
	from, to             int // the same in bytes
	tabs, gaps, cell     int
	upper, inked         int // capitals; letters of all kinds
	lower, quotes        bool
	untidy, alike, began bool
}

func scan(raw string) scanned {
	var s scanned
	spaces, tabbed := 0, false
	for i, r := range raw {
		s.points++
		if isSpace(r) {
			spaces++
			tabbed = tabbed || r == '\t'
			s.untidy = s.untidy || (s.began && (r != ' ' || spaces > 1))
			continue
		}
		if s.began {
			s.gap(spaces, tabbed)
		}
		if !s.began {
			s.began, s.first, s.from = true, s.points-1, i
		}
		spaces, tabbed = 0, false
		if r < 0x0300 || r > 0x036f { // a combining mark is part of its letter
			s.inked++
		}
		s.last, s.to = s.points, i+utf8.RuneLen(r)
		s.letter(r)
	}
	s.to = min(s.to, len(raw)) // a byte that is no UTF-8 is shorter than its rune
	return s
}

// wideGap is how many spaces stand between the columns of a table.
const wideGap = 3

// gap notes the spaces before a letter.
func (s *scanned) gap(spaces int, tabbed bool) {
	switch {
	case tabbed:
		if s.tabs == 0 {
			s.cell = s.inked
		}
		s.tabs++
	case spaces >= wideGap:
		s.gaps++
	}
}

// letter notes what a character says of its line.
func (s *scanned) letter(r rune) {
	k := odd
	switch {
	case r < rune(len(signs)):
		k = signs[r]
	case r >= 0x1ea0 && r <= 0x1eff: // the Vietnamese letters with two marks
		k = upper + sign(r&1)
	default:
		k = signOf(r)
	}
	switch k {
	case lower:
		s.lower = true
	case upper:
		s.upper++
	case quote:
		s.quotes = true
	case alike:
		s.alike = true
	case odd:
		s.untidy = true
	}
}

// sign is what a character is to the scanner.
type sign uint8

const (
	other sign = iota
	upper
	lower
	quote
	alike // of đ
	odd   // a mark to compose, or of no width
)

// signs are those of the characters that most text is made of.
var signs = func() (table [0x250]sign) {
	for r := range table {
		table[r] = signOf(rune(r))
	}
	return table
}()

func signOf(r rune) sign {
	switch {
	case r == 'Ð' || r == 'ð' || r == 'ɖ' || r == 'Ɖ':
		return alike
	case isQuote(r):
		return quote
	case unicode.IsLower(r):
		return lower
	case unicode.IsUpper(r):
		return upper
	case r == utf8.RuneError || unicode.In(r, unicode.Mn, unicode.Cf):
		return odd
	}
	return other
}

// isSpace reports spaces of every kind, and what has no width, at which a line
// may begin.
func isSpace(r rune) bool {
	if r < 0x80 {
		return r == ' ' || r == '\t' || r == '\r' || r < ' '
	}
	return r == '\u00a0' || r == '\ufeff' || (r >= 0x2000 && r <= 0x200f) || r == '\u202f' || r == '\u3000' || r == '\u2060' || r == '\u0085'
}

// tidy composes a line and makes its spaces single.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range vi.NFC(s) {
		switch {
		case r >= 0x200b && r <= 0x200f, r == '\u00ad', r == '\ufeff', r == '\u2060':
			continue
		case isSpace(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isCaps reports whether a text has capitals and no small letters; look-alikes of đ are neither, as scanners mix them.
func isCaps(s string) bool {
	capitals := 0
	for _, r := range s {
		switch signOf(r) {
		case lower:
			return false
		case upper:
			capitals++
		}
	}
	return capitals > 1
}
