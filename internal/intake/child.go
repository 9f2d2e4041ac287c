package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"time"

	"hoso/internal/errs"
)

// ChildArg is the hidden first argument with which this program reads a file
// for its parent.
const ChildArg = "intake-child"

const (
	opRead  = "read"
	opImage = "image"
	opScan  = "scan" // a page for the recogniser
	opSheet = "sheet"
	opWarm  = "warm" // compile the PDF engine into the cache; sees no file

	warmTime  = 5 * time.Minute
	maxAnswer = 256 << 20 // bytes of a child's answer that a parent reads
)

type request struct {
	Op, Name, CacheDir string
	Page               int
	Size               int64
}

type answer struct {
	Document *Document `json:",omitempty"`
	Sheet    *Sheet    `json:",omitempty"`
	Image    []byte    `json:",omitempty"`
	Fault    *fault    `json:",omitempty"`
	PeakKiB  int64
}

type fault struct {
	Kind errs.Kind
	Code string
	Args []faultArg
}

type faultArg struct {
	Key, Str string
	Int      *int64 `json:",omitempty"`
}

// run hands the file to a child and waits for its answer.
func (r *Reader) run(ctx context.Context, req request, data io.ReaderAt, size int64) (answer, error) {
	if err := checkSize(req.Name, size); err != nil {
		return answer{}, err
	}
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	req.Size, req.CacheDir = size, r.cfg.CacheDir
	file := io.NewSectionReader(data, 0, size)
	if err := r.warm(ctx, file); err != nil {
		return answer{}, err
	}
	res, err := r.spawn(ctx, req, file)
	if err != nil {
		return answer{}, err
	}
	return res, res.Fault.err()
}

// warm fills the cache before the Reader's first PDF, in a child that has seen no
// file: a child that reads a file must not be able to write code for the next.
func (r *Reader) warm(ctx context.Context, file io.ReaderAt) error {
	head := make([]byte, len(pdfMagic))
	if n, _ := file.ReadAt(head, 0); r.cfg.CacheDir == "" || string(head[:n]) != pdfMagic {
		return nil
	}
	r.warming.Lock()
	defer r.warming.Unlock()
	if r.warmed {
		return nil
	}
	if err := os.MkdirAll(r.cfg.CacheDir, 0o700); err != nil {
		return errs.Unavailable("intake.child.start").Because(err)
	}
	res, err := r.spawn(ctx, request{Op: opWarm, CacheDir: r.cfg.CacheDir}, strings.NewReader(""))
	if err == nil {
		err = res.Fault.err()
	}
	if errs.Is(err, errs.KindInvalid) {
		err = errs.Unavailable("intake.child.start").Because(err) // no file was read yet: none is to blame
	}
	r.warmed = err == nil
	return err
}

// spawn runs one child to its end. A failure to start is Unavailable; a child
// that is killed, dies or answers with nonsense met a file beyond its limits.
func (r *Reader) spawn(ctx context.Context, req request, file io.Reader) (answer, error) {
	head, err := json.Marshal(req)
	if err != nil {
		return answer{}, err
	}
	timed, cancel := context.WithTimeout(ctx, r.timeFor(req))
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return answer{}, errs.Unavailable("intake.child.start").Because(err)
	}
	cmd := exec.CommandContext(timed, self, ChildArg)
	cmd.Env, cmd.Dir = []string{}, os.TempDir()
	cmd.Stdin = io.MultiReader(bytes.NewReader(append(head, '\n')), file)
	out := capped{max: maxAnswer}
	cmd.Stdout = &out
	if err = cmd.Start(); err == nil {
		watched := func() {}
		if req.Op != opWarm {
			watched = watchMemory(cmd.Process)
		}
		err = cmd.Wait()
		watched()
	} else if timed.Err() == nil {
		return answer{}, errs.Unavailable("intake.child.start").Because(err)
	}
	if ctx.Err() != nil {
		return answer{}, ctx.Err()
	}
	res, err := decodeAnswer(req, out.Bytes(), err)
	if r.ended != nil {
		r.ended(cmd.ProcessState, res.PeakKiB)
	}
	return res, err
}

// timeFor is how long a child may take: compiling the engine, which sees no file, as
// long as a slow machine needs.
func (r *Reader) timeFor(req request) time.Duration {
	if req.Op == opWarm {
		return max(r.cfg.Timeout, warmTime)
	}
	return r.cfg.Timeout
}

func decodeAnswer(req request, out []byte, ended error) (answer, error) {
	var res answer
	if err := errors.Join(exitOf(ended), json.Unmarshal(out, &res)); err != nil {
		return answer{}, errs.Invalid("intake.file.too_complex", errs.Str("name", req.Name)).Because(err)
	}
	return res, nil
}

// exitOf is ended, unless only the pipe broke because the child answered before
// it had read the whole file.
func exitOf(ended error) error {
	var exit *exec.ExitError
	if ended == nil || errors.As(ended, &exit) || errors.Is(ended, errAnswerTooLong) {
		return ended
	}
	return nil
}

var errAnswerTooLong = errors.New("intake: the child's answer is too long")

// capped is a buffer that refuses to grow beyond max bytes. It embeds no
// bytes.Buffer, whose ReadFrom would go round Write.
type capped struct {
	buf bytes.Buffer
	max int
}

func (c *capped) Bytes() []byte { return c.buf.Bytes() }

func (c *capped) Write(p []byte) (int, error) {
	if c.buf.Len()+len(p) > c.max {
		return 0, errAnswerTooLong
	}
	return c.buf.Write(p)
}

// trips lets a test do in a child what no reader does: before it is confined, and,
// by what it gives, after. It is nil but in tests.
var trips func(request) (after func())

// RunChild is the whole life of a child and does not return. Call it first thing
// in main when os.Args[1] is ChildArg. With more arguments it becomes the program
// that they name, confined.
func RunChild() {
	if len(os.Args) > 2 {
		_ = becomeTool(os.Args[2], os.Args[3:])
		os.Exit(3)
	}
	in := bufio.NewReader(os.Stdin)
	var req request
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &req)
	}
	if err != nil {
		os.Exit(2)
	}
	after := func() {}
	if trips != nil {
		after = trips(req)
	}
	peak, err := confine(req)
	if err != nil {
		os.Exit(3)
	}
	after()
	debug.SetMemoryLimit(softMemory)
	res := handle(req, io.LimitReader(in, req.Size))
	res.PeakKiB = peak()
	if json.NewEncoder(os.Stdout).Encode(res) != nil {
		os.Exit(4)
	}
	os.Exit(0)
}

// handle answers one request; a panic is a file that no reader understands.
func handle(req request, file io.Reader) (res answer) {
	defer func() {
		if recover() != nil {
			res = answer{Fault: faultOf(errs.Invalid("intake.file.damaged", errs.Str("name", req.Name)))}
		}
	}()
	data := make([]byte, req.Size)
	if _, err := io.ReadFull(file, data); err != nil {
		return answer{Fault: faultOf(err)}
	}
	res, err := parse(req, data)
	if err != nil {
		return answer{Fault: faultOf(err)}
	}
	return res
}

func parse(req request, data []byte) (res answer, err error) {
	switch req.Op {
	case opRead:
		res.Document, err = readDocument(req, data)
	case opImage, opScan:
		res.Image, err = drawPage(req, data)
	case opSheet:
		res.Sheet, err = readSheet(data)
	case opWarm:
		err = warmCache(req.CacheDir)
	default:
		err = errs.Internal("intake.child.request")
	}
	return res, named(err, req.Name)
}

// named adds the file's name to a refusal.
func named(err error, name string) error {
	var e *errs.Error
	if !errors.As(err, &e) || e.Arg("name") != "" {
		return err
	}
	c := *e
	c.Args = append([]errs.Arg{errs.Str("name", name)}, e.Args...)
	return &c
}

func faultOf(err error) *fault {
	e := errs.Of(err)
	f := &fault{Kind: e.Kind, Code: e.Code}
	for _, a := range e.Args {
		switch v := a.Val.(type) {
		case string:
			f.Args = append(f.Args, faultArg{Key: a.Key, Str: v})
		case int64:
			f.Args = append(f.Args, faultArg{Key: a.Key, Int: &v})
		}
	}
	return f
}

// err is the child's refusal as an error of this process, nil for none.
func (f *fault) err() error {
	if f == nil {
		return nil
	}
	e := &errs.Error{Kind: f.Kind, Code: f.Code}
	for _, a := range f.Args {
		if a.Int != nil {
			e.Args = append(e.Args, errs.Arg{Key: a.Key, Val: *a.Int})
			continue
		}
		e.Args = append(e.Args, errs.Str(a.Key, a.Str))
	}
	return e
}
