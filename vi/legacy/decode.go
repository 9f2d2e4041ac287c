package legacy

import (
	"strings"
	"unicode"

	"hoso/vi"
)

// Misfit is a character that the encoding does not have, or not there.
type Misfit struct {
	At   int // byte offset in the composed form (vi.NFC) of the source
	Rune rune
}

// Text is text after conversion.
type Text struct {
	Text   string // composed Unicode
	Unfit  []Misfit
	Damage []Damage // TCVN3 only
}

// Decode converts s from an encoding. With capital the text stands in a capital
// font of TCVN3, which draws every letter large. Characters that do not fit stay
// as they are and are reported; a word with a letter that no such font has, like
// ễ, is Unicode already and stays whole. Decode never fails.
func Decode(s string, e Encoding, capital bool) Text {
	return convert(s, e, capital, func(string) bool { return true })
}

// convert converts the words of s that are chosen.
func convert(s string, e Encoding, capital bool, chosen func(word string) bool) Text {
	s = vi.NFC(s)
	var t Text
	var b strings.Builder
	for _, p := range pieces(s) {
		text := p.text
		if p.word && e != Unicode && chosen(p.text) {
			var unfit []int
			text, unfit = e.word(p.text)
			for _, i := range unfit {
				r := []rune(p.text[i:])[0]
				t.Unfit = append(t.Unfit, Misfit{p.at + i, r})
			}
		}
		b.WriteString(text)
	}
	t.Text = vi.NFC(b.String())
	if e == TCVN3 {
		if capital {
			t.Text = strings.ToUpper(t.Text)
		}
		t.Damage = damage(t.Text, strings.ContainsRune(s, '\u00ad'), capital)
	}
	return t
}

// piece is a stretch of text: a word or what stands between words.
type piece struct {
	text string
	at   int
	word bool
}

func pieces(s string) []piece {
	var list []piece
	start, word := 0, false
	for i, r := range s {
		if w := inWord(r); i == 0 || w != word {
			if i > start {
				list = append(list, piece{s[start:i], start, word})
			}
			start, word = i, w
		}
	}
	if start < len(s) {
		list = append(list, piece{s[start:], start, word})
	}
	return list
}

// inWord reports what may be part of a word in some encoding: all of Latin-1
// above the space, because « and ¸ are letters in TCVN3.
func inWord(r rune) bool {
	return r > '\u00a0' && r <= '\u00ff' || unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
}

// beyond reports a letter or mark that no encoding of 256 characters has.
func beyond(r rune) bool { return r > '\u00ff' }

// word converts one word; unfit are byte offsets in it.
func (e Encoding) word(w string) (text string, unfit []int) {
	if i := strings.IndexFunc(w, beyond); i >= 0 && e != Unicode {
		return w, []int{i}
	}
	switch e {
	case TCVN3:
		return byLetter(w, func(r rune) (rune, bool) { c, ok := tcvn3Letters[r]; return c, ok })
	case VNI:
		return vniWord(w)
	case Windows1258:
		return cp1258Word(w)
	}
	return w, nil
}

// byLetter converts character by character; ASCII stays.
func byLetter(w string, letter func(rune) (rune, bool)) (text string, unfit []int) {
	var b strings.Builder
	for i, r := range w {
		c, ok := letter(r)
		if !ok {
			if c = r; r > unicode.MaxASCII {
				unfit = append(unfit, i)
			}
		}
		b.WriteRune(c)
	}
	return b.String(), unfit
}

func vniWord(w string) (text string, unfit []int) {
	var out []rune
	base := rune(0) // the character before, if it may bear a mark
	for i, r := range w {
		if c, ok := vniPair(base, r); ok {
			out[len(out)-1], base = c, 0
			continue
		}
		base = r
		c, ok := vniLetters[r]
		if !ok {
			if c = r; r > unicode.MaxASCII {
				unfit, base = append(unfit, i), 0
			}
		}
		out = append(out, c)
	}
	return string(out), unfit
}

// cp1258Word converts a word of code page 1258; a tone must follow a vowel.
func cp1258Word(w string) (text string, unfit []int) {
	before := rune(0)
	text, unfit = byLetter(w, func(r rune) (rune, bool) {
		c, ok := cp1258Letters[r]
		if !ok {
			c, ok = r, strings.ContainsRune(cp1258Same, r)
		}
		if unicode.Is(unicode.Mn, c) && !strings.ContainsRune("aăâeêioôơuưy", unicode.ToLower(before)) {
			return r, false
		}
		before = c
		return c, ok
	})
	return vi.NFC(text), unfit
}
