package citation

// describe reads what follows each citation: its issuer, a date or term after
// that, and its subject.
func (r *reader) describe() {
	for i := range r.list {
		f := &r.list[i]
		f.tail = f.to
		if f.Role == Self {
			r.describeOwn(f)
			continue
		}
		r.inherit(i)
		r.after(i)
	}
	r.share()
	r.pinpoints()
}

// after reads the tail of a citation.
func (r *reader) after(i int) {
	f, q := &r.list[i], r.list[i].to
	if r.digit(q) && f.Number != "" { // the mark of a footnote is glued to it
		q = r.digits(q, 2)
	}
	for range 6 {
		next, ok := r.afterStep(i, r.skip(q))
		if !ok {
			break
		}
		q = next
		f.tail = q
	}
	r.title(i, q)
}

// afterStep reads one part of the tail at p.
func (r *reader) afterStep(i, p int) (int, bool) {
	f := &r.list[i]
	if e, ok := r.issuedAfter(f, p); ok {
		return e, true
	}
	if term, e := r.termAfter(p); term != "" && f.Term == "" {
		f.Term = term
		return e, true
	}
	if c := r.ofAt(p); c >= 0 {
		q := r.skip(c)
		if e, ok := r.sessionAfter(f, q); ok {
			f.Issuer = ""
			return e, true
		}
		if f.Issuer == "" && f.Kind != codeStatute {
			e := r.issuer(i, q)
			if e > q {
				f.Issuer = r.clean(q, e)
			}
			return e, e > q
		}
	}
	if e, ok := r.sessionAfter(f, p); ok {
		return e, true
	}
	if e := r.renamed(i, p); e > p {
		return e, f.Issuer != ""
	}
	if from, to, e := r.madeBy(p); e > p && e <= r.nextFrom(i) && f.Issuer == "" {
		f.Issuer = r.clean(from, to)
		return e, true
	}
	e := r.sitting(p)
	return e, e > p
}

// sitting steps over ", kỳ họp thứ 12" and ", nhiệm kỳ 2020 - 2025"; p when neither
// stands there.
func (r *reader) sitting(p int) int {
	if e := r.match(r.separated(p), "ky hop thu"); e >= 0 {
		if _, c := r.ordinal(r.skip(e)); c > e {
			return c
		}
	}
	if e := r.match(r.separated(p), "nhiem ky"); e >= 0 {
		if y, c := r.year(r.skip(e)); y > 0 && r.at(r.skip(c)) == '-' {
			if z, d := r.year(r.skip(r.skip(c) + 1)); z > 0 {
				return d
			}
		}
	}
	return p
}

// ofAt gives the place after "của" at p, also after a comma when a body follows:
// "..., ngày 25/10/2021, của Bộ Chính trị"; -1 when it does not stand there.
func (r *reader) ofAt(p int) int {
	if r.at(p) != ',' {
		return r.match(p, "cua")
	}
	e := r.match(r.skip(p+1), "cua")
	if e < 0 || !r.isBody(r.skip(e)) {
		return -1
	}
	return e
}

// renamed steps over "(nay là Thủ tướng Chính phủ)" behind an issuer.
func (r *reader) renamed(i, p int) int {
	if r.at(p) != '(' {
		return p
	}
	e := r.closing(p, 80)
	if e == p || e >= r.nextFrom(i) || r.match(r.skip(p+1), "nay la") < 0 && (!r.upper(r.skip(p+1)) || r.titleOpener(r.skip(e+1)) < 0) {
		return p
	}
	return e + 1
}

// madeBy reads "do Ủy ban nhân dân tỉnh ban hành" at p: where the name of the body
// begins and ends, and the place after it all; p when it does not stand there.
func (r *reader) madeBy(p int) (from, to, end int) {
	e := r.match(p, "do")
	if e < 0 {
		return p, p, p
	}
	from = r.skip(e)
	if !r.isBody(from) && r.matchAny(from, "tinh", "thanh pho", "huyen") < 0 {
		return p, p, p
	}
	for q := from; q < from+100 && (r.letter(q) || isBlank(r.at(q)) || r.at(q) == '-' || r.at(q) == '\n' && !r.hard(q)); q++ {
		if e := r.match(q, "ban hanh"); e >= 0 && r.starts(q) {
			return from, r.back(q, from), e
		}
	}
	return p, p, p
}

// sessionAfter reads the session at which a numbered document was passed.
func (r *reader) sessionAfter(f *found, p int) (int, bool) {
	if f.Number == "" || f.Plenum != "" || f.Term != "" {
		return p, false
	}
	s, ok := r.sessionAt(p)
	if !ok || s.term == "" {
		return p, false
	}
	f.Plenum, f.Term = s.plenum, s.term
	if f.Issuer == "" {
		f.Issuer = s.issuer
	}
	return s.end, true
}

// issuedAfter reads the date of issue after a span: after its issuer, or after
// "ban hành".
func (r *reader) issuedAfter(f *found, p int) (int, bool) {
	if f.Date != "" || f.Year > 0 && !f.short {
		return p, false
	}
	q := p
	if r.at(q) == '(' {
		q = r.skip(q + 1)
	}
	said := false
	for _, s := range []string{"da", "duoc", "do", "ky", "de", "ban hanh"} {
		if s == "do" {
			continue
		}
		if e := r.match(r.separated(q), s); e >= 0 {
			q, said = r.skip(e), s == "ban hanh" || s == "ky" || s == "de"
		}
	}
	if !said && q == p && f.Issuer == "" {
		return p, false
	}
	date, e, ok := r.dateAt(r.separated(q))
	if !ok || date == "" {
		return p, false
	}
	f.Date = date
	if r.at(p) == '(' && r.at(r.skip(e)) == ')' {
		e = r.skip(e) + 1
	}
	return e, true
}

// inherit gives a bare number the type word of the list it stands in.
func (r *reader) inherit(i int) {
	f := &r.list[i]
	if i == 0 || f.KindWord != "" || f.listed {
		return
	}
	j := i - 1
	for j > 0 && j > i-8 && r.list[j].from < r.list[j-1].tail { // named in the title of one before it
		j--
	}
	last := &r.list[j]
	if last.KindWord == "" || last.Role == Self || !r.onlySeparators(last.tail, f.from) {
		return
	}
	if r.at(f.from) != 's' && r.at(r.skip(last.tail)) == ';' {
		return
	}
	if w := last.word; w.code != codeLetter || w.fold == "van ban" || f.Kind == codeLetter {
		if !suits(w, f.Kind) && f.Kind != codeLetter && !(f.Kind == codeLaw && w.code == "NQ") {
			return
		}
		if f.Kind == codeLetter && w.fold != "van ban" || f.Kind == codeLaw {
			f.Kind = w.code
		}
		f.word, f.KindWord, f.listed = w, w.word, true
	}
}

// share gives the issuer after a list under one type word to all its members.
func (r *reader) share() {
	for i := len(r.list) - 1; i > 0; i-- {
		f, last := &r.list[i], &r.list[i-1]
		if f.listed && last.Issuer == "" && f.Number != "" {
			last.Issuer = f.Issuer
		}
	}
}
