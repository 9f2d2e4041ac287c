package citation

import "strings"

// named reads the name of a body at p as that of who acts.
func (x *relater) named(p int) {
	ours := x.isOurs(p)
	x.ours = x.ours || ours
	switch {
	case !ours && !x.asked:
		x.asked, x.bodied = true, true
	case ours && x.bodied: // "Bộ trưởng Bộ Nội vụ"
		x.asked, x.bodied = false, false
	}
}

// isOurs reports that the body named at p is the own issuer, perhaps without its
// place: "Ủy ban nhân dân tỉnh".
func (x *relater) isOurs(p int) bool {
	rest, word, words := x.us, "", 0
	for rest != "" {
		word, rest, _ = strings.Cut(rest, " ")
		e := x.match(p, word)
		if e < 0 {
			return words >= 5
		}
		p, words = x.skip(e), words+1
	}
	return words > 0
}

// isSelf reports that a type word before "này" means this text and not one it
// has spoken of: "hai nghị định này".
func (x *relater) isSelf(p int, w typeWord) bool {
	if x.matchAny(x.wordBefore(p, max(0, p-8)), "hai", "ba", "cac", "nhung") >= 0 {
		return false
	}
	if x.reader.own > 0 && w.fold == "cong van" {
		return x.reader.list[x.reader.own-1].Kind == codeLetter
	}
	return !x.asksOthers() || suits(w, x.reader.list[x.reader.own-1].Kind)
}

// subject makes this text the subject of the sentence.
func (x *relater) subject() {
	x.mine, x.other, x.asked, x.thing, x.start = true, false, false, false, false
	if x.cites > 0 || x.rel == Guides {
		x.rel = ""
	}
	x.words = 0
}

// saysHow reports that the line that goes on at p ends in "như sau:": the body named
// before it speaks in this text.
func (x *relater) saysHow(p int) bool {
	for limit := p + sentenceReach; p < limit && x.at(p) != 0; p++ {
		if x.at(p) == ':' {
			return x.endsWith(p, "nhu sau")
		}
		if x.at(p) == '\n' && x.hard(p) {
			return false
		}
	}
	return false
}

// isBasisOfOther reports that "căn cứ" at p says what another document rests on, or
// is a noun: "Quyết định số 16 căn cứ ...", "nêu căn cứ sai".
func (x *relater) isBasisOfOther(p, e int) bool {
	q := x.wordBefore(p, max(0, p-8))
	if x.matchAny(q, "khong", "chua", "co", "cac", "lam", "la") >= 0 || x.match(q, "neu") >= 0 && x.at(x.blank(e)) != ':' {
		return true
	}
	return len(x.subjects) > 0 && x.words <= 2 && x.at(x.back(p, 0)-1) != ',' && x.at(x.back(p, 0)-1) != ';'
}
