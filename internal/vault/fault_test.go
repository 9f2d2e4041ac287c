//go:build unix

package vault

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hoso/internal/errs"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("HOSO_VAULT_WRITER"); dir != "" {
		writeUntilKilled(dir, os.Getenv("HOSO_VAULT_LIMIT") != "")
	}
	os.Exit(m.Run())
}

const killed = 300 << 10 // bytes of the blobs that a killed writer writes

// writeUntilKilled is the child of the tests below: it puts blobs and prints each
// that was acknowledged, or, limited, the failure.
func writeUntilKilled(dir string, limited bool) {
	s, err := Open(filepath.Join(dir, "blobs"), filepath.Join(dir, "keys"))
	if err == nil && limited {
		signal.Ignore(syscall.SIGXFSZ)
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 2 * chunkSize, Max: 2 * chunkSize})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		b, err := s.Put(ctx, bytes.NewReader(noise(killed)))
		if err != nil {
			fmt.Println(errs.Of(err).Code)
			os.Exit(0)
		}
		line, _ := json.Marshal(b)
		fmt.Println(string(line))
	}
}

func writer(t *testing.T, dir string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(env, "HOSO_VAULT_WRITER="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestKilledWriterLeavesNoHalfBlob kills a writer again and again: whatever was
// acknowledged opens, and whatever has a name is whole.
func TestKilledWriterLeavesNoHalfBlob(t *testing.T) {
	dir := t.TempDir()
	var acked []Blob
	for round := range 20 {
		acked = append(acked, killAfter(t, dir, round%7)...)
	}
	s := open(t, dir)
	for _, b := range acked {
		if got, err := get(s, b); err != nil || len(got) != killed {
			t.Errorf("an acknowledged blob does not open: %v", err)
		}
	}
	for _, name := range files(t, dir) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); !strings.Contains(name, incoming) && filepath.Base(name) != hexOf(sum[:]) {
			t.Errorf("half a blob has a name: %s", name)
		}
	}
	if len(acked) < 20 {
		t.Errorf("only %d blobs were acknowledged", len(acked))
	}
}

// killAfter kills a writer after it has acknowledged n blobs and begun another.
func killAfter(t *testing.T, dir string, n int) (acked []Blob) {
	t.Helper()
	cmd := writer(t, dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for i := 0; ; i++ {
		if i == n+1 {
			cmd.Process.Kill()
		}
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		var b Blob
		if err != nil || json.Unmarshal(line, &b) != nil {
			t.Fatalf("the writer said %q, %v", line, err)
		}
		acked = append(acked, b)
	}
	cmd.Wait()
	return acked
}

// TestFullDiskLeavesNothing lets a writer run against a limit on what it may
// write, as on a full disk.
func TestFullDiskLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	out, err := writer(t, dir, "HOSO_VAULT_LIMIT=1").Output()
	if err != nil || strings.TrimSpace(string(out)) != "vault.blob.write" {
		t.Fatalf("the writer said %q, %v", out, err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
