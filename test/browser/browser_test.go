// Package browser walks hoso in a real Chromium: the moment of the first
// thread from upload to the last confirmation, with and without script, in both
// languages and widths, and axe on every page that the router lists.
package browser

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hoso/internal/app"
	"hoso/internal/id"
	"hoso/internal/intake"
	"hoso/internal/web"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == intake.ChildArg {
		intake.RunChild()
	}
	os.Exit(m.Run())
}

// house is a demo folder served on loopback.
type house struct {
	url  string
	app  *app.App
	site *web.Site
}

func open(t *testing.T) *house {
	t.Helper()
	return openNode(t, "open")
}

// openNode is open on a machine of a kind.
func openNode(t *testing.T, node string) *house {
	t.Helper()
	return openLogging(t, node, slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}

// openLogging is openNode with a log of its own.
func openLogging(t *testing.T, node string, log slog.Handler) *house {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hoso.toml"), []byte("node = '"+node+"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(ctx, app.Config{Dir: dir, Log: slog.New(log)})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	l, err := app.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	var working sync.WaitGroup
	working.Go(func() { a.RunJobs(ctx) })
	t.Cleanup(func() {
		cancel()
		working.Wait()
		if err := <-served; err != nil {
			t.Error(err)
		}
		a.Close()
	})
	return &house{url: "http://" + l.Addr().(*net.TCPAddr).String(), app: a, site: a.Site()}
}

// chromium finds the browser. Without one the test fails: nothing is skipped.
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("Chromium is missing: install the package chromium (make setup does it on Debian)")
	return ""
}

// tab is a browser with one page. Every request that leaves the machine is
// counted.
type tab struct {
	t     *testing.T
	ctx   context.Context
	house *house

	mu      sync.Mutex
	meant   []string // addresses of other sites that the test goes to on purpose
	outside []string
}

type look struct {
	width    int64
	lang     string
	noScript bool
}

func (h *house) browser(t *testing.T, l look) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	ctx, late := context.WithTimeout(ctx, 5*time.Minute)
	b := &tab{t: t, ctx: ctx, house: h}
	t.Cleanup(func() {
		late()
		cancel()
		stop()
		if len(b.outside) > 0 {
			t.Errorf("%d requests left the machine: %v", len(b.outside), b.outside)
		}
	})
	b.do(chromedp.EmulateViewport(l.width, 900))
	b.call(func(ctx context.Context) error { return chromedp.Listen(ctx, b.watch) })
	if l.noScript {
		b.call(func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		})
	}
	b.goTo("/sign-in")
	if l.lang == "en" {
		b.click(`form[action="/language"] button`)
	}
	return b
}

func (b *tab) watch(ev any) {
	e, ok := ev.(*network.EventRequestWillBeSent)
	if !ok || strings.HasPrefix(e.Request.URL, b.house.url+"/") || strings.HasPrefix(e.Request.URL, "data:") {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.ContainsFunc(b.meant, func(site string) bool { return strings.HasPrefix(e.Request.URL, site) }) {
		b.outside = append(b.outside, e.Request.URL)
	}
}

func (b *tab) call(fn func(context.Context) error) {
	b.t.Helper()
	if err := fn(b.ctx); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%v at %s", err, b.where())
	}
}

func (b *tab) goTo(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.house.url + path)) }

// click clicks an element and waits for the page that follows. A page that moves
// while it loads can slip away under the pointer: then Enter does it, as a
// person would try again.
func (b *tab) click(selector string) {
	b.t.Helper()
	for _, press := range []chromedp.Action[chromedp.Void]{clickOn(selector), pressOn(selector)} {
		soon, stop := context.WithTimeout(b.ctx, 30*time.Second)
		_, err := chromedp.RunResponse(soon, press)
		stop()
		if err == nil {
			return
		}
		b.t.Logf("click %s: %v at %s", selector, err, b.where())
	}
	b.shot("failed")
	b.t.Fatalf("click %s: nothing followed at %s", selector, b.where())
}

// clickOn tells XPath from CSS.
func clickOn(selector string) chromedp.Action[chromedp.Void] {
	if strings.HasPrefix(selector, "//") {
		return chromedp.Click(selector)
	}
	return chromedp.Click(chromedp.CSS(selector))
}

// pressOn presses Enter on an element.
func pressOn(selector string) chromedp.Action[chromedp.Void] {
	if strings.HasPrefix(selector, "//") {
		return chromedp.SendKeys(selector, kb.Enter)
	}
	return chromedp.SendKeys(chromedp.CSS(selector), kb.Enter)
}

// tick clicks without a page to follow.
func (b *tab) tick(selector string) { b.t.Helper(); b.do(clickOn(selector)) }

// fill replaces what a field holds.
func (b *tab) fill(field, text string) {
	b.t.Helper()
	sel := chromedp.CSS("#f-" + field)
	b.do(chromedp.Clear(sel), chromedp.SendKeys(sel, text))
}

func (b *tab) where() string {
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return strings.TrimPrefix(at, b.house.url)
}

func (b *tab) text() string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil { // the page was replaced while it was read: read the new one
		s, err = chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body")))
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// see fails unless the page shows a text.
func (b *tab) see(want string) {
	b.t.Helper()
	if got := b.text(); !strings.Contains(got, want) {
		b.shot("failed")
		b.t.Fatalf("%s does not show %q:\n%s", b.where(), want, got)
	}
}

// shot keeps a picture of the page where HOSO_SHOTS says.
func (b *tab) shot(name string) {
	dir := os.Getenv("HOSO_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Log("no picture:", err)
	}
}

// as signs in as a persona.
func (b *tab) as(persona string) {
	b.t.Helper()
	b.goTo("/sign-in")
	b.click(`form:has(input[value="` + persona + `"]) button`)
}

type idOf = id.ID

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
