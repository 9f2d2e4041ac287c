package vault

import (
	"syscall"
)

// prSetDumpable is PR_SET_DUMPABLE of prctl(2).
const prSetDumpable = 4

// NoDumps forbids that this process's memory, which holds keys, is ever written
// to a disk: no core file, whatever ends it, and no other process of the same
// account may read it (prctl(2), core(5)). What it starts later inherits the
// first. It is called before a key is read.
func NoDumps() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return err
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return errno
	}
	return nil
}
