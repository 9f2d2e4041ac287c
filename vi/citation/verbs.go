package citation

import "strings"

// event is what a phrase does to the state of a sentence.
type event int

const (
	eRests event = iota
	eRestsFirst
	eAsks
	eImplements
	eGuides
	eAmends
	eSupersedes
	eRepeals
	eLoses
	eReset
	eAsked
	ePassive
	eNot
	eFiller
	eBody
)

// phrases by the first letter of their fold; the longer stand first.
var phrases = func() (list [256][]struct {
	fold string
	does event
}) {
	add := func(does event, folds ...string) {
		for _, f := range folds {
			list[f[0]] = append(list[f[0]], struct {
				fold string
				does event
			}{f, does})
		}
	}
	add(eAsks, "theo de nghi", "xet de nghi")
	add(eRests, "can cu", "sau khi xem xet", "tren co so")
	add(eFiller, "can cu phap ly", "hieu luc thi hanh", "thay mat", "xet thay", "thay doi", "thay vi", "noi dung", "cac", "nhung", "toan bo", "mot so", "mot phan", "cua", "van ban",
		"nghiem tuc", "nghiem", "tot", "dung", "day du", "hieu qua", "kip thoi", "dong bo", "quyet liet", "chi tiet", "va", "so", "quy dinh", "sau day", "sau",
		"viec", "tinh than", "chu truong", "hoac", "cung", "den", "tu", "phu luc", "phan", "chuong", "tieu muc", "muc", "dieu", "khoan", "diem", "co", "thong nhat",
		"chat che", "bien phap", "moi", "truoc day", "tiep tuc", "chinh thuc", "gom", "bao gom", "nhu sau", "gom co", "giai trinh", "y kien", "ket luan", "nghi quyet", "chi thi", "quyet dinh", "nghi dinh", "thong tu")
	add(eRestsFirst, "xet")
	add(eNot, "dung thuc hien", "ngung thuc hien", "dinh chi thuc hien", "tam dung thuc hien", "khong thuc hien", "dung thi hanh", "chua thuc hien", "dung trien khai", "dinh chi thi hanh", "khong trien khai")
	add(eImplements, "trien khai thuc hien", "to chuc thuc hien", "thuc hien", "thi hanh", "trien khai", "quan triet")
	add(eGuides, "quy dinh chi tiet", "huong dan thuc hien", "huong dan thi hanh", "huong dan")
	add(eAmends, "sua doi bo sung", "sua doi", "bo sung")
	add(eSupersedes, "thay the cho", "thay the", "thay cho", "thay")
	add(eRepeals, "bai bo", "huy bo", "cham dut hieu luc thi hanh", "cham dut hieu luc", "cham dut viec thi hanh")
	add(eLoses, "het hieu luc thi hanh", "het hieu luc")
	add(eReset, "theo", "tai", "xem", "phuc dap", "voi", "trong", "boi", "bang", "nhu", "do", "tra loi", "kem theo", "ban hanh kem theo", "gop y", "cum tu", "doi voi", "nhan duoc", "trai voi", "neu tren", "gui", "ra soat")
	add(eAsked, "de nghi", "kien nghi", "yeu cau", "giao", "du thao", "du an", "de xuat", "trinh")
	add(ePassive, "duoc", "bi")
	add(eBody, "ban hanh")
	for _, l := range list {
		sortPhrases(l)
	}
	return list
}()

func sortPhrases(l []struct {
	fold string
	does event
}) {
	for i := 1; i < len(l); i++ {
		for j := i; j > 0 && len(l[j].fold) > len(l[j-1].fold); j-- {
			l[j], l[j-1] = l[j-1], l[j]
		}
	}
}

// word reads the word or phrase at p and gives where to go on, at most end.
func (x *relater) word(p, end int) int {
	if w, e, ok := x.typeWordAt(p); ok && e <= end {
		if n := x.match(x.skip(e), "nay"); n >= 0 && n <= end {
			if x.isSelf(p, w) {
				x.subject()
			}
			return n
		}
		if w.code != "HD" && w.fold != "quy dinh" && !(w.code == "QĐ" && !x.upper(p)) {
			x.thing, x.start = true, false
			return e
		}
	}
	second := x.at(p + 1)
	for i := range phrases[x.at(p)] {
		f := &phrases[x.at(p)][i]
		if !alikeByte(second, f.fold[1]) {
			continue
		}
		if e := x.matchVerb(p, f.fold); e >= 0 && e <= end && (strings.IndexByte(f.fold, ' ') >= 0 || x.says(p, e)) {
			return x.do(f.does, p, e, end)
		}
	}
	e := x.wordEnd(p)
	if x.valueAt(p) != e {
		x.words++
		x.start = false
		x.thing = false
		x.asked = x.asked || x.isBody(p) && !x.mine
	}
	return min(e, end)
}

// isSelf reports that a type word before "này" means this text and not one it
// has spoken of: "hai nghị định này".
func (x *relater) isSelf(p int, w typeWord) bool {
	if x.matchAny(x.wordBefore(p, max(0, p-8)), "hai", "ba", "cac", "nhung") >= 0 {
		return false
	}
	return !x.asksOthers() || suits(w, x.reader.list[x.reader.own-1].Kind)
}

// ambiguous are the folds that other common words share; those words are told
// apart by their marks: "tại" is not "tài".
var ambiguous, meant = set("tai", "voi", "trong", "boi", "bang", "nhu", "do", "giao", "trinh", "thay", "gui", "bi", "xet"),
	spelled("tại với trong bởi bằng như do giao trình thay gửi bị xét")

func (x *relater) says(p, e int) bool {
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

// subject makes this text the subject of the sentence.
func (x *relater) subject() {
	x.mine, x.other, x.asked, x.thing, x.start = true, false, false, false, false
	if x.cites > 0 || x.rel == Guides {
		x.rel = ""
	}
	x.words = 0
}

// governed makes a relation govern what follows.
func (x *relater) governed(rel string) {
	x.rel, x.words, x.cites, x.asks = rel, 0, 0, false
	x.start, x.thing, x.passive = false, false, false
}

// do lets a phrase from p to e change the state.
func (x *relater) do(does event, p, e, end int) int {
	switch does {
	case eAsks:
		if x.start {
			x.governed(RestsOn)
			x.asks = true
		} else {
			x.rel = ""
		}
	case eRests:
		x.governed(RestsOn)
	case eRestsFirst:
		if x.start {
			x.governed(RestsOn)
		}
	case eImplements:
		if x.rel != Guides || x.words > 0 {
			x.governed(Implements)
		}
	case eGuides:
		x.governed(Guides)
	case eAmends, eSupersedes, eRepeals:
		if x.matchAny(x.skip(e), "boi", "theo", "bang") >= 0 {
			x.undergo()
			return e
		}
		return x.acted(does, p, e)
	case eLoses:
		if b := x.at(x.skip(e)); !x.loses(e) && x.mine && !x.passive && (b == ':' || b == '.' || b == ';') {
			x.repealed()
		}
	case eReset:
		x.reset(p)
	case eAsked:
		x.rel, x.asked, x.start = "", true, false
	case ePassive:
		return x.suffer(e, end)
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
