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
