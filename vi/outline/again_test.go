package outline_test

import (
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hoso/vi/outline"
)

// FuzzAgain: whatever the text, reading it twice says the same, and its ids are
// the same composed and decomposed.
func FuzzAgain(f *testing.F) {
	for _, s := range loadSet(f) {
		f.Add(string(s.text))
	}
	f.Add("Chương\tII\nI")
	f.Fuzz(func(t *testing.T, text string) {
		nodes := outline.Read(text)
		if again := outline.Read(text); !slices.Equal(nodes, again) {
			t.Errorf("read twice: %+v and %+v", nodes, again)
		}
		composed, decomposed := idsOf(norm.NFC.String(text)), idsOf(norm.NFD.String(text))
		if !slices.Equal(composed, decomposed) {
			t.Errorf("composed: %q, decomposed: %q", composed, decomposed)
		}
	})
}

func idsOf(text string) []string {
	var list []string
	for _, n := range outline.Read(text) {
		list = append(list, n.ID)
	}
	return list
}
