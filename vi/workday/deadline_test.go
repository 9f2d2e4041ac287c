package workday_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"hoso/vi/workday"
)

func vietnam(tb testing.TB) *workday.Calendar {
	tb.Helper()
	c, err := workday.New(workday.Vietnam())
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// worked is a line of testdata/deadlines.txt.
type worked struct {
	line int
	term workday.Term
	due  workday.Date
	how  string
}

func loadWorked(tb testing.TB) []worked {
	tb.Helper()
	raw, err := os.ReadFile("testdata/deadlines.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var list []worked
	for i, line := range strings.Split(string(raw), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		p := strings.Split(line, "|")
		if len(p) != 6 {
			tb.Fatalf("line %d: %q", i+1, line)
		}
		for j := range p {
			p[j] = strings.TrimSpace(p[j])
		}
		w := worked{line: i + 1, due: workday.Date(p[4]), how: p[5]}
		w.term.Anchor = workday.Date(p[0])
		count, exact := strings.CutSuffix(p[1], "!")
		w.term.Exact = exact
		w.term.N, w.term.Unit = countOf(tb, count)
		for _, s := range split(p[2]) {
			from, to, _ := strings.Cut(s, "..")
			w.term.Suspensions = append(w.term.Suspensions, workday.Suspension{From: workday.Date(from), To: workday.Date(to), Reason: "lý do"})
		}
		for _, e := range split(p[3]) {
			n, unit := countOf(tb, e)
			w.term.Extensions = append(w.term.Extensions, workday.Extension{N: n, Unit: unit})
		}
		list = append(list, w)
	}
	return list
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}

func countOf(tb testing.TB, s string) (int, workday.Unit) {
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		tb.Fatalf("count %q", s)
	}
	return n, workday.Unit(unit)
}

// TestWorked: a clerk who counts by hand gets the same day.
func TestWorked(t *testing.T) {
	c := vietnam(t)
	list := loadWorked(t)
	for _, w := range list {
		r, err := c.Deadline(w.term)
		if err != nil {
			t.Errorf("line %d: %v", w.line, err)
			continue
		}
		if r.Due != w.due {
			t.Errorf("line %d: %d %s from %s is due on %s, by hand on %s: %s", w.line, w.term.N, w.term.Unit, w.term.Anchor, r.Due, w.due, w.how)
		}
		recount(t, c, r)
	}
	if len(list) < 80 {
		t.Errorf("%d worked examples, want at least 80", len(list))
	}
}

// recount holds a result to what its trace says: every day after the anchor is
// either counted or skipped with a reason.
func recount(t *testing.T, c *workday.Calendar, r workday.Result) {
	t.Helper()
	skipped := map[workday.Date]bool{}
	for _, s := range r.Skipped {
		if skipped[s.Day.Date] || s.Day.Date <= r.Term.Anchor || s.Day.Date > r.Due {
			t.Errorf("%+v: %s skipped twice or outside of the term", r.Term, s.Day.Date)
		}
		skipped[s.Day.Date] = true
		if !s.Suspended && s.Day.Working() {
			t.Errorf("%+v: %s skipped without a reason", r.Term, s.Day.Date)
		}
	}
	counted := 0
	for d := r.Term.Anchor.AddDays(1); d <= r.Last; d = d.AddDays(1) {
		if !skipped[d] || d == r.Last {
			counted++
		}
	}
	if len(r.Term.Extensions) == 0 && (r.Term.Unit == workday.WorkingDays || r.Term.Unit == workday.Days) && counted != r.Term.N {
		t.Errorf("%+v: %d days counted", r.Term, counted)
	}
	working, err := c.Working(r.Due)
	if err != nil || !working && !r.Term.Exact {
		t.Errorf("%+v: due on %s, a day of rest (%v)", r.Term, r.Due, err)
	}
	if (r.Due > r.Last) != (r.Moved.Number != "") {
		t.Errorf("%+v: last day %s, due on %s by %q", r.Term, r.Last, r.Due, r.Moved.Vietnamese())
	}
	if r.Due <= r.Term.Anchor || r.Due < r.Last {
		t.Errorf("%+v: due on %s, not after the anchor", r.Term, r.Due)
	}
}

// randomTerm gives a term that begins between 1997 and 2060.
func randomTerm(rnd *rand.Rand) workday.Term {
	day := func() workday.Date { return workday.On(1997, 1, 1).AddDays(rnd.IntN(23000)) }
	units := []workday.Unit{workday.WorkingDays, workday.Days, workday.Weeks, workday.Months, workday.Years}
	t := workday.Term{Anchor: day(), N: 1 + rnd.IntN(40), Unit: units[rnd.IntN(len(units))], Exact: rnd.IntN(4) == 0}
	if t.Unit == workday.Years {
		t.N = 1 + t.N%2
	}
	for range rnd.IntN(4) {
		from := t.Anchor.AddDays(rnd.IntN(90) - 20)
		t.Suspensions = append(t.Suspensions, workday.Suspension{From: from, To: from.AddDays(rnd.IntN(30)), Reason: "x"})
	}
	for range rnd.IntN(3) {
		t.Extensions = append(t.Extensions, workday.Extension{N: 1 + rnd.IntN(20), Unit: units[rnd.IntN(4)]})
	}
	return t
}

// TestProperties: the trace explains every day, more is never earlier, and a
// suspension or an extension never brings a deadline forward.
func TestProperties(t *testing.T) {
	c, rnd := vietnam(t), rand.New(rand.NewPCG(1, 2))
	due := func(term workday.Term) workday.Date {
		r, err := c.Deadline(term)
		if err != nil {
			t.Fatalf("%+v: %v", term, err)
		}
		recount(t, c, r)
		return r.Due
	}
	for range 500 {
		term := randomTerm(rnd)
		base := due(term)
		more := term
		more.N++
		if got := due(more); got < base {
			t.Errorf("%+v: due on %s, with one more on %s", term, base, got)
		}
		free := term
		free.Suspensions = nil
		if got := due(free); got > base {
			t.Errorf("%+v: due on %s, without suspension on %s", term, base, got)
		}
		longer := term
		longer.Extensions = append(longer.Extensions[:len(longer.Extensions):len(longer.Extensions)], workday.Extension{N: 1, Unit: workday.Days})
		if got := due(longer); got < base {
			t.Errorf("%+v: due on %s, extended on %s", term, base, got)
		}
	}
}

// TestRefused: what cannot be counted is refused with its kind, and nothing panics.
func TestRefused(t *testing.T) {
	c := vietnam(t)
	day := func(n int, u workday.Unit) workday.Term { return workday.Term{Anchor: "2026-06-01", N: n, Unit: u} }
	suspended := func(from, to workday.Date) workday.Term {
		term := day(10, workday.Days)
		term.Suspensions = []workday.Suspension{{From: from, To: to}}
		return term
	}
	extended := day(10, workday.Days)
	extended.Extensions = []workday.Extension{{N: 0, Unit: workday.Days}}
	for i, x := range []struct {
		term workday.Term
		want workday.Code
	}{
		{workday.Term{}, workday.BadDate},
		{workday.Term{Anchor: "2026-02-30", N: 1, Unit: workday.Days}, workday.BadDate},
		{day(0, workday.Days), workday.BadTerm},
		{day(-5, workday.WorkingDays), workday.BadTerm},
		{day(1<<62, workday.Years), workday.BadTerm},
		{day(3, "fortnight"), workday.BadTerm},
		{extended, workday.BadTerm},
		{suspended("", "2026-06-04"), workday.BadTerm},
		{suspended("2026-06-05", "2026-06-04"), workday.BadTerm},
		{suspended("2026-6-5", ""), workday.BadTerm},
		{suspended("2026-06-05", ""), workday.Open},
		{workday.Term{Anchor: "1990-01-01", N: 1, Unit: workday.Days}, workday.OutOfRange},
		{day(100_000, workday.Days), workday.OutOfRange},
		{day(100_000, workday.Years), workday.OutOfRange},
		{day(180, workday.Years), workday.OutOfRange},
	} {
		_, err := c.Deadline(x.term)
		var e *workday.Error
		if !errors.As(err, &e) || e.Code != x.want {
			t.Errorf("%d: %v, want %s", i, err, x.want)
		}
	}
	if _, err := c.Deadline(suspended("2026-06-12", "")); err != nil {
		t.Errorf("a suspension after the due day: %v", err)
	}
}

// TestCaveats: a reader is told what the day rests on when nobody has checked it.
func TestCaveats(t *testing.T) {
	c := vietnam(t)
	for _, x := range []struct {
		anchor workday.Date
		n      int
		unit   workday.Unit
		want   string
	}{
		{"2026-04-20", 15, workday.WorkingDays, ""},
		{"2026-11-20", 2, workday.WorkingDays, " 2026-11-24"},
		{"2026-11-20", 5, workday.Days, ""}, // counts 24/11 and does not ask what it is
		{"2026-11-20", 4, workday.Days, " 2026-11-24"},
		{"2026-12-30", 2, workday.WorkingDays, " 2027"},
		{"2027-02-01", 5, workday.WorkingDays, " 2027-02-04 2027"},
		{"2018-06-01", 5, workday.WorkingDays, " 2018"},
		{"2018-06-01", 1, workday.Years, ""},
	} {
		r, err := c.Deadline(workday.Term{Anchor: x.anchor, N: x.n, Unit: x.unit})
		got := ""
		for _, v := range r.Caveats {
			if v.Day.Date != "" {
				got += " " + string(v.Day.Date)
			} else {
				got += fmt.Sprint(" ", v.Year)
			}
		}
		if err != nil || got != x.want {
			t.Errorf("%d %s from %s: caveats%s, want%s (%v)", x.n, x.unit, x.anchor, got, x.want, err)
		}
	}
}

func FuzzDeadline(f *testing.F) {
	c := vietnam(f)
	for _, w := range loadWorked(f) {
		from, to := "", ""
		if len(w.term.Suspensions) > 0 {
			from, to = string(w.term.Suspensions[0].From), string(w.term.Suspensions[0].To)
		}
		f.Add(string(w.term.Anchor), w.term.N, string(w.term.Unit), w.term.Exact, from, to, 0, "")
	}
	f.Add("2199-12-31", 1, "year", false, "0001-01-01", "9999-12-31", -1, "month")
	f.Fuzz(func(t *testing.T, anchor string, n int, unit string, exact bool, from, to string, more int, moreUnit string) {
		term := workday.Term{Anchor: workday.Date(anchor), N: n, Unit: workday.Unit(unit), Exact: exact}
		if from != "" {
			term.Suspensions = []workday.Suspension{{From: workday.Date(from), To: workday.Date(to), Reason: unit}}
		}
		if more != 0 {
			term.Extensions = []workday.Extension{{N: more, Unit: workday.Unit(moreUnit), Reason: from}}
		}
		r, err := c.Deadline(term)
		var e *workday.Error
		if err != nil {
			if !errors.As(err, &e) || e.Error() == "" {
				t.Fatalf("%T", err)
			}
			return
		}
		if n < 5000 {
			recount(t, c, r)
		}
		if r.Due <= term.Anchor || r.Vietnamese() == "" || r.English() == "" {
			t.Errorf("%+v: due %s", term, r.Due)
		}
	})
}
