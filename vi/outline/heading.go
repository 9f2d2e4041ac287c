package outline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headingLines is how many lines a heading may have.
const headingLines = 12

// headings gives the nodes their headings. It comes after all nodes are known:
// only what has something below it is a heading.
func (r *reader) headings() {
	for i := range r.nodes {
		r.nodes[i].Heading = r.heading(i)
	}
}

// title is a heading as it is put together, line by line.
type title struct {
	r      *reader
	node   int
	stop   int    // the line of the next node
	at     int    // the last line taken
	text   string // as shown
	below  bool   // something stands below that is no sibling
	capped bool   // all in capitals so far
}

func (r *reader) heading(i int) string {
	f := &r.found[i]
	l := &r.lines[f.line]
	t := title{r: r, node: i, stop: len(r.lines), at: f.line, text: untilMark(l.shown[f.from:], l.marks)}
	if i+1 < len(r.nodes) {
		t.stop = r.found[i+1].line
		t.below = r.nodes[i+1].Parent == i
		if t.stop == f.line {
			return "" // its sentence announces a quotation
		}
	}
	wide := f.mark.style < byArticle || f.mark.style == byHeading
	t.text = trimNotes(r.withoutNote(f, t.text))
	enclosure := strings.HasPrefix(t.text, "(")
	if t.text == "" && (wide || f.mark.style == byArticle) || enclosure && f.mark.style == byAppendix {
		t.lineBelow(f.mark.style == byArticle)
	}
	if t.text == "" {
		return ""
	}
	t.capped = isCaps(t.text) || !strings.ContainsFunc(t.text, unicode.IsLower)
	t.more(f.mark.style)
	if f.mark.style.item() {
		t.below = i+1 < len(r.nodes) && r.nodes[i+1].Parent == i
	}
	return t.done(wide)
}

// withoutNote cuts the mark of a footnote that stands directly behind the marker:
// "Điều 5.4 Hồ sơ".
func (r *reader) withoutNote(f *found, text string) string {
	_, length := digits(text)
	if length == 0 || !r.notes[text[:length]] || f.from == 0 || r.lines[f.line].text[f.from-1] == ' ' {
		return text
	}
	return strings.TrimLeft(text[length:], " ")
}

// untilMark cuts a text where the quotation ends in which it stands.
func untilMark(text string, marks bool) string {
	if !marks {
		return text
	}
	if i := strings.IndexAny(text, "”»"); i >= 0 && !strings.ContainsAny(text[:i], "“«") {
		text = text[:i]
	}
	if strings.Count(text, `"`) == 1 {
		text = strings.TrimRight(text, `".,; `)
	}
	return text
}

// done gives the heading if it is a phrase that heads something.
func (t *title) done(wide bool) string {
	text := trimNotes(strings.TrimSpace(t.text))
	if mark, before := glued(text); t.r.notes[mark] && unicode.IsLetter(before) {
		text = text[:len(text)-len(mark)]
	}
	switch end := endingOf(text); {
	case end == closed, end == comma:
		return ""
	case strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"):
		return ""
	case !wide && !t.below:
		return ""
	}
	return text
}

// next gives the next line that is text, up to the next node; spaced says that a
// blank line stands between and no page was turned.
func (t *title) next() (at int, spaced bool) {
	turned := false
	for at = t.at + 1; at < t.stop; at++ {
		switch t.r.lines[at].class {
		case spacing:
		case blank:
			spaced = true
		case page:
			turned = true
		default:
			return at, spaced && !turned
		}
	}
	return -1, false
}

// lineBelow takes the heading from below its marker: in capitals, or a phrase
// under which the part begins.
func (t *title) lineBelow(article bool) {
	t.text = ""
	at, _ := t.next()
	for at >= 0 && (isEnclosure(t.r.lines, at) || isBracket(t.r.lines[at].text) || isLetterhead(t.r.lines[at].text)) {
		for t.r.lines[at].text[0] == '(' && !strings.HasSuffix(t.r.lines[at].text, ")") && at+1 < t.stop && t.r.lines[at+1].class == plain {
			at++
		}
		t.at = at
		at, _ = t.next()
	}
	if at < 0 || t.r.lines[at].class != plain {
		return
	}
	l := &t.r.lines[at]
	if l.caps || endingOf(l.text) != closed && (article || t.standsAlone(at)) {
		t.text, t.at = untilMark(l.shown, l.marks), at
	}
}

// isLetterhead reports the lines that head every letter, also a form, and the rule below them.
func isLetterhead(text string) bool {
	return hasAnyPrefix(text, "CỘNG HÒA XÃ", "CỘNG HOÀ XÃ", "ĐẢNG CỘNG SẢN", "Độc lập", "ĐỘC LẬP") || !strings.ContainsFunc(text, isWord)
}

// standsAlone reports whether a line is followed by a node, a bracket, a row or a
// blank line.
func (t *title) standsAlone(at int) bool {
	if at+1 >= t.stop || at+1 >= len(t.r.lines) {
		return true
	}
	l := &t.r.lines[at+1]
	return l.class != plain || strings.HasPrefix(l.text, "(")
}

// more adds the lines on which a heading goes on.
func (t *title) more(st style) {
	for n := 0; n < headingLines; n++ {
		at, spaced := t.next()
		if at < 0 {
			return
		}
		l := &t.r.lines[at]
		if l.class != plain || spaced || !t.goesOn(l, at, st) {
			t.below = t.below || !l.caps || !spaced
			return
		}
		t.text += " " + untilMark(l.shown, l.marks)
		t.at = at
		t.capped = t.capped && l.caps
	}
}

// goesOn reports whether a line goes on with the heading above it.
func (t *title) goesOn(l *line, at int, st style) bool {
	end := endingOf(t.text)
	first, _ := utf8.DecodeRuneInString(l.text)
	switch {
	case isEnclosure(t.r.lines, at) && st <= byAppendix, st == byHeading && slices.Contains(headingWords, t.text):
		return false
	case t.capped && st != byClause && st < byDotted || t.capped && l.caps || st == byHeading:
		return l.caps || !strings.ContainsFunc(l.text, unicode.IsLetter) || t.mixed(l, at, st)
	case end == closed:
		return false
	case end == open && t.fits(at):
		return false
	case startsMark(l.text): // it was taken for no part: a sentence goes on
		return true
	case end >= comma && end != hungry, !unicode.IsUpper(first):
		return true
	case endsInName(t.text), end == hungry && startsNumber(l.text):
		return true
	}
	return st == byArticle && at+1 >= t.stop && t.stop < len(t.r.lines) && endingOf(l.text) != closed
}

// fits reports whether a line begins with a capital and its first word would have had room on the line
// above: then that was not broken for want of room, and a sentence of its own begins.
func (t *title) fits(at int) bool {
	l, above := &t.r.lines[at], &t.r.lines[t.at]
	first, _ := utf8.DecodeRuneInString(l.text)
	word, _ := firstWord(l.text)
	room := utf8.RuneCountInString(l.text) - utf8.RuneCountInString(above.text)
	return unicode.IsUpper(first) && room > utf8.RuneCountInString(word)
}

// startsNumber reports whether a line begins with digits or a Roman number.
func startsNumber(text string) bool {
	word, _ := firstWord(text)
	_, length := digits(word)
	return length > 0 || roman(word) > 0
}

// mixed reports whether the title of an attached document goes on in small
// letters under its type: QUY CHẾ \n Quản lý hồ sơ.
func (t *title) mixed(l *line, at int, st style) bool {
	if st != byAppendix || t.r.found[t.node].mark.number != "" || !hasAnyPrefix(t.text, documentWords...) || endingOf(l.text) == closed {
		return false
	}
	for j := at; j < min(at+4, t.stop); j++ {
		if isEnclosure(t.r.lines, j) {
			return true
		}
	}
	return false
}

// endsInName reports whether a text ends in one word with a capital behind words
// in small letters, as when the name of an office is cut: "ý kiến của Bộ".
func endsInName(text string) bool {
	var buffer [2]string
	words := lastWords(text, buffer[:0])
	if len(words) < 2 {
		return false
	}
	a, _ := utf8.DecodeRuneInString(words[0])
	b, _ := utf8.DecodeRuneInString(words[1])
	return unicode.IsUpper(a) && unicode.IsLower(b) && !isCaps(words[0]) && roman(words[0]) == 0
}
