package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The alphabet, each letter with its place. w, z, f and j stand where readers
// of Latin text expect them.
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
	return m
}()

// toneRank orders the tones: ngang (none) 0, huyền, hỏi, ngã, sắc, nặng.
var toneRank = map[rune]byte{'\u0300': '1', '\u0309': '2', '\u0303': '3', '\u0301': '4', '\u0323': '5'}

// TextKey gives a key whose byte order is the Vietnamese order of s: syllable by
// syllable, letters before tone. Upper and lower case are equal; digits come
// before letters, and a shorter text before a longer one that begins with it.
// The key has only printable ASCII below 'z' and orders equally in SQLite
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
// middle names, as Vietnamese lists are ordered.
func SortKey(family, middle, given string) string {
	return TextKey(given) + "  " + TextKey(family+" "+middle)
}

// syllables splits decomposed lower-case text at everything that is neither a
// letter, a mark nor a digit.
func syllables(s string) []string {
	d := strings.ToLower(norm.NFD.String(s))
	return strings.FieldsFunc(d, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
}

// split gives a syllable's letters as ranks and its tone. Where the tone stands
// in the syllable does not matter.
func split(syllable string) (letters string, tone byte) {
	tone = '0'
	var bare strings.Builder
	for _, r := range syllable {
		if t, ok := toneRank[r]; ok {
			tone = t
			continue
		}
		bare.WriteRune(r)
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(bare.String()) {
		switch rank, ok := letterRank[r]; {
		case ok:
			b.WriteByte(rank)
		case unicode.IsDigit(r):
			b.WriteByte('0' + byte(r%10)) // other scripts' digits do not occur
		default:
			b.WriteByte('z') // a letter of no Vietnamese word sorts last
		}
	}
	return b.String(), tone
}
