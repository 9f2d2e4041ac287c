package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// doubtful has three citations that the reader mended among plain ones.
const doubtful = `BỘ KINH TẾ BIỂN VÀ NGHỀ CÁ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                          Độc lập - Tự do - Hạnh phúc
Số: 91/QĐ-BKTB
                                  Hà Nội, ngày 12 tháng 11 năm 2026

QUYẾT ĐỊNH
Về việc kiện toàn tổ rà soát hồ sơ công chức

Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ;
Căn cứ Nghị định số 27/2026/NĐ-CP ngày 19/01/2026 của Chính phủ;
Căn cứ Nghị đinh số 24l/2026/NĐ-CP ngày 10/6/2026 của Chính phủ;
Căn cứ Chỉ thị số 34/CT-TW ngày 03 tháng 6 năm 2026 của Ban Bí thư;
Theo đề nghị của Vụ trưởng Vụ Tổ chức cán bộ và kết quả làm việc tại Quyết định 17,

Điều 1. Kiện toàn tổ rà soát.
Điều 2. Quyết định này có hiệu lực từ ngày ký.

Trần Hữu Ngữ
`

// TestDoubts walks a clerk through the citations to check: one is corrected by
// typing, one by choosing in the register, one is none; then nothing looks
// doubtful any more, and what was struck can come back.
func TestDoubts(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	for name, l := range map[string]look{"vi-1280": {1280, "vi", false}, "vi-390": {390, "vi", false}, "en-1280": {1280, "en", false}, "vi-1280-no-script": {1280, "vi", true}} {
		t.Run(name, func(t *testing.T) { doubts(t, l, string(axe)) })
	}
}

// words are what the pages say in a language.
func (l look) words(vi, en string) string {
	if l.lang == "en" {
		return en
	}
	return vi
}

func doubts(t *testing.T, l look, axe string) {
	h := open(t)
	b := h.browser(t, l)
	look := func(name string) {
		b.shot(name)
		b.fits(l.width)
		if !l.noScript {
			b.axe(axe)
		}
	}
	file := filepath.Join(t.TempDir(), "quyet-dinh-91.txt")
	if err := os.WriteFile(file, []byte(doubtful), 0o600); err != nil {
		t.Fatal(err)
	}
	b.as("van_thu")
	b.goTo("/directives/new")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.save()
	b.see(l.words("Viện dẫn cần xem lại (3)", "Citations to check (3)"))
	look("review")

	b.click(`.doc mark.doubt a`) // one click from the text to the form
	if got := b.value("cite_number"); got != "241/2026/NĐ-CP" {
		t.Errorf("the form of the first one has %q", got)
	}
	look("form")
	b.fill("cite_number", "")
	b.click(`#citation form.cite button.primary`)
	b.see(l.words("Hãy ghi số, ký hiệu", "Give the number"))
	look("wrong")
	b.fill("cite_number", "170/2025/NĐ-CP")
	b.fill("cite_issued_on", "30/06/2025")
	if _, err := chromedp.RunResponse(b.ctx, pressOn("#f-cite_issued_on")); err != nil { // by keyboard
		t.Fatal(err)
	}
	b.see(l.words("Viện dẫn cần xem lại (2)", "Citations to check (2)"))

	b.click(`.doubts li:first-child a.button`)
	b.fill("find", "nghị định")
	b.click(`#citation [role=search] button`)
	look("search")
	b.click(`.proposals button`)
	b.see(l.words("Viện dẫn cần xem lại (1)", "Citations to check (1)"))

	b.click(`.doubts form[action$="/strike"] button`)
	b.see(l.words("không phải viện dẫn", "not a citation"))
	if n, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`document.querySelectorAll("mark.doubt").length`)); !l.noScript && (err != nil || n > 0) {
		t.Errorf("%d citations still look doubtful: %v", n, err)
	}
	look("settled")
	b.click(`td form[action$="/restore"] button`)
	b.see(l.words("Viện dẫn cần xem lại (1)", "Citations to check (1)"))

	b.click(`a[href*="add=1"]`)
	b.do(chromedp.SendKeys(chromedp.CSS("#f-cite_words"), "Vụ Tổ chức cán bộ"))
	b.do(chromedp.SendKeys(chromedp.CSS("#f-cite_kind"), "công văn"))
	b.fill("cite_number", "12/TCCB")
	look("add")
	b.click(`#citation form.cite button.primary`)
	b.see("12/TCCB")
	b.click(`form[action$="/review"] button.primary`)
	b.see(l.words("Còn viện dẫn cần xem lại", "Some citations are still to be checked"))
	look("document")
	verifyClean(t, h)
}
