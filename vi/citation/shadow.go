package citation

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hoso/vi"
)

// text is a text made comparable place by place. A place is one letter with its
// marks, or one other character; what has no width has no place.
type text struct {
	src   string
	caps  *[latin]bool
	wraps bool     // lines are broken inside sentences
	bare  bool     // its words have lost their marks
	runes []rune   // as printed: composed, look-alikes plain
	fold  []byte   // lower case without marks; see the classes below
	cp    []uint32 // the code point of src at which the place begins
	off   []uint32 // the same in bytes
}

// Classes of fold other than letters, digits and ASCII signs.
const (
	otherLetter = 0xff // of another alphabet
	otherSign   = 0x01
	quoteSign   = '"' // every kind of double quotation mark
)

// latin is the length of the table that folds the letters of Vietnamese.
const latin = 0x1f00

// letterTables are what newText needs of every letter.
type letterTables struct {
	fold    [latin]byte
	caps    [latin]bool
	compose map[string]rune // a letter with its marks → one rune
}

var tables = sync.OnceValue(func() *letterTables {
	t := &letterTables{compose: map[string]rune{}}
	for r := rune(0); r < latin; r++ {
		if r >= 0x250 && r < 0x1e00 {
			continue
		}
		t.fold[r], t.caps[r] = foldRune(r), unicode.IsUpper(r)
		if d := norm.NFD.String(string(r)); d != string(r) {
			t.compose[d] = r
		}
	}
	return t
})

func foldRune(r rune) byte {
	switch {
	case r == '\n' || r == '\f' || r == '\v' || r == 0x85:
		return '\n'
	case r == '\t':
		return '\t' // a column of a table
	case unicode.IsSpace(r):
		return ' '
	case r > ' ' && r < 0x7f && !unicode.IsUpper(r):
		return byte(r)
	case r == '«' || r == '»':
		return quoteSign
	}
	if f := vi.Fold(string(r)); len(f) == 1 {
		return f[0]
	}
	if unicode.IsLetter(r) {
		return otherLetter
	}
	return otherSign
}

// foldWide folds what the table does not hold.
func foldWide(r rune) byte {
	switch {
	case r >= 0x201c && r <= 0x201f:
		return quoteSign
	case r == 0x2028 || r == 0x2029:
		return '\n'
	}
	return foldRune(r)
}

func newText(src string) *text {
	tab := tables()
	n := len(src)*7/8 + 2
	t := &text{src: src, caps: &tab.caps, runes: make([]rune, 0, n), fold: make([]byte, 0, n), cp: make([]uint32, 0, n), off: make([]uint32, 0, n)}
	cp := uint32(0)
	for i := 0; i < len(src); cp++ {
		r, size := rune(src[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(src[i:])
		}
		at, first := i, cp
		i += size
		if i < len(src) && src[i] >= 0xcc {
			end, marks := marksAfter(src, i)
			if marks > 0 {
				r = composed(tab.compose, r, src[at:end])
				i, cp = end, cp+marks
			}
		}
		if r >= 0xad || r == '\r' {
			if r = alike(r); r < 0 {
				continue
			}
		}
		t.runes, t.cp, t.off = append(t.runes, r), append(t.cp, first), append(t.off, uint32(at))
		if r < 0x250 || r >= 0x1e00 && r < latin {
			t.fold = append(t.fold, tab.fold[r])
		} else {
			t.fold = append(t.fold, foldWide(r))
		}
	}
	t.cp, t.off = append(t.cp, cp), append(t.off, uint32(len(src)))
	if bytes.Contains(t.fold, []byte("**")) || bytes.Contains(t.fold, []byte("\n#")) {
		t.blankMarks()
	}
	t.wraps, t.bare = t.isWrapped(), t.isBare()
	return t
}

// blankMarks makes spaces of the marks of headings and strong text in Markdown.
func (t *text) blankMarks() {
	heading := true
	for p, b := range t.fold {
		if heading && b == '#' || b == '*' && (t.at(p+1) == '*' || p > 0 && t.runes[p-1] == '*') {
			t.fold[p] = ' '
		}
		heading = b == '\n' || heading && b == '#'
	}
}

// maxMarks bounds how many marks one letter has.
const maxMarks = 7

// marksAfter steps over the marks of a letter that ends at i.
func marksAfter(src string, i int) (end int, marks uint32) {
	for i < len(src) && src[i] >= 0xcc && marks < maxMarks {
		m, size := utf8.DecodeRuneInString(src[i:])
		if m >= 0x1e00 && m < latin || !unicode.Is(unicode.Mn, m) {
			break
		}
		i, marks = i+size, marks+1
	}
	return i, marks
}

// isBare reports that hardly a letter has a mark: in Vietnamese every third has.
func (t *text) isBare() bool {
	letters, marked := 0, 0
	for p, b := range t.fold {
		if isLetter(b) {
			letters++
			if t.runes[p] >= 0x80 {
				marked++
			}
		}
	}
	return marked*50 < letters
}

// composed gives a letter with its marks as one rune, the bare letter when there
// is none.
func composed(table map[string]rune, base rune, cluster string) rune {
	if r, ok := table[cluster]; ok {
		return r
	}
	for _, r := range norm.NFC.String(cluster) {
		return r
	}
	return base
}

// alike gives the plain form of hyphens, slashes, spaces and look-alikes; -1
// drops what has no width.
func alike(r rune) rune {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\ufe63', '\uff0d':
		return '-'
	case '\u2044', '\u2215', '\uff0f':
		return '/'
	case 'Ð', 'Ɖ':
		return 'Đ'
	case 'ð', 'ɖ':
		return 'đ'
	case '\r':
		return -1
	}
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// stop gives the code point after the places before p: what has no width there
// is left outside.
func (t *text) stop(p int) int {
	if p == 0 {
		return 0
	}
	last := t.src[t.off[p-1]:t.off[p]]
	n := 1
	_, size := utf8.DecodeRuneInString(last)
	for _, r := range last[size:] {
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		n++
	}
	return int(t.cp[p-1]) + n
}

// surface gives a stretch as the source has it.
func (t *text) surface(from, to int) string {
	want := t.stop(to) - int(t.cp[from])
	s := t.src[t.off[from]:t.off[to]]
	n := 0
	for i := range s {
		if n == want {
			return strings.ToValidUTF8(s[:i], "\ufffd")
		}
		n++
	}
	return string([]rune(s))
}

// clean gives a stretch composed, with single spaces.
func (t *text) clean(from, to int) string {
	return strings.Trim(strings.Join(strings.Fields(string(t.runes[from:to])), " "), "*")
}
