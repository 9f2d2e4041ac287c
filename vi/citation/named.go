package citation

// numbered reads a type word and a number.
func (r *reader) numbered(p, e int, w typeWord) bool {
	q, so, colon := r.soAfter(e)
	if w.code == codeLetter && w.fold == "van ban" && !so || so && r.isHeading(p, e, q) || r.tabbed(e, q) {
		return false
	}
	n, ok := r.numberAt(q, true)
	if !ok {
		return false
	}
	if n.symbols > 0 && !fitsWord(&n, w) {
		return false
	}
	if n.symbols == 0 && !so && r.at(r.back(q, e)-1) == ':' {
		return false // "Báo cáo: 12 người"
	}
	if n.symbols == 0 {
		return w.code != "QCVN" && w.code != "TCVN" && r.short(p, n, w, so)
	}
	if n.kind == "HĐ" && n.symbols == 1 {
		return false // a contract of two parties, not a paper of a body
	}
	f := found{from: p, to: n.end, word: w, plural: r.isPlural(p)}
	f.take(n, w)
	if colon && r.isOwn(p, n.end) {
		f.Role = Self
		r.takeOwnDate(&f)
	} else {
		r.takeDate(&f)
	}
	r.add(f)
	return true
}

// fitsWord reports that a number may follow a word: "kỷ luật số 31-QĐ/ĐUK" is no
// law, "mệnh lệnh" no order.
func fitsWord(n *docNumber, w typeWord) bool {
	switch w.code {
	case codeLaw:
		return n.kind == codeLaw
	case "L":
		return n.kind == "L"
	case "HĐ":
		return n.kind != "BB" // "Biên bản thanh lý hợp đồng số 08/BBTL-VTLT"
	}
	return true
}

// take fills in what a number and its word say.
func (f *found) take(n docNumber, w typeWord) {
	f.Number, f.digits, f.legal = n.text, n.digits, n.legal()
	f.Kind, f.KindWord = kindOf(n, w), w.word
}

// takeDate takes a date into the span when only a space or a comma stands
// between, or a year when only a space does.
func (r *reader) takeDate(f *found) {
	if f.Date != "" {
		return
	}
	if date, e, ok := r.dateAt(r.separated(f.to)); ok {
		f.Date, f.to = date, e
	} else if y, e := r.yearAfter(r.skip(f.to)); y > 0 && f.Year == 0 && f.Kind != codeLaw {
		f.Year, f.to = y, e
	}
}

// takeOwnDate takes into the own number line a date that follows at once.
func (r *reader) takeOwnDate(f *found) {
	p := f.to
	if r.at(p) == ',' {
		p++
	}
	if r.at(p) != ' ' {
		return
	}
	if date, e, ok := r.dateAt(p + 1); ok && date != "" {
		f.Date, f.to = date, e
	}
}

// kindOf gives the kind of a document by its number's symbol and its word.
func kindOf(n docNumber, w typeWord) string {
	switch {
	case n.kind == codeLaw && w.code == "NQ", n.kind == "NQ" && w.code == codeOrdinance:
		return w.code
	case n.kind == "CT" && w.code == "QĐ" && n.symbols == 1 && n.year == 0: // of the Chairman: 97-CT
		return w.code
	case n.kind == "HD" && w.code == "HĐ", n.kind == "CĐ" && w.code == "CT", n.kind == "TC" && w.code != "": // 97/TC-TCT is of Tài chính
		return w.code
	case n.kind != "":
		return n.kind
	case w.code != "":
		return w.code
	}
	return codeLetter
}

// soAfter steps over "số" or "số:" after a type word.
func (r *reader) soAfter(e int) (p int, so, colon bool) {
	p = r.skip(e)
	if r.at(p) == ':' && r.at(p+1) == ' ' && (r.match(p+2, "so") >= 0 || r.digit(p+2)) { // "các Công văn: số ...", "Nghị định: 15/2020/NĐ-CP"
		p += 2
	}
	s := r.match(p, "so")
	if s < 0 {
		return p, false, false
	}
	p = r.skip(s)
	if r.at(p) == ':' || r.at(p) == '.' && r.digit(r.skip(p+1)) {
		return r.skip(p + 1), true, r.at(p) == ':'
	}
	return p, true, false
}

// isHeading reports that a type word stands alone on its line over a number line.
func (r *reader) isHeading(p, e, number int) bool {
	if !r.upper(p + 1) {
		return false
	}
	for q := e; q < number; q++ {
		if r.at(q) == '\n' {
			if r.match(r.wordBefore(r.wordBefore(p, max(0, p-12)), max(0, p-12)), "xac thuc") == r.back(p, 0) {
				return true // XÁC THỰC VĂN BẢN HỢP NHẤT
			}
			if r.own == 0 && p < headReach && !r.lineStart(p) && r.match(r.skip(q), "so") >= 0 && r.isLetterhead(q-r.lineLength(q), q) {
				return true // CỤC KIỂM TRA VĂN BẢN over its number
			}
			return r.upper(r.skip(q)) && r.lineStart(p) && (!r.upper(r.skip(q)+1) || r.own == 0 && p < headReach)
		}
	}
	return false
}

// isPlural reports that "các" or a like word stands before p.
func (r *reader) isPlural(p int) bool {
	q := r.wordBefore(p, r.end())
	return r.matchAny(q, "cac", "nhung", "hai", "ba", "cung") >= 0
}

func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}
