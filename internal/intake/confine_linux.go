package intake

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Measured with Go 1.26 on Linux 6.18: a child that has done nothing maps 1.2 GiB
// (reserved, not used); compiling the PDF engine takes 0.4 GiB more, a page drawn
// 0.1 GiB. So the limit on what is mapped is that of the start and memoryRoom (room_linux.go);
// what is really used the parent watches, and kills at maxResident.
const (
	softMemory  = 384 << 20 // where the collector begins to work hard
	maxResident = 512 << 20 // bytes in memory at which the parent kills
	watchEvery  = 20 * time.Millisecond
	openFiles   = 32
	warmingFile = 128 << 20 // bytes that a warming child may write into one file
)

// confine gives up for good what a child does not need: memory, time, files,
// core dumps, and, where the kernel has Landlock, the file system and the net.
// It gives a function that tells the greatest resident size so far, in KiB.
func confine(req request) (func() int64, error) {
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return nil, err
	}
	mapped := statusKiB(status, "VmSize:")
	if mapped == 0 {
		return nil, errors.New("intake: /proc tells no size")
	}
	writes := uint64(0)
	if req.Op == opWarm {
		writes = warmingFile
	}
	for _, l := range []struct {
		what int
		max  uint64
	}{
		{unix.RLIMIT_AS, uint64(mapped)<<10 + memoryRoom}, {unix.RLIMIT_CPU, cpuSeconds},
		{unix.RLIMIT_NOFILE, openFiles}, {unix.RLIMIT_FSIZE, writes}, {unix.RLIMIT_CORE, 0},
	} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.max, Max: l.max}); err != nil {
			return nil, err
		}
	}
	return func() int64 { return statusKiB(status, "VmHWM:") }, landlock(req)
}

// cpuSeconds is how much processor time a child has; a test makes it shorter.
var cpuSeconds uint64 = 60

// watchMemory kills a child that takes more memory than a reader needs, and gives
// the function that ends the watch. A limit of the kernel's on memory in use does
// not exist, and one on what is mapped says little of a Go program.
func watchMemory(child *os.Process) (end func()) {
	status, err := os.Open("/proc/" + strconv.Itoa(child.Pid) + "/status")
	if err != nil {
		return func() {} // it has ended
	}
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		defer status.Close()
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if statusKiB(status, "VmRSS:") > maxResident>>10 {
					_ = child.Kill() // it may have ended just now
					return
				}
			}
		}
	}()
	return func() { close(done); <-gone }
}

// statusKiB is one size of /proc/self/status in KiB, 0 when it is not told.
func statusKiB(status io.ReadSeeker, key string) int64 {
	if _, err := status.Seek(0, io.SeekStart); err != nil {
		return 0
	}
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), key); ok {
			kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kib
		}
	}
	return 0
}

// The rights that the first version of Landlock knows: all acts on files and
// folders. Version 4 adds TCP.
const (
	landlockAll  = 1<<13 - 1
	landlockRead = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	landlockTCP  = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
)

// landlock shuts the file system and TCP for every thread, but for reading the
// cache of the PDF engine (a warming child may write there). A kernel without
// Landlock is no error: the limits above stand.
func landlock(req request) error {
	set, err := newRuleset()
	if set < 0 || err != nil {
		return err
	}
	defer unix.Close(set)
	if req.CacheDir != "" {
		if err := allowCache(set, req); err != nil {
			return err
		}
	}
	return restrictThreads(uintptr(set))
}

// newRuleset makes a ruleset that shuts all that this kernel's Landlock knows of;
// -1 without an error where there is no Landlock.
func newRuleset() (int, error) {
	version, _, no := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if no != 0 {
		return -1, nil
	}
	attr, size := unix.LandlockRulesetAttr{Handled_access_fs: landlockAll}, uintptr(8)
	if version >= 4 {
		attr.Handled_access_net, size = landlockTCP, 16
	}
	set, _, no := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if no != 0 {
		return -1, no
	}
	return int(set), nil
}

// restrictThreads closes the ruleset over every thread. Go can do so only in a
// program without cgo, as hoso is built; with cgo (the race detector) the limits
// stand alone.
func restrictThreads(set uintptr) error {
	_, _, no := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	if no == syscall.ENOTSUP {
		return nil
	}
	if no == 0 {
		_, _, no = syscall.AllThreadsSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, set, 0, 0)
	}
	if no != 0 {
		return no
	}
	return nil
}

func allowCache(set int, req request) error {
	dir, err := unix.Open(req.CacheDir, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(dir)
	allowed := uint64(landlockRead)
	if req.Op == opWarm {
		allowed = landlockAll
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: allowed, Parent_fd: int32(dir)}
	if _, _, no := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(set), unix.LANDLOCK_RULE_PATH_BENEATH,
		uintptr(unsafe.Pointer(&rule)), 0, 0, 0); no != 0 {
		return no
	}
	return nil
}
