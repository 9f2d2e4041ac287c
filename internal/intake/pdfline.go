package intake

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hoso/vi"
)

// row is one line of a page's text, or one of a table.
type row struct {
	text  string
	y     float64 // of its base line
	size  float64
	table bool
	note  bool // of a footnote
}

// groupLines puts glyphs whose base lines lie close together on one line, from
// the top of the page; what is raised (a footnote's mark) stays with its line.
func groupLines(glyphs []glyph) [][]glyph {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var lines [][]glyph
	for from := 0; from < len(glyphs); {
		to, last := from+1, glyphs[from]
		for to < len(glyphs) && last.y-glyphs[to].y < 0.45*min(max(last.size, glyphs[to].size), 40) {
			last = glyphs[to]
			to++
		}
		lines = append(lines, glyphs[from:to])
		from = to
	}
	return lines
}

// rowsOfGlyphs writes glyphs of one column as rows.
func rowsOfGlyphs(glyphs []glyph) []row {
	var rows []row
	for _, line := range groupLines(glyphs) {
		if r := writeLine(line); r.text != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

// writeLine writes one line from left to right. A gap of a fifth of the letters'
// height is a space, of two heights a tab, unless the line was stretched to the
// width of its column.
func writeLine(line []glyph) row {
	slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
	r := baseOf(line)
	even := isEven(line)
	var b strings.Builder
	end, space := math.Inf(1), false
	for i := 0; i < len(line); i++ {
		g := line[i]
		if unicode.IsSpace(g.c) {
			space = b.Len() > 0
			continue
		}
		switch wide := g.x - end; {
		case wide > 2*g.size && !even:
			b.WriteByte('\t')
		case space || wide > 0.2*g.size:
			b.WriteByte(' ')
		}
		if n := r.mark(line[i:]); n > 0 && isMarked(b.String()) {
			b.WriteString("[" + glyphText(line[i:i+n]) + "]")
			i += n - 1
		} else {
			b.WriteRune(g.c)
		}
		space, end = false, line[i].right
	}
	r.text = plainBullet(b.String())
	return r
}

// isEven reports whether all gaps of a line, of at least two, are about the same.
func isEven(line []glyph) bool {
	end, least, most, n := math.Inf(1), math.Inf(1), 0.0, 0
	for _, g := range line {
		if unicode.IsSpace(g.c) {
			continue
		}
		if wide := g.x - end; wide > 0.2*g.size {
			least, most, n = min(least, wide), max(most, wide), n+1
		}
		end = g.right
	}
	return n > 1 && most < 1.4*least
}

// baseOf gives a line's base and size: those of most of its characters.
func baseOf(line []glyph) row {
	count := map[[2]int]int{}
	best, most := row{}, 0
	for _, g := range line {
		k := [2]int{int(math.Round(g.y)), int(math.Round(2 * g.size))}
		if count[k]++; count[k] > most {
			best, most = row{y: g.y, size: g.size}, count[k]
		}
	}
	return best
}

// mark gives how many glyphs are the raised number of a footnote.
func (r row) mark(line []glyph) int {
	n := 0
	for n < len(line) && n < 3 && unicode.IsDigit(line[n].c) && line[n].size < 0.85*r.size && line[n].y > r.y+0.1*r.size {
		n++
	}
	return n
}

// isMarked reports whether a raised number behind text is a footnote's: behind a
// unit of length it is a power. At the beginning of a line it is.
func isMarked(text string) bool {
	word := text[strings.LastIndexAny(text, " \t([")+1:]
	return !slices.Contains([]string{"m", "km", "cm", "dm", "mm", "ha", "hm", "dam"}, strings.TrimLeft(word, "0123456789.,"))
}

func glyphText(glyphs []glyph) string {
	var b strings.Builder
	for _, g := range glyphs {
		b.WriteRune(g.c)
	}
	return b.String()
}

// plainBullet makes the sign of a list, which is often from a picture font, a
// hyphen.
func plainBullet(text string) string {
	c, n := utf8.DecodeRuneInString(text)
	rest := text[n:]
	if rest == "" || rest[0] != ' ' && rest[0] != '\t' {
		return text
	}
	if strings.ContainsRune("•●▪◦○■□·", c) || unicode.Is(unicode.Co, c) {
		return "- " + strings.TrimLeft(rest, " \t")
	}
	return text
}

// joinRows mends words and numbers that were parted at the end of a line: what
// goes on in the next row is moved up to its beginning.
func joinRows(rows []row) []row {
	var out []row
	for _, r := range rows {
		if last := len(out) - 1; last >= 0 && !r.table && !out[last].table && out[last].note == r.note {
			if head, rest := continued(out[last].text, r.text); head != "" {
				out[last].text = joinWord(out[last].text, head)
				r.text = rest
			}
		}
		if r.text != "" {
			out = append(out, r)
		}
	}
	return out
}

// wrap joins the lines of one paragraph.
func wrap(lines []string) string {
	text := ""
	for _, line := range lines {
		if head, rest := continued(text, line); head != "" {
			text, line = joinWord(text, head), rest
		}
		text = strings.TrimSpace(text + " " + line)
	}
	return text
}

// continued gives the first word of a line that belongs to the last of the line
// above, which ends in a hyphen or a slash, and the rest; "" when it does not.
func continued(above, line string) (head, rest string) {
	body := strings.TrimRight(above, "-‐/")
	if len(above)-len(body) < 1 || len(above)-len(body) > len("‐") {
		return "", line
	}
	before, _ := utf8.DecodeLastRuneInString(body)
	after, _ := utf8.DecodeRuneInString(line)
	if !isLetterOrDigit(before) || !isLetterOrDigit(after) {
		return "", line
	}
	head, rest, _ = strings.Cut(line, " ")
	return head, strings.TrimLeft(rest, " ")
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// joinWord puts a parted word together. The hyphen stays, but between small
// letters of which the parts are no syllables: there a printer put it. A hyphen
// in a number or a symbol (NĐ-CP) is always its own.
func joinWord(above, head string) string {
	body := strings.TrimRight(above, "-‐")
	if body == above {
		return above + head // parted at a slash
	}
	isOther := func(r rune) bool { return !unicode.IsLetter(r) }
	first := body
	if i := strings.LastIndexFunc(body, isOther); i >= 0 {
		_, n := utf8.DecodeRuneInString(body[i:])
		first = body[i+n:]
	}
	second := head
	if i := strings.IndexFunc(head, isOther); i >= 0 {
		second = head[:i]
	}
	before, _ := utf8.DecodeLastRuneInString(first)
	after, _ := utf8.DecodeRuneInString(second)
	if unicode.IsLower(before) && unicode.IsLower(after) && !(vi.IsSyllable(first) && vi.IsSyllable(second)) {
		return body + head
	}
	return body + "-" + head
}
