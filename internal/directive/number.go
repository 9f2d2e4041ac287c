package directive

import (
	"slices"
	"strings"
	"unicode"

	"hoso/vi"
	"hoso/vi/citation"
)

// knownKind reports whether forms offer a type of document.
func knownKind(code string) bool {
	return slices.ContainsFunc(citation.Kinds(), func(k citation.Kind) bool { return k.Code == code })
}

// tidy writes text in NFC without characters that nobody sees, one space
// between words.
func tidy(s string) string {
	seen := strings.Map(func(c rune) rune {
		if !unicode.IsSpace(c) && unicode.In(c, unicode.Cc, unicode.Cf) {
			return -1
		}
		return c
	}, s)
	return strings.Join(strings.Fields(vi.NFC(seen)), " ")
}

// TidyNumber writes a number as a register has it: tidy, and with the signs of
// a Vietnamese keyboard where others look like them. Leading zeros stay.
func TidyNumber(s string) string { return tidy(strings.Map(keyboard, s)) }

// keyboard gives the sign that somebody meant by one that looks like it.
func keyboard(c rune) rune {
	switch {
	case c == '\u00D0' || c == '\u0189': // Icelandic and African, drawn as Đ
		return 'Đ'
	case c == '\u00F0' || c == '\u0256':
		return 'đ'
	case c == '\u2044' || c == '\u2215' || c == '\u29F8':
		return '/'
	case unicode.Is(unicode.Pd, c) || c == '\u2212':
		return '-'
	case c >= '\uFF01' && c <= '\uFF5E': // full width
		return c - '\uFF01' + '!'
	}
	return c
}

// NumberKey is what is alike in two numbers that are the same: letters without
// their case, no spaces.
func NumberKey(s string) string {
	return strings.ToUpper(strings.ReplaceAll(TidyNumber(s), " ", ""))
}
