package citation

// acted reads a verb by which a text acts on others.
func (x *relater) acted(does event, p, e int) int {
	switch {
	case does == eAmends:
		x.act(Amends, x.amendsHere(p))
	case does == eSupersedes:
		x.act(Supersedes, x.actsHere(p))
	case !x.loses(e):
		x.act(Repeals, x.actsHere(p))
	}
	return e
}

// undergo begins the passive: what follows did something to what stands before.
func (x *relater) undergo() {
	if !x.passive {
		x.before = x.rel
	}
	x.rel, x.passive = "", true
}

// act lets a verb govern what follows if it is this text that acts.
func (x *relater) act(rel string, here bool) {
	if here {
		x.governed(rel)
		x.mine = true
	} else {
		x.governed("")
	}
}

// reset ends a relation at "theo", "tại" and the like; what a text rests on may
// stand behind them.
func (x *relater) reset(p int) {
	switch acts := x.rel == Supersedes || x.rel == Repeals || x.rel == Amends; {
	case x.match(p, "tai") >= 0 && x.rel == RestsOn:
		if x.words < 16 {
			x.words = 0 // "xét ý kiến của Bộ tại"
		}
		return
	case x.match(p, "tai") >= 0 && x.rel != Implements && x.words == 0, acts && x.matchAny(p, "ban hanh kem theo", "kem theo") >= 0 && x.words < 6:
		return // "bãi bỏ các quy định tại", "thay thế Quy chế ban hành kèm theo"
	}
	x.rel, x.start = "", false
}

// suffer reads a verb in the passive: what follows did it.
func (x *relater) suffer(e, end int) int {
	q := x.skip(e)
	for range 3 {
		if c := x.matchAny(q, "sua doi", "bo sung", "thay the", "bai bo", "huy bo", "ban hanh", "huong dan", "quy dinh", "phe duyet", "thuc hien", "trien khai", "cu the hoa", "hop nhat", "dinh chinh"); c >= 0 {
			x.undergo()
			if x.loses(c) {
				return min(c, end)
			}
			e, q = c, x.separated(c)
		}
	}
	return min(e, end)
}

// loses reads "... hết hiệu lực kể từ ngày Nghị định này có hiệu lực" behind the
// documents that it repeals.
func (x *relater) loses(p int) bool {
	if x.matchAny(x.skip(p), "ke tu", "tu ngay", "tu khi", "khi") < 0 {
		return false
	}
	for q, words := p, 0; words < 16 && q < len(x.fold); q++ {
		switch b := x.fold[q]; {
		case b == '.' || b == ';':
			return false
		case !x.starts(q):
			continue
		}
		words++
		if _, e, ok := x.typeWordAt(q); ok && x.match(x.skip(e), "nay") >= 0 {
			x.repealed()
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

// asking are the kinds of documents that ask others to act.
var asking = map[string]bool{"BC": true, "CV": true, "BB": true, "TTr": true, "KH": true, "CTr": true, "ĐA": true, "PA": true, "GM": true}

// actsHere reports that a verb at p is an act of this text.
func (x *relater) actsHere(p int) bool {
	switch {
	case x.asked || x.other:
		return false
	case x.mine:
		return true
	case x.thing || !x.start && !x.inTitle(p):
		return false
	}
	return !x.asksOthers() && x.mark != dashMark || x.list != ""
}

// amendsHere reports that an amending verb at p is an act of this text: in its
// title, its enacting words or its articles.
func (x *relater) amendsHere(p int) bool {
	switch {
	case x.asked || x.other:
		return false
	case x.mine || x.inTitle(p):
		return !x.thing || x.mine
	}
	return x.start && (x.mark == articleMark || x.articles && (x.mark == numberMark || x.mark == letterMark)) && !x.asksOthers()
}

func (x *relater) asksOthers() bool {
	return x.reader.own > 0 && asking[x.reader.list[x.reader.own-1].Kind]
}

// inTitle reports that p stands in the text's own subject under its number line.
func (x *relater) inTitle(p int) bool {
	if x.reader.own == 0 || x.articles || x.mark != noMark || x.thing {
		return false
	}
	own := &x.reader.list[x.reader.own-1]
	return p > own.to && p-own.to < headReach && own.Title != "" && !asking[own.Kind] && p < x.titleStop()
}

// titleStop gives where the text's own subject ends at the latest.
func (x *relater) titleStop() int {
	own := &x.reader.list[x.reader.own-1]
	if own.titleTo == 0 {
		return own.to + 1
	}
	return own.titleTo
}
