package citation_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hoso/vi/citation"
)

// classes are what is scored, in the order printed; the first seven must reach
// the bar.
var classes = strings.Fields("span number date kind role relation pinpoint issuer title term plenum kind_word year alias_of")

// folders are the labelled sets under testdata.
var folders = []string{"set", "unseen", "second", "third", "fourth", "unseen-b", "unseen-c", "unseen-d", "unseen-e", "unseen-f", "unseen-g"}

const (
	gated = 7
	bar   = 0.98
)

// tally counts one class: answers that are right, given and wanted.
type tally struct{ right, got, want int }

func (s tally) precision() float64 { return ratio(s.right, s.got) }
func (s tally) recall() float64    { return ratio(s.right, s.want) }
func (s tally) f1() float64        { return ratio(2*s.right, s.got+s.want) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// answers gives what a citation says in each class, "" where it says nothing.
func answers(c citation.Citation) map[string]string {
	year := ""
	if c.Year > 0 {
		year = fmt.Sprint(c.Year)
	}
	return map[string]string{"span": "x", "number": c.Number, "date": c.Date, "kind": c.Kind, "role": c.Role, "relation": c.Relation,
		"pinpoint": strings.Join(c.Pinpoint, "; "), "issuer": c.Issuer, "title": c.Title, "term": c.Term, "plenum": c.Plenum,
		"kind_word": c.KindWord, "year": year, "alias_of": c.AliasOf}
}

// scores counts every class: an answer is right when a citation with the same
// span has the same one. Where neither says anything there is nothing to count.
type scores map[string]*tally

func newScores() scores {
	s := scores{}
	for _, c := range classes {
		s[c] = &tally{}
	}
	return s
}

func (s scores) add(t testing.TB, name string, got, want []citation.Citation, only []string) {
	place := func(c citation.Citation) [2]int { return [2]int{c.Start, c.End} }
	found := map[[2]int]citation.Citation{}
	for _, g := range got {
		found[place(g)] = g
		s.count(answers(g), only, func(t *tally) { t.got++ })
	}
	for _, w := range want {
		s.count(answers(w), only, func(t *tally) { t.want++ })
		g, ok := found[place(w)]
		if !ok {
			t.Logf("%s: missed %q", name, w.Surface)
			continue
		}
		delete(found, place(w))
		a, b := answers(g), answers(w)
		for _, c := range only {
			switch {
			case a[c] != b[c]:
				t.Logf("%s: %s of %q: got %q, want %q", name, c, w.Surface, a[c], b[c])
			case a[c] != "":
				s[c].right++
			}
		}
	}
	for _, g := range found {
		t.Logf("%s: not there %q", name, g.Surface)
	}
}

func (s scores) count(a map[string]string, only []string, do func(*tally)) {
	for _, c := range only {
		if a[c] != "" {
			do(s[c])
		}
	}
}

func (s scores) report(t *testing.T, set string, only []string) {
	for i, c := range only {
		t.Logf("%-12s %-9s precision %.3f recall %.3f F1 %.3f (%d of %d)", set, c, s[c].precision(), s[c].recall(), s[c].f1(), s[c].right, s[c].want)
		if i < gated && s[c].f1() < bar {
			t.Errorf("%s: %s: F1 %.3f, want at least %.2f", set, c, s[c].f1(), bar)
		}
	}
}

func (l setLabel) citation() citation.Citation {
	c := citation.Citation{Start: l.Start, End: l.End, Surface: l.Surface, Kind: l.Kind, KindWord: l.KindWord, Date: l.Date, Issuer: l.Issuer,
		Title: l.Title, Year: l.Year, Term: l.Term, Plenum: l.Plenum, Role: l.Role, AliasOf: l.StandsFor, Relation: l.Relation, Pinpoint: l.Pinpoint}
	if l.Number != nil {
		c.Number = *l.Number
	}
	return c
}

func (s setText) citations() (list []citation.Citation) {
	for _, l := range s.labels {
		list = append(list, l.citation())
	}
	return list
}

// TestAccuracy measures the reader on the labelled sets. HOSO_CITE_TEXTS takes
// the numbers of the texts to look at, comma between; "-" before it all others.
func TestAccuracy(t *testing.T) {
	pick := os.Getenv("HOSO_CITE_TEXTS")
	for _, folder := range folders {
		s, only := newScores(), classes
		if folder == "unseen-g" { // whose other classes have no labels
			only = classes[:gated]
		}
		for _, text := range loadFolder(t, folder) {
			if pick != "" && strings.Contains(pick, text.name[:2]) == strings.HasPrefix(pick, "-") {
				continue
			}
			s.add(t, text.name, citation.Find(string(text.text)), text.citations(), only)
		}
		s.report(t, folder, only)
	}
	if pick != "" {
		return
	}
	old := newScores()
	only := strings.Fields("span number date kind role")
	for _, l := range load(t) {
		old.add(t, l.name, citation.Find(l.text), l.want, only)
	}
	old.report(t, "labelled.txt", only)
}
