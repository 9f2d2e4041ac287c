package citation

// openers are the words with which the subject of a document begins.
var openers = []string{"ve viec", "ve", "v/v", "quy dinh", "ban hanh", "phe duyet", "sua doi", "bo sung", "huong dan", "cong bo", "chuan y", "thanh lap",
	"kien toan", "trien khai", "bo nhiem", "dieu chinh", "phan cong", "thuc hien", "bai bo", "hop nhat", "tiep tuc thuc hien", "day manh", "tang cuong", "giao", "thi hanh", "cu the hoa", "tong ket", "so ket",
	"thong bao", "ket qua", "mot so van de", "mot so noi dung", "mot so nhiem vu"}

// opening are the openers that other words resemble: "vệ" and "giáo" are none.
var opening = spelled("về vê vè vể ve giao")

// titleOpener gives the place after the opening words of a subject, -1 when none
// stands at p.
func (t *text) titleOpener(p int) int {
	for _, f := range openers {
		if f == "v/v" {
			if t.at(p) == 'v' && t.at(p+1) == '/' && t.at(p+2) == 'v' {
				return p + 3
			}
			continue
		}
		if e := t.match(p, f); e >= 0 && (f != "ve" && f != "giao" || t.bare || opening.has(t, p, e)) {
			return e
		}
	}
	return -1
}

// title reads the subject of the i-th citation at q.
func (r *reader) title(i, q int) {
	f := &r.list[i]
	p := r.skip(q)
	if about := r.skip(p + 1); r.at(p) == ',' && q > f.to && f.Issuer != "" && r.match(about, "ve") >= 0 && opening.has(r.text, about, r.wordEnd(about)) {
		p = about // "..., ban hành ngày 12/2/2020, về kiểm tra"
	}
	if r.at(p) == quoteSign && r.titleOpener(p+1) >= 0 {
		p++
	}
	if f.Title != "" || p == q && q == f.to || p >= r.nextFrom(i) || r.hard(q) || r.tabbed(q, p) {
		return
	}
	opened := r.titleOpener(p)
	switch {
	case r.startsAny(p, goingOn):
		return
	case r.matchAny(r.skip(max(opened, p)), "nhu sau", "ro", "cu the") >= 0 && opened > p:
		return
	case (f.Kind == codeLaw || f.Kind == codeOrdinance) && (f.short || r.matchAny(p, "ve", "sua doi") < 0):
		if !r.upper(p) || r.isBody(p) && opened < 0 || f.short {
			return
		}
	case opened < 0 || f.short && r.match(p, "ve") < 0 || r.matchAny(p, "ban hanh kem", "ban hanh ngay", "ban hanh sau", "ban hanh truoc", "ban hanh trai", "quy dinh tai", "giao cho") >= 0:
		return
	case r.matchAny(p, "quy dinh") >= 0 && r.digit(r.skip(opened)):
		return
	}
	if e := r.titleEnd(i, p); e > max(p, opened) {
		f.Title, f.tail = r.clean(p, e), e
		if from, to, end := r.madeBy(r.skip(e)); end > e && f.Issuer == "" {
			f.Issuer, f.tail = r.clean(from, to), end
		}
	}
}

// maxSubject bounds the subject of a document.
const maxSubject = 400

// titleEnd gives where the subject that begins at p ends: at a sign, or at the
// words with which the sentence goes on.
func (r *reader) titleEnd(i, p int) int {
	next, e, of := i+1, p, p
	opened := max(r.skip(max(r.titleOpener(p), p)), p+1)
	limit := p + maxSubject
	if r.own > 0 && p < r.list[r.own-1].titleTo {
		limit = r.list[r.own-1].titleTo
	}
	for q := p; q < limit; {
		if next < len(r.list) && q >= r.list[next].from {
			q = r.list[next].to
			e, next = q, next+1
			continue
		}
		switch b := r.at(q); {
		case b == ' ' || b == '-' || b == '/' || b == '&' || b == '%':
			q++
		case b == '\n' && !r.hard(q):
			q++
		case b == ',':
			if r.commaEnds(q, next) {
				return e
			}
			q++
		case b == '.' && r.digit(q-1) && r.digit(q+1):
			q++
		case isLetter(b) || isDigit(b):
			if q > opened && r.wordEnds(q, next) && !(r.match(q, "va") >= 0 && r.namesDocument(of)) {
				return e
			}
			if c := r.match(q, "cua"); c >= 0 {
				of = r.skip(c)
			}
			q = max(r.wordOrDigits(q), q+1)
			e = q
		case b == ':':
			return r.beforeVerb(e)
		default:
			return e
		}
	}
	return e
}

// beforeVerb steps back over a verb of speaking before a colon: "... đánh giá:".
func (t *text) beforeVerb(e int) int {
	two := t.wordBefore(t.wordBefore(e, e-20), e-20)
	if t.matchAny(two, "danh gia", "yeu cau", "quy dinh", "ket luan", "chi dao") == e {
		return t.back(two, 0)
	}
	return e
}

// namesDocument reports that the words at p are a document named without a
// number, so that "và" after them adds another: "một số điều của Luật Hóa chất và
// Nghị định số ...".
func (t *text) namesDocument(p int) bool {
	w, _, ok := t.typeWordAt(p)
	return ok && t.upper(p) && w.code != ""
}

// goingOn are phrases with which a sentence goes on after a subject.
var goingOn = []string{"co hieu luc", "het hieu luc", "con hieu luc", "chua co hieu luc", "duoc sua", "duoc ban hanh", "duoc thay", "duoc bo sung", "duoc bai bo",
	"duoc ap dung", "tiep tuc", "nhu sau", "sau day goi", "goi tat", "va thay the", "va bai bo", "va cac van ban", "da duoc", "bi bai bo", "khong con", "khong ap dung",
	"van con", "thay the",
	"duoc dua", "duoc trien khai", "duoc thuc hien", "duoc quan triet", "duoc thong qua", "duoc cong bo", "duoc ky", "va giao cho", "va giao bo", "va giao so", "va giao ubnd", "va giao uy ban", "va yeu cau", "va huong dan tai", "va quy dinh tai", "va thuc hien", "neu ro", "chi ro", "khang dinh", "nhan manh", "co can cu", "co noi dung", "co quy dinh", "co y kien", "co van ban", "khong thuoc", "khong quy dinh"}

var hasBeen = spelled("đã là chưa (thì)")

// wordEnds reports that the sentence goes on with the word at q.
func (r *reader) wordEnds(q, next int) bool {
	if _, _, e := r.madeBy(q); e > q {
		return true
	}
	if hasBeen.has(r.text, q, r.wordEnd(q)) || r.startsAny(q, goingOn) {
		return true
	}
	e := r.matchAny(q, "va", "hoac", "cung")
	return e >= 0 && r.leadsTo(e, next)
}

func (r *reader) startsAny(p int, phrases []string) bool { return r.matchAny(p, phrases...) >= 0 }

// leadsTo reports that the next citation, with its pinpoints, begins at p.
func (r *reader) leadsTo(p, next int) bool {
	p = r.skip(p)
	if e := r.matchAny(p, "cac", "mot so", "nhung"); e >= 0 {
		p = r.skip(e)
	}
	return next < len(r.list) && (p == r.list[next].from || r.pinStart(p) && r.list[next].from-p < 60)
}

// clauses are words with which a new clause begins after a comma.
var clauses = spelled("có được đã nhằm để theo nên nhưng (do) vì trừ với gồm nay chưa không hết còn (tôi) thay tại")

var clausePhrases = []string{"dong thoi", "trong do", "ke tu", "cu the", "bao gom", "chung toi", "sau khi", "can cu", "cho rang", "va khong"}

// clauseVerbs make a clause of the words after a comma.
var clauseVerbs = spelled("đã có sẽ phải cần vẫn (còn)")

// commaEnds reports that the subject ends at the comma at q.
func (r *reader) commaEnds(q, next int) bool {
	p := r.skip(q + 1)
	if r.leadsTo(q+1, next) || r.at(p) == '\n' || r.letter(p) && clauses.has(r.text, p, r.wordEnd(p)) || r.startsAny(p, clausePhrases) || r.isClause(p) {
		return true
	}
	if r.isBody(p) && r.managed(p) {
		return false // "cán bộ thuộc diện Bộ Chính trị, Ban Bí thư quản lý"
	}
	return r.upper(p) && !(r.upper(q-1) && r.upper(p+1)) && r.match(p, "the thao") < 0
}

// managed reports that "quản lý" ends the phrase that begins with a body at p.
func (t *text) managed(p int) bool {
	for q := p; q < p+80 && (t.letter(q) || t.at(q) == ' ' || t.at(q) == ','); q++ {
		if t.starts(q) && t.match(q, "quan ly") >= 0 {
			return true
		}
	}
	return false
}

// isClause reports that the words from p to the next sign have a verb of their
// own: a new clause, and no member of a list.
func (t *text) isClause(p int) bool {
	for range 14 {
		switch {
		case !t.letter(p) && !t.digit(p), t.matchAny(p, goingOn...) >= 0:
			return false
		case clauseVerbs.has(t, p, t.wordOrDigits(p)):
			return t.match(p, "co lien quan") < 0
		}
		p = t.skip(max(t.wordOrDigits(p), p+1))
	}
	return false
}
