package vaultsql_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

// diskEnv makes this test binary a process with trouble of its disk.
const diskEnv = "HOSO_KEYRING_DISK"

// opening opens a keyring in a folder as a server does at its start.
func opening(r *ring) error {
	s, err := vaultsql.Open(ctx, r.URL, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	k, err := vault.OpenKeyring(ctx, vault.Config{Keys: s, Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}})
	if err == nil {
		k.Close()
	}
	return err
}

// unavailable says what is wrong unless err tells a person to try again later and
// what to do, by one of the codes.
func unavailable(t *testing.T, what string, err error, codes ...string) {
	t.Helper()
	if !errs.Is(err, errs.KindUnavailable) || !strings.Contains(strings.Join(codes, " "), errs.Of(err).Code) {
		t.Errorf("%s: %v, want Unavailable %v", what, err, codes)
	}
}

// TestBrokenStore: what a running keyring, and one that starts, says of a store
// that does not read: Unavailable, never internal, and never that there is nothing.
func TestBrokenStore(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		p := people(t, k, 2)
		sealed := seal(t, k, p[0], "x")
		k.Close()
		cold := r.open(t) // nothing is in memory
		db, err := sqldb.Open(ctx, sqldb.Config{URL: r.URL})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Script(ctx, "DROP TABLE keyring_key;"); err != nil {
			t.Fatal(err)
		}
		_, open := cold.Open(ctx, p[0], place, sealed)
		_, sealing := cold.Seal(ctx, p[1], place, []byte("x"))
		_, check := cold.Check(ctx, func(id.ID, string) {})
		_, status := cold.Status(ctx)
		for what, err := range map[string]error{"open": open, "seal": sealing, "ensure": cold.EnsureKey(ctx, id.New()), "load": cold.Load(ctx, p...),
			"shred": cold.Shred(ctx, p[1]), "status": status, "check": check} {
			unavailable(t, what, err, "vault.keyring.damaged")
			var lite interface{ Code() int }
			var pg interface{ SQLState() string }
			if errors.As(err, &lite) || errors.As(err, &pg) {
				t.Error("the engine's own error is carried into the folder's transaction, which it would end")
			}
		}
		if err := db.Script(ctx, "DROP TABLE keyring_state;"); err != nil {
			t.Fatal(err)
		}
		unavailable(t, "start", opening(r), "vault.keyring.damaged")
	})
}

// TestBrokenFiles: files that are there and are not what they must be.
func TestBrokenFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "keys.db")
	r := &ring{Dir: dir, URL: "sqlite:" + path}
	func() { // closed, so that all of it stands in the file
		s, err := vaultsql.Open(ctx, r.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := os.MkdirAll(r.keys(), 0o700); err != nil {
			t.Fatal(err)
		}
		k, err := vault.MakeKeyring(ctx, vault.Config{Keys: s, Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}})
		if err != nil {
			t.Fatal(err)
		}
		people(t, k, 1)
		k.Close()
	}()
	for what, c := range map[string]struct {
		spoil func(file string) error
		file  string
		code  string
	}{
		"no database":               {func(f string) error { return os.WriteFile(f, []byte(strings.Repeat("no database ", 800)), 0o600) }, "keys.db", "vault.keyring.damaged"},
		"zeros":                     {zeros, "keys.db", "vault.keyring.damaged"},
		"a folder":                  {folder, "keys.db", "vault.keyring.unread"},
		"master is a folder":        {folder, "keys/master", "vault.master.unread"},
		"what opens it is a folder": {folder, "keys/file.key", "vault.key.unusable"},
	} {
		t.Run(what, func(t *testing.T) {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"keys/master", "keys/file.key"} {
				if err := os.Chmod(filepath.Join(copied, name), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			at := &ring{Dir: copied, URL: "sqlite:" + filepath.Join(copied, "keys.db")}
			if err := opening(at); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(filepath.Join(copied, c.file)); err != nil {
				t.Fatal(err)
			}
			unavailable(t, what, opening(at), c.code)
		})
	}
}

// zeros overwrites a file after its first page.
func zeros(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt(make([]byte, info.Size()-4096), 4096)
	return err
}

func folder(file string) error {
	if err := os.Remove(file); err != nil {
		return err
	}
	return os.Mkdir(file, 0o700)
}

// TestTroubledDisk: a folder that may not be written, one that may not be read, and a
// full disk. What is in memory goes on, and all goes on when there is room again.
func TestTroubledDisk(t *testing.T) {
	for what, want := range map[string][]string{
		"read-only": {"vault.keyring.unread"},
		"shut":      {"vault.master.unread", "vault.keyring.unread"},
		"full":      {"sqldb.write.failed", "sqldb.commit.unknown"},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			r := &ring{Dir: dir, URL: "sqlite:" + filepath.Join(dir, "keys.db")}
			k := r.open(t)
			people(t, k, 1)
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), diskEnv+"="+what, diskEnv+"_DIR="+dir)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			said := strings.Fields(string(out))
			if err != nil || len(said) < 2 || said[0] != "unavailable" || !strings.Contains(strings.Join(want, " "), said[1]) {
				t.Errorf("%q, %v, want %v", out, err, want)
			}
		})
	}
}

// runDisk is the process with the trouble; it prints the kind and code of what it
// was told.
func runDisk(what string) {
	dir := os.Getenv(diskEnv + "_DIR")
	r := &ring{Dir: dir, URL: "sqlite:" + filepath.Join(dir, "keys.db")}
	err := map[string]func(*ring) error{"read-only": ofNobody(0o555, 0o444), "shut": ofNobody(0o555, 0), "full": onFullDisk}[what](r)
	if err == nil {
		fmt.Println("nothing")
		os.Exit(0)
	}
	fmt.Println(errs.KindOf(err), errs.Of(err).Code)
	os.Exit(0)
}

// ofNobody opens the keyring as somebody who may do no more than the modes say:
// root may do everything.
func ofNobody(dirs, files os.FileMode) func(r *ring) error {
	return func(r *ring) error {
		for _, name := range []string{"keys.db", "keys.db-wal", "keys.db-shm", "keys/master"} {
			if err := os.Chmod(filepath.Join(r.Dir, name), files); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
		for _, name := range []string{r.keys(), r.Dir} {
			if err := os.Chmod(name, dirs); err != nil {
				return err
			}
		}
		if os.Getuid() == 0 {
			if err := os.Chown(filepath.Join(r.keys(), "file.key"), 65534, 65534); err != nil {
				return err
			}
			if err := syscall.Setuid(65534); err != nil {
				return err
			}
		}
		return opening(r)
	}
}

// onFullDisk makes keys until the disk is full, then reads, and makes them when
// there is room again. RLIMIT_FSIZE is the full disk.
func onFullDisk(r *ring) error {
	signal.Ignore(syscall.SIGXFSZ) // the write fails with EFBIG instead
	s, err := vaultsql.Open(ctx, r.URL, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	k, err := vault.OpenKeyring(ctx, vault.Config{Keys: s, Dir: r.keys(), Provider: r.byFile(), Clock: clock.System{}})
	if err != nil {
		return err
	}
	defer k.Close()
	known := id.New()
	if err := k.EnsureKey(ctx, known); err != nil {
		return err
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 12, Max: before.Max}); err != nil {
		return err
	}
	refused := k.EnsureKey(ctx, id.New())
	if _, err := k.Seal(ctx, known, place, []byte("x")); err != nil {
		return fmt.Errorf("what is in memory: %w", err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if err := k.EnsureKey(ctx, id.New()); err != nil {
		return fmt.Errorf("there is room again: %w", err)
	}
	return refused
}
