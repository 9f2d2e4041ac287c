package outline

import "strings"

// cue tells how the line before announces a marker.
func (r *reader) cue() cue {
	s := r.scope()
	switch {
	case r.prev >= 0 && strings.HasSuffix(r.lines[r.prev].text, ":"):
		return colonCue
	case r.listed != noStyle && r.listed == s.frames[len(s.frames)-1].style:
		return topCue
	}
	return noCue
}

// place finds where a marker stands, and how it is read when it can be read in two ways.
func (r *reader) place(i int, m *mark) (at int, o order) {
	s, c := r.scope(), r.cue()
	if m.style == byClause && m.round && s.counts() {
		m.style, m.twin = byCount, byClause
	}
	at, o = s.place(m, c)
	if o <= initial && !r.beginsRoman(i, m) {
		return at, o
	}
	if other, ok := r.otherwise(*m); ok {
		if at2, o2 := s.place(&other, c); o2 <= initial {
			*m = other
			return at2, o2
		}
	}
	return at, o
}

// counts reports whether a clause or less is open, so that "1)" is a point in it; in clauses that
// are counted so themselves it is the next.
func (s *scope) counts() bool {
	for i := len(s.frames) - 1; i > 0; i-- {
		if f := &s.frames[i]; f.style == byClause {
			return !f.round
		}
	}
	return s.frames[len(s.frames)-1].depth > depths[byClause]
}

// beginsRoman reports whether i) behind "h) ...:" is followed by ii), and so begins Roman numbers.
func (r *reader) beginsRoman(i int, m *mark) bool {
	if m.twin != byLowRoman || m.number != "i" || r.cue() != colonCue {
		return false
	}
	other, _ := r.otherwise(*m)
	return r.hasFollower(i, &other)
}

// otherwise gives the other way to read a marker: I. as a letter, i) as a Roman number, 2) as a
// clause, and "2.3 Hồ sơ" as clause 2 with the mark of footnote 3.
func (r *reader) otherwise(m mark) (mark, bool) {
	switch twin := m.twin; {
	case twin == byLetter:
		m.style, m.twin = twin, noStyle
		m.num = nth(letterOrd(rune(m.number[0]+'a'-'A')), 0)
		return m, m.num.ord > 1
	case twin == byLowRoman:
		m.style, m.twin, m.num = twin, noStyle, nth(lowRoman(m.number), 0)
		return m, true
	case twin == byClause:
		m.style, m.twin = twin, noStyle
		if m.number == "l" {
			m.num, m.number = nth(1, 0), "1"
		}
		return m, true
	case m.style == byDotted && m.bare:
		number, note, _ := strings.Cut(m.number, ".")
		n, length := counted(number)
		m.style, m.num, m.number = byClause, n, number
		return m, r.notes[note] && length == len(number)
	}
	return m, false
}
