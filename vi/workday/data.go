package workday

import (
	"slices"
	"strconv"
	"time"
)

// Data is what a Calendar knows: plain values, which callers may change and add
// to before New. Every piece says since when it holds, by which document, and,
// where that can be in doubt, whether somebody checked it.
type Data struct {
	Span         Span          // the days about which the data speaks; it answers about no other
	Decided      Span          // the days for which the yearly decisions (Arrangements, Swaps) are complete
	Rest         []WeeklyRest  // usually Saturday and Sunday
	Holidays     []Holiday     // the earlier in the list names a day that two fall on
	Compensation []Ruling      // when a holiday on a weekly rest day is made up for
	Arrangements []Arrangement // which days of a holiday of several, year by year
	Swaps        []Swap
	Counting     []Counting // how terms are counted
}

// WeeklyRest is a day of the week on which nobody works.
type WeeklyRest struct {
	Weekday time.Weekday
	Valid   Span
	Basis   Basis
}

// Holiday is a public holiday by rule.
type Holiday struct {
	Code     string // unique among the holidays of one time; an Arrangement refers to it
	Name     string // Vietnamese
	English  string
	Rule     Rule
	Valid    Span // of the named day
	Basis    Basis
	Verified bool // false: announced or likely, and not checked in law
}

// Rule says when a holiday is. The named day is Day of Month, of the common or
// the lunar calendar; a day that a year does not have gives no holiday.
type Rule struct {
	Lunar      bool // never a leap month
	Month, Day int
	Year       int    // only this year, lunar for a lunar rule; 0 is every year
	Days       int    // how many days off in a row; 0 is one
	Before     [7]int // how many of them lie before the named day, by its weekday from Sunday
	Yearly     bool   // decided anew each year; without an Arrangement, Before is a guess
}

// Ruling is a rule that is only on or off.
type Ruling struct {
	Valid Span
	Basis Basis
}

// Arrangement is a decision for one year: how many days of a holiday lie before
// its named day.
type Arrangement struct {
	Holiday  string // code
	Year     int    // common year of the named day
	Before   int
	Basis    Basis
	Verified bool
}

// Swap makes Off, a working day, free, and On, a day of rest, a working day.
type Swap struct {
	Off, On  Date
	Basis    Basis
	Verified bool
}

// Counting names the law by which terms are counted that begin in Valid.
type Counting struct {
	Valid Span
	First Basis // the first day is not counted
	Last  Basis // a last day on a day of rest moves to the next working day
}

// VerifiedOnly gives a copy without what nobody checked: unverified holidays,
// arrangements and swaps. A yearly holiday without its arrangement keeps its
// usual days.
func (d Data) VerifiedOnly() Data {
	d.Holidays = slices.DeleteFunc(slices.Clone(d.Holidays), func(h Holiday) bool { return !h.Verified })
	d.Arrangements = slices.DeleteFunc(slices.Clone(d.Arrangements), func(a Arrangement) bool { return !a.Verified })
	d.Swaps = slices.DeleteFunc(slices.Clone(d.Swaps), func(s Swap) bool { return !s.Verified })
	return d
}

// The most that data may hold, so that no input makes a calendar slow.
const (
	maxRows = 2000
	maxDays = 31 // of one holiday
)

func (d Data) check() error {
	if err := d.checkSpans(); err != nil {
		return err
	}
	rows := len(d.Rest) + len(d.Holidays) + len(d.Compensation) + len(d.Arrangements) + len(d.Swaps) + len(d.Counting)
	if rows > maxRows {
		return &Error{BadData, "rows", strconv.Itoa(rows)}
	}
	for _, h := range d.Holidays {
		if !h.Rule.makesSense() || h.Code == "" {
			return &Error{BadData, "holiday", h.Code}
		}
	}
	for _, a := range d.Arrangements {
		if a.Before < 0 || a.Before > maxDays || !slices.ContainsFunc(d.Holidays, func(h Holiday) bool { return h.Code == a.Holiday }) {
			return &Error{BadData, "arrangement", a.Holiday + " " + strconv.Itoa(a.Year)}
		}
	}
	for _, s := range d.Swaps {
		if !s.Off.Valid() || !s.On.Valid() || s.Off == s.On {
			return &Error{BadData, "swap", string(s.Off) + " " + string(s.On)}
		}
	}
	return nil
}

func (d Data) checkSpans() error {
	spans := []Span{d.Span, d.Decided}
	for _, r := range d.Rest {
		spans = append(spans, r.Valid)
	}
	for _, h := range d.Holidays {
		spans = append(spans, h.Valid)
	}
	for _, r := range d.Compensation {
		spans = append(spans, r.Valid)
	}
	for _, c := range d.Counting {
		spans = append(spans, c.Valid)
	}
	for _, s := range spans {
		if err := s.check("span", BadData); err != nil {
			return err
		}
	}
	return nil
}

func (r Rule) makesSense() bool {
	for _, b := range r.Before {
		if b < 0 || b > maxDays {
			return false
		}
	}
	last := [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if r.Month < 1 || r.Month > 12 || r.Day < 1 || r.Days < 0 || r.Days > maxDays {
		return false
	}
	return r.Lunar && r.Day <= 30 || !r.Lunar && r.Day <= last[r.Month-1]
}
