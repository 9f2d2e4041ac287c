package app_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// calls are those by which anything becomes or stays durable.
const calls = "pwrite64,write,pwritev,writev,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,mkdir,mkdirat"

// point is the n-th time that a thread makes a call.
type point struct {
	thread string // "main" or "writer"
	call   string
	n      int
}

func (p point) String() string { return fmt.Sprintf("%s %d of the %s thread", p.call, p.n, p.thread) }

// fault is what happens at a point.
type fault struct{ name, inject string }

var faults = []fault{{"EIO", "error=EIO"}, {"ENOSPC", "error=ENOSPC"}, {"KILL", "signal=KILL"}}

func (f fault) at(p point) string { return fmt.Sprintf("inject=%s:%s:when=%d", p.call, f.inject, p.n) }

// told is what the victim said before it ended.
type told struct {
	acked  bool
	entry  string
	err    string // its kind and text
	crash  string // how it ended, when neither by itself nor by SIGKILL
	killed bool
	hit    bool // strace did inject
}

// child is a victim that waits for strace.
type child struct {
	t       *testing.T
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	heard   *strings.Builder // what it wrote to stderr
	threads map[string]int
}

func startChild(t *testing.T, dir, order string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.Command(os.Args[0]), heard: &strings.Builder{}}
	c.cmd.Env = append(os.Environ(), faultEnv+"="+dir+"|"+order)
	c.cmd.Stderr = c.heard
	in, err := c.cmd.StdinPipe()
	out, err2 := c.cmd.StdoutPipe()
	if err := errors.Join(err, err2, c.cmd.Start()); err != nil {
		t.Fatal(err)
	}
	c.in, c.out = in, bufio.NewReader(out)
	line, err := c.out.ReadString('\n')
	var main, writer int
	if _, scanned := fmt.Sscanf(line, "ready %d %d", &main, &writer); err != nil || scanned != nil {
		_ = c.cmd.Wait()
		t.Fatalf("%s: the child does not begin: %q %v\n%s", order, line, err, c.heard)
	}
	c.threads = map[string]int{"main": main, "writer": writer}
	return c
}

// attach lets strace hold one thread of the child and returns when it does.
func (c *child) attach(thread, log string, args ...string) *exec.Cmd {
	c.t.Helper()
	args = append([]string{"-p", fmt.Sprint(c.threads[thread]), "-o", log, "-e", "trace=" + calls, "-e", "signal=none"}, args...)
	s := exec.Command("strace", args...)
	heard, err := s.StderrPipe()
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		c.t.Fatalf("strace is missing (make setup installs it on Debian): %v", err)
	}
	lines := bufio.NewReader(heard)
	for {
		line, err := lines.ReadString('\n')
		if strings.Contains(line, "attached") {
			break
		}
		if err != nil {
			c.t.Fatalf("strace does not attach: %q %v", line, err)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }() // so that it never waits for us
	return s
}

// finish lets the child go on and gives what it said.
func (c *child) finish() told {
	c.t.Helper()
	slow := time.AfterFunc(time.Minute, func() {
		c.t.Errorf("the program hangs on a disk fault")
		_ = c.cmd.Process.Kill()
	})
	defer slow.Stop()
	_, _ = io.WriteString(c.in, "go\n") // a dead child shows in what it says
	line, _ := c.out.ReadString('\n')   // half a line says nothing
	_ = c.cmd.Wait()                    // how it ended is read below
	status, _ := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	r := told{killed: status.Signaled() && status.Signal() == syscall.SIGKILL}
	if !r.killed && status.ExitStatus() != 0 {
		r.crash = c.cmd.ProcessState.String() + c.heard.String()
	}
	if entry, ok := strings.CutPrefix(line, "ack "); ok && strings.HasSuffix(line, "\n") {
		r.acked, r.entry = true, strings.TrimSpace(entry)
	} else if text, ok := strings.CutPrefix(line, "err "); ok {
		r.err = strings.TrimSpace(text)
	}
	return r
}

// strike runs an order with one fault at one point.
func strike(t *testing.T, dir string, o order, p point, f fault) told {
	t.Helper()
	c := startChild(t, dir, o.name)
	log := filepath.Join(dir, "strace.log")
	s := c.attach(p.thread, log, "-e", f.at(p))
	r := c.finish()
	_ = s.Wait() // it ends with the thread, with that one's status
	raw, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	r.hit = r.killed || strings.Contains(string(raw), "INJECTED")
	return r
}

var callLine = regexp.MustCompile(`(?m)^(\w+)\(`)

// survey runs an order without a fault and lists the calls of both threads.
func survey(t *testing.T, dir string, o order) ([]point, told) {
	t.Helper()
	c := startChild(t, dir, o.name)
	names := []string{"main", "writer"}
	var tracers []*exec.Cmd
	for _, thread := range names {
		tracers = append(tracers, c.attach(thread, filepath.Join(dir, thread+".log")))
	}
	r := c.finish()
	var points []point
	for i, thread := range names {
		_ = tracers[i].Wait() // it ends with the thread
		raw, err := os.ReadFile(filepath.Join(dir, thread+".log"))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, m := range callLine.FindAllStringSubmatch(string(raw), -1) {
			seen[m[1]]++
			points = append(points, point{thread, m[1], seen[m[1]]})
		}
	}
	return points, r
}
