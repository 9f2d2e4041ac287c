package browser

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/app"
)

const regulation = `BỘ KINH TẾ BIỂN VÀ NGHỀ CÁ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                          Độc lập - Tự do - Hạnh phúc
Số: 88/QĐ-BKTB
                                  Hà Nội, ngày 10 tháng 11 năm 2026

QUYẾT ĐỊNH
Về việc rà soát hồ sơ công chức năm 2026

Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ;
Căn cứ Nghị định số 27/2026/NĐ-CP ngày 19/01/2026 của Chính phủ;

Điều 1. Các đơn vị rà soát hồ sơ.

Trần Hữu Ngữ
`

// TestMoment walks the first thread: a clerk drops a regulation, corrects it,
// registers and sends it; three units confirm and one does not; the head sees
// who has not; an auditor finds it in the ledger, and verify says clean.
func TestMoment(t *testing.T) {
	for name, l := range map[string]look{
		"vi-1280": {1280, "vi", false}, "vi-390": {390, "vi", false}, "en-1280": {1280, "en", false}, "en-390": {390, "en", false},
		"vi-1280-no-script": {1280, "vi", true}, "en-390-no-script": {390, "en", true},
	} {
		t.Run(name, func(t *testing.T) { moment(t, l) })
	}
}

func moment(t *testing.T, l look) {
	h := open(t)
	b := h.browser(t, l)
	file := filepath.Join(t.TempDir(), "quyet-dinh-88.txt")
	if err := os.WriteFile(file, []byte(regulation), 0o600); err != nil {
		t.Fatal(err)
	}
	b.as("van_thu")
	b.shot("home-clerk")
	b.goTo("/directives/new")
	b.click(`main form button.primary`) // nothing chosen: the error names the field
	b.see(map[string]string{"vi": "Hãy chọn một tệp", "en": "Choose a file"}[l.lang])
	b.goTo("/directives/new")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.click(`main form button.primary`)
	b.see("88/QĐ-BKTB")
	b.see("170/2025/NĐ-CP")
	b.shot("review")
	b.fill("issuer", "Bộ Kinh tế biển và Nghề cá")
	b.fill("received_number", "1204")
	b.click(`main form button.primary`)
	b.shot("registered")
	b.click(`main a.primary`)
	for _, unit := range []string{"Vụ Pháp chế", "Cục Kiểm ngư và Giám sát biển", "Viện Kinh tế biển", "Cục Chuyển đổi số biển"} {
		b.tick(`//div[@id="units"]//label[normalize-space(text())="` + unit + `"]/preceding-sibling::input`)
	}
	b.shot("send")
	b.click(`main form button.primary`)
	b.shot("sent")
	for _, persona := range []string{"van_thu_pc", "van_thu_vien", "thu_truong_cds"} {
		b.as(persona)
		b.see("Về việc rà soát hồ sơ công chức năm 2026")
		b.shot("work-" + persona)
		b.click(`//a[contains(text(), "Về việc rà soát")]`)
		b.shot("received")
		b.click(`main form button.primary`)
	}
	coverage(b, h, l)
	b.as("kiem_tra")
	b.goTo("/ledger")
	b.see(map[string]string{"vi": "Gửi văn bản đến đơn vị", "en": "Document sent to units"}[l.lang])
	b.shot("ledger")
	verifyClean(t, h)
}

// coverage is the head's page: one unit has not confirmed.
func coverage(b *tab, h *house, l look) {
	b.as("vu_truong_tccb")
	b.shot("home-head")
	b.click(`//a[contains(text(), "Về việc rà soát")]`)
	b.see("Cục Kiểm ngư và Giám sát biển")
	b.see(map[string]string{"vi": "Chưa xác nhận", "en": "Not confirmed"}[l.lang])
	b.shot("coverage")
	b.click(`main a[href$="open=1"]`)
	b.see("Cục Kiểm ngư và Giám sát biển")
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 5000 {
		b.t.Errorf("print: %d bytes, %v", len(pdf), err)
	}
	printed := exec.Command("pdftotext", "-", "-")
	printed.Stdin = bytes.NewReader(pdf)
	if text, err := printed.Output(); err != nil || !strings.Contains(string(text), "THỬ NGHIỆM") {
		b.t.Errorf("the print of a demo does not say so: %v: %s", err, text)
	}
	if dir := os.Getenv("HOSO_SHOTS"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "coverage-"+l.lang+".pdf"), pdf, 0o644) // to be looked at
	}
}

func verifyClean(t *testing.T, h *house) {
	r, err := app.Verify(context.Background(), h.app.Folder.Path("."), "", "", nil)
	if err != nil || !r.Clean() {
		t.Errorf("verify: %v %+v", err, r.Findings)
	}
}

// TestRename walks the first form: a unit is renamed, the entry stands in the
// ledger, and the change can be taken back.
func TestRename(t *testing.T) {
	h := open(t)
	b := h.browser(t, look{1280, "vi", false})
	b.as("chuyen_vien_tccb")
	b.goTo("/units")
	b.shot("tree")
	b.click(`//a[text()="Vụ Pháp chế"]`)
	b.shot("unit")
	b.click(`main a.primary`)
	b.fill("name", "Vụ Pháp chế và Cải cách hành chính")
	b.click(`main form button.primary`) // without a basis
	b.see("Hãy ghi căn cứ")
	b.fill("basis", "Quyết định số 91/QĐ-BKTB ngày 12/11/2026")
	b.shot("rename")
	b.click(`main form button.primary`)
	b.see("Đã đổi tên đơn vị")
	b.see("Vụ Pháp chế và Cải cách hành chính")
	b.shot("renamed")
	b.click(`form[action$="/withdraw"] button`)
	b.see("Đã rút lại")
	verifyClean(t, h)
}
