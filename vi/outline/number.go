package outline

import (
	"strings"
	"unicode"

	"hoso/vi"
)

// num is a number as its place in a sequence. Sub is the place of what was
// inserted later: 5a has sub 1.
type num struct{ ord, sub int32 }

func nth(ord, sub int) num { return num{int32(ord), int32(sub)} }

// letters are those that number points and sections, in the order of the
// Vietnamese alphabet. Careful offices leave out f, j, w and z; others number in
// the Latin order and leave out đ.
const letters = "abcdđefghijklmnopqrstuvwxyz"

// seldom are the letters that a sequence may leave out.
const seldom = "đfjwz"

// letterOrd gives the place of a small letter, from 1; 0 for any other.
func letterOrd(r rune) int {
	switch {
	case r >= 'a' && r <= 'd':
		return int(r-'a') + 1
	case r == 'đ':
		return 5
	case r >= 'e' && r <= 'z':
		return int(r-'a') + 2
	}
	return 0
}

// letterFollows reports whether a letter follows another, with none between that
// may not be left out.
func letterFollows(before, after int32) bool {
	n := int32(0)
	for _, l := range letters {
		n++
		if n > before && n < after && !strings.ContainsRune(seldom, l) {
			return false
		}
	}
	return after > before
}

// roman reads a Roman number of at most 60 written as it should be; 0 for any
// other.
func roman(s string) int {
	total, i := 0, 0
	for _, p := range romanParts {
		for n := 0; n < 3 && strings.HasPrefix(s[i:], p.text); n++ {
			total += p.value
			i += len(p.text)
			if len(p.text) == 2 || p.text == "V" || p.text == "L" {
				break
			}
		}
	}
	if i != len(s) || total > 60 {
		return 0
	}
	return total
}

var romanParts = []struct {
	text  string
	value int
}{{"L", 50}, {"XL", 40}, {"X", 10}, {"IX", 9}, {"V", 5}, {"IV", 4}, {"I", 1}}

// ordinals are the words after "thứ", folded.
var ordinals = map[string]int{"nhat": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
	"muoi mot": 11, "muoi hai": 12, "muoi ba": 13, "muoi bon": 14, "muoi lam": 15}

// digits gives the number at the beginning of s and its length; at most four
// digits are a number.
func digits(s string) (n, length int) {
	for length < len(s) && s[length] >= '0' && s[length] <= '9' {
		n = min(n*10+int(s[length]-'0'), 1<<20)
		length++
	}
	if length > 4 {
		return 0, 0
	}
	return n, length
}

// counted reads digits with a letter perhaps, as in 5 and 5a.
func counted(s string) (num, int) {
	n, length := digits(s)
	if length == 0 || s[0] == '0' && length > 2 {
		return num{}, 0
	}
	if length < len(s) && (s[length] == 'l' || s[length] == 'O' || s[length] == 'I') {
		if n, more := repaired(s); more > 0 {
			return nth(n, 0), more
		}
	}
	sub, size := suffix(s[length:])
	return nth(n, sub), length + size
}

// romanCounted reads a Roman number with a letter perhaps, as in I and Ia.
func romanCounted(s string) (num, int) {
	length := 0
	for length < len(s) && strings.IndexByte("IVXLl", s[length]) >= 0 {
		length++
	}
	n := roman(toRoman.Replace(s[:length]))
	if n == 0 {
		return num{}, 0
	}
	sub, size := suffix(s[length:])
	return nth(n, sub), length + size
}

// suffix reads the letter of an inserted number, behind which no word goes on.
func suffix(s string) (sub, size int) {
	for i, r := range s {
		switch {
		case i == 0:
			if sub = letterOrd(unicode.ToLower(r)); sub == 0 {
				return 0, 0
			}
			size = len(string(r))
			continue
		case isWord(r):
			return 0, 0
		}
		break
	}
	return sub, size
}

// ordinal reads "thứ nhất" and so on.
func ordinal(s string) (num, int) {
	word, rest, found := strings.Cut(s, " ")
	if !found || vi.Fold(word) != "thu" {
		return num{}, 0
	}
	length := len(word) + 1
	first, more := firstWord(rest)
	n := ordinals[vi.Fold(first)]
	if n == 0 {
		return num{}, 0
	}
	if second, _ := firstWord(strings.TrimPrefix(more, " ")); n == 10 && second != "" {
		if m := ordinals["muoi "+vi.Fold(second)]; m > 0 {
			return nth(m, 0), length + len(first) + 1 + len(second)
		}
	}
	return nth(n, 0), length + len(first)
}

// firstWord cuts the letters and digits with which s begins.
func firstWord(s string) (word, rest string) {
	for i, r := range s {
		if !isWord(r) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}
