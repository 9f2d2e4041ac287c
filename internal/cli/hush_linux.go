package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// hush makes a terminal give each key at once and show none; restore undoes it.
// What is no terminal is an error.
func hush(f *os.File) (restore func(), err error) {
	fd := int(f.Fd())
	was, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, err
	}
	quiet := *was
	quiet.Lflag &^= unix.ECHO | unix.ICANON | unix.ISIG
	quiet.Cc[unix.VMIN], quiet.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, unix.TCSETSF, &quiet); err != nil {
		return nil, err
	}
	return func() { _ = unix.IoctlSetTermios(fd, unix.TCSETSF, was) }, nil // a terminal that went away needs nothing
}
