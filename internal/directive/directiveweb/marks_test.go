package directiveweb

import (
	"strings"
	"testing"

	"hoso/internal/directive"
)

// Marks may begin and end in a citation or reach over its edge: the text stays
// whole, and each place is marked to its end and begins once.
func TestBits(t *testing.T) {
	const text = "Căn cứ Nghị định số 30/2020/NĐ-CP; trờng hợp"
	place := func(word string) directive.Place {
		at := int64(len([]rune(text[:strings.Index(text, word)])))
		return directive.Place{First: at, Last: at + int64(len([]rune(word)))}
	}
	cite := place("Nghị định số 30/2020/NĐ-CP")
	marks := []directive.Place{place("cứ Nghị"), place("30"), place("trờng")}
	var whole strings.Builder
	looked, begun := map[int]string{}, 0
	for _, s := range spans(text, []directive.Citation{{First: cite.First, Last: cite.Last}}, nil) {
		for _, b := range bits(s, marks) {
			whole.WriteString(b.Text)
			if b.Look > 0 {
				looked[b.Look] += b.Text
			}
			if b.Begins {
				begun++
			}
		}
	}
	if whole.String() != text {
		t.Errorf("the text became %q", whole.String())
	}
	if looked[1] != "cứ Nghị" || looked[2] != "30" || looked[3] != "trờng" || begun != 3 {
		t.Errorf("marked %v, %d begin", looked, begun)
	}
}
