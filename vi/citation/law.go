package citation

// maxTitle bounds how far a law's title may reach.
const maxTitle = 300

// law reads a law by its title: "Luật Cán bộ, công chức năm 2008", "... số
// 22/2008/QH12", "... ngày 13/11/2008". A title without any of these names no
// document.
func (r *reader) law(p, e int, w typeWord) bool {
	q := r.skip(e)
	if !r.starts(q) || r.isHeadingLine(p, e) {
		return false
	}
	amending := r.matchAny(q, "sua doi", "bo sung") >= 0
	if !r.upper(q) && !amending && !r.smallTitle(p, q) || amending && r.enacted(p) {
		return false
	}
	for q-p < maxTitle {
		b := r.at(q)
		switch {
		case b == '(' && r.match(r.skip(q+1), "so") >= 0:
			return r.lawInBracket(p, q, w)
		case b == ' ' || b == ',' || b == '-' || b == '/':
			q++
		case b == '\n':
			if next := r.skip(q); r.at(next) == '\n' || r.isMarker(next) {
				return false
			}
			q++
		case b == '(' && r.matchAny(r.skip(q+1), "sua doi") >= 0:
			q = r.closing(q, 20) + 1
		case isDigit(b) && amending && r.match(r.skip(r.digits(q, 3)), "luat") >= 0:
			q = r.match(r.skip(r.digits(q, 3)), "luat") // "của 11 luật có liên quan đến quy hoạch"
		case isDigit(b):
			return r.lawNumber(p, q, q, w) || r.lawYear(p, q, q, w)
		case isLetter(b):
			if r.lawEnds(p, q, w) {
				return true
			}
			word := r.wordEnd(q)
			if c := r.titleWords(q); c > word {
				q = c
				continue
			}
			if r.stopsLaw(p, q, word, e, amending) {
				return false
			}
			q = word
		default:
			return false
		}
	}
	return false
}

// lawOnLaws is a law whose title begins like a sentence.
const lawOnLaws = "ban hanh van ban quy pham phap luat"

// smallTitle reports that the title at q, in small letters as before 2015, is
// followed by its date or number ("Luật viên chức ngày 15 tháng 11 năm 2010").
func (r *reader) smallTitle(p, q int) bool {
	if !r.upper(p) || notLaw.has(r.text, q, r.wordEnd(q)) || r.matchAny(q, "quy dinh", "ban hanh") >= 0 && r.match(q, lawOnLaws) < 0 {
		return false
	}
	for words := 0; words < 14; words++ {
		switch {
		case r.at(q) == ',' || r.at(q) == '-':
			q = r.skip(q + 1)
		case !r.letter(q):
			return false
		case words > 0 && r.match(q, "ngay") >= 0:
			date, _, ok := r.dateAt(q)
			return ok && date != ""
		case words > 0 && r.match(q, "so") >= 0:
			return r.digit(r.skip(r.match(q, "so")))
		case words > 0 && r.match(q, "nam") >= 0:
			y, _ := r.yearAfter(q)
			return y > 0
		case lawStops.has(r.text, q, r.wordEnd(q)) || smallStops.has(r.text, q, r.wordEnd(q)):
			return false
		default:
			q = r.skip(r.wordEnd(q))
		}
	}
	return false
}

// notLaw are words after "luật" that make another word of it or begin a sentence.
var notLaw, smallStops = spelled("sư (gia) này mới (đó) (thông) (cũ) hiện"), spelled("(hiệu) (lực) (thông) từ (của)")

// lawInBracket completes "Luật Doanh nghiệp (số 59/2020/QH14)".
func (r *reader) lawInBracket(p, open int, w typeWord) bool {
	if !r.lawNumber(p, open, r.skip(r.match(r.skip(open+1), "so")), w) {
		return false
	}
	if f := &r.list[len(r.list)-1]; r.at(r.skip(f.to)) == ')' {
		f.to = r.skip(f.to) + 1
	}
	return true
}

// inTitles are phrases of titles of laws that hold a word which ends titles
// otherwise.
var inTitles = []string{"nguoi co cong voi", "co lien quan", "du bi dong vien", "thuc hien dan chu", "va thuc hien", "tai viet nam", "tai toa an", "tai doanh nghiep", "theo phuong thuc", "theo hop dong",
	"theo hinh thuc", "tai co so"}

// titleWords gives the place after such a phrase at p, 0 when none stands there.
func (r *reader) titleWords(p int) int {
	switch r.at(p) {
	case 'c', 'd', 'n', 't', 'v':
		return max(0, r.matchAny(p, inTitles...))
	}
	return 0
}

// enacted reports that the text itself is the amending law: "ban hành Luật sửa
// đổi ...".
func (r *reader) enacted(p int) bool {
	one := r.wordBefore(p, r.end())
	two := r.wordBefore(one, r.end())
	return r.match(two, "ban hanh") >= 0
}

// lawEnds completes a law at the number, date or year that begins at q.
func (r *reader) lawEnds(p, q int, w typeWord) bool {
	if q == r.skip(p+len(w.fold)) {
		return false // no word of a title
	}
	if e := r.match(q, "so"); e >= 0 {
		n := r.skip(e)
		if r.at(n) == ':' {
			n = r.skip(n + 1)
		}
		return r.lawNumber(p, q, n, w)
	}
	if date, e, ok := r.dateAt(q); ok && date != "" {
		f := r.named(p, q, e, w)
		f.Date = date
		r.add(f)
		return true
	}
	if y, e := r.yearAfter(q); y > 0 {
		f := r.named(p, q, e, w)
		f.Year = y
		r.add(f)
		return true
	}
	return false
}

// named makes a citation of what is named by its title from p to title.
func (r *reader) named(p, title, to int, w typeWord) found {
	for title > p && (r.space(title-1) || r.at(title-1) == ',') {
		title--
	}
	f := found{from: p, to: to, word: w}
	f.Kind, f.KindWord, f.Title = w.code, w.word, r.clean(p, title)
	return f
}

func (r *reader) lawNumber(p, title, at int, w typeWord) bool {
	n, ok := r.numberAt(at, true)
	if !ok || n.symbols == 0 && n.year == 0 && !r.closes(n.end) || n.symbols == 0 && title == at {
		return false
	}
	if n.symbols > 0 && n.kind != codeLaw && n.kind != codeOrdinance && n.kind != "NQ" && n.kind != "L" {
		return false
	}
	f := r.named(p, title, n.end, w)
	f.Number, f.digits, f.short, f.legal = n.text, n.digits, n.symbols == 0, n.legal()
	if w.code == codeOrdinance {
		f.Kind = w.code
	}
	if f.short {
		f.Year = n.year
	}
	r.takeDate(&f)
	r.add(f)
	return true
}

// lawYear completes "Luật Đất đai 2024".
func (r *reader) lawYear(p, title, at int, w typeWord) bool {
	y, e := r.year(at)
	if y == 0 || r.letter(e) || isJoint(r.at(e)) && (r.digit(e+1) || r.letter(e+1)) || r.isRange(e) {
		return false
	}
	f := r.named(p, title, e, w)
	f.Year = y
	r.add(f)
	return true
}

var lawStops = spelled("này (có) được (đã) (là) (do) theo (tại) (trình) (thì) (để) (trong) hoặc (khi) (nêu) chưa (hiện) (không) (phải) (sẽ) (còn) (như) (với) (bị)")

var aboutWord = spelled("(về)")

// stopsLaw reports that the word at q is none of a title.
func (r *reader) stopsLaw(p, q, word, first int, amending bool) bool {
	if w, e, ok := r.typeWordAt(q); ok {
		if w.code == codeLaw || w.code == codeOrdinance {
			phap := r.match(r.wordBefore(q, p), "phap") >= 0
			return r.upper(q) && !amending && !phap && q > r.skip(first)
		}
		if !amending && !r.upper(q) && w.fold == "quy dinh" {
			return true
		}
		n, so, _ := r.soAfter(e)
		return r.digit(n) && (so || w.code != "") && n < r.skip(e)+8
	}
	if q == r.skip(first) && r.match(q, lawOnLaws) >= 0 {
		return false
	}
	return lawStops.has(r.text, q, word) || r.startsAny(q, goingOn) || !amending && !r.upper(q) && (aboutWord.has(r.text, q, word) || r.matchAny(q, "ban hanh", "quy dinh") >= 0)
}

// constitution reads "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam" and
// "Hiến pháp năm 2013".
func (r *reader) constitution(p, e int, w typeWord) bool {
	title := e
	if n := r.match(r.skip(e), "nuoc cong hoa xa hoi chu nghia viet nam"); n >= 0 {
		title = n
	}
	if y, end := r.yearAfter(r.skip(title)); y > 0 {
		f := r.named(p, title, end, w)
		f.Year = y
		r.add(f)
		return true
	}
	if r.lawYear(p, title, r.skip(title), w) {
		return true
	}
	if title == e {
		return false
	}
	r.add(r.named(p, title, title, w))
	return true
}

// statute reads "Điều lệ Đảng" and "Điều lệ Đảng Cộng sản Việt Nam".
func (r *reader) statute(p, e int, w typeWord) bool {
	q := r.skip(e)
	end := r.match(q, "dang")
	if end < 0 || !r.upper(q) || r.matchAny(r.skip(end), "bo", "doan", "vien", "uy") >= 0 {
		return false
	}
	if n := r.match(r.skip(end), "cong san viet nam"); n >= 0 {
		end = n
	}
	r.add(r.named(p, end, end, w))
	return true
}

// isHeadingLine reports that the word from p to e is alone on its line.
func (t *text) isHeadingLine(p, e int) bool {
	for isBlank(t.at(e)) {
		e++
	}
	return (t.at(e) == '\n' || t.at(e) == 0) && t.lineStart(p)
}

// closing gives the place of the bracket that closes the one at p, not further
// than so many places.
func (t *text) closing(p, most int) int {
	for q := p + 1; q < p+most && q < len(t.fold); q++ {
		if t.fold[q] == ')' {
			return q
		}
	}
	return p
}
