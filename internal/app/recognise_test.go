package app_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/testenv"
)

// twoPages is a decision of two pages as a scanner gives it.
var twoPages = func() func(testing.TB) []byte {
	var once sync.Once
	var pdf []byte
	return func(t testing.TB) []byte {
		once.Do(func() {
			pdf = testenv.Scan(t, `<p>BỘ THỬ NGHIỆM<br>Số: 88/QĐ-BTN</p><p align="right">Hà Nội, ngày 10 tháng 11 năm 2026</p>
<p align="center"><b>QUYẾT ĐỊNH</b><br><b>Về việc rà soát hồ sơ công chức</b></p>
<p>Căn cứ Nghị định số 170/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ quy định về quản lý công chức;</p>
<p><b>Điều 1.</b> Những người đứng đầu chịu trách nhiệm lưu giữ, bổ sung hồ sơ.</p>`,
				`<p><b>Điều 2.</b> Việc lưu giữ hồ sơ theo Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ.</p>`)
		})
		if pdf == nil {
			t.Fatal("there is no scan")
		}
		return pdf
	}
}()

// scan uploads the scanned decision.
func (r *registry) scan() id.ID {
	r.t.Helper()
	which, err := r.app.Directive.Upload(r.ctx, r.office, r.body, "quet.pdf", twoPages(r.t))
	r.must(err)
	return which
}

// runs runs the next job with a hand on what is reported.
func (r *registry) runs(a *app.App, ctx context.Context, told func(done int64)) {
	r.t.Helper()
	runner := &job.Runner{Store: a.Jobs, Clock: r.clock, Log: quiet(), Handlers: map[job.Kind]job.Handler{
		directive.KindRecognise: func(ctx context.Context, j job.Job, report job.Progress) error {
			return a.Directive.Recognise(ctx, j, func(ctx context.Context, done, total int64) error {
				told(done)
				return report(ctx, done, total)
			})
		}}}
	if worked, err := runner.Next(ctx); err != nil || !worked {
		r.t.Fatalf("the job did not run: %v, %v", worked, err)
	}
}

func none(int64) {}

func (r *registry) reading(which id.ID) job.Run {
	r.t.Helper()
	run, err := r.app.Jobs.Newest(r.ctx, directive.KindRecognise, access.Object{Kind: "directive", ID: which})
	r.must(err)
	return run
}

func (r *registry) textOf(which id.ID) *directive.Expression {
	r.t.Helper()
	e, err := r.app.Directive.Read.TextOf(r.ctx, which)
	r.must(err)
	return e
}

func (r *registry) order(which id.ID) {
	r.t.Helper()
	r.clock.Advance(time.Second)
	_, err := r.app.Directive.RecogniseLater(r.ctx, r.office, which)
	r.must(err)
}

// TestRecognise has one body for all: each folder has a PDF engine to compile.
func TestRecognise(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		r.isRead()
		r.isStopped()
		r.isWithoutMeans()
		r.isRestarted()
		r.isRefused()
		r.verify()
	})
}

// A scan is read by machine when its clerk asks for it: what it cites is found,
// the empty form is filled, everybody is told that nobody checked the text, and
// the ledger says on whose behalf it was done. Whoever compared it says so once.
func (r *registry) isRead() {
	which := r.scan()
	known := r.register("30/2020/NĐ-CP")
	m := r.site()
	office := m.as(r.office)
	page := func() string { return m.get(office, pathOf(which)+"/review").body }
	if got := page(); !strings.Contains(got, "Đọc bằng máy (OCR)") || strings.Contains(got, "Do máy đọc") {
		r.t.Error("the page of a scan does not offer to read it")
	}
	if got := m.post(office, pathOf(which)+"/recognise", factFields("", r.find(which), "")); got.status != 303 {
		r.t.Fatalf("ordered: %d %s", got.status, got.body)
	}
	if got := page(); !strings.Contains(got, "đang chờ đến lượt") || !strings.Contains(got, "Dừng đọc") {
		r.t.Error("the page does not say that the reading waits")
	}
	_, err := r.app.Directive.RecogniseLater(r.ctx, r.office, which)
	wantKind(r.t, err, errs.KindConflict, "directive.recognise.running")
	var shown []string
	r.runs(r.app, r.ctx, func(done int64) {
		if done > 0 {
			shown = append(shown, page())
		}
	})
	if len(shown) != 2 || !strings.Contains(shown[1], "xong 1 trong 2 trang") {
		r.t.Errorf("%d pages were reported, or progress is not shown", len(shown))
	}
	e := r.textOf(which)
	if run := r.reading(which); run.State != job.Done || run.Done != 2 || !e.Recognised || !e.Scanned {
		r.t.Fatalf("%+v, recognised %v", run, e.Recognised)
	}
	cites, err := r.app.Directive.Read.Citations(r.ctx, everything, which)
	r.must(err)
	for number, target := range map[string]id.ID{"170/2025/NĐ-CP": {}, "30/2020/NĐ-CP": known.ID} {
		if !slices.ContainsFunc(cites, func(c directive.Citation) bool { return c.Number == number && c.Role == "cite" }) {
			r.t.Errorf("%s is not among what is cited (%v)", number, target)
		}
	}
	for _, want := range []string{"Do máy đọc, chưa kiểm tra", "bổ sung hồ sơ", `value="88/QĐ-BTN"`, `value="10/11/2026"`, "Điều 2", "/pages/2"} {
		if !strings.Contains(page(), want) {
			r.t.Errorf("the page does not have %q", want)
		}
	}
	r.saidFor(which)
	if got := m.post(office, pathOf(which)+"/compare", factFields("", r.find(which), "")); got.status != 303 {
		r.t.Errorf("compared: %d", got.status)
	}
	if got := page(); strings.Contains(got, "chưa kiểm tra</") || !strings.Contains(got, "Do máy đọc, đã đối chiếu") {
		r.t.Error("the page does not say that the text was compared")
	}
	_, err = r.app.Directive.Compare(r.ctx, r.office, which)
	wantKind(r.t, err, errs.KindConflict, "directive.compare.done")
	_, err = r.app.Directive.RecogniseLater(r.ctx, r.office, which)
	wantKind(r.t, err, errs.KindConflict, "directive.recognise.done")
	_, err = r.app.Directive.RecogniseLater(r.ctx, r.office, known.ID)
	wantKind(r.t, err, errs.KindConflict, "directive.recognise.no_scan")
}

// saidFor fails unless the ledger says that the text was kept by the system for
// its requester.
func (r *registry) saidFor(which id.ID) {
	r.t.Helper()
	lines, err := ledgersql.Plain{Store: r.app.Ledger}.Timeline(r.ctx, access.Object{Kind: "directive", ID: which}, ledger.Only{}, 10)
	r.must(err)
	for _, l := range lines {
		if l.Action == directive.ActionKeepRecognised && l.Actor.System == "job" && l.Actor.Account == r.office.Actor.Account {
			return
		}
	}
	r.t.Errorf("the ledger does not say for whom the text was kept: %+v", lines)
}

// Whoever lost the right after asking gets no text: the job is refused, and an
// entry says so.
func (r *registry) isRefused() {
	which := r.scan()
	r.order(which)
	(&gate{world: &world{app: r.app, unit: r.units["A"]}, t: r.t}).endRoles(r.office.Actor.Account)
	r.runs(r.app, r.ctx, func(int64) { r.t.Error("pages were read for somebody without rights") })
	if run := r.reading(which); run.State != job.Failed || run.Code != "access.not_found" || r.textOf(which).Recognised {
		r.t.Errorf("%+v", run)
	}
}

// A reading that is stopped keeps nothing, also when it is stopped after its last
// page; it can be asked for again.
func (r *registry) isStopped() {
	which := r.scan()
	for _, at := range []int64{1, 2} {
		r.order(which)
		r.runs(r.app, r.ctx, func(done int64) {
			if done == at {
				_, err := r.app.Directive.StopRecognising(r.ctx, r.office, which)
				r.must(err)
			}
		})
		if run := r.reading(which); run.State != job.Cancelled || r.textOf(which).Recognised {
			r.t.Errorf("stopped after page %d: %+v", at, run)
		}
	}
	_, err := r.app.Directive.StopRecognising(r.ctx, r.office, which)
	wantKind(r.t, err, errs.KindConflict, "job.ended")
	r.order(which)
	_, err = r.app.Directive.StopRecognising(r.ctx, r.office, which) // before it began
	r.must(err)
	r.order(which)
	r.runs(r.app, r.ctx, none)
	if !r.textOf(which).Recognised {
		r.t.Error("nothing was read the last time")
	}
}

// A program that ends while it reads gives the work back; the next one does it,
// once.
func (r *registry) isRestarted() {
	which := r.scan()
	r.order(which)
	ctx, end := context.WithCancel(r.ctx)
	r.runs(r.app, ctx, func(done int64) {
		if done == 1 {
			end()
		}
	})
	if run := r.reading(which); run.State != job.Waiting || run.Attempts != 0 {
		r.t.Errorf("given back as %+v", run)
	}
	r.app.Close()
	var err error
	r.app, err = app.Open(r.ctx, app.Config{Dir: r.dir, Database: r.url, Log: quiet(), Clock: r.clock})
	r.must(err)
	r.t.Cleanup(r.app.Close)
	r.runs(r.app, r.ctx, none)
	if run := r.reading(which); run.State != job.Done || !r.textOf(which).Recognised {
		r.t.Errorf("after the restart: %+v", run)
	}
	j := job.Job{ID: id.New(), Kind: directive.KindRecognise, Requester: r.office.Actor, Object: access.Object{Kind: "directive", ID: which}}
	r.must(r.app.Directive.Recognise(r.ctx, j, func(context.Context, int64, int64) error {
		r.t.Error("a text that stands was read again")
		return nil
	}))
}

// Without what it takes the page says what to install, and a reading that failed
// says why and can be tried again.
func (r *registry) isWithoutMeans() {
	which := r.scan()
	m := r.site()
	office := m.as(r.office)
	page := func() string { return m.get(office, pathOf(which)+"/review").body }
	r.order(which)
	without := func(name string, fn func()) {
		r.t.Run(name, func(t *testing.T) {
			t.Setenv(name, t.TempDir())
			fn()
		})
	}
	without("PATH", func() {
		r.runs(r.app, r.ctx, none)
		if run := r.reading(which); run.State != job.Failed || run.Code != "intake.recognise.missing" {
			r.t.Errorf("%+v", run)
		}
		if got := page(); !strings.Contains(got, "tesseract-ocr-vie") || strings.Contains(got, "OCR)") {
			r.t.Error("the page does not say what to install")
		}
		_, err := r.app.Directive.RecogniseLater(r.ctx, r.office, which)
		wantKind(r.t, err, errs.KindInvalid, "intake.recognise.missing")
	})
	without("TESSDATA_PREFIX", func() {
		if got := page(); !strings.Contains(got, "chưa có dữ liệu tiếng Việt") {
			r.t.Error("the page does not say that Vietnamese is missing")
		}
	})
	if got := page(); !strings.Contains(got, "Thử đọc lại") {
		r.t.Error("what failed cannot be tried again")
	}
	r.order(which)
	r.runs(r.app, r.ctx, none)
	if !r.textOf(which).Recognised {
		r.t.Error("the second try read nothing")
	}
}
