package testenv

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Cluster is a PostgreSQL of one test's own, which the test may crash.
type Cluster struct{ c *cluster }

// Own starts a cluster that ends with the test. A machine without PostgreSQL
// fails the test.
func Own(t testing.TB) *Cluster {
	t.Helper()
	c, err := startCluster()
	if err != nil {
		t.Fatalf("PostgreSQL is missing or does not start (make setup installs it on Debian): %v", err)
	}
	t.Cleanup(c.stop)
	return &Cluster{c}
}

// Database gives the URL of a fresh, empty database in it.
func (o *Cluster) Database(t testing.TB) string { return o.c.fresh(t) }

// Crash kills the postmaster and everything it started, as a power cut would
// end them, and returns when all of them are gone.
func (o *Cluster) Crash(t testing.TB) {
	t.Helper()
	boss := o.c.cmd.Process
	_ = boss.Signal(syscall.SIGSTOP) // so that it starts nobody while they are counted
	backends := childrenOf(boss.Pid)
	_ = boss.Kill()
	for _, pid := range backends {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = o.c.cmd.Wait()
	for begin := time.Now(); anyAlive(backends); time.Sleep(time.Millisecond) {
		if time.Since(begin) > 10*time.Second {
			t.Fatal("backends outlive SIGKILL")
		}
	}
}

// Restart starts the server again on what the crash left.
func (o *Cluster) Restart(t testing.TB) {
	t.Helper()
	if err := o.c.launch(); err != nil {
		t.Fatalf("PostgreSQL does not come back: %v", err)
	}
}

// childrenOf lists the processes whose parent is pid.
func childrenOf(pid int) []int {
	var list []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is sound
	for _, name := range stats {
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if _, parent := stateOf(child); parent == pid {
			list = append(list, child)
		}
	}
	return list
}

// anyAlive reports whether one of them still runs; a dead one that nobody has
// waited for does not.
func anyAlive(pids []int) bool {
	for _, pid := range pids {
		if state, _ := stateOf(pid); state != 0 && state != 'Z' && state != 'X' {
			return true
		}
	}
	return false
}

// stateOf reads a process's state and parent, zero when there is none.
func stateOf(pid int) (state byte, parent int) {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) // gone: no state
	_, rest, _ := bytes.Cut(raw, []byte(") "))
	if _, err := fmt.Sscanf(string(rest), "%c %d", &state, &parent); err != nil {
		return 0, 0
	}
	return state, parent
}
