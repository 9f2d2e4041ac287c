package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hoso/internal/app"
	"hoso/internal/testenv"
)

// TestRestoreOverData: data that are there are not touched unless they are of the
// same history, and then they are kept.
func TestRestoreOverData(t *testing.T) {
	k := newCustodian(t)
	dir, other, _ := forked(t, "")
	done := k.backup(dir, "")
	before := mustVerify(t, dir, "").Leaves

	fails := func(why string, args ...string) {
		t.Helper()
		newest := kept(t, dir)
		if _, complaint := k.run(1, "", append([]string{"restore"}, args...)...); !strings.Contains(complaint, why) {
			t.Errorf("%s: %s", why, complaint)
		}
		if !bytes.Equal(kept(t, dir), newest) || mustVerify(t, dir, "").Leaves < before {
			t.Fatalf("%s: the folder was changed", why)
		}
	}
	fails("backup.occupied", done.File, "--data", dir, "--identity-file", k.own)
	b := mustOpen(t, other, "", nil)
	w := &world{app: b}
	var err error
	if w.unit, err = b.Org.Read.Body(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.grow(t, 5)
	b.Close()
	fork := k.backup(other, "")
	fails("backup.fork", fork.File, "--data", dir, "--identity-file", k.own, "--replace")
	stranger := t.TempDir()
	mustOpen(t, stranger, "", nil).Close()
	fails("backup.other_log", k.backup(stranger, "").File, "--data", dir, "--identity-file", k.own, "--replace")
	if _, complaint := k.run(1, "", "restore", done.File, "--data", t.TempDir(), "--identity-file", k.own); !strings.Contains(complaint, "backup.keys.first") {
		t.Errorf("without keys: %s", complaint)
	}

	a := mustOpen(t, dir, "", nil)
	w = &world{app: a}
	if w.unit, err = a.Org.Read.Body(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.grow(t, 7)
	if _, complaint := k.run(3, "", "restore", done.File, "--data", dir, "--identity-file", k.own, "--replace"); !strings.Contains(complaint, "folder.locked") {
		t.Errorf("beside a server: %s", complaint)
	}
	a.Close()
	newest := kept(t, dir)
	restored := k.restore(done.File, dir, "", "--replace")
	if restored.Lost == nil || *restored.Lost != 7 || restored.Aside == "" {
		t.Errorf("restored: %+v", restored)
	}
	if r := mustVerify(t, dir, ""); !r.Clean() || r.Leaves != done.Size+1 {
		t.Errorf("verify: %+v", r)
	}
	was, err := os.ReadFile(filepath.Join(restored.Aside, "checkpoint"))
	if err != nil || !bytes.Equal(was, newest) {
		t.Errorf("what was there is not kept: %v", err)
	}
	for _, name := range []string{"hoso.db", "blobs"} {
		if _, err := os.Stat(filepath.Join(restored.Aside, name)); err != nil {
			t.Error(err)
		}
	}
	// A database that is damaged is put aside, too; a checkpoint from elsewhere says
	// how much is lost.
	if err := os.WriteFile(filepath.Join(dir, "hoso.db"), []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	witness := filepath.Join(k.place, "witness.txt")
	if err := os.WriteFile(witness, newest, 0o600); err != nil {
		t.Fatal(err)
	}
	restored = k.restore(done.File, dir, "", "--replace", "--witness", witness)
	if restored.Lost == nil || *restored.Lost != 7 {
		t.Errorf("restored over a damaged one: %+v", restored)
	}
	mustOpen(t, dir, "", nil).Close()
}

// TestRestoreKilledAnywhere kills a restoring at many moments, over data and into an
// empty folder: what opens then is the old or the restored state, with its entry; a
// folder that is in between says so; the same command finishes it, once.
func TestRestoreKilledAnywhere(t *testing.T) {
	k := newCustodian(t)
	dir := t.TempDir()
	a := mustOpen(t, dir, "", nil)
	w := populate(t, a)
	a.Close()
	done := k.backup(dir, "")
	a = mustOpen(t, dir, "", nil)
	w.app = a
	w.grow(t, 3)
	a.Close()
	later := mustVerify(t, dir, "").Leaves
	begin := time.Now()
	fresh, _ := k.emptied(dir, "")
	k.restore(done.File, fresh, "")
	whole := time.Since(begin)
	steps := max(4, testenv.Steps(40))
	states := map[string]int{}
	for i := range steps {
		work := filepath.Join(t.TempDir(), "work")
		if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		tight(t, work)
		args := []string{"restore", done.File, "--data", work, "--identity-file", k.own, "--replace"}
		killedAfter(t, k.command("", args...), whole*time.Duration(i+1)/time.Duration(steps))
		states[k.standing(work, done.Size, later)]++
		k.run(0, "", args...)
		if r := mustVerify(t, work, ""); !r.Clean() || r.Leaves != done.Size+1 {
			t.Fatalf("after %d/%d: %+v", i+1, steps, r)
		}
		b := mustOpen(t, work, "", nil)
		if n := len(restoreEntries(t, b)); n != 1 {
			t.Errorf("%d entries", n)
		}
		b.Close()
	}
	t.Logf("after a kill: %v", states)
}

// tight gives the keys of a copied folder their mode back.
func tight(t *testing.T, dir string) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "keys", "*"))
	for _, name := range list {
		err = os.Chmod(name, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// standing says what a folder is after a kill.
func (k *custodian) standing(dir string, size, later int64) string {
	k.t.Helper()
	_, err := os.Stat(filepath.Join(dir, "restoring", "ready"))
	half := err == nil
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Log: quiet()})
	switch {
	case half && err == nil:
		a.Close()
		k.t.Fatal("a folder that is half restored opens")
	case half:
		if !strings.Contains(err.Error(), "backup.restore.unfinished") {
			k.t.Errorf("half restored: %v", err)
		}
		return "half"
	case err != nil:
		k.t.Fatalf("neither half restored nor opened: %v", err)
	}
	defer a.Close()
	n, err := a.Ledger.Length(context.Background(), a.DB.Reader())
	if err != nil {
		k.t.Fatal(err)
	}
	entries := len(restoreEntries(k.t, a))
	switch {
	case n == later && entries == 0:
		return "as before"
	case n == size+1 && entries == 1:
		return "restored"
	}
	k.t.Fatalf("%d leaves and %d entries of restorings", n, entries)
	return ""
}
