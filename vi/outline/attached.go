package outline

import "strings"

// capitals reads a line in capitals that is no marker: more of a heading, the
// title of an attached document, or a heading of its own.
func (r *reader) capitals(i int) bool {
	l := &r.lines[i]
	if r.owner && (!r.spaced || r.fresh || r.turned) {
		r.titled, r.fresh, r.listed, r.bare = true, false, noStyle, false
		return true
	}
	r.owner = false
	end, ok := r.attached(i)
	switch {
	case ok:
		r.appendix(i, &mark{style: byAppendix, formal: true}, 0)
		r.titleEnd = end
	case r.isHeading(i):
		at := 0
		if s := r.scope(); len(s.frames) > 1 && s.frames[1].style == byAppendix && !hasAnyPrefix(l.text, "XÁC THỰC") {
			at = 1
		}
		r.take(i, &mark{style: byHeading, formal: true}, at, l.start, 0)
		r.titled = true
	default:
		return false
	}
	return true
}

// appendix takes an appendix; outside quotations it closes all that is open.
func (r *reader) appendix(i int, m *mark, from int) {
	if s := r.scope(); !s.quoted {
		r.scopes = append(r.scopes[:0], newScope(-1))
	}
	r.take(i, m, 0, r.lines[i].start, from)
	r.owner, r.fresh, r.titled, r.skipping, r.signed = true, true, true, false, false
	if rest := r.lines[i].text[from:]; rest != "" && rest[0] != '(' {
		r.fresh = false
	}
}

// isAppendix decides on a line that begins with "Phụ lục".
func (r *reader) isAppendix(i int, m *mark) bool {
	if m.form {
		return r.isForm(i, m)
	}
	l := &r.lines[i]
	rest := l.text[m.rest:]
	_, end := r.weighBefore(m)
	switch {
	case !m.formal, end > open && end != hungry && !r.spaced:
		return false
	case end != closed && !r.spaced && !r.signed && !r.titled && !l.caps && !r.headsAppendix(i):
		return false
	case rest != "" && !isCaps(rest) && strings.ContainsAny(rest[len(rest)-1:], ".;,"):
		return false // an entry in a list of appendices
	case rest == "" && strings.HasSuffix(l.text, "."):
		return false
	case followOf(rest) == followLower || followOf(rest) == followJoint:
		return false
	}
	return !r.listsAppendices(i)
}

// headsAppendix reports whether below a line stands what may begin an appendix.
func (r *reader) headsAppendix(i int) bool {
	for j := i + 1; j < len(r.lines); j++ {
		if l := &r.lines[j]; !l.hidden() {
			m, ok := readMark(l.text)
			return l.caps || l.class == row || isEnclosure(r.lines, j) || ok && m.num == nth(1, 0)
		}
	}
	return false
}

// listsAppendices reports whether the next line is an appendix too: then both
// are entries of a list.
func (r *reader) listsAppendices(i int) bool {
	for j := i + 1; j < len(r.lines); j++ {
		if l := &r.lines[j]; !l.hidden() {
			n, ok := readMark(l.text)
			return ok && n.style == byAppendix && n.formal
		}
	}
	return false
}

// documentWords begin the title of a document that may be attached to another.
var documentWords = withUnmarked("QUY CHẾ", "QUY ĐỊNH", "ĐIỀU LỆ", "NỘI QUY", "ĐỀ ÁN", "KẾ HOẠCH", "CHƯƠNG TRÌNH", "HƯỚNG DẪN", "DANH MỤC", "DANH SÁCH",
	"QUY TRÌNH", "PHƯƠNG ÁN", "CHIẾN LƯỢC", "QUY HOẠCH", "QUY CHUẨN", "TIÊU CHUẨN", "BẢNG", "BIỂU", "MẪU", "BẢN", "HỢP ĐỒNG", "BÁO CÁO", "DỰ TOÁN", "ĐỊNH MỨC")

// titleLines is how many lines the title of an attached document may have.
const titleLines = 10

// attached reports whether the title of an attached document begins at a line in
// capitals, and where it ends. A line below says "(Ban hành kèm theo ...)"; or the
// document before has been signed, and parts begin anew.
func (r *reader) attached(i int) (end int, ok bool) {
	if len(r.nodes) == 0 || r.scope().quoted {
		return 0, false
	}
	typed := hasAnyPrefix(r.lines[i].text, documentWords...)
	for j := i + 1; j < min(len(r.lines), i+titleLines); j++ {
		l := &r.lines[j]
		m, marked := readMark(l.text)
		switch {
		case l.hidden():
		case isEnclosure(r.lines, j):
			return enclosureEnd(r.lines, j), true
		case marked:
			return i, typed && r.signed && m.num == nth(1, 0)
		case l.class != plain, !typed && (!l.caps || hasAnyPrefix(l.text, documentWords...)), endingOf(l.text) == closed:
			return 0, false
		}
	}
	return 0, false
}

// enclosureEnd gives the line at which the bracket closes that opens at a line.
func enclosureEnd(lines []line, at int) int {
	if !strings.HasPrefix(lines[at].text, "(") {
		return at
	}
	for j := at; j < min(len(lines), at+4) && lines[j].class == plain; j++ {
		if strings.HasSuffix(lines[j].text, ")") {
			return j
		}
	}
	return at
}

// inBrackets and enclosing begin what says to what a document is attached, in brackets and without.
var (
	inBrackets = withUnmarked("(ban hành", "(theo ", "(phê duyệt")
	enclosing  = withUnmarked("ban hành kèm theo", "kèm theo", "ban hành theo")
)

// isEnclosure reports whether a line says to what a document is attached:
// "(Ban hành kèm theo Quyết định số 5/QĐ-BNV ...)".
func isEnclosure(lines []line, j int) bool {
	if j >= len(lines) || lines[j].class != plain {
		return false
	}
	text := lines[j].text
	if text[0] != '(' && !hasAnyPrefix(text, "Ban", "BAN", "Kèm", "KÈM", "Kem", "KEM") {
		return false
	}
	if j+1 < len(lines) && len(text) < 120 {
		text += " " + lines[j+1].text
	}
	text = strings.ToLower(text[:min(len(text), 240)])
	if strings.HasPrefix(text, "(") {
		return strings.Contains(text, "kèm") || strings.Contains(text, "kem theo") || hasAnyPrefix(text, inBrackets...)
	}
	return hasAnyPrefix(text, enclosing...) && (strings.Contains(text, " số") || strings.Contains(text, " so "))
}

// enclosed reads what stands in brackets between an appendix and its heading.
func (r *reader) enclosed(i int) bool {
	if !r.owner || !isEnclosure(r.lines, i) && !isBracket(r.lines[i].text) {
		return false
	}
	r.titleEnd, r.titled = enclosureEnd(r.lines, i), true
	return true
}

// isBracket reports a short remark in brackets, as "(Quy định)" in standards.
func isBracket(text string) bool {
	return strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && len(text) < 40
}

// headingWords are those that head a part by themselves.
var headingWords = withUnmarked("MỞ ĐẦU", "PHẦN MỞ ĐẦU", "LỜI MỞ ĐẦU", "LỜI NÓI ĐẦU", "ĐẶT VẤN ĐỀ", "KẾT LUẬN", "PHẦN KẾT LUẬN", "KIẾN NGHỊ", "KẾT LUẬN VÀ KIẾN NGHỊ",
	"KẾT LUẬN, KIẾN NGHỊ", "ĐỀ XUẤT, KIẾN NGHỊ", "TỔ CHỨC THỰC HIỆN", "TÀI LIỆU THAM KHẢO", "XÁC THỰC VĂN BẢN HỢP NHẤT", "ĐIỀU KHOẢN THI HÀNH")

// officeWords begin lines in capitals that say who decides or signs, or what a
// document is.
var officeWords = withUnmarked("TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M", "K/T", "T/L", "BỘ ", "THỨ TRƯỞNG", "CHỦ ", "PHÓ ", "GIÁM ĐỐC", "TỔNG ", "THỦ ", "CHÁNH ", "VỤ ", "CỤC ", "BÍ THƯ",
	"TRƯỞNG", "ỦY ", "UỶ ", "BAN ", "SỞ ", "QUYẾT ", "NGHỊ ", "CỘNG H", "ĐẢNG ", "NƠI NHẬN", "QUỐC HỘI", "CHÍNH PHỦ", "HỘI ĐỒNG", "LUẬT", "THÔNG ", "CHỈ THỊ", "NGƯỜI ", "VIỆN ", "TỈNH ",
	"CƠ QUAN", "HIỆU TRƯỞNG", "MỤC LỤC", "ĐỘC LẬP", "XÁC NHẬN", "KÍNH ", "TỜ TRÌNH", "CÔNG ", "GIẤY ")

// isHeading decides on a line in capitals with no number: it heads what stands
// below it.
func (r *reader) isHeading(i int) bool {
	l := &r.lines[i]
	text := strings.TrimRight(trimNotes(l.text), ":. ")
	for _, w := range headingWords {
		if text == w && r.hasText(i) && (len(r.nodes) > 0 || !strings.HasPrefix(w, "KẾT LUẬN")) {
			return true
		}
	}
	s := r.scope()
	if len(s.frames) > 1 && s.frames[1].style == byAppendix {
		return false // a form's title
	}
	if len(r.nodes) == 0 || r.signed || r.skipping || s.quoted || s.articles != (num{}) || endingOf(l.text) != open || l.tabs+l.gaps > 0 || strings.Contains(l.text, "(") {
		return false
	}
	_, end := r.weighBefore(&mark{style: byHeading})
	if hasAnyPrefix(l.text, officeWords...) || hasAnyPrefix(l.text, documentWords...) || end != closed && !r.spaced {
		return false
	}
	return r.hasBelow(i)
}

// hasText reports whether anything stands below a line.
func (r *reader) hasText(i int) bool {
	for j := i + 1; j < min(len(r.lines), i+titleLines); j++ {
		if !r.lines[j].hidden() {
			return true
		}
	}
	return false
}

// hasBelow reports whether words in small letters, or a part, stand below a line
// in capitals.
func (r *reader) hasBelow(i int) bool {
	for j := i + 1; j < min(len(r.lines), i+titleLines); j++ {
		l := &r.lines[j]
		if l.hidden() || l.caps && !startsMark(l.text) {
			continue
		}
		return l.class == footnote || l.class == plain && (endingOf(l.text) == closed || startsMark(l.text) || len(l.text) > 60)
	}
	return false
}

func startsMark(text string) bool {
	_, ok := readMark(text)
	return ok
}
