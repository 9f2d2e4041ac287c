package browser

import (
	"fmt"
	"strings"
	"testing"
)

// TestMarkupOfUnits is TestMarkup for the forms of units, posts and holders and of
// documents that are plain, and for tables that are imported: each of their fields
// takes the 300 texts, and what is taken of them is looked at where it stands
// afterwards (SECURITY T33).
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
	b.as("chuyen_vien_tccb")
	b.visit(strings.TrimSuffix(where["/units/{unit}/rename"][1], "/rename") + "/holders")
	b.visit(strings.TrimPrefix(b.where(), h.url) + "/export")
	b.everyForm(x, b.where())
	b.shows(x, 10, "/exports")
	b.sheets(x)
	b.as("van_thu")
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

// sheets uploads tables whose cells are the texts: right ones, of which the plan shows
// every line, and one of which the page says what is wrong.
func (b *tab) sheets(x *hurt) {
	b.t.Helper()
	units, above, staff := strings.Builder{}, strings.Builder{}, strings.Builder{}
	units.WriteString("Mã;Tên đơn vị;Loại;Mã cấp trên;Từ ngày;Căn cứ\n")
	above.WriteString("Mã;Tên đơn vị;Loại;Mã cấp trên;Từ ngày;Căn cứ\n")
	staff.WriteString("Mã đơn vị;Chức danh;Họ;Tên đệm;Tên;Từ ngày;Căn cứ\n")
	for i, text := range x.texts {
		cell := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		fmt.Fprintf(&units, "XS.%d;%s;Phòng, ban, khoa;PC;01/02/2026;%s\n", i, cell, cell)
		fmt.Fprintf(&above, "XT.%d;%s;%s;%s;01/02/2026;%s\n", i, cell, cell, cell, cell)
		fmt.Fprintf(&staff, "PC;%s;Đặng;Thị;An;01/02/2026;%s\n", cell, cell)
	}
	for _, f := range []struct {
		path, text string
		least      int
	}{{"/import/units", units.String(), 300}, {"/import/units", above.String(), 0}, {"/import/holders", staff.String(), 290}} {
		b.upload(f.path, "x.csv", f.text)
		x.shown += b.harmless()
		if n := b.standing(x.texts, map[string]bool{}); n < f.least {
			b.t.Errorf("%s shows %d of %d texts, want %d", f.path, n, len(x.texts), f.least)
		}
	}
}
