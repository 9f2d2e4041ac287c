package intake

import (
	"strconv"
	"strings"
)

// spell writes n in one of Word's number formats; unknown ones are decimal.
func spell(n int, format string) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	switch format {
	case "lowerLetter":
		return strings.Repeat(string(rune('a'+(n-1)%26)), min((n-1)/26+1, 9))
	case "upperLetter":
		return strings.ToUpper(spell(n, "lowerLetter"))
	case "lowerRoman":
		return strings.ToLower(spell(n, "upperRoman"))
	case "upperRoman":
		return roman(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

var romans = []struct {
	value int
	text  string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func roman(n int) string {
	var b strings.Builder
	for _, r := range romans {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}
