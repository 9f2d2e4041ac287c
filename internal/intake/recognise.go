package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"hoso/internal/errs"
)

// Limits of machine reading.
const (
	MaxRecognised = 500 // pages of a scan that are read by machine
	scanWidth     = 2480
	scanHeight    = 3508 // A4 at 300 dots per inch
	scanDots      = "300"
	language      = "vie"

	pageTime   = 3 * time.Minute // for one page, with its drawing
	askTime    = 10 * time.Second
	maxReading = 8 << 20 // bytes of what the recogniser says of one page
)

// Recognised is the text of a page that a machine read from its picture: one line
// for a printed line, a tab where a line has a gap. Unsure are the stretches, in
// code points of Text, of which the machine itself was not certain.
type Recognised struct {
	Text   string
	Unsure [][2]int
}

// CanRecognise is nil when this machine can read pictures of Vietnamese text:
// the program tesseract is found and has the language. Else it is Invalid
// "intake.recognise.missing" or "intake.recognise.language".
func (r *Reader) CanRecognise(ctx context.Context) error {
	at, err := exec.LookPath("tesseract")
	if err != nil {
		return errs.Invalid("intake.recognise.missing").Because(err)
	}
	timed, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	out, err := runTool(timed, at, strings.NewReader(""), "--list-langs")
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil || !slices.Contains(strings.Fields(string(out)), language) {
		return errs.Invalid("intake.recognise.language").Because(err)
	}
	return nil
}

// RecognisePage draws one page of a PDF, counted from 1, and reads its picture.
// Nothing is written to a file on the way. Errors: those of CanRecognise and
// PageImage, and Invalid "intake.recognise.page" for a page that the machine
// does not manage within its limits.
func (r *Reader) RecognisePage(ctx context.Context, name string, data io.ReaderAt, size int64, page int) (Recognised, error) {
	at, err := exec.LookPath("tesseract")
	if err != nil {
		return Recognised{}, errs.Invalid("intake.recognise.missing").Because(err)
	}
	timed, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	res, err := r.run(timed, request{Op: opScan, Name: name, Page: page}, data, size)
	if err != nil {
		return Recognised{}, tooLong(ctx, err)
	}
	out, err := runTool(timed, at, bytes.NewReader(res.Image), "-", "-", "-l", language, "--oem", "1", "--psm", "3",
		"--dpi", scanDots, "-c", "tessedit_create_tsv=1")
	if err != nil {
		return Recognised{}, tooLong(ctx, errs.Invalid("intake.recognise.page").Because(err))
	}
	return readTSV(string(out)), nil
}

// tooLong is err, unless the caller ended the work; a page that used up its own
// time is one that the machine does not manage.
func tooLong(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return errs.Invalid("intake.recognise.page").Because(err)
	}
	return err
}

// runTool runs a program of the machine in a child that first gives up what the
// program does not need, and gives what it writes. No shell is between.
func runTool(ctx context.Context, at string, in io.Reader, args ...string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{ChildArg, at}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.WaitDelay = "/", toolEnv(), in, time.Second
	out := capped{max: maxReading}
	cmd.Stdout = &out
	err = cmd.Run()
	return out.Bytes(), err
}

// toolEnv is all that the program is told of this one: where its languages lie,
// and that one thread must do.
func toolEnv() []string {
	env := []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C"}
	if dir := os.Getenv(languagesAt); dir != "" {
		env = append(env, languagesAt+"="+dir)
	}
	return env
}

// languagesAt is the variable that says where tesseract's languages lie when
// they are not where it was built for.
const languagesAt = "TESSDATA_PREFIX"
