package testenv

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Scan prints pages of text, given as HTML, and gives a PDF in which each page is
// a picture at 200 dots an inch, as a scanner makes one. A machine without
// LibreOffice or poppler fails the test.
func Scan(t testing.TB, pages ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", ""}
	kids := ""
	for i, html := range pages {
		wide, high, gray := picture(t, dir, fmt.Sprint("page", i), html)
		page := len(objects) + 1
		kids += fmt.Sprintf("%d 0 R ", page)
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I %d 0 R>>>>/Contents %d 0 R>>", page+2, page+1),
			pdfStream("", []byte("q 595 0 0 842 0 0 cm /I Do Q")),
			pdfStream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", wide, high), deflate(t, gray)))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages))
	return pdf(objects)
}

// picture prints a page and draws it: its size in pixels and its grays.
func picture(t testing.TB, dir, name, html string) (wide, high int, gray []byte) {
	t.Helper()
	text := filepath.Join(dir, name+".html")
	page := `<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><body style="font-family:'Liberation Serif';font-size:14pt">` + html + `</body></html>`
	if err := os.WriteFile(text, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "LibreOffice", "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "office"), "--headless", "--infilter=HTML (StarWriter)",
		"--convert-to", "pdf", "--outdir", dir, text)
	run(t, "pdftoppm", "pdftoppm", "-r", "200", "-gray", "-singlefile", filepath.Join(dir, name+".pdf"), filepath.Join(dir, name))
	raw, err := os.ReadFile(filepath.Join(dir, name+".pgm"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscanf(string(raw[:32]), "P5\n%d %d\n255\n", &wide, &high); err != nil {
		t.Fatal(err)
	}
	return wide, high, raw[len(raw)-wide*high:]
}

func run(t testing.TB, what, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s (make setup installs it): %v: %s", what, err, out)
	}
}

func deflate(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pdfStream(dict string, body []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

// pdf numbers objects from 1 and writes them with a table of their places.
func pdf(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	places := make([]int, len(objects))
	for i, o := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, p := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", p)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
