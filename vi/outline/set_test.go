package outline_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// setNode is one part of a text as a clerk labelled it; testdata/set/README.md
// says what each field holds.
type setNode struct {
	Kind    string `json:"kind"`
	Number  string `json:"number"`
	Heading string `json:"heading"`
	Start   int    `json:"start"`
	Parent  int    `json:"parent"`
	Quoted  bool   `json:"quoted"`
}

// setNumbers is the shape of the number of each kind.
var setNumbers = map[string]*regexp.Regexp{
	"part":       regexp.MustCompile(`^(thứ \p{L}+|[IVX]+)$`),
	"chapter":    regexp.MustCompile(`^([IVX]+[a-z]?|\d+)$`),
	"section":    regexp.MustCompile(`^([IVX]+|[A-Z]|\d+)[a-z]?$`),
	"subsection": regexp.MustCompile(`^\d+$`),
	"article":    regexp.MustCompile(`^\d+[a-zđ]?$`),
	"clause":     regexp.MustCompile(`^\d+[a-zđ]?$`),
	"point":      regexp.MustCompile(`^([a-zđ]{1,2}\d?|[a-zđ]\.\d|[ivx]+|\d+(\.\d+)*|[-+*•])$`),
	"appendix":   regexp.MustCompile(`^([IVX]+|\d+)?$`),
	"heading":    regexp.MustCompile(`^$`),
}

// setText is a text of the set with its outline.
type setText struct {
	name  string
	text  []rune
	nodes []setNode
}

func loadSet(tb testing.TB) []setText { return loadFolder(tb, "set") }

// loadFolder reads the labelled texts of a folder of testdata.
func loadFolder(tb testing.TB, folder string) []setText {
	names, err := filepath.Glob(filepath.Join("testdata", folder, "*.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	var list []setText
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		lines, err := os.ReadFile(strings.TrimSuffix(name, ".txt") + ".jsonl")
		if err != nil {
			tb.Fatal(err)
		}
		s := setText{name: strings.TrimSuffix(filepath.Base(name), ".txt"), text: []rune(string(text))}
		for in := bufio.NewScanner(bytes.NewReader(lines)); in.Scan(); {
			var n setNode
			dec := json.NewDecoder(bytes.NewReader(in.Bytes()))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&n); err != nil {
				tb.Fatalf("%s: %v in %s", name, err, in.Text())
			}
			s.nodes = append(s.nodes, n)
		}
		list = append(list, s)
	}
	return list
}

// wrong says what is not right in a node; "" is nothing.
func (s setText) wrong(i int) string {
	n := s.nodes[i]
	shape, known := setNumbers[n.Kind]
	switch {
	case !known:
		return "unknown kind"
	case !shape.MatchString(n.Number):
		return "no number of its kind"
	case n.Start < 0 || n.Start >= len(s.text) || i > 0 && n.Start <= s.nodes[i-1].Start:
		return "out of order or outside the text"
	case n.Parent < -1 || n.Parent >= i:
		return "its parent does not precede it"
	case n.Parent >= 0 && s.nodes[n.Parent].Quoted && !n.Quoted:
		return "not quoted, and its parent is"
	case !strings.Contains("\n“\"'", string(s.text[max(n.Start-1, 0)])) && n.Start > 0:
		return "not at the beginning of a line or a quotation"
	}
	rest := string(s.text[n.Start:min(n.Start+900, len(s.text))])
	if !strings.Contains(strings.ToLower(digits.Replace(firstLines(rest))), strings.ToLower(digits.Replace(n.Number))) {
		return "the number is not on its line"
	}
	if strings.ContainsFunc(rest, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) {
		return "" // decomposed, and headings are composed
	}
	for _, word := range strings.Fields(n.Heading) {
		_, after, found := strings.Cut(rest, word)
		if !found {
			return "the heading is not there: " + word
		}
		rest = after
	}
	return ""
}

// digits gives what a scanner reads for a digit or a dash one form.
var digits = strings.NewReplacer("l", "1", "I", "1", "i", "1", "O", "0", "–", "-")

// firstLines returns the line of a marker and the one below, where a number may stand.
func firstLines(text string) string {
	line, rest, _ := strings.Cut(text, "\n")
	below, _, _ := strings.Cut(rest, "\n")
	return line + "\n" + below
}

// TestSet: the outlines fit their texts.
func TestSet(t *testing.T) {
	for folder, want := range map[string]int{"set": 12, "unseen": 16, "unseen-2": 6} {
		t.Run(folder, func(t *testing.T) { checkFolder(t, folder, want) })
	}
}

func checkFolder(t *testing.T, folder string, want int) {
	texts, counts := loadFolder(t, folder), map[string]int{}
	for _, s := range texts {
		for i, n := range s.nodes {
			if what := s.wrong(i); what != "" {
				t.Errorf("%s: node %d, %s %s: %s", s.name, i, n.Kind, n.Number, what)
			}
			counts["nodes"]++
			counts[n.Kind]++
			if n.Quoted {
				counts["quoted"]++
			}
			if n.Heading != "" {
				counts["with heading"]++
			}
		}
	}
	if len(texts) != want {
		t.Errorf("%d texts", len(texts))
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%-14s%d", k, counts[k])
	}
}
