package browser

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hoso/internal/testenv"
)

// lostHorns is a text in TCVN3, seen as Windows-1252, whose soft hyphens (the
// letter ư) an editor dropped.
const lostHorns = "Bé Kinh tÕ biÓn vµ NghÒ c¸\nSè: 89/Q§-BKTB\nHµ Néi, ngµy 10 th¸ng 11 n¨m 2026\nQuyÕt ®Þnh vÒ hå s¬ cña ngêi ®øng ®Çu\n" +
	"C¨n cø NghÞ ®Þnh sè 30/2020/N§-CP ngµy 05 th¸ng 3 n¨m 2020 cña ChÝnh phñ;\n" +
	"§iÒu 1. Nh÷ng ngêi ®øng ®Çu chÞu tr¸ch nhiÖm lu gi÷, bæ sung hå s¬ tríc ngµy 31/12.\n" +
	"a) §Ò nghÞ c¸c ®¬n vÞ ®îc giao b¸o c¸o, mîn vµ tr¶ hå s¬ ®óng thêi h¹n.\n"

// TestOldText drops a text of before Unicode that lost letters, as bytes and as a
// Word file: the clerk is told, and led to the words.
func TestOldText(t *testing.T) {
	dir := t.TempDir()
	var data []byte
	for _, c := range lostHorns {
		data = append(data, byte(c))
	}
	text, page := filepath.Join(dir, "cu.txt"), filepath.Join(dir, "word.html")
	html := "<!DOCTYPE html><meta charset=utf-8><body>"
	for line := range strings.Lines(lostHorns) {
		html += `<p><font face=".VnTime">` + line + `</font></p>`
	}
	for file, content := range map[string][]byte{text: data, page: []byte(html)} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h := open(t)
	b := h.browser(t, look{1280, "vi", false})
	b.as("van_thu")
	for name, file := range map[string]string{"txt": text, "docx": office(t, page, "docx")} {
		b.drop(file)
		for _, want := range []string{"Khi đọc tệp này", "bảng mã cũ (TCVN3)", "có vẻ mất chữ", "89/QĐ-BKTB", "ngời"} {
			b.see(want)
		}
		b.shot("old-" + name)
		b.do(chromedp.Click(chromedp.CSS(`a[href="#look-1"]`)))
		if seen, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`getComputedStyle(document.getElementById("look-1")).textDecorationStyle`)); err != nil || seen != "wavy" {
			t.Errorf("%s: the first damaged word is underlined %q: %v", name, seen, err)
		}
		b.click(`form[action$="/compare"] button`)
		b.see("Đã ghi nhận việc đối chiếu")
		b.shot("old-compared-" + name)
	}
	verifyClean(t, h)
}

// TestScan lets the machine read a scan of two pages: with script the page goes on
// by itself, without it by reloading; the clerk stops it once, and at last
// compares and registers what was read.
func TestScan(t *testing.T) {
	file := filepath.Join(t.TempDir(), "quet.pdf")
	pdf := testenv.Scan(t, `<p>BỘ KINH TẾ BIỂN VÀ NGHỀ CÁ<br>Số: 90/QĐ-BKTB</p><p align="right">Hà Nội, ngày 10 tháng 11 năm 2026</p>
<p align="center"><b>QUYẾT ĐỊNH</b><br><b>Về việc rà soát hồ sơ công chức năm 2026</b></p>
<p>Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ quy định về tuyển dụng, sử dụng và quản lý công chức;</p>
<p><b>Điều 1.</b> Rà soát hồ sơ của những người đứng đầu.</p>`, `<p><b>Điều 2.</b> Lưu giữ hồ sơ theo Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ.</p>`)
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	h := open(t)
	for _, l := range []look{{1280, "vi", true}, {390, "vi", false}} {
		b, wide := h.browser(t, l), strconv.FormatInt(l.width, 10)
		b.as("van_thu")
		b.drop(file)
		b.see("các trang là ảnh")
		b.shot("offered-" + wide)
		b.click(`form[action$="/recognise"] button`)
		b.see("Đã yêu cầu máy đọc bản quét")
		if l.noScript { // at once, before it is done
			b.click(`form[action$="/recognise/cancel"] button`)
			b.see("đã được dừng")
			b.shot("stopped-" + wide)
			b.click(`form[action$="/recognise"] button`)
		}
		b.shot("ordered-" + wide)
		b.until("Do máy đọc, chưa kiểm tra", l.noScript)
		b.shot("read-" + wide)
		for _, want := range []string{"170/2025/NĐ-CP", "30/2020/NĐ-CP", "Điều 2", "người đứng đầu"} {
			b.see(want)
		}
		if got := b.attribute("#f-number", "value"); got != "90/QĐ-BKTB" {
			t.Errorf("the number of the form is %q", got)
		}
		b.click(`form[action$="/compare"] button`)
		b.see("Do máy đọc, đã đối chiếu")
		b.shot("compared-" + wide)
		b.click(`form[action$="/discard"] button`)
	}
	verifyClean(t, h)
}

// until waits for a text that the page comes to show, by itself or, without
// script, when it is loaded again.
func (b *tab) until(want string, reload bool) {
	b.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); {
		if strings.Contains(b.text(), want) {
			return
		}
		if reload {
			b.click(`#recognition a.button`)
		}
	}
	b.shot("failed")
	b.t.Fatalf("%s never came to show %q:\n%s", b.where(), want, b.text())
}

// attribute reads what the server wrote, also without script.
func (b *tab) attribute(selector, name string) string {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.AttributeValue(chromedp.CSS(selector), name))
	if err != nil {
		b.t.Fatal(err)
	}
	return got.Value
}
