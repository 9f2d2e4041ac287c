package app_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/access/accessweb"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// TestNodeRefusesEveryWayIn: on a machine that may hold no secret none gets in, by
// upload, by any step about a document that stands there, nor with a folder that is
// brought or restored.
func TestNodeRefusesEveryWayIn(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		for _, node := range []access.Node{access.NodeOpen, access.NodeInternal} {
			g := openNode(t, url, string(node))
			office := fresh(g.clerk)
			g.cleared(office.Actor)
			before := g.count(`SELECT count(*) FROM directive`)
			_, err := g.app.Directive.UploadSecret(bg, directive.By{Actor: office.Actor}, g.body, "mat.txt", document("91"), secrecy(access.LabelMat))
			wantKind(t, err, errs.KindInvalid, "access.label.node")
			if g.count(`SELECT count(*) FROM directive`) != before {
				t.Error("a refused upload is kept")
			}
			o := access.Object{Kind: "directive", ID: g.directive}
			for _, s := range []access.Step{access.StepClassify, access.StepExtend, access.StepRaise, access.StepLower} {
				_, err := g.app.Labels.Change(bg, fresh(g.clerk), o, stepForm(s, access.LabelMat, "theo quyết định mới"))
				wantKind(t, err, errs.KindInvalid, "access.label.node")
			}
			g.app.Close()
			if strings.HasPrefix(url, "postgres") {
				break // the database holds one folder
			}
		}
	})
}

// TestNodeRefusesAFolder: a folder with a secret is opened on no machine that may
// not hold it, and is whole on the one that may.
func TestNodeRefusesAFolder(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		declare := func(node access.Node) {
			must(t, os.WriteFile(filepath.Join(dir, "hoso.toml"), []byte("node = '"+string(node)+"'\n"), 0o600))
		}
		open := func() (*app.App, error) {
			return app.Open(bg, app.Config{Dir: dir, Database: url, Log: quiet(), Clock: clock.NewManual(clock.Day(2026, 11, 25).Begins() + 12*3600*1_000_000)})
		}
		declare(access.NodeIsolated)
		a, err := open()
		must(t, err)
		g := &gate{populate(t, a), t, nil}
		g.cleared(g.clerk)
		d, err := a.Directive.UploadSecret(bg, directive.By{Actor: fresh(g.clerk).Actor}, g.body, "mat.txt", document("92"), secrecy(access.LabelMat))
		must(t, err)
		a.Close()
		for _, node := range []access.Node{access.NodeOpen, access.NodeInternal} {
			declare(node)
			if a, err = open(); err == nil {
				a.Close()
			}
			wantKind(t, err, errs.KindConflict, "app.node.above")
		}
		declare(access.NodeIsolated)
		a, err = open()
		must(t, err)
		defer a.Close()
		if _, err := a.Directive.Read.Find(bg, d); err != nil {
			t.Error("the secret is gone where it may stand:", err)
		}
	})
}

// download gets a file as somebody.
func (m *matrix) download(v viewer, path string) (int, string, []byte) {
	m.t.Helper()
	q, err := http.NewRequest(http.MethodGet, m.server.URL+path, nil)
	m.must(err)
	q.AddCookie(&http.Cookie{Name: "hoso_demo", Value: m.alive(v)})
	answer, err := m.server.Client().Transport.RoundTrip(q)
	m.must(err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	m.must(err)
	return answer.StatusCode, answer.Header.Get("Content-Disposition"), data
}

// showFile writes what a person should look at where pictures of pages go.
func showFile(name string, data []byte) {
	if dir := os.Getenv("HOSO_SHOTS"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, name), data, 0o600)
	}
}

// TestLabelledOriginal: the file of a labelled document leaves only as a copy that
// the register knows, behind its cover; of a scan pages are made with label and
// number on each.
func TestLabelledOriginal(t *testing.T) {
	m := openMatrixOn(t, "", clock.NewManual(clock.System{}.Now()), func(m *matrix) { m.labelled() })
	office := m.viewer("van_thu")
	secret := m.objects[" secret"]
	at := "/directives/" + secret.Text(directive.Prefix)
	status, _, page := m.download(office, at+"/file")
	if status != http.StatusForbidden || bytes.Contains(page, []byte("Về việc bí mật cán bộ")) || !bytes.Contains(page, []byte("bản có số")) {
		t.Errorf("the plain file of a secret: %d\n%s", status, page)
	}
	take := func(d id.ID, as access.CopyAs) (string, []byte) {
		t.Helper()
		o := access.Object{Kind: "directive", ID: d}
		m.must(m.app.Labels.Print(bg, fresh(office.actor), o, access.CopyForm{Count: 1, As: as, ForWhom: "Vụ Pháp chế", Reason: "góp ý dự thảo quy chế"}))
		list, n, err := m.app.Labels.Copies(bg, office.actor, access.CopyFilter{Object: o, Limit: 1})
		m.must(err)
		if n == 0 || list[0].As != as {
			t.Fatalf("the register has %v", list)
		}
		path := "/directives/" + d.Text(directive.Prefix) + "/copies/" + list[0].ID.Text(accessweb.CopyPrefix)
		if status, _, _ := m.download(m.viewer("vu_truong_tccb"), path); status != http.StatusNotFound {
			t.Errorf("somebody else takes a copy: %d", status)
		}
		status, name, data := m.download(office, path)
		if status != http.StatusOK || !strings.Contains(name, "MAT_ban-so-") {
			t.Fatalf("%d %s\n%.300s", status, name, data)
		}
		return name, data
	}
	_, data := take(secret, access.CopyFile)
	showFile("original.zip", data)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	m.must(err)
	if len(z.File) != 2 || !strings.HasPrefix(z.File[0].Name, "MAT_0-ban-so-") || !strings.HasSuffix(z.File[1].Name, "mat.txt") {
		t.Fatalf("the copy holds %v", z.File)
	}
	cover, original := unpacked(t, z.File[0]), unpacked(t, z.File[1])
	if !bytes.Contains(original, []byte("77/QĐ-MAT")) {
		t.Error("the file is not the one that was received")
	}
	for _, want := range []string{"MẬT", "Bản số: 3", "Vụ Pháp chế", "góp ý dự thảo quy chế"} {
		if text := textOf(t, cover)[0]; !strings.Contains(text, want) {
			t.Errorf("the cover does not say %q:\n%s", want, text)
		}
	}

	by := directive.By{Actor: office.actor}
	scan, err := m.app.Directive.UploadSecret(bg, by, m.body, "quet-mat.pdf", twoPages(t), secrecy(access.LabelMat))
	m.must(err)
	_, err = m.app.Directive.Register(bg, by, scan, directive.Facts{Kind: "QĐ", Number: "93/QĐ-MAT", Issuer: "Bộ Thử nghiệm", IssuedOn: "2025-03-01", Title: "Quyết định quét"}, 0)
	m.must(err)
	_, pdf := take(scan, access.CopyPrint)
	showFile("scan-copy.pdf", pdf)
	pages := textOf(t, pdf)
	if len(pages) != 2 {
		t.Fatalf("%d pages of a scan of two", len(pages))
	}
	for i, text := range pages {
		for _, want := range []string{"MẬT", "Bản số: 1", "Vụ Pháp chế"} {
			if !strings.Contains(text, want) {
				t.Errorf("page %d does not say %q:\n%s", i+1, want, text)
			}
		}
	}
	if !bytes.Contains(pdf, []byte("/DCTDecode")) {
		t.Error("the pages have no pictures")
	}
}

func unpacked(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	must(t, err)
	defer r.Close()
	data, err := io.ReadAll(r)
	must(t, err)
	return data
}

// textOf gives the text of each page of a PDF.
func textOf(t *testing.T, pdf []byte) []string {
	t.Helper()
	c := exec.Command("pdftotext", "-layout", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	must(t, err)
	return strings.Split(strings.TrimRight(string(out), "\f"), "\f")
}

// TestLabelsAtOnce: several labels are taken away by one decision and approved at
// once, all or none; lists are narrowed, counted and paged; a limit counts from its
// day when another approved it.
func TestLabelsAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openNode(t, url, string(access.NodeIsolated))
		office, head := fresh(g.clerk), fresh(g.head.Actor)
		g.cleared(office.Actor)
		g.cleared(head.Actor)
		var objects []access.Object
		for _, n := range []string{"94", "95", "96"} {
			d, err := g.app.Directive.UploadSecret(bg, directive.By{Actor: office.Actor}, g.body, n+".txt", document(n), secrecy(access.LabelMat))
			must(t, err)
			objects = append(objects, access.Object{Kind: "directive", ID: d})
		}
		list := func(f access.LabelFilter) ([]access.Classification, int64) {
			t.Helper()
			l, n, err := g.app.Labels.Asking(bg, head.Actor, f)
			must(t, err)
			return l, n
		}
		if page, n := list(access.LabelFilter{Show: access.LabelsAll, Limit: 2, Offset: 2}); len(page) != 1 || n != 3 {
			t.Errorf("the second page has %d of %d", len(page), n)
		}
		if _, n := list(access.LabelFilter{Show: access.LabelsAll, Level: access.LabelToiMat}); n != 0 {
			t.Errorf("%d of another level", n)
		}
		if _, n := list(access.LabelFilter{By: "2030-01-01"}); n != 0 {
			t.Errorf("%d ask before their time", n)
		}
		if _, n := list(access.LabelFilter{Show: access.LabelsSoon, By: "2036-01-01"}); n != 3 {
			t.Errorf("%d end within ten years", n)
		}
		form := access.SecrecyForm{Classifier: "Trần Trưởng, Thứ trưởng", Document: "8/QĐ", Reason: "nội dung đã công bố", From: "2026-11-25"}
		_, err := g.app.Labels.Declassify(bg, fresh(g.clerk), append(slices.Clone(objects), access.Object{Kind: "directive", ID: g.directive}), form)
		if err == nil || errs.Of(err).Code != "access.classification.misstep" {
			t.Errorf("one that has no label: %v", err)
		}
		if _, n := list(access.LabelFilter{Show: access.LabelsWaiting}); n != 0 {
			t.Errorf("%d of a refused command wait", n)
		}
		_, err = g.app.Labels.Declassify(bg, fresh(g.clerk), objects, form)
		must(t, err)
		waiting, n := list(access.LabelFilter{Show: access.LabelsWaiting})
		if n != 3 {
			t.Fatalf("%d wait", n)
		}
		var steps []id.ID
		for _, c := range waiting {
			steps = append(steps, c.ID)
		}
		if _, err := g.app.Labels.ApproveAll(bg, fresh(g.clerk), steps); !errs.Is(err, errs.KindDenied) {
			t.Errorf("the office approves its own steps: %v", err)
		}
		_, err = g.app.Labels.ApproveAll(bg, head, steps)
		must(t, err)
		if left := g.count(`SELECT count(*) FROM directive WHERE label > 0`); left != 0 {
			t.Errorf("%d labels are left", left)
		}
		if _, err := g.app.Labels.ApproveAll(bg, fresh(g.head.Actor), steps); err == nil || errs.Of(err).Code != "access.labels.stale" || errs.Of(err).Arg("n") != "1" {
			t.Errorf("approved twice: %v", err)
		}
		g.limited(office, head)
	})
}

// limited sets how many copies are given at once, and looks when it counts.
func (g *gate) limited(office, head accesssql.By) {
	t := g.t
	d, err := g.app.Directive.UploadSecret(bg, directive.By{Actor: office.Actor}, g.body, "97.txt", document("97"), secrecy(access.LabelMat))
	must(t, err)
	o := access.Object{Kind: "directive", ID: d}
	two := access.CopyForm{Count: 2, ForWhom: "Vụ Hai", Reason: "họp lãnh đạo Vụ"}
	made, err := g.app.Limits.Set(bg, g.specialist, g.body, access.LimitForm{Name: access.LimitCopies, Value: 1, From: "2026-11-26", Basis: "14/QĐ"})
	must(t, err)
	if _, err := g.app.Limits.ApproveLimit(bg, g.specialist, made); err == nil {
		t.Error("a limit is approved by whoever entered it")
	}
	_, err = g.app.Limits.ApproveLimit(bg, head, made)
	must(t, err)
	must(t, g.app.Labels.Print(bg, fresh(g.clerk), o, two))
	g.clock.Advance(24 * time.Hour)
	if err := g.app.Labels.Print(bg, fresh(g.clerk), o, two); err == nil || errs.Of(err).Code != "access.copy.count" {
		t.Errorf("the limit of the next day does not count: %v", err)
	}
	// The thirty days that populate set are those of the day on which the copies were given.
	for _, c := range []struct {
		days int
		late int64
	}{{29, 0}, {1, 2}} {
		g.clock.Advance(time.Duration(c.days) * 24 * time.Hour)
		_, n, err := g.app.Labels.Copies(bg, office.Actor, access.CopyFilter{State: access.CopiesLate})
		must(t, err)
		if n != c.late {
			t.Errorf("after %d days %d copies are late, want %d", c.days, n, c.late)
		}
	}
}
