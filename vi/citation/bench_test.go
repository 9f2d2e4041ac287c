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

// BenchmarkLaw reads a law of 30,000 lines.
func BenchmarkLaw(b *testing.B) {
	var law strings.Builder
	law.WriteString("QUỐC HỘI\nLuật số: 1/2026/QH16\n\nLUẬT\nLƯU TRỮ\n\n")
	for i := 1; i <= 10_000; i++ {
		fmt.Fprintf(&law, "Điều %d. Trách nhiệm của cơ quan, tổ chức trong quản lý tài liệu lưu trữ\n", i)
		law.WriteString("1. Người đứng đầu cơ quan, tổ chức có trách nhiệm chỉ đạo thực hiện quy định tại khoản 2 Điều 5 của Luật này và pháp luật có liên quan.\n")
		law.WriteString("2. Việc nộp hồ sơ thực hiện theo điểm a khoản 1 Điều 12 Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư.\n")
	}
	b.SetBytes(int64(law.Len()))
	for b.Loop() {
		citation.Find(law.String())
	}
}

// BenchmarkWorst reads texts that make a reader look back and ahead as far as it
// can, a megabyte each.
func BenchmarkWorst(b *testing.B) {
	for name, unit := range map[string]string{
		"numbers": "số 1/QĐ-UBND, ", "luật": "Luật Đất ", "điều": "điểm a khoản 1 Điều 2, ", "quotes": "\"Căn cứ\n", "hết": "Nghị định số 5/2020/NĐ-CP hết hiệu lực từ ngày ",
		"types": "Quyết định ", "brackets": "(Nghị định số 5/2020/NĐ-CP ", "letters": "a", "dates": "ngày 1/1/2020 ", "digits": "1/", "capitals": "1-A", "về": "Nghị định số 5/2020/NĐ-CP về ",
		"lines": "A\n", "so": "số: ", "marks": "a\u0301\u0302\u0303", "văn bản": "12/ABC-DE ", "Đại hội": "Nghị quyết Đại hội ", "gọi tắt": "(gọi tắt là Quy định 5 ",
		"blanks": "                    a", "tabs": "\t\n1", "seams": "aB", "mục": "Mục I ", "của": "Nghị định số 5/2020/NĐ-CP của Bộ A ", "ocr": "l1O", "block": "\"a\"b\n",
		"sentences": "Thay thế A. ", "lists": "Bãi bỏ các văn bản sau:\na) ",
	} {
		text := "Số: 1/QĐ-A " + strings.Repeat(unit, 1_000_000/len(unit))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				citation.Find(text)
			}
		})
	}
}
