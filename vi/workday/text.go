package workday

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Vietnamese gives the result as a person would explain it: a sentence that
// counts, one that names the law, and one with what is not sure.
func (r Result) Vietnamese() string { return r.render(vietnamese) }

// English gives the same in English; names of documents stay Vietnamese.
func (r Result) English() string { return r.render(english) }

// language has the words of a trace.
type language struct {
	date                                                       func(d Date, year int) string // with its year unless it is year
	basis                                                      func(Basis) string
	name                                                       func(Day) string
	units                                                      map[Unit][2]string // one, many
	weekdays                                                   [7]string
	from, extended, without, swapped, inLieu, inLieuOf, madeUp string
	suspended, rest, counting, due, moved, law, unsure         string
	unverified, undecided                                      string
}

func (r Result) render(l language) string {
	year := r.Term.Anchor.Year()
	var b strings.Builder
	fmt.Fprintf(&b, l.from, l.count(r.Term.N, r.Term.Unit), l.date(r.Term.Anchor, 0))
	for _, e := range r.Term.Extensions {
		fmt.Fprintf(&b, l.extended, l.count(e.N, e.Unit))
		b.WriteString(inBrackets(e.Reason))
	}
	if list := l.skipped(r.Skipped, false, year); list != "" {
		b.WriteString(l.without + list)
	}
	if len(r.MadeUp) > 0 {
		var list []string
		for _, d := range r.MadeUp {
			list = append(list, fmt.Sprintf(l.madeUp, l.date(d.Date, year), l.date(d.For, year)))
		}
		b.WriteString(l.counting + strings.Join(list, ", "))
	}
	fmt.Fprintf(&b, l.due, l.weekdays[r.Due.Weekday()], l.date(r.Due, 0))
	if r.Due > r.Last {
		fmt.Fprintf(&b, l.moved, l.date(r.Last, 0), l.skipped(r.Skipped, true, year))
	}
	if list := r.bases(l); list != "" {
		b.WriteString("\n" + l.law + list + ".")
	}
	if list := r.doubts(l); list != "" {
		b.WriteString("\n" + l.unsure + list + ".")
	}
	return b.String()
}

func (l language) count(n int, u Unit) string {
	words := l.units[u]
	if n == 1 {
		return "1 " + words[0]
	}
	return fmt.Sprintf("%d %s", n, words[1])
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// skipped lists the days that did not count, those after the term's end or
// those before. Weekly rest is counted and put last; what explains itself in
// one word, a run of holidays or a suspension, is one item.
func (l language) skipped(skips []Skip, after bool, year int) string {
	var items []string
	weekly, resting := 0, [7]bool{}
	for i := 0; i < len(skips); {
		s := skips[i]
		j := i + 1
		for j < len(skips) && sameItem(skips[j-1], skips[j]) {
			j++
		}
		switch {
		case s.After != after:
		case !s.Suspended && s.Day.Reason == Rest:
			weekly += j - i
			for _, day := range skips[i:j] {
				resting[day.Day.Date.Weekday()] = true
			}
		default:
			items = append(items, l.item(s, skips[j-1], year))
		}
		i = j
	}
	if weekly > 0 {
		items = append(items, fmt.Sprintf(l.rest, l.count(weekly, Days), strings.Join(l.named(resting), ", ")))
	}
	return strings.Join(items, ", ")
}

// named gives the days of the week that are set, Sunday last.
func (l language) named(set [7]bool) []string {
	var list []string
	for i := range 7 {
		if day := (i + 1) % 7; set[day] {
			list = append(list, l.weekdays[time.Weekday(day)])
		}
	}
	return list
}

// sameItem reports whether the second skip goes on with what the first began.
func sameItem(a, b Skip) bool {
	if b.Day.Date != a.Day.Date.AddDays(1) || a.After != b.After || a.Suspended != b.Suspended {
		return false
	}
	if a.Suspended {
		return a.By == b.By
	}
	return a.Day.Reason == b.Day.Reason && a.Day.Name == b.Day.Name && a.Day.Reason != SwappedOff
}

// item names a run of skipped days with their reason.
func (l language) item(first, last Skip, year int) string {
	when := l.date(first.Day.Date, year)
	if last.Day.Date > first.Day.Date {
		when += "–" + l.date(last.Day.Date, year)
	}
	day, why := first.Day, ""
	switch {
	case first.Suspended:
		why = strings.Join(nonEmpty([]string{l.suspended, first.By.Reason}), ": ")
	case day.Reason == SwappedOff:
		why = fmt.Sprintf(l.swapped, l.date(day.For, year))
	case day.Reason == Compensation && last.Day.Date > day.Date:
		why = fmt.Sprintf(l.inLieu, l.name(day))
	case day.Reason == Compensation:
		why = fmt.Sprintf(l.inLieuOf, l.name(day), l.date(day.For, year))
	default:
		why = l.name(day)
	}
	return when + inBrackets(why)
}

// bases lists the law that the result rests on, each once, in the order of use.
func (r Result) bases(l language) string {
	list := []string{l.basis(r.First)}
	for _, e := range r.Term.Extensions {
		list = append(list, l.basis(e.Basis))
	}
	for _, s := range r.Skipped {
		if s.Suspended {
			list = append(list, l.basis(s.By.Basis))
		} else {
			list = append(list, l.basis(s.Day.Basis))
		}
	}
	for _, d := range r.MadeUp {
		list = append(list, l.basis(d.Basis))
	}
	return joinOnce(append(list, l.basis(r.Moved)))
}

func (r Result) doubts(l language) string {
	var list []string
	for _, c := range r.Caveats {
		if c.Day.Date == "" {
			list = append(list, fmt.Sprintf(l.undecided, c.Year))
		} else {
			what := Skip{Day: c.Day}
			list = append(list, fmt.Sprintf(l.unverified, l.item(what, what, 0)))
		}
	}
	return joinOnce(list)
}

func joinOnce(list []string) string {
	var out []string
	for _, s := range nonEmpty(list) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}
