package outline

import (
	"strings"
	"unicode/utf8"

	"hoso/vi"
)

// loneWords are the words of markers that a converter may leave alone on a line, with the number on
// the next. "Phụ lục" is none: what stands below it may be I. of its text.
var loneWords = []struct {
	text, caps string
	style      style
}{{"Điều", "ĐIỀU", byArticle}, {"Chương", "CHƯƠNG", byChapter}, {"Mục", "MỤC", bySection}, {"Tiểu mục", "TIỂU MỤC", bySub}, {"Phần", "PHẦN", byPart}}

// joinWords puts a number behind its word that stands alone on the line above, so that both are read
// as one line; the lower is then as if it were not there.
func joinWords(lines []line) {
	for i := range lines {
		l := &lines[i]
		if len(l.text) > len("TIỂU MỤC") || l.class != plain || strings.IndexByte("\xc4CDMPT", l.text[0]) < 0 {
			continue
		}
		j := i + 1
		for j < min(len(lines), i+2) && lines[j].class == blank {
			j++
		}
		if j == len(lines) || !numberMayBegin(lines[j].text) {
			continue
		}
		if st := loneStyle(l.text); st != noStyle && numbers(st, lines[j].text) {
			l.join(&lines[j])
		}
	}
}

func loneStyle(text string) style {
	for _, w := range loneWords {
		if text == w.text || text == w.caps {
			return w.style
		}
	}
	if !rightWords[text] {
		if st := damagedWords[vi.Fold(text)]; st <= byArticle {
			return st
		}
	}
	return noStyle
}

// numbers reports whether a line begins with the number of a part, and punctuation or nothing behind it.
func numbers(st style, text string) bool {
	_, length := numberOf(st, text)
	rest := text[skipNotes(text, length):]
	return length > 0 && (rest == "" || colon(rest) > 0)
}

// join adds the line below. The raw text keeps its length in code points.
func (l *line) join(below *line) {
	l.cell = below.cell + int8(utf8.RuneCountInString(strings.ReplaceAll(l.text, " ", "")))
	l.raw += strings.Repeat(" ", max(below.start-l.start-utf8.RuneCountInString(l.raw), 1)) + below.raw
	l.shown += " " + below.shown
	l.text += " " + below.text
	l.stop, l.marks, l.tabs, l.gaps = below.stop, below.marks, below.tabs, below.gaps
	l.caps = l.caps && isCaps(l.text)
	below.raw, below.shown, below.text, below.class = "", "", "", spacing
}
