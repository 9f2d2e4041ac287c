package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hoso/vi"
)

const (
	sureWord = 70  // of 100: below, the machine is not certain of a word
	wideGap  = 2.0 // times a word's height: a gap that parts two columns
	oddGap   = 1.7 // times the middle gap of its line, as in a letterhead
	leastGap = 0.5 // times a word's height: what is narrower parts words only
)

// tsvWord is a word of a page as the recogniser's table has it.
type tsvWord struct {
	line                string // block, paragraph and line, which a new line changes
	left, width, height int
	sure                float64
	text                string
}

// readTSV puts the words of a page together in the order of the recogniser.
func readTSV(table string) Recognised {
	var lines [][]tsvWord
	for row := range strings.Lines(table) {
		w, ok := parseWord(row)
		if n := len(lines); ok && n > 0 && lines[n-1][0].line == w.line {
			lines[n-1] = append(lines[n-1], w)
		} else if ok {
			lines = append(lines, []tsvWord{w})
		}
	}
	var r Recognised
	var b strings.Builder
	at := 0
	write := func(s string) { b.WriteString(s); at += len([]rune(s)) }
	for i, line := range lines {
		if i > 0 {
			write("\n")
		}
		middle := middleGap(line)
		for k, w := range line {
			if k > 0 {
				write(parting(line[k-1], w, middle))
			}
			first := at
			write(w.text)
			if w.sure < sureWord && strings.IndexFunc(w.text, isWordSign) >= 0 {
				r.Unsure = append(r.Unsure, [2]int{first, at})
			}
		}
	}
	r.Text = b.String()
	return r
}

// gap is the room between a word and the next.
func gap(a, b tsvWord) float64 { return float64(b.left - a.left - a.width) }

// middleGap is the median of a line's gaps, 0 for a line of few words.
func middleGap(line []tsvWord) float64 {
	if len(line) < 4 {
		return 0
	}
	var gaps []float64
	for i := range line[1:] {
		gaps = append(gaps, gap(line[i], line[i+1]))
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// parting is what stands between two words of a line: a tab between two columns.
func parting(a, b tsvWord, middle float64) string {
	g, high := gap(a, b), float64(max(a.height, b.height))
	if g > wideGap*high || middle > 0 && g > oddGap*middle && g > leastGap*high {
		return "\t"
	}
	return " "
}

func isWordSign(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// parseWord reads a row of the table: level, page, block, paragraph, line, word,
// left, top, width, height, confidence, text. Rows of level 5 are words.
func parseWord(row string) (tsvWord, bool) {
	f := strings.Split(strings.TrimRight(row, "\r\n"), "\t")
	if len(f) != 12 || f[0] != "5" {
		return tsvWord{}, false
	}
	w := tsvWord{line: strings.Join(f[2:5], "."), text: strings.Join(strings.Fields(vi.NFC(f[11])), " ")}
	var bad [4]error
	w.left, bad[0] = strconv.Atoi(f[6])
	w.width, bad[1] = strconv.Atoi(f[8])
	w.height, bad[2] = strconv.Atoi(f[9])
	w.sure, bad[3] = strconv.ParseFloat(f[10], 64)
	return w, bad == [4]error{} && w.text != ""
}
