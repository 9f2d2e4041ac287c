package archtest

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"hoso/internal/access"
	"hoso/vi"
)

// banned are folded words and phrases, in both languages, that name what hoso
// never knows: what no text may say of a mind, and what orders people. A word also
// stands for its plural in s.
var banned = append(folded(access.Minds),
	"score", "scoring", "rating", "ranking", "leaderboard", "diem so", "cham diem", "xep hang")

func folded(spelled []string) []string {
	list := make([]string, len(spelled))
	for i, phrase := range spelled {
		list[i] = vi.Fold(phrase)
	}
	return list
}

// unbanned are names that only look like a banned word, with the reason.
var unbanned = []struct{ Name, Because string }{}

// split gives the folded words of a name: camelCase, underscores, points.
func split(name string) []string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.Fields(vi.Fold(b.String()))
}

// bannedIn gives the banned phrase in a name, "" for none.
func bannedIn(name string) string {
	words := split(name)
	if len(words) == 0 || slices.ContainsFunc(unbanned, func(u struct{ Name, Because string }) bool { return u.Name == name }) {
		return ""
	}
	text := " " + strings.Join(words, " ") + " "
	for _, phrase := range banned {
		joined := strings.ReplaceAll(phrase, " ", "")
		for _, p := range []string{phrase, phrase + "s", joined, joined + "s"} {
			if strings.Contains(text, " "+p+" ") {
				return phrase
			}
		}
	}
	return ""
}

// keyLine is a key of a catalogue; its sentence is free.
var keyLine = regexp.MustCompile(`^\s*"?([\w.]+)"?\s*=`)

func checkWords(t *Tree) []Finding {
	var found []Finding
	look := func(f Finding) {
		if word := bannedIn(f.What); word != "" {
			f.What += " names what hoso never knows: " + word
			found = append(found, f)
		}
	}
	for _, tab := range t.Tables {
		look(Finding{tab.Path, tab.Line, tab.Name})
		for _, c := range tab.Columns {
			look(Finding{tab.Path, tab.Where[c.Name], c.Name})
		}
	}
	for _, w := range t.Words {
		for i, line := range w.Lines {
			if m := keyLine.FindStringSubmatch(line); m != nil {
				look(Finding{w.Path, i + 1, m[1]})
			}
		}
	}
	for _, f := range t.asked() {
		look(f)
	}
	for _, s := range t.Written() {
		s.Each(func(_ string, n ast.Node) {
			for _, f := range s.named(n) {
				look(f)
			}
		})
	}
	return found
}
