package docgen

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"hoso/internal/clock"
)

func slip(t *testing.T) []byte {
	t.Helper()
	p := NewPDF(PDFOptions{Title: "Phiếu xác nhận", Lang: "vi-VN", Mark: "THỬ NGHIỆM", PageLabel: "Trang {page}/{pages}",
		Footer: "Biên nhận sổ cái: bút toán ent_q7p2m4x6k3j5h2g7f4d6s3a5w2, lá số 1.234", Made: clock.Micros(1_795_000_000_000_000)})
	p.Columns([]string{"BỘ NỘI VỤ", "VỤ TỔ CHỨC CÁN BỘ", "Số: 12/PXN-TCCB"}, []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"})
	p.Heading(1, "PHIẾU XÁC NHẬN")
	p.Note("Về việc tiếp nhận văn bản")
	p.Field("Đơn vị xác nhận:", "Sở Nội vụ tỉnh Thừa Thiên Huế, phòng Xây dựng chính quyền và công tác thanh niên")
	p.Field("Thời điểm:", "09:30 ngày 25/11/2026")
	p.Paragraph("Đơn vị đã nhận và đọc đúng bản văn nêu trên; những người có trách nhiệm đã được phổ biến, quán triệt, " +
		"trong đó có Nguyễn Thuý Quỳnh, Đặng Hữu Ngữ và các ông, bà thuộc diện quản lý: ở, ễ, ẵ, ỷ, ỵ, ợ, ặc, ườm.")
	p.Heading(2, "Danh sách đơn vị đã xác nhận")
	var rows [][]string
	for i := range 70 {
		rows = append(rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("Phòng số %d, chi cục Văn thư và Lưu trữ nhà nước", i+1), "25/11/2026"})
	}
	rows = append(rows, []string{"71", strings.Repeat("Một ghi chú rất dài, dài hơn một trang giấy. ", 130), "25/11/2026"}, []string{"72", "HÀNG CUỐI", ""})
	p.Table([]PDFColumn{{Title: "STT", Share: 1, Right: true}, {Title: "Đơn vị", Share: 6}, {Title: "Ngày xác nhận", Share: 2}}, rows)
	p.Columns([]string{"Người lập"}, []string{"Người xác nhận", "(ký, ghi rõ họ tên)"})
	var b bytes.Buffer
	if n, err := p.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatal(n, err)
	}
	return b.Bytes()
}

func TestPDFIsValidAndReadable(t *testing.T) {
	api.DisableConfigDir()
	data := slip(t)
	if err := api.Validate(bytes.NewReader(data), nil); err != nil {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimRight(string(text), "\f"), "\f")
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		for _, want := range []string{fmt.Sprintf("Trang %d/%d", i+1, len(pages)), "Biên nhận sổ cái", "THỬ NGHIỆM", "Ngày xác nhận"} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d lacks %q", i+1, want)
			}
		}
	}
	words := strings.Join(strings.Fields(string(text)), " ")
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nguyễn Thuý Quỳnh, Đặng Hữu Ngữ", "ở, ễ, ẵ, ỷ, ỵ, ợ, ặc, ườm", "HÀNG CUỐI", "(ký, ghi rõ họ tên)"} {
		if !strings.Contains(words, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if n := strings.Count(words, "rất dài"); n != 130 {
		t.Errorf("%d of 130 sentences of the long row are on paper", n)
	}
}

func TestPDFIsReproducible(t *testing.T) {
	if !bytes.Equal(slip(t), slip(t)) {
		t.Error("the same input gave other bytes")
	}
}
