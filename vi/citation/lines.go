package citation

// hard reports that at the line break after p, if there is one, a sentence does
// not go on: an empty line, a mark of a list, or a capital after a short line.
func (t *text) hard(p int) bool {
	for isBlank(t.at(p)) {
		p++
	}
	if t.at(p) != '\n' {
		return false
	}
	q := p + 1
	for isBlank(t.at(q)) {
		q++
	}
	switch b := t.at(q); {
	case b == '\n' || b == 0 || t.isMarker(q):
		return true
	case t.upper(q):
		return t.matchAny(q, "can cu", "xet", "theo de nghi", "dieu", "kinh gui", "noi nhan") >= 0 || !t.leadsOn(p) && (!t.wraps || t.lineLength(p) < wrapped)
	case isLetter(b) || isDigit(b) || b == '(':
		return false
	}
	return true
}

var connectors = spelled("của và số tại theo các với hoặc thế cứ hiện bỏ việc bởi cho là")

// offices are the last words of offices, after which their body is named.
var offices = spelled("(trưởng) (tịch) (đốc)")

// leadsOn reports that the line that ends at p ends in a word that wants another.
func (t *text) leadsOn(p int) bool {
	q := t.wordBefore(p, max(0, p-10))
	return q < p && (connectors.has(t, q, t.wordEnd(q)) || offices.has(t, q, t.wordEnd(q)) && !t.upper(p-1) || t.at(p-1) == '-')
}

// isWrapped reports that the lines of a text are broken inside sentences: many
// begin with a small letter.
func (t *text) isWrapped() bool {
	lines, small := 0, 0
	for p := 1; p < len(t.fold); p++ {
		if t.fold[p-1] == '\n' && t.fold[p] != '\n' {
			lines++
			if t.letter(p) && !t.upper(p) {
				small++
			}
		}
	}
	return small*5 > lines
}

// wrapped is the least length of a line that a converter broke inside a sentence.
const wrapped = 45

// lineLength gives the length of the line that ends at p.
func (t *text) lineLength(p int) int {
	n := 0
	for p > n && n < wrapped && t.fold[p-1-n] != '\n' {
		n++
	}
	return n
}

// Ranks of the marks of a list, from the outside in.
const (
	noMark = iota
	articleMark
	romanMark
	numberMark
	letterMark
	dashMark
)

func (t *text) isMarker(p int) bool { rank, _ := t.marker(p); return rank > noMark }

// marker reads the mark of a list or an article at the beginning of a line.
func (t *text) marker(p int) (rank, end int) {
	b := t.at(p)
	if (b == '-' || b == '+' || b == '*' || b == otherSign) && (t.space(p+1) || t.letter(p+1)) {
		return dashMark, p + 1
	}
	if e := t.match(p, "dieu"); e >= 0 {
		q := t.skip(e)
		c := t.digits(q, 3)
		if c == q && t.digitAt(q) != 0 { // a scanner's "Điều l."
			c++
		}
		if c > q {
			if t.letter(c) {
				c++
			}
			if t.at(c) == '.' || t.at(c) == ':' {
				return articleMark, c + 1
			}
		}
		return noMark, p
	}
	if t.digit(p) {
		return t.numberMarker(p)
	}
	if t.at(p) == 'l' && t.at(p+1) == '.' && t.space(p+2) {
		return numberMark, p + 2
	}
	if t.letter(p) && t.at(p+1) == ')' {
		return letterMark, p + 2
	}
	e := p
	for e-p < 5 && (t.at(e) == 'i' || t.at(e) == 'v' || t.at(e) == 'x') && t.upper(e) {
		e++
	}
	if e > p && (t.at(e) == '.' || t.at(e) == '-') && t.space(e+1) {
		return romanMark, e + 1
	}
	return noMark, p
}

// numberMarker reads "1.", "1)", "1-" or "1.1." with a space behind.
func (t *text) numberMarker(p int) (rank, end int) {
	e := t.digits(p, 3)
	for t.at(e) == '.' && t.digit(e+1) {
		e = t.digits(e+1, 3)
	}
	switch b := t.at(e); {
	case (b == '.' || b == ')' || b == '-') && t.space(e+1):
		return numberMark, e + 1
	case b == ' ' && e-p > 2 && t.at(e-2) == '.' && t.upper(e+1): // "1.1 Tên"
		return numberMark, e
	}
	return noMark, p
}

// lineStart reports that only spaces stand before p on its line.
func (t *text) lineStart(p int) bool {
	for p--; p >= 0 && t.fold[p] != '\n'; p-- {
		if !isBlank(t.fold[p]) {
			return false
		}
	}
	return true
}

func (t *text) lineEnd(p int) int {
	for p < len(t.fold) && t.fold[p] != '\n' {
		p++
	}
	return p
}

func (t *text) nextLine(p int) int { return t.lineEnd(p) + 1 }

// blank steps over spaces on a line.
func (t *text) blank(p int) int {
	for isBlank(t.at(p)) {
		p++
	}
	return p
}
