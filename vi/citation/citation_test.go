package citation_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hoso/vi/citation"
)

// labelled is a text with what a careful clerk finds in it.
type labelled struct {
	name, text string
	want       []citation.Citation
}

func load(tb testing.TB) []labelled {
	raw, err := os.ReadFile("testdata/labelled.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var list []labelled
	for _, block := range strings.Split(string(raw), "=== ")[1:] {
		name, body, _ := strings.Cut(block, "\n")
		list = append(list, unmark(tb, name, body))
	}
	return list
}

func unmark(tb testing.TB, name, body string) labelled {
	l := labelled{name: name}
	var out strings.Builder
	for body != "" {
		before, rest, found := strings.Cut(body, "[[")
		out.WriteString(before)
		if !found {
			break
		}
		label, after, closed := strings.Cut(rest, "]]")
		p := strings.Split(label, "|")
		if !closed || len(p) != 5 {
			tb.Fatalf("%s: label %q", name, label)
		}
		surface := strings.NewReplacer(`\n`, "\n", `\u2011`, "\u2011", `\u2013`, "\u2013", `\u2010`, "\u2010").Replace(p[0])
		start := utf8.RuneCountInString(out.String())
		l.want = append(l.want, citation.Citation{Start: start, End: start + utf8.RuneCountInString(surface), Surface: surface,
			Number: p[1], Kind: p[2], Date: p[3], Role: p[4]})
		out.WriteString(surface)
		body = after
	}
	l.text = out.String()
	return l
}

// Decomposed text gives the same citations at its own places.
func TestDecomposed(t *testing.T) {
	for _, l := range load(t) {
		d := norm.NFD.String(l.text)
		a, b := citation.Find(l.text), citation.Find(d)
		if len(a) != len(b) {
			t.Errorf("%s: %d citations composed, %d decomposed", l.name, len(a), len(b))
			continue
		}
		runes := []rune(d)
		for i := range a {
			if a[i].Number != b[i].Number || a[i].Date != b[i].Date || string(runes[b[i].Start:b[i].End]) != b[i].Surface {
				t.Errorf("%s: %+v and %+v", l.name, a[i], b[i])
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, l := range load(f) {
		f.Add(l.text)
	}
	for _, c := range loadHard(f) {
		f.Add(c.text)
	}
	for _, s := range loadSet(f) {
		f.Add(string(s.text))
	}
	f.Fuzz(func(t *testing.T, s string) {
		runes, last, selves := []rune(s), 0, 0
		for _, c := range citation.Find(s) {
			_, err := time.Parse(time.DateOnly, c.Date)
			switch {
			case c.Start < last || c.End <= c.Start || c.End > len(runes) || string(runes[c.Start:c.End]) != c.Surface:
				t.Errorf("place of %+v in %q", c, s)
			case c.Kind == "" || c.Number == "" && c.Title == "" && c.Term == "":
				t.Errorf("%+v names nothing in %q", c, s)
			case c.Date != "" && err != nil, (c.Role == citation.Alias) != (c.AliasOf != ""), strings.ContainsAny(c.Number, " \n\u2011"):
				t.Errorf("fields of %+v in %q", c, s)
			}
			if last = c.End; c.Role == citation.Self {
				selves++
			}
		}
		if selves > 1 {
			t.Errorf("%d own numbers in %q", selves, s)
		}
		citation.ReadHead(s)
	})
}

// TestLetterheadOnOneLine reads a letterhead whose two columns a converter put on
// one line with one space between.
func TestLetterheadOnOneLine(t *testing.T) {
	for _, motto := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM"} {
		h := citation.ReadHead("BỘ NỘI VỤ " + motto + "\nSố: 5/QĐ-BNV\nHà Nội, ngày 02 tháng 3 năm 2026\nQUYẾT ĐỊNH\nVề việc thử\n")
		if h.Issuer != "BỘ NỘI VỤ" {
			t.Errorf("%s: issuer %q", motto, h.Issuer)
		}
	}
}

func TestReadHead(t *testing.T) {
	for _, l := range load(t)[:2] {
		t.Logf("%+v", citation.ReadHead(l.text))
	}
	h := citation.ReadHead(load(t)[0].text)
	if h.Number != "15/QĐ-BKTB" || h.Kind != "QĐ" || h.Date != "2026-01-05" || h.Issuer != "BỘ KINH TẾ BIỂN VÀ NGHỀ CÁ" || h.Title != "Về việc phân công công tác" {
		t.Errorf("%+v", h)
	}
}

func ExampleFind() {
	for _, c := range citation.Find("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ") {
		fmt.Println(c.Start, c.End, c.Number, c.Kind, c.Date)
	}
	// Output: 7 48 30/2020/NĐ-CP NĐ 2020-03-05
}
