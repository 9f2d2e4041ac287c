package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// faultEnv makes this test binary the program whose disk fails: it names a
// folder with a stage and the order to give on it, parted by "|".
const faultEnv = "HOSO_FAULT_ME"

// victim gives one order while strace holds one of its threads. The order runs
// on the main thread, the database is written on the writer's: both are tied to
// their goroutines, so that the n-th call of a thread is the same in every run.
type victim struct {
	dir   string
	order order
	main  int
	armed atomic.Bool   // the writer's next statement announces its thread
	once  sync.Once     //
	held  chan struct{} // closed when strace holds on
}

// runOrder opens the folder, waits for strace, gives the order, says what it
// was told, and closes.
func runOrder(dir, name string) {
	runtime.LockOSThread()
	letTrace()
	v := &victim{dir: dir, main: syscall.Gettid(), held: make(chan struct{})}
	for _, o := range orders {
		if o.name == name {
			v.order = o
		}
	}
	said := make(chan string)
	printed := make(chan struct{})
	go func() { // on another thread: what it writes is not the order's
		fmt.Println(<-said)
		close(printed)
	}()
	a, ref, err := v.give()
	said <- verdict(ref, err)
	<-printed
	if a != nil {
		a.Close()
	}
	os.Exit(0)
}

// letTrace lets a process that is no parent attach, where Yama would refuse it;
// elsewhere the kernel does not know the call, and need not.
func letTrace() {
	const setPtracer, anyone = 0x59616d61, ^uintptr(0)
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, setPtracer, anyone, 0)
}

// verdict is what the person at the desk hears.
func verdict(ref ledger.Ref, err error) string {
	if err != nil {
		return fmt.Sprintf("err %s %q", errs.KindOf(err), err.Error())
	}
	return "ack " + ref.Entry.String()
}

func (v *victim) give() (*app.App, ledger.Ref, error) {
	ctx := context.Background()
	making := v.order.name == "folder.make" // there opening is the order
	v.armed.Store(making)
	a, err := app.Open(ctx, app.Config{Dir: filepath.Join(v.dir, "data"), Log: quiet(), Tune: func(c *sqldb.Config) { c.Trace = v.announce }})
	if err != nil || making {
		return a, ledger.Ref{}, err
	}
	if err := a.Unlock(ctx, nil); err != nil { // at the start, as a server does
		return a, ledger.Ref{}, err
	}
	v.armed.Store(true)
	nothing := errs.Invalid("test.nothing") // it only wakes the writer
	_ = a.DB.Update(ctx, func(context.Context, *sqldb.Tx) error { return nothing })
	s, err := readStage(v.dir)
	if err != nil {
		return a, ledger.Ref{}, err
	}
	ref, err := v.order.run(ctx, a, s)
	return a, ref, err
}

// announce runs on the writer's goroutine before each statement. The first
// armed one ties it to its thread and waits for strace.
func (v *victim) announce(context.Context, string, []any) {
	if !v.armed.Load() {
		return
	}
	v.once.Do(func() {
		runtime.LockOSThread()
		writer := syscall.Gettid()
		go func() { // not on the writer's thread
			fmt.Println("ready", v.main, writer)
			_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
			close(v.held)
		}()
		<-v.held
	})
}

func readStage(dir string) (*stage, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "stage.json"))
	if err != nil {
		return nil, err
	}
	s := &stage{}
	return s, json.Unmarshal(raw, s)
}

// init makes the victims of the faults before any test is looked for.
func init() {
	if dir, order, ok := strings.Cut(os.Getenv(faultEnv), "|"); ok {
		runOrder(dir, order)
	}
	if dir := os.Getenv(diskEnv); dir != "" {
		runFull(dir)
	}
	if dir := os.Getenv(reserveEnv); dir != "" {
		runReserve(dir)
	}
}
