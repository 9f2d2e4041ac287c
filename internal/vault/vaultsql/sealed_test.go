package vaultsql_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

func TestSealedComesBack(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		p := people(t, k, 1)[0]
		var sealed [][]byte
		texts := []string{"", "x", strings.Repeat("a", 31), strings.Repeat("b", 32), "Kinh\x80\x00\x00", strings.Repeat("ạ", 5000)}
		for _, text := range texts {
			sealed = append(sealed, seal(t, k, p, text))
		}
		if bytes.Equal(seal(t, k, p, "x"), sealed[1]) {
			t.Error("the same field sealed twice can be told to be the same")
		}
		if len(sealed[0]) != len(sealed[2]) || len(sealed[3]) == len(sealed[2]) {
			t.Errorf("lengths show: %d %d %d", len(sealed[0]), len(sealed[2]), len(sealed[3]))
		}
		k.Close()
		again := r.open(t)
		for i, text := range texts {
			got, err := again.Open(ctx, p, place, sealed[i])
			if err != nil || string(got) != text {
				t.Errorf("%q came back as %q, %v", text, got, err)
			}
		}
		_, err := k.Open(ctx, p, place, sealed[0])
		wants(t, "a closed keyring", err, "vault.keyring.locked")
		wants(t, "a closed keyring", k.EnsureKey(ctx, id.New()), "vault.keyring.locked")
		_, err = again.Seal(ctx, id.New(), place, nil)
		wants(t, "a person without a key", err, "vault.key.absent")
	})
}

// TestEveryByteOfAField alters each byte of a sealed field, and cuts it anywhere.
func TestEveryByteOfAField(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		p := people(t, k, 1)[0]
		good := seal(t, k, p, "012345678901")
		for at := range good {
			for bit := range 8 {
				bad := bytes.Clone(good)
				bad[at] ^= 1 << bit
				_, err := k.Open(ctx, p, place, bad)
				wants(t, fmt.Sprintf("bit %d of byte %d", bit, at), err, "vault.field.damaged")
			}
			_, err := k.Open(ctx, p, place, good[:at])
			wants(t, fmt.Sprintf("cut at %d", at), err, "vault.field.damaged")
		}
		_, err := k.Open(ctx, p, place, append(bytes.Clone(good), 0))
		wants(t, "a byte more", err, "vault.field.damaged")
	})
}

// TestFieldOpensNowhereElse moves a ciphertext to every other place.
func TestFieldOpensNowhereElse(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		two := people(t, k, 2)
		sealed := seal(t, k, two[0], "bí mật")
		for name, w := range map[string]vault.Where{
			"another row":     {Table: place.Table, Column: place.Column, Row: id.ID{2}, Version: 1},
			"another column":  {Table: place.Table, Column: "card", Row: place.Row, Version: 1},
			"another table":   {Table: "person_other", Column: place.Column, Row: place.Row, Version: 1},
			"another version": {Table: place.Table, Column: place.Column, Row: place.Row, Version: 2},
			"a shifted name":  {Table: "person_sealedn", Column: "umber", Row: place.Row, Version: 1},
		} {
			_, err := k.Open(ctx, two[0], w, sealed)
			wants(t, name, err, "vault.field.damaged")
		}
		_, err := k.Open(ctx, two[1], place, sealed)
		wants(t, "another person", err, "vault.field.damaged")
		if got, err := k.Open(ctx, two[0], place, sealed); err != nil || string(got) != "bí mật" {
			t.Errorf("where it belongs: %q, %v", got, err)
		}
	})
}

// TestEveryByteOfAKey alters each byte of a wrapped key in the store: it does not
// open, and the check that verify makes names the person.
func TestEveryByteOfAKey(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		three := people(t, k, 3)
		good, err := r.store(t, nil).Find(ctx, three[:1])
		if err != nil || len(good) != 1 {
			t.Fatal(good, err)
		}
		alter := func(what string, query string, args ...any) {
			t.Helper()
			r.change(t, query, args...)
			fresh := r.open(t)
			_, err := fresh.Seal(ctx, three[0], place, nil)
			if err == nil {
				t.Errorf("%s: the key still opens", what)
			}
			named := checked(t, fresh)
			if len(named) != 1 || named[0] != three[0] {
				t.Errorf("%s: the check names %v", what, named)
			}
			fresh.Close()
		}
		for at := range good[0].Wrapped {
			bad := bytes.Clone(good[0].Wrapped)
			bad[at] ^= 0x10
			alter(fmt.Sprint("byte ", at), "UPDATE keyring_key SET wrapped = $1 WHERE person = $2", bad, three[0])
		}
		other, err := r.store(t, nil).Find(ctx, three[1:2])
		if err != nil {
			t.Fatal(err)
		}
		alter("another's key", "UPDATE keyring_key SET wrapped = $1 WHERE person = $2", other[0].Wrapped, three[0])
		r.change(t, "UPDATE keyring_key SET wrapped = $1 WHERE person = $2", good[0].Wrapped, three[0])
		alter("another epoch", "UPDATE keyring_key SET epoch = 7 WHERE person = $1", three[0])
		r.change(t, "UPDATE keyring_key SET epoch = 1 WHERE person = $1", three[0])
		if named := checked(t, r.open(t)); len(named) != 0 {
			t.Errorf("the keyring as it was: %v", named)
		}
	})
}

func checked(t *testing.T, k *vault.Keyring) (named []id.ID) {
	t.Helper()
	if _, err := k.Check(ctx, func(p id.ID, _ string) { named = append(named, p) }); err != nil {
		t.Fatal(err)
	}
	return named
}

// TestEveryByteOfTheMasterFile alters each byte of the file of the master keys.
func TestEveryByteOfTheMasterFile(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		p := people(t, k, 1)[0]
		file := filepath.Join(r.keys(), vault.MasterFile)
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		keys := r.store(t, nil)
		try := func() error {
			k, err := vault.OpenKeyring(ctx, vault.Config{Keys: keys, Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}})
			if err == nil {
				k.Close()
			}
			return err
		}
		for at := range good {
			bad := bytes.Clone(good)
			bad[at] ^= 1
			write(t, file, bad)
			if try() == nil {
				t.Errorf("byte %d (%q) may be another", at, good[at])
			}
		}
		for name, bad := range map[string][]byte{
			"cut": good[:len(good)-3], "nothing": {}, "longer": append(bytes.Clone(good), ' '),
			"a field more": bytes.Replace(good, []byte("{"), []byte(`{"x": 1,`), 1),
		} {
			write(t, file, bad)
			wants(t, name, try(), "vault.master.damaged")
		}
		write(t, file, good)
		wants(t, "as it was", try(), "")
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		wants(t, "gone", try(), "vault.master.missing")
		_, err = k.Seal(ctx, p, place, nil)
		wants(t, "whoever is open goes on", err, "")
	})
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestBlobsOfPersons puts blobs under persons' keys.
func TestBlobsOfPersons(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		two := people(t, k, 2)
		s, err := vault.Open(filepath.Join(r.Dir, "blobs"), r.keys())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		data := bytes.Repeat([]byte("minh chứng "), 20_000)
		b, err := s.Of(k, two[0]).Put(ctx, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(s, k, two[0], b)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes came back, %v", len(got), err)
		}
		_, err = read(s, k, two[1], b)
		wants(t, "another person", err, "vault.blob.damaged")
		_, err = s.Open(ctx, b)
		wants(t, "the folder's key", err, "vault.blob.damaged")
		other, err := s.Of(k, two[0]).Put(ctx, strings.NewReader("khác"))
		if err != nil {
			t.Fatal(err)
		}
		swapped := b
		swapped.WrappedKey = other.WrappedKey
		_, err = read(s, k, two[0], swapped)
		wants(t, "the key of another blob", err, "vault.blob.damaged")
		for at := range b.WrappedKey {
			bad := b
			bad.WrappedKey = bytes.Clone(b.WrappedKey)
			bad.WrappedKey[at] ^= 1
			_, err := read(s, k, two[0], bad)
			wants(t, fmt.Sprint("byte ", at, " of its wrapped key"), err, "vault.blob.damaged")
		}
		everyByteOfABlob(t, r, s, k, two[0], other)
		_, err = s.Of(k, id.New()).Put(ctx, strings.NewReader("x"))
		wants(t, "a person without a key", err, "vault.key.absent")
		if err := k.Shred(ctx, two[0]); err != nil {
			t.Fatal(err)
		}
		_, err = read(s, k, two[0], b)
		wants(t, "an erased person", err, "vault.person.erased")
	})
}

func everyByteOfABlob(t *testing.T, r *ring, s *vault.Store, k *vault.Keyring, p id.ID, b vault.Blob) {
	t.Helper()
	file := filepath.Join(r.Dir, "blobs", b.Name[:2], b.Name)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := range good {
		bad := bytes.Clone(good)
		bad[at] ^= 1
		write(t, file, bad)
		_, err := read(s, k, p, b)
		wants(t, fmt.Sprint("byte ", at, " of the blob"), err, "vault.blob.damaged")
	}
	write(t, file, good)
}

func read(s *vault.Store, k *vault.Keyring, p id.ID, b vault.Blob) ([]byte, error) {
	f, err := s.Of(k, p).Open(ctx, b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// TestBlindIndex: equal values meet, others seldom do, and fields are apart.
func TestBlindIndex(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		bucket := func(k *vault.Keyring, field, value string) int64 {
			b, err := k.Blind(field, value)
			if err != nil || b < 0 || b >= vault.Buckets {
				t.Fatalf("bucket %d, %v", b, err)
			}
			return b
		}
		again, met, same := r.open(t), map[int64]int{}, 0
		for i := range 10_000 {
			value := fmt.Sprintf("%012d", i)
			b := bucket(k, "person.number", value)
			met[b]++
			if bucket(again, "person.number", value) != b {
				t.Fatal("the same value has two buckets")
			}
			if bucket(k, "person.card", value) == b {
				same++
			}
		}
		if len(met) < 9000 || len(met) > 9500 { // 10,000 of 65,536 by chance fill some 9,274
			t.Errorf("10,000 values fill %d buckets", len(met))
		}
		if same > 5 {
			t.Errorf("%d of 10,000 values have the same bucket in two fields", same)
		}
		if err := k.Rotate(ctx); err != nil {
			t.Fatal(err)
		}
		before := bucket(k, "person.number", "1")
		if err := k.Advance(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if bucket(r.open(t), "person.number", "1") != before {
			t.Error("a rotation moved a value to another bucket")
		}
	})
}

// TestKeysInMemory: what is kept is kept a minute, and a list asks once.
func TestKeysInMemory(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		c, asked := clock.NewManual(clock.Micros(1)), 0
		k := r.with(t, r.byFile(), c, func(c *sqldb.Config) {
			c.Reads = func(query string, _ []any) {
				if strings.Contains(query, "FROM keyring_key WHERE person") {
					asked++
				}
			}
		})
		all := people(t, k, 50)
		want := func(what string, n int) {
			t.Helper()
			if asked != n {
				t.Errorf("%s: asked %d times, want %d", what, asked, n)
			}
			asked = 0
		}
		asked = 0
		for _, p := range all {
			seal(t, k, p, "x")
		}
		want("fifty just made", 0)
		c.Advance(2 * time.Minute)
		if err := k.Load(ctx, all...); err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			seal(t, k, p, "x")
		}
		want("fifty loaded", 1)
		c.Advance(2 * time.Minute)
		seal(t, k, all[0], "x")
		want("one after its minute", 1)
	})
}
