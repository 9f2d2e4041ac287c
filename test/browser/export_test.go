package browser

import (
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"hoso/internal/access"
	"hoso/internal/org"
)

// TestExportJourney: a list that is too long to be taken out alone is asked for, approved
// by somebody else and fetched once, by keyboard alone, with script and without it.
func TestExportJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	for name, l := range map[string]look{"vi-1280": {1280, "vi", false}, "en-390": {390, "en", false}, "vi-1280-no-script": {1280, "vi", true}} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			b := h.browser(t, l)
			look := func(name string) {
				t.Helper()
				if !l.noScript {
					b.axe(string(axe))
				}
				b.fits(l.width)
				b.shot(name)
			}
			b.as("vu_truong_tccb")
			b.goTo("/exports")
			b.see(l.words("Chưa có danh sách", "Nobody has asked"))
			look("none")
			b.as("chuyen_vien_tccb")
			b.goTo("/holders")
			b.submit("name")
			look("list")
			b.press(`main a[href$="/list.xlsx"]`)
			b.see(l.words("quá 500 người", "more than 500 people"))
			look("ask")
			b.key(`textarea[name="reason"]`, "gửi")
			b.send()
			b.see(l.words("cần từ 10", "needs 10 to"))
			look("short")
			b.fill("reason", "gửi đoàn kiểm tra của Bộ")
			b.send()
			b.see(l.words("Đã gửi đề nghị.", "Sent."))
			look("asked")

			b.as("vu_truong_tccb")
			b.see(l.words("Danh sách dài chờ duyệt xuất: 1", "wait for approval: 1"))
			look("work")
			b.press(`main a[href="/exports"]`)
			look("approve")
			b.press(`main form[action$="/approve"] button`)
			b.see(l.words("Đã duyệt.", "Approved."))
			look("approved")

			b.as("chuyen_vien_tccb")
			b.goTo("/exports")
			look("get")
			b.key(`main form[action$="/take"] button`, kb.Enter)
			if !l.noScript && b.eval(spent) != "true" {
				t.Error("a second press would break the first one off")
			}
			h.taken(t)
			b.goTo("/exports")
			b.see(l.words("Đã tải", "Downloaded"))
			look("taken")
		})
	}
}

// spent says after a moment whether a second press does anything.
const spent = `new Promise((done) => setTimeout(() => done(String(document.querySelector('main form[action$="/take"] button').disabled)), 300))`

// taken waits until the file went out, which comes beside the page.
func (h *house) taken(t *testing.T) {
	t.Helper()
	all, err := h.app.Accounts.Personas(t.Context())
	for range 200 {
		if err != nil {
			t.Fatal(err)
		}
		var list []org.ExportLine
		list, err = h.app.Org.Asked(t.Context(), access.Actor{Account: all["vu_truong_tccb"]}, 1)
		if len(list) == 1 && list[0].TakenAt != 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nothing went out")
}
