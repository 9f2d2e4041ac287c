package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hoso/internal/app"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
	"hoso/internal/vault"
)

// withKeys is a folder with a keyring of two persons, whose store is an engine's
// as its data are.
type withKeys struct {
	dir, data, keys string
	persons         []id.ID
}

func keyFolder(t *testing.T, url string, by vault.Provider) *withKeys {
	t.Helper()
	k := &withKeys{dir: t.TempDir(), data: url}
	k.keys = "sqlite:" + filepath.Join(k.dir, "keys.db")
	if url != "" {
		k.keys = testenv.Postgres(t)
		t.Setenv("HOSO_KEYS_DATABASE", k.keys)
	}
	a := mustOpen(t, k.dir, url, nil)
	defer a.Close()
	if file, ok := by.(vault.KeyFile); ok {
		file.Dir = filepath.Join(k.dir, "keys")
		by = file
	}
	if err := a.MakeKeys(context.Background(), by); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		p := id.New()
		if err := a.Keys.EnsureKey(context.Background(), p); err != nil {
			t.Fatal(err)
		}
		k.persons = append(k.persons, p)
	}
	return k
}

func (k *withKeys) verify(t *testing.T) ledger.Report {
	t.Helper()
	r, err := app.Verify(context.Background(), k.dir, k.data, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (k *withKeys) change(t *testing.T, query string, args ...any) {
	t.Helper()
	db, err := sqldb.Open(context.Background(), sqldb.Config{URL: k.keys})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(context.Background(), func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Own(ctx, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// want wants one finding, of a table and a row.
func (k *withKeys) want(t *testing.T, what, table, row string) {
	t.Helper()
	r := k.verify(t)
	if len(r.Findings) != 1 || r.Findings[0].Table != table || r.Findings[0].Row != row {
		t.Errorf("%s: verify finds %+v", what, r.Findings)
	}
}

// TestVerifyNamesKeys alters what the keyring has on disk: verify says what.
func TestVerifyNamesKeys(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k := keyFolder(t, url, vault.KeyFile{File: "keyring.key"})
		if r := k.verify(t); !r.Clean() || r.Keys != 2 || r.Locked {
			t.Fatalf("as it was made: %+v", r)
		}
		k.change(t, "UPDATE keyring_key SET epoch = 2 WHERE person = $1", k.persons[0])
		k.want(t, "another epoch", "keyring_key", k.persons[0].String())
		k.change(t, "UPDATE keyring_key SET epoch = 1, wrapped = $1 WHERE person = $2", bytes.Repeat([]byte{1}, 61), k.persons[0])
		k.want(t, "another wrapped key", "keyring_key", k.persons[0].String())
		k.change(t, "DELETE FROM keyring_key WHERE person = $1", k.persons[0])
		k.change(t, "INSERT INTO keyring_tombstone (person, epoch, at) VALUES ($1, 1, 1)", k.persons[1])
		k.want(t, "a key of somebody erased", "keyring_key", k.persons[1].String())
		k.change(t, "DELETE FROM keyring_tombstone WHERE epoch = 1")
		k.change(t, "UPDATE keyring_secret SET wrapped = $1", bytes.Repeat([]byte{1}, 61))
		k.want(t, "another secret", "keyring_secret", "1")
		k.change(t, "DELETE FROM keyring_state WHERE one = 1")
		k.want(t, "an empty store", "keyring", "")
	})
}

func TestVerifyNamesMasterKeys(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k := keyFolder(t, url, vault.KeyFile{File: "keyring.key"})
		for _, name := range []string{"keyring.key", vault.MasterFile} {
			file := filepath.Join(k.dir, "keys", name)
			good, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			bad := bytes.Clone(good)
			bad[len(bad)/2] ^= 1
			if err := os.WriteFile(file, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			k.want(t, name+" altered", "keys", vault.MasterFile)
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			k.want(t, name+" gone", "keys", name)
			if err := os.WriteFile(file, good, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if r := k.verify(t); !r.Clean() || r.Keys != 2 {
			t.Errorf("put right again: %+v", r)
		}
	})
}

// TestVerifyWithoutPassphrase: a keyring that is opened by a passphrase is checked
// where the configuration says in which file it is, and said not to be elsewhere.
func TestVerifyWithoutPassphrase(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k := keyFolder(t, url, vault.Passphrase{Secret: []byte("con cò bay lả bay la")})
		if r := k.verify(t); !r.Clean() || !r.Locked || r.Keys != 0 {
			t.Errorf("without: %+v", r)
		}
		file := filepath.Join(t.TempDir(), "phrase")
		t.Setenv("HOSO_PASSPHRASE_FILE", file)
		// the same words as another keyboard composes them
		if err := os.WriteFile(file, []byte("con co\u0300 bay la\u0309 bay la\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := k.verify(t); !r.Clean() || r.Locked || r.Keys != 2 {
			t.Errorf("with: %+v", r)
		}
		if err := os.WriteFile(file, []byte("con cò bay lả bay lã\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		k.want(t, "another passphrase", "keys", vault.MasterFile)
	})
}

// actions gives what the ledger of a folder has, in its order.
func actions(t *testing.T, dir, url string) []string {
	t.Helper()
	a := mustOpen(t, dir, url, nil)
	defer a.Close()
	list, err := sqldb.All(context.Background(), a.DB.Reader(), func(row sqldb.Scanner) (string, error) {
		var action string
		err := row.Scan(&action)
		return action, err
	}, "SELECT action FROM ledger_entry ORDER BY at")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestKeyCommands runs `hoso key` as an operator does; each changing one leaves
// an entry, and what was sealed before opens after all of them.
func TestKeyCommands(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		k := keyFolder(t, url, vault.KeyFile{File: "keyring.key"})
		if url != "" {
			t.Setenv("HOSO_DATABASE", url)
		}
		where := vault.Where{Table: "t", Column: "c", Row: id.ID{1}, Version: 1}
		sealed := k.seal(t, where)
		phrase, bundle := filepath.Join(t.TempDir(), "phrase"), filepath.Join(t.TempDir(), "bundle")
		if err := os.WriteFile(phrase, []byte("con cò bay lả bay la\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		run := func(code int, args ...string) string {
			t.Helper()
			out, got := runHoso(t, append(append([]string{"key"}, args...), "--data", k.dir)...)
			if got != code {
				t.Fatalf("hoso key %s: exit %d\n%s", strings.Join(args, " "), got, out)
			}
			return out
		}
		run(0, "bundle", bundle, "--bundle-passphrase-file", phrase)
		if out := run(0, "rotate"); !strings.Contains(out, "epoch 2") || !strings.Contains(out, "hoso key bundle "+bundle) {
			t.Errorf("rotate says %s", out)
		}
		run(1, "restore", bundle, "--bundle-passphrase-file", phrase) // of a master key that was destroyed
		run(0, "bundle", bundle, "--bundle-passphrase-file", phrase)
		k.loseStore(t)
		run(3, "status")
		run(0, "restore", bundle, "--bundle-passphrase-file", phrase)
		run(0, "provider", "passphrase", "--new-passphrase-file", phrase)
		run(1, "rotate") // nobody is at a terminal
		if out := run(0, "rotate", "--passphrase-file", phrase); !strings.Contains(out, "epoch 4") {
			t.Errorf("rotate says %s", out)
		}
		if err := os.Chmod(phrase, 0o644); err != nil {
			t.Fatal(err)
		}
		run(1, "rotate", "--passphrase-file", phrase)
		run(2, "provider", "smartcard")
		if out := run(0, "status", "--format", "json"); !strings.Contains(out, `"provider":"passphrase"`) || !strings.Contains(out, `"epoch":4`) {
			t.Errorf("status says %s", out)
		}
		got := slices.DeleteFunc(actions(t, k.dir, url), func(a string) bool { return !strings.HasPrefix(a, "vault.") })
		want := []string{"vault.bundle.write", "vault.master.rotate", "vault.bundle.restore", "vault.bundle.write", "vault.bundle.restore",
			"vault.provider.change", "vault.master.rotate"}
		if !slices.Equal(got, want) {
			t.Errorf("the ledger has %v, want %v", got, want)
		}
		a := mustOpen(t, k.dir, url, nil)
		defer a.Close()
		if err := a.Unlock(context.Background(), func() ([]byte, error) { return []byte("con cò bay lả bay la"), nil }); err != nil {
			t.Fatal(err)
		}
		if plain, err := a.Keys.Open(context.Background(), k.persons[0], where, sealed); err != nil || string(plain) != "giữ" {
			t.Errorf("sealed before, opened after: %q, %v", plain, err)
		}
	})
}

func (k *withKeys) seal(t *testing.T, where vault.Where) []byte {
	t.Helper()
	a := mustOpen(t, k.dir, k.data, nil)
	defer a.Close()
	if err := a.Unlock(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	sealed, err := a.Keys.Seal(context.Background(), k.persons[0], where, []byte("giữ"))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// loseStore takes the store of the keyring away, as a broken disk does.
func (k *withKeys) loseStore(t *testing.T) {
	t.Helper()
	if k.data != "" {
		k.keys = testenv.Postgres(t)
		t.Setenv("HOSO_KEYS_DATABASE", k.keys)
		return
	}
	for _, name := range []string{"keys.db", "keys.db-wal", "keys.db-shm"} {
		if err := os.Remove(filepath.Join(k.dir, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}
