package app_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// binaryEnv makes this test binary the program itself.
const binaryEnv = "HOSO_TEST_BINARY"

// hoso runs the program as a process of its own, in dir and with no environment
// but the mark that makes it the program.
func hoso(t *testing.T, dir string, args ...string) (code int, out, complaint string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{binaryEnv + "=1"}, &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// TestReceiptElsewhere: a process that has a receipt and a public key, and
// nothing else, knows a genuine receipt; under another log's key it is refused.
func TestReceiptElsewhere(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		w := populate(t, mustOpen(t, dir, url, nil))
		ref := w.grow(t, 10)[4]
		w.app.Close()
		foreign := mustOpen(t, t.TempDir(), "", nil)
		defer foreign.Close()

		home := t.TempDir()
		args := []string{"receipt", "get", ref.Text("ent"), "--data", dir}
		if url != "" {
			args = append(args, "--db", url)
		}
		code, receipt, complaint := hoso(t, home, args...)
		if code != 0 {
			t.Fatalf("receipt get: %d %s", code, complaint)
		}
		own, err := os.ReadFile(filepath.Join(dir, "keys", "log.vkey"))
		if err != nil {
			t.Fatal(err)
		}
		other, err := foreign.PublicKey()
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"receipt.json": receipt, "own.vkey": string(own), "other.vkey": other,
			"forged.json": strings.Replace(receipt, `\"rows_count\":`, `\"rows_count\":1`, 1), "cut.json": receipt[:len(receipt)/2]} {
			if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.RemoveAll(dir); err != nil { // the log is gone, the receipt is not
			t.Fatal(err)
		}
		for _, c := range []struct {
			file, key string
			code      int
			says      string
		}{
			{"receipt.json", "own.vkey", 0, "genuine: done org.unit.rename at "}, {"receipt.json", "other.vkey", 1, "refused: "},
			{"forged.json", "own.vkey", 1, "refused: "}, {"cut.json", "own.vkey", 1, "refused: "}, {"receipt.json", "none.vkey", 3, ""},
		} {
			code, out, complaint := hoso(t, home, "receipt", "verify", c.file, "--key", c.key)
			if code != c.code || !strings.HasPrefix(out, c.says) {
				t.Errorf("%s under %s: %d, want %d: %s%s", c.file, c.key, code, c.code, out, complaint)
			}
		}
	})
}

// TestLogCommands: the printed checkpoint is a witness, and the folder of tiles
// is a log that a stranger reads.
func TestLogCommands(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		dir, out := t.TempDir(), filepath.Join(t.TempDir(), "so-cai")
		w := populate(t, mustOpen(t, dir, url, nil))
		w.grow(t, 300)
		w.app.Close()
		place := []string{"--data", dir}
		if url != "" {
			place = append(place, "--db", url)
		}
		run := func(want int, args ...string) string {
			t.Helper()
			code, said, complaint := hoso(t, t.TempDir(), append(args, place...)...)
			if code != want {
				t.Fatalf("%s: %d, want %d: %s%s", args[0], code, want, said, complaint)
			}
			return said + complaint
		}
		witness := filepath.Join(t.TempDir(), "diem-chot.txt")
		if err := os.WriteFile(witness, []byte(run(0, "checkpoint")), 0o600); err != nil {
			t.Fatal(err)
		}
		run(0, "verify", "--witness", witness)
		vkey, err := os.ReadFile(filepath.Join(dir, "keys", "log.vkey"))
		if err != nil {
			t.Fatal(err)
		}
		said := run(0, "tiles", "--out", out)
		server := httptest.NewServer(http.FileServer(http.Dir(out)))
		defer server.Close()
		s := newStranger(t, server.URL, strings.TrimSpace(string(vkey)))
		c := s.checkpoint()
		if want := fmt.Sprintf("%s: %d leaves\n", out, c.Size); said != want {
			t.Errorf("said %q, want %q", said, want)
		}
		s.audit(c)
		if said := run(1, "tiles", "--out", out); !strings.Contains(said, "ledger.tiles.occupied") {
			t.Error(said)
		}
		spoil(t, dir, url, run)
	})
}

// spoil tampers with a log: what is not genuine is neither printed nor written.
func spoil(t *testing.T, dir, url string, run func(int, ...string) string) {
	t.Helper()
	x := newAttacker(t, dir, url)
	x.alterLeaf(3)
	out := filepath.Join(t.TempDir(), "out")
	if said := run(1, "tiles", "--out", out); !strings.Contains(said, "ledger.tiles.mismatch") {
		t.Error(said)
	}
	if _, err := os.Stat(filepath.Join(out, "checkpoint")); !os.IsNotExist(err) {
		t.Errorf("a checkpoint was written beside leaves that it does not sign: %v", err)
	}
	x.forgetCheckpoints(0)
	if said := run(1, "checkpoint"); !strings.Contains(said, "ledger.checkpoint.older") {
		t.Error(said)
	}
	if err := os.Remove(filepath.Join(dir, "checkpoint")); err != nil {
		t.Fatal(err)
	}
	if said := run(1, "checkpoint"); !strings.Contains(said, "ledger.checkpoint.none") {
		t.Error(said)
	}
	x.forgetCheckpoints(5)
	if said := run(1, "checkpoint"); !strings.Contains(said, "ledger.checkpoint.damaged") {
		t.Error(said)
	}
}
