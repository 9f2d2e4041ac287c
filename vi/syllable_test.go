package vi_test

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

func TestIsSyllable(t *testing.T) {
	for _, w := range strings.Fields(`an ở Ỷ nguyễn NGUYỄN nghiêng gì giết giếng giữa quốc quý Qúy quyết quỳnh khuỷu hoà hòa thuở ngoằn
		người được nước nứơc trường ưu đắk khoẻ xoong rượu yêu yếu kỹ kĩ ghế nghe uỷ ủy oanh huỳnh khuya`) {
		if !vi.IsSyllable(w) || !vi.IsSyllable(norm.NFD.String(w)) {
			t.Errorf("%s is a syllable", w)
		}
	}
	for _, w := range strings.Fields(`b th trờng đợc ngh nghanh kanh cế ngế ghanh hoàá tíên ñ ña nhat hoc mập2 naïve café ŵa QĐ UBND xx hello`) {
		if vi.IsSyllable(w) {
			t.Errorf("%s is no syllable", w)
		}
	}
}

// Every word with marks in the program's own Vietnamese is one, but for symbols.
func TestIsSyllableOnText(t *testing.T) {
	words, odd := 0, map[string]bool{}
	for _, name := range []string{"../README.vi.md", "citation/testdata/labelled.txt", "../internal/demo/texts/quy-dinh-ho-so.txt"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range strings.FieldsFunc(string(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if strings.ToUpper(w) == w || len(w) == len([]rune(w)) {
				continue // symbols like NĐ; words without marks
			}
			words++
			if !vi.IsSyllable(w) {
				odd[w] = true
			}
		}
	}
	if words < 500 || len(odd) > words/100 {
		t.Errorf("of %d words %v are not taken", words, odd)
	}
}

func FuzzIsSyllable(f *testing.F) {
	f.Add("nguyễn")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		if vi.IsSyllable(norm.NFC.String(s)) != vi.IsSyllable(norm.NFD.String(s)) {
			t.Errorf("%q: depends on the Unicode form", s)
		}
	})
}
