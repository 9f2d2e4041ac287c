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
	if c := r.match(p, "cua"); c >= 0 {
		q := r.skip(c)
		if e, ok := r.sessionAfter(f, q); ok {
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
	if e := r.match(r.separated(p), "nhiem ky"); e >= 0 {
		if y, c := r.year(r.skip(e)); y > 0 && r.at(r.skip(c)) == '-' {
			if z, d := r.year(r.skip(r.skip(c) + 1)); z > 0 {
				return d, true
			}
		}
	}
	return p, false
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
	for _, s := range []string{"da", "duoc", "do", "ky", "ban hanh"} {
		if s == "do" {
			continue
		}
		if e := r.match(r.separated(q), s); e >= 0 {
			q, said = r.skip(e), s == "ban hanh" || s == "ky"
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
	last := &r.list[i-1]
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
