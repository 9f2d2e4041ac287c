package intake

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What a program of the machine may take while it reads one page. Measured with
// tesseract 5.3 on A4 at 300 dots: 0.4 GiB mapped, 2 to 10 seconds.
const (
	toolMemory = 2 << 30
	toolCPU    = 170 // seconds
	toolFiles  = 64
	toolNice   = 10 // pages come first
)

// becomeTool turns this process into a program of the machine after giving up
// everything but reading programs and their data: it can write nothing, open no
// connection and see no document but the one on its stdin. It returns only when
// that fails.
func becomeTool(at string, args []string) error {
	runtime.LockOSThread() // the rights of the thread that calls exec are those that stay
	at, err := filepath.EvalSymlinks(at)
	if err != nil {
		return err
	}
	for _, l := range []struct {
		what int
		max  uint64
	}{
		{unix.RLIMIT_AS, toolMemory}, {unix.RLIMIT_CPU, toolCPU}, {unix.RLIMIT_NOFILE, toolFiles}, {unix.RLIMIT_FSIZE, 0}, {unix.RLIMIT_CORE, 0},
	} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.max, Max: l.max}); err != nil {
			return err
		}
	}
	_ = unix.Setpriority(unix.PRIO_PROCESS, 0, toolNice) // only a courtesy
	if err := landlockTool(at); err != nil {
		return err
	}
	return syscall.Exec(at, append([]string{at}, args...), os.Environ())
}

// landlockTool shuts the file system and TCP for this thread, but for reading
// where programs, libraries and languages lie. A kernel without Landlock is no
// error: the limits stand.
func landlockTool(at string) error {
	set, err := newRuleset()
	if set < 0 || err != nil {
		return err
	}
	defer unix.Close(set)
	for _, dir := range []string{"/usr", "/lib", "/lib64", filepath.Dir(at), os.Getenv(languagesAt)} {
		if err := allowProgram(set, dir, landlockRead|unix.LANDLOCK_ACCESS_FS_EXECUTE); err != nil {
			return err
		}
	}
	if err := allowProgram(set, "/etc/ld.so.cache", unix.LANDLOCK_ACCESS_FS_READ_FILE); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if _, _, no := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(set), 0, 0); no != 0 {
		return no
	}
	return nil
}

// allowProgram lets what lies at a path be read; one that is not there is
// nothing to allow.
func allowProgram(set int, path string, allowed uint64) error {
	if path == "" {
		return nil
	}
	dir, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENOENT) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unix.Close(dir)
	rule := unix.LandlockPathBeneathAttr{Allowed_access: allowed, Parent_fd: int32(dir)}
	if _, _, no := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(set), unix.LANDLOCK_RULE_PATH_BENEATH,
		uintptr(unsafe.Pointer(&rule)), 0, 0, 0); no != 0 {
		return no
	}
	return nil
}
