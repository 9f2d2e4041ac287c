package outline

import (
	"strconv"
	"strings"
	"unicode"

	"hoso/vi"
)

// words of kinds in ids, without marks so that they are easy to type.
var idWords = map[Kind]string{Part: "phan", Chapter: "chuong", Section: "muc", Subsection: "tieu-muc", Article: "dieu", Clause: "khoan", Point: "diem",
	Appendix: "phu-luc", Heading: "de-muc"}

// name gives every node its id.
func (r *reader) name() {
	used := make(map[string]int, len(r.nodes))
	r.items = map[[2]int]int{}
	for i := range r.nodes {
		id := r.path(i)
		base := id
		for used[id] > 0 {
			used[base]++
			id = base + "~" + strconv.Itoa(used[base])
		}
		used[id] = 1
		r.nodes[i].ID = id
	}
}

// path joins the id of the parent and the node's own number.
func (r *reader) path(i int) string {
	n := &r.nodes[i]
	own := idWords[n.Kind]
	switch {
	case n.Kind == Heading:
		own += "-" + slug(vi.FoldWords(n.Heading))
	case r.found[i].mark.style == byDash:
		own = "gach-" + r.count(n.Parent, byDash)
	case r.found[i].mark.style == byPlus:
		own = "cong-" + r.count(n.Parent, byPlus)
	case r.found[i].mark.style == byStar:
		own = "sao-" + r.count(n.Parent, byStar)
	case r.found[i].mark.form:
		own = "mau-" + slug(n.Number)
	case n.Number != "":
		own += "-" + slug(n.Number)
	}
	p := n.Parent
	if n.Kind == Article {
		p = r.holder(i)
	}
	if n.Quoted && (p < 0 || !r.nodes[p].Quoted) {
		own = "trich." + own
	}
	if p < 0 {
		return own
	}
	return r.nodes[p].ID + "." + own
}

// count counts the dashes or plus signs of a parent; they have no numbers.
func (r *reader) count(parent int, st style) string {
	key := [2]int{parent, int(st)}
	r.items[key]++
	return strconv.Itoa(r.items[key])
}

// holder gives the appendix, or what holds the quotation, in which an article
// stands: its chapter is not named.
func (r *reader) holder(i int) int {
	p := r.nodes[i].Parent
	for p >= 0 && r.nodes[p].Kind != Appendix && r.nodes[p].Kind != Article && !(r.nodes[i].Quoted && !r.nodes[p].Quoted) {
		p = r.nodes[p].Parent
	}
	return p
}

// slug writes a number or a heading with hyphens: letters and digits stay, of
// headings the first six words without marks.
func slug(s string) string {
	if strings.Contains(s, " ") {
		words := strings.Fields(vi.FoldWords(s))
		return strings.Join(words[:min(len(words), 6)], "-")
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return '-'
	}, s)
}
