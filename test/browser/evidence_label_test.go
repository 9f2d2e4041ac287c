package browser

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/testenv"
)

// keeperCleared clears whoever keeps files: another of the department enters it.
func (h *house) keeperCleared(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	all, err := h.app.Accounts.Personas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	body, err := h.app.Org.Read.Body(ctx)
	if err != nil {
		t.Fatal(err)
	}
	other := accesssql.Account{ID: id.New(), Person: id.New(), Unit: body, From: "2022-01-01", Roles: []access.Holding{{Role: access.RoleMember, Unit: body}, {Role: access.RoleDeptSpecialist, Unit: body}}}
	if _, err = h.app.Accounts.Create(ctx, access.System("operator"), [16]byte{}, other); err != nil {
		t.Fatal(err)
	}
	made, err := h.app.Needs.Clear(ctx, access.By{Actor: access.Actor{Account: other.ID, Fresh: true}}, access.ClearanceForm{Account: all["chuyen_vien_tccb"], Level: access.LabelMat,
		Number: "1/QĐ-MAT", Dated: "2024-01-01", Issuer: "Bộ Kinh tế biển và Nghề cá", From: "2024-01-01", Last: clock.Today(clock.System{}).AddDays(900)})
	if err == nil {
		_, err = h.app.Needs.ApproveClearance(ctx, access.By{Actor: access.Actor{Account: all["vu_truong_tccb"], Fresh: true}}, made)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// enterMarked fills the form of a page of evidence stamped MẬT and sends it.
func (b *tab) enterMarked(path, file, level string) {
	b.t.Helper()
	b.goTo(path)
	if got := b.value("level"); got != "" {
		b.t.Errorf("a label is chosen before anybody looked: %q", got)
	}
	b.choose("kind", string(person.Appointment))
	b.fill("number", "81/QĐ-BKTB")
	b.fill("dated", "01/03/2025")
	b.fill("issuer", "Bộ Kinh tế biển và Nghề cá")
	b.choose("others", "no")
	b.choose("level", level)
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.save()
}

// TestLabelledPageJourney: the keeper of files scans a decision that its issuer
// marked MẬT and enters it into a file: refused where it may not stand and while the
// keeper is not cleared, seen with its label by whoever is, unseen by an officer
// with a case, and told of to the person.
func TestLabelledPageJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	file := filepath.Join(t.TempDir(), "bo-nhiem.pdf")
	if err := os.WriteFile(file, testenv.Scan(t, `<p align="center"><b>QUYẾT ĐỊNH</b></p>`, `<p><b>Điều 2.</b> Lưu hồ sơ.</p>`), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := func(h *house, b *tab, want string) {
		t.Helper()
		b.as("chuyen_vien_tccb")
		form := "/files/" + h.personOf(t, "van_thu_kn").Text(person.Prefix) + "/evidence"
		b.enterMarked(form, file, "")
		b.see("Hãy chọn độ mật trong danh sách.")
		b.enterMarked(form, file, "mat")
		b.see(want)
		if number, level := b.value("number"), b.value("level"); number != "81/QĐ-BKTB" || level != "mat" {
			t.Errorf("what was typed is gone: %q %q", number, level)
		}
		b.axe(string(axe))
	}
	h := open(t)
	refused(h, h.browser(t, look{1280, "vi", false}), "mạng LAN độc lập")

	h = openNode(t, "isolated-lan")
	who := h.personOf(t, "van_thu_kn")
	path := "/files/" + who.Text(person.Prefix)
	b := h.browser(t, look{1280, "vi", false})
	refused(h, b, "chưa được phép tiếp cận")
	b.shot("label-refused")
	h.keeperCleared(t)
	b.enterMarked(path+"/evidence", file, "mat")
	b.see("81/QĐ-BKTB")
	for _, l := range []look{{1280, "vi", false}, {390, "en", false}} {
		b := h.browser(t, l)
		at := "-" + strconv.FormatInt(l.width, 10)
		look := func(name string) {
			t.Helper()
			b.axe(string(axe))
			b.fits(l.width)
			b.shot(name + at)
		}
		b.as("chuyen_vien_tccb")
		b.goTo(path)
		b.tick(`input[name="way"]`)
		b.click(`main form button.primary`)
		b.see("MẬT")
		look("label-file")
		if text := b.printed(); !strings.Contains(text, "MẬT") || strings.Contains(text, "81/QĐ-BKTB") {
			t.Errorf("the browser prints of a file:\n%s", text)
		}
		sheet := b.attribute(`main a[href$="/2"]`, "href")
		b.click(`main tr:has(a[href="` + sheet + `"]) a[href^="/files/"]`)
		b.see("MẬT")
		look("label-page")
		b.goTo(sheet)
		b.shot("label-picture" + at)
		b.goTo("/")

		b.as("thu_truong_cds") // with a case, not cleared
		b.goTo(path)
		b.tick(`input[name="way"]`)
		b.click(`main form button.primary`)
		b.do(chromedp.WaitVisible(chromedp.CSS(`main a[href$="/history"]`)))
		if text := b.text(); strings.Contains(text, "81/QĐ-BKTB") || strings.Contains(text, "MẬT") {
			t.Errorf("an officer without clearance learns of it:\n%s", text)
		}
		look("label-unseen")

		b.as("van_thu_kn")
		b.goTo("/me")
		if l.lang == "vi" {
			b.see("có văn bản mang độ mật, nhập ngày " + clock.Today(clock.System{}).Vietnamese())
		}
		if text := b.text(); strings.Contains(text, "81/QĐ-BKTB") {
			t.Errorf("a person without clearance is shown it:\n%s", text)
		}
		look("label-me")
	}
	verifyClean(t, h)
}
