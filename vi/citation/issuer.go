package citation

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
