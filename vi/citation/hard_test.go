package citation_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"hoso/vi/citation"
)

// hardCase is a block of testdata/hard.cases.
type hardCase struct {
	name, text string
	want       []citation.Citation
	only       []map[string]bool // fields that are given
}

func loadHard(tb testing.TB) (list []hardCase) {
	raw, err := os.ReadFile("testdata/hard.cases")
	if err != nil {
		tb.Fatal(err)
	}
	for _, block := range strings.Split(string(raw), "\n=== ")[1:] {
		name, body, _ := strings.Cut(block, "\n")
		text, lines, ok := strings.Cut(body, "\n---")
		if !ok {
			tb.Fatalf("%s: no ---", name)
		}
		c := hardCase{name: name}
		at := 0
		for i, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '⟦' || r == '⟧' }) {
			inside := i%2 == 1
			if strings.HasPrefix(text, "⟦") {
				inside = !inside
			}
			n := len([]rune(piece))
			if inside {
				c.want = append(c.want, citation.Citation{Start: at, End: at + n, Surface: piece, Role: citation.Cite})
			}
			c.text += piece
			at += n
		}
		c.fill(tb, strings.Split(strings.TrimSpace(lines), "\n"))
		list = append(list, c)
	}
	return list
}

// longNames are the classes whose names in the file are shorter.
var longNames = map[string]string{"word": "kind_word", "of": "alias_of", "rel": "relation", "pin": "pinpoint"}

func (c *hardCase) fill(tb testing.TB, lines []string) {
	if len(c.want) == 0 {
		return
	}
	if len(lines) != len(c.want) {
		tb.Fatalf("%s: %d spans, %d lines", c.name, len(c.want), len(lines))
	}
	for i, line := range lines {
		w, only := &c.want[i], map[string]bool{"span": true, "number": true, "date": true, "kind": true, "role": true, "relation": true, "pinpoint": true}
		for _, field := range strings.Fields(line) {
			k, v, _ := strings.Cut(field, "=")
			v = strings.Trim(strings.ReplaceAll(v, "~", " "), "_")
			if long, ok := longNames[k]; ok {
				only[long] = true
			} else {
				only[k] = true
			}
			switch k {
			case "number":
				w.Number = v
			case "kind":
				w.Kind = v
			case "date":
				w.Date = v
			case "role":
				w.Role = v
			case "rel":
				w.Relation = v
			case "pin":
				w.Pinpoint = strings.Split(v, "|")
			case "issuer":
				w.Issuer = v
			case "title":
				w.Title = v
			case "term":
				w.Term = v
			case "plenum":
				w.Plenum = v
			case "word":
				w.KindWord = v
			case "of":
				w.AliasOf = v
			case "year":
				w.Year, _ = strconv.Atoi(v)
			default:
				tb.Fatalf("%s: %q", c.name, field)
			}
		}
		c.only = append(c.only, only)
	}
}

// TestHard: every case exactly.
func TestHard(t *testing.T) {
	for _, c := range loadHard(t) {
		t.Run(c.name, func(t *testing.T) {
			found := map[[2]int]citation.Citation{}
			for _, g := range citation.Find(c.text) {
				found[[2]int{g.Start, g.End}] = g
			}
			for i, w := range c.want {
				g, ok := found[[2]int{w.Start, w.End}]
				if !ok {
					t.Errorf("missed %q", w.Surface)
					continue
				}
				delete(found, [2]int{w.Start, w.End})
				a, b := answers(g), answers(w)
				for k := range c.only[i] {
					if c.only[i][k] && a[k] != b[k] {
						t.Errorf("%s of %q: got %q, want %q", k, w.Surface, a[k], b[k])
					}
				}
			}
			for _, g := range found {
				t.Errorf("not there: %q", g.Surface)
			}
		})
	}
}
