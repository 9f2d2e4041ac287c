package app_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/testenv"
	"hoso/internal/web"
)

// sheet is a spreadsheet that comes in, and the digest of what it would do.
type sheet struct {
	data   []byte
	digest string
}

// fillSheets exports what there is, to be brought in again with somebody new.
func (m *matrix) fillSheets() {
	keeper := m.viewer("chuyen_vien_tccb")
	for _, table := range []string{"units", "holders"} {
		from := "/units.xlsx"
		if table == "holders" {
			from = m.view(keeper, sides[0]) + "/list.xlsx"
		}
		out := m.request(keeper, http.MethodGet, from, sent{}, false)
		in := sent{url.Values{"key": {web.NewKey()}}, "in.xlsx", m.rewrite(out.body, "Ngồi", "Mới")}
		plan := m.request(keeper, http.MethodPost, "/import/"+table, in, true)
		found := regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`).FindStringSubmatch(plan.body)
		if found == nil {
			m.t.Fatalf("no plan of %s: %d, %d\n%s", table, out.status, plan.status, plan.body)
		}
		m.sheets[table] = sheet{in.data, found[1]}
	}
}

// rewrite changes a word in all parts of a spreadsheet.
func (m *matrix) rewrite(book, old, word string) []byte {
	in, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	m.must(err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		r, err := part.Open()
		m.must(err)
		text, err := io.ReadAll(r)
		m.must(err)
		w, err := out.Create(part.Name)
		m.must(err)
		_, err = w.Write(bytes.ReplaceAll(text, []byte(old), []byte(word)))
		m.must(err)
	}
	m.must(out.Close())
	return b.Bytes()
}

// draws reports whether a page is drawn: under the race detector the child that
// compiles the PDF engine takes longer than a file may.
var draws = testenv.Steps(2) > 0

// scan brings in a document that has a page to draw.
func (m *matrix) scan() {
	if !draws {
		m.objects[" scan"] = m.objects[" directive"]
		return
	}
	made := m.request(m.viewer("van_thu"), http.MethodPost, "/directives/new", sent{url.Values{"key": {web.NewKey()}}, "scan.pdf", onePage()}, true)
	which, err := id.Parse(directive.Prefix, strings.Split(made.location+"//", "/")[2])
	if err != nil {
		m.t.Fatalf("the scan was not taken: %d %s", made.status, made.body)
	}
	m.objects[" scan"] = which
}

// onePage writes the smallest PDF that has a page.
func onePage() []byte {
	text := "BT /F1 12 Tf 20 100 Td (So: 8/QD-BTN) Tj ET"
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
