//go:build linux

package intake

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"hoso/internal/errs"
)

// What a child of these tests does when it has the text as its file: each goes
// beyond one limit, and says "too far" when nothing stopped it.
const (
	tripMemory = "trip memory"
	tripTime   = "trip processor time"
	tripClock  = "trip the clock"
	tripFiles  = "trip open files"
	tripWrites = "trip writing"
	tripAnswer = "trip the answer"
	tripCore   = "trip the core"
)

func init() {
	trips = func(req request) func() {
		what := strings.TrimSuffix(req.Name, ".txt")
		if what == tripTime {
			cpuSeconds = 1
		}
		return func() { beyond(what) }
	}
}

func beyond(what string) {
	switch what {
	case tripMemory:
		var held [][]byte
		for range 80 { // 640 MiB, each page touched
			held = append(held, fill(make([]byte, 8<<20)))
			time.Sleep(5 * time.Millisecond)
		}
		tooFar(len(held))
	case tripTime:
		for i := 0; ; i++ {
			if i < 0 {
				tooFar(i)
			}
		}
	case tripClock:
		time.Sleep(time.Hour)
		tooFar(0)
	case tripFiles:
		for n := 0; n < 200; n++ {
			if _, err := unix.Dup(0); err != nil {
				os.Exit(5) // EMFILE is what is asked for
			}
		}
		tooFar(200)
	case tripWrites:
		fd, err := unix.MemfdCreate("x", 0)
		if err != nil {
			os.Exit(6)
		}
		if n, err := unix.Write(fd, make([]byte, 4096)); err == nil {
			tooFar(n)
		}
		os.Exit(5)
	case tripAnswer:
		block := fill(make([]byte, 1<<20))
		for range maxAnswer>>20 + 8 {
			if _, err := os.Stdout.Write(block); err != nil {
				os.Exit(5)
			}
		}
	case tripCore:
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
		time.Sleep(time.Second)
	}
}

func fill(b []byte) []byte {
	for i := range b {
		b[i] = 'x'
	}
	return b
}

// tooFar says that a limit did not hold, as an answer that reads well would.
func tooFar(int) {
	os.Stdout.WriteString(`{"Document":{"Format":"txt","Text":"too far"}}`)
	os.Exit(0)
}

// TestEachLimitHolds goes beyond every limit of a child, one after the other: each
// is a refusal of the file, and none is the parent's own end.
func TestEachLimitHolds(t *testing.T) {
	for _, c := range []struct {
		what    string
		timeout time.Duration
		check   func(t *testing.T, p *os.ProcessState)
	}{
		{tripMemory, 0, func(t *testing.T, p *os.ProcessState) {
			if s, ok := p.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGKILL {
				t.Errorf("the child was not killed: %v", p)
			}
			if u, ok := p.SysUsage().(*syscall.Rusage); !ok || u.Maxrss > 640<<10 {
				t.Errorf("it had %d MiB in memory", u.Maxrss>>10)
			}
		}},
		{tripTime, 0, func(t *testing.T, p *os.ProcessState) {
			if took := p.UserTime() + p.SystemTime(); took > 5*time.Second {
				t.Errorf("it had %v of processor time", took)
			}
		}},
		{tripClock, 2 * time.Second, nil},
		{tripFiles, 0, exits(5)},
		{tripWrites, 0, func(t *testing.T, p *os.ProcessState) {
			s, ok := p.Sys().(syscall.WaitStatus)
			if !ok || p.ExitCode() != 5 && s.Signal() != syscall.SIGXFSZ {
				t.Errorf("the child wrote, or ended otherwise: %v", p)
			}
		}},
		{tripAnswer, 0, nil},
		{tripCore, 0, func(t *testing.T, p *os.ProcessState) {
			if s, ok := p.Sys().(syscall.WaitStatus); !ok || s.CoreDump() {
				t.Errorf("it left a core: %v", p)
			}
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			r := New(Config{Timeout: c.timeout})
			var ended *os.ProcessState
			r.ended = func(p *os.ProcessState, _ int64) { ended = p }
			_, err := r.Read(t.Context(), c.what+".txt", strings.NewReader("x"), 1)
			if e := errs.Of(err); e == nil || e.Code != "intake.file.too_complex" {
				t.Errorf("got %v", err)
			}
			if ended == nil {
				t.Fatal("no child ended")
			}
			if c.check != nil {
				c.check(t, ended)
			}
		})
	}
}

func exits(code int) func(*testing.T, *os.ProcessState) {
	return func(t *testing.T, p *os.ProcessState) {
		if p.ExitCode() != code {
			t.Errorf("the child ended otherwise: %v", p)
		}
	}
}
