package citation

import "strings"

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

// valueAt reads the number or letter of a part; p when there is none.
func (t *text) valueAt(p int) int {
	e := p
	switch {
	case t.digits(p, 4) > p:
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
	if t.digit(e) || t.letter(e) && !t.glued(e) {
		return p
	}
	return e
}

// glued reports that a word begins right after a digit: "khoản 2Điều 8".
func (t *text) glued(p int) bool {
	return t.digit(p-1) && t.upper(p) && t.letter(p+1) && !t.upper(p+1)
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
	if d := r.digits(p, 4); d > p {
		return r.plainDigits(p, d) + string(r.runes[d:e])
	}
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
