package vaultsql_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
	"hoso/internal/vault"
	"hoso/internal/vault/vaultsql"
)

const childEnv = "HOSO_KEYRING_CHILD"

// child is what another process does with a keyring.
type child struct {
	Ring    ring
	Do      string  // "ensure", "rotate", "shred", "provider"
	Persons []id.ID // whose
	Bundle  string  // file of the bundle that a restore reads
	Kill    int     // it kills itself at the n-th point, counted from 1
}

// stride is how many points lie between two at which a process is killed: every
// point, save under the race detector.
func stride() int { return 10 / max(1, testenv.Steps(10)) }

// runChild is the other process.
func runChild(spec string) {
	var c child
	err := json.Unmarshal([]byte(spec), &c)
	if err == nil {
		err = c.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// point counts the places where a step begins or ends and where a transaction
// commits, and dies at one.
func (c *child) point(what string) error {
	if c.Kill--; c.Kill == 0 {
		fmt.Println("killed", what)
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
	return nil
}

func (c *child) run() error {
	s, err := vaultsql.Open(ctx, c.Ring.URL, func(cfg *sqldb.Config) {
		cfg.Fault = func(p sqldb.FaultPoint) error { return c.point(string(p)) }
	})
	if err != nil {
		return err
	}
	defer s.Close()
	cfg := vault.Config{Keys: s, Dir: c.Ring.keys(), Provider: c.Ring.byFile(), Clock: clock.System{}, Fault: c.point, Batch: 10}
	if c.Do == "restore" {
		return vault.RestoreBundle(ctx, cfg, c.Bundle, vault.BundleKey{Identities: []byte(os.Getenv("HOSO_KEYRING_IDENTITY"))})
	}
	k, err := vault.OpenKeyring(ctx, cfg)
	if err != nil {
		return err
	}
	defer k.Close()
	switch c.Do {
	case "ensure":
		return c.ensure(k)
	case "rotate":
		if err := k.Rotate(ctx); err != nil {
			return err
		}
	case "shred":
		if err := k.Shred(ctx, c.Persons...); err != nil {
			return err
		}
	case "provider":
		if err := k.ChangeProvider(ctx, vault.KeyFile{Dir: c.Ring.keys(), File: "other.key"}); err != nil {
			return err
		}
	}
	return k.Advance(ctx, nil)
}

// ensure makes keys and prints what was sealed under each.
func (c *child) ensure(k *vault.Keyring) error {
	for _, p := range c.Persons {
		if err := k.EnsureKey(ctx, p); err != nil {
			return err
		}
		sealed, err := k.Seal(ctx, p, place, []byte("con"))
		if err != nil {
			return err
		}
		fmt.Println(hex.EncodeToString(sealed))
	}
	return nil
}

func (c child) start(t *testing.T, env ...string) (out string, killed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(append(os.Environ(), env...), childEnv+"="+string(spec))
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil && !strings.Contains(string(raw), "killed") {
		t.Fatalf("the other process: %v: %s", err, raw)
	}
	return string(raw), err != nil
}

// TestOneKeyOfManyProcesses lets several processes make keys of the same persons
// at once: each person has one key, and what anybody sealed opens.
func TestOneKeyOfManyProcesses(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		persons := make([]id.ID, 30)
		for i := range persons {
			persons[i] = id.New()
		}
		var all sync.WaitGroup
		outs := make([]string, 4)
		for i := range outs {
			all.Go(func() { outs[i], _ = child{Ring: *r, Do: "ensure", Persons: persons}.start(t) })
		}
		for range 4 {
			all.Go(func() {
				for _, p := range persons {
					if err := k.EnsureKey(ctx, p); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		for _, out := range outs {
			lines := strings.Fields(out)
			if len(lines) != len(persons) {
				t.Fatalf("a process sealed %d", len(lines))
			}
			for i, line := range lines {
				sealed, err := hex.DecodeString(line)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := k.Open(ctx, persons[i], place, sealed); err != nil || string(got) != "con" {
					t.Errorf("what another process sealed: %q, %v", got, err)
				}
			}
		}
	})
}
