package citation_test

import (
	"golang.org/x/text/unicode/norm"
	"hoso/vi/citation"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
)

func TestOCR(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	s := newScores()
	only := strings.Fields("span number date kind role relation pinpoint")
	for _, text := range loadSet(t) {
		if norm.NFC.String(string(text.text)) != string(text.text) {
			continue
		}
		var want []citation.Citation
		for _, l := range text.labels {
			want = append(want, l.citation())
		}
		x := append([]rune(nil), text.text...)
		for i, r := range x {
			f := rng.Float64()
			switch {
			case r == '1' && f < .15:
				x[i] = 'l'
			case r == '0' && f < .15:
				x[i] = 'O'
			case r == 'i' && f < .05:
				x[i] = 'l'
			case r >= 0xc0 && unicode.IsLetter(r) && r != 'đ' && r != 'Đ' && f < .15:
				x[i] = stripMarks(r)
			case r == 'đ' && f < .1:
				x[i] = 'd'
			}
		}
		s.add(t, text.name, citation.Find(string(x)), want, only)
	}
	for _, c := range only {
		t.Logf("%s F1 %.3f", c, s[c].f1())
	}
}
