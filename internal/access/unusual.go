package access

import (
	"slices"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// UnusualRule says what about somebody's readings is out of the ordinary. It
// compares with the median of those who hold the same role, never with a
// person's past or file: it is about readings, and decides nothing.
type UnusualRule string

// The rules.
const (
	UnusualDay     UnusualRule = "day"     // much more on one day
	UnusualMonth   UnusualRule = "month"   // more over thirty days, however slowly
	UnusualRefused UnusualRule = "refused" // what was not theirs, again and again
	UnusualHours   UnusualRule = "hours"   // outside working hours
)

// UnusualDays is how far back readings are compared.
const UnusualDays = 30

// Readings is what one account read on one day: done, refused, and done outside
// 07:00-18:00 or at a weekend.
type Readings struct {
	Account              id.ID
	Role                 Role // by which the account is compared
	Day                  clock.Date
	Done, Refused, Hours int64
}

// Remark is one unusual thing about one account on a day, with what the same
// role does.
type Remark struct {
	Account id.ID
	Role    Role
	Rule    UnusualRule
	Day     clock.Date
	Count   int64
	Median  int64
}

// Unusual looks at the readings of thirty days up to day and remarks what is
// out of the ordinary about that day or about all of them.
func Unusual(limits Limits, all []Readings, day clock.Date) []Remark {
	var found []Remark
	byRole := map[Role][]Readings{}
	for _, r := range all {
		if r.Day <= day && r.Day > day.AddDays(-UnusualDays) {
			byRole[r.Role] = append(byRole[r.Role], r)
		}
	}
	for role, list := range byRole {
		c := comparison{role: role, day: day, limits: limits, least: limits.On(LimitUnusualLeast, day)}
		c.days(list)
		c.months(list)
		found = append(found, c.found...)
	}
	slices.SortFunc(found, func(a, b Remark) int {
		if n := a.Account.Compare(b.Account); n != 0 {
			return n
		}
		return slices.Index(unusualOrder, a.Rule) - slices.Index(unusualOrder, b.Rule)
	})
	return found
}

var unusualOrder = []UnusualRule{UnusualDay, UnusualMonth, UnusualRefused, UnusualHours}

// comparison compares those who hold one role.
type comparison struct {
	role   Role
	day    clock.Date
	limits Limits
	least  int64
	found  []Remark
}

func (c *comparison) remark(account id.ID, rule UnusualRule, count, median, percent, least int64) {
	if count >= least && count*100 > median*percent {
		c.found = append(c.found, Remark{account, c.role, rule, c.day, count, median})
	}
}

// days compares one day with the days on which anybody of the role read.
func (c *comparison) days(list []Readings) {
	var done, refused []int64
	for _, r := range list {
		done, refused = append(done, r.Done), append(refused, r.Refused)
	}
	usual, refusals, percent := median(done), median(refused), c.limits.On(LimitUnusualDay, c.day)
	for _, r := range list {
		if r.Day == c.day {
			c.remark(r.Account, UnusualDay, r.Done, usual, percent, c.least)
			c.remark(r.Account, UnusualRefused, r.Refused, refusals, percent, c.limits.On(LimitUnusualRefused, c.day))
		}
	}
}

// months compares sums over thirty days.
func (c *comparison) months(list []Readings) {
	done, hours := map[id.ID]int64{}, map[id.ID]int64{}
	for _, r := range list {
		done[r.Account] += r.Done
		hours[r.Account] += r.Hours
	}
	percent := c.limits.On(LimitUnusualMonth, c.day)
	for _, sum := range []struct {
		rule UnusualRule
		of   map[id.ID]int64
	}{{UnusualMonth, done}, {UnusualHours, hours}} {
		var all []int64
		for _, n := range sum.of {
			all = append(all, n)
		}
		usual := median(all)
		for account, n := range sum.of {
			c.remark(account, sum.rule, n, usual, percent, 2*c.least)
		}
	}
}

// median gives the middle of a list, the lower of two; 0 of nothing.
func median(list []int64) int64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

// The states of a remark that was kept.
const (
	UnusualOpen     = "open"
	UnusualReviewed = "reviewed"
)

// UnusualVerdict is what a reviewer found.
type UnusualVerdict string

// The verdicts.
const (
	UnusualExplained UnusualVerdict = "explained" // the work explains it
	UnusualConcern   UnusualVerdict = "concern"   // it goes on to whoever inspects
)

// ReviewUnusual checks a review of somebody's readings: Denied
// "access.unusual.own" or "access.unusual.superior".
func ReviewUnusual(by, reader Actor, superior bool, verdict UnusualVerdict, note string) error {
	var f errs.Faults
	switch {
	case Same(by, reader):
		return errs.Denied("access.unusual.own")
	case superior:
		return errs.Denied("access.unusual.superior")
	case verdict != UnusualExplained && verdict != UnusualConcern:
		f.Add(errs.Invalid("access.break.verdict", errs.Field("verdict")))
	}
	checkRemark(&f, "note", note, 10)
	return f.Err()
}

// OfHours reports whether a moment lies in working hours.
func OfHours(at clock.Micros) bool {
	t := at.Time().In(clock.Local)
	return t.Weekday() != 0 && t.Weekday() != 6 && t.Hour() >= 7 && t.Hour() < 18
}
