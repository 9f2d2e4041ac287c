package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/directive"
)

// TestMarkupOfLabels is TestMarkup for labels, copies, citations and limits: every
// field of their forms takes the 300 hostile texts, at once, where the answer shows
// them again, and in turn, as long as it may be, so that they are stored; then every
// page and list that shows them is opened (SECURITY T33).
func TestMarkupOfLabels(t *testing.T) {
	h := openNode(t, "isolated-lan")
	x := newHurt(2)
	h.cleared(t, "van_thu", access.LabelMat)
	file := filepath.Join(t.TempDir(), "mat.txt")
	text := "BỘ THỬ NGHIỆM\nSố: 9/QĐ-BTN\nHà Nội, ngày 01 tháng 3 năm 2025\nQUYẾT ĐỊNH\nVề việc " + x.texts[0] + "\nCăn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ;\n"
	if err := os.WriteFile(file, []byte(text+strings.Join(x.texts, " ")), 0o600); err != nil {
		t.Fatal(err)
	}
	b := h.browser(t, look{1280, "vi", false})
	dialogs := b.watchful()
	b.as("van_thu")
	b.oneForm(x, "/directives/new", nil, func() { b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file})) })
	here, _, found := strings.Cut(b.where(), "/review")
	if !found {
		t.Fatalf("the document is not taken: %s\n%s", here, b.text())
	}
	b.everyForm(x, here+"/review?add=1") // one is added, and then one that was read is corrected
	b.goTo(here + "/review")
	b.everyForm(x, b.attribute(`main a[href*="citation=cit_"]`, "href"))
	x.rounds = 40
	b.oneForm(x, here+"/label", nil, nil)
	b.oneForm(x, here+"/copies", nil, nil)
	b.oneForm(x, "/copies", nil, nil)
	x.rounds = 2
	b.everyForm(x, "/labels?show=all")
	b.everyForm(x, h.unlabelled(t)+"/label")

	b.goTo(here + "/review")
	cited, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`[...document.querySelectorAll("tr.cited th")].filter(e=>e.textContent.includes("(1)")).length`))
	if err != nil || cited < 2 {
		t.Errorf("%d citations with a hostile number stand in the table: %v", cited, err)
	}
	b.shows(x, 300, here)
	b.shows(x, 300, here+"/review")
	b.shows(x, 300, here+"/label")
	b.shows(x, 300, "/labels?show=waiting", "/labels?show=all", "/labels")
	b.shows(x, 300, here+"/copies")
	b.shows(x, 300, "/copies", "/copies?state=returned", "/copies?state=out", "/copies?order=oldest")
	b.shows(x, 1, "/", "/directives?secret=1", "/directives", here+"/send", here+"/coverage")

	b.as("chuyen_vien_tccb")
	x.rounds = 40
	b.oneForm(x, "/limits", nil, nil)
	b.shows(x, 300, "/limits")
	h.approveLimits(t)
	b.as("vu_truong_tccb")
	b.shows(x, 300, "/limits")
	b.shows(x, 1, "/rights")
	b.as("kiem_tra")
	b.shows(x, 0, "/ledger", "/unusual")
	if n := dialogs(); n != 0 {
		t.Errorf("%d dialogs opened", n)
	}
	if x.shown < 5000 || x.stored < 2000 {
		t.Error("too little to test anything")
	}
	x.enough(t, h, ofLabels)
	t.Logf("%d texts were typed into %d forms, shown again %d times; stored texts shown %d times", x.typed, x.forms, x.shown, x.stored)
}

// unlabelled is the page of a document of the demo.
func (h *house) unlabelled(t *testing.T) string {
	t.Helper()
	ctx := context.Background()
	body, err := h.app.Org.Read.Body(ctx)
	if err != nil {
		t.Fatal(err)
	}
	open, err := h.app.Directive.Track.Overdue(ctx, everything, []idOf{body}, "2026-01-01", 1)
	if err != nil || len(open) == 0 {
		t.Fatal("the demo sent nothing", err)
	}
	return "/directives/" + open[0].Directive.Text(directive.Prefix)
}

// approveLimits lets every limit count that waits.
func (h *house) approveLimits(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	all, err := h.app.Accounts.Personas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := h.app.Limits.Waiting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range waiting {
		if _, err := h.app.Limits.ApproveLimit(ctx, access.By{Actor: access.Actor{Account: all["vu_truong_tccb"], Person: h.personOf(t, "vu_truong_tccb"), Fresh: true}}, l.ID); err != nil {
			t.Fatal(err)
		}
	}
}
