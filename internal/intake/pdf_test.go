package intake

import (
	"bytes"
	"context"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	for _, page := range []string{"", "/Rotate 180"} {
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
