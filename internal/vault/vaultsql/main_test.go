package vaultsql_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

func TestMain(m *testing.M) {
	if spec := os.Getenv(childEnv); spec != "" {
		runChild(spec)
	}
	if what := os.Getenv(diskEnv); what != "" {
		runDisk(what)
	}
	code := m.Run()
	testenv.Stop()
	os.Exit(code)
}

var ctx = context.Background()

// engines runs a test on both engines at once, each with a keyring of its own.
func engines(t *testing.T, fn func(t *testing.T, r *ring)) {
	inTurn(t, func(t *testing.T, r *ring) {
		t.Parallel()
		fn(t, r)
	})
}

// inTurn is engines for a test that sets the environment.
func inTurn(t *testing.T, fn func(t *testing.T, r *ring)) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		fn(t, &ring{Dir: dir, URL: "sqlite:" + filepath.Join(dir, "keys.db")})
	})
	t.Run("postgres", func(t *testing.T) { fn(t, &ring{Dir: t.TempDir(), URL: testenv.Postgres(t)}) })
}

// ring says where a keyring is.
type ring struct {
	Dir string // the master keys stand in Dir/keys
	URL string // the store
}

func (r *ring) keys() string { return filepath.Join(r.Dir, "keys") }

func (r *ring) byFile() vault.KeyFile { return vault.KeyFile{Dir: r.keys(), File: "file.key"} }

// open opens the keyring, and makes it the first time.
func (r *ring) open(t *testing.T) *vault.Keyring { return r.with(t, r.byFile(), clock.System{}, nil) }

func (r *ring) with(t *testing.T, by vault.Provider, c clock.Clock, tune func(*sqldb.Config)) *vault.Keyring {
	t.Helper()
	k, err := r.try(t, by, c, tune)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (r *ring) try(t *testing.T, by vault.Provider, c clock.Clock, tune func(*sqldb.Config)) (*vault.Keyring, error) {
	t.Helper()
	cfg := vault.Config{Keys: r.store(t, tune), Dir: r.keys(), Provider: by, Clock: c}
	made, err := vault.HasKeyring(r.keys())
	if err != nil {
		return nil, err
	}
	open := vault.OpenKeyring
	if !made {
		open = vault.MakeKeyring
	}
	k, err := open(ctx, cfg)
	if err == nil {
		t.Cleanup(k.Close)
	}
	return k, err
}

func (r *ring) store(t *testing.T, tune func(*sqldb.Config)) *vaultsql.Store {
	t.Helper()
	if err := os.MkdirAll(r.keys(), 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := vaultsql.Open(ctx, r.URL, tune)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// change writes into the store behind the keyring's back.
func (r *ring) change(t *testing.T, query string, args ...any) {
	t.Helper()
	db, err := sqldb.Open(ctx, sqldb.Config{URL: r.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := tx.Own(ctx, query, args...)
		if err == nil && n == 0 {
			err = errors.New("nothing was changed")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// people makes n persons with a key.
func people(t *testing.T, k *vault.Keyring, n int) []id.ID {
	t.Helper()
	list := make([]id.ID, n)
	for i := range list {
		list[i] = id.New()
		ensure(t, k, list[i])
	}
	return list
}

func ensure(t *testing.T, k *vault.Keyring, person id.ID) {
	t.Helper()
	if err := k.EnsureKey(ctx, person); err != nil {
		t.Fatal(err)
	}
}

var place = vault.Where{Table: "person_sealed", Column: "number", Row: id.ID{1}, Version: 1}

func seal(t *testing.T, k *vault.Keyring, person id.ID, text string) []byte {
	t.Helper()
	sealed, err := k.Seal(ctx, person, place, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// wants says what is wrong unless err has the code; "" wants none.
func wants(t *testing.T, what string, err error, code string) {
	t.Helper()
	got := ""
	if err != nil {
		got = errs.Of(err).Code
	}
	if got != code {
		t.Errorf("%s: got %v, want %q", what, err, code)
	}
}
