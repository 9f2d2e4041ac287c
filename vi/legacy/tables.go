package legacy

import (
	"strings"
	"unicode"

	"hoso/vi"
)

// tcvn3Pairs has each character of the set, as Windows-1252 draws it, and then
// its letter. The soft hyphen U+00AD is ư.
const tcvn3Pairs = "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ" +
	"¨ă©âªê«ô¬ơ\u00adư®đ" +
	"µà¶ả·ã¸á¹ạ" + "»ằ¼ẳ½ẵ¾ắÆặ" + "ÇầÈẩÉẫÊấËậ" +
	"ÌèÎẻÏẽÐéÑẹ" + "ÒềÓểÔễÕếÖệ" +
	"×ìØỉÜĩÝíÞị" +
	"ßòáỏâõãóäọ" + "åồæổçỗèốéộ" + "êờëởìỡíớîợ" +
	"ïùñủòũóúôụ" + "õừöử÷ữøứùự" +
	"úỳûỷüỹýýþỵ"

// vniSingles are the letters that VNI writes with one character.
const vniSingles = "ÑĐñđÔƠôơÖƯöưÍÍííÌÌììÆỈæỉÓĨóĩÒỊòịÎỴîỵ"

// vniMarks has the second character of a letter and what it adds.
var vniMarks = map[rune]string{
	'ù': "\u0301", 'ø': "\u0300", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
	'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323",
	'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323",
}

// vniBears says which marks follow which base; i has none, for all its letters
// are single, and ỵ is single too.
var vniBears = map[rune]string{
	'a': "ùøûõïâáàåãäêéèúüë", 'e': "ùøûõïâáàåãä", 'o': "ùøûõïâáàåãä", 'u': "ùøûõï", 'y': "ùøûõ", 'ô': "ùøûõï", 'ö': "ùøûõï",
}

// cp1258Pairs has the characters in which the page differs from Windows-1252.
const cp1258Pairs = "ÃĂãăÐĐðđÕƠõơÝƯýưþ₫Ì\u0300Ò\u0309Þ\u0303ì\u0301ò\u0323"

// cp1258Same are the letters of the page that are Vietnamese and the same in
// Windows-1252.
const cp1258Same = "ÀÁÂÈÉÊÍÓÔÙÚàáâèéêíóôùú"

var (
	tcvn3Letters  = pairs(tcvn3Pairs)
	vniLetters    = pairs(vniSingles)
	cp1258Letters = pairs(cp1258Pairs)
)

func pairs(s string) map[rune]rune {
	m, r := map[rune]rune{}, []rune(s)
	for i := 0; i < len(r); i += 2 {
		m[r[i]] = r[i+1]
	}
	return m
}

// vniPair gives the letter that a base and a mark make, in the case of the base.
func vniPair(base, mark rune) (rune, bool) {
	lower, mark := unicode.ToLower(base), unicode.ToLower(mark)
	if !strings.ContainsRune(vniBears[lower], mark) {
		return 0, false
	}
	if single, ok := vniLetters[base]; ok {
		base = single
	}
	return []rune(vi.NFC(string(base) + vniMarks[mark]))[0], true
}
