package outline

import (
	"strings"
)

// readForm reads "Mẫu số 02" and "MẪU 01/TCT": a form that is attached, with its number as
// printed. Nothing may stand behind it on its line but a title in capitals or a bracket.
func readForm(s, rest string) (mark, bool) {
	number, title, _ := strings.Cut(strings.TrimLeft(rest, ": "), " ")
	bare := strings.TrimRight(number, ".:")
	if rest == "" || rest[0] != ' ' && rest[0] != ':' || !strings.ContainsAny(bare, "0123456789") || len(bare) > 24 {
		return mark{}, false
	}
	m := mark{style: byAppendix, number: bare, form: true, formal: true, rest: len(s) - len(title)}
	m.num, _ = counted(bare)
	m.rest += colon(title)
	title = strings.TrimLeft(s[m.rest:], " ")
	return m, title == "" && (bare == number || number == bare+".") || title != "" && (title[0] == '(' || isCaps(title))
}

// isForm decides on a line that begins with "Mẫu số": a form has its title in capitals below it, and
// does not stand in a sentence or a list of forms.
func (r *reader) isForm(i int, m *mark) bool {
	_, end := r.weighBefore(m)
	if r.prev >= 0 && end != closed && end != open && !r.spaced {
		return false
	}
	return (m.rest < len(r.lines[i].text) || r.titleBelow(i)) && !r.listsAppendices(i)
}

// titleBelow reports whether the next line is in capitals, or says to what the form belongs.
func (r *reader) titleBelow(i int) bool {
	for j := i + 1; j < len(r.lines); j++ {
		if l := &r.lines[j]; !l.hidden() {
			return l.caps && !startsMark(l.text) || isEnclosure(r.lines, j) || isBracket(l.text) || l.gaps > 0 && strings.Contains(l.text, "CỘNG H")
		}
	}
	return false
}
