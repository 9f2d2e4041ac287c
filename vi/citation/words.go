package citation

import "unicode"

// at gives the fold of a place, 0 outside the text.
func (t *text) at(p int) byte {
	if p < 0 || p >= len(t.fold) {
		return 0
	}
	return t.fold[p]
}

func (t *text) letter(p int) bool { return isLetter(t.at(p)) }
func (t *text) digit(p int) bool  { return isDigit(t.at(p)) }
func (t *text) space(p int) bool  { return isSpace(t.at(p)) }

// upper reports a capital letter.
func (t *text) upper(p int) bool {
	if !t.letter(p) {
		return false
	}
	r := t.runes[p]
	return r < latin && t.caps[r] || r >= latin && unicode.IsUpper(r)
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b == otherLetter }
func isDigit(b byte) bool  { return b >= '0' && b <= '9' }
func isSpace(b byte) bool  { return b == ' ' || b == '\n' || b == '\t' }

// isBlank reports a space on a line.
func isBlank(b byte) bool { return b == ' ' || b == '\t' }
func isJoint(b byte) bool { return b == '-' || b == '/' || b == '.' }

// seam reports that a new word begins inside a run of letters: a capital after a
// small letter, where a converter lost the space.
func (t *text) seam(p int) bool { return t.upper(p) && t.letter(p-1) && !t.upper(p-1) }

// starts reports that a word begins at a place.
func (t *text) starts(p int) bool { return t.letter(p) && (!t.letter(p-1) || t.seam(p)) }

// wordEnd gives the place after the word that begins at p.
func (t *text) wordEnd(p int) int {
	for p++; t.letter(p) && !t.seam(p); p++ {
	}
	return p
}

// skip steps over spaces and at most one line break.
func (t *text) skip(p int) int {
	for lines := 0; t.space(p); p++ {
		if t.at(p) == '\n' {
			if lines++; lines > 1 {
				return p
			}
		}
	}
	return p
}

// back steps back over spaces and at most one line break, not before from.
func (t *text) back(p, from int) int {
	for lines := 0; p > from && t.space(p-1); p-- {
		if t.at(p-1) == '\n' {
			if lines++; lines > 1 {
				return p
			}
		}
	}
	return p
}

// wordBefore gives where the word begins that ends before p, spaces between; p
// itself when there is none.
func (t *text) wordBefore(p, from int) int {
	q := t.back(p, from)
	if q == from || !t.letter(q-1) || t.tabbed(q, p) {
		return p
	}
	for q--; q > from && t.letter(q-1) && !t.seam(q); q-- {
	}
	return q
}

// tabbed reports that a tab stands between two places: another cell of a table.
func (t *text) tabbed(p, end int) bool {
	for ; p < end; p++ {
		if t.at(p) == '\t' {
			return true
		}
	}
	return false
}

// match reads a folded phrase at a place and gives the place after it, -1 when
// it is not there. Between its words stand spaces, a line break or, where a
// converter lost it, nothing. A scanner's confusions of i, l and 1, o and 0 are
// forgiven.
func (t *text) match(p int, phrase string) int {
	for i := 0; i < len(phrase); i++ {
		if phrase[i] == ' ' {
			p = t.skip(p)
			continue
		}
		if p >= len(t.fold) || !alikeByte(t.fold[p], phrase[i]) {
			return -1
		}
		p++
	}
	if t.letter(p) && !t.seam(p) {
		return -1
	}
	return p
}

func alikeByte(got, want byte) bool {
	if got == want {
		return true
	}
	switch want {
	case 'i':
		return got == 'l' || got == '1' || got == '|' || got == '!'
	case 'l':
		return got == 'i' || got == '1' || got == '|'
	case 'o':
		return got == '0' || got == '6' // "s6" for "số"
	}
	return false
}

// matchAny gives the place after the first of the phrases that stands at p.
func (t *text) matchAny(p int, phrases ...string) int {
	for _, f := range phrases {
		if e := t.match(p, f); e >= 0 {
			return e
		}
	}
	return -1
}

// is reports that the word from p to end is one of the folded words of a set.
func (t *text) is(p, end int, set map[string]bool) bool {
	return end-p <= maxSetWord && set[string(t.fold[p:end])]
}

// maxSetWord is longer than any syllable.
const maxSetWord = 8

// set makes a set of folded words.
func set(list ...string) map[string]bool {
	m := map[string]bool{}
	for _, s := range list {
		m[s] = true
	}
	return m
}

// number reads decimal digits at p, at most so many; see digits.
func (t *text) number(p, most int) (value, end int) {
	end = t.digits(p, most)
	for ; p < end; p++ {
		value = value*10 + int(t.digitAt(p)-'0')
	}
	return value, end
}

// digits gives the place after a run of digits, among which letters that a
// scanner took for digits may stand; p when there is no true digit.
func (t *text) digits(p, most int) int {
	q, sure := p, false
	for ; q-p < most && t.digitAt(q) != 0; q++ {
		sure = sure || t.digit(q)
	}
	for q > p && !t.digit(q-1) && t.letter(q) { // "12lần": that l is a letter
		q--
	}
	if !sure {
		return p
	}
	return q
}

// digitAt gives the digit that stands at a place or was taken for a letter, 0
// for none.
func (t *text) digitAt(p int) byte {
	b := t.at(p)
	if isDigit(b) || b == 0 {
		return b
	}
	switch t.runes[p] {
	case 'l', 'I', '|':
		return '1'
	case 'O', 'o':
		return '0'
	}
	return 0
}

// year reads four digits of a year that nothing continues; 0 when there is none.
func (t *text) year(p int) (value, end int) {
	v, e := t.number(p, 5)
	if e-p != 4 || v < 1930 || v > 2100 {
		return 0, p
	}
	return v, e
}
