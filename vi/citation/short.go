package citation

// short reads a type word with a number that has no symbol: "Quy định 58",
// "Quyết định số 80/2022", "Quy định 50 năm 2021". Counts look the same ("Quyết
// định 3 việc"), so what follows decides.
func (r *reader) short(p int, n docNumber, w typeWord, so bool) bool {
	f := found{from: p, to: n.end, word: w, short: true, plural: r.isPlural(p)}
	f.take(n, w)
	f.legal = false
	f.Year = n.year
	dated := r.takeShortDate(&f)
	if f.Year > 0 && (w.code == "KH" || w.code == "CTr" || w.code == "BC") && !so {
		return false // "kế hoạch 5 năm 2026", "báo cáo 12/2025"
	}
	if w.code == "L" && !r.upper(p) {
		return false // "mệnh lệnh số 5"
	}
	known := r.knows(&f) || r.called(&f)
	switch {
	case w.code == "HĐ" && !known: // a contract's number is no document's
		return false
	case w.fold == "van ban" && !dated && !r.called(&f): // "văn bản số 5" of a list
		return false
	case isJoint(r.at(n.end)) && (r.digit(n.end+1) || r.letter(n.end+1)) || r.at(n.end) == '%' || r.digit(n.end) || r.letter(n.end):
		return false
	case n.year == 0 && r.isRange(n.end), n.year > 0 && n.year == atoi(n.digits)+1:
		return false
	case n.year == 0 && !so && isYear(n.digits) && !known:
		return false // "Kế hoạch 2026"
	case dated || n.year > 0:
	case r.counts(f.to) && !so, so && r.counts(f.to) && !known:
		return false
	case known || so:
	case !r.upper(p) && !f.plural, len(n.digits) < 2, seldomShort[w.code] && n.digits[0] != '0' && !r.ofBody(f.to, w):
		return false
	case !r.closes(f.to) && !(w.code == "NĐ" || w.code == "TT" && w.fold == "thong tu"): // these two words are never verbs
		return false
	}
	r.add(f)
	return true
}

// seldomShort are kinds of which a type word and a bare number are rather a
// count or an option.
var seldomShort = map[string]bool{"BC": true, "BB": true, "PA": true, "HĐ": true, "KH": true, "TB": true, "ĐA": true, "DA": true, "CTr": true, "TTr": true, codeLaw: true}

// ofBody reports that a body is named as the issuer behind a short form at p:
// "Kế hoạch 25 của Bộ Chính trị".
func (r *reader) ofBody(p int, w typeWord) bool {
	e := r.match(r.skip(p), "cua")
	return e >= 0 && r.isBody(r.skip(e)) && (w.code == "KH" || w.code == "CTr" || w.code == "TB" || w.code == "ĐA")
}

// takeShortDate takes "ngày ..." or "năm 2021" into the span of a short form.
func (r *reader) takeShortDate(f *found) bool {
	q := r.separated(f.to)
	if date, e, ok := r.dateAt(q); ok {
		f.Date, f.to = date, e
		return true
	}
	if y, e := r.yearAfter(r.skip(f.to)); y > 0 && f.Year == 0 {
		f.Year, f.to = y, e
		return true
	}
	return false
}

// isYear reports that digits are rather a year than a number.
func isYear(digits string) bool { return len(digits) == 4 && digits > "1944" && digits < "2101" }

func atoi(s string) (n int) {
	for _, b := range []byte(s) {
		n = n*10 + int(b-'0')
	}
	return n
}

// called reports that a bracket gives the document this name, here or before:
// "(sau đây gọi tắt là Đề án 06)".
func (r *reader) called(f *found) bool {
	key := f.KindWord + " " + f.Number
	if r.bindsAt(f.from, max(r.end(), f.from-60)) {
		r.bound[key] = true
	}
	return r.bound[key]
}

// knows reports that the text has cited in full what a short form may stand for.
func (r *reader) knows(f *found) bool {
	i := r.full[trimZeros(f.digits)]
	return i > 0 && sameType(f, &r.list[i-1])
}

// sameType reports that a short form may stand for a full citation.
func sameType(f, of *found) bool {
	return f.KindWord == of.KindWord || of.KindWord == "" && suits(f.word, of.Kind) || f.Kind == of.Kind ||
		f.word.fold == "van ban" || of.word.fold == "van ban"
}

// measures are what a number before them counts.
var measures = spelled(`năm tháng ngày việc điều điểm lần đợt bước nội vụ tuần quý giờ nhiệm người kịch trang phần mục giai nhóm loại đồng triệu
	tỷ tỉ phút chiều bộ cấp bên khâu mặt lĩnh (vấn) chỉ mục mô trường phương hình thành khoản chương tiêu đối buổi ca cuộc đoàn hồ biên vị chức
	cán công đơn cơ dự phiếu thủ bản lớp suất`)

// counts reports that what stands at p is counted by the number before it.
func (r *reader) counts(p int) bool {
	q := r.skip(p)
	return r.letter(q) && q > p && (!r.upper(q) || r.upper(q+1)) && measures.has(r.text, q, r.wordEnd(q))
}

// goesOn are the words with which a sentence goes on after a document's name.
var goesOn = spelled(`và hoặc của đã có được về thì là tại do để trong cho theo này chưa không hết còn vẫn với nêu cũng sẽ phải ban quy nay khi mà
	ra nhưng như từ đến thay sửa hướng yêu cầu áp bị vì nên trên ngày tiếp đang cùng hay vừa mới đều khác nói mở bãi xác nhấn đặt đề gồm giao cấm nhằm tạo giúp thì mang chỉ ghi tuy vốn đến liên thuộc`)

// closes reports that the name of a document may end at p.
func (r *reader) closes(p int) bool {
	q := r.skip(p)
	b := r.at(q)
	switch {
	case b == 0 || b == '\n' || q > p && r.at(q-1) == '\n':
		return true
	case isLetter(b):
		return r.starts(q) && goesOn.has(r.text, q, r.wordEnd(q))
	case isDigit(b):
		return false
	}
	return b == '.' || b == ',' || b == ';' || b == ':' || b == ')' || b == '(' || b == quoteSign || b == '?' || b == '!' || b == '-' && q > p
}

// members reads what follows the last span in its list with a number alone
// ("các quy định 50 năm 2021, 41 năm 2021") or a term alone, and gives where to
// go on.
func (r *reader) members() int {
	for {
		f := r.list[len(r.list)-1]
		p, ok := r.afterSeparator(f.to)
		switch {
		case !ok:
			return f.to
		case f.Term != "" && f.Number == "":
			ok = r.nextTerm(p, &f)
		case f.short:
			ok = r.nextShort(p, &f)
		default:
			ok = false
		}
		if !ok {
			return f.to
		}
	}
}

// afterSeparator steps over a comma, a semicolon or "và".
func (t *text) afterSeparator(p int) (int, bool) {
	q := t.skip(p)
	b := t.at(q)
	if b == ',' || b == ';' {
		q = t.skip(q + 1)
	}
	if e := t.matchAny(q, "va", "hoac"); e >= 0 {
		return t.skip(e), true
	}
	return q, b == ',' || b == ';'
}

func (r *reader) nextShort(p int, last *found) bool {
	q, so, _ := r.soAfter(p)
	if s := r.match(p, "so"); s < 0 {
		q = p
	}
	n, ok := r.numberAt(q, so)
	if !ok || n.symbols > 0 {
		return false
	}
	f := found{from: p, to: n.end, word: last.word, short: true, listed: true, plural: last.plural}
	f.take(n, last.word)
	f.legal, f.Year = false, n.year
	dated := r.takeShortDate(&f)
	if !dated && n.year == 0 && (!so && !last.plural && len(n.digits) < 2 || isYear(n.digits) || !r.closes(f.to) || r.counts(f.to)) {
		return false
	}
	r.add(f)
	return true
}
