package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

var ctx = context.Background()

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// setup gives a store of its own and its folder.
func setup(t *testing.T) (*Store, string) {
	t.Helper()
	dir := t.TempDir()
	return open(t, dir), dir
}

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(filepath.Join(dir, "blobs"), filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func put(t *testing.T, s *Store, data []byte) Blob {
	t.Helper()
	b, err := s.Put(ctx, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func get(s *Store, b Blob) ([]byte, error) {
	r, err := s.Open(ctx, b)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func fileOf(dir string, b Blob) string { return filepath.Join(dir, "blobs", b.Name[:2], b.Name) }

func TestWhatIsPutComesBack(t *testing.T) {
	s, dir := setup(t)
	for _, n := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 3*chunkSize + 5} {
		data := noise(n)
		b := put(t, s, data)
		got, err := get(open(t, dir), b)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%d bytes: %v", n, err)
		}
		file, err := os.ReadFile(fileOf(dir, b))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(file); !isName(b.Name) || b.Name != hexOf(sum[:]) || b.Size != int64(n) || b.PlainSHA256 != sha256.Sum256(data) {
			t.Errorf("%d bytes: the blob says %+v", n, b)
		}
		if n > 64 && bytes.Contains(file, data[:32]) {
			t.Errorf("%d bytes: the content stands on disk in the clear", n)
		}
	}
}

func TestSameContentTellsNothing(t *testing.T) {
	s, _ := setup(t)
	a, b := put(t, s, []byte("x")), put(t, s, []byte("x"))
	if a.Name == b.Name || bytes.Equal(a.WrappedKey, b.WrappedKey) {
		t.Error("two blobs of the same content can be told to be the same")
	}
}

// TestAlteredBlobsDoNotOpen alters the file in each way an intruder could.
func TestAlteredBlobsDoNotOpen(t *testing.T) {
	s, dir := setup(t)
	b := put(t, s, noise(3*chunkSize))
	other := put(t, s, noise(3*chunkSize))
	good, err := os.ReadFile(fileOf(dir, b))
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(fileOf(dir, other))
	if err != nil {
		t.Fatal(err)
	}
	chunk := func(f []byte, i int) []byte {
		from := len(header) + i*(chunkSize+tagSize)
		return f[from : from+chunkSize+tagSize]
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	head := good[:len(header)]
	cases := map[string][]byte{
		"turned round":    join(head, chunk(good, 1), chunk(good, 0), chunk(good, 2)),
		"repeated":        join(head, chunk(good, 0), chunk(good, 0), chunk(good, 2)),
		"last chunk off":  join(head, chunk(good, 0), chunk(good, 1)),
		"one chunk more":  join(good, chunk(good, 2)),
		"one byte more":   join(good, []byte{0}),
		"a foreign chunk": join(head, chunk(good, 0), chunk(foreign, 1), chunk(good, 2)),
		"another format":  join([]byte("hoso/blob/v2\n"), good[len(header):]),
		"nothing":         {},
	}
	for at := 0; at < len(good); at += 2039 {
		flipped := bytes.Clone(good)
		flipped[at] ^= 1
		cases["a flipped bit at "+time.Duration(at).String()] = flipped
		cases["cut at "+time.Duration(at).String()] = good[:at]
	}
	for name, data := range cases {
		if err := os.WriteFile(fileOf(dir, b), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := get(s, b); errs.Of(err) == nil || errs.Of(err).Code != "vault.blob.damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(fileOf(dir, b), good, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]Blob{
		"another's key":    {b.Name, b.Size, other.WrappedKey, b.PlainSHA256},
		"a shorter length": {b.Name, chunkSize, b.WrappedKey, b.PlainSHA256},
		"a path":           {"../../keys/blob.key", b.Size, b.WrappedKey, b.PlainSHA256},
		"an absent blob":   {hexOf(make([]byte, 32)), b.Size, b.WrappedKey, b.PlainSHA256},
	} {
		if _, err := get(s, wrong); errs.Of(err) == nil || errs.Of(err).Code != "vault.blob.damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := get(s, b); err != nil {
		t.Error("the blob as it was:", err)
	}
}

func TestEmptyBlobIsCheckedToo(t *testing.T) {
	s, dir := setup(t)
	b := put(t, s, nil)
	file, err := os.ReadFile(fileOf(dir, b))
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)-1] ^= 1
	if err := os.WriteFile(fileOf(dir, b), file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := get(s, b); err == nil {
		t.Error("an altered empty blob opened")
	}
}

func TestSeekGivesAnyPart(t *testing.T) {
	s, _ := setup(t)
	data := noise(3*chunkSize + 100)
	r, err := s.Open(ctx, put(t, s, data))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, at := range []int{3*chunkSize + 99, 0, chunkSize - 1, 2 * chunkSize} {
		if _, err := r.Seek(int64(at), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, data[at:]) {
			t.Errorf("from %d: %d bytes, %v", at, len(got), err)
		}
	}
	if end, err := r.Seek(-1, io.SeekEnd); err != nil || end != int64(len(data)-1) {
		t.Errorf("from the end: %d %v", end, err)
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("a place before the first byte was accepted")
	}
}

func TestFailedSourceLeavesNothing(t *testing.T) {
	s, dir := setup(t)
	broken := errors.New("the connection broke")
	_, err := s.Put(ctx, io.MultiReader(bytes.NewReader(noise(3*chunkSize)), failing{broken}))
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Put(done, bytes.NewReader(noise(10))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// files lists the files under the store.
func files(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "blobs"), func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOrphansAreCollectedOnceOld(t *testing.T) {
	s, dir := setup(t)
	named, orphan, young := put(t, s, []byte("a")), put(t, s, []byte("b")), put(t, s, []byte("c"))
	half := filepath.Join(dir, "blobs", incoming, "half")
	if err := os.WriteFile(half, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, f := range []string{fileOf(dir, named), fileOf(dir, orphan), half} {
		if err := os.Chtimes(f, old, old); err != nil {
			t.Fatal(err)
		}
	}
	keep := func(name string) (bool, error) { return name == named.Name, nil }
	n, err := s.Orphans(ctx, keep, clock.Of(old.Add(time.Hour)))
	if err != nil || n != 2 {
		t.Errorf("removed %d, %v", n, err)
	}
	if _, err := get(s, orphan); err == nil {
		t.Error("the orphan is still there")
	}
	for _, b := range []Blob{named, young} {
		if _, err := get(s, b); err != nil {
			t.Error("a blob that had to stay is gone:", err)
		}
	}
	unsure := errors.New("the database is away")
	if _, err := s.Orphans(ctx, func(string) (bool, error) { return false, unsure }, clock.Of(old.Add(time.Hour))); !errors.Is(err, unsure) {
		t.Errorf("got %v", err)
	}
}

func TestFolderKeyIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	blobs := make([]Blob, 8)
	for i := range blobs {
		all.Go(func() { blobs[i] = put(t, open(t, dir), []byte{byte(i)}) })
	}
	all.Wait()
	s := open(t, dir)
	for i, b := range blobs {
		if got, err := get(s, b); err != nil || got[0] != byte(i) {
			t.Errorf("blob %d: %v", i, err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "keys", keyFile))
	if err != nil || info.Size() != keySize || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file is %v, %v", info, err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "keys"))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the key stand %v, %v", left, err)
	}
}

func TestUnusableFolderKeyIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(file string) error{
		"short":          func(f string) error { return os.WriteFile(f, noise(31), 0o600) },
		"open to others": func(f string) error { return os.Chmod(f, 0o644) },
	} {
		_, dir := setup(t)
		if err := spoil(filepath.Join(dir, "keys", keyFile)); err != nil {
			t.Fatal(err)
		}
		_, err := Open(filepath.Join(dir, "blobs"), filepath.Join(dir, "keys"))
		if errs.Of(err) == nil || errs.Of(err).Code != "vault.key.unusable" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUnreadBlob: what the disk does not give is said to be so, and is not taken
// for a blob that was altered.
func TestUnreadBlob(t *testing.T) {
	s, dir := setup(t)
	b, err := s.Put(ctx, bytes.NewReader([]byte("x")))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "blobs", b.Name[:2], b.Name)
	if err := errors.Join(os.Remove(file), os.Mkdir(file, 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := get(s, b); !errs.Is(err, errs.KindUnavailable) || errs.Of(err).Code != "vault.blob.unread" {
		t.Errorf("%v, want vault.blob.unread", err)
	}
}
