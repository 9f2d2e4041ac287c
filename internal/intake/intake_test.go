package intake

import (
	"bytes"
	"context"
	"os"
	"testing"

	"hoso/internal/errs"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ChildArg {
		RunChild()
	}
	os.Exit(m.Run())
}

// engineCache is shared by the tests of one run, so that the PDF engine is
// compiled once.
func reader(t testing.TB) *Reader {
	t.Helper()
	return New(Config{CacheDir: engineCache(t)})
}

var cacheDir string

func engineCache(t testing.TB) string {
	t.Helper()
	if cacheDir == "" {
		dir, err := os.MkdirTemp("", "hoso-intake-*")
		if err != nil {
			t.Fatal(err)
		}
		cacheDir = dir
	}
	return cacheDir
}

func read(t testing.TB, r *Reader, data []byte) (Document, error) {
	t.Helper()
	return r.Read(context.Background(), "tệp.bin", bytes.NewReader(data), int64(len(data)))
}

func mustRead(t testing.TB, data []byte) Document {
	t.Helper()
	doc, err := read(t, reader(t), data)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestPDFMeasure(t *testing.T) {
	r := reader(t)
	r.peak = func(k int64) { t.Log("peak KiB", k) }
	doc, err := read(t, r, pdfPageFile("", "", hello))
	t.Log(doc, err, errs.Of(err))
	doc, err = read(t, r, pdfPageFile("", "", hello))
	t.Log(doc, err)
	doc, err = read(t, r, docxFile(t, para("Điều 1")))
	t.Log(doc, err)
	f := pdfPageFile("", "", hello)
	img, err := r.PageImage(context.Background(), "a", bytes.NewReader(f), int64(len(f)), 1)
	t.Log(len(img), err)
}
