package errs

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// ours is how the names of this program's own functions begin.
const ours = "hoso/"

// maxFrames bounds how deep a panic is told.
const maxFrames = 64

// Panicked makes an error of what recover gave: its type, and the functions of
// ours that it went through, with their lines. Its value is never told: it may
// hold what a person's file says (SECURITY T29). Call it where the panic is
// recovered.
func Panicked(value any) error {
	pcs := make([]uintptr, maxFrames)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var where []string
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, ours) {
			where = append(where, fmt.Sprintf("%s (%s:%d)", strings.TrimPrefix(f.Function, ours), path.Base(f.File), f.Line))
		}
		if !more {
			break
		}
	}
	return fmt.Errorf("panic of type %T in %s", value, strings.Join(where, " < "))
}
