package app_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// runHoso runs the program and gives what it says and its exit code.
func runHoso(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), binaryEnv+"=1")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// panicEnv makes the program panic, outside any request, when it gets SIGUSR1.
const panicEnv = "HOSO_PANIC_ME"

// letPanic waits for that signal.
func letPanic() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGUSR1)
	go func() {
		<-told
		panic("test: told to")
	}()
}

// TestNoCore ends a server as a crash would, where core files are wanted: none is
// written, whether it panics, the runtime aborts by itself or is told to. A shell
// that dies the same way leaves one, so that the test would see it.
func TestNoCore(t *testing.T) {
	s, files := abort(t, `kill -ABRT $$`, 0)
	if !s.CoreDump() {
		t.Fatalf("a shell that aborts leaves no core here (%v): nothing is shown; see ulimit -c and /proc/sys/kernel/core_pattern", s)
	}
	pattern, err := os.ReadFile("/proc/sys/kernel/core_pattern")
	if name := strings.TrimSpace(string(pattern)); err == nil && strings.HasPrefix(name, "core") && len(files) == 0 {
		t.Errorf("cores go into a file here (%s), and the shell's is not found", name)
	}
	for name, by := range map[string]syscall.Signal{"aborted": syscall.SIGABRT, "a panic": syscall.SIGUSR1} {
		s, files := abort(t, `exec "$0" demo --addr 127.0.0.1:0`, by)
		if !s.Signaled() || s.Signal() != syscall.SIGABRT || s.CoreDump() || len(files) > 0 {
			t.Errorf("%s: the server ended by %v, core %v, files %v", name, s, s.CoreDump(), files)
		}
	}
}

// abort runs a command that may leave a core, sends it a signal once it says that
// it is ready, and looks for what it left.
func abort(t *testing.T, script string, by syscall.Signal) (syscall.WaitStatus, []string) {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("sh", "-c", "ulimit -c unlimited; "+script, os.Args[0])
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), binaryEnv+"=1", panicEnv+"=1", "GOTRACEBACK=crash")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if lines.Scan() && strings.HasPrefix(lines.Text(), "hoso: http") {
		_ = cmd.Process.Signal(by)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // it was killed
	found, _ := filepath.Glob(filepath.Join(dir, "*core*"))
	return cmd.ProcessState.Sys().(syscall.WaitStatus), found
}
