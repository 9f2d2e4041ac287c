package outline_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"hoso/vi/outline"
)

// FuzzOutline: whatever the text, it is read without panic, nodes stand in its
// order and inside it, parents before children and around them, and ids are
// unique.
func FuzzOutline(f *testing.F) {
	for _, s := range loadSet(f) {
		f.Add(string(s.text))
	}
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, block := range strings.Split(string(raw), "=== ") {
		f.Add(block)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if what := broken(outline.Read(text), utf8.RuneCountInString(text)); what != "" {
			t.Error(what)
		}
	})
}

// broken says which invariant of an outline does not hold; "" is none.
func broken(nodes []outline.Node, length int) string {
	ids := map[string]bool{}
	last := -1
	for i, n := range nodes {
		switch {
		case n.Start <= last:
			return "starts do not ascend at " + n.ID
		case n.End <= n.Start || n.End > length:
			return "no end, or outside the text: " + n.ID
		case n.Parent < -1 || n.Parent >= i:
			return "its parent does not precede it: " + n.ID
		case n.Parent >= 0 && nodes[n.Parent].End < n.End:
			return "it ends after its parent: " + n.ID
		case n.Parent >= 0 && nodes[n.Parent].Quoted && !n.Quoted:
			return "its parent is quoted, and it is not: " + n.ID
		case n.ID == "" || ids[n.ID]:
			return "its id is not its own: " + n.ID
		case n.Kind == "" || !utf8.ValidString(n.Heading) || strings.ContainsAny(n.Heading, "\n\t"):
			return "a kind or heading that cannot be: " + n.ID
		case outline.At(nodes, n.Start) != i:
			return "not found at its start: " + n.ID
		}
		last, ids[n.ID] = n.Start, true
	}
	return ""
}
