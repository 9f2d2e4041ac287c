package workday

// Result is a counted term with all that a reader needs to count it again.
type Result struct {
	Term    Term
	Last    Date   // the last day counted
	Due     Date   // the last day on which the act is in time: Last, or the next working day
	Skipped []Skip // the days after the anchor, to Due, that did not count, in order
	MadeUp  []Day  // days of rest that counted because a swap made them working days
	First   Basis  // why the anchor is not counted
	Moved   Basis  // why Due is not Last; zero when it is
	Caveats []Caveat
}

// Skip is a day that did not count, and why.
type Skip struct {
	Day       Day
	Suspended bool
	By        Suspension // when Suspended
	After     bool       // the term had ended: Last itself, a day of rest, and the days on which it moved on
}

// Caveat is something that the result rests on and that is not sure: a day that
// nobody checked, or a year whose decisions are not in the data.
type Caveat struct {
	Day  Day // zero for a year
	Year int
}

// Deadline counts a term. The result is never before the day after the anchor.
// A term in working days counts working days only. Any other counts every day,
// and if its last day is a day of rest it ends on the next working day, unless
// Exact. Days of a suspension never count. Errors: BadDate, BadTerm; OutOfRange
// when it leaves the calendar's span; Open when it meets a suspension that has
// no end.
func (c *Calendar) Deadline(t Term) (Result, error) {
	if err := t.check(); err != nil {
		return Result{}, err
	}
	if !c.span.Has(t.Anchor) {
		return Result{}, &Error{OutOfRange, "anchor", string(t.Anchor)}
	}
	w := walk{calendar: c, at: t.Anchor.number(), result: Result{Term: t}}
	counting := c.counting(t.Anchor)
	w.result.First = counting.First
	unit := t.Unit
	for _, p := range t.parts() {
		if err := w.count(p); err != nil {
			return Result{}, err
		}
		unit = p.unit
	}
	w.result.Last, w.result.Due = w.at.date(), w.at.date()
	if unit != WorkingDays && !t.Exact {
		if err := w.moveOn(); err != nil {
			return Result{}, err
		}
		if w.result.Due > w.result.Last {
			w.result.Moved = counting.Last
		}
	}
	w.result.Caveats = c.caveats(w.result, unit)
	return w.result, nil
}

func (c *Calendar) counting(anchor Date) Counting {
	for _, k := range c.data.Counting {
		if k.Valid.Has(anchor) {
			return k
		}
	}
	return Counting{}
}

// walk goes from day to day.
type walk struct {
	calendar *Calendar
	at       number
	result   Result
}

// count goes on until a part of the term has been counted.
func (w *walk) count(p part) error {
	left := p.length(w.at.date())
	if left < 1 {
		return &Error{OutOfRange, "end", string(w.at.date())}
	}
	for left > 0 {
		day, skip, err := w.next(p.unit == WorkingDays)
		switch {
		case err != nil:
			return err
		case skip != nil:
			w.result.Skipped = append(w.result.Skipped, *skip)
			continue
		case p.unit == WorkingDays && day.Reason == MadeUp:
			w.result.MadeUp = append(w.result.MadeUp, day)
		}
		left--
	}
	return nil
}

// next steps to the next day and says why it does not count; nil when it does.
// Suspensions come first: a holiday inside one is suspended.
func (w *walk) next(working bool) (Day, *Skip, error) {
	w.at++
	d := w.at.date()
	if !w.calendar.span.Has(d) {
		return Day{}, nil, &Error{OutOfRange, "end", string(d)}
	}
	day := w.calendar.day(w.at)
	if s, ok := w.result.Term.suspendedOn(d); ok {
		if s.To == "" {
			return day, nil, &Error{Open, "suspension", string(s.From)}
		}
		return day, &Skip{Day: day, Suspended: true, By: s}, nil
	}
	if working && !day.Working() {
		return day, &Skip{Day: day}, nil
	}
	return day, nil, nil
}

// moveOn takes an ended term from a day of rest to the next working day. A
// suspension that begins meanwhile still finds the term running.
func (w *walk) moveOn() error {
	last := w.calendar.day(w.at)
	if last.Working() {
		return nil
	}
	w.result.Skipped = append(w.result.Skipped, Skip{Day: last, After: true})
	for {
		_, skip, err := w.next(true)
		if err != nil {
			return err
		}
		if skip == nil {
			w.result.Due = w.at.date()
			return nil
		}
		skip.After = true
		w.result.Skipped = append(w.result.Skipped, *skip)
	}
}

// caveats gathers what is not sure. For a term that counts every day only its
// end depends on the calendar.
func (c *Calendar) caveats(r Result, unit Unit) []Caveat {
	var list []Caveat
	for _, s := range r.Skipped {
		if !s.Suspended && !s.Day.Verified {
			list = append(list, Caveat{Day: s.Day, Year: s.Day.Date.Year()})
		}
	}
	for _, d := range r.MadeUp {
		if !d.Verified {
			list = append(list, Caveat{Day: d, Year: d.Date.Year()})
		}
	}
	if r.Term.Exact && unit != WorkingDays {
		return list
	}
	from := r.Last
	for _, p := range r.Term.parts() {
		if p.unit == WorkingDays {
			from = r.Term.Anchor.AddDays(1)
		}
	}
	for y := from.Year(); y <= r.Due.Year(); y++ {
		if !c.data.Decided.Has(max(from, On(y, 1, 1))) || !c.data.Decided.Has(min(r.Due, On(y, 12, 31))) {
			list = append(list, Caveat{Year: y})
		}
	}
	return list
}
