// Package errs is hoso's one vocabulary of failure: a kind, a code and typed
// arguments. It carries no sentences; those stand in the catalogues of
// package i18n under the same code. An error that is not of this package is
// Internal, and nothing of it but an incident number reaches a person.
package errs

import (
	"errors"
	"strconv"
	"strings"
)

// Kind says who must act on a failure. The zero Kind is Internal.
type Kind uint8

// The kinds. Denied is said only about what the asker may already see; what is
// absent and what is hidden are both NotFound (DESIGN 5 f).
const (
	KindInternal    Kind = iota // our fault; details are logged, never shown
	KindInvalid                 // the input breaks a rule; the asker can mend it
	KindNotFound                // absent, or not for the asker
	KindDenied                  // visible, but not theirs to do
	KindConflict                // somebody was faster, or the key was used for something else
	KindUnavailable             // outcome unknown or not tried; the same key may be sent again
)

var kindNames = [...]string{"internal", "invalid", "not_found", "denied", "conflict", "unavailable"}

// String gives the kind's stable name, as it stands in entries and JSON.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[KindInternal]
}

// Arg is a named argument of an error's sentence. Key "field" names the form
// field at fault; "row" and "column" name a place in a file, both from 1.
type Arg struct {
	Key string
	Val any // string or int64
}

// Field names the form field at fault.
func Field(name string) Arg { return Arg{"field", name} }

// Str is a string argument.
func Str(key, val string) Arg { return Arg{key, val} }

// Int is an integer argument.
func Int(key string, val int) Arg { return Arg{key, int64(val)} }

// Row is the row of a file, counted from 1 as a spreadsheet shows it.
func Row(n int) Arg { return Int("row", n) }

// Column is the heading or letter of a file's column.
func Column(name string) Arg { return Str("column", name) }

// Error is a failure with its kind, its code and its arguments. Parts, if any,
// are further failures of the same kind found in the same input, so that a
// person mends all of them at once.
type Error struct {
	Kind  Kind
	Code  string // "<module>.<noun>.<what>", a literal in the source
	Args  []Arg
	Parts []*Error
	cause error
}

// Error renders the failure for logs: code, arguments and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for _, a := range e.Args {
		b.WriteByte(' ')
		b.WriteString(a.Key)
		b.WriteByte('=')
		b.WriteString(a.String())
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	}
	for _, p := range e.Parts {
		b.WriteString("; ")
		b.WriteString(p.Error())
	}
	return b.String()
}

// String renders the argument's value.
func (a Arg) String() string {
	switch v := a.Val.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// Unwrap gives the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// Arg gives the value of the named argument, "" when there is none.
func (e *Error) Arg(key string) string {
	for _, a := range e.Args {
		if a.Key == key {
			return a.String()
		}
	}
	return ""
}

// Because returns a copy of e that wraps cause. The cause is logged, never shown.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Invalid reports input that breaks a rule.
func Invalid(code string, args ...Arg) *Error { return newError(KindInvalid, code, args) }

// NotFound reports what is absent or hidden.
func NotFound(code string, args ...Arg) *Error { return newError(KindNotFound, code, args) }

// Denied reports an act on something visible that is not the asker's to do.
func Denied(code string, args ...Arg) *Error { return newError(KindDenied, code, args) }

// Conflict reports a lost race or a key used twice for different things.
func Conflict(code string, args ...Arg) *Error { return newError(KindConflict, code, args) }

// Unavailable reports an act whose outcome is unknown or that was not tried.
func Unavailable(code string, args ...Arg) *Error { return newError(KindUnavailable, code, args) }

// Internal reports a fault of ours.
func Internal(code string, args ...Arg) *Error { return newError(KindInternal, code, args) }

func newError(k Kind, code string, args []Arg) *Error { return &Error{Kind: k, Code: code, Args: args} }

// Faults collects several faults of one input. The zero Faults is ready to use.
type Faults struct{ list []*Error }

// Add appends a fault; a nil fault is ignored.
func (f *Faults) Add(e *Error) {
	if e != nil {
		f.list = append(f.list, e)
	}
}

// Len is the number of faults so far.
func (f *Faults) Len() int { return len(f.list) }

// Err gives nil for none, the fault itself for one, and otherwise an Invalid
// error with code "form.faults" whose Parts are the faults.
func (f *Faults) Err() error {
	switch len(f.list) {
	case 0:
		return nil
	case 1:
		return f.list[0]
	}
	return &Error{Kind: KindInvalid, Code: "form.faults", Parts: f.list}
}

// Of finds the *Error in err's chain. For any other error it gives an Internal
// error with code "internal" that wraps it; for nil it gives nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Internal("internal").Because(err)
}

// KindOf is the kind of err; an error of another package is KindInternal.
func KindOf(err error) Kind { return Of(err).Kind }

// Is reports whether err is a hoso error of kind k. It is false for nil.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }
