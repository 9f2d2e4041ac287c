package app_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

// diskEnv makes this test binary the program whose disk is full: it names the
// data folder. RLIMIT_FSIZE is the full disk, which works without root.
const diskEnv = "HOSO_DISK_FULL"

// crowd is how many commands wait together: one batch of the writer.
const crowd = 64

// room is what is left on the disk, in bytes: a few commands on their own fit.
const room = 128 << 10

// TestDiskFull fills the disk under a batch of 64 commands. Each is acknowledged
// and there, or Unavailable; reading goes on; when there is space again the same
// keys bring all through, in the same process.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir, "", nil)
	division(t, a, crowd)
	a.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), diskEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the program did not outlive a full disk: %v\n%s", err, out)
	}
	told := parseTold(t, string(out))
	a = mustOpen(t, dir, "", nil)
	defer a.Close()
	var acked []string
	full := 0
	for unit, list := range told {
		acked, full = append(acked, list[len(list)-1].entry), full+judgeFull(t, unit, list)
	}
	if full == 0 || len(told) != crowd {
		t.Errorf("%d of %d commands met a full disk: nothing was tested", full, len(told))
	}
	checkOnce(t, a, acked)
	settled(t, dir, "")
	t.Logf("%d commands in a batch and then one by one: %d of %d attempts met the full disk", crowd, full, 2*crowd)
}

// reply is what a client heard at one attempt.
type reply struct {
	full  bool // the disk was
	entry string
	err   string
}

// parseTold reads the child's lines "full|space UNIT ack|err TEXT".
func parseTold(t *testing.T, out string) map[string][]reply {
	t.Helper()
	told := map[string][]reply{}
	lines := bufio.NewScanner(strings.NewReader(out))
	for lines.Scan() {
		f := strings.SplitN(lines.Text(), " ", 4)
		if len(f) != 4 {
			t.Fatalf("the child says %q", lines.Text())
		}
		r := reply{full: f[0] == "full"}
		if f[2] == "ack" {
			r.entry = f[3]
		} else {
			r.err = f[3]
		}
		told[f[1]] = append(told[f[1]], r)
	}
	return told
}

// judgeFull checks one client's replies and gives how many met the full disk.
func judgeFull(t *testing.T, unit string, list []reply) (full int) {
	t.Helper()
	entry := ""
	for _, r := range list {
		switch {
		case r.err != "" && !r.full:
			t.Errorf("unit %s: there is space again and the same key is refused: %s", unit, r.err)
		case r.err != "" && !strings.HasPrefix(r.err, "unavailable "):
			t.Errorf("unit %s: the disk is full and the person is not told to try again: %s", unit, r.err)
		case r.err != "":
			full++
		case entry != "" && r.entry != entry:
			t.Errorf("unit %s: one key, two entries: %s and %s", unit, entry, r.entry)
		default:
			entry = r.entry
		}
	}
	return full
}

// checkOnce fails unless every unit was renamed once and every entry is there.
func checkOnce(t *testing.T, a *app.App, acked []string) {
	t.Helper()
	if lost := countLost(t, a, acked); lost > 0 {
		t.Errorf("%d of %d acknowledged commands lost", lost, len(acked))
	}
	if n := count(t, a, `SELECT count(*) FROM org_state WHERE basis = 'đầy' AND version = 1`); n != crowd {
		t.Errorf("%d of %d units were renamed once", n, crowd)
	}
	if n := count(t, a, `SELECT count(*) FROM ledger_entry WHERE action = $1 AND outcome = $2`, string(org.ActionRename), string(ledger.Done)); n != crowd {
		t.Errorf("%d entries for %d commands", n, crowd)
	}
}

// runFull is the child: one batch on a full disk, each command once more on its
// own, and all again when there is space.
func runFull(dir string) {
	signal.Ignore(syscall.SIGXFSZ) // the write fails with EFBIG instead
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Dir: dir, Log: quiet()})
	if err != nil {
		fail(err)
	}
	nodes, err := a.Org.Read.Tree(ctx, "2024-01-01")
	if err != nil {
		fail(err)
	}
	x := &filler{a: a, nodes: nodes[1:], keys: make([][16]byte, len(nodes)-1)}
	for i := range x.keys {
		x.keys[i] = [16]byte(id.New())
	}
	free := x.fill(dir)
	x.together("full")
	for i := range x.nodes {
		x.attempt("full", i)
	}
	if _, err := a.Org.Read.Tree(ctx, "2024-01-01"); err != nil {
		fail(fmt.Errorf("reading stopped with the disk: %w", err))
	}
	free()
	x.together("space")
	a.Close()
	os.Exit(0)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// filler is the child's clients.
type filler struct {
	a     *app.App
	nodes []org.Node
	keys  [][16]byte
	mu    sync.Mutex
}

// fill leaves room for a few commands in the write-ahead log, and gives what
// makes space again.
func (x *filler) fill(dir string) func() {
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		fail(err)
	}
	log, err := os.Stat(filepath.Join(dir, "hoso.db-wal"))
	if err != nil {
		fail(err)
	}
	set := func(to uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: to, Max: was.Max}); err != nil {
			fail(err)
		}
	}
	set(uint64(log.Size()) + room)
	return func() { set(was.Cur) }
}

// together sends all commands while the writer is held, so that they make one batch.
func (x *filler) together(when string) {
	hold, held := make(chan struct{}), make(chan struct{})
	var once sync.Once
	go func() {
		_ = x.a.DB.Update(context.Background(), func(context.Context, *sqldb.Tx) error { // it only keeps the writer busy
			once.Do(func() { close(held) })
			<-hold
			return nil
		})
	}()
	<-held
	var ready, done sync.WaitGroup
	for i := range x.nodes {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			x.attempt(when, i)
		})
	}
	ready.Wait()
	time.Sleep(200 * time.Millisecond) // all of them stand in the writer's queue
	close(hold)
	done.Wait()
}

func (x *filler) attempt(when string, i int) {
	by := operator()
	by.Key = x.keys[i]
	ref, err := x.a.Org.Rename(context.Background(), by, x.nodes[i].ID, org.RenameForm{Name: fmt.Sprint("Vụ ", i), From: "2023-01-01", Basis: "đầy"})
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil {
		fmt.Printf("%s %d err %s %s\n", when, i, errs.KindOf(err), strings.ReplaceAll(err.Error(), "\n", " "))
		return
	}
	fmt.Printf("%s %d ack %s\n", when, i, ref.Entry)
}
