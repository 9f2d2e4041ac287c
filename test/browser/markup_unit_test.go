package browser

import (
	"strings"
	"testing"
)

// TestMarkupOfUnits is TestMarkup for the forms of units, posts and holders and of
// documents that are plain: each of their fields takes the 300 texts, and what is
// taken of them is looked at where it stands afterwards (SECURITY T33).
func TestMarkupOfUnits(t *testing.T) {
	h := open(t)
	x := newHurt(2)
	where := places(t, h)
	b := h.browser(t, look{1280, "vi", false})
	dialogs := b.watchful()
	last := ""
	for _, pattern := range []string{"/units/{unit}/rename", "/units/{unit}/new", "/units/{unit}/post", "/units/{unit}/move", "/units/{unit}/split", "/units/{unit}/merge",
		"/posts/{post}/seat", "/posts/{post}/holders/{holding}/end", "/posts/{post}", "/units/{unit}/end", "/units", "/holders", "/directives", "/directives/{directive}/review",
		"/directives/{directive}/send", "/received/{recipient}/paper"} {
		at := where[pattern]
		if at[0] != last {
			b.as(at[0])
			last = at[0]
		}
		b.visit(at[1])
		b.everyForm(x, b.where())
	}
	u, d := strings.TrimSuffix(where["/units/{unit}/rename"][1], "/rename"), where["/directives/{directive}"][1]
	b.shows(x, 10, d, d+"/review", "/directives", "/")
	b.as("vu_truong_tccb")
	b.shows(x, 10, d+"/coverage")
	b.as("chuyen_vien_tccb")
	b.shows(x, 10, "/units", u, u+"/holders", u+"/vacancies", where["/posts/{post}"][1])
	if n := dialogs(); n != 0 {
		t.Errorf("%d dialogs opened", n)
	}
	x.enough(t, h, ofUnits)
	t.Logf("%d texts were typed into %d forms, shown again %d times; stored texts shown %d times", x.typed, x.forms, x.shown, x.stored)
}
