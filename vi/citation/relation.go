package citation

import "hoso/vi"

// state is what the sentence has said before a place.
type state struct {
	rel     string // that governs the next citations
	words   int    // since the verb or the last citation, but for fillers
	cites   int    // citations governed so far
	mine    bool   // this text is the subject
	other   bool   // another document or body is the subject
	asked   bool   // somebody is asked to do it
	start   bool   // nothing has been said yet
	thing   bool   // the last word was a type word without "này"
	asks    bool   // it rests on a request: "theo đề nghị"
	basis   bool   // it began as a preamble does
	untold  int    // words since a document without a number that the verb governs
	cell    bool   // a cell of a table, not the first
	passive bool   // what follows did it to what stands before
	before  string // rel before the passive
	ours    bool   // the own issuer is the subject
	bodied  bool   // asked is because a body other than the own is named
	oblique bool   // what is named is no subject: "theo"
	told    bool   // "hết hiệu lực" has announced a list
	verbEnd int    // where the last verb of an act ends
}

// relater walks over the text between citations and keeps the state.
type relater struct {
	*reader
	state
	saved    []state // before open brackets
	subjects []int   // citations of the sentence that may be its subject
	mark     int     // rank of the mark that begins the sentence
	list     string  // relation that a colon has announced
	listMark int     // rank of the mark before the announcement
	articles bool    // the text has articles
	us       string  // the own issuer, folded
	quoteEnd int
	noQuote  int // no closing quotation mark before it
}

// relations finds how the text stands to each citation.
func (r *reader) relations() {
	x := &relater{reader: r}
	if r.own > 0 {
		x.us = vi.Fold(r.list[r.own-1].Issuer)
	}
	mark, p := x.marker(x.skip(0))
	x.articles = mark == articleMark
	x.sentence(mark)
	for i := range r.list {
		f := &r.list[i]
		nested := i > 0 && f.from < r.list[i-1].tail
		if !nested {
			x.walk(p, max(p, f.pins))
			x.cite(i)
		}
		p = max(p, f.to, f.tail)
		for j := i + 1; j < len(r.list) && r.list[j].from < p; j++ {
			p = max(p, r.list[j].to)
		}
	}
	x.walk(p, min(len(r.fold), p+sentenceReach))
}

// walk reads the text from p to end.
func (x *relater) walk(p, end int) int {
	for p < end {
		if p < x.quoteEnd {
			if x.quoteEnd >= end {
				return end
			}
			p = x.quoteEnd
			continue
		}
		switch b := x.at(p); {
		case x.starts(p):
			p = x.word(p, end)
		case b == '\n':
			p = x.newline(p)
		case b == '.' || b == '?' || b == '!':
			p = x.fullStop(p)
		case b == ';':
			x.semicolon()
			p++
		case b == ':':
			x.colon(p)
			p++
		case b == ',':
			x.joins(p + 1)
			p++
		case b == '(':
			x.saved = append(x.saved[:min(len(x.saved), 4)], x.state)
			x.rel, p = "", p+1
		case b == ')':
			x.close()
			p++
		case b == '|' || b == '\t' && !x.lineStart(p):
			x.nextCell()
			p++
		case b == quoteSign:
			x.quote(p)
			p++
		default:
			p++
		}
	}
	return p
}

// nextCell begins another cell of a row: what stands there is not this text's doing.
func (x *relater) nextCell() {
	x.cell, x.other, x.start = true, true, false
	if x.list == "" {
		x.rel = ""
	}
}

// cite gives the i-th citation the relation that governs it.
func (x *relater) cite(i int) {
	f := &x.reader.list[i]
	if f.Role == Self {
		return
	}
	if f.from >= x.quoteEnd {
		f.Relation = x.governs(f)
	}
	if (f.Relation == "" || f.Relation == x.list) && len(x.saved) == 0 && !x.passive && !x.oblique {
		x.subjects = append(x.subjects, i)
		x.other = x.other || !x.mine && x.cites == 0 && x.rel == ""
	}
	if f.Relation != "" {
		x.cites++
	}
	x.words, x.untold, x.start, x.thing = 0, 0, false, false
}

// patience is how many words may stand between a verb and what it governs.
var patience = map[string]int{RestsOn: 40, Implements: 3, Guides: 3, Amends: 4, Supersedes: 4, Repeals: 5}

func (x *relater) governs(f *found) string {
	most := patience[x.rel]
	if x.cites > 0 {
		most = 1
	}
	if len(x.saved) > 0 {
		if n := len(x.saved); x.saved[n-1].asks && f.Kind == "TTr" && x.rel == "" {
			return RestsOn
		}
	}
	if x.rel == "" || x.words > most {
		x.rel = ""
		return ""
	}
	return x.rel
}
