package citation

import "strings"

// undergo begins the passive: what follows did something to what stands before.
func (x *relater) undergo() {
	if !x.passive {
		x.before = x.rel
	}
	x.rel, x.passive = "", true
}

// suffer reads a verb in the passive: what follows did it.
func (x *relater) suffer(e, end int) int {
	q := x.skip(e)
	for range 3 {
		if c := x.matchAny(q, "sua doi", "bo sung", "thay the", "bai bo", "huy bo", "ban hanh", "huong dan", "quy dinh", "phe duyet", "thuc hien", "trien khai", "quan triet", "thi hanh", "cu the hoa", "hop nhat", "dinh chinh"); c >= 0 {
			x.undergo()
			if x.loses(c) {
				return min(c, end)
			}
			x.undergone(q, c)
			e, q = c, x.separated(c)
		}
	}
	return min(e, end)
}

// undergone reads whether it is this text that did what the passive from p to e
// says: "được thay thế bằng Quyết định này", "được sửa đổi, bổ sung như sau".
func (x *relater) undergone(p, e int) {
	rel, past := Repeals, x.endsWith(p, "da bi") || x.endsWith(p, "da duoc")
	switch {
	case x.matchAny(p, "sua doi", "bo sung") >= 0:
		rel = Amends
	case x.match(p, "thay the") >= 0:
		rel = Supersedes
	case x.matchAny(p, "bai bo", "huy bo") < 0:
		return
	}
	q := x.skip(e)
	by := x.matchAny(q, "bang", "boi", "theo", "tai")
	if by >= 0 {
		if !x.namesThis(by, 12) {
			return
		}
	} else if rel == Amends && (!x.articles || x.match(q, "nhu sau") < 0) || rel == Supersedes || rel == Repeals && (past || !x.enacts() || !x.endsClause(e)) {
		return
	}
	for _, i := range x.subjects {
		x.reader.list[i].Relation = rel
	}
	x.subjects = x.subjects[:0]
}

// loses reads "... hết hiệu lực kể từ ngày Nghị định này có hiệu lực" behind the
// documents that it repeals.
func (x *relater) loses(p int) bool {
	if x.matchAny(x.skip(p), "ke tu", "tu ngay", "tu khi", "khi") < 0 {
		return false
	}
	if !x.namesThis(p, 16) {
		return false
	}
	x.repealed()
	return true
}

// namesThis reports that this text is named in the clause behind p, within so many
// words and before another document.
func (x *relater) namesThis(p, most int) bool {
	for q, words := p, 0; words < most && q < min(len(x.fold), p+2*sentenceReach); q++ {
		switch b := x.fold[q]; {
		case b == '.' || b == ';' || x.isCiteStart(q):
			return false
		case !x.starts(q):
			continue
		}
		words++
		if w, e, ok := x.typeWordAt(q); ok && x.match(x.skip(e), "nay") >= 0 && x.isSelf(q, w) {
			return true
		}
	}
	return false
}

// repealed makes the subjects of the sentence repealed; without any, what a list
// will name.
func (x *relater) repealed() {
	for _, i := range x.subjects {
		x.reader.list[i].Relation = Repeals
	}
	x.governed("")
	if len(x.subjects) == 0 {
		x.governed(Repeals)
	}
	x.subjects = x.subjects[:0]
	x.mine = true
}

// lose reads "hết hiệu lực" from p to e: what was named before it loses its effect,
// or, with nothing named, what follows.
func (x *relater) lose(p, e int) {
	if x.loses(e) || x.passive || x.endsWith(p, "da") || !x.enacts() {
		return
	}
	q := x.skip(e)
	switch b := x.at(q); {
	case len(x.subjects) > 0:
		if x.endsClause(e) {
			x.repealed()
		}
	case x.oblique: // "công bố danh mục văn bản hết hiệu lực"
	case (x.mine || x.mark != noMark) && x.announces(e):
		x.repealed()
		x.told = true
	case x.mine && (b == '.' || b == ';'), x.isCiteStart(q), x.pinStart(q), x.matchAny(q, "cac", "nhung", "toan bo", "mot so", "doi voi", "ke tu", "tu ngay") >= 0:
		x.repealed()
	}
}

// announces reports that the line that goes on at p ends in a colon before it names
// a document.
func (x *relater) announces(p int) bool {
	for limit := p + sentenceReach; p < limit; p++ {
		switch b := x.at(p); {
		case b == ':':
			return true
		case b == 0 || b == '\n' && x.hard(p) || x.isCiteStart(p):
			return false
		}
	}
	return false
}

// enacts reports that this text makes happen what it says: an article of it speaks,
// and of nobody who is to act.
func (x *relater) enacts() bool {
	return x.mine || x.articles && !x.asked && !x.asksOthers()
}

// endsClause reports that at p a clause ends, or that only its time follows.
func (t *text) endsClause(p int) bool {
	q := t.skip(p)
	switch t.at(q) {
	case '.', ';', ',', ')', 0:
		return true
	}
	return t.hard(p) || t.matchAny(q, "ke tu", "tu ngay", "toan bo", "va", "tru") >= 0
}

// endsWith reports that a phrase stands right before p.
func (t *text) endsWith(p int, phrase string) bool {
	q := p
	for range 1 + strings.Count(phrase, " ") {
		q = t.wordBefore(q, max(0, q-12))
	}
	e := t.match(q, phrase)
	return e >= 0 && e <= p && t.skip(e) >= p
}
