package citation

// Citation is a span that names a document, and what the text says of that
// document at this place. What the text does not say is empty: nothing is
// concluded or looked up.
type Citation struct {
	Start    int      // code points from the beginning of the text
	End      int      // the one after the span
	Surface  string   // the span as it stands in the text
	Number   string   // as printed, without spaces, hyphens as '-'; "" for a document named otherwise
	Kind     string   // code, by the symbol in the number, else by the type word; see Kinds
	KindWord string   // the type word in lower case and right spelling, "" for a bare number
	Date     string   // of issue, ISO
	Issuer   string   // as printed, composed, with single spaces
	Title    string   // the name of a law; the subject of others, likewise
	Year     int      // where the text has only a year
	Term     string   // of a Party body, Roman: "XIII"
	Plenum   string   // of the Central Committee, digits: "4", "6 (lần 2)"
	Role     string   // Cite, Self or Alias
	AliasOf  string   // of an alias: the full number it stands for
	Relation string   // of this text to the document; "" is none
	Pinpoint []string // parts of it, each from the outside in: "điều 4, khoản 2, điểm a"
}

// The roles of a citation.
const (
	Cite  = "cite"
	Self  = "self"  // the document's own number line
	Alias = "alias" // a short form of what the text cites in full
)

// The relations of a text to what it cites.
const (
	RestsOn    = "rests_on"   // căn cứ
	Supersedes = "supersedes" // thay thế
	Amends     = "amends"     // sửa đổi, bổ sung
	Repeals    = "repeals"    // bãi bỏ
	Guides     = "guides"     // hướng dẫn, quy định chi tiết
	Implements = "implements" // thực hiện
)

// Find gives the citations of a text in order; they do not overlap.
func Find(text string) []Citation {
	r := &reader{text: newText(text), list: make([]found, 0, 16), full: map[string]int{}, bound: map[string]bool{}}
	r.spans()
	r.describe()
	r.aliases()
	r.relations()
	list := make([]Citation, 0, len(r.list))
	for i := range r.list {
		f := &r.list[i]
		f.Start, f.End = int(r.cp[f.from]), r.stop(f.to)
		f.Surface = r.surface(f.from, f.to)
		list = append(list, f.Citation)
	}
	return list
}

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

// worded reads a document that its type word names at p.
func (r *reader) worded(p, e int, w typeWord) bool {
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
	if n.symbols == 0 {
		return w.code != "QCVN" && w.code != "TCVN" && r.short(p, n, w, so)
	}
	f := found{from: p, to: n.end, word: w, plural: r.isPlural(p)}
	f.take(n, w)
	if colon && r.isOwn(p, n.end) {
		f.Role = Self
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
	}
	return true
}

// take fills in what a number and its word say.
func (f *found) take(n docNumber, w typeWord) {
	f.Number, f.digits, f.legal = n.text, n.digits, n.legal()
	f.Kind, f.KindWord = kindOf(n, w), w.word
}

// takeDate takes a date into the span when only a space or a comma stands
// between.
func (r *reader) takeDate(f *found) {
	if date, e, ok := r.dateAt(r.separated(f.to)); ok && f.Date == "" {
		f.Date, f.to = date, e
	}
}

// kindOf gives the kind of a document by its number's symbol and its word.
func kindOf(n docNumber, w typeWord) string {
	switch {
	case n.kind == codeLaw && w.code == "NQ", n.kind == "NQ" && w.code == codeOrdinance:
		return w.code
	case n.kind == "HD" && w.code == "HĐ", n.kind == "CĐ" && w.code == "CT":
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
			return r.upper(r.skip(q)) && r.lineStart(p) && (!r.upper(r.skip(q)+1) || r.own == 0 && p < headReach)
		}
	}
	return false
}

// lineStart reports that only spaces stand before p on its line.
func (t *text) lineStart(p int) bool {
	for p--; p >= 0 && t.fold[p] != '\n'; p-- {
		if !isBlank(t.fold[p]) {
			return false
		}
	}
	return true
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
