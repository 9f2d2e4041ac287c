package citation

import "strings"

// event is what a phrase does to the state of a sentence.
type event int

const (
	eRests event = iota
	eRestsFirst
	eBasis
	eHas
	eAnd
	eAsks
	eAdvised
	eImplements
	eGuides
	eAmends
	eSupersedes
	eRepeals
	eLoses
	eAllRepealed
	eReset
	eAsked
	ePassive
	eNot
	eFiller
	eSelf
	eBody
)

// word reads the word or phrase at p and gives where to go on, at most end.
func (x *relater) word(p, end int) int {
	if w, e, ok := x.typeWordAt(p); ok && e <= end {
		if n := x.matchAny(x.skip(e), "nay", "nav"); n >= 0 && n <= end {
			switch object := x.asked && x.words+x.cites == 0; { // "giao Sở thực hiện Quyết định này"
			case object && x.rel == Guides:
				x.rel = ""
			case object && x.rel == Implements:
			case x.asked && x.letter(x.back(p, 0)-1): // "Chính phủ hướng dẫn thi hành Nghị quyết này"
			case x.isSelf(p, w):
				x.subject()
			}
			return n
		}
		if n := x.match(x.skip(e), "co hieu luc"); x.start && x.upper(p) && n >= 0 && n <= end && x.isSelf(p, w) {
			x.subject() // "Nghị quyết có hiệu lực từ ngày ... và thay thế ..."
			return n
		}
		if w.code == "HD" && x.upper(p+1) && x.isHeadingLine(p, e) {
			return e // the text's own type and no verb
		}
		if w.code != "HD" && w.fold != "quy dinh" && !(w.code == "QĐ" && !x.upper(p)) {
			if x.thing, x.start = true, false; x.rel != "" && x.words <= patience[x.rel] && x.upper(p) {
				x.untold = 1
			}
			return e
		}
	}
	for _, f := range x.phrasesAt(p) {
		if e := x.matchVerb(p, f.fold); e >= 0 && e <= end && x.says(p, e, f.fold) {
			return x.do(f.does, p, e, end)
		}
	}
	e := x.wordEnd(p)
	if x.valueAt(p) != e {
		x.words++
		if x.untold > 0 {
			x.untold++
		}
		x.start = false
		x.thing = false
		if !x.mine && x.asked == x.bodied && (x.bodied && x.upper(p) || x.isBody(p)) && !x.inTitle(p) {
			x.named(p)
		}
	}
	return min(e, end)
}

// ambiguous are the folds that other common words share; those words are told
// apart by their marks: "tại" is not "tài".
var ambiguous, meant = set("tai", "voi", "trong", "boi", "bang", "nhu", "do", "giao", "trinh", "thay", "gui", "bi", "xet", "huy", "so", "co", "dung"),
	spelled("tại với trong bởi bằng như do giao trình thay gửi bị xét hủy huỷ số sô có dừng đúng")

func (x *relater) says(p, e int, fold string) bool {
	switch {
	case strings.HasPrefix(fold, "dung "): // "tín dụng thực hiện" is not "dừng thực hiện"
		e = x.wordEnd(p)
	case strings.IndexByte(fold, ' ') >= 0:
		return true
	}
	return !x.is(p, e, ambiguous) || meant.has(x.text, p, e)
}

// matchVerb matches a phrase; a comma may stand in "sửa đổi, bổ sung".
func (x *relater) matchVerb(p int, fold string) int {
	if fold == "sua doi bo sung" {
		if e := x.match(p, "sua doi"); e >= 0 {
			return x.match(x.separated(e), "bo sung")
		}
		return -1
	}
	return x.match(p, fold)
}

// governed makes a relation govern what follows.
func (x *relater) governed(rel string) {
	x.rel, x.words, x.cites, x.asks, x.untold = rel, 0, 0, false, 0
	x.start, x.thing, x.passive = false, false, false
}

// begins makes a relation govern what follows that may open a preamble.
func (x *relater) begins(rel string) {
	first := x.start && !x.articles
	x.governed(rel)
	x.basis = x.basis || first
}

// joins lets a verb that governs a document named without a number govern the one
// that begins at p: "thực hiện Luật Cán bộ, công chức và Nghị định số ...".
func (x *relater) joins(p int) {
	if x.untold == 0 || x.untold > maxQualifiers {
		return
	}
	if q := x.skip(p); x.isCiteStart(q) || x.pinStart(q) {
		x.words, x.untold = 0, 0
	}
}

// do lets a phrase from p to e change the state.
func (x *relater) do(does event, p, e, end int) int {
	if x.cell && x.list == "" && does != eReset && does != eRests && !(does == eImplements && x.endsWith(p, "viec")) {
		does = eNot // a subject in a table is another's doing
	}
	switch does {
	case eAsks:
		if x.start || x.basis || x.afterSemicolon(p) {
			x.governed(RestsOn)
			x.asks = true
		} else {
			x.rel = ""
		}
	case eAdvised:
		if x.start && x.afterBasis(p) {
			x.governed(RestsOn)
		} else {
			x.rel, x.start = "", false
		}
	case eRests:
		switch {
		case x.isCell(p, e):
		case x.isBasisOfOther(p, e):
			x.governed("")
		default:
			x.begins(RestsOn)
		}
	case eBasis:
		switch {
		case !x.start:
		case x.endsHeading(e):
			x.list, x.listMark = RestsOn, x.mark
		case x.at(x.blank(e)) == ':':
			x.governed(RestsOn)
			return x.blank(e) + 1
		}
	case eHas:
		if x.cites > 0 && x.words > 0 {
			x.rel = "" // a clause of its own: "...; Quảng Ninh có Quyết định số"
		}
	case eAnd:
		x.joins(e)
	case eRestsFirst:
		if x.start || x.afterSemicolon(p) {
			x.governed(RestsOn)
		}
	case eImplements:
		if x.rel != Guides || x.words > 0 {
			x.begins(Implements)
		}
	case eGuides:
		if x.matchAny(x.skip(e), "tai", "cua") >= 0 {
			return e // a noun: "căn cứ Luật A và hướng dẫn tại Thông tư B"
		}
		switch q := x.skip(e); {
		case x.thing && x.rel != "" && (x.at(q) == ',' || x.match(q, "va") >= 0): // "Luật A, các văn bản hướng dẫn và Nghị định B"
		case x.other || x.thing || x.asked && !(x.bodied && (x.us == "" || x.saysHow(e))):
			x.governed("") // "văn bản hướng dẫn thi hành"
		default:
			x.governed(Guides)
		}
	case eAmends, eSupersedes, eRepeals:
		if x.matchAny(x.skip(e), "boi", "theo", "bang") >= 0 {
			x.undergo()
			return e
		}
		return x.acted(does, p, e)
	case eLoses:
		x.lose(p, e)
	case eAllRepealed: // "... trái với Nghị định này đều bãi bỏ"
		if x.mine {
			x.repealed()
		}
	case eReset:
		x.reset(p)
	case eAsked:
		x.rel, x.asked, x.start = "", true, false
	case ePassive:
		return x.suffer(e, end)
	case eSelf:
		x.subject()
	case eNot:
		x.governed("")
	case eBody:
		if w, c, ok := x.typeWordAt(x.skip(e)); ok && c <= end && w.fold != "van ban" && x.upper(x.skip(e)) && !x.asksOthers() {
			x.governed("")
			x.mine, x.other, x.asked = true, false, false
			return c
		}
		x.rel = ""
	}
	return e
}

// afterBasis reports that the line at p follows one that ends in a semicolon, as
// the lines of a preamble do.
func (x *relater) afterBasis(p int) bool {
	return x.lineStart(p) && x.afterSemicolon(p)
}

// afterSemicolon reports that only spaces stand between a semicolon and p.
func (t *text) afterSemicolon(p int) bool {
	for t.space(p - 1) {
		p--
	}
	return t.at(p-1) == ';'
}

// isCell reports that the words from p to e are a cell of a table and no more.
func (t *text) isCell(p, e int) bool {
	e = t.blank(e)
	last := t.at(e) == '\n' || t.at(e) == 0
	return !t.lineStart(p) && t.columnStart(p) && last || t.at(t.back(p, 0)-1) == '|' && (last || t.at(e) == '|')
}
