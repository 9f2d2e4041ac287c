package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/ledger"
)

// kept reads the checkpoint that a folder keeps.
func kept(t *testing.T, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// refused expects that a folder does not open, for the reason given, and that
// what it keeps stays.
func refused(t *testing.T, dir, url, code string, keeps []byte) {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Database: url, Log: quiet()})
	if err == nil {
		a.Close()
	}
	if !errs.Is(err, errs.KindConflict) || errs.Of(err).Code != code {
		t.Errorf("opened: %v, want %s", err, code)
	}
	if keeps != nil && !bytes.Equal(kept(t, dir), keeps) {
		t.Errorf("%s: the kept checkpoint was replaced", code)
	}
}

// forked gives a folder and a copy of it, both gone on by themselves, the copy
// further.
func forked(t *testing.T, url string) (dir, other, otherURL string) {
	t.Helper()
	dir = t.TempDir()
	a := mustOpen(t, dir, url, nil)
	w := populate(t, a)
	a.Close()
	other, otherURL = copyOf(t, dir, url)
	secrets, err := os.ReadDir(filepath.Join(other, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets { // copied with another mode
		if err := os.Chmod(filepath.Join(other, "keys", secret.Name()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a = mustOpen(t, dir, url, nil)
	w.app = a
	w.grow(t, 10)
	a.Close()
	return dir, other, otherURL
}

// TestOlderDatabaseIsRefused puts an older copy of the database, and one that
// went on differently, beside what a folder keeps: neither is opened, the kept
// checkpoint stays, verify still finds it.
func TestOlderDatabaseIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir, other, otherURL := forked(t, url)
		newest, older := kept(t, dir), kept(t, other)
		swap(t, dir, other, otherURL)
		refused(t, dir, otherURL, "ledger.checkpoint.older", newest)

		b := mustOpen(t, other, otherURL, nil)
		w := &world{app: b}
		body, err := b.Org.Read.Body(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		w.unit = body
		w.grow(t, 30)
		b.Close()
		swap(t, dir, other, otherURL)
		refused(t, dir, otherURL, "ledger.checkpoint.fork", newest)
		r, err := app.Verify(context.Background(), dir, otherURL, "", nil)
		if err != nil || !has(r, "checkpoint", ledger.NotFitting) {
			t.Errorf("verify: %v %+v", err, r.Findings)
		}
		// An older file of the same history is what another process has.
		if err := os.WriteFile(filepath.Join(dir, "checkpoint"), older, 0o600); err != nil {
			t.Fatal(err)
		}
		mustOpen(t, dir, otherURL, nil).Close()
	})
}

// swap puts the other folder's database into a folder; on PostgreSQL it is named
// apart.
func swap(t *testing.T, dir, other, url string) {
	t.Helper()
	if url != "" {
		return
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Remove(filepath.Join(dir, "hoso.db"+suffix))
	}
	raw, err := os.ReadFile(filepath.Join(other, "hoso.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "hoso.db"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestKeptIsNotOverwritten: a publisher that meets a kept checkpoint which its
// log does not contain stops the ledger and leaves the file.
func TestKeptIsNotOverwritten(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir, other, otherURL := forked(t, url)
		newest := kept(t, dir)
		b := mustOpen(t, other, otherURL, nil)
		defer b.Close()
		if err := os.WriteFile(filepath.Join(other, "checkpoint"), newest, 0o600); err != nil {
			t.Fatal(err)
		}
		w := &world{app: b}
		var err error
		if w.unit, err = b.Org.Read.Body(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.grow(t, 1)
		for begin := time.Now(); b.Ledger.Stopped() == nil && time.Since(begin) < 10*time.Second; {
			time.Sleep(20 * time.Millisecond)
		}
		if err := b.Ledger.Stopped(); err == nil || !strings.Contains(err.Error(), "ledger.checkpoint.older") {
			t.Errorf("stopped: %v", err)
		}
		if !bytes.Equal(kept(t, other), newest) {
			t.Error("the kept checkpoint was overwritten")
		}
	})
}

// TestKeptIsOfNothing: killed after its first signing was recorded and before the
// file was replaced, a folder keeps the checkpoint of the empty log: it fits.
func TestKeptIsOfNothing(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir, "", nil).Close()
	secret, err := os.ReadFile(filepath.Join(dir, "keys", "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
	if err != nil {
		t.Fatal(err)
	}
	empty, err := ledger.Checkpoint{Origin: signer.Name(), Root: new(ledger.Frontier).Root()}.Sign(signer)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "checkpoint"), empty, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r, err := app.Verify(context.Background(), dir, "", "", [][]byte{empty}); err != nil || !r.Clean() {
		t.Errorf("verify: %v %+v", err, r.Findings)
	}
	mustOpen(t, dir, "", nil).Close()
}

// TestKeptIsMissing: a folder without its checkpoint is found by verify and not
// opened; what hoso checkpoint prints mends it. A fresh folder has one before
// its first leaf.
func TestKeptIsMissing(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		a := mustOpen(t, dir, url, nil)
		kept(t, dir)
		a.Close()
		newest := kept(t, dir)
		if err := os.Remove(filepath.Join(dir, "checkpoint")); err != nil {
			t.Fatal(err)
		}
		r, err := app.Verify(context.Background(), dir, url, "", nil)
		if err != nil || !has(r, "checkpoint", ledger.FileMissing) {
			t.Errorf("verify: %v %+v", err, r.Findings)
		}
		refused(t, dir, url, "ledger.checkpoint.gone", nil)
		args := []string{"checkpoint", "--data", dir}
		if url != "" {
			args = append(args, "--db", url)
		}
		code, printed, complaint := hoso(t, t.TempDir(), args...)
		if code != 0 || printed != string(newest) {
			t.Fatalf("checkpoint: %d %s%s", code, printed, complaint)
		}
		if err := os.WriteFile(filepath.Join(dir, "checkpoint"), []byte(printed), 0o600); err != nil {
			t.Fatal(err)
		}
		mustOpen(t, dir, url, nil).Close()
		// One that nobody signed is no better than none.
		if err := os.WriteFile(filepath.Join(dir, "checkpoint"), bytes.Replace(newest, []byte("\n1\n"), []byte("\n0\n"), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, url, "ledger.checkpoint.damaged", nil)
	})
}
