package workday

import (
	"sync"
	"time"
)

// Reason says why a day is, or is not, a working day.
type Reason string

// The reasons. Only Work and MadeUp are working days.
const (
	Work         Reason = "work"         // an ordinary working day
	MadeUp       Reason = "madeup"       // a day of rest that a swap made a working day
	Rest         Reason = "rest"         // weekly rest
	PublicDay    Reason = "holiday"      // a public holiday
	Compensation Reason = "compensation" // off for a holiday that fell on a day of weekly rest
	SwappedOff   Reason = "swapped"      // a working day that a swap made free
)

// Day is what a calendar says about one day.
type Day struct {
	Date     Date
	Reason   Reason
	Name     string // of the holiday, Vietnamese; "" for other days
	English  string
	For      Date // the holiday that is compensated, or the other day of the swap
	Basis    Basis
	Verified bool // false: the day rests on a guess or on data that nobody checked
}

// Working reports whether people work on the day.
func (d Day) Working() bool { return d.Reason == Work || d.Reason == MadeUp }

// Calendar answers which days are working days. It is safe for concurrent use.
type Calendar struct {
	data Data
	span Span

	mu    sync.Mutex
	years map[int]map[number]Day // the days of a year that the week does not explain
}

// New checks data and makes a calendar of it; the data must not be changed
// afterwards. A calendar answers about the Span of its data, and of that only
// the years MinYear to MaxYear. Errors: BadData.
func New(data Data) (*Calendar, error) {
	if err := data.check(); err != nil {
		return nil, err
	}
	c := &Calendar{data: data, span: data.Span, years: map[int]map[number]Day{}}
	first, last := On(MinYear, 1, 1), On(MaxYear, 12, 31)
	if c.span.From < first {
		c.span.From = first
	}
	if c.span.To == "" || c.span.To > last {
		c.span.To = last
	}
	return c, nil
}

// Span gives the days about which the calendar answers; both ends are set.
func (c *Calendar) Span() Span { return c.span }

// Day says what a day is. Errors: BadDate, OutOfRange.
func (c *Calendar) Day(d Date) (Day, error) {
	if !d.Valid() {
		return Day{}, &Error{BadDate, "date", string(d)}
	}
	if !c.span.Has(d) {
		return Day{}, &Error{OutOfRange, "date", string(d)}
	}
	return c.day(d.number()), nil
}

// day says what a day of the span is; a day is a number here because terms of
// years ask for many.
func (c *Calendar) day(n number) Day {
	t := n.time()
	if day, ok := c.year(t.Year())[n]; ok {
		return day
	}
	d := dateOf(t)
	if r, ok := c.rest(n.weekday(), d); ok {
		return Day{Date: d, Reason: Rest, Basis: r.Basis, Verified: true}
	}
	return Day{Date: d, Reason: Work, Verified: true}
}

// Special gives, in order, the days of a year that the week alone does not
// explain: holidays, compensation and both days of swaps. Errors: OutOfRange.
func (c *Calendar) Special(year int) ([]Day, error) {
	first, last := On(year, 1, 1), On(year, 12, 31)
	if first == "" || last < c.span.From || first > c.span.To {
		return nil, &Error{OutOfRange, "year", string(first)}
	}
	var list []Day
	days := c.year(year)
	for n := first.number(); n <= last.number(); n++ {
		if d, ok := days[n]; ok && c.span.Has(d.Date) {
			list = append(list, d)
		}
	}
	return list, nil
}

// Working reports whether people work on a day. Errors: BadDate, OutOfRange.
func (c *Calendar) Working(d Date) (bool, error) {
	day, err := c.Day(d)
	return day.Working(), err
}

// Next gives the first working day that is not before d. Errors: BadDate,
// OutOfRange.
func (c *Calendar) Next(d Date) (Day, error) {
	for {
		day, err := c.Day(d)
		if err != nil || day.Working() {
			return day, err
		}
		d = d.AddDays(1)
	}
}

func (c *Calendar) rest(w time.Weekday, d Date) (WeeklyRest, bool) {
	for _, r := range c.data.Rest {
		if r.Weekday == w && r.Valid.Has(d) {
			return r, true
		}
	}
	return WeeklyRest{}, false
}

func (c *Calendar) year(year int) map[number]Day {
	c.mu.Lock()
	defer c.mu.Unlock()
	days, ok := c.years[year]
	if !ok {
		days = c.build(year)
		c.years[year] = days
	}
	return days
}
