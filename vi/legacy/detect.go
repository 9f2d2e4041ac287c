package legacy

import (
	"slices"
	"strings"
	"unicode"

	"hoso/vi"
)

// Guess is what a text seems to be.
type Guess struct {
	Encoding Encoding
	// Capital proposes that the text stands in a capital font: its words are in
	// capitals but for the letters that only such a font draws large.
	Capital bool
	// Confidence runs from 0 to 1. It is near 1 when every word that could tell
	// reads as Vietnamese this way and none does another way, and grows with
	// their number; it is 1 when there is nothing to convert, and 0 when nothing
	// reads as Vietnamese in any way.
	Confidence float64
	// Also names encodings in which the text reads equally well and differently,
	// or the other one of a mixed text: a person has to choose.
	Also []Encoding
	// Mixed when some words are Unicode and others are not. Of Encoding and Also
	// one is Unicode then, and the other what those words are in.
	Mixed bool
	Unfit []Misfit // under Encoding
}

// Detect guesses the encoding of a text, a cell or a paragraph. Text that reads
// as well as it stands is Unicode; so is text without marks.
func Detect(s string) Guess { return newCount(s).guess() }

// fit says how well a word reads in some way.
type fit int

const (
	no   fit = iota
	half     // it would with a lost ư, or it is a word with a sign behind it
	full
)

// reading is how a word reads as it stands and in each legacy encoding.
type reading struct {
	word string
	at   int
	fits map[Encoding]fit
}

// either reports a word that reads as it stands and differently in e.
func (r reading) either(e Encoding) bool {
	text, _ := e.word(r.word)
	return r.fits[Unicode] == full && r.fits[e] == full && text != r.word
}

// count is what the words of a text say.
type count struct {
	source       string
	words        []reading // those that can tell
	plain, shape int       // words in ASCII; those of them with the shape of a syllable
}

func newCount(s string) *count {
	c := &count{source: vi.NFC(s)}
	for _, p := range pieces(c.source) {
		switch {
		case !p.word:
		case isASCII(p.text):
			c.plain++
			if vi.IsSyllable(p.text) {
				c.shape++
			}
		case !sign(p.text):
			r := reading{p.text, p.at, map[Encoding]fit{Unicode: asItStands(p.text)}}
			for _, e := range legacies {
				r.fits[e] = e.reads(p.text)
			}
			c.words = append(c.words, r)
		}
	}
	return c
}

// sum adds up how the words read in an encoding; a whole word counts 1.
func (c *count) sum(e Encoding) float64 {
	n := 0
	for _, r := range c.words {
		n += int(r.fits[e])
	}
	return float64(n) / float64(full)
}

// mixed reports a text with words that read only in e, and others that read as
// they stand and have a character that e does not have.
func (c *count) mixed(e Encoding) bool {
	converts, stays := false, false
	for _, r := range c.words {
		_, unfit := e.word(r.word)
		stays = stays || r.fits[Unicode] == full && unfit != nil
		converts = converts || r.fits[Unicode] == no && r.fits[e] == full
	}
	return converts && stays
}

func (c *count) guess() Guess {
	if len(c.words) == 0 {
		return Guess{Encoding: Unicode, Confidence: 1}
	}
	best := slices.MaxFunc(legacies, func(a, b Encoding) int { return int(2 * (c.sum(a) - c.sum(b))) })
	g := Guess{Encoding: best}
	if c.sum(best) <= c.sum(Unicode) || 2*c.sum(best) < float64(len(c.words)) || c.foreign() {
		g.Encoding = Unicode
	}
	rival := 0.0
	for _, e := range append([]Encoding{Unicode}, legacies...) {
		if e == g.Encoding || !c.differs(e, g.Encoding) {
			continue
		}
		rival = max(rival, c.sum(e))
		if c.sum(e) > 0 && c.sum(e) >= c.sum(g.Encoding) {
			g.Also = append(g.Also, e)
		}
	}
	g.Confidence = confidence(c.sum(g.Encoding), rival, len(c.words))
	if c.mixed(best) {
		g.Mixed = true
		g.Also = []Encoding{best}
		if g.Encoding == best {
			g.Also = []Encoding{Unicode}
		}
	}
	g.Capital = g.Encoding == TCVN3 && c.capitals()
	g.Unfit = c.unfit(g.Encoding)
	return g
}

// confidence is the share of words that read, less up to half of it when they
// read another way too, and less when they are few.
func confidence(sum, rival float64, words int) float64 {
	if sum == 0 {
		return 0
	}
	n := float64(words)
	return sum / n * (1 - min(rival/sum, 1)/2) * n / (n + 0.25)
}

// foreign reports text in another language with a word or two that happen to
// read: most of its words without marks are no syllables.
func (c *count) foreign() bool {
	return len(c.words) <= 2 && c.plain >= 3 && 2*c.shape < c.plain
}

// differs reports whether two encodings give different text.
func (c *count) differs(a, b Encoding) bool {
	return slices.ContainsFunc(c.words, func(r reading) bool {
		x, _ := a.word(r.word)
		y, _ := b.word(r.word)
		return x != y
	})
}

// capitals reports text in capitals whose letters with marks are small: no small
// letter of ASCII, and a word with a capital that is not its first letter.
func (c *count) capitals() bool {
	if strings.IndexFunc(c.source, func(r rune) bool { return r >= 'a' && r <= 'z' }) >= 0 {
		return false
	}
	return slices.ContainsFunc(c.words, func(r reading) bool {
		text, _ := TCVN3.word(r.word)
		inside := strings.IndexFunc(r.word[1:], func(r rune) bool { return r >= 'A' && r <= 'Z' }) >= 0
		return inside && strings.ToUpper(text) != text
	})
}

// unfit gives the characters that an encoding does not have; for text that stays,
// those of the words that do not read.
func (c *count) unfit(e Encoding) []Misfit {
	var list []Misfit
	for _, w := range c.words {
		if e == Unicode && w.fits[e] == no {
			for i, r := range w.word {
				if r > unicode.MaxASCII {
					list = append(list, Misfit{w.at + i, r})
				}
			}
		}
		_, unfit := e.word(w.word)
		for _, i := range unfit {
			list = append(list, Misfit{w.at + i, []rune(w.word[i:])[0]})
		}
	}
	return list
}
