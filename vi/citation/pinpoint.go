package citation

import "strings"

// Levels of the parts of a document, from the outside in.
const (
	annexLevel = iota
	partLevel
	chapterLevel
	sectionLevel
	subsectionLevel
	articleLevel
	clauseLevel
	pointLevel
	innerLevel // a "mục 1.4" inside a clause
)

// levels are the words for parts of a document.
var levels = []struct {
	fold, word string
	level      int
}{
	{"phu luc", "phụ lục", annexLevel}, {"phan", "phần", partLevel}, {"chuong", "chương", chapterLevel}, {"tieu muc", "tiểu mục", subsectionLevel},
	{"muc", "mục", sectionLevel}, {"dieu", "điều", articleLevel}, {"khoan", "khoản", clauseLevel}, {"diem", "điểm", pointLevel},
}

// part is a stretch of parts under one outermost part.
type part struct {
	level int
	path  []string
	and   bool // "và" stands before it
}

// pinReach bounds how far before a citation its parts are searched.
const pinReach = 400

// pinpoints reads the parts that are named right before or after each citation.
func (r *reader) pinpoints() {
	from := 0
	for i := range r.list {
		f := &r.list[i]
		if f.Role == Self {
			from = f.to
			continue
		}
		f.Pinpoint, f.pins = r.partsBefore(max(from, f.from-pinReach), f.from)
		if f.Pinpoint == nil {
			f.Pinpoint = r.partsAfter(i)
		}
		from = f.to
	}
}

// partsBefore reads the parts whose names end at p, and gives where they begin.
func (r *reader) partsBefore(from, p int) ([]string, int) {
	end := p
	q := p
	for q > from {
		b := r.pinTokenBefore(q, from)
		if b == q {
			break
		}
		q = b
	}
	for ; q < p; q = r.nextWord(q) {
		if !r.pinStart(q) {
			continue
		}
		parts, e := r.parts(q, p)
		if len(parts) > 0 && r.linked(e, p) {
			return flatten(parts), q
		}
	}
	return nil, end
}

// nextWord steps to the next place where a word may begin.
func (t *text) nextWord(p int) int {
	if t.letter(p) {
		return t.wordEnd(p)
	}
	return p + 1
}

var pinWords = set("cua", "va", "hoac", "cac", "tu", "den", "kem", "theo", "ban", "hanh", "cung", "phu", "luc", "phan", "chuong", "tieu", "muc", "dieu", "khoan",
	"diem", "nhung", "so", "thuoc", "tai")

// pinTokenBefore steps back over one word, number or sign that may belong to
// names of parts; it gives p when none does.
func (r *reader) pinTokenBefore(p, from int) int {
	q := r.back(p, from)
	if q == from {
		return p
	}
	b := r.at(q - 1)
	if b == ',' || b == '-' {
		return q - 1
	}
	if !isLetter(b) && !isDigit(b) {
		return p
	}
	w := q - 1
	for w > from && (r.letter(w-1) || r.digit(w-1) || r.at(w-1) == '.' && (r.digit(w-2) || r.letter(w-2))) && !r.seam(w) {
		w--
	}
	if q-w <= maxSetWord && (pinWords[string(r.fold[w:q])] || r.valueAt(w) == q) {
		return w
	}
	return p
}

// valueAt reads the number or letter of a part; p when there is none.
func (t *text) valueAt(p int) int {
	e := p
	switch {
	case t.digit(p):
		e = t.digits(p, 4)
		for t.at(e) == '.' && t.digit(e+1) {
			e = t.digits(e+1, 3)
		}
		if t.letter(e) && !t.letter(e+1) && !t.digit(e+1) {
			e++
		}
	case t.letter(p) && !t.letter(p+1):
		e = p + 1
		for t.digit(e) && e-p < 3 {
			e++
		}
	case t.upper(p):
		for e-p < 7 && romanDigit(t, e) != 0 && t.upper(e) {
			e++
		}
	}
	if t.letter(e) || t.digit(e) {
		return p
	}
	return e
}

// levelAt reads the word for a part.
func (t *text) levelAt(p int) (i, end int) {
	if t.starts(p) {
		for i := range levels {
			if e := t.match(p, levels[i].fold); e >= 0 {
				return i, e
			}
		}
	}
	return -1, p
}

// pinStart reports that the name of a part begins at p.
func (t *text) pinStart(p int) bool {
	if e := t.matchAny(p, "cac", "tu"); e >= 0 {
		p = t.skip(e)
	}
	i, e := t.levelAt(p)
	if i < 0 {
		return false
	}
	if levels[i].level == annexLevel {
		return true
	}
	if c := t.matchAny(t.skip(e), "tu", "so"); c >= 0 {
		e = c
	}
	q := t.skip(e)
	return q > e && t.valueAt(q) > q
}

// linked reports that nothing but "của" or "ban hành kèm theo" stands between the
// names of parts and what they belong to.
func (t *text) linked(p, end int) bool {
	for range 8 {
		p = t.skip(p)
		if p >= end {
			return p == end
		}
		if t.at(p) == ',' {
			p++
			continue
		}
		e := t.matchAny(p, "cua", "ban hanh kem theo", "ban hanh cung", "kem theo", "cac", "thuoc", "tai")
		if e < 0 {
			return false
		}
		p = e
	}
	return false
}

// parts reads names of parts from p, not beyond end.
func (r *reader) parts(p, end int) (list []part, stop int) {
	stop = p
	for p < end {
		q, and := r.pinSeparator(p)
		if c := r.matchAny(q, "cac", "tu", "nhung"); c >= 0 {
			q = r.skip(c)
		}
		i, e := r.levelAt(q)
		if i < 0 || q >= end {
			break
		}
		values, c := r.values(i, e, end)
		if len(values) == 0 {
			if levels[i].level != annexLevel {
				break
			}
			values = []string{""}
		}
		list = take(list, levels[i].level, levels[i].word, values, and)
		p, stop = c, c
	}
	return list, stop
}

func (r *reader) pinSeparator(p int) (int, bool) {
	q := r.skip(p)
	if r.at(q) == ',' {
		q = r.skip(q + 1)
	}
	if c := r.matchAny(q, "va", "hoac"); c >= 0 {
		return r.skip(c), true
	}
	return q, false
}

// values reads the numbers or letters of one word for parts: "a, b và đ", "5-7",
// "5 đến Điều 7".
func (r *reader) values(level, p, end int) (list []string, stop int) {
	stop = p
	q := r.skip(p)
	if c := r.matchAny(q, "tu", "so"); c >= 0 {
		q = r.skip(c)
	}
	for q < end {
		e := r.valueAt(q)
		if e == q || e > end {
			break
		}
		v := r.value(q, e)
		if to, c := r.rangeEnd(level, e, end); to != "" {
			v, e = v+"-"+to, c
		}
		list, stop = append(list, v), e
		q, _ = r.pinSeparator(e)
		if q == r.skip(e) {
			break
		}
	}
	return list, stop
}

func (r *reader) value(p, e int) string {
	return string(r.runes[p:e])
}

// rangeEnd reads the end of a range after a value.
func (r *reader) rangeEnd(level, p, end int) (string, int) {
	q := r.skip(p)
	if r.at(q) == '-' {
		q = r.skip(q + 1)
	} else if c := r.match(q, "den"); c >= 0 {
		q = r.skip(c)
		if c := r.matchAny(q, "het"); c >= 0 {
			q = r.skip(c)
		}
		if i, c := r.levelAt(q); i == level {
			q = r.skip(c)
		}
	} else {
		return "", p
	}
	e := r.valueAt(q)
	if e == q || e > end {
		return "", p
	}
	return r.value(q, e), e
}

// take adds parts to a list. A part that is outside those before it takes them
// in, as "khoản 2" is of "Điều 4" in "khoản 2 Điều 4".
func take(list []part, level int, word string, values []string, and bool) []part {
	if level == sectionLevel && strings.ContainsRune(values[0], '.') {
		level = innerLevel
	}
	n := len(list)
	for !and && n > 0 && list[n-1].level > level {
		n--
	}
	for i, v := range values {
		name := strings.TrimSpace(word + " " + v)
		if i > 0 || n == len(list) {
			list = append(list, part{level, []string{name}, and && i == 0})
			if i == 0 {
				n = len(list)
			}
			continue
		}
		for j := n; j < len(list); j++ {
			list[j].path = append([]string{name}, list[j].path...)
			list[j].level = level
		}
		n = len(list)
	}
	return list
}

// flatten gives parts from the outside in. An inner part that nothing after it
// took belongs to the one before it: "Điều 4 khoản 2".
func flatten(list []part) []string {
	var out, chain []string
	var depth []int // levels of chain
	for _, p := range list {
		for len(depth) > 0 && (depth[len(depth)-1] >= p.level || p.and || p.level < clauseLevel) {
			chain, depth = chain[:len(chain)-1], depth[:len(depth)-1]
		}
		parent := strings.Join(chain, ", ")
		chain, depth = append(chain, strings.Join(p.path, ", ")), append(depth, p.level)
		if len(out) > 0 && parent != "" && out[len(out)-1] == parent {
			out = out[:len(out)-1]
		}
		out = append(out, strings.Join(chain, ", "))
	}
	return out
}

// partsAfter reads the parts in a bracket or after a comma behind a citation.
func (r *reader) partsAfter(i int) []string {
	f := &r.list[i]
	places := []int{f.to}
	if f.Title == "" && f.tail > f.to {
		places = append(places, f.tail)
	}
	for _, p := range places {
		q := r.skip(p)
		b := r.at(q)
		if b != ',' && b != '(' {
			continue
		}
		q = r.skip(q + 1)
		if c := r.matchAny(q, "tai"); c >= 0 {
			q = r.skip(c)
		}
		next := r.nextFrom(i)
		if !r.pinStart(q) {
			continue
		}
		parts, e := r.parts(q, next)
		if len(parts) > 0 && r.endsParts(e, next, b) {
			return flatten(parts)
		}
	}
	return nil
}

// endsParts reports that the parts before e are not those of something that
// follows.
func (r *reader) endsParts(e, next int, open byte) bool {
	q := r.skip(e)
	if open == '(' {
		return r.at(q) == ')'
	}
	if r.linked(e, next) && next < len(r.fold) {
		return false
	}
	if _, _, ok := r.typeWordAt(q); ok {
		return false
	}
	return r.match(q, "cua") < 0 && q != next
}
