package formats

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hoso/internal/intake"
	"hoso/vi/citation"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == intake.ChildArg {
		intake.RunChild()
	}
	os.Exit(m.Run())
}

const (
	printStyle = `@page { size: A4; margin: 25mm 20mm; @top-left { content: "` + runningHead + `"; font-size: 9pt } @bottom-center { content: counter(page); font-size: 10pt } }
body { font: 13pt "Times New Roman"; text-align: justify } sup { font-size: 60% }`
	columnStyle = printStyle + `
body { columns: 2; column-gap: 8mm; font-size: 11pt }`
)

// files makes the source in every format, by the programs that people use.
func files(t *testing.T) map[string]string {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	f := map[string]string{"txt": write("a.txt", plain(false)), "md": write("a.md", plain(true)), "html": write("a.html", page(printStyle))}
	odt := write("b.fodt", flatODT())
	f["docx of LibreOffice"] = office(t, odt, "docx")
	f["docx of a page"] = office(t, write("c.html", page("")), "docx")
	f["pdf of LibreOffice"] = office(t, odt, "pdf")
	f["pdf of Chromium"] = printed(t, f["html"])
	f["pdf in two columns"] = printed(t, write("d.html", page(columnStyle)))
	return f
}

func read(t *testing.T, r *intake.Reader, path string) intake.Document {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := r.Read(context.Background(), path, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestFormatsAgree reads one text in eight files and finds in each the same
// words, citations and outline.
func TestFormatsAgree(t *testing.T) {
	paths := files(t)
	reader := intake.New(intake.Config{CacheDir: t.TempDir()})
	texts := map[string]string{}
	for name, path := range paths {
		doc := read(t, reader, path)
		if len(doc.Warnings) > 0 {
			t.Errorf("%s: warnings %v", name, doc.Warnings)
		}
		if want, _, _ := strings.Cut(name, " "); string(doc.Format) != want {
			t.Errorf("%s is read as %s", name, doc.Format)
		}
		texts[name] = doc.Text
		if keep := os.Getenv("HOSO_FORMATS"); keep != "" { // to be looked at
			_ = os.WriteFile(filepath.Join(keep, name+".txt"), []byte(doc.Text), 0o600)
		}
	}
	for what, of := range compared {
		want := of(texts["txt"])
		if len(want) < 13 {
			t.Fatalf("the plain text itself has %d %s", len(want), what)
		}
		for name, text := range texts {
			agree(t, name+": "+what, of(text), want)
		}
	}
}

// compared are the views of a text that must agree.
var compared = map[string]func(text string) []string{"words": strings.Fields, "citations": citations}

// hyphenated are words that break at the end of a line: with a hyphen of the
// printer's that is to go, and with their own that is to stay.
const hyphenated = "The interoperability of administrative information systems. In-đô-nê-xi-a, Phi-líp-pin và Xinh-ga-po; Nghị định số 30/2020/NĐ-CP, " +
	"Thông tư số 02/2019/TT-BNV; giai đoạn 2021-2025; telecommunication, internationalization và/hoặc documentation."

// TestHyphens prints words in columns so narrow that everything breaks.
func TestHyphens(t *testing.T) {
	soft := strings.NewReplacer("interoperability", "in&shy;ter&shy;op&shy;er&shy;a&shy;bil&shy;ity", "administrative", "ad&shy;min&shy;is&shy;tra&shy;tive",
		"telecommunication", "tele&shy;com&shy;mu&shy;ni&shy;ca&shy;tion", "internationalization", "in&shy;ter&shy;na&shy;tion&shy;al&shy;iza&shy;tion",
		"documentation", "doc&shy;u&shy;men&shy;ta&shy;tion", "information", "in&shy;for&shy;ma&shy;tion")
	reader := intake.New(intake.Config{CacheDir: t.TempDir()})
	for _, width := range []string{"18mm", "22mm", "27mm", "34mm", "45mm"} {
		path := filepath.Join(t.TempDir(), "a.html")
		body := `<!DOCTYPE html><meta charset=utf-8><style>@page { size: A4 } p { font: 12pt "Times New Roman"; width: ` + width + " }</style><p>" + soft.Replace(hyphenated)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		doc := read(t, reader, printed(t, path))
		agree(t, width, strings.Fields(doc.Text), strings.Fields(hyphenated))
	}
}

// citations gives number, kind, date and pinpoints of each citation.
func citations(text string) []string {
	var list []string
	for _, c := range citation.Find(text) {
		list = append(list, strings.Join(append([]string{c.Number, c.Kind, c.Date, c.Role}, c.Pinpoint...), " "))
	}
	return list
}

func agree(t *testing.T, name string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%s: place %d of %d is %q, want %q of %d", name, i, len(got), g, w, len(want))
			return
		}
	}
}
