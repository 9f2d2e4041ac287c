package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// skipNotes passes the marks of footnotes, "[3]" and "³".
func skipNotes(s string, at int) int {
	if i := at; i < len(s) && s[i] < 0x80 && s[i] != '[' && (s[i] != ' ' || i+1 < len(s) && s[i+1] < 0x80 && s[i+1] != '[') {
		return at
	}
	for at < len(s) {
		rest := strings.TrimLeft(s[at:], " ")
		n := noteMark(rest)
		if n == 0 {
			return at
		}
		at = len(s) - len(rest) + n
	}
	return at
}

// noteMark gives the length of a footnote's mark at the beginning of s.
func noteMark(s string) int {
	if s == "" {
		return 0
	}
	if s[0] == '[' {
		if n, length := digits(s[1:]); n > 0 && strings.HasPrefix(s[1+length:], "]") {
			return length + 2
		}
		return 0
	}
	n := 0
	for i, r := range s {
		if !strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r) {
			break
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}

// trimNotes cuts footnote marks from the end of a text.
func trimNotes(text string) string {
	for {
		cut := strings.TrimRight(text, "⁰¹²³⁴⁵⁶⁷⁸⁹ ")
		if i := strings.LastIndexByte(cut, '['); i >= 0 && noteMark(cut[i:]) == len(cut)-i {
			cut = cut[:i]
		}
		if cut == text {
			return text
		}
		text = cut
	}
}

// glued gives the digits that stand at the end of a text directly behind another
// character, as footnote marks do that were small and high: "điện tử4".
func glued(text string) (mark string, before rune) {
	cut := strings.TrimRight(text, "0123456789")
	before, _ = utf8.DecodeLastRuneInString(cut)
	if len(text)-len(cut) > 3 || before == ' ' || before == utf8.RuneError {
		return "", 0
	}
	return text[len(cut):], before
}

// gluedToStop reports whether a text ends in a footnote mark behind its full stop
// or semicolon; "2.1" does not.
func gluedToStop(text string) bool {
	mark, stop := glued(text)
	if mark == "" || !strings.ContainsRune(".;:,)", stop) {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(text[:len(text)-len(mark)-1])
	return !unicode.IsDigit(r)
}

// footnotes marks the lines of footnotes and gives their numbers. A footnote
// begins with "[3]", or with a bare number in the order of such notes, and ends
// with its paragraph.
func footnotes(lines []line) map[string]bool {
	numbers := map[string]bool{}
	last, goesOn, round := 0, false, false
	for i := range lines {
		l := &lines[i]
		if l.class != plain {
			goesOn = false
			continue
		}
		n := noteNumber(l.text)
		begins := n > 0 && (l.text[0] == '[' || l.tabs+l.gaps == 0 && (n > 1 && n == last+1 && round == (l.text[0] == '(') || n == 1 && underRule(lines, i)))
		if !begins && !goesOn {
			continue
		}
		if begins {
			last, round = n, l.text[0] == '('
			numbers[strings.Trim(l.text[:strings.IndexByte(l.text+" ", ' ')], "[]()")] = true
		}
		l.class = footnote
		goesOn = endingOf(l.text) != closed
	}
	return numbers
}

// noteNumber gives the number with which a footnote begins: "[3] ", "3 Điều".
func noteNumber(text string) int {
	if strings.HasPrefix(text, "(") {
		n, length := digits(text[1:])
		return whole(n, strings.HasPrefix(text[1+length:], ") "))
	}
	if strings.HasPrefix(text, "[") {
		if noteMark(text) == 0 {
			return 0
		}
		n, _ := digits(text[1:])
		return n
	}
	n, length := digits(text)
	if n == 0 || len(text) < length+8 || text[length] != ' ' {
		return 0
	}
	if r, _ := utf8.DecodeRuneInString(text[length+1:]); !unicode.IsUpper(r) {
		return 0
	}
	return n
}

// underRule reports whether a line stands under a drawn rule, or begins the notes
// at the end of a consolidated text.
func underRule(lines []line, i int) bool {
	for j := i - 1; j >= 0; j-- {
		if l := &lines[j]; !l.hidden() {
			return strings.HasPrefix(l.text, "XÁC THỰC")
		} else if isRule(l.text) {
			return true
		}
	}
	return false
}
