//go:build !linux

package intake

import (
	"os"
	"syscall"
)

// becomeTool turns this process into a program of the machine. Only Linux has the
// means to take its rights away first.
func becomeTool(at string, args []string) error {
	return syscall.Exec(at, append([]string{at}, args...), os.Environ())
}
