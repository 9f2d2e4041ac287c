package outline

import "strings"

// markContents finds a table of contents: from "MỤC LỤC" on, the lines that end
// in a page number or that come again as parts of the text.
func markContents(lines []line) {
	searched := 0
	for i := range lines {
		l := &lines[i]
		if l.class != plain {
			continue
		}
		switch {
		case isContents(l.text):
			if last := markEntries(lines, i, i >= searched); last == i {
				searched = i + contentsLines
			}
		case isEntry(l):
			l.class = contents
		}
	}
}

func isContents(text string) bool {
	return hasAnyPrefix(text, "MỤC LỤC", "Mục lục") && len(text) < 20
}

// isEntry reports whether a line leads to a page number with dots or a tab.
func isEntry(l *line) bool {
	bare := strings.TrimRight(l.text, "0123456789")
	if len(bare) == len(l.text) || len(l.text)-len(bare) > 4 {
		return false
	}
	cut := strings.TrimRight(bare, " .…_")
	leader := bare[len(cut):]
	if strings.Count(leader, ".") >= 3 || strings.Contains(leader, "…") {
		return true
	}
	return l.tabs+l.gaps == 1 && startsMark(l.text) && lastCellIsNumber(l.raw)
}

// lastCellIsNumber reports whether a line ends in a number behind a tab or a wide
// gap.
func lastCellIsNumber(raw string) bool {
	bare := strings.TrimRight(raw, "0123456789")
	return len(bare) < len(raw) && len(raw)-len(bare) < 5 && (strings.HasSuffix(bare, "\t") || strings.HasSuffix(bare, "   "))
}

// contentsLines is how far the end of a table of contents is looked for.
const contentsLines = 2000

// markEntries marks the table of contents that begins at a line, and gives its
// last line. It may search for the place where the first entry comes again.
func markEntries(lines []line, i int, search bool) (last int) {
	lines[i].class = contents
	last = i // of those that end in a page number
	first := ""
	for j := i + 1; j < len(lines) && j < last+6; j++ {
		l := &lines[j]
		if l.class != plain {
			continue
		}
		key := entryKey(l.text)
		if first != "" && key == first {
			break
		}
		if first == "" {
			first = key
		}
		if _, length := digits(lastField(l.text)); length > 0 && length == len(lastField(l.text)) {
			last = j
		}
	}
	if last == i && search {
		last = repeated(lines, i, first)
	}
	for j := i + 1; j <= last; j++ {
		if lines[j].class == plain {
			lines[j].class = contents
		}
	}
	return last
}

// repeated gives the line before the one at which the first entry comes again, i
// when it does not.
func repeated(lines []line, i int, first string) int {
	seen := false
	for j := i + 1; j < min(len(lines), i+contentsLines); j++ {
		if lines[j].class != plain || entryKey(lines[j].text) != first {
			continue
		}
		if seen {
			return j - 1
		}
		seen = true
	}
	return i
}

// entryKey is the marker of a line, as in an entry and in the text; else the line.
func entryKey(text string) string {
	if m, ok := readMark(text); ok && m.number != "" {
		if at := strings.Index(text, m.number); at >= 0 {
			return strings.ToUpper(text[:at] + m.number)
		}
		return strings.ToUpper(text[:m.rest]) // its number is damaged
	}
	return text
}

func lastField(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }
