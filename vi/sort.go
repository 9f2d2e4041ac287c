package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The alphabet, each letter with its place. f, j, w and z, which Vietnamese
// words do not use, stand where readers of Latin text expect them.
const alphabet = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

// letterRank maps a letter without tone to a byte that sorts rightly.
var letterRank = func() map[rune]byte {
	m := map[rune]byte{}
	n := byte('A')
	for _, r := range alphabet {
		m[r] = n
		n++
	}
	m['ð'], m['ɖ'] = m['đ'], m['đ']
	m['ƀ'], m['ɓ'] = m['b'], m['b']
	return m
}()

// otherLetter sorts a letter of another script after all.
const otherLetter = 'z'

// toneRank orders the tones: ngang (none) 0, huyền, hỏi, ngã, sắc, nặng.
var toneRank = map[rune]byte{'\u0300': '1', '\u0309': '2', '\u0303': '3', '\u0301': '4', '\u0323': '5'}

// TextKey gives a key whose byte order is the Vietnamese order of s: syllable by
// syllable, the letters of a syllable before its tone. Upper and lower case, the
// Unicode forms and the two tone placements are equal; digits come before
// letters, and a shorter text before a longer one that begins with it. Marks
// that Vietnamese does not know (ü, ŭ) count as their letter without mark.
//
// The key has only printable ASCII up to 'z' and orders equally in SQLite
// (BINARY) and PostgreSQL (COLLATE "C").
func TextKey(s string) string {
	var b strings.Builder
	for i, syllable := range syllables(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		letters, tone := split(syllable)
		b.WriteString(letters)
		b.WriteByte('!') // below every letter and digit: a shorter syllable first
		b.WriteByte(tone)
	}
	return b.String()
}

// SortKey gives the key of a person's name: given name first, then family and
// middle names, as Vietnamese lists are ordered. The order does not depend on
// where family and middle part: Tôn + Thất sorts as Tôn Thất.
func SortKey(family, middle, given string) string {
	return TextKey(given) + "  " + TextKey(family+" "+middle)
}

// syllables splits decomposed lower-case text at everything that is neither a
// letter, a mark nor a digit. What has no width separates nothing.
func syllables(s string) []string {
	d := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFD.String(s)))
	return strings.FieldsFunc(d, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) || r == '\u02bc' || r == '\u02b9'
	})
}

// split gives a syllable's letters as ranks and its tone. Where the tone stands
// in the syllable does not matter.
func split(syllable string) (letters string, tone byte) {
	bare, tone := takeTone(syllable)
	var b strings.Builder
	for _, r := range norm.NFC.String(bare) {
		if c := rank(r); c != 0 {
			b.WriteByte(c)
		}
	}
	return b.String(), tone
}

// takeTone parts the tone, the last of several, from decomposed letters.
func takeTone(syllable string) (bare string, tone byte) {
	tone = '0'
	bare = strings.Map(func(r rune) rune {
		if t, ok := toneRank[r]; ok {
			tone = t
			return -1
		}
		return r
	}, syllable)
	return bare, tone
}

// rank gives the byte of a composed letter or digit; 0 for a mark by itself.
func rank(r rune) byte {
	if c, ok := letterRank[r]; ok {
		return c
	}
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case unicode.IsDigit(r):
		return '0' + byte(r%10) // other scripts' digits do not occur
	}
	base := []rune(norm.NFD.String(string(r)))[0]
	if c, ok := letterRank[base]; ok {
		return c
	}
	return otherLetter
}
