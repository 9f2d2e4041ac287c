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
	if r.at(f.from) != 's' && !last.plural && r.at(r.skip(last.tail)) == ';' {
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

// joint are the kinds that several bodies issue together.
var joint = map[string]bool{"TTLT": true, "NQLT": true}

// bodies are the words with which the name of a body begins.
var bodies = []string{"bo", "so", "ban", "uy ban", "ubnd", "hdnd", "hoi dong", "chinh phu", "quoc hoi", "thu tuong", "chu tich", "cuc", "vu", "tong cuc",
	"van phong", "dang uy", "dang bo", "tinh uy", "thanh uy", "huyen uy", "quan uy", "chi bo", "chi cuc", "trung tam", "vien", "truong", "phong", "toa an",
	"thanh tra", "kho bac", "bao hiem", "hoc vien", "ngan hang", "doan", "lien", "cong ty", "tap doan", "hoi", "cong an", "bo truong", "giam doc", "tong"}

func (t *text) isBody(p int) bool { return t.upper(p) && t.matchAny(p, bodies...) >= 0 }

// issuerStops are words at which the name of a body ends.
var issuerStops = spelled(`về (có) (là) được (đã) (thì) (để) (tại) theo (trong) (cho) (do) (khi) ngày (còn) hết chưa không (nêu) (gửi) (vẫn) hoặc
	(với) như (năm) (số) (tiếp) (yêu) (giao) (đề) (bị) (bằng) (đang) (sẽ) (phải) (cần) (cũng) (từ) (đến) (trên) (dưới) (sau) (trước) này (nên) (vì) nếu
	(mà) (thay) (bãi) (hủy) (ký) (xin) (nhằm) (nói) (kèm) (tháng) (kể) (gồm) nhưng (xem) (áp) nhiệm (vào) (ra) (lần) (sửa) (cùng)`)

// issuer reads the name of a body at p; p itself when there is none.
func (r *reader) issuer(i, p int) int {
	next := r.nextFrom(i)
	if !r.upper(p) || r.matchAny(p, "dang va", "dang") == r.wordEnd(p) && !r.upper(r.skip(r.wordEnd(p))) && r.match(p, "dang uy") < 0 && r.match(p, "dang bo") < 0 && r.match(p, "dang doan") < 0 {
		return p
	}
	e := p
	for q := p; q < next && q-p < 160; {
		switch b := r.at(q); {
		case b == ' ' || b == '\n' && r.skip(q) > q && !r.hard(q):
			q++
		case isLetter(b) || isDigit(b):
			if q > p && r.endsIssuer(p, q, e, next) {
				return e
			}
			q = r.wordOrDigits(q)
			e = q
		case b == '-' && r.upper(r.skip(q+1)):
			q = r.skip(q + 1)
		case b == '.' && e-q == 0 && q-p >= 2 && r.upper(q-1) && r.upper(r.skip(q+1)) && r.upper(q-2): // TP. Huế
			q++
		case b == ',' && (r.listsNames(q, next) || joint[r.list[i].Kind] && r.isBody(r.skip(q+1)) && r.skip(q+1) < next):
			q++
		default:
			return e
		}
	}
	return e
}

func (t *text) wordOrDigits(p int) int {
	if t.digit(p) {
		return t.digits(p, 6)
	}
	return t.wordEnd(p)
}

// twofold are bodies in whose names "và" may stand.
var twofold = []string{"bo", "bo truong", "thu truong", "thu truong bo", "so", "giam doc", "ban", "truong ban", "uy ban", "chu nhiem", "cuc", "cuc truong", "tong cuc", "vu", "phong",
	"vien", "truong", "hoi", "hoc vien", "trung tam", "lien", "hoi dong", "dai hoc", "van phong", "dang uy", "dang bo"}

// endsIssuer reports that the word at q is no part of the name that begins at p.
func (r *reader) endsIssuer(p, q, e, next int) bool {
	if r.digit(q) {
		return !r.upper(e - 1) // "Quận 3" goes on, "Chính phủ 5" does not
	}
	if c := r.match(q, "va"); c >= 0 {
		n := r.skip(c)
		return n >= next || !r.upper(n) || r.pinStart(n) || r.matchAny(p, twofold...) < 0
	}
	if c := r.match(q, "khoa"); c >= 0 {
		term, _ := r.termAt(r.skip(c))
		return term != ""
	}
	return r.titleOpener(q) >= 0 && !(r.upper(q) && !r.upper(q+1)) || issuerStops.has(r.text, q, r.wordEnd(q))
}

// listsNames reports that the comma at q is inside a name, as in "Văn hóa, Thể
// thao và Du lịch".
func (r *reader) listsNames(q, next int) bool {
	p := r.skip(q + 1)
	if !r.upper(p) || r.isBody(p) {
		return false
	}
	for range 4 {
		if !r.letter(p) || p >= next {
			return false
		}
		if c := r.match(p, "va"); c >= 0 {
			n := r.skip(c)
			return r.upper(n) && n < next && !r.isBody(n)
		}
		p = r.skip(r.wordEnd(p))
	}
	return false
}

// nextFrom gives where the citation after the i-th begins.
func (r *reader) nextFrom(i int) int {
	if i+1 < len(r.list) {
		return r.list[i+1].from
	}
	return len(r.fold)
}
