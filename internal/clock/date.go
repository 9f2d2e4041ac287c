package clock

import (
	"strconv"
	"strings"
	"time"

	"hoso/internal/errs"
)

// Date is a civil date as text: "2021", "2021-04" or "2021-04-07". A partial
// date is the range of days that it names (DESIGN 6). The zero Date is unknown.
type Date string

// DateOf gives the civil date of t in t's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Day is the date of a year, a month from 1 and a day from 1; it is not checked.
func Day(year, month, day int) Date {
	return DateOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}

// First is the first day that d names, Last the last. Both are "" for an
// unknown or malformed date.
func (d Date) First() Date { return d.edge(false) }

// Last is the last day that d names.
func (d Date) Last() Date { return d.edge(true) }

func (d Date) edge(last bool) Date {
	layout, years, months := layoutOf(d)
	t, err := time.Parse(layout, string(d))
	if err != nil || layout == "" {
		return ""
	}
	if last {
		t = t.AddDate(years, months, 0)
		if years+months > 0 {
			t = t.AddDate(0, 0, -1)
		}
	}
	return DateOf(t)
}

func layoutOf(d Date) (layout string, years, months int) {
	switch len(d) {
	case 4:
		return "2006", 1, 0
	case 7:
		return "2006-01", 0, 1
	case 10:
		return time.DateOnly, 0, 0
	}
	return "", 0, 0
}

// IsFull reports whether d names exactly one day.
func (d Date) IsFull() bool { return len(d) == 10 && d.First() != "" }

// Time gives the first day at midnight UTC; the zero time for an unknown date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d.First()))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Begins is the instant at which the day begins at Asia/Ho_Chi_Minh.
func (d Date) Begins() Micros {
	t := d.Time()
	return Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, Local))
}

// AddDays moves a full date by n calendar days; a partial date is unchanged.
func (d Date) AddDays(n int) Date {
	if !d.IsFull() {
		return d
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// Vietnamese gives the date as pages print it: "07/04/2021", "04/2021", "2021".
func (d Date) Vietnamese() string {
	p := strings.Split(string(d), "-")
	for i, j := 0, len(p)-1; i < j; i, j = i+1, j-1 {
		p[i], p[j] = p[j], p[i]
	}
	return strings.Join(p, "/")
}

// ParseDate reads what people type: "7/4/2021", "07-04-2021", "07.04.2021",
// "4/2021", "2021" and the stored forms, day first. An empty string is the
// unknown date. Errors: Invalid "date.malformed" with argument text.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	bad := errs.Invalid("date.malformed", errs.Str("text", s))
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	nums := make([]int, len(parts))
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 {
			return "", bad
		}
		nums[i] = n
	}
	if len(nums) > 1 && len(parts[0]) == 4 { // stored order: turn it round
		for i, j := 0, len(nums)-1; i < j; i, j = i+1, j-1 {
			nums[i], nums[j] = nums[j], nums[i]
		}
	}
	d := assemble(nums)
	if d == "" || d.First() == "" {
		return "", bad
	}
	return d, nil
}

// assemble joins day, month and year (day first, leading parts may be missing).
func assemble(n []int) Date {
	if len(n) == 0 || len(n) > 3 || n[len(n)-1] < 1000 || n[len(n)-1] > 9999 {
		return ""
	}
	d := strconv.Itoa(n[len(n)-1])
	for i := len(n) - 2; i >= 0; i-- {
		if n[i] < 1 || n[i] > 31 {
			return ""
		}
		d += "-" + twoDigits(n[i])
	}
	return Date(d)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
