//go:build linux && !cgo

package intake

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestConfinedChildReachesNothing runs a child that, once confined, tries what an
// attacker would. It needs the program as it is shipped, without cgo.
func TestConfinedChildReachesNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	cache := t.TempDir()
	if err := os.WriteFile(filepath.Join(cache, "code"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(self, attackArg, cache, listener.Addr().String()).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "read cache" {
		t.Errorf("the child could: %s (%v)", out, err)
	}
}

const attackArg = "intake-attack"

func init() {
	if len(os.Args) == 4 && os.Args[1] == attackArg {
		attack(os.Args[2], os.Args[3])
		os.Exit(0)
	}
}

func attack(cache, addr string) {
	if _, err := confine(request{Op: opRead, CacheDir: cache}); err != nil {
		os.Stdout.WriteString("nothing: " + err.Error())
		return
	}
	for _, try := range []struct {
		what string
		do   func() error
	}{
		{"read cache", func() error { _, err := os.ReadFile(filepath.Join(cache, "code")); return err }},
		{"write cache", func() error { return os.WriteFile(filepath.Join(cache, "b"), nil, 0o600) }},
		{"read a file", func() error { _, err := os.ReadFile("/etc/hostname"); return err }},
		{"list a folder", func() error { _, err := os.ReadDir("/"); return err }},
		{"connect", func() error { _, err := net.Dial("tcp", addr); return err }},
		{"run a program", func() error { return exec.Command("/bin/true").Run() }},
	} {
		if try.do() == nil {
			os.Stdout.WriteString(try.what + "\n")
		}
	}
}
