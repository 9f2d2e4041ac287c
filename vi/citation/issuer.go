package citation

// joint are the kinds that several bodies issue together.
var joint = map[string]bool{"TTLT": true, "NQLT": true}

// bodies are the words with which the name of a body begins.
var bodies = []string{"bo", "so", "ban", "uy ban", "ubnd", "hdnd", "hoi dong", "chinh phu", "quoc hoi", "thu tuong", "chu tich", "cuc", "vu", "tong cuc",
	"van phong", "dang uy", "dang bo", "tinh uy", "thanh uy", "huyen uy", "quan uy", "chi bo", "chi cuc", "trung tam", "vien", "truong", "phong", "toa an",
	"thanh tra", "kho bac", "bao hiem", "hoc vien", "ngan hang", "doan", "lien", "cong ty", "tap doan", "hoi", "cong an", "bo truong", "giam doc", "tong",
	"benh vien", "buu dien", "dai hoc", "hieu truong", "chi nhanh", "nha may", "xi nghiep", "hiep hoi", "mat tran", "tinh doan", "thanh doan", "quan khu",
	"su doan", "trung doan", "dien luc", "nong truong", "dai truyen hinh", "dai phat thanh", "nha xuat ban", "hat kiem lam", "tram y te", "cum"}

func (t *text) isBody(p int) bool { return t.upper(p) && t.matchAny(p, bodies...) >= 0 }

// issuerStops are words at which the name of a body ends.
var issuerStops = spelled(`về (có) (là) được (đã) (thì) (để) (tại) theo (trong) (cho) (do) (khi) ngày (còn) hết chưa không (nêu) (gửi) (vẫn) hoặc
	(với) như (năm) (số) (tiếp) (yêu) (giao) (đề) (bị) (bằng) (đang) (sẽ) (phải) (cần) (cũng) (từ) (đến) (trên) (dưới) (sau) (trước) này (nên) (vì) nếu
	(mà) (thay) (bãi) (hủy) (ký) (xin) (nhằm) (nói) (kèm) (tháng) (kể) (gồm) nhưng (xem) (áp) nhiệm (vào) (ra) (lần) (sửa) (cùng) (trả) (đương)`)

// issuer reads the name of a body at p; p itself when there is none.
func (r *reader) issuer(i, p int) int {
	next := r.nextFrom(i)
	if !r.upper(p) && r.matchAny(p, "lien bo", "lien so", "lien nganh") < 0 {
		return p
	}
	if e := r.match(p, "dang"); e >= 0 && !r.upper(r.skip(e)) && r.matchAny(p, "dang uy", "dang bo", "dang doan") < 0 {
		return p // "của Đảng"
	}
	if e := r.wholeBody(p); e > p {
		return e
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
		case b == '&' && r.upper(q-1) && r.upper(q+1): // GD&ĐT
			q++
		case b == '.' && e-q == 0 && q-p >= 2 && r.upper(q-1) && r.upper(r.skip(q+1)) && r.upper(q-2): // TP. Huế
			q++
		case b == ',' && r.inPlace(q, next):
			q = r.skip(q + 1)
		case b == ',' && (r.listsNames(q, next) || joint[r.list[i].Kind] && r.isBody(r.skip(q+1)) && r.skip(q+1) < next):
			q++
		default:
			return e
		}
	}
	return e
}

// wholeBodies are bodies whose names nothing in small letters continues.
var wholeBodies = []string{"bo chinh tri", "ban bi thu", "chinh phu", "thu tuong chinh phu", "quoc hoi", "ban chap hanh trung uong dang", "ban chap hanh trung uong",
	"uy ban thuong vu quoc hoi", "chu tich nuoc"}

// wholeBody gives the place after such a body at p, p itself when none stands
// there or its name goes on.
func (r *reader) wholeBody(p int) int {
	if e := r.match(p, "bo chinh tri"); e >= 0 && r.at(e) == ',' && r.match(r.skip(e+1), "ban bi thu") >= 0 {
		return r.match(r.skip(e+1), "ban bi thu")
	}
	for _, b := range wholeBodies {
		if e := r.match(p, b); e >= 0 && r.upper(p) && !r.upper(r.skip(e)) && r.at(r.skip(e)) != '-' && r.at(r.skip(e)) != ',' {
			return e
		}
	}
	return p
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
		return !r.upper(e-1) && r.matchAny(r.wordBefore(e, p), "quan", "khu", "phuong", "doan", "vung", "bo") < 0 // "Quân khu 4" goes on, "Chính phủ 5" does not
	}
	if c := r.match(q, "va"); c >= 0 {
		n := r.skip(c)
		return n >= next || !r.upper(n) || r.pinStart(n) || r.matchAny(p, twofold...) < 0
	}
	if c := r.match(q, "khoa"); c >= 0 {
		term, _ := r.termAt(r.skip(c))
		return term != ""
	}
	if r.match(q, "tai doanh nghiep") >= 0 {
		return false // Ủy ban Quản lý vốn nhà nước tại doanh nghiệp
	}
	name := r.upper(q) && r.letter(q+1) && !r.upper(q+1) // the "Vì" of Ba Vì is no stop
	if aboutWord.has(r.text, q, r.wordEnd(q)) {
		return true
	}
	return !name && (r.titleOpener(q) >= 0 || issuerStops.has(r.text, q, r.wordEnd(q)))
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

// inPlace reports that behind the comma at q stands the place of a body: ", thành
// phố Hà Nội".
func (r *reader) inPlace(q, next int) bool {
	p := r.skip(q + 1)
	e := r.matchAny(p, "thanh pho", "tinh", "huyen", "quan", "thi xa")
	return e >= 0 && e < next && !r.upper(p) && r.upper(r.skip(e))
}

// nextFrom gives where the citation after the i-th begins.
func (r *reader) nextFrom(i int) int {
	if i+1 < len(r.list) {
		return r.list[i+1].from
	}
	return len(r.fold)
}
