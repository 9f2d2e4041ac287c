package browser

import (
	"context"
	"strconv"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reach presses Tab until the keyboard is at the first element of a selector, as
// somebody without a mouse does. What Tab does not reach fails the test.
func (b *tab) reach(selector string) {
	b.t.Helper()
	where := `((s) => {
		const at = s.startsWith("//") ? document.evaluate(s, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue : document.querySelector(s);
		return !at ? "absent" : at === document.activeElement ? "here" : "";
	})(` + strconv.Quote(selector) + `)`
	for range 400 {
		switch b.eval(where) {
		case "here":
			return
		case "absent":
			b.shot("failed")
			b.t.Fatalf("there is no %s at %s", selector, b.where())
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.shot("failed")
	b.t.Fatalf("Tab does not reach %s at %s", selector, b.where())
}

// press goes to something by Tab, presses Enter and waits for the page that follows.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.reach(selector)
	soon, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if _, err := chromedp.RunResponse(soon, chromedp.KeyEvent(kb.Enter)); err != nil {
		b.shot("failed")
		b.t.Fatalf("Enter on %s: %v at %s", selector, err, b.where())
	}
}

// key goes to something by Tab and presses a key that no page follows.
func (b *tab) key(selector, key string) {
	b.t.Helper()
	b.reach(selector)
	b.do(chromedp.KeyEvent(key))
}

// pick goes to a choice by Tab and types the beginning of what is chosen.
func (b *tab) pick(field, text string) {
	b.t.Helper()
	b.key("#f-"+field, text)
}

// send goes to the button of the page's form by Tab and presses Enter.
func (b *tab) send() { b.t.Helper(); b.press(`main form button.primary`) }
