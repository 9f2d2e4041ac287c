package browser

import (
	"bytes"
	"context"
	"errors"
	"html"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/clock"
	"hoso/internal/org"
)

// office converts a file with LibreOffice and gives the path of what it made.
func office(t *testing.T, file, format string) string {
	t.Helper()
	dir, filter := filepath.Dir(file), ""
	if filepath.Ext(file) == ".html" {
		filter = "HTML (StarWriter)" // not as a web page, which Word files cannot be made of
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "office"), "--headless", "--infilter="+filter, "--convert-to", format, "--outdir", dir, file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice (make setup installs it): %v: %s", err, out)
	}
	return strings.TrimSuffix(file, filepath.Ext(file)) + "." + format
}

// documents gives the regulation as each kind of file that hoso reads, and as a
// scan: a PDF whose page is a picture.
func documents(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	page := "<!DOCTYPE html><html lang=vi><meta charset=utf-8><body>"
	for _, line := range strings.Split(regulation, "\n") {
		page += "<p>" + html.EscapeString(line) + "</p>"
	}
	files := map[string]string{"html": write("quyet-dinh.html", page), "md": write("quyet-dinh.md", strings.ReplaceAll(regulation, "\n", "\n\n"))}
	files["docx"] = office(t, write("word.html", page), "docx")
	files["pdf"] = office(t, files["docx"], "pdf")
	if out, err := exec.Command("pdftoppm", "-r", "110", "-png", "-singlefile", files["pdf"], filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm (make setup installs it): %v: %s", err, out)
	}
	files["scan"] = office(t, write("scan.html", `<!DOCTYPE html><body><img src="page.png" width="600">`), "pdf")
	return files
}

// TestUpload drops the same regulation as a web page, Markdown, Word and PDF:
// number, date and what it cites are read from each. Of a scan the clerk sees
// the page beside an empty form, fills it in and registers it.
func TestUpload(t *testing.T) {
	files := documents(t)
	h := open(t)
	b := h.browser(t, look{1280, "vi", false})
	b.as("van_thu")
	for _, format := range []string{"html", "md", "docx", "pdf"} {
		b.drop(files[format])
		for _, want := range []string{"88/QĐ-BKTB", "170/2025/NĐ-CP", "27/2026/NĐ-CP"} {
			b.see(want)
		}
		for field, want := range map[string]string{"number": "88/QĐ-BKTB", "issued_on": "10/11/2026", "issuer": "Bộ Kinh tế biển và Nghề cá"} {
			if got := b.value(field); got != want {
				t.Errorf("%s: %s is %q, want %q", format, field, got, want)
			}
		}
		b.shot("review-" + format)
		b.click(`form[action$="/discard"] button`)
		b.see("Đã bỏ bản nháp")
	}
	b.drop(files["scan"])
	b.see("bản quét")
	if width, err := chromedp.Run(b.ctx, chromedp.Evaluate[int64](`document.querySelector("main img").decode().then(()=>document.querySelector("main img").naturalWidth)`, chromedp.EvalAwaitPromise)); err != nil || width < 500 {
		t.Errorf("the page's picture is %d pixels wide: %v", width, err)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#f-kind"), "quyết"))
	for field, text := range map[string]string{"number": "88/QĐ-BKTB", "issuer": "Bộ Kinh tế biển và Nghề cá", "issued_on": "10/11/2026",
		"signer": "Trần Hữu Ngữ", "received_number": "1205", "received_on": "11/11/2026"} {
		b.fill(field, text)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#f-title"), "Về việc rà soát hồ sơ công chức năm 2026"))
	b.shot("scan")
	b.save()
	b.see("Đã đăng ký")
	verifyClean(t, h)
}

func (b *tab) drop(file string) {
	b.t.Helper()
	b.goTo("/directives/new")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.save()
}

func (b *tab) value(field string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.getElementById("f-`+field+`").value`))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// TestPaper lets a station without a computer confirm: its clerk above prints
// the slip, and records the signed one. Coverage shows it apart.
func TestPaper(t *testing.T) {
	h := open(t)
	b := h.browser(t, look{1280, "vi", false})
	slip := filepath.Join(t.TempDir(), "phieu.png")
	var picture bytes.Buffer
	if err := errors.Join(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 200, 280))), os.WriteFile(slip, picture.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	station := h.station(t).Name
	b.as("van_thu")
	b.visit("first:/directives?q=112:/directives/dir_")
	b.click(`main a.primary`)
	b.tick(`//div[@id="units"]//label[normalize-space(text())="` + station + `"]/preceding-sibling::input`)
	b.save()
	b.shot("paper-sent")
	b.see("Đã gửi văn bản")
	b.as("van_thu_kn")
	b.see(station)
	b.click(`//tr[contains(., "` + station + `")]//a`)
	b.shot("paper")
	b.save() // no slip, no day
	b.see("cần sửa")
	b.fill("signed_on", "20/11/2025") // before it was sent
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-slip"), []string{slip}))
	b.save()
	b.see("trước ngày văn bản được gửi")
	b.fill("signed_on", clock.Today(clock.System{}).Vietnamese())
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-slip"), []string{slip}))
	b.save()
	b.see("Đã ghi nhận")
	b.as("van_thu")
	b.visit("first:/directives?q=112:/directives/dir_")
	b.click(`main a[href$="/coverage"]`)
	b.see("Bằng phiếu")
	b.shot("coverage-paper")
	verifyClean(t, h)
}

// station gives a unit without a computer two levels below KN.
func (h *house) station(t *testing.T) org.Node {
	t.Helper()
	nodes, err := h.app.Org.Read.Tree(context.Background(), "2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.OnPaper && n.Depth > 2 && strings.HasPrefix(n.Code, "KN.") {
			return n
		}
	}
	t.Fatal("the demo has no station")
	return org.Node{}
}
