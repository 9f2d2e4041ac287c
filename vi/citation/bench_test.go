package citation_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hoso/vi/citation"
)

// corpus joins the labelled texts until there are so many bytes.
func corpus(tb testing.TB, size int) string {
	var b strings.Builder
	texts := loadSet(tb)
	for b.Len() < size {
		for _, s := range texts {
			b.WriteString(string(s.text))
			b.WriteString("\n\n")
		}
	}
	s := b.String()[:size]
	return strings.ToValidUTF8(s, "")
}

func BenchmarkFind(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000, 10_000_000} {
		text := corpus(b, size)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				citation.Find(text)
			}
		})
	}
	b.Run("decomposed", func(b *testing.B) {
		text := norm.NFD.String(corpus(b, 1_000_000))
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			citation.Find(text)
		}
	})
}

// BenchmarkWorst reads texts that make a reader look back and ahead as far as it
// can, a megabyte each.
func BenchmarkWorst(b *testing.B) {
	for name, unit := range map[string]string{
		"numbers": "số 1/QĐ-UBND, ", "luật": "Luật Đất ", "điều": "điểm a khoản 1 Điều 2, ", "quotes": "\"Căn cứ\n", "hết": "Nghị định số 5/2020/NĐ-CP hết hiệu lực từ ngày ",
		"types": "Quyết định ", "brackets": "(Nghị định số 5/2020/NĐ-CP ", "letters": "a", "dates": "ngày 1/1/2020 ", "digits": "1/", "capitals": "1-A", "về": "Nghị định số 5/2020/NĐ-CP về ",
		"lines": "A\n", "so": "số: ", "marks": "a\u0301\u0302\u0303", "văn bản": "12/ABC-DE ", "Đại hội": "Nghị quyết Đại hội ", "gọi tắt": "(gọi tắt là Quy định 5 ",
	} {
		text := strings.Repeat(unit, 1_000_000/len(unit))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				citation.Find(text)
			}
		})
	}
}
