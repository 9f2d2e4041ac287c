package app_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/web"
)

// doubtful is a document with one plain citation and three doubtful ones.
const doubtful = `BỘ THỬ NGHIỆM
Số: 40/QĐ-BTN
Hà Nội, ngày 01 tháng 3 năm 2025
QUYẾT ĐỊNH
Về việc thử
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ;
Căn cứ Nghị định số 6l/2020/NĐ-CP ngày 02/4/2020 của Chính phủ;
Căn cứ Chỉ thị số 34/CT-TW ngày 03/6/2019;
Xét Quyết định số 77/QĐ-BTN ngày 31/02/2025, giao Vụ Pháp chế theo văn bản ba mươi của Bộ;
`

// citer corrects the citations of one document.
type citer struct {
	*registry
	d *directive.Directive
}

func openCiter(t *testing.T, url string) *citer {
	t.Helper()
	r := openRegistry(t, url)
	d, err := r.app.Directive.Upload(r.ctx, r.office, r.body, "vb.txt", []byte(doubtful))
	r.must(err)
	return &citer{r, r.find(d)}
}

// cite gives the citation whose span begins so.
func (c *citer) cite(begin string) directive.Citation {
	c.t.Helper()
	list, err := c.app.Directive.Read.Citations(c.ctx, everything, c.d.ID)
	c.must(err)
	for _, x := range list {
		if strings.HasPrefix(x.Surface, begin) {
			return x
		}
	}
	c.t.Fatalf("no citation begins with %q among %v", begin, list)
	return directive.Citation{}
}

func (c *citer) at(begin string) directive.CitePlace {
	x := c.cite(begin)
	return directive.CitePlace{Directive: c.d.ID, Citation: x.ID, Version: x.Version}
}

// open are the surfaces that still wait for a person.
func (c *citer) open() string {
	list, err := c.app.Directive.Read.Citations(c.ctx, everything, c.d.ID)
	c.must(err)
	var open []string
	for _, x := range list {
		if why := x.Why(); len(why) > 0 {
			open = append(open, x.Number+" "+strings.Join(why, "+"))
		}
	}
	return strings.Join(open, "; ")
}

// known registers facts without a file.
func (c *citer) known(f directive.Facts) id.ID {
	c.t.Helper()
	d := &directive.Directive{ID: id.New(), Facts: f}
	_, err := c.app.Directive.Enter(c.ctx, directive.By{Actor: operator().Actor}, c.body, []*directive.Directive{d}, nil)
	c.must(err)
	return d.ID
}

// TestDoubtfulCitations: what was mended on reading is doubtful in the order of
// the text, until a person says what it is; and there is a way back.
func TestDoubtfulCitations(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		c := openCiter(t, url)
		s, ctx := c.app.Directive, c.ctx
		const all = "61/2020/NĐ-CP damaged; 34/CT-TW misprint; 77/QĐ-BTN bad_date"
		if got := c.open(); got != all {
			t.Fatalf("doubtful: %s, want %s", got, all)
		}
		decree := c.known(directive.Facts{Kind: "NĐ", Number: "81/2020/NĐ-CP", Issuer: "Chính phủ", IssuedOn: "2020-07-09", Title: "Nghị định"})
		order := c.known(directive.Facts{Kind: "CT", Number: "34-CT/TW", Issuer: "Bộ Chính trị", IssuedOn: "2019-06-03", Title: "Chỉ thị"})

		seen := c.at("Nghị định số 6l")
		_, err := s.CorrectCitation(ctx, c.office, seen, directive.CiteForm{Named: directive.Named{Kind: "NĐ"}})
		wantKind(t, err, errs.KindInvalid, "directive.citation.number")
		_, err = s.CorrectCitation(ctx, c.office, seen, directive.CiteForm{Named: directive.Named{Kind: "??", Number: "1/QĐ"}})
		wantKind(t, err, errs.KindInvalid, "directive.kind.unknown")
		_, err = s.CorrectCitation(ctx, c.office, seen, directive.CiteForm{Named: directive.Named{Kind: "NĐ", Number: "81/2020/NÐ\u2013CP", IssuedOn: "2020-07-09"}})
		c.must(err)
		if x := c.cite("Nghị định số 6l"); x.Target != decree || x.Number != "81/2020/NĐ-CP" || x.Read.Number != "61/2020/NĐ-CP" || x.State != directive.CiteCorrected {
			t.Errorf("typed: %+v, want it to lead to %s", x, decree)
		}
		_, err = s.ConfirmCitation(ctx, c.office, seen) // by whoever saw the page before
		wantKind(t, err, errs.KindConflict, "row.changed")

		for _, wrong := range []id.ID{c.d.ID, id.New()} {
			_, err = s.CorrectCitation(ctx, c.office, c.at("Chỉ thị"), directive.CiteForm{Target: wrong})
			wantKind(t, err, errs.KindInvalid, "directive.citation.target")
		}
		_, err = s.CorrectCitation(ctx, c.office, c.at("Chỉ thị"), directive.CiteForm{Target: order})
		c.must(err)
		if x := c.cite("Chỉ thị"); x.Target != order || x.Number != "34-CT/TW" || !x.Chosen {
			t.Errorf("chosen: %+v", x)
		}
		_, err = s.StrikeCitation(ctx, c.office, c.at("Quyết định số 77"))
		c.must(err)
		if got := c.open(); got != "" {
			t.Errorf("after a person looked at them these are doubtful: %s", got)
		}
		for _, begin := range []string{"Nghị định số 6l", "Chỉ thị", "Quyết định số 77"} {
			_, err = s.RestoreCitation(ctx, c.office, c.at(begin))
			c.must(err)
		}
		if got := c.open(); got != all {
			t.Errorf("doubtful after everything was taken back: %s, want %s", got, all)
		}
		_, err = s.RestoreCitation(ctx, c.office, c.at("Chỉ thị"))
		wantKind(t, err, errs.KindConflict, "directive.citation.unchanged")
		_, err = s.ConfirmCitation(ctx, c.office, c.at("Chỉ thị"))
		c.must(err)
		_, err = s.ConfirmCitation(ctx, c.office, c.at("Chỉ thị"))
		wantKind(t, err, errs.KindConflict, "directive.citation.settled")
		_, err = s.Register(ctx, c.office, c.d.ID, c.d.Facts, c.d.Version) // with doubts left, and the version of before
		c.must(err)
		c.verify()
	})
}

// TestChosenStays: what a person chose in the register stays when the register
// changes; what the rule found moves with it.
func TestChosenStays(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		c := openCiter(t, url)
		s, ctx := c.app.Directive, c.ctx
		plain := c.known(directive.Facts{Kind: "NĐ", Number: "30/2020/NĐ-CP", Issuer: "Chính phủ", IssuedOn: "2020-03-05", Title: "Nghị định"})
		_, err := s.CorrectCitation(ctx, c.office, c.at("Nghị định số 6l"), directive.CiteForm{Target: plain})
		c.must(err)
		_, err = s.StrikeCitation(ctx, c.office, c.at("Quyết định số 77"))
		c.must(err)
		cited := c.upload("77/QĐ-BTN", "9/QĐ-BTN")
		f := cited.Facts
		_, err = s.Register(ctx, c.office, cited.ID, f, cited.Version)
		c.must(err)
		if x := c.cite("Quyết định số 77"); !x.Target.IsZero() {
			t.Errorf("what is no citation leads to %s", x.Target)
		}
		d := c.find(plain)
		f = d.Facts
		f.Number = "31/2020/NĐ-CP"
		_, err = s.Correct(ctx, c.office, plain, f, d.Version)
		c.must(err)
		if x := c.cite("Nghị định số 6l"); x.Target != plain {
			t.Errorf("the chosen document was lost when its number was corrected")
		}
	})
}

// TestRereading: a new reading of the text, moved by a line, keeps what people
// decided; what nobody touched and is not there any more goes; verify is clean.
func TestRereading(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		c := openCiter(t, url)
		s, ctx := c.app.Directive, c.ctx
		chosen := c.known(directive.Facts{Kind: "CT", Number: "34-CT/TW", Issuer: "Bộ Chính trị", IssuedOn: "2019-06-03", Title: "Chỉ thị"})
		_, err := s.CorrectCitation(ctx, c.office, c.at("Chỉ thị"), directive.CiteForm{Target: chosen})
		c.must(err)
		_, err = s.StrikeCitation(ctx, c.office, c.at("Quyết định số 77"))
		c.must(err)
		_, err = s.AddCitation(ctx, c.office, c.d.ID, "văn bản ba mươi", directive.CiteForm{Named: directive.Named{Kind: "CV", Number: "30/BTN-VP"}})
		c.must(err)
		e, err := s.Read.TextOf(ctx, c.d.ID)
		c.must(err)
		old, err := s.Read.Citations(ctx, everything, c.d.ID)
		c.must(err)
		var read []directive.Citation
		for _, x := range old {
			if x.State != directive.CiteAdded && !strings.HasPrefix(x.Surface, "Nghị định số 6l") {
				read = append(read, directive.Citation{First: x.First + 6, Last: x.Last + 6, Surface: x.Surface, Named: x.Read, Role: x.Role, Issuer: x.Issuer, Doubts: x.Doubts})
			}
		}
		e.Text = "Trang\n" + e.Text
		_, err = c.app.Door.Do(ctx, door.Command{Name: directive.ActionCiteCorrect, Actor: c.office.Actor, Purpose: access.PurposeDispatch,
			Object: access.Object{Kind: "directive", ID: c.d.ID}}, func(ctx context.Context, tx door.Tx) error {
			return s.Cites.Reread(ctx, tx, c.d.ID, e, read)
		})
		c.must(err)
		now, err := s.Read.Citations(ctx, everything, c.d.ID)
		c.must(err)
		if len(now) != len(old)-1 || c.open() != "" {
			t.Errorf("%d citations of %d, doubtful %q", len(now), len(old), c.open())
		}
		if x := c.cite("Chỉ thị"); x.Target != chosen || !x.Chosen || x.State != directive.CiteCorrected || x.Read.Number != "34/CT-TW" {
			t.Errorf("corrected before: %+v", x)
		}
		if x := c.cite("Quyết định số 77"); x.State != directive.CiteStruck {
			t.Errorf("struck before: %+v", x)
		}
		if x := c.cite("văn bản ba mươi"); x.State != directive.CiteAdded || string([]rune(e.Text)[x.First:x.Last]) != "văn bản ba mươi" {
			t.Errorf("added before: %+v", x)
		}
		c.verify()
	})
}

// TestUnlikeRegister: the register has the number with another day, another
// issuer, or twice: the clerk is told.
func TestUnlikeRegister(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		c := openCiter(t, url)
		f := directive.Facts{Kind: "NĐ", Number: "30/2020/NĐ-CP", Issuer: "Chính phủ", IssuedOn: "2020-03-06", Title: "Nghị định"}
		c.known(f)
		if got := c.cite("Nghị định số 30").Why(); len(got) != 1 || got[0] != directive.UnlikeDay {
			t.Errorf("another day: %v", got)
		}
		f.IssuedOn, f.Issuer = "2020-03-05", "Thủ tướng Chính phủ" // holds the other's name: not told apart
		c.known(f)
		d := c.upload("41/QĐ-BTN", "30/2020/NĐ-CP")
		list, err := c.app.Directive.Read.Citations(c.ctx, everything, d.ID)
		c.must(err)
		for _, x := range list {
			if x.Role == "cite" && len(x.Why()) == 0 { // dated 02/01/2025: the number's year is not the date's
				t.Errorf("%s: not doubtful", x.Surface)
			}
		}
	})
}

// TestAddCitation: a citation that the program did not see is added at its
// words, once.
func TestAddCitation(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		c := openCiter(t, url)
		s, ctx := c.app.Directive, c.ctx
		form := directive.CiteForm{Named: directive.Named{Kind: "CV", Number: "30/BTN-VP"}}
		for words, want := range map[string]string{"": "directive.citation.words", "không có ở đây": "directive.citation.not_there", "Chỉ thị số 34/CT-TW": "directive.citation.taken"} {
			_, err := s.AddCitation(ctx, c.office, c.d.ID, words, form)
			if errs.Of(err).Code != want {
				t.Errorf("adding %q: %v, want %s", words, err, want)
			}
		}
		_, err := s.AddCitation(ctx, c.office, c.d.ID, "văn bản  ba\nmươi của Bộ", form)
		c.must(err)
		x := c.cite("văn bản ba mươi")
		if x.State != directive.CiteAdded || len(x.Why()) != 0 || string([]rune(doubtful)[x.First:x.Last]) != "văn bản ba mươi của Bộ" {
			t.Errorf("added: %+v", x)
		}
		_, err = s.StrikeCitation(ctx, c.office, c.at("văn bản ba mươi"))
		c.must(err)
		_, err = s.RestoreCitation(ctx, c.office, c.at("văn bản ba mươi"))
		c.must(err)
		if got := c.cite("văn bản ba mươi").State; got != directive.CiteAdded {
			t.Errorf("an added one that was struck and restored is %s", got)
		}
		_, err = s.Discard(ctx, c.office, c.d.ID, 0)
		c.must(err)
		_, err = s.AddCitation(ctx, c.office, c.d.ID, "Hà Nội", form)
		wantKind(t, err, errs.KindConflict, "directive.citation.closed")
	})
}

// TestCitePages: the page shows what is doubtful with its reason, opens the form
// by a plain link, keeps what was typed, and says on the document what is left.
func TestCitePages(t *testing.T) {
	m := openMatrix(t)
	all, err := m.app.Accounts.Personas(t.Context())
	m.must(err)
	by := directive.By{}
	by.Actor.Account = all["van_thu"]
	d, err := m.app.Directive.Upload(t.Context(), by, m.body, "vb.txt", []byte(doubtful))
	m.must(err)
	clerk, page := m.viewer("van_thu"), pathOf(d)+"/review"
	see := func(path string, want ...string) string {
		t.Helper()
		got := m.request(clerk, http.MethodGet, path, sent{}, false)
		for _, w := range want {
			if got.status != http.StatusOK || !strings.Contains(got.body, w) {
				t.Errorf("%s: %d, without %q", path, got.status, w)
			}
		}
		return got.body
	}
	see(page, "Viện dẫn cần xem lại (3)", "không đúng thể thức", `class="doubt"`, "Còn 3 viện dẫn")
	list, err := m.app.Directive.Read.Citations(t.Context(), everything, d)
	m.must(err)
	c := list[2]
	at := page + "?citation=" + c.ID.Text(directive.CitationPrefix)
	see(at, `value="61/2020/NĐ-CP"`, `id="citation"`)
	see(page+"?citation=cit_x", "Viện dẫn cần xem lại (3)")
	see(at+"&find=34-CT/TW", `value="34-CT/TW"`)
	correct := func(number string) answered {
		return m.request(clerk, http.MethodPost, pathOf(d)+"/citations/"+c.ID.Text(directive.CitationPrefix)+"/correct",
			sent{Values: url.Values{"key": {web.NewKey()}, "cite_version": {"1"}, "cite_kind": {"NĐ"}, "cite_number": {number}, "cite_issued_on": {"02/04/2020"}}}, false)
	}
	if got := correct(""); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Hãy ghi số, ký hiệu") || !strings.Contains(got.body, `value="02/04/2020"`) {
		t.Errorf("without a number: %d", got.status)
	}
	if got := correct("61/2020/NĐ-CP"); got.status != http.StatusSeeOther {
		t.Errorf("a correction: %d %s", got.status, got.body)
	}
	see(page, "Viện dẫn cần xem lại (2)", "máy đọc là: nghị định 61/2020/NĐ-CP")
	_, err = m.app.Directive.Register(t.Context(), by, d, directive.Facts{Kind: "QĐ", Number: "40/QĐ-BTN", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Về việc thử"}, 0)
	m.must(err)
	see(pathOf(d), "Viện dẫn cần xem lại (2)")
	reader := m.request(m.viewer("van_thu_pc"), http.MethodGet, pathOf(d), sent{}, false)
	if !strings.Contains(reader.body, `class="doubt"`) || strings.Contains(reader.body, "?citation=") || strings.Contains(reader.body, "Viện dẫn cần xem lại (") {
		t.Error("whoever only reads sees the signs, and no way to a form that is not theirs")
	}
}
