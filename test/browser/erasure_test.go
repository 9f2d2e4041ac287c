package browser

import (
	"context"
	"os"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/errs"
	"hoso/internal/person"
)

// TestErasureJourney: whoever keeps a file proposes to erase it, the head approves,
// and the page says until when, then that it is done; whoever may know of the file
// is told so, and the person too, whose account still works.
func TestErasureJourney(t *testing.T) {
	h := open(t)
	ctx := context.Background()
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	for persona, l := range map[string]look{"van_thu_kn": {1280, "vi", false}, "van_thu_vien": {390, "en", false}} {
		b := h.browser(t, l)
		say := map[string][2]string{
			"proposed": {"Chờ người khác duyệt", "Waits for somebody else's approval"},
			"begun":    {"Đang hủy, xong trong ngày", "Being erased, will be done by"},
			"done":     {"Đã hủy ngày", "Erased on"},
			"own":      {"Tài khoản vẫn dùng được", "The account still works"},
			"unsure":   {"chưa đối chiếu nguyên văn", "not yet compared with the text"},
		}
		see := func(what string) {
			t.Helper()
			b.see(say[what][map[string]int{"vi": 0, "en": 1}[l.lang]])
		}
		look := func(name string) {
			t.Helper()
			b.axe(string(axe))
			b.fits(l.width)
			b.shot("erase-" + name + "-" + l.lang + "-" + strconv.FormatInt(l.width, 10))
		}
		who := h.personOf(t, persona)
		file := "/files/" + who.Text(person.Prefix)

		b.as("chuyen_vien_tccb")
		b.goTo("/erasures")
		look("none")
		b.goTo(file + "/erase")
		see("unsure")
		look("form")
		b.fill("document", "1")
		b.save()
		look("wrong")
		b.choose("erasure_basis", "court")
		b.fill("document", "12/2026/QĐST-HC ngày 02/11/2026, Tòa án nhân dân khu vực 1")
		b.do(chromedp.SendKeys(chromedp.CSS("#f-reason"), "tòa án buộc hủy dữ liệu niêm phong"))
		b.save()
		see("proposed")
		look("proposed")

		b.as("vu_truong_tccb")
		b.goTo("/erasures")
		b.click(`main td a[href^="/erasures/"]`)
		look("decide")
		b.save()
		see("begun")
		look("begun")
		b.click(`main td a[href^="/erasures/"]`)
		look("steps")

		b.as(persona)
		b.goTo("/me")
		see("begun")
		look("me-begun")
		for { // the job of the approval may be at it
			err := h.app.Person.Erase(ctx)
			if err == nil {
				break
			}
			if !errs.Is(err, errs.KindConflict) {
				t.Fatal(err)
			}
		}
		if err := h.app.Keys.Advance(ctx, nil); err != nil { // as in the night
			t.Fatal(err)
		}
		if err := h.app.Person.Erase(ctx); err != nil {
			t.Fatal(err)
		}
		b.goTo("/me")
		see("done")
		see("own")
		look("me-done")

		b.as("chuyen_vien_tccb")
		b.goTo("/erasures")
		see("done")
		look("list")
		b.goTo(file)
		b.tick(`input[name="way"]`)
		b.save()
		see("done")
		look("file")
	}
}
