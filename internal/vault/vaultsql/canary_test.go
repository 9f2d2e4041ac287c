package vaultsql_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/testenv"
	"hoso/internal/vault"
)

// hunt reads every file below the folders and says where a secret stands.
func hunt(t *testing.T, secrets [][]byte, dirs ...string) (hits []string, bytesRead int64) {
	t.Helper()
	h := testenv.NewHunt(secrets...)
	hits, err := h.Files(dirs...)
	if err != nil {
		t.Fatal(err)
	}
	return hits, h.Bytes
}

// TestCanaries seals 200 secrets in fields and files and looks for them, and for
// the keys that seal them, in every byte that is on disk: the keyring with its
// write-ahead log, PostgreSQL's own files, the blobs, the bundle.
func TestCanaries(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		canaries(t, &ring{Dir: dir, URL: "sqlite:" + filepath.Join(dir, "keys.db")}, nil)
	})
	t.Run("postgres", func(t *testing.T) {
		cluster := testenv.Own(t)
		canaries(t, &ring{Dir: t.TempDir(), URL: cluster.Database(t)}, cluster)
	})
}

func canaries(t *testing.T, r *ring, cluster *testenv.Cluster) {
	t.Helper()
	k := r.open(t)
	list := people(t, k, 100)
	blobs, err := vault.Open(filepath.Join(r.Dir, "blobs"), r.keys())
	if err != nil {
		t.Fatal(err)
	}
	defer blobs.Close()
	var secrets [][]byte
	data, err := os.Create(filepath.Join(r.Dir, "rows"))
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	for i, p := range list {
		a, b := fmt.Sprintf("canary %d %s", i, id.New()), fmt.Sprintf("chim hoàng yến %d %s", i, id.New())
		secrets = append(secrets, []byte(a), []byte(b))
		if _, err := data.Write(seal(t, k, p, a)); err != nil {
			t.Fatal(err)
		}
		if _, err := blobs.Of(k, p).Put(ctx, strings.NewReader(b)); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Bundle(ctx, filepath.Join(r.Dir, "bundle"), vault.BundleKey{Recipient: identity(t).Recipient().String()}); err != nil {
		t.Fatal(err)
	}
	thief := steal(t, r.keys())
	keys := [][]byte{thief.masters[1]}
	for _, w := range dump(t, r.store(t, nil)) {
		key, err := thief.open(w)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	dirs := []string{r.Dir}
	if cluster != nil {
		dirs = append(dirs, cluster.Files(t))
	}
	hits, n := hunt(t, append(secrets, keys...), dirs...)
	if len(hits) > 0 {
		t.Errorf("%d hits: %v", len(hits), hits)
	}
	write(t, filepath.Join(r.Dir, "leak"), []byte(base64.StdEncoding.EncodeToString(append([]byte("x"), secrets[7]...))))
	if hits, _ := hunt(t, secrets, r.Dir); len(hits) == 0 {
		t.Error("the hunt finds nothing where something is")
	}
	t.Logf("%d secrets and %d keys in %d bytes: %d hits", len(secrets), len(keys), n, len(hits))
}

// copyOf keeps a copy of a keyring's store and bundle, as a backup would. Nobody
// has the store open.
func copyOf(t *testing.T, r *ring) *ring {
	t.Helper()
	to := &ring{Dir: t.TempDir()}
	if !strings.HasPrefix(r.URL, "sqlite:") {
		to.URL = testenv.Copy(t, r.URL)
		return to
	}
	for _, name := range []string{"keys.db", "keys.db-wal"} {
		data, err := os.ReadFile(filepath.Join(r.Dir, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(to.Dir, name), data)
	}
	to.URL = "sqlite:" + filepath.Join(to.Dir, "keys.db")
	return to
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, to, data)
}

// TestShreddedStaysShredded puts back copies of store and bundle from before a
// shredding, with the master key that exists after it: nothing opens, not even by
// hand. A copy of the data is no more than the sealed bytes, which are tried too.
func TestShreddedStaysShredded(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		s := r.store(t, nil)
		k, err := vault.MakeKeyring(ctx, vault.Config{Keys: s, Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}})
		if err != nil {
			t.Fatal(err)
		}
		who, bundle := identity(t), filepath.Join(r.Dir, "bundle")
		list := people(t, k, 20)
		gone, sealed := list[0], seal(t, k, list[0], "bị hủy")
		kept := seal(t, k, list[1], "còn lại")
		if err := k.Bundle(ctx, bundle, vault.BundleKey{Recipient: who.Recipient().String()}); err != nil {
			t.Fatal(err)
		}
		before := dump(t, s)
		thief := steal(t, r.keys())
		key, err := thief.open(keyOf(before, gone))
		if err != nil {
			t.Fatal(err)
		}
		masterBefore, err := os.ReadFile(filepath.Join(r.keys(), vault.MasterFile))
		if err != nil {
			t.Fatal(err)
		}
		k.Close()
		s.Close()
		old := copyOf(t, r)
		copyFile(t, bundle, filepath.Join(old.Dir, "bundle"))

		k = r.open(t)
		if err := k.Shred(ctx, gone); err != nil {
			t.Fatal(err)
		}
		if err := k.Advance(ctx, nil); err != nil {
			t.Fatal(err)
		}
		settled(t, r, k)
		nothingLeft(t, r, before, key, masterBefore)
		for _, name := range []string{vault.MasterFile, "file.key"} {
			copyFile(t, filepath.Join(r.keys(), name), filepath.Join(old.keys(), name))
		}
		now := steal(t, r.keys())
		for _, w := range before {
			if _, err := now.open(w); err == nil {
				t.Fatal("the new master key opens an envelope of before")
			}
		}
		oldCopiesAreUseless(t, old, settled(t, r, k).Mark, who.String())
		restored := r.restored(t, bundle, who.String())
		_, err = restored.Open(ctx, gone, place, sealed)
		wants(t, "the new bundle, who was erased", err, "vault.person.erased")
		if got, err := restored.Open(ctx, list[1], place, kept); err != nil || string(got) != "còn lại" {
			t.Errorf("the new bundle, the others: %q, %v", got, err)
		}
	})
}

func keyOf(list []vault.PersonKey, person id.ID) vault.PersonKey {
	for _, k := range list {
		if k.Person == person {
			return k
		}
	}
	return vault.PersonKey{}
}

// nothingLeft looks for the destroyed key, for every envelope of before and for
// the sealed master key of before in the keyring's files.
func nothingLeft(t *testing.T, r *ring, before []vault.PersonKey, key, master []byte) {
	t.Helper()
	secrets := [][]byte{key}
	for _, w := range before {
		secrets = append(secrets, w.Wrapped[13:])
	}
	for _, line := range strings.Split(string(master), "\n") {
		if env, ok := strings.CutPrefix(strings.TrimSpace(line), `"key": "`); ok {
			secrets = append(secrets, []byte(strings.TrimSuffix(env, `"`)))
		}
	}
	if len(secrets) != len(before)+2 {
		t.Fatalf("%d secrets to look for", len(secrets))
	}
	if hits, _ := hunt(t, secrets, r.Dir); len(hits) > 0 {
		t.Errorf("left in the keyring's files: %v", hits)
	}
}

// oldCopiesAreUseless tries the copies of before with the master key of now, also
// after writing into them what they should say.
func oldCopiesAreUseless(t *testing.T, old *ring, mark []byte, who string) {
	t.Helper()
	_, err := old.try(t, old.byFile(), clock.System{}, nil)
	wants(t, "an old store", err, "vault.master.behind")
	cfg := vault.Config{Keys: old.store(t, nil), Dir: old.keys(), Provider: old.byFile(), Clock: clock.System{}}
	err = vault.RestoreBundle(ctx, cfg, filepath.Join(old.Dir, "bundle"), vault.BundleKey{Identities: []byte(who)})
	wants(t, "an old bundle", err, "vault.bundle.old")
	for _, table := range []string{"keyring_state", "keyring_key", "keyring_secret"} {
		old.change(t, "UPDATE "+table+" SET epoch = 2")
	}
	_, err = old.try(t, old.byFile(), clock.System{}, nil)
	wants(t, "an old store that says it is of now", err, "vault.master.behind")
	old.change(t, "UPDATE keyring_state SET mark = $1", mark)
	_, err = old.try(t, old.byFile(), clock.System{}, nil)
	wants(t, "an old store with the mark of now", err, "vault.key.damaged")
}

// restored puts a bundle into an empty store beside the master keys of r.
func (r *ring) restored(t *testing.T, bundle, who string) *vault.Keyring {
	t.Helper()
	fresh := &ring{Dir: r.Dir, URL: "sqlite:" + filepath.Join(t.TempDir(), "keys.db")}
	cfg := vault.Config{Keys: fresh.store(t, nil), Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}}
	if err := vault.RestoreBundle(ctx, cfg, bundle, vault.BundleKey{Identities: []byte(who)}); err != nil {
		t.Fatal(err)
	}
	return fresh.open(t)
}

// TestBundle: made, altered at each byte, cut at each, for somebody else, put
// back, put back over what stands, and over what was altered.
func TestBundle(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		list, sealed := manyPeople(t, k, 3)
		who, file := identity(t), filepath.Join(t.TempDir(), "bundle")
		wants(t, "for nobody", k.Bundle(ctx, file, vault.BundleKey{Recipient: "age1nobody"}), "vault.bundle.recipient")
		wants(t, "a short passphrase", k.Bundle(ctx, file, vault.BundleKey{Passphrase: []byte("short")}), "vault.passphrase.short")
		wants(t, "no such folder", k.Bundle(ctx, filepath.Join(r.Dir, "none", "b"), vault.BundleKey{Recipient: who.Recipient().String()}), "vault.bundle.write")
		if err := k.Bundle(ctx, file, vault.BundleKey{Recipient: who.Recipient().String()}); err != nil {
			t.Fatal(err)
		}
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
		fresh := &ring{Dir: r.Dir, URL: "sqlite:" + filepath.Join(t.TempDir(), "keys.db")}
		cfg := vault.Config{Keys: fresh.store(t, nil), Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}}
		restore := func(by vault.BundleKey) error { return vault.RestoreBundle(ctx, cfg, file, by) }
		wants(t, "somebody else", restore(vault.BundleKey{Identities: []byte(identity(t).String())}), "vault.bundle.damaged")
		wants(t, "no identity", restore(vault.BundleKey{Identities: []byte("x")}), "vault.bundle.identity")
		for at := range good {
			bad := bytes.Clone(good)
			bad[at] ^= 1
			write(t, file, bad)
			wants(t, fmt.Sprint("byte ", at), restore(vault.BundleKey{Identities: []byte(who.String())}), "vault.bundle.damaged")
			write(t, file, good[:at])
			wants(t, fmt.Sprint("cut at ", at), restore(vault.BundleKey{Identities: []byte(who.String())}), "vault.bundle.damaged")
		}
		if _, err := cfg.Keys.State(ctx); err == nil {
			t.Error("something was written of a bundle that was altered")
		}
		write(t, file, good)
		for _, again := range []string{"empty", "full"} {
			if err := restore(vault.BundleKey{Identities: []byte(who.String())}); err != nil {
				t.Fatal(again, err)
			}
			if got := opens(t, fresh.open(t), list, sealed); got != 3 {
				t.Errorf("%s: %d of 3 open", again, got)
			}
		}
		fresh.change(t, "UPDATE keyring_key SET wrapped = $1 WHERE person = $2", bytes.Repeat([]byte{1}, 61), list[1])
		fresh.change(t, "UPDATE keyring_secret SET wrapped = $1", bytes.Repeat([]byte{1}, 61))
		if err := restore(vault.BundleKey{Identities: []byte(who.String())}); err != nil {
			t.Fatal(err)
		}
		if got := opens(t, fresh.open(t), list, sealed); got != 3 || len(checked(t, fresh.open(t))) != 0 {
			t.Errorf("mended: %d of 3 open", got)
		}
		mended := fresh.open(t)
		if err := mended.Shred(ctx, list[2]); err != nil {
			t.Fatal(err)
		}
		if err := restore(vault.BundleKey{Identities: []byte(who.String())}); err != nil {
			t.Fatal(err)
		}
		_, err = fresh.open(t).Seal(ctx, list[2], place, nil)
		wants(t, "who was erased since", err, "vault.person.erased")
	})
}

// TestRestoreKilled kills a restore anywhere; done again it is whole.
func TestRestoreKilled(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		list, sealed := manyPeople(t, k, 25)
		who, file := identity(t), filepath.Join(t.TempDir(), "bundle")
		if err := k.Bundle(ctx, file, vault.BundleKey{Recipient: who.Recipient().String()}); err != nil {
			t.Fatal(err)
		}
		k.Close()
		kills := 0
		for n := 1; ; n += stride() {
			fresh := ring{Dir: r.Dir, URL: "sqlite:" + filepath.Join(t.TempDir(), fmt.Sprint(n, ".db"))}
			if strings.HasPrefix(r.URL, "postgres:") {
				fresh.URL = testenv.Postgres(t)
			}
			c := child{Ring: fresh, Do: "restore", Bundle: file, Kill: n}
			_, killed := c.start(t, "HOSO_KEYRING_IDENTITY="+who.String())
			if killed {
				kills++
				cfg := vault.Config{Keys: fresh.store(t, nil), Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}}
				if err := vault.RestoreBundle(ctx, cfg, file, vault.BundleKey{Identities: []byte(who.String())}); err != nil {
					t.Fatal(err)
				}
			}
			k := fresh.open(t)
			if got := opens(t, k, list, sealed); got != len(list) {
				t.Errorf("killed at point %d: %d of %d open", n, got, len(list))
			}
			k.Close()
			if !killed {
				break
			}
		}
		if kills < 8/stride() {
			t.Errorf("killed at %d points only", kills)
		}
	})
}
