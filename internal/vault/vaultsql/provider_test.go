package vaultsql_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/vault"
)

const phrase = "con cò bay lả bay la"

func passphrase(s string) vault.Passphrase { return vault.Passphrase{Secret: []byte(s)} }

// TestPassphrase opens a keyring by a passphrase, and by no other.
func TestPassphrase(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.with(t, passphrase(phrase), clock.System{}, nil)
		p := people(t, k, 1)[0]
		sealed := seal(t, k, p, "x")
		k.Close()
		for _, wrong := range []string{phrase + " ", "", "con cò bay lả bay lả"} {
			_, err := r.try(t, passphrase(wrong), clock.System{}, nil)
			wants(t, wrong, err, "vault.master.refused")
		}
		_, err := r.try(t, r.byFile(), clock.System{}, nil)
		wants(t, "a key file", err, "vault.provider.other")
		if got, err := r.with(t, passphrase(phrase), clock.System{}, nil).Open(ctx, p, place, sealed); err != nil || string(got) != "x" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestShortPassphraseIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		_, err := r.try(t, passphrase("mười bốn ký t"), clock.System{}, nil)
		wants(t, "short", err, "vault.passphrase.short")
		if left, err := os.ReadDir(r.keys()); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

// TestCostIsBounded: what the file says of argon2id is refused out of bounds
// before memory is taken, and never chosen out of them.
func TestCostIsBounded(t *testing.T) {
	good := vault.Argon2{Time: 3, MemoryKiB: 64 << 10, Threads: 1, Salt: make([]byte, 16)}
	for name, spoil := range map[string]func(*vault.Argon2){
		"no time":        func(a *vault.Argon2) { a.Time = 2 },
		"much time":      func(a *vault.Argon2) { a.Time = 11 },
		"little memory":  func(a *vault.Argon2) { a.MemoryKiB = 64<<10 - 1 },
		"4 TiB":          func(a *vault.Argon2) { a.MemoryKiB = 1<<32 - 1 },
		"no thread":      func(a *vault.Argon2) { a.Threads = 0 },
		"many threads":   func(a *vault.Argon2) { a.Threads = 5 },
		"a short salt":   func(a *vault.Argon2) { a.Salt = a.Salt[:15] },
		"no salt at all": func(a *vault.Argon2) { a.Salt = nil },
	} {
		bad := good
		spoil(&bad)
		_, err := passphrase(phrase).Key(vault.Params{Provider: vault.ByPassphrase, Argon2id: &bad})
		wants(t, name, err, "vault.master.damaged")
	}
	_, err := passphrase(phrase).Key(vault.Params{Provider: vault.ByPassphrase})
	wants(t, "nothing", err, "vault.master.damaged")
	slow, fast := &stepping{by: 300_000}, &stepping{by: 1}
	for c, memory := range map[clock.Clock]uint32{slow: 64 << 10, fast: 256 << 10} {
		p, err := vault.Passphrase{Secret: []byte(phrase), Clock: c}.Params()
		if err != nil || p.Argon2id.MemoryKiB != memory || p.Argon2id.Time != 3 {
			t.Errorf("a machine's parameters: %+v, %v; want %d KiB", p.Argon2id, err, memory)
		}
	}
}

// stepping is a clock on which each look takes a while.
type stepping struct{ now, by clock.Micros }

// Now moves on.
func (s *stepping) Now() clock.Micros {
	s.now += s.by
	return s.now
}

// TestKeyFiles: outside the folder, and as a systemd credential.
func TestKeyFiles(t *testing.T) {
	inTurn(t, func(t *testing.T, r *ring) {
		away := filepath.Join(t.TempDir(), "usb", "hoso.key")
		k := r.with(t, vault.KeyFile{Dir: r.keys(), File: away}, clock.System{}, nil)
		p := people(t, k, 1)[0]
		sealed := seal(t, k, p, "x")
		info, err := os.Stat(away)
		if err != nil || info.Size() != 32 || info.Mode().Perm() != 0o600 {
			t.Fatalf("the key file: %v, %v", info, err)
		}
		raw, err := os.ReadFile(away)
		if err != nil {
			t.Fatal(err)
		}
		creds := t.TempDir()
		t.Setenv("CREDENTIALS_DIRECTORY", creds)
		cred := vault.KeyFile{Dir: r.keys(), File: "credential:hoso-key"}
		wants(t, "a credential that is not there", k.ChangeProvider(ctx, cred), "vault.key.unusable")
		write(t, filepath.Join(creds, "hoso-key"), bytes.Repeat([]byte{7}, 32))
		if err := k.ChangeProvider(ctx, cred); err != nil {
			t.Fatal(err)
		}
		if err := k.Advance(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(away); err != nil {
			t.Fatal(err)
		}
		k.Close()
		k = r.with(t, vault.KeyFile{Dir: r.keys()}, clock.System{}, nil) // the file says which
		if got, err := k.Open(ctx, p, place, sealed); err != nil || string(got) != "x" {
			t.Errorf("by credential: %q, %v", got, err)
		}
		for name, spoil := range map[string]func(f string) error{
			"open to others": func(f string) error { return os.Chmod(f, 0o640) },
			"short":          func(f string) error { return os.WriteFile(f, raw[:31], 0o600) },
			"gone":           os.Remove,
		} {
			file := filepath.Join(creds, "hoso-key")
			_ = os.Remove(file)
			write(t, file, bytes.Repeat([]byte{7}, 32))
			if err := spoil(file); err != nil {
				t.Fatal(err)
			}
			_, err := r.try(t, vault.KeyFile{Dir: r.keys()}, clock.System{}, nil)
			wants(t, name, err, "vault.key.unusable")
		}
		_ = os.Remove(filepath.Join(creds, "hoso-key"))
		write(t, filepath.Join(creds, "hoso-key"), bytes.Repeat([]byte{8}, 32))
		_, err = r.try(t, vault.KeyFile{Dir: r.keys()}, clock.System{}, nil)
		wants(t, "another key", err, "vault.master.refused")
	})
}

// TestProviderChange: what opened the master keys before opens them no more, nor
// does an old copy of their file once the rotation is done.
func TestProviderChange(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.with(t, passphrase(phrase), clock.System{}, nil)
		p := people(t, k, 1)[0]
		sealed := seal(t, k, p, "x")
		old, err := os.ReadFile(filepath.Join(r.keys(), vault.MasterFile))
		if err != nil {
			t.Fatal(err)
		}
		if err := k.ChangeProvider(ctx, r.byFile()); err != nil {
			t.Fatal(err)
		}
		_, err = r.try(t, passphrase(phrase), clock.System{}, nil)
		wants(t, "the passphrase of before", err, "vault.provider.other")
		if err := k.Advance(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if s := settled(t, r, k); s.Epoch != 2 || s.By.Provider != vault.ByFile {
			t.Errorf("%+v", s)
		}
		if got, err := r.open(t).Open(ctx, p, place, sealed); err != nil || string(got) != "x" {
			t.Errorf("%q, %v", got, err)
		}
		write(t, filepath.Join(r.keys(), vault.MasterFile), old)
		_, err = r.try(t, passphrase(phrase), clock.System{}, nil)
		wants(t, "an old copy of the file", err, "vault.master.behind")
	})
}

// TestStoreAndMasterBelongTogether mixes up two keyrings, and loses halves of one.
func TestStoreAndMasterBelongTogether(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		people(t, k, 1)
		other := &ring{Dir: t.TempDir(), URL: "sqlite:" + filepath.Join(t.TempDir(), "other.db")}
		other.open(t)
		_, err := (&ring{Dir: other.Dir, URL: r.URL}).try(t, other.byFile(), clock.System{}, nil)
		wants(t, "another's master keys", err, "vault.keyring.other")
		empty := "sqlite:" + filepath.Join(t.TempDir(), "empty.db")
		_, err = (&ring{Dir: r.Dir, URL: empty}).try(t, r.byFile(), clock.System{}, nil)
		wants(t, "an empty store", err, "vault.keyring.missing")
		_, err = (&ring{Dir: t.TempDir(), URL: r.URL}).try(t, r.byFile(), clock.System{}, nil)
		wants(t, "no master keys beside a store", err, "vault.master.missing")
	})
}

// TestMakingGoesOn: a making that was stopped between the file and the store.
func TestMakingGoesOn(t *testing.T) {
	for _, point := range []string{"master aside", "master linked", "master replaced"} {
		engines(t, func(t *testing.T, r *ring) {
			cfg := vault.Config{Keys: r.store(t, nil), Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}, Fault: func(at string) error {
				if at == point {
					return fmt.Errorf("stopped at %s", at)
				}
				return nil
			}}
			if _, err := vault.MakeKeyring(ctx, cfg); err == nil || !strings.Contains(err.Error(), point) {
				t.Fatal(err)
			}
			cfg.Fault = nil
			k, err := vault.MakeKeyring(ctx, cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer k.Close()
			people(t, k, 1)
			if err := k.Advance(ctx, nil); err != nil {
				t.Fatal(err)
			}
			settled(t, r, k)
		})
	}
}
