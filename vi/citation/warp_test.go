package citation_test

import (
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
	"nbsp":   func(s []rune) []rune { return mapRunes(s, func(r rune) rune { return swap(r, ' ', '\u00a0') }) },
	"hyphen": func(s []rune) []rune { return mapRunes(s, func(r rune) rune { return swap(r, '-', '\u2011') }) },
	"bare":   func(s []rune) []rune { return mapRunes(s, stripMarks) },
	"upper":  func(s []rune) []rune { return mapRunes(s, unicode.ToUpper) },
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

func TestWarped(t *testing.T) {
	for name, warp := range warps {
		s := newScores()
		only := strings.Fields("span date kind role relation pinpoint term plenum")
		for _, text := range loadSet(t) {
			if norm.NFC.String(string(text.text)) != string(text.text) {
				continue
			}
			var want []citation.Citation
			for _, l := range text.labels {
				want = append(want, l.citation())
			}
			s.add(t, name+" "+text.name, citation.Find(string(warp(append([]rune(nil), text.text...)))), want, only)
		}
		for _, c := range only {
			t.Logf("%s: %s F1 %.3f", name, c, s[c].f1())
		}
	}
}
