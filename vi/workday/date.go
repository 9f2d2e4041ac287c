package workday

import (
	"strconv"
	"time"
)

// Date is a civil day as ISO text, "2026-04-20", of the years 0001 to 9999. It
// orders as text, converts to and from any other text type, and knows neither
// clock nor zone. Methods of a Date that is not Valid give zero values.
type Date string

// On is the day of a year, a month from 1 and a day from 1; "" when there is no
// such day.
func On(year, month, day int) Date {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return ""
	}
	d := dateOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
	if _, _, same := d.Parts(); same != day {
		return "" // 31/4 is 1/5 to package time
	}
	return d
}

func dateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// ParseDate reads the ISO form and nothing else. Errors: BadDate.
func ParseDate(s string) (Date, error) {
	if !Date(s).Valid() {
		return "", &Error{BadDate, "date", s}
	}
	return Date(s), nil
}

// Valid reports whether d names a day that exists.
func (d Date) Valid() bool {
	_, ok := d.time()
	return ok
}

func (d Date) time() (time.Time, bool) {
	if len(d) != len(time.DateOnly) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil && t.Year() > 0
}

// Parts gives year, month from 1, and day from 1.
func (d Date) Parts() (year, month, day int) {
	t, ok := d.time()
	if !ok {
		return 0, 0, 0
	}
	return t.Year(), int(t.Month()), t.Day()
}

// Year gives the year.
func (d Date) Year() int {
	year, _, _ := d.Parts()
	return year
}

// Weekday gives the day of the week; Sunday for a malformed date.
func (d Date) Weekday() time.Weekday {
	t, ok := d.time()
	if !ok {
		return time.Sunday
	}
	return t.Weekday()
}

// AddDays moves d by n days; "" when that leaves the years 1 to 9999.
func (d Date) AddDays(n int) Date {
	const far = 4_000_000 // days in more than 9999 years: keeps the sum from overflowing
	if !d.Valid() || n < -far || n > far {
		return ""
	}
	return (d.number() + number(n)).date()
}

// AddMonths moves d by n calendar months. Where the month has no such day, the
// last day of the month is taken: 31/1 and one month is 28/2.
func (d Date) AddMonths(n int) Date {
	year, month, day := d.Parts()
	if day == 0 || n < -120_000 || n > 120_000 {
		return ""
	}
	months := year*12 + month - 1 + n
	if months < 12 {
		return ""
	}
	year, month = months/12, months%12+1
	for ; day > 28; day-- {
		if e := On(year, month, day); e != "" {
			return e
		}
	}
	return On(year, month, day)
}

// Sub gives the days from e to d; 0 when either is malformed.
func (d Date) Sub(e Date) int {
	if !d.Valid() || !e.Valid() {
		return 0
	}
	return int(d.number() - e.number())
}

// Vietnamese gives the day as it is written in Vietnam, "20/4/2026".
func (d Date) Vietnamese() string {
	year, month, day := d.Parts()
	if day == 0 {
		return ""
	}
	return strconv.Itoa(day) + "/" + strconv.Itoa(month) + "/" + strconv.Itoa(year)
}

// number is a day counted as astronomers do: the Julian day whose noon, in
// Universal Time, lies in the civil day.
type number int

const unixNumber = 2440588 // of 1970-01-01

func (d Date) number() number {
	t, ok := d.time()
	if !ok {
		return 0
	}
	return number(t.Unix()/86400 + unixNumber)
}

func (n number) time() time.Time { return time.Unix(int64(n-unixNumber)*86400, 0).UTC() }

func (n number) date() Date {
	t := n.time()
	if t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return dateOf(t)
}

func (n number) weekday() time.Weekday { return time.Weekday((int(n) + 1) % 7) }
