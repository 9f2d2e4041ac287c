package citation

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

// normal is a text made comparable place by place: composed, with one kind of
// hyphen, slash and space. pos gives the code point of the original at which
// each place begins.
type normal struct {
	runes []rune
	pos   []int // one longer than runes
	orig  []rune
}

func normalise(text string) *normal {
	t := &normal{orig: []rune(text)}
	for i := 0; i < len(t.orig); {
		j := i + 1
		for j < len(t.orig) && unicode.Is(unicode.Mn, t.orig[j]) && j-i < 8 {
			j++
		}
		r := t.orig[i]
		if j > i+1 {
			if c := []rune(norm.NFC.String(string(t.orig[i:j]))); len(c) == 1 {
				r = c[0]
			}
		}
		if r = alike(r); r >= 0 {
			t.runes = append(t.runes, r)
			t.pos = append(t.pos, i)
		}
		i = j
	}
	t.pos = append(t.pos, len(t.orig))
	return t
}

// alike gives the plain form of hyphens, slashes, spaces and look-alikes; -1
// drops what has no width.
func alike(r rune) rune {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\uff0d':
		return '-'
	case '\u2044', '\uff0f':
		return '/'
	case 'Ð', 'Ɖ':
		return 'Đ'
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\r':
		return -1
	case '\u00a0', '\u202f', '\t':
		return ' '
	}
	return r
}

// at gives the rune of a place, 0 outside the text.
func (t *normal) at(p int) rune {
	if p < 0 || p >= len(t.runes) {
		return 0
	}
	return t.runes[p]
}

func (t *normal) slice(from, to int) string { return string(t.runes[from:to]) }

// folded gives a stretch as vi.Fold has it; out of range is cut off.
func (t *normal) folded(from, to int) string {
	from, to = max(from, 0), min(to, len(t.runes))
	if from >= to {
		return ""
	}
	return vi.Fold(string(t.runes[from:to]))
}

func (t *normal) original(from, to int) string { return string(t.orig[from:to]) }

func (t *normal) digits(p, most int) int {
	for n := 0; n < most && isDigit(t.at(p)); n++ {
		p++
	}
	return p
}

func (t *normal) int(p, most int) (value, end int) {
	end = t.digits(p, most)
	for ; p < end; p++ {
		value = value*10 + int(t.at(p)-'0')
	}
	return value, end
}

// skipSpace steps over at most three spaces or line breaks.
func (t *normal) skipSpace(p int) int {
	for n := 0; n < 3 && isSpace(t.at(p)); n++ {
		p++
	}
	return p
}

// lineStart reports whether nothing but space, or a column before, stands on the
// line before a place.
func (t *normal) lineStart(p int) bool {
	for p--; p >= 0 && t.runes[p] != '\n'; p-- {
		if !isSpace(t.runes[p]) {
			return false
		}
	}
	return true
}

func isDigit(r rune) bool    { return r >= '0' && r <= '9' }
func isSpace(r rune) bool    { return r == ' ' || r == '\n' }
func isJoint(r rune) bool    { return r == '/' || r == '-' || r == '.' }
func isWordRune(r rune) bool { return unicode.IsLetter(r) || isDigit(r) }

func fold(r rune) rune {
	f := strings.TrimSpace(vi.Fold(string(r)))
	for _, x := range f {
		return x
	}
	return 0
}
