package citation

// bare reads a number at p before which no type word stands.
func (r *reader) bare(p int) bool {
	start, so := r.soBefore(p)
	n, ok := r.numberAt(p, so)
	if !ok || n.symbols == 0 || start < r.end() || n.kind == "HĐ" && n.symbols == 1 {
		return false
	}
	f := found{from: start, to: n.end}
	f.take(n, typeWord{})
	if so && (r.isOwn(start, n.end) || r.isOwnAtEnd(start, &n)) {
		f.Role = Self
		r.takeOwnDate(&f)
		r.add(f)
		return true
	}
	if w, at, ok := r.ownTitle(start, so); ok {
		f.from, f.word, f.Role = at, w, Self
		f.take(n, w)
		r.takeInnerIssuer(&f, start)
		r.takeDate(&f)
		r.add(f)
		return true
	}
	if w, at, ok := r.governing(start, so, &n); ok {
		f.from, f.word = at, w
		f.plural = r.isPlural(at)
		f.take(n, w)
		r.takeInnerIssuer(&f, start)
	} else if !r.plausible(start, so, &n) {
		return false
	}
	r.takeDate(&f)
	r.add(f)
	return true
}

// soBefore steps back over "số" or "Số:" before a number.
func (r *reader) soBefore(p int) (start int, so bool) {
	q := r.back(p, r.end())
	if q > 0 && r.at(q-1) == ':' {
		q = r.back(q-1, r.end())
	}
	if s := q - 2; s >= r.end() && r.match(s, "so") == q && r.starts(s) {
		return s, true
	}
	return p, false
}

// maxQualifiers is how many words may stand between a type word and "số".
const maxQualifiers = 14

// governing looks for the type word that stands before a number with qualifiers
// or an issuer between ("Quy chế làm việc số ..."), or that a scanner or a
// converter has damaged ("Ngh đnh số ...").
func (r *reader) governing(start int, so bool, n *docNumber) (typeWord, int, bool) {
	p := start
	if so {
		p = r.beforeColon(start)
	}
	listed := p < start // "các nghị định của Chính phủ: số ..."
	for i := 0; i < maxQualifiers; i++ {
		q := r.wordBefore(p, r.end())
		if q == p {
			break
		}
		if i < 3 && i > 0 && n.kind != "" {
			if w, ok := r.damaged(q, start, n.kind); ok {
				return w, q, true
			}
		}
		w, e, ok := r.typeWordAt(q)
		if ok && e <= start && (so || i < 4 && n.kind != "" && n.symbols > 1 && w.fold != "van ban") && governs(w, n) && (!listed || r.isPlural(q)) {
			return w, q, true
		}
		if stopsQualifier(r.text, q, r.wordEnd(q)) && r.matchAny(q, "thi hanh an", "thi hanh ky luat", "co dau hieu") < 0 {
			break
		}
		p = q
	}
	return typeWord{}, start, false
}

// beforeColon gives the place of a colon that only blanks part from p; p itself
// when there is none.
func (r *reader) beforeColon(p int) int {
	q := p
	for q > r.end() && isBlank(r.at(q-1)) {
		q--
	}
	if q > r.end() && r.at(q-1) == ':' {
		return q - 1
	}
	return p
}

// governs reports that a number may be of a type.
func governs(w typeWord, n *docNumber) bool {
	switch {
	case n.kind == "":
		return w.code == codeLetter
	case w.code == "QC" && n.kind == "QĐ": // rules that a decision issued
		return true
	case n.kind == codeLaw:
		return w.code == "NQ" || w.code == codeLaw
	}
	return suits(w, n.kind)
}

// suits reports that a symbol is one of a type.
func suits(w typeWord, kind string) bool {
	return w.code == kind || w.code == codeRegulation && kind == "QĐ" || w.fold == "van ban"
}

var qualifierStops = spelled("theo (tại) và được (đã) (có) (để) hoặc xem thực (thi) triển này (trong) (từ) ngày (với) (nêu) (là)")

func stopsQualifier(t *text, p, e int) bool { return qualifierStops.has(t, p, e) }

// takeInnerIssuer takes the issuer between the type word and "số".
func (r *reader) takeInnerIssuer(f *found, so int) {
	for p := f.from; p < so; p++ {
		if !r.starts(p) {
			continue
		}
		if e := r.match(p, "cua"); e >= 0 {
			if from := r.skip(e); r.upper(from) {
				r.takeIssuerAndTerm(f, from, r.back(r.beforeColon(so), from))
			}
			return
		}
	}
}

// takeIssuerAndTerm takes the name of a body from p to end, and the term behind it.
func (r *reader) takeIssuerAndTerm(f *found, p, end int) {
	for q := p; q < end; q++ {
		if !r.starts(q) {
			continue
		}
		if term, e := r.termAfter(q); term != "" && e == end {
			f.Issuer, f.Term = r.clean(p, q), term
			return
		}
	}
	f.Issuer = r.clean(p, end)
}

// plausible reports that a number without a type word is one of a document.
func (r *reader) plausible(start int, so bool, n *docNumber) bool {
	if r.afterThing(start) {
		return false
	}
	switch {
	case n.legal():
		return true
	case n.kind != "":
		return n.symbols > 1 && !weak[n.kind]
	case r.inList(start):
		return true
	}
	return n.symbols > 1 && r.at(r.digits(n.start, 6)) == '/' && r.speaksOfDocuments(start)
}

// things are what carries numbers and is no document.
var things = []string{"mau", "mau so", "nha", "phong", "bieu", "tep", "kenh", "ngo", "duong", "lo", "ma", "the", "hoa don", "chung tu",
	"bien lai", "tai khoan", "may", "xe", "tau", "hop", "ke", "trang", "giay phep", "giay chung nhan", "chung chi", "chung nhan", "so hieu", "ky hieu", "ma so", "bieu mau", "phieu", "lop"}

// afterThing reports that what stands right before p is a thing with a number.
func (r *reader) afterThing(p int) bool {
	one := r.wordBefore(p, r.end())
	two := r.wordBefore(one, r.end())
	for _, f := range things {
		if e := r.match(one, f); e >= 0 && r.skip(e) == p && one < p {
			return true
		}
		if e := r.match(two, f); e >= 0 && r.skip(e) == p && two < one {
			return true
		}
	}
	return false
}

// inList reports that p follows another citation after a comma or "và".
func (r *reader) inList(p int) bool {
	return len(r.list) > 0 && r.list[len(r.list)-1].KindWord != "" && r.onlySeparators(r.end(), p)
}

// onlySeparators reports that between two places stand only commas, semicolons
// and "và".
func (t *text) onlySeparators(p, end int) bool {
	if p == end {
		return false
	}
	for p < end {
		switch b := t.at(p); {
		case b == ',' || b == ';' || isSpace(b):
			p++
		case isLetter(b):
			e := t.matchAny(p, "va", "hoac", "cung", "hay", "den", "voi")
			if e < 0 {
				return false
			}
			p = e
		default:
			return false
		}
	}
	return p == end
}

// sentenceReach is how far back a sentence is searched.
const sentenceReach = 250

// speaksOfDocuments reports that the sentence before p has a word for letters.
func (r *reader) speaksOfDocuments(p int) bool {
	for q := p; q > max(0, p-sentenceReach); q-- {
		if r.at(q) == '.' && r.space(q+1) {
			return false
		}
		if r.starts(q) && r.matchAny(q, "van ban", "cong van", "cong thu", "to trinh") >= 0 {
			return true
		}
	}
	return false
}
