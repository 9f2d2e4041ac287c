package folder

import (
	"errors"
	"os"
	"syscall"
)

// hasRoom reports whether whoever is not root finds size bytes on the file's disk.
func hasRoom(f *os.File, size uint64) bool {
	var s syscall.Statfs_t
	if err := syscall.Fstatfs(int(f.Fd()), &s); err != nil {
		return true // writing tells
	}
	return s.Bavail*uint64(s.Bsize) >= size
}

// allocate gives a file its blocks; zeros alone would be a hole on some disks.
func allocate(f *os.File, size int64) error {
	err := syscall.Fallocate(int(f.Fd()), 0, 0, size)
	if errors.Is(err, syscall.EOPNOTSUPP) || errors.Is(err, syscall.ENOSYS) {
		return fill(f, size)
	}
	return err
}

func room(dir string) (free, all int64) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize)
}
