package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Weights of the evidence; a marker is one from 1 on. They are small and whole:
// a sentence that wraps is told by its numbers and by the words around the
// break, and no single sign is enough.
var (
	orderWeights  = [...]int{next: 4, initial: 2, again: -1, gap: -2, back: -3}
	endingWeights = [...]int{closed: 3, open: -1, comma: -3, hungry: -3, wants: -6, cites: -2}
	followWeights = [...]int{followUpper: 1, followLower: -2, followJoint: -5, followPunct: -6, followEmpty: -1}
)

// informal is the weight of a word and number with no punctuation behind.
const informal = -4

// weigh adds up what speaks for a marker at the beginning of a line.
func (r *reader) weigh(i int, m *mark, o order) int {
	rest := r.lines[i].text[m.rest:]
	before, end := r.weighBefore(m)
	w := before + orderWeights[o]
	f := followOf(rest)
	if f == followJoint && end == closed && m.formal {
		f = followLower
	}
	if f == followLower && m.style >= byDotted {
		f = followUpper // points often begin with a small letter
		if end != closed {
			w--
		}
	}
	w += followWeights[f]
	if !m.formal {
		w += informal
		if namesText(rest) {
			w += informal
		}
	}
	if m.comma {
		w--
	}
	if m.style < byArticle {
		w += r.weighTitle(i, m, rest)
	}
	if o == gap || o == back {
		w += r.weighSequence(i, m, end)
	} else if before < 0 && o != again && r.comesAgain(i, m) {
		w += informal
	}
	return w
}

// weighBefore weighs how the line before ends.
func (r *reader) weighBefore(m *mark) (int, ending) {
	if r.prev < 0 || r.leaving {
		return endingWeights[closed], closed
	}
	l := &r.lines[r.prev]
	if l.class == row || l.class == contents {
		return endingWeights[closed], closed
	}
	end := endingOf(l.text)
	w := endingWeights[end]
	switch {
	case r.bare || end == open && l.text[0] == '(' && strings.HasSuffix(l.text, ")"):
		return endingWeights[closed], open
	case l.caps && r.titled:
		return endingWeights[closed], closed // small letters do not go on with capitals
	case end == cites && m.style > byClause, end == open && r.titled:
		w = 1
	case end == hungry && r.titled:
		w++
	case end == comma && len(r.nodes) == 0 && m.num == nth(1, 0):
		w = endingWeights[open] // the last reason before the text: "Xét đề nghị của Vụ trưởng,"
	case end == cites && m.style <= byArticle:
		w = endingWeights[hungry]
	}
	if r.spaced && end != closed {
		w = min(w+4, endingWeights[closed])
	}
	return w, end
}

// weighSequence weighs a number that does not follow: it may begin an excerpt,
// in which case its own followers come.
func (r *reader) weighSequence(i int, m *mark, end ending) int {
	w := 0
	if m.style == byRoman || m.style == byLetter || m.style == byDotted || m.style.bracketed() {
		w -= 2 // V. I. Lê-nin, C. Mác, 8.412 hồ sơ
	}
	if m.num.ord > 200 && m.style == byClause {
		w -= 2
	}
	if m.style == byArticle && (end == closed || end == open && r.titled) {
		w++ // excerpts leave articles out
	}
	if r.hasFollower(i, m) {
		w += 2
	}
	return w
}

// ahead is how many lines are looked at for the follower of a doubtful number.
const ahead = 60

// hasFollower reports whether the next marker of a style goes on from this one.
func (r *reader) hasFollower(i int, m *mark) bool {
	for j := i + 1; j < min(len(r.lines), i+ahead); j++ {
		if n, ok := readMark(r.lines[j].text); ok && n.style == m.style && n.formal {
			return follows(m.style, m.num, n.num)
		}
	}
	return false
}

// comesAgain reports whether the same number comes again, in a better place,
// before its follower.
func (r *reader) comesAgain(i int, m *mark) bool {
	prev, own := i, r.prev
	for j := i + 1; j < min(len(r.lines), i+ahead); j++ {
		l := &r.lines[j]
		if l.class != plain {
			continue
		}
		if n, ok := readMark(l.text); ok && n.formal {
			better := endingOf(r.lines[prev].text) == closed
			switch {
			case n.style == m.style && n.number == m.number && better:
				return true
			case n.style == m.style && better, n.style < m.style && better:
				return false
			case n.style == m.style && own >= 0 && follows(m.style, m.num, n.num) && endingOf(r.lines[own].text) == open && endingOf(r.lines[prev].text) == open:
				return false // its follower stands no better: the text has no full stops
			}
		}
		prev = j
	}
	return false
}

// namesText reports whether a text begins with the name of a document or of a
// part, as behind "Điều 5" in a sentence.
func namesText(text string) bool {
	for _, name := range []string{"Luật", "Bộ luật", "Nghị", "Thông tư", "Quyết định", "Quy ", "Hiến pháp", "Pháp lệnh", "Chương", "Mục", "Phần", "Phụ lục", "Điều", "Hướng dẫn", "Chỉ thị", "Kết luận", "Kế hoạch"} {
		if strings.HasPrefix(text, name) {
			return true
		}
	}
	return false
}

// inCapitals is the weight of a heading in capitals behind a word and number or below
// them: a sentence seldom has one there.
const inCapitals = 2

// weighTitle weighs what stands behind the number of a part, chapter or section
// or below it: a heading, or an entry in a list as in "Phần I: thông tin;".
func (r *reader) weighTitle(i int, m *mark, rest string) int {
	switch {
	case m.style == byRoman || m.style == byLetter:
		if strings.HasSuffix(rest, ";") && !isCaps(rest) {
			return informal
		}
		return 0
	case isCaps(rest):
		return inCapitals
	case rest != "":
		if strings.ContainsAny(rest[len(rest)-1:], ";,.") {
			return informal
		}
		return 0
	}
	return r.weighBelow(i)
}

// weighBelow weighs the line below a part whose number stands alone.
func (r *reader) weighBelow(i int) int {
	for j := i + 1; j < min(len(r.lines), i+ahead); j++ {
		l := &r.lines[j]
		if l.hidden() {
			continue
		}
		first, _ := utf8.DecodeRuneInString(l.text)
		switch {
		case l.caps:
			return inCapitals
		case unicode.IsLower(first), l.class == plain && endingOf(l.text) == closed:
			return informal
		}
		return 1
	}
	return informal
}
