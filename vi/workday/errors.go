package workday

import "strconv"

// Code says what kind of mistake an Error is; callers switch on it.
type Code string

// The kinds of mistakes.
const (
	BadDate    Code = "date"      // text that names no day
	BadLunar   Code = "lunar"     // a lunar day that does not exist
	BadTerm    Code = "term"      // a term, suspension or extension that makes no sense
	BadData    Code = "data"      // holidays, swaps or validities that make no sense
	OutOfRange Code = "range"     // a day that the calendar does not speak about
	Open       Code = "suspended" // the term is suspended without end: nobody knows its due day yet
)

// Error is every error of this package: what is wrong, in which field, and the
// value that was given. It is no sentence for readers.
type Error struct {
	Code  Code
	Field string
	Value string
}

// Error gives the three parts for a log.
func (e *Error) Error() string {
	return "workday: " + string(e.Code) + ": " + e.Field + " " + strconv.Quote(e.Value)
}
