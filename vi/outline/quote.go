package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// turn is a quotation mark at which another document's text begins or ends.
type turn struct {
	line  int
	at    int // the byte of the line behind the mark
	point int // the code point of the mark
	start int // the code point of the first letter behind it
	pair  int // the place of the other mark in the list; -1 when it was lost
	open  bool
}

// glyph is a quotation mark as it stands in a line.
type glyph struct {
	turn
	mark   rune
	before rune // the last letter before it that is no space, on this line or the one before
	tight  bool // a letter stands directly before it
	first  bool // it begins the line
	last   bool // nothing but punctuation follows
	marker bool // a marker follows
	wide   bool // it may open a quotation of several lines
}

// turns finds the quotations of several lines, and those that begin with a
// marker. Marks pair as brackets do; a phrase must close in its own paragraph,
// so that one lost mark does not swallow the text.
func turns(lines []line) []turn {
	var all []glyph
	var open []int
	before := rune(0)
	for i := range lines {
		l := &lines[i]
		if l.hidden() {
			continue
		}
		open = expire(all, open, l)
		if l.marks {
			from := len(all)
			all = appendGlyphs(all, l, i, before)
			open = pairUp(all, open, from)
		}
		if l.text != "" {
			before, _ = utf8.DecodeLastRuneInString(l.text)
		}
	}
	return chosen(all)
}

// expire forgets phrases that a new part of the text leaves open.
func expire(all []glyph, open []int, l *line) []int {
	if len(open) == 0 {
		return open
	}
	if _, marker := readMark(l.text); !marker {
		return open
	}
	for len(open) > 0 && !all[open[len(open)-1]].wide {
		open = open[:len(open)-1]
	}
	return open
}

// appendGlyphs adds the quotation marks of a line.
func appendGlyphs(all []glyph, l *line, i int, before rune) []glyph {
	at, points := 0, 0
	prev, space := before, true
	from := len(all)
	for _, r := range l.raw {
		points++
		if isQuote(r) {
			n := strings.IndexFunc(l.text[at:], isQuote)
			at += n + utf8.RuneLen(r)
			if isSingle(r) && !standsSingle(l.text, at, utf8.RuneLen(r)) {
				prev, space = r, false
				continue
			}
			g := glyph{turn: turn{line: i, at: at, point: l.start + points - 1, start: l.start + points, pair: -1}, mark: r, before: prev, tight: !space, first: at == utf8.RuneLen(r)}
			all = append(all, g)
		}
		if space = isSpace(r); !space && !isQuote(r) {
			prev = r
		}
		if k := len(all); k > from && all[k-1].start == l.start+points-1 && space {
			all[k-1].start++ // spaces behind the mark
		}
	}
	for k := from; k < len(all); k++ {
		rest := l.text[all[k].at:]
		_, all[k].marker = readMark(strings.TrimLeft(rest, " "))
		all[k].last = !strings.ContainsFunc(rest, func(r rune) bool { return isWord(r) || isQuote(r) && r != '”' && r != '"' })
		all[k].wide = all[k].first || all[k].before == ':'
	}
	return all
}

func isQuote(r rune) bool {
	return r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»' || isSingle(r)
}

// isSingle reports the single marks, which are also apostrophes (H'Mông).
func isSingle(r rune) bool { return r == '\'' || r == '‘' || r == '’' }

// standsSingle reports whether a single mark, which ends at a byte of a line, may quote a part: a marker stands
// behind it at the beginning of the line, or it ends the line behind a word or a stop.
func standsSingle(text string, at, size int) bool {
	if at == size {
		return startsMark(strings.TrimLeft(text[at:], " "))
	}
	return strings.Trim(text[at:], ".;,/ ") == "" && text[at-size-1] != ' '
}

// opens tells which way a mark turns. The curly ones say it, but are often the
// wrong ones at the ends of a line.
func (g *glyph) opens() bool {
	switch {
	case g.first && g.last:
		return g.mark == '“'
	case g.first:
		return g.mark != '”' || g.marker
	case g.last && g.tight:
		return false
	}
	switch g.mark {
	case '“', '„', '«', '‘':
		return true
	case '”', '»', '’':
		return false
	}
	return !g.tight || !unicode.IsSpace(g.before) && strings.ContainsRune("([/:", g.before)
}

// pairUp pairs the marks from a place on with those that are open.
func pairUp(all []glyph, open []int, from int) []int {
	for k := from; k < len(all); k++ {
		g := &all[k]
		if g.open = g.opens(); g.open {
			open = append(open, k)
			continue
		}
		if n := len(open); n > 0 && isSingle(g.mark) == isSingle(all[open[n-1]].mark) {
			g.pair, all[open[n-1]].pair = open[n-1], k
			open = open[:n-1]
		}
	}
	return open
}

// chosen keeps the marks of quotations that hold parts: they begin with a marker
// where a sentence announces them, or reach over lines.
func chosen(all []glyph) []turn {
	place := make([]int, len(all)) // in the list, from 1
	var list []turn
	for k := range all {
		g := &all[k]
		keep := false
		switch {
		case !g.open:
			keep = g.pair >= 0 && place[g.pair] > 0
		case g.pair < 0:
			keep = g.wide && g.marker
		case all[g.pair].line > g.line:
			keep = g.wide
		case g.first && g.marker && k > 0 && all[k-1].open && all[k-1].pair < 0 && place[k-1] > 0:
			keep = true // the last paragraph of a quotation with a mark before each
		default:
			keep = g.marker && g.wide && (g.before == ':' || all[g.pair].last && (g.before == '.' || g.before == ';'))
		}
		if keep {
			list = append(list, g.turn)
			place[k] = len(list)
		}
	}
	for i := range list {
		if p := list[i].pair; p >= 0 {
			list[i].pair = place[p] - 1
		}
	}
	return list
}
