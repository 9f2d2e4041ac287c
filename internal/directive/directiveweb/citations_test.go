package directiveweb

import (
	"strings"
	"testing"

	"hoso/internal/directive"
)

// TestQuote shows a citation in its line, and no half words.
func TestQuote(t *testing.T) {
	long := strings.Repeat("chữ ", 100)
	for text, want := range map[string]string{
		"Dòng một\nCăn cứ Quyết định 17, và\nDòng ba": "Căn cứ |Quyết định 17|, và",
		"Quyết định 17":                "|Quyết định 17|",
		long + "Quyết định 17 " + long: "… " + strings.Repeat("chữ ", 29) + "|Quyết định 17| " + strings.Repeat("chữ ", 29) + "…",
	} {
		first := int64(len([]rune(text[:strings.Index(text, "Quyết")])))
		v := &view{E: &directive.Expression{Text: text}}
		q := v.quote(directive.Citation{First: first, Last: first + 13})
		if got := q.Before + "|" + q.Cited + "|" + q.After; got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
	v := &view{}
	if q := v.quote(directive.Citation{Surface: "x"}); q.Cited != "x" {
		t.Errorf("without a text: %v", q)
	}
}
