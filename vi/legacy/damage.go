package legacy

import (
	"slices"
	"strings"
	"unicode"

	"hoso/vi"
)

// Damage is a word that seems to have lost a ư: in TCVN3 that is the soft
// hyphen, which editors drop or turn into a hyphen. Nothing was put back.
type Damage struct {
	At    int      // byte offset in Text.Text
	Word  string   // as it stands there
	Maybe []string // what it may have been, never empty
	// Sure when the word as it stands is none. Otherwise it is a word that could
	// be another (cha, chưa), and is named because the text lost every ư.
	Sure bool
}

// damage looks for lost ư in converted text. kept says that the source has soft
// hyphens, so that not all were dropped.
func damage(text string, kept, capital bool) []Damage {
	var sure, other []Damage
	for _, w := range spaced(text) {
		d := Damage{At: w.at, Word: w.text}
		switch {
		case abbreviation(w, text, capital):
			continue
		case strings.Contains(w.text, "-"):
			if d.Maybe = fromHyphen(w.text); d.Maybe != nil {
				d.Sure = true
			}
		case !vi.IsSyllable(w.text):
			d.Maybe, d.Sure = withHorn(w.text), true
		case !kept:
			d.Maybe = withHorn(w.text)
		}
		if len(d.Maybe) > 0 && d.Sure {
			sure = append(sure, d)
		} else if len(d.Maybe) > 0 {
			other = append(other, d)
		}
	}
	if len(sure) == 0 {
		return nil // as far as can be told, nothing was lost
	}
	all := append(sure, other...)
	slices.SortFunc(all, func(a, b Damage) int { return a.At - b.At })
	return all
}

// spaced gives the words of text with the hyphens inside and at their ends.
func spaced(text string) []piece {
	var list []piece
	start := -1
	for i, r := range text + " " {
		in := unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || r == '-'
		if in && start < 0 {
			start = i
		}
		if !in && start >= 0 {
			if w := text[start:i]; strings.Trim(w, "-") != "" {
				list = append(list, piece{w, start, true})
			}
			start = -1
		}
	}
	return list
}

// abbreviation spares what is written short: v.v., đ/c, UB, TH.
func abbreviation(w piece, text string, capital bool) bool {
	letters := len([]rune(strings.Trim(w.text, "-")))
	if letters <= 2 {
		before, after := text[:w.at], text[w.at+len(w.text):]
		if strings.HasPrefix(after, ".") || strings.HasPrefix(after, "/") || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "/") {
			return true
		}
	}
	return !capital && letters > 1 && letters <= 5 && strings.ToUpper(w.text) == w.text
}

// longest is more letters than any syllable has (nghiêng).
const longest = 8

// withHorn gives the syllables that w is with one ư put in.
func withHorn(w string) []string {
	var list []string
	r := []rune(w)
	if len(r) >= longest {
		return nil
	}
	horn := 'ư'
	if len(r) > 1 && strings.ToUpper(w) == w {
		horn = 'Ư'
	}
	for i := range len(r) + 1 {
		if c := string(slices.Insert(slices.Clone(r), i, horn)); vi.IsSyllable(c) && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// fromHyphen gives the syllable that w is with its hyphen as ư, where its parts
// are not words that a hyphen joins.
func fromHyphen(w string) []string {
	parts := strings.Split(w, "-")
	joined := strings.Join(parts, "ư")
	if strings.ToUpper(w) == w && len([]rune(w)) > 2 {
		joined = strings.Join(parts, "Ư")
	}
	if len(parts) != 2 || !vi.IsSyllable(joined) || vi.IsSyllable(parts[0]) && vi.IsSyllable(parts[1]) {
		return nil
	}
	return []string{joined}
}
