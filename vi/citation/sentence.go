package citation

// sentence begins a sentence; mark is the rank of the mark before it.
func (x *relater) sentence(mark int) {
	x.state = state{start: true}
	x.subjects, x.saved, x.mark = x.subjects[:0], x.saved[:0], mark
	if x.list != "" {
		x.rel, x.mine = x.list, true
	}
}

// newline begins a sentence at a line break that ends one.
func (x *relater) newline(p int) int {
	x.cell = false
	q := p
	for x.space(q) {
		q++
	}
	mark, e := x.marker(q)
	cited := x.isCiteStart(q)
	prev := p
	for prev > 0 && isBlank(x.at(prev-1)) {
		prev--
	}
	soft := !x.hard(p) || cited && (x.at(prev-1) == ';' || x.at(prev-1) == ',') || x.rel != "" && x.words == 0 && x.cites == 0 && mark == noMark && x.list == ""
	if mark == noMark && soft && x.at(prev-1) != '.' {
		return q
	}
	if x.list != "" && (mark == articleMark || mark == noMark && !cited && !x.pinStart(q) || mark != noMark && x.listMark != noMark && mark <= x.listMark) {
		x.list = ""
	}
	if mark > x.mark && x.cites == 0 && x.words <= maxAnnounced && (x.rel == Supersedes || x.rel == Repeals) {
		x.list, x.listMark = x.rel, x.mark // "Bãi bỏ các Nghị quyết sau", without a colon
	}
	x.articles = x.articles || mark == articleMark
	x.sentence(mark)
	if mark != noMark {
		return e
	}
	return q
}

func (x *relater) isCiteStart(p int) bool {
	lo, hi := 0, len(x.reader.list)
	for lo < hi {
		if m := (lo + hi) / 2; x.reader.list[m].from < p {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo < len(x.reader.list) && x.reader.list[lo].from == p
}

// fullStop begins a sentence after a full stop.
func (x *relater) fullStop(p int) int {
	q := x.skip(p + 1)
	if q == p+1 && x.at(q) != '/' || !x.upper(q) && x.at(q) != quoteSign && !x.digit(q) || x.upper(p-1) && !x.letter(p-2) {
		return p + 1
	}
	if x.at(p+1) == '\n' {
		return p + 1
	}
	mark := x.mark
	x.sentence(mark)
	return q
}

// clauseWords is how many words after a citation make a clause of their own.
const clauseWords = 5

// semicolon ends what was said of the last citation only.
func (x *relater) semicolon() {
	if x.passive {
		x.passive, x.rel = false, x.before
	}
	switch object := x.cites > 0 || x.untold > 0; {
	case x.rel == Implements && x.words > clauseWords && object:
		x.rel = "" // a verb of its own ended the list
	case (x.rel == Implements || x.rel == Guides) && !object && x.list == "":
		x.rel = "" // "quán triệt Nghị quyết này; kế thừa ..."
	}
	x.words, x.oblique = 0, false
}

// maxAnnounced is how many words may stand between the verb of an act and the list
// it announces: "Bãi bỏ các nghị quyết của Hội đồng nhân dân tỉnh Nghệ An sau đây:".
const maxAnnounced = 12

// colon announces a list.
func (x *relater) colon(p int) {
	most := 4
	if x.told {
		x.governed(Repeals)
		x.told = false
	}
	if x.rel == Supersedes || x.rel == Repeals {
		most = maxAnnounced
	}
	switch acts := most > 4; {
	case x.rel == "" || x.words > most || !acts && x.rel != RestsOn && x.endsWith(p, "nhu sau"):
		x.rel = ""
	case acts && !x.hard(p+1):
		x.words = 0
	case x.cites == 0:
		x.list, x.listMark = x.rel, x.mark
	default:
		x.rel = ""
	}
}

func (x *relater) close() {
	if n := len(x.saved); n > 0 {
		cites := x.cites
		x.state, x.saved = x.saved[n-1], x.saved[:n-1]
		x.cites = max(x.cites, min(cites, x.cites))
	}
}

// maxQuote bounds how long a quotation may be.
const maxQuote = 6000

// quote finds where the quotation that begins at p ends: on its line, or, when
// it begins a line, at a mark that ends one.
func (x *relater) quote(p int) {
	if p < x.noQuote {
		return
	}
	block := x.lineStart(p) || x.at(x.back(p, 0)-1) == ':'
	limit := min(len(x.fold), p+maxQuote)
	for q := p + 1; q < limit; q++ {
		switch x.fold[q] {
		case '\n':
			if !block {
				return
			}
		case quoteSign:
			if !block || x.endsLine(q+1) {
				x.quoteEnd = q + 1
				return
			}
		}
	}
	x.noQuote = limit
}

// endsHeading reports that a heading ends at p, with a colon or without.
func (t *text) endsHeading(p int) bool {
	if p = t.blank(p); t.at(p) == ':' {
		p = t.blank(p + 1)
	}
	return t.at(p) == '\n'
}

// endsLine reports that only signs stand between p and the end of the line.
func (t *text) endsLine(p int) bool {
	for t.at(p) == '.' || t.at(p) == ';' || t.at(p) == ',' || t.at(p) == ' ' || t.at(p) == '/' {
		p++
	}
	return t.at(p) == '\n' || t.at(p) == 0
}
