package outline_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"hoso/vi/outline"
)

// tally counts one class of answers.
type tally struct{ right, got, want int }

func (s *tally) precision() float64 { return float64(s.right) / float64(max(s.got, 1)) }
func (s *tally) recall() float64    { return float64(s.right) / float64(max(s.want, 1)) }
func (s *tally) f1() float64        { return 2 * float64(s.right) / float64(max(s.got+s.want, 1)) }

// answers are the tallies of a reading: of the nodes by kind, and of what is said
// of those that were found.
type answers struct {
	kinds                            map[string]*tally
	all                              tally
	parent, quoted, number, headings tally
}

func (a *answers) kind(k string) *tally {
	if a.kinds[k] == nil {
		a.kinds[k] = &tally{}
	}
	return a.kinds[k]
}

// compare holds a reading against the labels: a node is found when one of its
// kind begins at its place.
func (a *answers) compare(t *testing.T, s setText, got []outline.Node) {
	found := map[int]int{}
	for i, g := range got {
		found[g.Start] = i
		a.kind(string(g.Kind)).got++
		a.all.got++
	}
	matched := map[int]bool{}
	for _, w := range s.nodes {
		a.kind(w.Kind).want++
		a.all.want++
		i, ok := found[w.Start]
		if !ok || string(got[i].Kind) != w.Kind {
			t.Logf("%s: not found: %s %s at %d", s.name, w.Kind, w.Number, w.Start)
			continue
		}
		matched[i] = true
		a.kind(w.Kind).right++
		a.all.right++
		g, wantParent, gotParent := got[i], -1, -1
		if w.Parent >= 0 {
			wantParent = s.nodes[w.Parent].Start
		}
		if g.Parent >= 0 {
			gotParent = got[g.Parent].Start
		}
		what := fmt.Sprintf("%s: %s %s at %d", s.name, w.Kind, w.Number, w.Start)
		a.parent.note(t, what+": parent", gotParent, wantParent)
		a.quoted.note(t, what+": quoted", g.Quoted, w.Quoted)
		a.number.note(t, what+": number", g.Number, w.Number)
		a.headings.note(t, what+": heading", g.Heading, w.Heading)
	}
	for i, g := range got {
		if !matched[i] {
			t.Logf("%s: not there: %s %s at %d: %q", s.name, g.Kind, g.Number, g.Start, string(s.text[g.Start:min(g.Start+40, len(s.text))]))
		}
	}
}

// note counts an answer about a node that was found.
func (s *tally) note(t *testing.T, what string, got, want any) {
	s.got++
	s.want++
	if got == want {
		s.right++
	} else {
		t.Logf("%s %q, want %q", what, fmt.Sprint(got), fmt.Sprint(want))
	}
}

// TestAccuracy reads the three sets. OUTLINE_ONLY names texts, as in "07 09".
func TestAccuracy(t *testing.T) {
	for _, folder := range []string{"set", "unseen", "unseen-2"} {
		t.Run(folder, func(t *testing.T) { measure(t, folder) })
	}
}

func measure(t *testing.T, folder string) {
	a := answers{kinds: map[string]*tally{}}
	only := os.Getenv("OUTLINE_ONLY")
	for _, s := range loadFolder(t, folder) {
		if only == "" || strings.Contains(only, s.name[:2]) {
			a.compare(t, s, outline.Read(string(s.text)))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(a.kinds)) {
		c := a.kinds[k]
		t.Logf("%-11s precision %.3f recall %.3f F1 %.3f  (%d)", k, c.precision(), c.recall(), c.f1(), c.want)
	}
	t.Logf("%-11s precision %.3f recall %.3f F1 %.3f  (%d)", "nodes", a.all.precision(), a.all.recall(), a.all.f1(), a.all.want)
	t.Logf("parent %.3f quoted %.3f number %.3f heading %.3f", a.parent.precision(), a.quoted.precision(), a.number.precision(), a.headings.precision())
	if a.all.f1() < 0.98 || a.parent.precision() < 0.98 {
		t.Errorf("nodes F1 %.3f, parent %.3f: want at least 0.98", a.all.f1(), a.parent.precision())
	}
}
