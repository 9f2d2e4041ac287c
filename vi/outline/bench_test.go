package outline_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hoso/vi/outline"
)

// long gives the texts of the set one after another up to a length in bytes.
func long(b *testing.B, length int) string {
	var all strings.Builder
	for _, s := range loadSet(b) {
		if s.name[:2] != "05" { // decomposed, a case of its own
			all.WriteString(string(s.text))
		}
	}
	one := all.String()
	return strings.Repeat(one, length/len(one)+1)[:length]
}

// law is a law of so many lines, with sentences of the usual length.
func law(lines int) string {
	var b strings.Builder
	for i, article := 0, 1; i < lines; article++ {
		if article%20 == 1 {
			fmt.Fprintf(&b, "\nChương %s\nQUẢN LÝ HỒ SƠ\n\n", []string{"I", "II", "III", "IV", "V"}[article/20%5])
			i += 5
		}
		fmt.Fprintf(&b, "Điều %d. Trách nhiệm của cơ quan quản lý hồ sơ\n", article)
		for c := 1; c <= 3; c++ {
			fmt.Fprintf(&b, "%d. Cơ quan quản lý hồ sơ công chức, viên chức chịu trách nhiệm kiểm tra theo quy định tại khoản 2\nĐiều %d của Luật này, gồm:\n", c, article+1)
			b.WriteString("a) Lập, bổ sung và bảo quản hồ sơ theo đúng thời hạn do Chính phủ quy định;\nb) Báo cáo.\n")
		}
		i += 13
	}
	return b.String()
}

// BenchmarkRead shows that time is linear in the text.
func BenchmarkRead(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) { run(b, long(b, size)) })
	}
	b.Run("law of 30000 lines", func(b *testing.B) { run(b, law(30_000)) })
}

// BenchmarkHard reads texts that are all doubt.
func BenchmarkHard(b *testing.B) {
	nfd, err := os.ReadFile("testdata/set/05-nghi-quyet-dang.txt")
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, text string }{
		{"decomposed", string(nfd)},
		{"open quotations", "1. Sửa đổi như sau:\n“Điều 5. Hồ sơ\n"},
		{"doubtful numbers", "theo năm\n2. Người\n"},
		{"gaps", "Điều 7. Người\n"},
		{"capitals", "SỞ NỘI VỤ\n"},
		{"titles", "1. Một\nQUY CHẾ\n"},
		{"blank lines", "\n"},
		{"long lines", "văn bản "},
		{"dashes", "- một\n"},
		{"deep", "1.1.1.1.1.1.1.1. Một\n"},
		{"contents", "MỤC LỤC\nĐiều 1. Hồ sơ\n"},
		{"page numbers", "a\n1\n"},
	} {
		b.Run(c.name, func(b *testing.B) { run(b, strings.Repeat(c.text, 1_000_000/len(c.text))) })
	}
}

func run(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		outline.Read(text)
	}
}
