package browser

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hoso/internal/org"
)

// TestSwitchJourney: three people share one computer. Each locks with a form half
// written, the next signs in, works and leaves, and sees nothing of the others, by no
// page, field, address or way back; each finds their own form again, and no other.
func TestSwitchJourney(t *testing.T) {
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make setup:", err)
	}
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			h, tick, codes := realHouse(t)
			b := h.browser(t, look{1280, "vi", noScript})
			secrets := map[string][]byte{}
			for _, who := range sortedKeys(codes) {
				secrets[who] = b.enrol(codes[who], tick, false)
			}
			body, err := h.app.Org.Read.ByCode(context.Background(), "BVD")
			if err != nil {
				t.Fatal(err)
			}
			unit := "/units/" + body.Text(org.UnitPrefix)
			lock := func(field string) {
				t.Helper()
				if noScript { // without script a form is kept when it is sent after the time
					tick.Advance(20 * time.Minute)
					b.submit(field)
				} else {
					b.click("#lock button")
				}
				b.see("Phiên làm việc đã khóa")
			}
			// blind fails where the page shows anything of the others, typed or not.
			blind := func(words ...string) {
				t.Helper()
				raw, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.documentElement.outerHTML+[...document.querySelectorAll("input,textarea")].map(e=>e.value).join(" ")+JSON.stringify([localStorage.length,sessionStorage.length])`))
				if err != nil {
					t.Fatal(err)
				}
				if !strings.HasSuffix(raw, "[0,0]") {
					t.Errorf("%s: the browser keeps something: %s", b.where(), raw[len(raw)-10:])
				}
				for _, w := range words {
					if strings.Contains(raw, w) {
						t.Errorf("%s shows %q of somebody else", b.where(), w)
					}
				}
			}
			b.goTo("/sign-in")
			b.signIn("binh.tt", secrets["binh.tt"], tick)
			b.goTo(unit + "/new")
			b.fill("code", "KIN")
			b.fill("name", "Vụ Kín của Bình")
			lock("name")
			blind("Vụ Kín", "Bình")

			// The second works, looks at what the first looked at, and goes back.
			b.signIn("an.lv", secrets["an.lv"], tick)
			blind("Vụ Kín", "vẫn còn đây")
			for _, path := range []string{"/", "/account", "/users", "/units", unit, unit + "/new"} {
				b.goTo(path)
				blind("Vụ Kín", "KIN")
			}
			b.do(chromedp.NavigateBack())
			blind("Vụ Kín", "KIN")
			b.goTo("/users/new")
			b.fill("name", "dang.do")
			b.fill("person", "Người Dở Dang")
			lock("person")

			// The third finds nothing of either, works and leaves.
			b.signIn("chi.lv", secrets["chi.lv"], tick)
			blind("Vụ Kín", "Dở Dang", "vẫn còn đây")
			for _, path := range []string{"/users/new", "/account", unit, unit + "/new"} {
				b.goTo(path)
				blind("Vụ Kín", "KIN", "Dở Dang", "dang.do")
			}
			b.click(`form[action="/sign-out"] button`)
			blind("Vụ Kín", "Dở Dang", "Lê Văn Chi")
			b.do(chromedp.NavigateBack())
			blind("Vụ Kín", "Dở Dang", "Lê Văn Chi")

			// Each finds their own, once.
			b.goTo("/sign-in")
			b.signIn("binh.tt", secrets["binh.tt"], tick)
			b.see("Biểu mẫu của bạn vẫn còn đây")
			if b.valueOf("code") != "KIN" || b.valueOf("name") != "Vụ Kín của Bình" {
				t.Error("the first does not find what was typed")
			}
			blind("Dở Dang", "dang.do")
			if !noScript {
				b.axe(string(axe))
			}
			b.shot("found-again")
			b.click(`form[action="/sign-out"] button`)
			b.signIn("an.lv", secrets["an.lv"], tick)
			b.see("Biểu mẫu của bạn vẫn còn đây")
			if b.valueOf("person") != "Người Dở Dang" {
				t.Error("the second does not find what was typed")
			}
			blind("Vụ Kín", "KIN")
			b.click(`form[action="/sign-out"] button`)
			b.signIn("binh.tt", secrets["binh.tt"], tick)
			blind("vẫn còn đây", "Vụ Kín")
		})
	}
}
