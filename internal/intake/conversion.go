package intake

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Conversion says how text came out of one of Document.Encodings.
type Conversion struct {
	Encoding string // as Encodings has it
	Stated   bool   // by the font of the text or by the file itself; otherwise it was guessed
	// Confidence says from 0 to 1 how surely it was guessed, as legacy.Guess does; 1
	// when Stated. Where some text was guessed and some stated, it is of the guess.
	Confidence float64
	// Before and After are a line of that text, at most 72 characters with single
	// spaces, as it stood and as it became, for a person to compare.
	Before, After string
}

const (
	sampleRunes = 72 // of a line that is shown
	goodSample  = 24 // with so many it tells enough
)

// converted notes that a line was converted.
func (o *oldText) converted(v verdict, before, after string) {
	name := encodingNames[v.encoding]
	i := slices.IndexFunc(o.from, func(c Conversion) bool { return c.Encoding == name })
	if i < 0 {
		i = len(o.from)
		o.from = append(o.from, Conversion{Encoding: name, Stated: v.stated, Confidence: v.confidence})
	}
	c := &o.from[i]
	if c.Stated && !v.stated {
		c.Stated, c.Confidence = false, v.confidence
	}
	c.sample(before, after)
}

// sample keeps the first line that tells enough, else the longest one.
func (c *Conversion) sample(before, after string) {
	kept := utf8.RuneCountInString(c.After)
	if before == after || kept >= goodSample {
		return
	}
	if before, after = short(before), short(after); utf8.RuneCountInString(after) > kept {
		c.Before, c.After = before, after
	}
}

func short(line string) string {
	line = strings.Join(strings.Fields(line), " ")
	if r := []rune(line); len(r) > sampleRunes {
		return string(r[:sampleRunes-1]) + "…"
	}
	return line
}
