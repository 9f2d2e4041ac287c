package citation

import (
	"strings"
	"unicode"

	"hoso/vi"
)

// wordSet holds words whose marks matter: "đã" is not the "Đà" of Đà Nẵng. A text
// that has lost its marks is compared without them.
type wordSet struct{ marked, bare map[string]bool }

// spelled makes a set of single words. Of a word in brackets the form without
// marks is left out, because it means too many things.
func spelled(list string) wordSet {
	s := wordSet{map[string]bool{}, map[string]bool{}}
	for _, w := range strings.Fields(list) {
		open := strings.HasPrefix(w, "(")
		w = strings.Trim(w, "()")
		s.marked[w] = true
		if !open {
			s.bare[vi.Fold(w)] = true
		}
	}
	return s
}

// has reports that the word from p to end is in the set.
func (s wordSet) has(t *text, p, end int) bool {
	if end-p > maxSetWord {
		return false
	}
	b, ascii := make([]byte, 0, 4*maxSetWord), true
	for _, r := range t.runes[p:end] {
		ascii = ascii && r < 0x80
		b = append(b, string(unicode.ToLower(r))...)
	}
	return s.marked[string(b)] || t.bare && ascii && s.bare[string(b)]
}
