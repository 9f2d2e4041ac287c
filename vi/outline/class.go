package outline

import (
	"strings"
	"unicode/utf8"
)

// classify marks the lines that are no text: page numbers and running heads, the
// table of contents, rows of tables, footnotes. It gives the numbers of the
// footnotes.
func classify(lines []line) map[string]bool {
	markSpacing(lines)
	markPages(lines)
	markContents(lines)
	numbers := footnotes(lines)
	for i := range lines {
		if l := &lines[i]; l.class == plain && isRow(lines, i) {
			l.class = row
		}
	}
	return numbers
}

// markSpacing makes blank lines mean nothing in a text that has one behind every
// line, as converters leave them.
func markSpacing(lines []line) {
	tight, loose := 0, 0
	for i := 1; i < len(lines); i++ {
		switch {
		case lines[i-1].class == blank:
		case lines[i].class == blank:
			loose++
		default:
			tight++
		}
	}
	if loose < 10 || tight*20 > loose {
		return
	}
	for i := 1; i < len(lines); i++ {
		if lines[i].class == blank && lines[i-1].class != blank {
			lines[i].class = spacing
		}
	}
}

// markPages finds page numbers, and lines beside them that stand at several page
// breaks.
func markPages(lines []line) {
	var beside []int
	count := map[string]int{}
	ends := map[[2]byte]bool{}
	for i := range lines {
		l := &lines[i]
		if l.class == plain && (isPageNumber(lines, i) || isRule(l.text)) {
			l.class = page
		}
	}
	markNumberedHeads(lines)
	for i := range lines {
		if lines[i].class == plain && lines[i].text != "" && besidePage(lines, i) {
			beside = append(beside, i)
			ends[endBytes(lines[i].text)] = true
			count[headKey(lines[i].text)]++
		}
	}
	if len(beside) == 0 {
		return
	}
	for i := range lines {
		if l := &lines[i]; l.class == plain && len(l.text) < 200 && ends[endBytes(l.text)] {
			if key := headKey(l.text); count[key] > 0 && !besidePage(lines, i) {
				count[key]++ // the first page has the head too, as its title
			}
		}
	}
	for _, i := range beside {
		if count[headKey(lines[i].text)] > 1 {
			lines[i].class = page
		}
	}
}

// endBytes are the first and the last byte of a line's key: most lines are told
// from a running head by them.
func endBytes(text string) [2]byte {
	if text = strings.Trim(text, "0123456789 "); text == "" {
		return [2]byte{}
	}
	return [2]byte{text[0], text[len(text)-1]}
}

// isRule reports whether a line is the rule above footnotes.
func isRule(text string) bool { return len(text) > 4 && strings.Trim(text, "_") == "" }

// markNumberedHeads finds running heads with the page's number on their line,
// left on one page and right on the next.
func markNumberedHeads(lines []line) {
	count := map[string]int{}
	for pass := range 2 {
		for i := range lines {
			l := &lines[i]
			if l.class != plain || l.tabs+l.gaps == 0 || len(l.text) > 120 || !startsOrEndsInNumber(l) {
				continue
			}
			switch key := headKey(l.text); {
			case len(key) < 8:
			case pass == 0:
				count[key]++
			case count[key] > 1:
				l.class = page
			}
		}
	}
}

func startsOrEndsInNumber(l *line) bool {
	first, _, _ := strings.Cut(l.text, " ")
	_, length := digits(first)
	return length > 0 && length == len(first) || lastCellIsNumber(l.raw)
}

// headKey is a line without its digits, as the page may be numbered in it; of a
// marker they are kept.
func headKey(text string) string {
	if startsMark(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == ' ' {
			return -1
		}
		return r
	}, text)
}

// isPageNumber reports whether a line is "12", "- 12 -", "Trang 12" or
// "Trang 3/12", and stands alone or at a page break.
func isPageNumber(lines []line, i int) bool {
	text := lines[i].text
	if len(text) > 20 {
		return false
	}
	bare := strings.Trim(text, "-–— |")
	if strings.HasPrefix(text, bare) != strings.HasSuffix(text, bare) {
		return false // the end of a range: 2026 \n - 2030
	}
	word, found := strings.CutPrefix(bare, "Trang ")
	n, length := digits(word)
	if n == 0 || length > 3 && !lines[i].breaks {
		return false
	}
	rest := word[length:]
	if found {
		return true
	}
	if rest != "" {
		m, more := digits(rest[1:])
		return rest[0] == '/' && m >= n && 1+more == len(rest)
	}
	return lines[i].tabs+lines[i].gaps == 0
}

// besidePage reports whether a page is turned just before or after a line.
func besidePage(lines []line, i int) bool {
	if lines[i].breaks {
		return true
	}
	for j := i - 1; j >= max(0, i-3); j-- {
		if lines[j].class == page {
			return true
		}
		if c := lines[j].class; c != blank && c != spacing {
			break
		}
		if lines[j].breaks {
			return true
		}
	}
	for j := i + 1; j < min(len(lines), i+4); j++ {
		if lines[j].class == page || lines[j].breaks {
			return true
		}
		if c := lines[j].class; c != blank && c != spacing {
			break
		}
	}
	return false
}

// isRow reports whether a line is a row of a table: cells stand between tabs,
// wide gaps or bars. One tab behind a marker is only how it was typed, unless the
// line stands in a table.
func isRow(lines []line, i int) bool {
	l := &lines[i]
	if strings.HasPrefix(l.text, "|") || strings.Contains(l.text, " | ") {
		return true
	}
	if l.tabs+l.gaps == 0 {
		return false
	}
	m, ok := readMark(l.text)
	if !ok {
		return true
	}
	inTable := i > 0 && lines[i-1].class == row
	marker := utf8.RuneCountInString(strings.ReplaceAll(l.text[:m.rest], " ", ""))
	switch {
	case l.tabs == 0:
		return inTable && l.gaps > 1
	case l.tabs == 1 && int(l.cell) == marker:
		return inTable
	}
	return true
}
