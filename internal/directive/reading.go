package directive

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// Reading is what a program read of a file.
type Reading struct {
	Format    string
	Text      string
	Pages     int
	Scanned   bool
	Facts     Facts
	Citations []Citation
	Remarks
}

// Remarks are what whoever reads a text should know of how it came about.
type Remarks struct {
	Warnings  []string // codes of the catalogue, sorted
	Encodings []string // from before Unicode, from which text was converted, sorted
	Marks     []Place  // places of the text to look at first, in its order
}

// Place is a stretch of a text in code points; Last is the one after it.
type Place struct{ First, Last int64 }

// maxMarks is how many places are kept: with more, all of the text is in doubt.
const maxMarks = 2000

// tidy puts remarks into the order in which they are stored.
func (r *Remarks) tidy() {
	slices.Sort(r.Warnings)
	slices.Sort(r.Encodings)
	r.Warnings, r.Encodings = slices.Compact(r.Warnings), slices.Compact(r.Encodings)
	r.Marks = r.Marks[:min(len(r.Marks), maxMarks)]
}

// PlacesOf finds words in a text, each wherever it stands whole.
func PlacesOf(text string, words []string) []Place {
	if len(words) == 0 {
		return nil
	}
	want := map[string]bool{}
	for _, w := range words {
		want[w] = true
	}
	var list []Place
	at, first, from := int64(0), int64(0), -1
	for i, c := range text + " " {
		in := unicode.IsLetter(c) || unicode.Is(unicode.Mn, c) || c == '-'
		if in && from < 0 {
			first, from = at, i
		}
		if !in && from >= 0 {
			if want[text[from:i]] {
				list = append(list, Place{first, at})
			}
			from = -1
		}
		at++
	}
	return list
}

// FormatPlaces writes places as they are stored: "12-17 30-34".
func FormatPlaces(list []Place) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(p.First, 10) + "-" + strconv.FormatInt(p.Last, 10))
	}
	return b.String()
}

// ParsePlaces reads what FormatPlaces wrote and leaves out what is none.
func ParsePlaces(s string) []Place {
	var list []Place
	for f := range strings.FieldsSeq(s) {
		a, b, _ := strings.Cut(f, "-")
		first, err1 := strconv.ParseInt(a, 10, 64)
		last, err2 := strconv.ParseInt(b, 10, 64)
		if err1 == nil && err2 == nil && first < last {
			list = append(list, Place{first, last})
		}
	}
	return list
}

// Comparison says that somebody compared a text with its file.
type Comparison struct {
	At clock.Micros // 0: nobody did
	By id.ID        // the account
}
