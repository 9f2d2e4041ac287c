package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestNothingAfterSignOut: once somebody has signed out, going back shows no page
// of theirs, neither from the network nor from what the browser
// kept (bfcache), and nothing is kept in the browser's stores (SECURITY 14.3).
func TestNothingAfterSignOut(t *testing.T) {
	h := open(t)
	b := h.browser(t, look{1280, "vi", false})
	b.as("chuyen_vien_tccb")
	name := b.eval(`document.querySelector(".viewer").textContent`)
	pages := []string{"/account", "/people", "/holders", "/units"}
	for _, path := range pages {
		b.goTo(path)
		if !strings.Contains(b.text(), name) {
			t.Fatalf("%s does not say whose it is", path)
		}
	}
	if n := b.eval(`(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length].join(" "))()`); n != "0 0 0 0" {
		t.Errorf("the browser keeps something: %s", n)
	}
	b.click(`form[action="/sign-out"] button`)
	for range pages {
		b.do(chromedp.NavigateBack())
		viewer := b.eval(`document.querySelector(".viewer")?.textContent ?? ""`)
		if path := b.eval(`location.pathname`); path != "/sign-in" || viewer != "" {
			b.shot("after-sign-out")
			t.Errorf("going back shows %s of %q", path, viewer)
		}
	}
}
