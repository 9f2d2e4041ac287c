package browser

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/person"
)

// personOf gives the person behind a persona.
func (h *house) personOf(t *testing.T, persona string) idOf {
	t.Helper()
	ctx := context.Background()
	all, err := h.app.Accounts.Personas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	st, err := h.app.Access.Standing(ctx, h.app.DB.Reader(), access.Actor{Account: all[persona]}, clock.Today(clock.System{}))
	if err != nil {
		t.Fatal(err)
	}
	return st.Actor.Person
}

// filePlaces are the pages of files, as the axe test visits them.
func filePlaces(t *testing.T, h *house) map[string][2]string {
	t.Helper()
	who := h.personOf(t, "van_thu_kn")
	file := "/files/" + who.Text(person.Prefix)
	ctx := context.Background()
	st := access.Actor{Person: who}
	all, err := h.app.Accounts.Personas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	st.Account, st.Fresh = all["van_thu_kn"], true
	own, err := h.app.Person.Self(ctx, st, person.ActionSelf)
	if err != nil {
		t.Fatal(err)
	}
	evidence := own.Evidence[0].Pages[0].ID.Text(person.EvidencePrefix)
	for _, k := range own.Evidence {
		if k.Kind == person.Diploma { // which names others
			evidence = k.Pages[0].ID.Text(person.EvidencePrefix)
		}
	}
	correction, err := h.app.Person.Propose(ctx, access.By{Actor: st, Key: [16]byte(who)}, person.CorrectionForm{Field: "born", Proposed: "16/05/1987", Reason: "theo giấy khai sinh bản gốc"})
	if err != nil {
		t.Fatal(err)
	}
	request, err := h.app.Person.Ask(ctx, access.By{Actor: st, Key: [16]byte(who)}, person.RequestForm{Kind: person.AskAccess, Body: "xin bản sao toàn bộ dữ liệu"})
	if err != nil {
		t.Fatal(err)
	}
	by := func(persona, step string) access.By {
		return access.By{Actor: access.Actor{Account: all[persona], Person: h.personOf(t, persona), Fresh: true}, Key: access.System(step).Key()}
	}
	officer := access.Actor{Account: all["thu_truong_cds"], Person: h.personOf(t, "thu_truong_cds")}
	_, ways, err := h.app.Person.Before(ctx, officer, who)
	if err != nil || len(ways) == 0 {
		t.Fatal("the demo gave no grant", err)
	}
	keeper := "chuyen_vien_tccb"
	delay, err := h.app.Person.Delay(ctx, by(keeper, "delay"), person.DelayForm{Grant: ways[0].Grant, Until: clock.Today(clock.System{}).AddDays(9), Reason: "quyết định kiểm tra chưa công bố"})
	if err != nil {
		t.Fatal(err)
	}
	erasure, err := h.app.Person.ProposeErasure(ctx, by(keeper, "erasure"), who, person.ErasureForm{Basis: person.ErasureRetention,
		Document: "12/QĐ-BKTB ngày 02/11/2026", Reason: "đã quá thời hạn lưu giữ hồ sơ"})
	if err != nil {
		t.Fatal(err)
	}
	return map[string][2]string{
		"/people": {keeper, "/people"}, "/people/new": {keeper, "/people/new"}, "/people/{view}": {keeper, ""}, "/files/{person}": {"thu_truong_cds", file}, "/files/{person}/edit": {keeper, file + "/edit"},
		"/files/{person}/evidence": {keeper, file + "/evidence"}, "/files/{person}/evidence/{evidence}": {keeper, file + "/evidence/" + evidence},
		"/open/{view}": {keeper, ""}, "/open/{view}/print": {keeper, ""}, "/open/{view}/history": {keeper, ""}, "/open/{view}/evidence/{evidence}": {keeper, ""},
		"/open/{view}/evidence/{evidence}/{page}": {keeper, ""}, "/me": {"van_thu_kn", "/me"}, "/me/print": {"van_thu_kn", ""}, "/me/export": {"van_thu_kn", "/me/export"},
		"/me/evidence/{evidence}": {"van_thu_kn", ""}, "/me/evidence/{evidence}/{page}": {"van_thu_kn", ""}, "/me/corrections": {"van_thu_kn", "/me/corrections"}, "/me/requests": {"van_thu_kn", "/me/requests"},
		"/asked": {keeper, "/asked"}, "/asked/corrections/{correction}": {keeper, "/asked/corrections/" + correction.Text(person.CorrectionPrefix)},
		"/asked/requests/{request}": {"vu_truong_tccb", "/asked/requests/" + request.Text(person.RequestPrefix)},
		"/asked/delays/{delay}":     {"vu_truong_tccb", "/asked/delays/" + delay.Text(person.DelayPrefix)},
		"/delays/{grant}":           {keeper, "/delays/" + ways[0].Grant.Text("gnt")}, "/files/{person}/erase": {keeper, file + "/erase"}, "/erasures": {keeper, "/erasures"},
		"/erasures/{erasure}": {"vu_truong_tccb", "/erasures/" + erasure.Text(person.ErasurePrefix)},
	}
}

func init() {
	for _, pattern := range []string{"/people/{view}", "/open/{view}", "/open/{view}/print", "/open/{view}/history", "/open/{view}/evidence/{evidence}",
		"/open/{view}/evidence/{evidence}/{page}", "/me/print", "/me/evidence/{evidence}", "/me/evidence/{evidence}/{page}"} {
		elsewhere[pattern] = "TestFileJourney"
	}
}

// TestFileJourney: a clerk without a task finds nothing where a file is (b); an
// officer with a case opens it in two clicks and sees what the case needs (c); the
// person sees who it was, and has something corrected (e). By keyboard alone.
func TestFileJourney(t *testing.T) {
	h := open(t)
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	file := "/files/" + h.personOf(t, "van_thu_kn").Text(person.Prefix)
	outcomes, wanted := []string{"Chấp", "Không", "Chấp"}, []string{"Sau khi chỉnh lý", "Gửi khiếu nại", "Sau khi chỉnh lý"}
	for i, l := range []look{{1280, "vi", false}, {390, "vi", false}, {1280, "vi", true}} {
		b := h.browser(t, l)
		look := func(name string) {
			t.Helper()
			if !l.noScript {
				b.axe(string(axe))
			}
			b.fits(l.width)
			b.shot(name + "-" + strconv.FormatInt(l.width, 10))
		}
		b.as("van_thu_vien")
		b.goTo(file)
		b.see("Không có nội dung này, hoặc không dành cho bạn.")
		look("b-hidden")
		b.press(`nav a[href="/people"]`)
		b.fill("name", "phuong")
		b.submit("name")
		b.see("Không tìm thấy hồ sơ nào dành cho bạn.")
		look("b-none")

		b.as("thu_truong_cds")
		b.press(`nav a[href="/people"]`)
		b.fill("name", "phuong")
		b.submit("name")
		look("c-found")
		b.press(`main a[href="` + file + `"]`)
		b.see("Căn cứ: 15/2026/VVNS")
		look("c-why")
		b.key(`input[name="way"]`, " ")
		b.send()
		b.see("để giải quyết vụ việc nhân sự")
		b.see("Mục đích này không cần xem")
		if strings.Contains(b.text(), "099087") {
			t.Error("the case shows a personal number that it does not need")
		}
		look("c-file")
		opened := strings.TrimPrefix(b.where(), h.url)
		b.press(`main a[href$="/history"]`)
		look("c-history")
		b.goTo(opened)
		b.goTo(b.attribute(`main a[href$="/1"]`, "href")) // drawn in a moment or two
		b.shot("c-picture")
		b.goTo("/")

		b.as("van_thu_kn")
		b.press(`nav a[href="/me"]`)
		b.see("Vụ việc số 15/2026/VVNS")
		b.see("Cục trưởng, Cục Chuyển đổi số biển")
		b.see("Chưa giao: có nêu người khác, chưa có bản che.")
		look("e-me")
		b.press(`main a[href="/me/corrections"]`)
		b.pick("field", "Ngày")
		b.fill("proposed", "16/05/1987")
		b.do(chromedp.SendKeys(chromedp.CSS("#f-reason"), "vì bị hỏi về tôn giáo"))
		b.send()
		b.see("Câu này có từ “tôn giáo”.")
		look("e-stopped")
		b.fill("reason", "theo giấy khai sinh bản gốc")
		b.send()
		b.see("Đã gửi đề nghị chỉnh lý.")
		look("e-asked")

		b.as("chuyen_vien_tccb")
		b.press(`nav a[href="/people"]`)
		b.press(`main a[href="/asked"]`)
		look("e-queue")
		b.press(`main a[href^="/asked/corrections/"]`)
		b.see("Hồ sơ đang ghi")
		look("e-answer")
		b.pick("outcome", outcomes[i])
		b.do(chromedp.SendKeys(chromedp.CSS("#f-reasons"), "đúng theo giấy khai sinh"))
		b.send()
		b.see("Đã trả lời.")
		b.as("van_thu_kn")
		b.goTo("/me")
		b.see(wanted[i])
		look("e-answered")
	}
	pages := filePlaces(t, h)
	for _, l := range []look{{1280, "vi", false}, {390, "en", false}} {
		b := h.browser(t, l)
		b.as("chuyen_vien_tccb")
		b.goTo("/people/new")
		for field, text := range map[string]string{"family": "Đoàn", "middle": "Bích", "given": "Phương", "unit": "KN"} {
			b.fill(field, text)
		}
		b.save()
		b.do(chromedp.WaitVisible(chromedp.CSS("#f-compared")))
		if got := b.attribute("#f-given", "value"); got != "Phương" {
			t.Errorf("what was typed is gone: %q", got)
		}
		b.axe(string(axe))
		b.fits(l.width)
		b.shot("new-twin-" + strconv.FormatInt(l.width, 10))
		b.tick("#f-compared")
		b.save()
		b.see("Đoàn Bích Phương")
		b.shot("new-made-" + strconv.FormatInt(l.width, 10))
		b.goTo(file)
		b.tick(`input[name="way"]`)
		b.click(`main form button.primary`)
		if strings.Contains(b.text(), "099087") {
			t.Error("the personal number is not masked")
		}
		b.axe(string(axe))
		b.fits(l.width)
		b.shot("masked-" + strconv.FormatInt(l.width, 10))
		b.click(`main form[action$="/number"] button`)
		b.see("099087")
		b.goTo(pages["/files/{person}/evidence/{evidence}"][1])
		b.axe(string(axe))
		b.fits(l.width)
		b.shot("evidence-" + strconv.FormatInt(l.width, 10))
	}
	b := h.browser(t, look{1280, "vi", false})
	b.as("vu_truong_tccb")
	b.goTo(pages["/asked/delays/{delay}"][1])
	b.see("quyết định kiểm tra chưa công bố")
	b.shot("delay")
}
