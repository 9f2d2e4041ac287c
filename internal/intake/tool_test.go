//go:build linux

package intake

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestConfinedToolReachesNothing has a shell in the recogniser's place, which
// tries what a broken recogniser would.
func TestConfinedToolReachesNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	for what, try := range map[string]string{
		"read a file":   `read x < ` + secret,
		"write a file":  `: > ` + filepath.Join(dir, "new"),
		"list a folder": `set -- ` + dir + `/*; [ -e "$1" ]`,
		"read /etc":     `read x < /etc/passwd`,
		"read /proc":    `read x < /proc/1/environ`,
		"connect":       `: < /dev/tcp/127.0.0.1/` + port,
	} {
		out, err := runTool(context.Background(), "/bin/bash", strings.NewReader(""), "-c", "echo began; if "+try+"; then echo did; fi")
		if got := strings.Fields(string(out)); err != nil || len(got) == 0 || got[0] != "began" {
			t.Errorf("%s: the shell did not run: %q, %v", what, out, err)
		} else if len(got) > 1 {
			t.Errorf("the tool could %s", what)
		}
	}
	t.Setenv("HOSO_SECRET", "x")
	if out, err := runTool(context.Background(), "/usr/bin/env", nil); err != nil || strings.Contains(string(out), "HOSO_SECRET") {
		t.Errorf("the tool sees the environment: %s %v", out, err)
	}
}

// A tool that never stops writing is stopped.
func TestToolOutputIsLimited(t *testing.T) {
	out, err := runTool(context.Background(), "/usr/bin/yes", nil)
	if err == nil || len(out) > maxReading {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}
