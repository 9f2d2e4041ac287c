package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"hoso/internal/errs"
	"hoso/internal/i18n"
)

// The exit codes.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
	exitFailed  = 3
)

// exitError carries an exit code without a message of its own.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// couldNot is a failure that says nothing about the data: exit 3, whatever its
// kind.
type couldNot struct{ error }

func (e couldNot) Unwrap() error { return e.error }

// tellRunning marks what commands return once they run, so that it is told from
// a command line that was not understood.
func tellRunning(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		tellRunning(sub)
	}
	run := cmd.RunE
	if run == nil {
		return
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		var exit exitError
		var house *errs.Error
		var usage usageError
		if err == nil || errors.As(err, &exit) || errors.As(err, &house) || errors.As(err, &usage) {
			return err
		}
		var path *fs.PathError
		if errors.As(err, &path) {
			err = unreadable(path.Path, err)
		}
		return couldNot{err}
	}
}

// exit says what went wrong and gives the exit code.
func (c *commands) exit(cmd *cobra.Command, err error) int {
	var exit exitError
	var house *errs.Error
	var failed couldNot
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &exit):
		return int(exit)
	case errors.As(err, &house):
		for _, part := range append([]*errs.Error{house}, house.Parts...) {
			fmt.Fprintf(c.Err, "hoso: %s [%s]\n", sentence(part), part.Error())
		}
		if errors.As(err, &failed) || house.Kind == errs.KindUnavailable || house.Kind == errs.KindInternal {
			return exitFailed
		}
		return exitRefused
	case errors.As(err, &failed):
		fmt.Fprintf(c.Err, "hoso: không làm được / could not: %v\n", failed.error)
		return exitFailed
	}
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(c.Err, "hoso: %v\n", err)
	} else {
		fmt.Fprintf(c.Err, "hoso: không hiểu dòng lệnh / the command line was not understood: %v\n", err)
	}
	if cmd != nil && cmd.Example != "" {
		fmt.Fprintf(c.Err, "\nVí dụ / for example:\n%s\n", cmd.Example)
	}
	if cmd != nil {
		fmt.Fprintf(c.Err, "\n%s --help\n", cmd.CommandPath())
	}
	return exitUsage
}

// sentence gives an error in both languages: at a command line nobody has
// chosen one.
func sentence(e *errs.Error) string {
	return i18n.VI.Sentence(e) + " / " + i18n.EN.Sentence(e)
}

// usageError is a command line that was not understood.
type usageError string

func (e usageError) Error() string { return string(e) }

// format is what a program or a person reads.
type format string

const asJSON format = "json"

// String gives the format; the zero one is text.
func (f *format) String() string { return cmp.Or(string(*f), "text") }

// Type is what help calls the values.
func (f *format) Type() string { return "text|json" }

// Set reads a format.
func (f *format) Set(s string) error {
	if s != "text" && s != string(asJSON) {
		return usageError("text | json")
	}
	*f = format(s)
	return nil
}

// group is a command that only holds others.
func group(name, short string) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return usageError("thiếu tên lệnh sau / a command must follow " + cmd.CommandPath())
	}}
}

// completion gives cobra's own command for shells the manners of the others.
func completion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	g := group(cmd.Name(), "Viết tệp gợi ý lệnh cho shell / write completions for a shell")
	cmd.Short, cmd.Long, cmd.Args, cmd.RunE = g.Short, "", g.Args, g.RunE
	for _, shell := range cmd.Commands() {
		shell.Short = "Gợi ý lệnh cho / completions for " + shell.Name()
		shell.Example = "  hoso completion " + shell.Name() + " --help\n  hoso completion " + shell.Name() + " > hoso." + shell.Name()
	}
}
