package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean gives text as a name or a title is kept: composed, with single spaces and
// none at the ends, without what nobody sees: controls, marks of direction, what
// has no width.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, NFC(s))
	return strings.Join(strings.Fields(s), " ")
}

// NFC gives s in composed form, one code point for ế: the form in which to keep
// text, so that equal text is equal bytes.
func NFC(s string) string { return norm.NFC.String(s) }

// Fold gives s for search: lower case, without tones and letter marks, đ as d,
// every kind of space as one space, no spaces at the ends, every hyphen as '-',
// every apostrophe as ', and without zero-width characters and soft hyphens.
// Equal words in any Unicode form and with either tone placement fold to equal
// strings; folding a folded string changes nothing.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFD.String(s) {
		r = plain(r)
		switch {
		case r < 0:
			continue
		case r == ' ':
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

// plain folds one rune of decomposed text; -1 drops it.
func plain(r rune) rune {
	switch r {
	case 'đ', 'Đ', 'ð', 'Ð', 'ɖ', 'Ɖ': // ð and ɖ only look like it: old fonts and keyboards
		return 'd'
	case 'ƀ', 'Ƀ', 'ɓ', 'Ɓ': // of Ê Đê and Mnông names; most keyboards have only b
		return 'b'
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\ufe63', '\uff0d':
		return '-'
	case '\u2018', '\u2019', '\u02bc', '\u02b9', '\u2032', '\u00b4', '`', '\uff07': // H'Hen has any of them
		return '\''
	case '\u2044', '\u2215', '\uff0f':
		return '/'
	}
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r): // marks; what has no width
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return unicode.ToLower(r)
}

// FoldWords gives the folded words of s with one space between them: everything
// but letters and digits separates words, as in names like H'Hen.
func FoldWords(s string) string { return strings.Join(words(s), " ") }

// Words gives the distinct folded words of s in the order of their first
// appearance, as FoldWords separates them.
func Words(s string) []string {
	var list []string
	seen := map[string]bool{}
	for _, w := range words(s) {
		if !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

func words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
