package intake

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hoso/internal/errs"
)

const provision = "Người đứng đầu cơ quan chịu trách nhiệm về tính đầy đủ của hồ sơ thuộc phạm vi quản lý, " +
	"kể từ ngày nhận đủ hồ sơ hợp lệ; những trường hợp khác: thuỷ, thủy, Nguyễn Thuý Quỳnh, Đặng Hữu Ngữ, ở, ễ, ẵ, ỷ, ỵ."

// TestPDFKeepsEveryWord prints a long text with LibreOffice and reads it back.
func TestPDFKeepsEveryWord(t *testing.T) {
	var body, want strings.Builder
	for range 60 {
		body.WriteString(`<w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:t>` + provision + "</w:t></w:r></w:p>")
		want.WriteString(provision + " ")
	}
	doc := mustRead(t, printed(t, docxFile(t, body.String())))
	if doc.Pages < 2 || doc.Scanned || doc.Format != PDF || len(doc.Warnings) > 0 {
		t.Errorf("got %d pages, scanned %v, warnings %v", doc.Pages, doc.Scanned, doc.Warnings)
	}
	if got, want := strings.Fields(doc.Text), strings.Fields(want.String()); !slices.Equal(got, want) {
		t.Errorf("%d words, want %d: %.300q", len(got), len(want), doc.Text)
	}
}

// printed converts a Word file with LibreOffice.
func printed(t *testing.T, docx []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(dir, "a.docx")
	if err := os.WriteFile(from, docx, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+dir, "--headless", "--convert-to", "pdf", "--outdir", dir, from)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "a.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// A picture of one grey dot, stretched over the page.
var (
	scanImage = stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\x80")
	scan      = "q 595 0 0 842 0 0 cm /I1 Do Q "
)

func TestPDFPagesThatArePictures(t *testing.T) {
	stamp := "BT /F1 8 Tf 300 800 Td (Signed by the Portal) Tj ET"
	long := "BT /F1 8 Tf 40 700 Td 10 TL " + strings.Repeat("(Article one of the regulation on files) ' ", 12) + "ET"
	for _, c := range []struct {
		name, content string
		scanned       bool
		warning       string
	}{
		{"picture alone", scan, true, ""},
		{"picture with the stamp of a signature", scan + stamp, true, ""},
		{"picture with recognised text", scan + long, false, WarnOCR},
		{"text", long, false, ""},
		{"text with a note at the margin", long + " BT /F1 8 Tf 0 1 -1 0 20 300 Tm (turned) Tj ET", false, WarnRotated},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := mustRead(t, pdfPageFile("", "", c.content, scanImage))
			if doc.Scanned != c.scanned || c.scanned != (doc.Text == "") || doc.Pages != 1 || strings.Join(doc.Warnings, " ") != c.warning {
				t.Errorf("got %+v", doc)
			}
		})
	}
}

// TestPDFReadsByPlace draws words out of order, as printers do.
func TestPDFReadsByPlace(t *testing.T) {
	at := func(x, y, text string) string { return "BT /F1 12 Tf " + x + " " + y + " Td (" + text + ") Tj ET " }
	content := at("72", "700", "2. second") + at("300", "770", "right side") + at("72", "770", "left side") + at("72", "735", "1. first")
	want := "left side\tright side\n1. first\n2. second"
	for _, page := range []string{"", "/Rotate 180", "/Rotate 90"} {
		if got := mustRead(t, pdfPageFile("", page, content)).Text; got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}

func TestPageImageShowsThePage(t *testing.T) {
	data := pdfPageFile("", "", "0 g 0 0 595 421 re f")
	img, err := reader(t).PageImage(context.Background(), "a.pdf", bytes.NewReader(data), int64(len(data)), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(img))
	if err != nil {
		t.Fatal(err)
	}
	b := got.Bounds()
	if b.Dx() > imageWidth || b.Dy() > imageHeight || b.Dx() < imageWidth-2 {
		t.Errorf("the picture is %v", b)
	}
	top, bottom := color.GrayModel.Convert(got.At(600, 100)).(color.Gray), color.GrayModel.Convert(got.At(600, 1700)).(color.Gray)
	if top.Y != 255 || bottom.Y != 0 {
		t.Errorf("top %v, bottom %v, want white and black", top.Y, bottom.Y)
	}
	_, err = reader(t).PageImage(context.Background(), "a.pdf", bytes.NewReader(data), int64(len(data)), 2)
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("a page that is not there: %v", err)
	}
}

// TestPDFColumnsHeadsAndNotes draws a page as an official gazette has it: a running
// head, a title over two columns, a footnote below a short line, a page number.
func TestPDFColumnsHeadsAndNotes(t *testing.T) {
	at := func(size, x, y float64, text string) string {
		return fmt.Sprintf("BT /F1 %g Tf %g %g Td (%s) Tj ET ", size, x, y, text)
	}
	page := func(n, first int, title string) string {
		b := at(9, 72, 810, "GAZETTE 18 of 12-01-2026") + at(10, 290, 30, strconv.Itoa(n)) + at(14, 200, 770, title)
		for i := range 6 {
			y := 740 - 15*float64(i)
			b += at(10, 72, y, fmt.Sprintf("%d. Left column with its own running text %d", first+i, i)) + at(10, 310, y-4, fmt.Sprintf("%d. Right column with its own running text %d", first+6+i, i))
		}
		return b
	}
	data := pdfFile("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 7 0 R>>>>/Contents 5 0 R>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 7 0 R>>>>/Contents 6 0 R>>",
		stream("", page(1, 1, "A title over both of the columns")+at(6, 250, 669, "1")+"72 150 100 0.5 re f "+at(8, 72, 130, "1 The note of the first page")+at(8, 72, 120, "goes on here")),
		stream("", page(2, 13, "Another title over both columns")), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	var want []string
	for n := range 24 {
		if n%12 == 0 {
			want = append(want, []string{"A title over both of the columns", "Another title over both columns"}[n/12])
		}
		want = append(want, fmt.Sprintf("%d. %s column with its own running text %d", n+1, []string{"Left", "Right"}[n/6%2], n%6))
	}
	want[6] += "[1]"
	want = append(want, "[1] The note of the first page goes on here")
	if got := mustRead(t, data).Text; got != strings.Join(want, "\n") {
		t.Errorf("got %s", got)
	}
}

// TestPDFLetterheads keeps what stands at the top of every letter of a bundle, and
// reads what stands side by side line by line.
func TestPDFLetterheads(t *testing.T) {
	at := func(x, y float64, text string) string {
		return fmt.Sprintf("BT /F1 12 Tf %g %g Td (%s) Tj ET ", x, y, text)
	}
	letter := at(72, 770, "BO NOI VU") + at(300, 770, "CONG HOA XA HOI CHU NGHIA VIET NAM") + at(72, 755, "So: 1/QD-BNV") + at(330, 755, "Doc lap - Tu do - Hanh phuc") +
		at(72, 700, "Dieu 1. Text of the letter")
	data := pdfFile("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>", stream("", letter), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	one := "BO NOI VU\tCONG HOA XA HOI CHU NGHIA VIET NAM\nSo: 1/QD-BNV\tDoc lap - Tu do - Hanh phuc\nDieu 1. Text of the letter"
	if got := mustRead(t, data).Text; got != one+"\n"+one {
		t.Errorf("got %q", got)
	}
}

// TestPDFTables reads cells between lines, also merged ones, and paragraphs in a
// cell as a Word file has them.
func TestPDFTables(t *testing.T) {
	at := func(x, y float64, text string) string {
		return fmt.Sprintf("BT /F1 10 Tf %g %g Td (%s) Tj ET ", x, y, text)
	}
	lines := "0.5 w "
	for _, y := range []int{700, 680, 640, 600} {
		lines += fmt.Sprintf("72 %d m 400 %d l S ", y, y)
	}
	lines += "72 600 m 72 700 l S 400 600 m 400 700 l S 120 600 m 120 680 l S 260 600 m 260 680 l S "
	text := at(200, 686, "Over all") + at(80, 668, "1") + at(124, 668, "A cell that is wrapped in full") + at(124, 656, "its column") + at(264, 668, "70") +
		at(80, 628, "2") + at(124, 628, "One.") + at(124, 616, "Two.") + at(264, 628, "80") + at(72, 720, "before") + at(72, 580, "after")
	landscape := "0 1 -1 0 595 0 cm " + lines + text // as a wide table is put on a page
	want := "before\nOver all\n1\tA cell that is wrapped in full its column\t70\n2\nOne.\nTwo.\n80\nafter"
	for _, turn := range []string{"", "/Rotate 90", "/Rotate 180", "/Rotate 270"} {
		if got := mustRead(t, pdfPageFile("", turn, lines+text)).Text; got != want {
			t.Errorf("%s: got %q\nwant %q", turn, got, want)
		}
	}
	if got := mustRead(t, pdfPageFile("", "/Rotate 90", landscape)).Text; got != want {
		t.Errorf("landscape: got %q\nwant %q", got, want)
	}
}

func TestJoinRows(t *testing.T) {
	for _, c := range [][2]string{
		{"số 30/2020/NĐ-|CP ngày 5", "số 30/2020/NĐ-CP|ngày 5"}, {"30/|2020/NĐ-CP", "30/2020/NĐ-CP"}, {"adminis-|tration of", "administration|of"},
		{"In-đô-|nê-xi-a", "In-đô-nê-xi-a"}, {"Độc lập -|Tự do", "Độc lập -|Tự do"}, {"- a|-|b", "- a|-|b"}, {"2021-|2025", "2021-2025"},
	} {
		var rows []row
		for _, line := range strings.Split(c[0], "|") {
			rows = append(rows, row{text: line})
		}
		var got []string
		for _, r := range joinRows(rows) {
			got = append(got, r.text)
		}
		if strings.Join(got, "|") != c[1] {
			t.Errorf("%q became %q", c[0], got)
		}
	}
}
