package citation

// levels are the words for parts of a document.
var levels = []struct {
	fold, word string
	level      int
}{
	{"phu luc", "phụ lục", annexLevel}, {"phan", "phần", partLevel}, {"chuong", "chương", chapterLevel}, {"tieu muc", "tiểu mục", subsectionLevel},
	{"muc", "mục", sectionLevel}, {"dieu", "điều", articleLevel}, {"khoan", "khoản", clauseLevel}, {"diem", "điểm", pointLevel},
	{"tiet", "tiết", innerLevel},
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
		if t.upper(p) && romanDigit(t, p) != 0 && t.at(e) == '.' && t.digit(e+1) { // "Mục I.2"
			e = t.digits(e+1, 3)
		}
	case t.upper(p):
		for e-p < 7 && romanDigit(t, e) != 0 && t.upper(e) {
			e++
		}
		if e > p && t.at(e) == '.' && t.digit(e+1) { // "Mục II.3"
			e = t.digits(e+1, 3)
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

// gluedLevel reports that the word for a part begins at p, glued to "theo" or
// "tại": "theokhoản 2".
func (t *text) gluedLevel(p, from int) bool {
	if b := t.at(p); b != 'k' && b != 'd' || !t.letter(p-1) {
		return false
	}
	for _, w := range []string{"theo", "tai"} {
		if q := p - len(w); q >= from && string(t.fold[q:p]) == w && !t.letter(q-1) && t.matchAny(p, "khoan", "diem", "dieu") >= 0 {
			return true
		}
	}
	return false
}

// levelAt reads the word for a part.
func (t *text) levelAt(p int) (i, end int) {
	if t.starts(p) || t.gluedLevel(p, 0) {
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
		each := r.matchAny(q, "cac", "nhung") >= 0
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
		if each && !and && len(values) > 1 {
			list = spread(list, levels[i].level, levels[i].word, values)
		} else {
			list = take(list, levels[i].level, levels[i].word, values, and)
		}
		p, stop = c, c
	}
	return list, stop
}

// pinSeparator steps over a comma, a semicolon or "và" and reports whether what
// follows stands beside what came before, and not around it.
func (r *reader) pinSeparator(p int) (int, bool) {
	q := r.skip(p)
	switch r.at(q) {
	case ',':
		q = r.skip(q + 1)
		if i, e := r.levelAt(q); i >= 0 && (levels[i].level == annexLevel || levels[i].level < articleLevel && r.takesIn(e)) {
			return q, true // "Điều 7, Phụ lục III", "Điều 8, Mục 2 Chương III"
		}
	case ';':
		return r.skip(q + 1), true
	}
	if c := r.matchAny(q, "va", "hoac"); c >= 0 {
		return r.skip(c), true
	}
	return q, false
}

// takesIn reports that behind the number at p stands, without a comma, a part that
// is outside it.
func (t *text) takesIn(p int) bool {
	e := t.valueAt(t.skip(p))
	i, _ := t.levelAt(t.skip(e))
	return e > t.skip(p) && i >= 0 && levels[i].level < articleLevel
}

// values reads the numbers or letters of one word for parts: "a, b và đ", "5-7",
// "5 đến Điều 7".
func (r *reader) values(level, p, end int) (list []string, stop int) {
	stop = p
	q := r.skip(p)
	if c := r.matchAny(q, "tu", "so"); c >= 0 {
		q = r.skip(c)
	}
	if n, c := r.nth(q); c > q && c <= end { // "Phần thứ hai"
		return []string{n}, c
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

// nth reads "thứ hai" at p; p when it does not stand there.
func (r *reader) nth(p int) (string, int) {
	if e := r.match(p, "thu"); e >= 0 {
		if n, c := r.ordinal(r.skip(e)); c > r.skip(e) {
			return n, c
		}
	}
	return "", p
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
