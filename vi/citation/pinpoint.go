package citation

// Levels of the parts of a document, from the outside in.
const (
	annexLevel = iota
	partLevel
	chapterLevel
	sectionLevel
	subsectionLevel
	articleLevel
	clauseLevel
	dottedLevel // a "tiết 1.2" in which points are
	pointLevel
	innerLevel // a "tiết" of a point, a "mục 1.4" inside a clause
)

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
	p = r.attached(from, p)
	if of := r.wordBefore(p, from); r.match(of, "cua") >= 0 && r.at(r.back(of, from)-1) == ')' {
		p = r.back(of, from) // "Chương II (từ Điều 8 đến Điều 13) của Nghị định"
	}
	if open := r.bracketBefore(from, p); open < p {
		parts, q := r.partsBefore(from, open)
		if q < open {
			return within(parts, r.bracketed(open+1, p)), q
		}
	}
	q := p
	for q > from {
		b := r.pinTokenBefore(q, from)
		if b == q {
			break
		}
		q = b
	}
	if from > 0 && q <= from && r.at(r.skip(from)) == ',' { // "Quy định 296, điều 11; Điều 9 Điều lệ Đảng"
		for s := q; s < p; s++ {
			if r.at(s) == ';' {
				q = s
			}
		}
	}
	first := q
	for ; q < p; q = r.nextWord(q) {
		if !r.pinStart(q) {
			continue
		}
		parts, e := r.parts(q, p)
		if len(parts) > 0 && r.linked(e, p) {
			earlier, start := r.partsInBracket(from, first)
			if earlier == nil {
				start = q
			}
			return append(earlier, flatten(parts)...), start
		}
	}
	return nil, end
}

// attached gives where the paper begins that is attached to the document at p, as
// in "Điều 5 của Quy chế làm việc ban hành kèm theo Quyết định số ..."; p itself
// when there is none.
func (r *reader) attached(from, p int) int {
	q := r.attaching(from, p)
	if q == p {
		return p
	}
	for stop, i := q, 0; i < maxQualifiers; i++ {
		w := r.wordBefore(q, from)
		if _, e, ok := r.typeWordAt(w); ok && e <= stop && r.upper(w) {
			return w
		} else if w == q {
			break
		} else if r.upper(w) && r.match(r.wordBefore(w, from), "cua") >= 0 { // "Điều 7 của Quy trình"
			return w
		}
		q = w
	}
	return p
}

// attaching gives where "(ban hành) kèm theo" begins that ends at p; p itself when
// it does not stand there.
func (r *reader) attaching(from, p int) int {
	two := r.wordBefore(r.wordBefore(p, from), from)
	four := r.wordBefore(r.wordBefore(two, from), from)
	if e := r.match(four, "ban hanh kem theo"); e >= 0 && r.skip(e) == p {
		return four
	}
	if e := r.match(two, "kem theo"); e >= 0 && r.skip(e) == p {
		return two
	}
	return p
}

// nextWord steps to the next place where a word may begin.
func (t *text) nextWord(p int) int {
	if !t.letter(p) {
		return p + 1
	}
	e := t.wordEnd(p)
	for q := p + 1; q < e && q-p < 6; q++ {
		if t.gluedLevel(q, p) {
			return q
		}
	}
	return e
}

var pinWords = set("cua", "va", "hoac", "cac", "tu", "den", "kem", "theo", "ban", "hanh", "cung", "phu", "luc", "phan", "chuong", "tieu", "muc", "dieu", "khoan",
	"diem", "tiet", "nhung", "so", "thuoc", "tai", "thu", "nhat", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")

// pinTokenBefore steps back over one word, number or sign that may belong to
// names of parts; it gives p when none does.
func (r *reader) pinTokenBefore(p, from int) int {
	q := r.back(p, from)
	if q == from || r.tabbed(q, p) { // another cell of a table
		return p
	}
	b := r.at(q - 1)
	if b == ',' || b == ';' || b == '-' {
		return q - 1
	}
	if !isLetter(b) && !isDigit(b) {
		return p
	}
	w := q - 1
	for w > from && (r.letter(w-1) || r.digit(w-1) || r.at(w-1) == '.' && (r.digit(w-2) || r.letter(w-2))) && !r.seam(w) && !r.glued(w) && !r.gluedLevel(w, from) {
		w--
	}
	if q-w <= maxSetWord && (pinWords[string(r.fold[w:q])] || r.valueAt(w) == q) {
		return w
	}
	return p
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
		return !t.endsWith(p, "mot so")
	}
	if c := t.matchAny(t.skip(e), "tu", "so"); c >= 0 {
		e = c
	}
	q := t.skip(e)
	return q > e && (t.valueAt(q) > q || t.match(q, "thu") >= 0)
}

// linked reports that nothing but "của" or "ban hành kèm theo" stands between the
// names of parts and what they belong to.
func (t *text) linked(p, end int) bool {
	for range 8 {
		p = t.skip(p)
		if p >= end {
			return p == end
		}
		if t.at(p) == ',' || t.at(p) == '-' && t.space(p-1) && t.space(p+1) {
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
