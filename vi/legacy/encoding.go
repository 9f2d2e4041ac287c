package legacy

import (
	"strings"
	"unicode/utf8"
)

// Encoding is a way in which Vietnamese text is written in characters.
type Encoding string

// The encodings. Unicode means that the text is to stay as it is: it is Unicode,
// or no Vietnamese at all.
const (
	Unicode     Encoding = "unicode"
	TCVN3       Encoding = "tcvn3"
	VNI         Encoding = "vni"
	Windows1258 Encoding = "windows-1258"
)

// legacies are the encodings to try, in the order in which they are met.
var legacies = []Encoding{TCVN3, VNI, Windows1258}

// Font tells the encoding for which a font was made by its name, and whether it
// draws capitals only: .VnTime is TCVN3, .VnTimeH TCVN3 in capitals, VNI-Times
// is VNI. For other names ok is false and nothing is known.
func Font(name string) (e Encoding, capital, ok bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch {
	case strings.HasPrefix(name, ".vn"):
		return TCVN3, strings.HasSuffix(name, "h"), true
	case strings.HasPrefix(name, "vni-"), strings.HasPrefix(name, "vni "):
		return VNI, false, true
	}
	return Unicode, false, false
}

// high are the characters of the bytes 0x80 to 0x9F in Windows-1252; 0 where it
// has none.
var high = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// FromBytes makes bytes a string that the other functions take: UTF-8 stays what
// it is, anything else is seen as Windows-1252. Vietnamese in TCVN3 or VNI is not
// UTF-8 by chance: that needs pairs of bytes that no word has.
func FromBytes(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	for _, c := range b {
		r := rune(c)
		if c >= 0x80 && c < 0xa0 && high[c-0x80] != 0 {
			r = high[c-0x80]
		}
		s.WriteRune(r)
	}
	return s.String()
}
