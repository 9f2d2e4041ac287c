package citation_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// setLabel is one citation as a clerk labelled it; testdata/set/README.md says
// what each field holds.
type setLabel struct {
	Start     int      `json:"start"`
	End       int      `json:"end"`
	Surface   string   `json:"surface"`
	Number    *string  `json:"number"`
	Kind      string   `json:"kind"`
	KindWord  string   `json:"kind_word"`
	Date      string   `json:"date"`
	Issuer    string   `json:"issuer"`
	Title     string   `json:"title"`
	Year      int      `json:"year"`
	Term      string   `json:"term"`
	Plenum    string   `json:"plenum"`
	Role      string   `json:"role"`
	StandsFor string   `json:"stands_for"`
	Relation  string   `json:"relation"`
	Pinpoint  []string `json:"pinpoint"`
}

// What the fields may hold.
var (
	setKinds = strings.Fields(`Luật PL HP ĐL L NQ NĐ QĐ QyĐ CT TT TTLT NQLT KL HD QC TB KH CTr BC TTr CV CĐ ĐA PA BB VBHN
		QCVN TCVN HĐ GM GGT GUQ PC`)
	setRoles     = strings.Fields("cite self alias")
	setRelations = []string{"", "rests_on", "supersedes", "amends", "repeals", "guides", "implements"}
	setPinpoint  = regexp.MustCompile(`^((phần|chương|mục|điều|khoản|điểm|phụ lục) [0-9A-Za-zđ.-]+|phụ lục)(, (phần|chương|mục|tiểu mục|điều|khoản|điểm|tiết) [0-9A-Za-zđ.-]+)*$`)
	setRoman     = regexp.MustCompile(`^([IVX]+)?$`)
)

// setText is a text of the set with its labels.
type setText struct {
	name   string
	text   []rune
	labels []setLabel
}

// loadSet reads the set that the reader was made with.
func loadSet(tb testing.TB) []setText { return loadFolder(tb, "set") }

// loadFolder reads the texts of a folder of testdata and their labels.
func loadFolder(tb testing.TB, folder string) []setText {
	names, err := filepath.Glob("testdata/" + folder + "/*.txt")
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
			var l setLabel
			dec := json.NewDecoder(bytes.NewReader(in.Bytes()))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&l); err != nil {
				tb.Fatalf("%s: %v in %s", name, err, in.Text())
			}
			s.labels = append(s.labels, l)
		}
		list = append(list, s)
	}
	return list
}

// wrong says what is not right in the label after those before it; "" is none.
func (s setText) wrong(i int) string {
	l, last := s.labels[i], 0
	if i > 0 {
		last = s.labels[i-1].End
	}
	switch _, err := time.Parse(time.DateOnly, l.Date); {
	case l.Start < last || l.End <= l.Start || l.End > len(s.text):
		return "out of order, overlapping or outside the text"
	case string(s.text[l.Start:l.End]) != l.Surface:
		return fmt.Sprintf("the text has %q there", string(s.text[l.Start:l.End]))
	case !slices.Contains(setKinds, l.Kind):
		return "unknown kind"
	case !slices.Contains(setRoles, l.Role) || !slices.Contains(setRelations, l.Relation):
		return "unknown role or relation"
	case l.Date != "" && err != nil:
		return "no date"
	case !setRoman.MatchString(l.Term):
		return "no term"
	case l.Number == nil && l.Title == "" && l.Term == "":
		return "nothing tells which document it is"
	case (l.Role == "alias") != (l.StandsFor != ""):
		return "an alias, and nothing else, stands for another"
	}
	if l.Role == "alias" && !slices.ContainsFunc(s.labels[:i], func(o setLabel) bool { return o.Number != nil && *o.Number == l.StandsFor }) {
		return "what it stands for is not cited before it"
	}
	for _, p := range l.Pinpoint {
		if !setPinpoint.MatchString(p) {
			return fmt.Sprintf("pinpoint %q", p)
		}
	}
	return ""
}

// TestSet: the labels fit their texts.
func TestSet(t *testing.T) {
	sizes := map[string][2]int{"set": {40, 379}, "unseen": {20, 376}, "second": {14, 226}, "third": {10, 155}, "fourth": {6, 99}, "unseen-b": {12, 233}, "unseen-c": {16, 337}, "unseen-d": {8, 131},
		"unseen-e": {10, 223}, "unseen-f": {14, 260}, "unseen-g": {6, 101}}
	for _, folder := range slices.Sorted(maps.Keys(sizes)) {
		t.Run(folder, func(t *testing.T) { checkSet(t, folder, sizes[folder]) })
	}
}

func checkSet(t *testing.T, folder string, size [2]int) {
	texts, counts := loadFolder(t, folder), map[string]int{}
	for _, s := range texts {
		for i, l := range s.labels {
			if what := s.wrong(i); what != "" {
				t.Errorf("%s: label %d %q: %s", s.name, i+1, l.Surface, what)
			}
			counts["labels"]++
			counts["kind "+l.Kind]++
			counts["role "+l.Role]++
			counts["relation "+l.Relation]++
		}
	}
	if got := [2]int{len(texts), counts["labels"]}; got != size {
		t.Errorf("texts and labels: %d, want %d", got, size)
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%-22s%d", k, counts[k])
	}
}
