package citation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hoso/vi/citation"
)

func stripMarks(r rune) rune {
	switch r {
	case 'đ':
		return 'd'
	case 'Đ':
		return 'D'
	}
	for _, d := range norm.NFD.String(string(r)) {
		return d
	}
	return r
}

// warps change a text in ways that keep every place.
var warps = map[string]func([]rune) []rune{
	"wrapped": func(s []rune) []rune {
		col := 0
		for i, r := range s {
			col++
			if r == '\n' {
				col = 0
			} else if r == ' ' && col > 70 && i > 0 && s[i-1] != ' ' {
				s[i], col = '\n', 0
			}
		}
		return s
	},
	"nbsp":    func(s []rune) []rune { return mapRunes(s, func(r rune) rune { return swap(r, ' ', '\u00a0') }) },
	"hyphen":  func(s []rune) []rune { return mapRunes(s, func(r rune) rune { return swap(r, '-', '\u2011') }) },
	"bare":    func(s []rune) []rune { return mapRunes(s, stripMarks) },
	"scanned": scanned,
	"upper":   func(s []rune) []rune { return mapRunes(s, unicode.ToUpper) },
}

func swap(r, a, b rune) rune {
	if r == a {
		return b
	}
	return r
}

func mapRunes(s []rune, f func(rune) rune) []rune {
	for i, r := range s {
		s[i] = f(r)
	}
	return s
}

// scanned takes some digits and letters for others and loses some marks, always
// the same ones.
func scanned(s []rune) []rune {
	rng := rand.New(rand.NewPCG(1, 2))
	return mapRunes(s, func(r rune) rune {
		switch f := rng.Float64(); {
		case r == '1' && f < .15:
			return 'l'
		case r == '0' && f < .15:
			return 'O'
		case r == 'i' && f < .05:
			return 'l'
		case r == 'đ' && f < .1, r >= 0xc0 && unicode.IsLetter(r) && r != 'đ' && r != 'Đ' && f < .15:
			return stripMarks(r)
		}
		return r
	})
}

// TestWarped: what a converter, a scanner or another typist does to a text leaves
// its citations. In capitals and without marks a little is lost for good: the
// letters of points, what a scanner had already damaged.
func TestWarped(t *testing.T) {
	bars := map[string]float64{"bare": 0.95, "upper": 0.95, "scanned": 0.97}
	for name, warp := range warps {
		t.Run(name, func(t *testing.T) {
			s, only := newScores(), strings.Fields("span date kind role relation")
			for _, text := range everyText(t) {
				if norm.NFC.IsNormalString(string(text.text)) {
					s.add(t, text.name, citation.Find(string(warp(slices.Clone(text.text)))), text.citations(), only)
				}
			}
			for _, c := range only {
				least := max(bars[name], 0.95)
				if bars[name] == 0 {
					least = 0.99
				}
				if s[c].f1() < least {
					t.Errorf("%s F1 %.3f, want at least %.2f", c, s[c].f1(), least)
				}
			}
		})
	}
}

// TestForms: decomposed, with other line ends, or with soft hyphens between all
// letters, a text says the same.
func TestForms(t *testing.T) {
	forms := map[string]func(string) string{
		"decomposed": norm.NFD.String,
		"crlf":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"soft":       func(s string) string { return strings.Join(strings.Split(norm.NFC.String(s), ""), "\u00ad") },
		"bom":        func(s string) string { return "\ufeff" + s },
	}
	for name, form := range forms {
		for _, text := range everyText(t) {
			plain := string(text.text)
			a, b := citation.Find(plain), citation.Find(form(plain))
			if len(a) != len(b) {
				t.Errorf("%s: %s: %d citations, %d before", name, text.name, len(b), len(a))
				continue
			}
			for i := range a {
				if x, y := fmt.Sprint(answers(a[i])), fmt.Sprint(answers(b[i])); x != y {
					t.Errorf("%s: %s: %q: %s, before %s", name, text.name, b[i].Surface, y, x)
				}
			}
		}
	}
}

// everyText gives the texts of all sets.
func everyText(tb testing.TB) (list []setText) {
	for _, folder := range folders {
		list = append(list, loadFolder(tb, folder)...)
	}
	return list
}
