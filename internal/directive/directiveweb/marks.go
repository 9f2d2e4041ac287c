package directiveweb

import (
	"strconv"
	"strings"

	"hoso/internal/directive"
)

// bit is a stretch of a span; Look numbers the place to look at, from 1, of which
// it is part, 0 for none. Begins says that the place begins with it.
type bit struct {
	Text   string
	Look   int
	Begins bool
}

// bits cuts a span at the places to look at, which are in the order of the text.
func bits(s span, marks []directive.Place) []bit {
	runes := []rune(s.Text)
	end, at := s.First+int64(len(runes)), s.First
	cut := func(to int64) string { return string(runes[at-s.First : to-s.First]) }
	var list []bit
	for i, m := range marks {
		if m.Last <= at || m.First >= end {
			continue
		}
		if m.First > at {
			list = append(list, bit{Text: cut(m.First)})
			at = m.First
		}
		last := min(m.Last, end)
		list = append(list, bit{cut(last), i + 1, m.First == at})
		at = last
	}
	if at < end {
		list = append(list, bit{Text: cut(end)})
	}
	return list
}

func lookAnchor(n int) string { return "look-" + strconv.Itoa(n) }

// shownMarks is how many places the card of the reading leads to.
const shownMarks = 12

// look is a place to look at, with the words around it.
type look struct {
	N    int
	Text string
}

// looks gives the first places with their words.
func (v *view) looks() []look {
	var list []look
	runes := []rune(v.E.Text)
	for i, m := range v.marks[:min(len(v.marks), shownMarks)] {
		if m.Last <= int64(len(runes)) {
			list = append(list, look{i + 1, strings.Join(strings.Fields(string(runes[m.First:m.Last])), " ")})
		}
	}
	return list
}
