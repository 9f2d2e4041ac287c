package citation

// found is a citation with its places while the text is read.
type found struct {
	Citation
	from, to int
	tail     int      // where its issuer, date and title end
	pins     int      // where the parts named before it begin
	titleTo  int      // where the subject in the own head ends
	word     typeWord // that governs it
	digits   string   // that its number begins with
	short    bool     // its number has no symbol
	listed   bool     // it stands in a list under the word of one before it
	plural   bool     // "các" stands before its type word
	legal    bool     // its number has a year and a type
}

// reader reads one text.
type reader struct {
	*text
	list     []found
	full     map[string]int  // digits of full numbers → the last that begins so
	bound    map[string]bool // names that brackets have given
	own      int             // index of the own number line + 1
	headOver bool            // the letterhead is past
}

// end gives where the last span ends.
func (r *reader) end() int {
	if len(r.list) == 0 {
		return 0
	}
	return r.list[len(r.list)-1].to
}

func (r *reader) add(f found) {
	if f.Role == "" {
		f.Role = Cite
	}
	r.list = append(r.list, f)
	if f.Number != "" && !f.short {
		r.full[trimZeros(f.digits)] = len(r.list)
	}
	if f.Role == Self {
		r.own = len(r.list)
	}
}

// spans finds where documents are named.
func (r *reader) spans() {
	for p := 0; p < len(r.fold); {
		switch {
		case r.starts(p):
			p = r.atWord(p)
		case r.digit(p):
			p = r.atNumber(p)
		default:
			p++
		}
	}
}

// atWord reads what begins with the word at p and gives where to go on.
func (r *reader) atWord(p int) int {
	if w, e, ok := r.typeWordAt(p); ok {
		if r.worded(p, e, w) {
			return r.members()
		}
		return e
	}
	if r.at(p) == 'q' || r.at(p) == 't' {
		if r.standard(p) {
			return r.end()
		}
	}
	if r.digitAt(p) != 0 && r.digits(p, 6) > p {
		return r.atNumber(p)
	}
	return r.wordEnd(p)
}

// atNumber reads a bare number at p and gives where to go on.
func (r *reader) atNumber(p int) int {
	e := max(r.digits(p, 6), p+1)
	if !isJoint(r.at(r.skip(e))) && !(r.letter(e) && isJoint(r.at(e+1))) {
		return e
	}
	if r.bare(p) {
		return r.end()
	}
	return e
}

// otherLaw reports that "luật" from p to e is half of another word or a subject
// that is taught: "pháp luật", "kỷ luật", "Đại học Luật".
func (r *reader) otherLaw(p, e int) bool {
	one := r.wordBefore(p, r.end())
	two := r.wordBefore(one, r.end())
	return r.matchAny(one, "phap luat", "ky luat", "khoa luat", "nganh luat") == e || r.matchAny(two, "dai hoc luat", "cu nhan luat", "thac si luat", "tien si luat") == e
}

// worded reads a document that its type word names at p.
func (r *reader) worded(p, e int, w typeWord) bool {
	if w.code == codeLaw && r.otherLaw(p, e) {
		return false
	}
	if r.numbered(p, e, w) {
		return true
	}
	switch w.code {
	case codeLaw, codeOrdinance:
		return r.law(p, e, w)
	case codeConstitution:
		return r.constitution(p, e, w)
	case codeStatute:
		return r.statute(p, e, w)
	case "NQ", "KL":
		return r.plenary(p, e, w)
	}
	return false
}
