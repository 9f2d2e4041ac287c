package outline_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hoso/vi/outline"
)

// ids gives the ids of an outline, in order.
func ids(text string) []string {
	var list []string
	for _, n := range outline.Read(text) {
		list = append(list, n.ID)
	}
	return list
}

// loadAll reads the three sets.
func loadAll(t *testing.T) []setText {
	return slices.Concat(loadSet(t), loadFolder(t, "unseen"), loadFolder(t, "unseen-2"))
}

// TestIDsSurvive: the ids of a text are those of the same text in another
// Unicode form, with other line ends and other spaces.
func TestIDsSurvive(t *testing.T) {
	forms := map[string]func(string) string{
		"composed":     norm.NFC.String,
		"decomposed":   norm.NFD.String,
		"CR LF":        func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"hard spaces":  func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"indented":     func(s string) string { return strings.ReplaceAll(s, "\n", "\n    ") },
		"old Đ":        func(s string) string { return strings.NewReplacer("Đ", "Ð", "đ", "ð").Replace(s) },
		"dashes":       func(s string) string { return strings.ReplaceAll(s, "\n- ", "\n– ") },
		"no-width":     func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\n\u200b") },
		"soft hyphens": func(s string) string { return strings.ReplaceAll(s, "nh ", "nh\u00ad ") },
	}
	for _, s := range loadAll(t) {
		want := ids(string(s.text))
		for name, form := range forms {
			if got := ids(form(string(s.text))); !slices.Equal(got, want) {
				t.Errorf("%s %s: ids\n%s\nwant\n%s", s.name, name, got, want)
			}
		}
	}
}

// wrap breaks the lines of a text that are longer than a width at a space, as a
// converter does; rows of tables, heads and what is in capitals stay.
func wrap(text string, width int) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(text, "\n") {
		if strings.Contains(line, "\t") || strings.Contains(line, "   ") || strings.Contains(line, "....") {
			b.WriteString(line)
			continue
		}
		column := 0
		for i, word := range strings.Split(line, " ") {
			n := utf8.RuneCountInString(word)
			switch {
			case i > 0 && column+1+n > width:
				b.WriteByte('\n')
				column = 0
			case i > 0:
				b.WriteByte(' ')
				column++
			}
			b.WriteString(word)
			column += n
		}
	}
	return b.String()
}

// TestWrapped reads the sets broken at every width from 30 to 100: whatever word
// comes to the beginning of a line, it makes and loses no part.
func TestWrapped(t *testing.T) {
	right, all := 0, 0
	for _, s := range loadAll(t) {
		text := norm.NFC.String(string(s.text))
		want := ids(text)
		for width := 30; width <= 100; width++ {
			got := ids(wrap(text, width))
			all += len(want)
			n := common(got, want)
			right += 2*n - len(got)
			if n < len(want) || n < len(got) {
				t.Logf("%s at %d: %s", s.name, width, differ(got, want))
			}
		}
	}
	t.Logf("%d nodes, %.4f right", all, float64(right)/float64(all))
	if float64(right) < 0.98*float64(all) {
		t.Errorf("%.4f of the nodes survive wrapping, want 0.98", float64(right)/float64(all))
	}
}

func common(a, b []string) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// differ names the ids that are in one list only.
func differ(got, want []string) string {
	var list []string
	for _, x := range got {
		if !slices.Contains(want, x) {
			list = append(list, "+"+x)
		}
	}
	for _, x := range want {
		if !slices.Contains(got, x) {
			list = append(list, "-"+x)
		}
	}
	return strings.Join(list, " ")
}

// unmarked writes the letters that are no marks.
var unmarked = strings.NewReplacer("đ)", "đ)", "Đ", "D")

// stripMarks takes all marks from the letters, as old telegrams and some converters do.
func stripMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// paged puts a page's end and head behind every twelfth line.
func paged(s string) string {
	var b strings.Builder
	for i, line := range strings.SplitAfter(s, "\n") {
		b.WriteString(line)
		if i%12 == 11 {
			fmt.Fprintf(&b, "\n%d\n\fCÔNG BÁO/Số 12/Ngày 18-11-2026\n\n", i/12+1)
		}
	}
	return b.String()
}

// digitsRead gives the digits of a marker as a bad scan does.
func digitsRead(s string) string { return strings.NewReplacer("1", "l", "0", "O").Replace(s) }

// typings are ways to type and to damage a text.
func typings() map[string]func(string) string {
	markers := regexp.MustCompile(`(?m)^(\d+\.|[a-zđ]\)|-) `)
	ones := regexp.MustCompile(`(?m)^(Điều )?\d+\.`)
	numbered := regexp.MustCompile(`(?m)^(\d+)\. `)
	articles := regexp.MustCompile(`(?m)^(Điều|Chương) (\S)`)
	stops := regexp.MustCompile(`[.;]\n`)
	return map[string]func(string) string{
		"commas for semicolons": func(s string) string { return strings.ReplaceAll(s, ";\n", ",\n") },
		"no full stops":         func(s string) string { return stops.ReplaceAllString(s, "\n") },
		"blank lines doubled":   func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
		"no blank lines":        func(s string) string { return regexp.MustCompile(`\n\n+`).ReplaceAllString(s, "\n") },
		"tabs":                  func(s string) string { return markers.ReplaceAllString(s, "$1\t") },
		"no spaces":             func(s string) string { return markers.ReplaceAllString(s, "$1") },
		"wrong marks":           strings.NewReplacer("Điều", "Điêu", "Chương", "Chưong", "Mục", "Muc", "Phần", "Phân", "Tiểu mục", "Tiêu muc", "Phụ lục", "Phu luc").Replace,
		"letters for digits":    func(s string) string { return ones.ReplaceAllStringFunc(s, digitsRead) },
		"commas for points":     func(s string) string { return numbered.ReplaceAllString(s, "$1, ") },
		"spaces before points":  func(s string) string { return numbered.ReplaceAllString(s, "$1 . ") },
		"numbers below":         func(s string) string { return articles.ReplaceAllString(s, "$1\n$2") },
		"straight marks":        strings.NewReplacer("“", `"`, "”", `"`).Replace,
		"closing marks only":    func(s string) string { return strings.ReplaceAll(s, "“", "”") },
		"no marks at all":       func(s string) string { return unmarked.Replace(norm.NFC.String(stripMarks(s))) },
		"pages":                 paged,
		"no space behind words": func(s string) string { return articles.ReplaceAllString(s, "$1$2") },
	}
}

// TestTypedOtherwise: hardly a part is lost where texts are typed with less care:
// with other punctuation, blank lines or tabs.
func TestTypedOtherwise(t *testing.T) {
	for name, change := range typings() {
		right, all := 0, 0
		for _, s := range loadAll(t) {
			text := norm.NFC.String(string(s.text))
			want, got := ids(text), ids(change(text))
			n := common(got, want)
			right, all = right+2*n, all+len(got)+len(want)
			if n < len(got) || n < len(want) {
				t.Logf("%s: %s: %s", name, s.name, differ(got, want))
			}
		}
		if right*100 < all*98 {
			t.Errorf("%s: %.4f of the nodes survive, want 0.98", name, float64(right)/float64(all))
		}
	}
}
