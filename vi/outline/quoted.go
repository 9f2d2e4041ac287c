package outline

import "strings"

// quotes reports whether a line begins with the mark of a quotation.
func (r *reader) quotes(i int) bool {
	if r.turn == len(r.turns) || r.turns[r.turn].line != i || !r.turns[r.turn].open {
		return false
	}
	return strings.Trim(r.lines[i].text[:r.turns[r.turn].at], `"“”„«»'‘’ `) == ""
}

// nestedQuotes is how many quotations may stand in one another.
const nestedQuotes = 4

// quotations opens and closes what the marks of a line open and close.
func (r *reader) quotations(i int) {
	r.leaving = false
	l := &r.lines[i]
	for r.turn < len(r.turns) && r.turns[r.turn].line == i {
		t := r.turns[r.turn]
		r.turn++
		if !t.open {
			if s := r.scope(); s.quoted && s.turn == t.pair {
				r.leave()
				r.leaving = true
			}
			continue
		}
		if r.goesOnQuoting(i, &t) {
			continue
		}
		if s := r.scope(); s.quoted && r.turns[s.turn].pair < 0 {
			r.leave() // its end was lost
		}
		if len(r.scopes) > nestedQuotes {
			continue
		}
		s := newScope(r.innermost())
		s.quoted, s.turn = true, r.turn-1
		r.scopes = append(r.scopes, s)
		rest := strings.TrimLeft(l.text[t.at:], " ")
		if m, ok := readMark(rest); ok && l.class != row {
			from := len(l.text) - len(rest) + m.rest
			r.enter(i, &m, t.start, from)
		}
	}
}

// goesOnQuoting reports whether a mark only repeats the one that opened the quotation, as before every
// paragraph of it, and takes the part behind it: the next of those that are quoted, not one that a
// sentence announces.
func (r *reader) goesOnQuoting(i int, t *turn) bool {
	s := r.scope()
	if !s.quoted || r.turns[s.turn].pair >= 0 || r.announcesQuotation() {
		return false
	}
	l := &r.lines[i]
	rest := strings.TrimLeft(l.text[t.at:], " ")
	m, ok := readMark(rest)
	if !ok || l.class != plain || m.style == byAppendix {
		return false
	}
	at, o := r.place(i, &m)
	if o > initial && !(o == again && m.style > byArticle) {
		return false
	}
	s.turn = r.turn - 1
	r.take(i, &m, at, t.start, len(l.text)-len(rest)+m.rest)
	return true
}

// announcesQuotation reports whether the line before announces words of another text: it ends in
// "như sau:" (as follows:), or in a colon and begins no part of this one.
func (r *reader) announcesQuotation() bool {
	if r.cue() != colonCue {
		return false
	}
	last := len(r.found) - 1
	return last < 0 || strings.HasSuffix(r.lines[r.prev].text, "như sau:") || r.found[last].line != r.prev || amends(r.lines[r.prev].text[r.found[last].from:])
}

// enter takes the marker with which a quotation begins; any number may.
func (r *reader) enter(i int, m *mark, start, from int) {
	r.take(i, m, 0, start, from)
}

// innermost gives the narrowest open part of the scope.
func (r *reader) innermost() int {
	s := r.scope()
	return s.frames[len(s.frames)-1].node
}

// leave ends the quotation that is open.
func (r *reader) leave() { r.scopes = r.scopes[:len(r.scopes)-1] }

// lostQuotation reports whether a marker goes on with the text around a quotation
// of which the end was lost.
func (r *reader) lostQuotation(m *mark, text string) bool {
	s := r.scope()
	if !s.quoted || r.turns[s.turn].pair >= 0 {
		return false
	}
	outer := &r.scopes[len(r.scopes)-2]
	if _, o := outer.place(m, noCue); o != next {
		return false
	}
	if m.style == byArticle {
		_, o := s.place(m, noCue)
		return o != next
	}
	return amends(text[m.rest:])
}

// amends reports whether a clause tells how another text changes.
func amends(text string) bool {
	for _, verb := range []string{"Sửa đổi", "Bổ sung", "Thay thế", "Thay cụm", "Bãi bỏ", "Hủy bỏ", "Huỷ bỏ", "Bỏ "} {
		if strings.HasPrefix(text, verb) {
			return true
		}
	}
	return false
}
