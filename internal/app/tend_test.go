package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/door/doorsql"
	"hoso/internal/intake"
)

func init() {
	if len(os.Args) > 1 && os.Args[1] == intake.ChildArg {
		intake.RunChild()
	}
}

// TestOrphans removes a file that no row names, once a day has passed, and keeps
// those of documents.
func TestOrphans(t *testing.T) {
	ctx := context.Background()
	a, err := Open(ctx, Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	named := blobs(t, a)
	if _, err := a.Files.Put(ctx, []byte("a file whose command never came")); err != nil {
		t.Fatal(err)
	}
	if err := a.collectOrphans(ctx); err != nil || blobs(t, a) != named+1 {
		t.Fatalf("%d files are left of %d and a young orphan: %v", blobs(t, a), named, err)
	}
	a.Clock = later{25 * time.Hour}
	if err := a.collectOrphans(ctx); err != nil || blobs(t, a) != named {
		t.Errorf("%d files are left, %d are named: %v", blobs(t, a), named, err)
	}
	if err := doorsql.Expire(ctx, a.DB, a.Clock.Now()); err != nil {
		t.Error(err)
	}
}

// later is the system's time, moved on.
type later struct{ by time.Duration }

func (l later) Now() clock.Micros { return clock.System{}.Now() + clock.Micros(l.by.Microseconds()) }

// blobs counts the files of the blob store.
func blobs(t *testing.T, a *App) (n int) {
	t.Helper()
	err := filepath.WalkDir(a.Folder.Path("blobs"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
