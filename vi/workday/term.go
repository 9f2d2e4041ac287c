package workday

import (
	"slices"
	"strconv"
)

// Unit is in what a term is counted.
type Unit string

// The units.
const (
	WorkingDays Unit = "working"
	Days        Unit = "day"
	Weeks       Unit = "week"
	Months      Unit = "month"
	Years       Unit = "year"
)

// Term is a term to count: N units from the day of an event, which itself is
// not counted.
type Term struct {
	Anchor      Date // the day of the event
	N           int  // from 1
	Unit        Unit
	Suspensions []Suspension
	Extensions  []Extension // in order; they follow on the term's own last day
	// Exact keeps the last day of a term in days, weeks, months or years where it
	// falls, also on a day of rest, for rules that say so.
	Exact bool
}

// Suspension is a time whose days do not count, From and To among them. Without
// To it is not over yet.
type Suspension struct {
	From, To Date
	Reason   string // for readers
	Basis    Basis
}

// Extension lengthens a term.
type Extension struct {
	N      int // from 1
	Unit   Unit
	Reason string // for readers
	Basis  Basis
}

// The most that a term may ask for.
const (
	maxCount = 100_000 // of one unit
	maxList  = 366     // suspensions, extensions
)

func (t Term) check() error {
	if !t.Anchor.Valid() {
		return &Error{BadDate, "anchor", string(t.Anchor)}
	}
	if len(t.Suspensions) > maxList || len(t.Extensions) > maxList {
		return &Error{BadTerm, "length", strconv.Itoa(max(len(t.Suspensions), len(t.Extensions)))}
	}
	for _, p := range t.parts() {
		if p.n < 1 || p.n > maxCount || !p.unit.known() {
			return &Error{BadTerm, "count", strconv.Itoa(p.n) + " " + string(p.unit)}
		}
	}
	for _, s := range t.Suspensions {
		if s.From == "" {
			return &Error{BadTerm, "suspension", string(s.From) + ".." + string(s.To)}
		}
		if err := (Span{s.From, s.To}).check("suspension", BadTerm); err != nil {
			return err
		}
	}
	return nil
}

func (u Unit) known() bool {
	return slices.Contains([]Unit{WorkingDays, Days, Weeks, Months, Years}, u)
}

// part is a stretch of a term in one unit.
type part struct {
	n    int
	unit Unit
}

// parts joins neighbours of one unit: a month extended by a month is two
// months, so that 31/1 ends on 31/3 and not by way of 28/2 on 28/3.
func (t Term) parts() []part {
	list := []part{{t.N, t.Unit}}
	for _, e := range t.Extensions {
		last := &list[len(list)-1]
		if e.Unit == last.unit && e.N >= 1 && e.N <= maxCount && last.n <= maxCount {
			last.n += e.N
			continue
		}
		list = append(list, part{e.N, e.Unit})
	}
	return list
}

// length gives how many calendar days a part has that begins after a day; 0
// when its end cannot be named.
func (p part) length(after Date) int {
	switch p.unit {
	case Weeks:
		return 7 * p.n
	case Months:
		return after.AddMonths(p.n).Sub(after)
	case Years:
		return after.AddMonths(12 * p.n).Sub(after)
	}
	return p.n
}

// suspendedOn gives the first listed suspension that a day lies in.
func (t Term) suspendedOn(d Date) (Suspension, bool) {
	for _, s := range t.Suspensions {
		if (Span{s.From, s.To}).Has(d) {
			return s, true
		}
	}
	return Suspension{}, false
}
