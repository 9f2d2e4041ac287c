package citation

import "strings"

// session is a plenum of the Central Committee or a congress.
type session struct {
	plenum, term string
	issuer       string // the body, where the session names it
	end          int
}

// plenary reads a resolution named by its session: "Nghị quyết Trung ương 4
// (khóa XI)", "Nghị quyết Đại hội XIV".
func (r *reader) plenary(p, e int, w typeWord) bool {
	if r.isHeadingLine(p, e) && r.own > 0 && r.upper(p+1) {
		return false // its own heading
	}
	q := r.skip(e)
	if c := r.match(q, "cua"); c >= 0 {
		q = r.skip(c)
	}
	s, ok := r.sessionAt(q)
	if !ok || s.term == "" {
		return false
	}
	f := found{from: p, to: s.end, word: w, plural: r.isPlural(p)}
	f.Kind, f.KindWord = w.code, w.word
	f.Plenum, f.Term, f.Issuer = s.plenum, s.term, s.issuer
	r.add(f)
	return true
}

// nextTerm reads the next member of a list of resolutions: "XII", "khóa XII",
// "Trung ương 5 khóa X".
func (r *reader) nextTerm(p int, last *found) bool {
	f := found{from: p, word: last.word, listed: true}
	f.Kind, f.KindWord, f.Plenum, f.Issuer = last.Kind, last.KindWord, last.Plenum, last.Issuer
	if s, ok := r.sessionAt(p); ok && s.term != "" {
		f.Plenum, f.Term, f.Issuer, f.to = s.plenum, s.term, s.issuer, s.end
	} else if term, e := r.termAt(p); term != "" && r.upper(p) {
		f.Term, f.to = term, e
	} else if term, e := r.termAfter(p); term != "" && r.at(p) == 'k' {
		f.Term, f.to = term, e
	} else {
		return false
	}
	r.add(f)
	return true
}

// sessionAt reads a plenum or a congress with its term.
func (r *reader) sessionAt(p int) (session, bool) {
	if e := r.match(p, "dai hoi"); e >= 0 {
		return r.congress(e)
	}
	if e := r.matchAny(p, "trung uong", "tw"); e >= 0 {
		return r.plenumAfter(e)
	}
	if e := r.match(p, "hoi nghi"); e >= 0 {
		q := r.skip(e)
		if c := r.matchAny(q, "ban chap hanh trung uong dang", "ban chap hanh trung uong", "bch trung uong", "bch tw", "trung uong", "tw"); c >= 0 {
			return r.plenumAfter(c)
		}
		return r.plenumAfter(e)
	}
	return session{}, false
}

// plenumAfter reads the number of a plenum, its body and its term.
func (r *reader) plenumAfter(p int) (session, bool) {
	var s session
	q := r.skip(p)
	if e := r.match(q, "lan thu"); e >= 0 {
		q = r.skip(e)
	}
	plenum, e := r.ordinal(q)
	if plenum == "" {
		return s, false
	}
	s.plenum, s.end = plenum, e
	q = r.skip(e)
	if r.at(q) == '(' && r.match(q+1, "lan") >= 0 {
		c := r.closing(q, 10) + 1
		s.plenum += " " + r.clean(q, c)
		q, s.end = r.skip(c), c
	}
	if c := r.match(q, "cua"); c >= 0 {
		q = r.skip(c)
	}
	if c := r.matchAny(q, "ban chap hanh trung uong dang", "ban chap hanh trung uong", "bch trung uong dang", "bch trung uong", "bch tw dang", "bch tw", "trung uong dang", "trung uong"); c >= 0 {
		s.issuer, s.end = r.clean(q, c), c
	}
	if term, c := r.termAfter(s.end); term != "" {
		s.term, s.end = term, c
	}
	return s, true
}

// congress reads what follows "Đại hội": words of its body, then its term.
func (r *reader) congress(p int) (session, bool) {
	q := r.skip(p)
	for i := 0; i < 16 && (r.letter(q) || r.digit(q)); i++ {
		if e := r.match(q, "lan thu"); e >= 0 {
			q = r.skip(e)
			if term, c := r.termAt(q); term != "" {
				return session{term: term, end: c}, true
			}
			n, c := r.ordinal(q)
			return session{term: romanOf(n), end: c}, n != "" && romanOf(n) != ""
		}
		if term, c := r.termAt(q); term != "" && (r.upper(q) || i < 2) {
			return session{term: term, end: c}, true
		}
		if !r.letter(q) || i > 0 && congressStops.has(r.text, q, r.wordEnd(q)) {
			return session{}, false
		}
		q = r.skip(r.wordEnd(q))
	}
	return session{}, false
}

var congressStops = spelled("về và đã là có được tại theo này để khi năm ngày thì trong")

// termAfter reads "khóa XI", "(khoá XI)", ", khóa XI" after p.
func (r *reader) termAfter(p int) (string, int) {
	q := r.separated(p)
	open := r.at(q) == '('
	if open {
		q = r.skip(q + 1)
	}
	e := r.match(q, "khoa")
	if e < 0 {
		return "", p
	}
	term, c := r.termAt(r.skip(e))
	if term == "" {
		return "", p
	}
	if open {
		if r.at(r.skip(c)) != ')' {
			return term, c
		}
		return term, r.skip(c) + 1
	}
	return term, c
}

// termAt reads a term: a Roman number through a scanner's confusions, or digits.
func (r *reader) termAt(p int) (string, int) {
	if e := r.digits(p, 2); e > p && !r.letter(e) && !r.digit(e) && !isJoint(r.at(e)) {
		return romanOf(r.plainDigits(p, e)), e
	}
	e := p
	var b strings.Builder
	for ; e-p < 7; e++ {
		c := romanDigit(r.text, e)
		if c == 0 {
			break
		}
		b.WriteByte(c)
	}
	if s := b.String(); s != "" && !r.letter(e) && !r.digit(e) && romanValue[s] > 0 && !strings.HasPrefix(string(r.runes[p:e]), "l") {
		return s, e
	}
	return "", p
}

func romanDigit(t *text, p int) byte {
	if p >= len(t.runes) {
		return 0
	}
	switch c := t.runes[p]; c {
	case 'I', 'V', 'X':
		return byte(c)
	case 'l', '1', '|':
		return 'I'
	}
	return 0
}

// romans are the numbers from 1 to 39 in Roman letters.
var romans, romanValue = func() ([]string, map[string]int) {
	list, values := make([]string, 40), map[string]int{}
	for n := 1; n < 40; n++ {
		list[n] = strings.Repeat("X", n/10) + strings.Fields("- I II III IV V VI VII VIII IX")[n%10]
		list[n] = strings.TrimSuffix(list[n], "-")
		values[list[n]] = n
	}
	return list, values
}()

// romanOf gives digits in Roman letters, "" when there is no such term.
func romanOf(digits string) string {
	n := atoi(digits)
	if digits == "" || n < 1 || n >= len(romans) {
		return ""
	}
	return romans[n]
}

// ordinals in words, by their place.
var ordinals = []string{"", "nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai", "muoi ba", "muoi bon",
	"muoi lam", "muoi sau", "muoi bay", "muoi tam", "muoi chin", "hai muoi"}

// ordinal reads a number in digits or words and gives it in digits.
func (r *reader) ordinal(p int) (string, int) {
	if e := r.digits(p, 2); e > p && !r.digit(e) && !isJoint(r.at(e)) {
		return r.plainDigits(p, e), e
	}
	for n := len(ordinals) - 1; n > 0; n-- {
		if e := r.match(p, ordinals[n]); e >= 0 {
			return digitsOf(n), e
		}
	}
	for _, f := range []string{"bon"} {
		if e := r.match(p, f); e >= 0 {
			return "4", e
		}
	}
	return "", p
}

func digitsOf(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digitsOf(n/10) + string(rune('0'+n%10))
}
