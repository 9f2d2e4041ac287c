package directiveweb

import (
	"strings"
	"testing"

	"hoso/internal/directive"
	"hoso/vi/outline"
)

// TestSpans cuts a text at its citations and where its parts begin, and loses
// nothing of it.
func TestSpans(t *testing.T) {
	const text = "QUYẾT ĐỊNH\nCăn cứ Nghị định số 30/2020/NĐ-CP;\nĐiều 1. Phạm vi\n1. Theo Nghị định số 30/2020/NĐ-CP.\n2. Khác.\nĐiều 2. Thi hành\n"
	var cites []directive.Citation
	runes, at := []rune(text), 0
	for range 2 {
		from := at + len([]rune(string(runes[at:])[:strings.Index(string(runes[at:]), "Nghị")]))
		to := from + len([]rune("Nghị định số 30/2020/NĐ-CP"))
		cites = append(cites, directive.Citation{First: int64(from), Last: int64(to)})
		at = to
	}
	parts := outline.Read(text)
	var whole strings.Builder
	anchors, cited := map[string]string{}, 0
	for _, s := range spans(text, cites, parts) {
		whole.WriteString(s.Text)
		if s.Anchor != "" {
			anchors[s.Anchor] = s.Text
		}
		if s.Cited {
			cited++
		}
	}
	if whole.String() != text || cited != 2 {
		t.Errorf("%d citations, and the text became %q", cited, whole.String())
	}
	for _, p := range parts {
		begin := string([]rune(text)[p.Start : p.Start+3])
		if !strings.HasPrefix(anchors[p.ID], begin) {
			t.Errorf("%s begins with %q, want %q", p.ID, anchors[p.ID], begin)
		}
	}
}
