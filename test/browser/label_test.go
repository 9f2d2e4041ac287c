package browser

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/clock"
)

// cleared clears a persona for a label: one enters it, another approves.
func (h *house) cleared(t *testing.T, persona string, label access.Label) {
	t.Helper()
	ctx := context.Background()
	all, err := h.app.Accounts.Personas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	as := func(who string) access.By { return access.By{Actor: access.Actor{Account: all[who], Fresh: true}} }
	made, err := h.app.Needs.Clear(ctx, as("chuyen_vien_tccb"), access.ClearanceForm{Account: all[persona], Level: label, Number: "1/QĐ-MAT", Dated: "2024-01-01",
		Issuer: "Bộ Kinh tế biển và Nghề cá", From: "2024-01-01", Last: clock.Today(clock.System{}).AddDays(900)})
	if err == nil {
		_, err = h.app.Needs.ApproveClearance(ctx, as("vu_truong_tccb"), made)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// script runs a line of script on the page.
func (b *tab) script(line string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](line)); err != nil {
		b.t.Fatal(err)
	}
}

// choose takes a choice of a field.
func (b *tab) choose(field, value string) {
	b.t.Helper()
	b.script(`document.getElementById("f-` + field + `").value = "` + value + `"`)
}

// enterSecret fills the form of a document stamped MẬT and sends it.
func (b *tab) enterSecret(file string) {
	b.t.Helper()
	b.goTo("/directives/new")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.choose("level", "mat")
	b.script(`String(document.querySelector("details.wide").open = true)`)
	b.fill("classifier", "Trần Trưởng, Thứ trưởng")
	b.fill("document", "3/QĐ-BKTB ngày 01/3/2015")
	b.fill("secret_basis", "khoản 1 Điều 2 Danh mục bí mật nhà nước")
	b.fill("classified_on", "01/03/2017")
}

// printed gives the text of the page as the browser prints it.
func (b *tab) printed() string {
	b.t.Helper()
	out, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	c := exec.Command("pdftotext", "-layout", "-", "-")
	c.Stdin = bytes.NewReader(out.Data)
	text, err := c.Output()
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// labelled looks at every page that shows something labelled, at both widths and in
// both languages: its head says the highest label, axe finds nothing, it is no
// wider than the window, and what the browser prints of it is the label alone.
func (h *house) labelled(t *testing.T, document string) {
	t.Helper()
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	for _, l := range []look{{1280, "vi", false}, {390, "en", false}} {
		b := h.browser(t, l)
		b.as("van_thu")
		for name, path := range map[string]string{"register": "/directives?secret=1", "document": document, "its-label": document + "/label", "its-copies": document + "/copies",
			"labels": "/labels?show=all", "copies": "/copies?state=out"} {
			b.goTo(path)
			if !strings.Contains(b.text(), "MẬT") {
				t.Errorf("%s does not say its label", path)
			}
			b.axe(string(axe))
			b.fits(l.width)
			b.shot(name + "-" + l.lang)
			if text := b.printed(); !strings.Contains(text, "MẬT") || strings.Contains(text, "89/QĐ-BKTB") {
				t.Errorf("the browser prints of %s:\n%s", path, text)
			}
		}
		b.as("chuyen_vien_tccb")
		b.goTo("/limits")
		b.axe(string(axe))
		b.fits(l.width)
		b.shot("limits-" + l.lang)
	}
}

// TestLabelJourney walks what happens to a document stamped MẬT: refused where it
// may not stand, entered on the isolated machine, unseen by who is not cleared,
// printed with numbers, and asked about when its term ends.
func TestLabelJourney(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mat.txt")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(regulation, "88/QĐ-BKTB", "89/QĐ-BKTB")), 0o600); err != nil {
		t.Fatal(err)
	}
	h := open(t)
	b := h.browser(t, look{1280, "vi", false})
	b.as("van_thu")
	b.enterSecret(file)
	b.shot("form")
	b.click(`main form button.primary`)
	b.see("mạng LAN độc lập")
	b.shot("refused")
	if got := b.value("classifier"); got != "Trần Trưởng, Thứ trưởng" {
		t.Errorf("what was typed is gone: %q", got)
	}

	h = openNode(t, "isolated-lan")
	b = h.browser(t, look{1280, "vi", false})
	b.as("van_thu")
	b.enterSecret(file)
	b.click(`main form button.primary`)
	b.see("chưa được phép tiếp cận")
	h.cleared(t, "van_thu", access.LabelMat)
	b.enterSecret(file)
	b.click(`main form button.primary`)
	b.see("89/QĐ-BKTB")
	b.see("bí mật nhà nước")
	b.shot("review")
	b.fill("issuer", "Bộ Kinh tế biển và Nghề cá")
	b.click(`main form:has(input[name="does"]) button.primary`)
	b.shot("registered")
	b.see("MẬT")
	here, _, _ := strings.Cut(b.where(), "?")
	b.goTo("/directives?secret=1")
	b.see("MẬT")
	b.shot("register")

	b.goTo(here + "/label")
	b.see("Xác định độ mật")
	b.see("28/02/2027")
	b.shot("label")
	b.choose("step", "declassify")
	b.fill("classifier", "Trần Trưởng, Thứ trưởng")
	b.fill("document", "4/QĐ-BKTB ngày 20/11/2026")
	b.fill("classified_on", clock.Today(clock.System{}).Vietnamese())
	b.choose("reason", "nội dung đã được công bố")
	b.click(`main form button.primary`)
	b.see("Mật → không mật")
	b.shot("proposed")

	b.goTo(here + "/copies")
	b.fill("count", "2")
	b.fill("for_whom", "Vụ Tổ chức cán bộ")
	b.choose("reason", "họp lãnh đạo Vụ")
	b.click(`main form button.primary`)
	b.see("Vụ Tổ chức cán bộ")
	b.shot("copies")
	b.goTo("/copies")
	b.script(`String(document.querySelector("main details").open = true)`)
	b.shot("register-of-copies")
	h.labelled(t, here)

	b.as("chuyen_vien_tccb") // not cleared
	b.goTo(here)
	if text := b.text(); strings.Contains(text, "89/QĐ-BKTB") || strings.Contains(text, "MẬT") {
		t.Errorf("somebody without clearance learns of it:\n%s", text)
	}
	b.shot("unseen")

	b.as("vu_truong_tccb") // approves, but not what is above her clearance
	b.goTo("/labels")
	if text := b.text(); strings.Contains(text, "Mật → không mật") {
		t.Errorf("a step shows above its reader's clearance:\n%s", text)
	}
	b.as("van_thu")
	b.goTo("/labels")
	b.see("89/QĐ-BKTB")
	b.shot("asking")
	verifyClean(t, h)
}
