package workday

import "slices"

// build makes the special days of a year: holidays first, then what compensates
// for them, then swaps, which are decided last and know the rest.
func (c *Calendar) build(year int) map[number]Day {
	days := map[number]Day{}
	// A holiday may reach over a year's end, and its compensation further.
	for y := year - 1; y <= year+1; y++ {
		for _, h := range c.data.Holidays {
			c.observe(h, y, days)
		}
	}
	c.compensate(days)
	for n := range days {
		if n.date().Year() != year {
			delete(days, n)
		}
	}
	for _, s := range c.data.Swaps {
		c.swap(s, year, days)
	}
	return days
}

// observe puts the days of a holiday whose named day is of a year.
func (c *Calendar) observe(h Holiday, year int, days map[number]Day) {
	for _, named := range h.Rule.named(year) {
		if !h.Valid.Has(named) {
			continue
		}
		for off, day := range c.observed(h, named) { // order does not matter: the days differ
			if _, taken := days[off]; !taken {
				days[off] = day
			}
		}
	}
}

// named gives the named days of a rule that lie in a common year; the twelfth
// lunar month may lie in it twice.
func (r Rule) named(year int) []Date {
	var list []Date
	if !r.Lunar {
		if d := On(year, r.Month, r.Day); d != "" && (r.Year == 0 || r.Year == year) {
			list = append(list, d)
		}
		return list
	}
	for _, y := range []int{year - 1, year} {
		d, err := Lunar{Year: y, Month: r.Month, Day: r.Day}.Date()
		if err == nil && d.Year() == year && (r.Year == 0 || r.Year == y) {
			list = append(list, d)
		}
	}
	return list
}

// observed gives the days off of a holiday around its named day.
func (c *Calendar) observed(h Holiday, named Date) map[number]Day {
	before := h.Rule.Before[named.Weekday()]
	basis, sure := h.Basis, !h.Rule.Yearly
	i := slices.IndexFunc(c.data.Arrangements, func(a Arrangement) bool { return a.Holiday == h.Code && a.Year == named.Year() })
	if i >= 0 {
		a := c.data.Arrangements[i]
		before, basis, sure = a.Before, a.Basis, a.Verified
	}
	length := max(h.Rule.Days, 1)
	// Days that are off however the year is arranged are no guess.
	least, most := slices.Min(h.Rule.Before[:]), slices.Max(h.Rule.Before[:])
	days := map[number]Day{}
	for k := -before; k < length-before; k++ {
		d := Day{Reason: PublicDay, Name: h.Name, English: h.English, Basis: h.Basis, Verified: h.Verified}
		if k < -least || k >= length-most {
			d.Basis, d.Verified = basis, h.Verified && sure
		}
		n := named.number() + number(k)
		d.Date = n.date()
		days[n] = d
	}
	return days
}

// farthest is how far after its holiday compensation is sought.
const farthest = 62

// compensate gives, for each holiday on a day of weekly rest, the next day that
// is neither rest nor holiday nor given already.
func (c *Calendar) compensate(days map[number]Day) {
	var order []number
	for n := range days {
		order = append(order, n)
	}
	slices.Sort(order)
	for _, n := range order {
		holiday := days[n]
		rule := slices.IndexFunc(c.data.Compensation, func(r Ruling) bool { return r.Valid.Has(holiday.Date) })
		if _, rest := c.rest(n.weekday(), holiday.Date); !rest || rule < 0 {
			continue
		}
		for to := n + 1; to <= n+farthest; to++ {
			_, taken := days[to]
			if _, rest := c.rest(to.weekday(), to.date()); !taken && !rest {
				d := holiday
				d.Date, d.Reason, d.For, d.Basis = to.date(), Compensation, holiday.Date, c.data.Compensation[rule].Basis
				days[to] = d
				break
			}
		}
	}
}

func (c *Calendar) swap(s Swap, year int, days map[number]Day) {
	if s.Off.Year() == year {
		days[s.Off.number()] = Day{Date: s.Off, Reason: SwappedOff, For: s.On, Basis: s.Basis, Verified: s.Verified}
	}
	if s.On.Year() == year {
		days[s.On.number()] = Day{Date: s.On, Reason: MadeUp, For: s.Off, Basis: s.Basis, Verified: s.Verified}
	}
}
