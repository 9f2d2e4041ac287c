package browser

import (
	"os"
	"testing"

	"hoso/internal/person"
)

// TestGrantJourney: a grant begins at the file of a person, who is chosen by that;
// who gets it is typed by name and chosen among those found, with script and
// without it, by keyboard alone.
func TestGrantJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	h := open(t)
	for name, l := range map[string]look{"vi-1280": {1280, "vi", false}, "en-390": {390, "en", false}, "vi-1280-no-script": {1280, "vi", true}} {
		t.Run(name, func(t *testing.T) {
			b := h.browser(t, l)
			look := func(name string) {
				t.Helper()
				if !l.noScript {
					b.axe(string(axe))
				}
				b.fits(l.width)
				b.shot(name)
			}
			b.as("chuyen_vien_tccb")
			who := h.personOf(t, "van_thu_kn").Text(person.Prefix)
			b.goTo("/files/" + who)
			look("before")
			b.press(`main a[href="/grants/on/` + who + `"]`)
			b.see("Phương")
			look("form")
			b.pick("purpose", l.words("giải", "a pers"))
			b.pick("basis_kind", l.words("số", "number"))
			b.fill("basis", "27/2026/VVNS")
			b.fill("whom", "không có ai như thế")
			b.submit("whom")
			b.see(l.words("Không có tài khoản đang hoạt động nào tên", "No active account has the name"))
			look("nobody")
			b.fill("whom", h.nameOf(t, "thu_truong_cds"))
			b.submit("whom")
			b.see(l.words("Chọn đúng người", "Choose the right person"))
			if b.valueOf("basis") != "27/2026/VVNS" {
				t.Error("what was typed is gone")
			}
			look("found")
			b.key(`input[name="account"]`, " ")
			b.submit("basis")
			b.see(l.words("Đã gửi đề nghị.", "Proposed."))
			look("proposed")

			b.as("van_thu_kn")
			b.goTo("/me/requests")
			b.pick("request_kind", l.words("Phản đối", "To object"))
			b.key(`textarea[name="body"]`, "đề nghị ngừng dùng số điện thoại cũ")
			b.send()
			b.as("vu_truong_tccb")
			b.see(l.words("Chờ bạn quyết định", "Waiting for your decision"))
			look("work")
			b.press(`main a[href="/grants"]`)
			look("to-approve")
			b.goTo("/")
			b.press(`main a[href="/asked"]`)
			look("queue")
			b.press(`main td a[href^="/asked/requests/"]`)
			look("request")
			b.press(`form[action$="/take"] button`)
			b.see(l.words("Đã tiếp nhận ngày", "Taken up on"))
			look("taken")
			b.as("chuyen_vien_tccb")
			b.goTo("/rights?q=" + l.words("khẩn+cấp", "emergency"))
			look("rights-found")
			b.goTo("/rights")
			look("rights")
		})
	}
}

// nameOf gives the given name of a persona.
func (h *house) nameOf(t *testing.T, persona string) string {
	t.Helper()
	all, err := h.app.Accounts.Personas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names, err := h.app.ActorNames(t.Context(), all[persona])
	if err != nil {
		t.Fatal(err)
	}
	return names[all[persona]].Name
}
