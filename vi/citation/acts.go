package citation

// acted reads a verb by which a text acts on others.
func (x *relater) acted(does event, p, e int) int {
	chain := x.rel == Amends && x.cites == 0 && x.onlySeparators(x.verbEnd, p)
	switch {
	case x.endsWith(p, "da"), x.endsWith(p, "viec") && !x.endsWith(p, "ve viec"): // "việc thay thế ... do Bộ trưởng quyết định"
		x.governed("")
	case chain && does != eAmends: // "sửa đổi, bổ sung, bãi bỏ một số điều của ..."
	case len(x.subjects) > 0 && x.rel == "" && x.match(p, "cham dut") >= 0:
		x.lose(p, e)
	case does == eAmends:
		x.act(Amends, x.amendsHere(p))
	case does == eSupersedes:
		x.act(Supersedes, x.actsHere(p) || x.endsLetter(e))
	case !x.loses(e):
		x.act(Repeals, x.actsHere(p) || x.endsLetter(e))
	}
	x.verbEnd = e
	return e
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
	words := x.match(p, "cum tu")
	switch acts := x.rel == Supersedes || x.rel == Repeals || x.rel == Amends; {
	case x.match(p, "tai") >= 0 && x.rel == RestsOn:
		if x.words < 16 {
			x.words = 0 // "xét ý kiến của Bộ tại"
		}
		return
	case acts && words >= 0 && x.at(x.skip(words)) == ',': // "thay thế một số cụm từ, điều của ..."
		return
	case acts && (x.words == 0 || x.cites == 0 && x.words < 16) && x.matchAny(p, "tai", "cong bo") >= 0, x.rel != "" && x.matchAny(p, "ban hanh kem theo", "kem theo") >= 0 && x.words < 8 && (x.words > 0 || x.cites == 0):
		x.words = 0
		return // "bãi bỏ các quy định tại", "thay thế Quy chế ban hành kèm theo"
	}
	x.rel, x.start = "", false
	x.oblique = x.oblique || x.matchAny(p, "tai", "trong", "kem theo", "ban hanh kem theo", "neu tren", "nay la", "cum tu") < 0
}

// asking are the kinds of documents that ask others to act.
var asking = map[string]bool{"BC": true, "CV": true, "BB": true, "TTr": true, "KH": true, "CTr": true, "ĐA": true, "PA": true, "GM": true}

// actsHere reports that a verb at p is an act of this text.
func (x *relater) actsHere(p int) bool {
	switch {
	case x.asked || x.other:
		return false
	case x.mine, x.ours && !x.asksOthers() && !x.endsWith(p, "da"):
		return true
	case x.thing || !x.start && !x.inTitle(p) && !x.afterSemicolon(p):
		return false
	}
	return !x.asksOthers() && (x.mark != dashMark || x.articles) || x.list != ""
}

// endsLetter reports that a letter says, without asking anybody, that it ends the
// letter that is named at e.
func (x *relater) endsLetter(e int) bool {
	if !x.start && !x.ours || x.asked || x.other || x.reader.own == 0 || x.reader.list[x.reader.own-1].Kind != codeLetter {
		return false
	}
	w, _, ok := x.typeWordAt(x.skip(e))
	return ok && w.code == codeLetter
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
