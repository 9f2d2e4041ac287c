package outline

import "strings"

// order says how a number stands to the one before it in its style. It is the
// strongest evidence that a marker is one.
type order uint8

const (
	next    order = iota // 5 after 4, 5a after 5, đ after d
	initial              // 1, I, a where the style has not been
	again                // 1, I, a where it has
	gap                  // 7 after 4, or 7 where there was none
	back                 // 3 after 7
)

// orderOf compares a number with the last of its style; a zero last is none.
func orderOf(st style, last, n num) order {
	start := n == nth(1, 0)
	switch {
	case last == num{} && start:
		return initial
	case last == num{}:
		return gap
	case follows(st, last, n):
		return next
	case start:
		return again
	case n.ord > last.ord:
		return gap
	}
	return back
}

// follows reports whether n is the number after last.
func follows(st style, last, n num) bool {
	if n.ord == last.ord {
		if st == byPoint {
			return n.sub == last.sub+1
		}
		return n.sub > last.sub && letterFollows(last.sub, n.sub)
	}
	if st == byPoint && n.ord > doubleStep {
		return doubleFollows(last.ord, n.ord)
	}
	if st == byPoint || st == byLetter || st == byRoundLetter {
		return n.sub == 0 && letterFollows(last.ord, n.ord)
	}
	return n.ord == last.ord+1 && n.sub <= 1
}

// cue says how the line before announces what follows.
type cue uint8

const (
	noCue    cue = iota
	topCue       // it begins the narrowest open part
	colonCue     // it ends in a colon
)

// frame is a part that is open: what follows may stand in it.
type frame struct {
	node   int // place in the list; -1 for the text itself
	style  style
	depth  int
	number string
	round  bool
	last   [styleCount]num // of its children, by style
	dotted string          // the last "1.1" below it
}

// scope is a text with numbers of its own: the document, an appendix, a
// quotation.
type scope struct {
	frames   []frame
	articles num  // the last article, through all chapters
	chapters num  // the last chapter, through all parts
	quoted   bool // it is inside quotation marks
	fresh    bool // nothing has been read in it
	turn     int  // the mark that opened it
}

func newScope(node int) scope { return scope{frames: []frame{{node: node}}, fresh: true} }

// place finds the open part in which a marker stands and how its number follows.
func (s *scope) place(m *mark, c cue) (at int, o order) {
	if m.style == byDotted {
		return s.placeDotted(m)
	}
	at = s.parent(m, c)
	last := s.frames[at].last[m.style]
	switch {
	case m.style == byArticle && s.articles != num{}:
		last = s.articles
	case m.style == byChapter && last == num{} && m.num.ord > 1:
		last = s.chapters
	}
	return at, orderOf(m.style, last, m.num)
}

// parent finds the open part in which a marker stands: beside the last of its
// style if that is open, or in the narrowest that is wider than it.
func (s *scope) parent(m *mark, c cue) int {
	for i := len(s.frames) - 1; i > 0; i-- {
		if s.frames[i].style == m.style {
			return i - 1
		}
	}
	if at := s.inside(m, c); at > 0 {
		return at
	}
	at := len(s.frames) - 1
	for at > 0 && s.frames[at].depth >= depths[m.style] {
		at--
	}
	return at
}

// inside finds the part in which a part stands against the order of depths: A.
// in I., a decision's I. in the article that announces it, and what is in brackets in
// the item that ends in a colon. 0 is none.
func (s *scope) inside(m *mark, c cue) int {
	top := len(s.frames) - 1
	if c == colonCue && m.num.ord == 1 && (m.style.bracketed() || m.style == byPoint && s.frames[top].style > byPoint) ||
		c == colonCue && m.style == byStar {
		return top
	}
	announced := c != noCue
	if m.style != byLetter && m.style != byRoman || m.num.ord != 1 || top == 0 {
		return 0
	}
	for i := top; i > 0; i-- {
		f := &s.frames[i]
		switch {
		case f.style == byArticle && announced && i == top:
			return i
		case f.style == byRoman && m.style == byLetter && s.frames[i-1].last[byLetter] == num{}:
			return i
		case f.style == byHeading && (announced && i == top || s.frames[i-1].last[m.style] != num{}):
			return i
		}
	}
	return 0
}

// placeDotted places "1.1." by what stands before its last point.
func (s *scope) placeDotted(m *mark) (at int, o order) {
	prefix := above(m.number)
	level := strings.Count(prefix, ".")
	at = -1
	for i := len(s.frames) - 1; i >= 0 && at < 0; i-- {
		f := &s.frames[i]
		if f.number == prefix && (f.style == byClause || f.style == byDotted || f.style == byArticle || f.style == byPoint) || above(f.dotted) == prefix {
			at = i
		}
	}
	known := at >= 0
	if !known {
		for at = len(s.frames) - 1; at > 0 && s.frames[at].depth >= depths[byDotted]+level; at-- {
		}
	}
	f := &s.frames[at]
	last := num{}
	if above(f.dotted) == prefix {
		last = f.last[byDotted]
	}
	o = orderOf(byDotted, last, m.num)
	if !known && o == initial && strings.Trim(prefix, "1.") != "" {
		o = gap
	}
	return at, o
}

// above gives the number above a dotted one: 1.1 above 1.1.2.
func above(number string) string { return number[:max(strings.LastIndexByte(number, '.'), 0)] }

// push opens a part in the one at a place, and closes what was open there.
func (s *scope) push(at int, m *mark, node int) {
	parent := &s.frames[at]
	parent.last[m.style] = m.num
	depth := max(depths[m.style], parent.depth+1)
	switch m.style {
	case byArticle:
		s.articles = m.num
	case byChapter:
		s.chapters = m.num
	case byDotted:
		parent.dotted = m.number
		depth += strings.Count(m.number, ".") - 1
	}
	s.fresh = false
	s.frames = append(s.frames[:at+1], frame{node: node, style: m.style, depth: depth, number: m.number, round: m.round})
}
