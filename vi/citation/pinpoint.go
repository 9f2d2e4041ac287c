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
	pointLevel
	innerLevel // a "mục 1.4" inside a clause
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

// attached gives where the paper begins that is attached to the document at p, as
// in "Điều 5 của Quy chế làm việc ban hành kèm theo Quyết định số ..."; p itself
// when there is none.
func (r *reader) attached(from, p int) int {
	q := p
	for range 4 {
		q = r.wordBefore(q, from)
	}
	if e := r.match(q, "ban hanh kem theo"); e < 0 || r.skip(e) != p {
		return p
	}
	for stop, i := q, 0; i < maxQualifiers; i++ {
		w := r.wordBefore(q, from)
		if _, e, ok := r.typeWordAt(w); ok && e <= stop && r.upper(w) {
			return w
		} else if w == q {
			break
		}
		q = w
	}
	return p
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
	for w > from && (r.letter(w-1) || r.digit(w-1) || r.at(w-1) == '.' && (r.digit(w-2) || r.letter(w-2))) && !r.seam(w) && !r.glued(w) {
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
