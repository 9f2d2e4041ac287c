// Package clock is the only place that reads the system's time. Everything else
// is given a Clock, so that a test decides what time it is.
package clock

import (
	"sync/atomic"
	"time"
)

// Micros is an instant in microseconds since 1970-01-01 UTC, as stored.
type Micros int64

// Time gives the instant in UTC.
func (m Micros) Time() time.Time { return time.UnixMicro(int64(m)).UTC() }

// Of gives t as Micros, rounded down.
func Of(t time.Time) Micros { return Micros(t.UnixMicro()) }

// Clock says what time it is.
type Clock interface{ Now() Micros }

// System is the machine's clock.
type System struct{}

// Now is the machine's time.
func (System) Now() Micros { return Of(time.Now()) }

// Manual is a clock that a test sets. It is safe for concurrent use.
type Manual struct{ now atomic.Int64 }

// NewManual makes a clock that stands at m.
func NewManual(m Micros) *Manual {
	c := &Manual{}
	c.now.Store(int64(m))
	return c
}

// Now is the time that was set.
func (c *Manual) Now() Micros { return Micros(c.now.Load()) }

// Advance moves the clock by d.
func (c *Manual) Advance(d time.Duration) { c.now.Add(d.Microseconds()) }

// Local is the time zone of the pages, Asia/Ho_Chi_Minh: UTC+7 without summer
// time, fixed here so that a machine without zone data shows the same.
var Local = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// Today is the civil date at Local.
func Today(c Clock) Date { return DateOf(c.Now().Time().In(Local)) }
