package citation

import (
	"slices"
	"strings"
	"unicode"

	"hoso/vi"
)

// Head is what a document says of itself. What was not found is "": nothing is
// guessed.
type Head struct {
	Number string
	Kind   string // code
	Issuer string // as printed, usually in capitals
	Date   string // ISO
	Title  string
	Signer string
}

// headLines is how many lines a head may have.
const headLines = 40

// ReadHead reads the head and the signature of a State or Party document.
func ReadHead(text string) Head {
	lines := strings.Split(vi.NFC(text), "\n")
	list := Find(text)
	own := slices.IndexFunc(list, func(c Citation) bool { return c.Role == Self })
	if own < 0 {
		return Head{}
	}
	c := list[own]
	h := Head{Number: c.Number, Kind: c.Kind, Date: c.Date, Issuer: c.Issuer, Title: c.Title}
	if kind, title := typeAndTitle(lines); kind != "" {
		if h.Title == "" {
			h.Title = title
		}
		if h.Kind == "QĐ" || h.Kind == "" {
			h.Kind = kind // a Party QĐ is told by its word
		}
	}
	h.Signer = signer(lines)
	return h
}

// mottos stand in the right column of a letterhead.
var mottos = []string{"CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "ĐẢNG CỘNG SẢN VIỆT NAM"}

// leftColumn cuts a line at the first tab or wide gap, or at a motto where the
// gap was lost; a line that begins with a gap has no left column.
func leftColumn(line string) string {
	upper := strings.ToUpper(line)
	for _, m := range mottos {
		if i := strings.Index(upper, m); i > 0 && len(upper) == len(line) {
			line, upper = line[:i], upper[:i]
		}
	}
	line = strings.TrimPrefix(line, "| ")
	if i := strings.Index(line, "   "); i >= 0 {
		line = line[:i]
	}
	left, _, _ := strings.Cut(line, "\t")
	if i := strings.IndexAny(left, "|<"); i >= 0 {
		left = left[:i]
	}
	return left
}

func isSlogan(folded string) bool {
	for _, s := range []string{"cong hoa xa hoi", "doc lap", "dang cong san"} {
		if strings.HasPrefix(folded, s) {
			return true
		}
	}
	return false
}

// typeAndTitle finds the line that is nothing but a type word in capitals, and
// the lines below it until the text begins.
func typeAndTitle(lines []string) (kind, title string) {
	for i, line := range lines[:min(len(lines), headLines)] {
		line = strings.TrimSpace(line)
		code, ok := words[vi.Fold(line)]
		if !ok || line != strings.ToUpper(line) {
			continue
		}
		var parts []string
		for _, next := range lines[i+1 : min(len(lines), i+8)] {
			next = strings.TrimSpace(next)
			if next == "" || beginsText(vi.Fold(next)) || strings.HasPrefix(next, "(") || (next == strings.ToUpper(next) && len(parts) > 0) || strings.Trim(next, "-*_ ") == "" {
				if len(parts) > 0 || next != "" {
					break
				}
				continue
			}
			parts = append(parts, next)
		}
		return code, strings.Join(parts, " ")
	}
	return "", ""
}

func beginsText(folded string) bool {
	for _, s := range []string{"can cu", "theo de nghi", "thuc hien", "thay the", "dieu 1", "kinh gui", "- can cu"} {
		if strings.HasPrefix(folded, s) {
			return true
		}
	}
	return false
}

// signer is the last line that is a person's name and nothing else.
func signer(lines []string) string {
	for i := len(lines) - 1; i >= max(0, len(lines)-12); i-- {
		right := lines[i]
		if j := strings.LastIndex(right, "   "); j >= 0 {
			right = right[j:]
		}
		if _, after, tab := strings.Cut(right, "\t"); tab {
			right = after
		}
		if name := strings.TrimSpace(right); isName(name) {
			return name
		}
	}
	return ""
}

// isName reports whether a line is two to six words that begin with a capital
// and go on in small letters.
func isName(line string) bool {
	parts := strings.Fields(line)
	if len(parts) < 2 || len(parts) > 6 {
		return false
	}
	for _, w := range parts {
		for i, r := range []rune(w) {
			if !unicode.IsLetter(r) || (i == 0) != unicode.IsUpper(r) {
				return false
			}
		}
	}
	return true
}
