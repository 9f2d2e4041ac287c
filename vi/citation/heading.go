package citation

import (
	"hoso/vi"
	"strings"
	"unicode"
)

// describeOwn reads the issuer, date and subject of the document itself from its
// head.
func (r *reader) describeOwn(f *found) {
	if f.Issuer == "" {
		f.Issuer = r.letterhead(0, min(f.from, r.headEnd()))
	}
	if end := r.headEnd(); f.Issuer == "" && f.to < end && end < len(r.fold) {
		f.Issuer = r.letterhead(f.to, end) // the number line stands above it
	}
	if f.Date == "" {
		f.Date = r.placeDate(f)
	}
	r.heading(f)
}

// placeDate finds the date of the place-and-date line in the head around the
// number line; else one on the number line itself.
func (r *reader) placeDate(own *found) string {
	next, first := 0, 0
	if own.from > headReach {
		first = r.nextLine(own.from - nearLines)
	}
	for p, q := first, first; p < len(r.fold) && p < own.to+headReach; p = q {
		q = r.nextLine(p)
		start := r.blank(p)
		if p > own.to && (r.isMarker(start) && !r.isStar(start) || r.startsAny(start, bodyStarts)) {
			return ""
		}
		for d := p; d < q; d++ {
			for next < len(r.list) && r.list[next].to <= d {
				next++
			}
			if !r.starts(d) || next < len(r.list) && d >= r.list[next].from {
				continue
			}
			date, _, ok := r.dateAt(d)
			if ok && date != "" && (r.placed(d) || d > own.to && p < own.to) {
				return date
			}
		}
	}
	return ""
}

// nearLines is how far around a number line at the end of a text its date stands.
const nearLines = 200

// headEnd gives where the type of the document stands when that is above its
// number line; the end of the text when it is not.
func (r *reader) headEnd() int {
	for p := 0; p < len(r.fold) && p < headReach; p = r.nextLine(p) {
		if q := r.blank(p); r.upper(q) && p > 0 && r.isTypeLine(q, r.lineEnd(q)) {
			return p
		}
	}
	return len(r.fold)
}

// placed reports that a place and a comma stand before a date, or nothing.
func (t *text) placed(p int) bool {
	q := t.back(p, 0)
	return q > 0 && t.at(q-1) == ',' || t.columnStart(p)
}

// isStar reports the line of a Party letterhead that is a star.
func (t *text) isStar(p int) bool { return t.at(p) == '*' || t.at(p) == '-' && t.at(p+1) == '-' }

// letterhead gives the lowest body that the lines between two places name. Lines
// that go on with the name of the body are joined to it.
func (r *reader) letterhead(from, to int) string {
	var body []string
	for _, line := range wholeLines(string(r.runes[from:to])) {
		left := strings.Join(strings.Fields(leftColumn(line)), " ")
		if left == "" {
			left = centred(line)
		}
		f := vi.Fold(left)
		if rest, found := strings.CutPrefix(f, "cua "); found && mostlyUpper(left) { // CỦA BỘ TRƯỞNG BỘ NỘI VỤ
			f, left = rest, string([]rune(left)[4:])
		}
		switch {
		case left == "" || len(f) < 2 || isSlogan(f) || words[f] != "" || strings.HasPrefix(f, "hop dong ") || !mostlyUpper(left) && continuesName(f) || strings.Contains(f, "ngay "):
		case len(body) > 0 && continuesName(f):
			body = append(body, left)
		default:
			body = []string{left}
		}
	}
	return strings.Join(body, " ")
}

// wholeLines gives the lines of a letterhead; a line of one short word, as web
// pages break them, begins the next ("ỦY" / "BAN NHÂN DÂN").
func wholeLines(head string) []string {
	lines := strings.Split(head, "\n")
	for i := 1; i < len(lines); i++ {
		if w := strings.TrimSpace(lines[i-1]); w != "" && !strings.Contains(w, " ") && len(w) <= 6 && mostlyUpper(w) && vi.Fold(w) != "" && isLetter(vi.Fold(w)[0]) {
			lines[i-1], lines[i] = "", w+" "+strings.TrimSpace(lines[i])
		}
	}
	return lines
}

// centred gives a line that is one column set in the middle and names a body.
func centred(line string) string {
	line = strings.TrimSpace(line)
	if strings.Contains(line, "   ") || strings.Contains(line, "\t") || !mostlyUpper(line) || continuesName(vi.Fold(line)) {
		return ""
	}
	return line
}

func mostlyUpper(s string) bool {
	upper, lower := 0, 0
	for _, c := range s {
		if unicode.IsUpper(c) {
			upper++
		} else if unicode.IsLower(c) {
			lower++
		}
	}
	return upper > 3*lower
}

// continuesName reports that a folded line of a letterhead goes on with the name
// above it: a place, or the rest of a long name.
func continuesName(f string) bool {
	for _, b := range bodies {
		if f == b || strings.HasPrefix(f, b+" ") {
			return false
		}
	}
	return !strings.HasPrefix(f, "dang ") && f != "*" && (!strings.HasPrefix(f, "to ") || strings.HasPrefix(f, "to chuc"))
}

// heading reads the subject under the type of the document, or after "V/v".
func (r *reader) heading(f *found) {
	typed := false
	for p := 0; p < len(r.fold) && p < f.to+headReach; p = r.nextLine(p) {
		q := r.blank(p)
		e := r.lineEnd(q)
		letter := f.Kind == codeLetter && q > f.to && q == r.blank(r.nextLine(f.to)) && r.match(q, "ve viec") >= 0
		if q >= f.to && !typed && (letter || r.titleOpener(q) == q+3 && r.at(q+1) == '/') {
			f.Title, f.titleTo = r.subject(q)
			return
		}
		switch {
		case typed && (q == e || q <= f.from && f.from < e):
		case typed:
			if s, ok := r.sessionAt(q); ok {
				f.Plenum, f.Term, typed = s.plenum, s.term, true
				continue
			}
			if r.match(q, "cua") >= 0 && r.afterIssuer(q) == q && (mostlyUpper(string(r.runes[q:e])) || r.titleOpener(r.blank(e+1)) >= 0) {
				continue
			}
			if q > f.from || f.Kind == "VBHN" {
				f.Title, f.titleTo = r.subject(r.afterIssuer(q))
			}
			return
		case r.upper(q) && r.isTypeLine(q, e):
			typed = r.nextLine(q) > f.from || f.Kind == "VBHN" || r.match(r.blank(r.nextLine(q)), "cua") >= 0
		}
	}
}

// isTypeLine reports that a line is a type word and nothing else.
func (r *reader) isTypeLine(p, e int) bool {
	for _, w := range typeWords[r.at(p)] {
		end := r.match(p, w.fold)
		if end < 0 || end > e {
			continue
		}
		for words := 0; words < 3 && r.blank(end) < e && r.upper(r.blank(end)+1); words++ {
			end = r.wordEnd(r.blank(end)) // KẾT LUẬN THANH TRA
		}
		if r.blank(end) >= e {
			return true
		}
	}
	return false
}

// afterIssuer steps over "của Ban Thường vụ" before a subject.
func (r *reader) afterIssuer(p int) int {
	if r.match(p, "cua") < 0 {
		return p
	}
	for q := p; q < r.lineEnd(p); q++ {
		if r.starts(q) && r.titleOpener(q) >= 0 {
			return q
		}
	}
	return p
}

// subject reads the lines from p that are a subject.
func (r *reader) subject(p int) (string, int) {
	if r.match(p, "can cu") >= 0 || r.match(p, "kinh gui") >= 0 || r.isMarker(p) || r.at(p) == '-' || r.at(p) == '(' || r.isBody(p) && r.titleOpener(p) < 0 && r.dictates(p) {
		return "", 0
	}
	e := r.lineEnd(p)
	if e-p > 2*maxLine {
		return "", 0
	}
	caps := mostlyUpper(string(r.runes[p:e]))
	for {
		q := r.blank(e + 1)
		end := r.lineEnd(q)
		if e >= len(r.fold) || q >= end || r.isMarker(q) || r.at(q) == '-' || r.at(q) == '(' || r.at(q) == '*' || r.at(q) == '_' || r.startsAny(q, bodyStarts) ||
			mostlyUpper(string(r.runes[q:end])) && (!caps || r.isBody(q)) || caps && !mostlyUpper(string(r.runes[q:end])) || r.dateOnLine(q) >= 0 && r.match(q, "ngay") < 0 && !caps {
			break
		}
		e = end
	}
	return r.clean(p, e), e
}

// dictates reports a line such as "THỦ TƯỚNG CHÍNH PHỦ điện:".
func (r *reader) dictates(p int) bool {
	e := r.lineEnd(p)
	for e > p && r.space(e-1) {
		e--
	}
	return r.at(e-1) == ':' || mostlyUpper(string(r.runes[p:e]))
}

// bodyStarts are the words with which the body of a document begins.
var bodyStarts = []string{"can cu", "theo de nghi", "xet", "thuc hien", "kinh gui", "thay the", "trong thoi gian", "chinh phu ban hanh", "quoc hoi ban hanh", "hom nay", "vao hoi"}
