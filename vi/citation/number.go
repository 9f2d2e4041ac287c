package citation

import "strings"

// docNumber is a document's number in the text, by places.
type docNumber struct {
	start, end int
	digits     string // what it begins with
	text       string // as a citation reports it
	kind       string // by its symbol; "" when that is none of a type
	year       int
	symbols    int // how many parts are letters
}

// legal reports that the number has a year and a type: nothing else looks so.
func (n *docNumber) legal() bool { return n.year > 0 && n.kind != "" }

// numberAt reads a document's number at p: digits, a year perhaps, then symbols
// joined by hyphens and slashes. worded says that a type word or "số" stands
// before, so that letters may be glued to it.
func (t *text) numberAt(p int, worded bool) (docNumber, bool) {
	var n docNumber
	if !worded && (t.letter(p-1) || t.digit(p-1)) || isJoint(t.at(p-1)) && (t.letter(p-2) || t.digit(p-2)) && !(worded && t.at(p-1) == '.') {
		return n, false
	}
	e := t.digits(p, 6)
	if e == p && worded {
		e = t.lostDigits(p)
	}
	if e == p {
		return n, false
	}
	n.start, n.end = p, e
	n.digits = t.plainDigits(p, e)
	if f := t.restOfDigits(p, e); worded && f > e {
		n.digits, n.end = n.digits+t.plainDigits(e+1, f), f
		e = f
	}
	n.text = n.digits
	if t.at(e) == '.' && t.digit(e+1) { // 66.25/2026/NQ-CP
		f := t.digits(e+1, 3)
		if t.at(f) != '/' {
			return n, false
		}
		n.text += "." + t.plainDigits(e+1, f)
		n.end = f
	}
	t.readSuffix(&n)
	t.readYear(&n)
	t.readSymbols(&n)
	return n, true
}

// restOfDigits gives the place after the digits that a space parts from those that
// end at e, in a number with a year ("4 12/2009/QĐ-UBND"); e when there are none.
func (t *text) restOfDigits(p, e int) int {
	if t.at(e) != ' ' || !t.digit(e+1) {
		return e
	}
	f := t.digits(e+1, 4)
	if f-p > 5 || t.at(f) != '/' {
		return e
	}
	y, g := t.year(f + 1)
	if y == 0 || t.at(g) != '/' || !t.upper(g+1) {
		return e
	}
	return f
}

// lostDigits gives the place after a number of which a scanner took every digit
// for a letter, before a known symbol: ll-QĐ/TU.
func (t *text) lostDigits(p int) int {
	e := p
	for e-p < 4 && t.digitAt(e) != 0 {
		e++
	}
	if e == p || t.at(e) != '-' && t.at(e) != '/' {
		return p
	}
	s := t.skip(e + 1)
	if c := t.symbol(s); c > s {
		if _, known := symbolKind(string(t.runes[s:c])); known && t.upper(s) {
			return e
		}
	}
	return p
}

func (t *text) plainDigits(p, e int) string {
	var b strings.Builder
	for ; p < e; p++ {
		b.WriteByte(t.digitAt(p))
	}
	return b.String()
}

// readSuffix takes the letter of "30a/2008/NQ-CP" or "73A/TC-TCT" into the number.
func (t *text) readSuffix(n *docNumber) {
	p := n.end
	if b := t.at(p); b < 'a' || b > 'e' || t.runes[p] > 'z' || t.at(p+1) != '/' && t.at(p+1) != '-' {
		return
	}
	n.text += string(t.runes[p])
	n.end++
}

// readYear takes "/2026" into the number.
func (t *text) readYear(n *docNumber) {
	p := t.skip(n.end)
	if t.at(p) != '/' {
		return
	}
	p = t.skip(p + 1)
	y, e := t.year(p)
	if y == 0 || t.letter(e) || isJoint(t.at(e)) && t.digit(e+1) {
		return
	}
	n.text += "/" + t.plainDigits(p, e)
	n.year, n.end = y, e
}

// readSymbols takes the symbols of type, issuer and unit into the number.
func (t *text) readSymbols(n *docNumber) {
	for n.symbols < 6 {
		joint, p := t.joint(n)
		if joint == 0 {
			return
		}
		e := t.symbol(p)
		if e == p || !t.fits(n, p, e) {
			return
		}
		s := string(t.runes[p:e])
		switch {
		case n.symbols == 0:
			n.kind = t.firstKind(n, s)
		case n.symbols == 1 && n.kind == "" && s == "TT" && strings.HasSuffix(n.text, "LB"):
			n.kind = "TTLT"
		case n.symbols == 1 && n.kind == "TT" && (s == "LT" || s == "LB" || s == "LN"):
			n.kind = "TTLT"
		}
		if d := t.unitDigit(n, p, e); d > e {
			s, e = string(t.runes[p:d]), d
		}
		n.text += string(joint) + s
		n.symbols++
		n.end = e
		t.takeTerm(n, s)
	}
}

// unitDigit gives the place after the digit of a unit in a letter's number
// ("2214/TCT-NV1"), where no footnote is meant; e when there is none.
func (t *text) unitDigit(n *docNumber, p, e int) int {
	if n.kind != "" || n.symbols != 1 || n.year > 0 || e-p > 3 || !t.digit(e) || t.digit(e+1) || t.letter(e+1) {
		return e
	}
	return e + 1
}

func (t *text) firstKind(n *docNumber, s string) string {
	if code, ok := symbolKind(s); ok {
		return code
	}
	if n.year > 0 {
		code, _ := gluedKind(s)
		return code
	}
	return ""
}

// takeTerm takes the digits that a space parts from "QH 15".
func (t *text) takeTerm(n *docNumber, s string) {
	if s != "QH" && s != "UBTVQH" {
		return
	}
	p := t.skip(n.end)
	if e := t.digits(p, 2); e > p && !t.letter(e) && !t.digit(e) {
		n.text += t.plainDigits(p, e)
		n.end = e
		if s == "QH" && n.symbols == 1 {
			n.kind = codeLaw
		}
	}
}

// joint reads what joins the next part of a number, with the place after it; 0
// when nothing does. Spaces may stand at it, but after an issuer not on both
// sides: there a dash is a dash.
func (t *text) joint(n *docNumber) (rune, int) {
	p := t.skip(n.end)
	b := t.at(p)
	q := t.skip(p + 1)
	before, after := p > n.end, q > p+1
	switch {
	case b == '.':
		if before || after || n.symbols == 0 && !t.typeSymbolAt(q) || !t.upper(q) || !t.upper(q+1) {
			return 0, p
		}
	case b != '-' && b != '/':
		return 0, p
	case before && after && n.symbols > 1 || before && n.symbols > 1:
		return 0, p
	}
	return rune(b), q
}

// issuerAt reports that a known symbol of a body stands at p, in whatever case.
func (t *text) issuerAt(p int) bool {
	e := p
	for t.letter(e) && e-p < 8 {
		e++
	}
	return e > p && knownIssuer(string(t.runes[p:e]))
}

// typeSymbolAt reports that the symbol of a type and a slash stand at p: "13.QĐ/TU".
func (t *text) typeSymbolAt(p int) bool {
	e := p
	for t.letter(e) && e-p < 5 {
		e++
	}
	_, known := symbolKind(string(t.runes[p:e]))
	return known && t.at(e) == '/' && t.upper(e+1)
}

// fits reports that letters from p to e may be the next symbol: not a word of the
// sentence that a dash begins.
func (t *text) fits(n *docNumber, p, e int) bool {
	caps := 0
	for q := p; q < e; q++ {
		if !t.letter(q) || t.upper(q) {
			caps++
		}
	}
	spaced := t.space(p-1) || t.space(n.end)
	_, known := symbolKind(string(t.runes[p:e]))
	switch {
	case known && caps == e-p && e-p > 1, known && isJoint(t.at(e)) && t.issuerAt(e+1):
		return true
	case known || knownIssuer(string(t.runes[p:e])):
		return caps > 1 || n.year > 0 || n.symbols > 0
	case e-p == 1:
		return n.symbols > 0 && !spaced || t.upper(p) && t.at(p) == 'l' && t.at(e) == '-'
	case caps < 2:
		return false
	case spaced:
		return n.symbols < 2 || !t.space(n.end)
	}
	return true
}
