package browser

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hoso/internal/testenv"
)

// TestStoppedIsReported: what the policy of a page stops, Chromium reports, and the
// log says on which page and by which rule, and nothing of what it was.
func TestStoppedIsReported(t *testing.T) {
	log := &testenv.Log{}
	h := openLogging(t, "open", slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b := h.browser(t, look{width: 1280, lang: "vi"})
	b.goTo("/sign-in")
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.head.append(Object.assign(document.createElement("style"),{textContent:"body{--secretly:1}"})),""`)); err != nil {
		t.Fatal(err)
	}
	const want = `route="GET /sign-in" rule=style-src-elem thing=inline`
	for begin := time.Now(); !strings.Contains(log.String(), want) && time.Since(begin) < 15*time.Second; {
		time.Sleep(50 * time.Millisecond)
	}
	if text := log.String(); !strings.Contains(text, want) || strings.Contains(text, "secretly") {
		t.Errorf("the log says %s", text)
	}
}
