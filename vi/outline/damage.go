package outline

import (
	"slices"
	"strings"
	"unicode"

	"hoso/vi"
)

// damagedWords are the words of markers as they fold, for those that a scanner gave wrong marks.
var damagedWords = map[string]style{"dieu": byArticle, "chuong": byChapter, "muc": bySection, "phan": byPart, "khoan": byClause, "diem": byPoint}

// damagedPairs are those of two words.
var damagedPairs = map[string]style{"tieu muc": bySub, "phu luc": byAppendix}

// rightWords fold like the word of a part, and are words of their own.
var rightWords = setOf("Mức MỨC Mực Diệu Điếu")

// damagedWord reads a marker whose word has wrong marks, as in "Điêu 5" and "Chưong II". A number
// must follow, with punctuation or nothing behind it.
func damagedWord(s string) (mark, bool) {
	word, rest, _ := strings.Cut(s[:min(len(s), 40)], " ")
	if len(word) > 12 || rest == "" {
		return mark{}, false
	}
	if hasAnyPrefix(s, "Phu luc", "PHU LUC") {
		return wordNumber(s, s[len("Phu luc"):], byAppendix)
	}
	st := noStyle
	if !numberMayBegin(rest) {
		second, more, _ := strings.Cut(rest, " ")
		if len(second) > 8 || !numberMayBegin(strings.TrimPrefix(more, "số ")) {
			return mark{}, false
		}
		st, rest = damagedPairs[vi.Fold(word+" "+second)], more
	} else {
		st = damagedWords[vi.Fold(word)]
	}
	if st == noStyle || rightWords[word] {
		return mark{}, false
	}
	m, ok := wordNumber(s, s[min(len(s), 40)-len(rest)-1:], st)
	return m, ok && m.formal && m.number != ""
}

// numberMayBegin reports whether a number, or what a scanner takes for one, may begin a text.
func numberMayBegin(s string) bool {
	switch {
	case s == "" || strings.IndexByte("0123456789IVXlO", s[0]) < 0:
		return hasAnyPrefix(s, "thứ ", "thu ", "THỨ ", "THU ") || len(s) > 1 && isSmall(s[0]) && s[1] == ')' || s != "" && s[0] >= 'A' && s[0] <= 'Z' && !startsWord(s[1:])
	case s[0] >= '0' && s[0] <= '9' || len(s) < 3:
		return true
	}
	return !isSmall(s[1]) || s[1] == 'l' || !isSmall(s[2])
}

func isSmall(c byte) bool { return c >= 'a' && c <= 'z' }

// rescanned gives a text that begins with digits, of which a scanner took some for letters, with
// the digits: "l.l." is "1.1.".
func rescanned(s string) string {
	n := 0
	for n < len(s) && strings.IndexByte("0123456789.lOI", s[n]) >= 0 {
		n++
	}
	run := s[:n]
	if !strings.ContainsAny(run, "lOI") || len(strings.TrimRight(run, ".")) < 2 || startsWord(s[n:]) {
		return s
	}
	return toDigits.Replace(run) + s[n:]
}

// repaired gives a number with the digits that a scanner took for letters, and the length of it:
// "1O" is 10 and "l" is 1. Only what is a digit in part, or is l alone, is a number.
func repaired(s string) (n, length int) {
	for length < len(s) && length < 4 {
		digit, ok := digitOf(s[length])
		if !ok {
			break
		}
		n = n*10 + digit
		length++
	}
	if length == 0 || length < len(s) && startsWord(s[length:]) || s[0] == 'O' || s[0] == 'I' {
		return 0, 0
	}
	return n, length
}

func digitOf(c byte) (digit int, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0'), true
	case c == 'l' || c == 'I':
		return 1, true
	case c == 'O':
		return 0, true
	}
	return 0, false
}

// toDigits and toRoman write a damaged number as it was.
var (
	toDigits = strings.NewReplacer("l", "1", "I", "1", "O", "0")
	toRoman  = strings.NewReplacer("l", "I", "1", "I")
)

// withUnmarked adds to words what is left of them when all marks are lost, as in old telegrams.
func withUnmarked(words ...string) []string {
	for _, w := range words {
		if bare := unmarked(w); !slices.Contains(words, bare) {
			words = append(words, bare)
		}
	}
	return words
}

// unmarked takes the marks from a text and leaves its capitals.
func unmarked(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch bare := vi.Fold(string(unicode.ToLower(r))); {
		case r < 0x80:
			b.WriteRune(r)
		case unicode.IsUpper(r):
			b.WriteString(strings.ToUpper(bare))
		default:
			b.WriteString(bare)
		}
	}
	return b.String()
}
