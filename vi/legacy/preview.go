package legacy

import "slices"

// Preview is a proposal to convert one text, for a person to look at.
type Preview struct {
	Before, After string // both composed; equal when nothing is to be done
	Guess         Guess
	Damage        []Damage // in After
	// Either are the words of a mixed text that read as they stand and converted.
	// After has them as they stand.
	Either []string
}

// Propose guesses the encoding of a text and shows it converted. A mixed text is
// converted word by word: those that read converted only.
func Propose(s string) Preview { return newCount(s).propose() }

func (c *count) propose() Preview {
	g := c.guess()
	p := Preview{Before: c.source, Guess: g}
	if !g.Mixed {
		t := Decode(c.source, g.Encoding, g.Capital)
		p.After, p.Damage = t.Text, t.Damage
		return p
	}
	e := g.Encoding
	if e == Unicode {
		e = g.Also[0]
	}
	convertible := map[string]bool{}
	for _, r := range c.words {
		if _, again := convertible[r.word]; !again && r.either(e) {
			p.Either = append(p.Either, r.word)
		}
		convertible[r.word] = r.fits[Unicode] < full && r.fits[e] > no
	}
	t := convert(c.source, e, false, func(word string) bool { return convertible[word] })
	p.After, p.Damage = t.Text, t.Damage
	return p
}

// Column proposes for every cell of a column. Cells are guessed one by one, for a
// column may have several encodings; but where all cells that can tell agree on
// one legacy encoding, a cell that reads equally well so is proposed in it, with
// a Confidence of at most a half. In a column with TCVN3 a cell in ASCII may have
// lost its only marked letter, and its Damage says so.
func Column(cells []string) []Preview {
	list := make([]Preview, len(cells))
	seen := map[Encoding]int{}
	for i, s := range cells {
		list[i] = Propose(s)
		if g := list[i].Guess; len(g.Also) == 0 && g.Confidence > 0 && !isASCII(list[i].Before) {
			seen[g.Encoding]++
		}
	}
	for i := range list {
		if e, ok := sole(seen); ok && slices.Contains(list[i].Guess.Also, e) && !list[i].Guess.Mixed {
			list[i].follow(e)
		}
		if seen[TCVN3] > 0 && list[i].Guess.Encoding == Unicode && isASCII(list[i].Before) {
			list[i].Damage = sureOnly(damage(list[i].After, false, false))
		}
	}
	return list
}

// sole gives the one encoding that was seen, when it is a legacy one.
func sole(seen map[Encoding]int) (Encoding, bool) {
	if len(seen) != 1 {
		return "", false
	}
	for _, e := range legacies {
		if seen[e] > 0 {
			return e, true
		}
	}
	return "", false
}

// follow changes a proposal to the encoding of its column.
func (p *Preview) follow(e Encoding) {
	g := &p.Guess
	g.Also = append(slices.DeleteFunc(g.Also, func(other Encoding) bool { return other == e }), g.Encoding)
	g.Encoding, g.Confidence = e, min(g.Confidence, 0.5)
	t := Decode(p.Before, e, false)
	p.After, p.Damage, g.Unfit = t.Text, t.Damage, t.Unfit
}

// sureOnly leaves out words that are words as they stand.
func sureOnly(list []Damage) []Damage {
	return slices.DeleteFunc(list, func(d Damage) bool { return !d.Sure })
}
