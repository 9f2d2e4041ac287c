package legacy

import (
	"slices"
	"strings"
	"unicode"

	"hoso/vi"
)

// reads says how well a word reads in a legacy encoding.
func (e Encoding) reads(word string) fit {
	text, unfit := e.word(word)
	switch {
	case unfit != nil:
		return no
	case vi.IsSyllable(text):
		return full
	case e == TCVN3 && len(withHorn(text)) > 0:
		return half
	}
	return no
}

// Signs that stand before and behind words of ordinary text. In TCVN3 they are
// letters.
const (
	signsBefore = "«¡¿§£©®"
	signsBehind = "»®©¹²³ºª°´·¢"
)

// asItStands says how well a word reads without conversion. A word with a letter
// that no encoding of 256 characters has is Unicode, in whatever language.
func asItStands(word string) fit {
	if strings.IndexFunc(word, beyond) >= 0 {
		return full
	}
	word = strings.ReplaceAll(word, "\u00ad", "") // here it is what it is called
	bare := strings.TrimRight(strings.TrimLeft(word, signsBefore), signsBehind)
	switch {
	case !vi.IsSyllable(bare):
		return no
	case isASCII(bare):
		return half
	}
	return full
}

// units follow the sign µ, which is à in TCVN3.
var units = strings.Fields("m g l L s F A V W M mol Sv")

// sign reports a word that tells nothing: one sign, quotes, a power, a unit. Two
// signs may well be a word: ®· is đã.
func sign(word string) bool {
	r := []rune(word)
	if r[0] == 'µ' && slices.Contains(units, string(r[1:])) {
		return true
	}
	return strings.Trim(word, "«»¹²³°") == "" || len(r) == 1 && (!unicode.IsLetter(r[0]) || r[0] == 'µ')
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
