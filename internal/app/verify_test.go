package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hoso/internal/app"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// named is a row that names a stored file.
type named struct {
	table, query string
	blob         directive.Blob
}

// filesOf gives the two files of a populated folder: a document and a slip.
func filesOf(t *testing.T, a *app.App) []named {
	t.Helper()
	list := []named{
		{table: "directive_expression", query: `SELECT blob, size, wrapped_key FROM directive_expression WHERE blob <> ''`},
		{table: "directive_ack", query: `SELECT slip_blob, slip_size, slip_key FROM directive_ack WHERE slip_blob <> ''`},
	}
	for i := range list {
		b := &list[i].blob
		if err := sqldb.One(context.Background(), a.DB.Reader(), list[i].query, nil, &b.Name, &b.Size, &b.WrappedKey); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// TestStoredFiles takes away and changes what lies in blobs: verify names the
// row, and who opens the document hears what happened. Put right again, nothing
// is found.
func TestStoredFiles(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		a := mustOpen(t, dir, url, nil)
		populate(t, a)
		list := filesOf(t, a)
		defer a.Close()
		x := &attacker{t: t, dir: dir, url: url}
		if r := x.verify(); !r.Clean() || r.Files != 4 { // two of a person beside these
			t.Fatalf("before: %+v", r)
		}
		for i, f := range list {
			place := filepath.Join(dir, "blobs", f.blob.Name[:2], f.blob.Name)
			whole, err := os.ReadFile(place)
			if err != nil {
				t.Fatal(err)
			}
			foreign := list[1-i].blob.Name
			other, err := os.ReadFile(filepath.Join(dir, "blobs", foreign[:2], foreign))
			if err != nil {
				t.Fatal(err)
			}
			flipped := bytes.Clone(whole)
			flipped[len(flipped)-1] ^= 1
			for name, data := range map[string][]byte{"gone": nil, "flipped": flipped, "cut": whole[:len(whole)-1], "empty": {}, "another's": other} {
				x.spoilFile(a, f, place, name, data)
			}
			if err := os.WriteFile(place, whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if r := x.verify(); !r.Clean() {
			t.Errorf("after everything was put right again: %+v", r.Findings)
		}
		x.loseAll()
	})
}

// spoilFile puts something else in a file's place, nil for nothing.
func (x *attacker) spoilFile(a *app.App, f named, place, name string, data []byte) {
	x.t.Helper()
	want, err := ledger.FileChanged, os.WriteFile(place, data, 0o600)
	if data == nil {
		want, err = ledger.FileMissing, os.Remove(place)
	}
	if err != nil {
		x.t.Fatal(err)
	}
	r := x.verify()
	if len(r.Findings) != 1 || !has(r, f.table, want) || r.Findings[0].Row == "" {
		x.t.Errorf("%s of %s: %+v", name, f.table, r.Findings)
	}
	if _, err := a.Files.Get(context.Background(), f.blob); !errs.Is(err, errs.KindConflict) || errs.Of(err).Code != "directive.file.damaged" {
		x.t.Errorf("%s of %s: opened: %v", name, f.table, err)
	}
}

// loseAll loses all files, then the key of those that are no person's.
func (x *attacker) loseAll() {
	x.t.Helper()
	if err := os.RemoveAll(filepath.Join(x.dir, "blobs")); err != nil {
		x.t.Fatal(err)
	}
	if r := x.verify(); len(r.Findings) != 4 || !has(r, "directive_expression", ledger.FileMissing) ||
		!has(r, "directive_ack", ledger.FileMissing) || !has(r, "person_evidence", ledger.FileMissing) {
		x.t.Errorf("without blobs: %+v", r.Findings)
	}
	if err := os.WriteFile(filepath.Join(x.dir, "keys", "blob.key"), []byte("short"), 0o600); err != nil {
		x.t.Fatal(err)
	}
	if r := x.verify(); len(r.Findings) != 3 || !has(r, "keys", ledger.FileChanged) {
		x.t.Errorf("with half a key of the files: %+v", r.Findings)
	}
	if err := os.Remove(filepath.Join(x.dir, "keys", "blob.key")); err != nil {
		x.t.Fatal(err)
	}
	if r := x.verify(); len(r.Findings) != 3 || !has(r, "keys", ledger.FileMissing) {
		x.t.Errorf("without the key of the files: %+v", r.Findings)
	}
	if _, err := os.Stat(filepath.Join(x.dir, "keys", "blob.key")); !os.IsNotExist(err) {
		x.t.Errorf("verify made a key: %v", err)
	}
}

// TestWitnessForm: a witness that is no checkpoint at all is said to be none;
// one that was changed, or that another log signed, is held against the folder.
func TestWitnessForm(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	mustOpen(t, dir, "", nil).Close()
	foreign := t.TempDir()
	mustOpen(t, foreign, "", nil).Close()
	own, other := string(kept(t, dir)), string(kept(t, foreign))
	for name, c := range map[string]struct {
		text string
		code int
	}{
		"own": {own, 0}, "other": {other, 1}, "changed": {strings.Replace(own, "\n1\n", "\n2\n", 1), 1},
		"empty": {"", 3}, "prose": {"một trang giấy\n", 3}, "cut": {own[:len(own)/2], 3}, "windows": {strings.ReplaceAll(own, "\n", "\r\n"), 3},
		"note": {strings.Replace(own, "\n1\n", "\nmột\n", 1), 3},
	} {
		file := filepath.Join(home, name)
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, complaint := hoso(t, home, "verify", "--data", dir, "--witness", file)
		if code != c.code || (code == 3) != strings.Contains(complaint, "is no checkpoint") {
			t.Errorf("%s: %d, want %d: %s%s", name, code, c.code, out, complaint)
		}
		if code == 0 && !strings.Contains(out, " 0 files, 0 keys\n") {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// TestDemoPlace: a demo is made in a new or an empty folder, never among other
// files, and not before its address is known to be right.
func TestDemoPlace(t *testing.T) {
	full, empty := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "luan-van.docx"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dir, addr, says string }{
		{full, "127.0.0.1:0", "folder.occupied"}, {empty, "0.0.0.0:8080", "app.addr.public"}, {full, "nowhere", "app.addr.malformed"},
	} {
		before := entries(t, c.dir)
		code, out, complaint := hoso(t, t.TempDir(), "demo", "--data", c.dir, "--addr", c.addr)
		if code != 1 || !strings.Contains(complaint, c.says) {
			t.Errorf("%s at %s: %d %s%s", c.dir, c.addr, code, out, complaint)
		}
		if entries(t, c.dir) != before {
			t.Errorf("%s at %s: something was made", c.dir, c.addr)
		}
	}
}

func entries(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
