package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"slices"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/web"
)

// site serves the registry's pages.
func (r *registry) site() *matrix {
	m := &matrix{t: r.t, app: r.app, site: r.app.Site()}
	m.server = httptest.NewServer(m.site.Handler())
	r.t.Cleanup(m.server.Close)
	return m
}

func (m *matrix) as(by directive.By) viewer {
	m.t.Helper()
	m.signIn("", by.Actor.Account, nil)
	return m.viewers[len(m.viewers)-1]
}

func (m *matrix) get(v viewer, path string) answered {
	m.t.Helper()
	return m.request(v, http.MethodGet, path, sent{}, false)
}

func (m *matrix) post(v viewer, path string, f neturl.Values) answered {
	m.t.Helper()
	return m.request(v, http.MethodPost, path, sent{Values: f}, false)
}

func pathOf(d id.ID) string { return "/directives/" + d.Text(directive.Prefix) }

// factFields fills the form of the facts.
func factFields(does string, d *directive.Directive, title string) neturl.Values {
	return neturl.Values{"key": {web.NewKey()}, "does": {does}, "version": {fmt.Sprint(d.Version)}, "kind": {d.Kind}, "number": {d.Number},
		"issuer": {d.Issuer}, "issued_on": {d.IssuedOn.Vietnamese()}, "title": {title}}
}

// A double click registers once and is answered twice alike. Whoever has an old
// version before them cannot overwrite another's change by pressing again.
func TestRegisterForm(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		m := r.site()
		office := m.as(r.office)
		d := r.upload("7/QĐ-BTN", "9/QĐ-BTN")
		form := factFields("register", d, "Về việc thử")
		for range 2 {
			if got := m.post(office, pathOf(d.ID)+"/review", form); got.status != http.StatusSeeOther {
				t.Errorf("registered: %d", got.status)
			}
		}
		if r.find(d.ID).State != directive.Registered {
			t.Error("not registered")
		}
		old := r.find(d.ID)
		better := old.Facts
		better.Title = "Của người khác"
		_, err := r.app.Directive.Correct(r.ctx, r.office, d.ID, better, 0)
		r.must(err)
		for range 2 {
			got := m.post(office, pathOf(d.ID)+"/review", factFields("correct", old, "Của tôi"))
			if got.status != http.StatusConflict || !strings.Contains(got.body, fmt.Sprintf(`name="version" value="%d"`, old.Version)) ||
				!strings.Contains(got.body, `name="does" value="correct"`) || !strings.Contains(got.body, "Của tôi") {
				t.Errorf("an old version: %d, or another in the form", got.status)
			}
		}
		if got := r.find(d.ID).Title; got != better.Title {
			t.Errorf("the other's change was overwritten by %q", got)
		}
	})
}

// A number that looks like one of the register is that one.
func TestRegisterLookAlike(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		first := r.register("7/QĐ-BTN")
		for _, number := range []string{"7/q\u00F0-btn", "7\u2215Q\u00D0\u2013BTN", "7/QĐ\u200B-BTN", "7 / QĐ - BTN", "\uFF17/QĐ-BTN"} {
			twin := r.upload("8/QĐ-BTN", "9/QĐ-BTN")
			f := twin.Facts
			f.Number = number
			_, err := r.app.Directive.Register(r.ctx, r.office, twin.ID, f, 0)
			wantKind(t, err, errs.KindConflict, "directive.duplicate")
			if got := errs.Of(err).Arg("directive"); got != first.ID.Text(directive.Prefix) {
				t.Errorf("%q is said to be %s", number, got)
			}
		}
		other := r.register("07/QĐ-BTN")
		if other.Number != "07/QĐ-BTN" {
			t.Errorf("registered as %s", other.Number)
		}
		f := other.Facts
		f.Kind = "XX"
		_, err := r.app.Directive.Correct(r.ctx, r.office, other.ID, f, 0)
		wantKind(t, err, errs.KindInvalid, "directive.kind.unknown")
		r.verify()
	})
}

// A discarded draft has no pages, though its form may be sent twice; a draft is
// compared before it is sent.
func TestRegisterDraftPages(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		m := r.site()
		office := m.as(r.office)
		d := r.upload("7/QĐ-BTN", "9/QĐ-BTN")
		if got := m.get(office, pathOf(d.ID)+"/send"); got.status != http.StatusSeeOther || got.location != pathOf(d.ID)+"/review" {
			t.Errorf("sending a draft: %d %s", got.status, got.location)
		}
		form := factFields("", d, "")
		for range 2 {
			if got := m.post(office, pathOf(d.ID)+"/discard", form); got.status != http.StatusSeeOther {
				t.Errorf("discarded: %d", got.status)
			}
		}
		for _, page := range []string{"", "/review", "/file", "/pages/1", "/send", "/coverage", "/coverage.xlsx"} {
			if got := m.get(office, pathOf(d.ID)+page); got.status != http.StatusNotFound {
				t.Errorf("%s of a discarded draft: %d", page, got.status)
			}
		}
		known := r.enter("BO", 1)[0]
		if got := m.get(office, pathOf(known.ID)+"/send"); got.status != http.StatusNotFound {
			t.Errorf("sending what has no text: %d", got.status)
		}
	})
}

// Units that ended or were merged keep the name under which they were sent a
// document; page and sheet say the same.
func TestCoverageOfEnded(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		r.mustCreate("2021-01-01", "C", "BO", "D", "BO")
		d := r.register("7/QĐ-BTN")
		r.must(r.send(d, "2027-01-01", "A1", "B", "C", "D"))
		names := map[id.ID]string{}
		for unit, l := range r.covered(d, false) {
			if names[unit] = l.Name; l.Name == "" || l.Ended {
				t.Errorf("sent to %+v", l)
			}
		}
		r.must(r.confirmFor(r.at("A", access.RoleUnitClerk), r.waiting(d, "A1")))
		r.must(r.end("B", "2026-01-01"))
		r.must(r.merge("C", "A", "2026-02-01"))
		ended := map[id.ID]bool{r.units["B"]: true, r.units["C"]: true}
		lines := r.covered(d, false)
		if len(lines) != 4 {
			t.Errorf("%d units", len(lines))
		}
		for unit, l := range lines {
			if l.Name != names[unit] || l.Ended != ended[unit] {
				t.Errorf("%+v, sent to %q", l, names[unit])
			}
		}
		if l := r.waiting(d, "B"); l.UnitName != names[r.units["B"]] {
			t.Errorf("what a unit that ended has to confirm is for %q", l.UnitName)
		}
		m := r.site()
		office := m.as(r.office)
		page, sheet := m.get(office, pathOf(d.ID)+"/coverage").body, m.unzipped(m.get(office, pathOf(d.ID)+"/coverage.xlsx").body)
		for what, text := range map[string]string{"page": page, "sheet": sheet} {
			for _, want := range append([]string{"Người xác nhận", r.today().Vietnamese()}, names[r.units["B"]], names[r.units["C"]]) {
				if !strings.Contains(text, want) {
					t.Errorf("the %s does not say %q", what, want)
				}
			}
			if n := strings.Count(text, "đã kết thúc"); n != 2 {
				t.Errorf("the %s says %d times that a unit ended", what, n)
			}
		}
		r.verify()
	})
}

// unzipped gives all parts of a spreadsheet, one after the other.
func (m *matrix) unzipped(book string) string {
	m.t.Helper()
	in, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	m.must(err)
	text := ""
	for _, part := range in.File {
		r, err := part.Open()
		m.must(err)
		data, err := io.ReadAll(r)
		m.must(err)
		text += string(data)
	}
	return text
}

// A slip is a picture or a PDF that can be opened, signed after the sending.
func TestConfirmSlip(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.register("7/QĐ-BTN")
		r.must(r.send(d, "2027-01-01", "A1", "A2"))
		clerk, l := r.at("A", access.RoleUnitClerk), r.waiting(d, "A1")
		give := func(l directive.WaitingLine, day clock.Date, data []byte) error {
			_, err := r.app.Directive.ConfirmFor(r.ctx, clerk, l.Recipient, l.Digest, day, "phieu", data)
			return err
		}
		var photo bytes.Buffer
		r.must(jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
		wantKind(t, give(l, r.today().AddDays(-1), slip), errs.KindInvalid, "directive.ack.signed_early")
		for _, broken := range []string{"\x89PNG\r\n\x1a\nsigned", "\xff\xd8\xffsigned", "%PDF-1.7 a slip", photo.String()[:20]} {
			wantKind(t, give(l, r.today(), []byte(broken)), errs.KindInvalid, "directive.ack.slip_broken")
		}
		wantKind(t, give(l, r.today(), []byte("MZ a program")), errs.KindInvalid, "directive.ack.slip_type")
		r.must(give(l, r.today(), photo.Bytes()))
		if draws {
			r.must(give(r.waiting(d, "A2"), r.today(), onePage()))
		}
	})
}

// Only those who may confirm have the button, only those who may record for a
// unit the way to its slip.
func TestConfirmPage(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.register("7/QĐ-BTN")
		r.must(r.send(d, "2027-01-01", "A", "A1"))
		m := r.site()
		clerkA, clerkB := m.as(r.at("A", access.RoleUnitClerk)), m.as(r.at("B", access.RoleUnitClerk))
		for _, c := range []struct {
			v               viewer
			unit            string
			confirm, record bool
		}{{clerkA, "A", true, false}, {clerkB, "A", false, false}, {clerkA, "A1", false, true}, {clerkB, "A1", false, false}, {m.as(r.office), "A", false, false}} {
			l := r.waiting(d, c.unit)
			path := "/received/" + l.Recipient.Text(directive.RecipientPrefix)
			got := m.get(c.v, path)
			if button := strings.Contains(got.body, `value="`+hex.EncodeToString(l.Digest[:])+`"`); got.status != http.StatusOK || button != c.confirm {
				t.Errorf("%s: %d, a button to confirm: %v, want %v", c.unit, got.status, button, c.confirm)
			}
			if link := strings.Contains(got.body, path+"/paper"); link != c.record {
				t.Errorf("%s: the way to the slip: %v, want %v", c.unit, link, c.record)
			}
		}
	})
}

// Whoever sends again is told the units by name, and does not tick anew.
func TestSendAgain(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.register("7/QĐ-BTN")
		codes := []string{"A", "B"}
		for i := range 7 {
			codes = append(codes, fmt.Sprint("V", i))
			r.must(r.create(codes[i+2], "BO", "2021-01-01"))
		}
		r.must(r.send(d, "2027-01-01", "V0", "V1"))
		m := r.site()
		form := neturl.Values{"key": {web.NewKey()}, "due_on": {"01/01/2027"}}
		for _, c := range codes {
			form.Add("units", r.units[c].Text(org.UnitPrefix))
		}
		got := m.post(m.as(r.office), pathOf(d.ID)+"/send", form)
		if got.status != http.StatusConflict || strings.Count(got.body, " checked") != len(codes) {
			t.Errorf("%d, %d ticks", got.status, strings.Count(got.body, " checked"))
		}
		var names []string
		for _, l := range r.covered(d, false) {
			names = append(names, l.Name)
		}
		slices.Sort(names)
		if !strings.Contains(got.body, strings.Join(names, ", ")) {
			t.Errorf("the page does not name %v", names)
		}
		r.must(r.send(d, "2027-01-01", codes[4:]...))
		err := r.send(d, "2027-01-01", codes...)
		wantKind(t, err, errs.KindConflict, "directive.dispatch.again_many")
		if e := errs.Of(err); strings.Count(e.Arg("names"), ", ") != 4 || e.Arg("more") != "2" {
			t.Error(err)
		}
		wantKind(t, r.send(d, r.today().AddDays(40000), "A"), errs.KindInvalid, "directive.dispatch.due_far")
	})
}
