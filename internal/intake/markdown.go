package intake

import (
	"regexp"
	"strings"
)

// A heading, a fence, a rule of a table, a link, a footnote or strong text: one
// is enough.
var markdown = regexp.MustCompile("(?m)^#{1,6} \\S|^```|^\\|? ?:?-{3,}:? ?\\||\\[[^\\]\n]+\\]\\((https?:|/|#)[^)\n]*\\)|\\[\\^[^\\]\\s]+\\]|\\*\\*\\S[^\n]*\\S\\*\\*")

var (
	mdHeading = regexp.MustCompile(`^ {0,3}#{1,6}(\s+|$)`)
	mdClosing = regexp.MustCompile(`\s+#+\s*$`)
	mdFence   = regexp.MustCompile("^ {0,3}(```|~~~)")
	mdQuote   = regexp.MustCompile(`^ {0,3}(> ?)+`)
	mdBullet  = regexp.MustCompile(`^(\s*)[*•] +`)
	mdRule    = regexp.MustCompile(`^ {0,3}([-*_] *){3,}$|^ {0,3}=+\s*$`)
	mdColumns = regexp.MustCompile(`^\s*\|?(\s*:?-{3,}:?\s*\|)*\s*:?-{3,}:?\s*\|?\s*$`)
	mdNoteAt  = regexp.MustCompile(`^\[\^([^\]\s]+)\]:`)
	mdNote    = regexp.MustCompile(`\[\^([^\]\s]+)\]`)
	mdLink    = regexp.MustCompile(`!?\[([^\[\]\n]*)\]\([^()\s]*(?:\s+"[^"\n]*")?\)|<(https?://[^<>\s]+)>`)
	mdStrong  = regexp.MustCompile(`(\*\*|__)(\S|\S.*?\S)(\*\*|__)`)
	mdStress  = regexp.MustCompile(`(^|[\s("“])([*_])([^\s*_]|[^\s*_][^*_]*?[^\s*_])[*_]($|[\s.,;:!?)"”])`)
	mdEscape  = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
)

// plainMarkdown gives the text that Markdown says, line by line: the marks of
// headings, quotes, emphasis and links go, rows of tables get tabs. Numbers of
// lists stay as they were typed.
func plainMarkdown(text string) string {
	lines := strings.Split(text, "\n")
	out := lines[:0]
	fenced := false
	for _, line := range lines {
		switch {
		case mdFence.MatchString(line):
			fenced = !fenced
		case fenced:
			out = append(out, line)
		case strings.Contains(line, "|") && mdColumns.MatchString(line):
		case mdRule.MatchString(line):
			out = append(out, "")
		default:
			out = append(out, plainLine(line))
		}
	}
	return strings.Join(out, "\n")
}

// plainLine gives the text of one line outside a fence.
func plainLine(line string) string {
	line = mdQuote.ReplaceAllString(strings.TrimRight(line, " \t"), "")
	if mdHeading.MatchString(line) {
		line = mdClosing.ReplaceAllString(mdHeading.ReplaceAllString(line, ""), "")
	}
	if row, ok := strings.CutPrefix(strings.TrimSpace(line), "|"); ok {
		cells := strings.Split(strings.TrimSuffix(row, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		line = strings.Join(cells, "\t")
	}
	line = mdBullet.ReplaceAllString(line, "${1}- ")
	line = mdNoteAt.ReplaceAllString(line, "[$1]")
	line = mdNote.ReplaceAllString(line, "[$1]")
	line = mdLink.ReplaceAllString(line, "$1$2")
	line = mdStrong.ReplaceAllString(line, "$2")
	line = mdStress.ReplaceAllString(line, "$1$3$4")
	return mdEscape.ReplaceAllString(line, "$1")
}
