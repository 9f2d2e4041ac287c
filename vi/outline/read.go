package outline

// Read reads the outline of a text. The nodes come in the order of the text,
// parents before children. It passes over the text a fixed number of times.
func Read(text string) []Node {
	r := reader{lines: cutLines(text), prev: -1, titleEnd: -1, cuts: map[int]int{}}
	joinWords(r.lines)
	r.notes = classify(r.lines)
	r.turns = turns(r.lines)
	r.scopes = []scope{newScope(-1)}
	filled := 0
	for i := range r.lines {
		if r.lines[i].class == plain {
			filled++
		}
	}
	r.nodes, r.found = make([]Node, 0, filled), make([]found, 0, filled)
	for i := range r.lines {
		r.line(i)
	}
	r.headings()
	r.ends()
	r.name()
	return r.nodes
}

// found is what the reader knows of a node besides.
type found struct {
	mark mark
	line int
	from int // the byte of the line at which its heading may begin
	turn int // of the quotation in which it stands
}

// reader goes through the lines and keeps what is open.
type reader struct {
	lines  []line
	turns  []turn
	turn   int // the next of them
	scopes []scope
	nodes  []Node
	found  []found

	prev     int   // the line before, without page numbers and running heads; -1 for none
	spaced   bool  // a blank line stands between
	titled   bool  // the line before is a heading, or may be one
	leaving  bool  // the line before ended a quotation
	owner    bool  // lines in capitals go on with a heading
	fresh    bool  // that heading has no line yet
	turned   bool  // a page was turned since the line before
	listed   style // of the marker with which the line before begins
	bare     bool  // and nothing stands behind it
	titleEnd int   // the last line of the title of an attached document
	skipping bool  // recipients: their dashes are no points
	signed   bool  // the document has come to its end

	notes map[string]bool // numbers of the footnotes
	cuts  map[int]int     // the line at which signatures begin behind a node
	items map[[2]int]int  // dashes so far, by parent and style
}

func (r *reader) scope() *scope { return &r.scopes[len(r.scopes)-1] }

// line reads one line.
func (r *reader) line(i int) {
	l := &r.lines[i]
	switch l.class {
	case spacing:
		return
	case blank:
		r.spaced = true
		return
	case page:
		r.turned = true
		return
	case plain:
		r.plain(i)
	default:
		r.titled, r.owner, r.bare = false, false, false
		r.zone(i)
	}
	r.quotations(i)
	r.prev, r.spaced, r.turned = i, false, false
	r.note(l)
}

// plain reads a line of text: a marker, a heading or words.
func (r *reader) plain(i int) {
	l := &r.lines[i]
	if r.quotes(i) {
		r.owner = false
		return // the quotation reads it
	}
	if i <= r.titleEnd {
		return
	}
	m, ok := readMark(l.text)
	if ok && r.accept(i, &m) {
		return
	}
	if l.caps && r.capitals(i) || r.enclosed(i) {
		return
	}
	r.titled = l.caps || r.bare && endingOf(l.text) != closed
	r.owner, r.listed, r.bare = false, noStyle, false
	r.zone(i)
}

// accept weighs a marker at the beginning of a line, and takes it if it is one.
func (r *reader) accept(i int, m *mark) bool {
	if r.lostQuotation(m, r.lines[i].text) {
		r.leave()
	}
	if m.style == byAppendix {
		if r.isAppendix(i, m) {
			r.appendix(i, m, m.rest)
			return true
		}
		return false
	}
	at, o := r.place(i, m)
	ok := false
	if m.style.item() {
		ok = r.isItem(i, m)
	} else {
		ok = r.weigh(i, m, o) > 0
	}
	if ok {
		r.take(i, m, at, r.lines[i].start, m.rest)
	}
	return ok
}

// take adds a node at a place of the scope.
func (r *reader) take(i int, m *mark, at, start, from int) {
	s := r.scope()
	r.nodes = append(r.nodes, Node{Kind: kinds[m.style], Number: m.number, Start: start, Parent: s.frames[at].node, Quoted: s.quoted})
	r.found = append(r.found, found{*m, i, from, s.turn})
	s.push(at, m, len(r.nodes)-1)
	rest := r.lines[i].text[from:]
	wide := depths[m.style] < depths[byArticle]
	r.fresh = m.empty && wide
	r.owner = r.fresh || wide && isCaps(rest)
	r.titled = endingOf(rest) != closed
	r.listed, r.bare = m.style, m.empty
	if !m.style.item() {
		r.skipping = false
	}
}
