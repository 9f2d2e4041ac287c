package intake

import (
	"bytes"
	"context"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ChildArg {
		RunChild()
	}
	code := m.Run()
	if cacheDir != "" {
		os.RemoveAll(cacheDir)
	}
	os.Exit(code)
}

func reader(t testing.TB) *Reader {
	t.Helper()
	return New(Config{CacheDir: engineCache(t)})
}

var cacheDir string

// engineCache is shared by the tests of one run, so that the PDF engine is
// compiled once.
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
