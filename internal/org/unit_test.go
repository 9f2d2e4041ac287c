package org_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
)

// mustUnit makes a unit that lives from a day.
func mustUnit(t *testing.T, code string, parent id.ID, from clock.Date) *org.Unit {
	t.Helper()
	kind := org.KindDepartment
	if parent.IsZero() {
		kind = org.KindBody
	}
	u, err := org.NewUnit(code, kind, org.State{Name: "Đơn vị " + code, Parent: parent, From: from, Basis: "1/QĐ"})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// code is the code of an error or of its parts, "" for nil.
func code(err error) string {
	if err == nil {
		return ""
	}
	e := errs.Of(err)
	for i, p := range e.Parts {
		if i == 0 {
			e = &errs.Error{}
		}
		e.Code = strings.TrimPrefix(e.Code+"+"+p.Code, "+")
	}
	return e.Code
}

// life renders a timeline for comparison.
func life(u *org.Unit) string {
	var list []string
	for _, s := range u.Timeline {
		list = append(list, fmt.Sprintf("%s..%s %s", s.From, s.To, s.Name))
	}
	return strings.Join(list, ", ")
}

func named(name string) func(*org.State) { return func(s *org.State) { s.Name = name } }

func TestNewUnit(t *testing.T) {
	parent := id.New()
	good := org.State{Name: "Vụ", Parent: parent, From: "2024-01-01", Basis: "1/QĐ"}
	for name, c := range map[string]struct {
		code string
		kind org.Kind
		edit func(*org.State)
		want string
	}{
		"good":              {"A", org.KindTeam, nil, ""},
		"no code":           {"  ", org.KindTeam, nil, "org.unit.code"},
		"long code":         {strings.Repeat("x", org.MaxCode+1), org.KindTeam, nil, "org.unit.code"},
		"strange kind":      {"A", "guild", nil, "org.unit.kind"},
		"no parent":         {"A", org.KindTeam, func(s *org.State) { s.Parent = id.ID{} }, "org.unit.parent.missing"},
		"body below":        {"A", org.KindBody, nil, "org.unit.parent.missing"},
		"no name":           {"A", org.KindTeam, named(" \t"), "org.unit.name.missing"},
		"long name":         {"A", org.KindTeam, named(strings.Repeat("ệ", org.MaxName+1)), "org.text.long"},
		"longest name":      {"A", org.KindTeam, named(strings.Repeat("ệ", org.MaxName)), ""},
		"month only":        {"A", org.KindTeam, func(s *org.State) { s.From = "2024-01" }, "org.day.missing"},
		"no basis":          {"A", org.KindTeam, func(s *org.State) { s.Basis = " " }, "org.basis.missing"},
		"several at a time": {"", "guild", func(s *org.State) { s.Basis = "" }, "org.unit.code+org.unit.kind+org.basis.missing"},
	} {
		s := good
		if c.edit != nil {
			c.edit(&s)
		}
		if _, err := org.NewUnit(c.code, c.kind, s); code(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Who decides about a unit is its parent, and about the body the body itself,
// unless somebody else is named.
func TestManagingUnit(t *testing.T) {
	body := mustUnit(t, "BO", id.ID{}, "2020-01-01")
	if got := body.Newest().Managing; got != body.ID {
		t.Errorf("the body is managed by %v, not by itself", got)
	}
	if got := mustUnit(t, "A", body.ID, "2020-01-01").Newest().Managing; got != body.ID {
		t.Errorf("a unit is managed by %v, not by its parent", got)
	}
}

func TestTimeline(t *testing.T) {
	type step func(*org.Unit) error
	rename := func(day clock.Date, name string) step {
		return func(u *org.Unit) error { return u.Amend(day, "2/QĐ", named(name)) }
	}
	end := func(day clock.Date) step { return func(u *org.Unit) error { return u.End(day, "3/QĐ") } }
	back := func(u *org.Unit) error { return u.Withdraw() }
	for name, c := range map[string]struct {
		steps []step
		want  string // of the last step
		life  string
	}{
		"renamed later":          {[]step{rename("2022-01-01", "B")}, "", "2020-01-01..2022-01-01 A, 2022-01-01.. B"},
		"same day replaced":      {[]step{rename("2022-01-01", "B"), rename("2022-01-01", "C")}, "", "2020-01-01..2022-01-01 A, 2022-01-01.. C"},
		"first day replaced":     {[]step{rename("2020-01-01", "B")}, "", "2020-01-01.. B"},
		"earlier day":            {[]step{rename("2022-01-01", "B"), rename("2021-01-01", "C")}, "org.day.later_change", "2020-01-01..2022-01-01 A, 2022-01-01.. B"},
		"before it began":        {[]step{rename("2019-01-01", "B")}, "org.day.later_change", "2020-01-01.. A"},
		"no day":                 {[]step{rename("", "B")}, "org.day.missing", "2020-01-01.. A"},
		"nothing new":            {[]step{rename("2022-01-01", " A ")}, "org.unit.unchanged", "2020-01-01.. A"},
		"ended":                  {[]step{end("2023-01-01")}, "", "2020-01-01..2023-01-01 A"},
		"changed after its end":  {[]step{end("2023-01-01"), rename("2024-01-01", "B")}, "org.unit.ended", "2020-01-01..2023-01-01 A"},
		"changed before it":      {[]step{end("2023-01-01"), rename("2022-01-01", "B")}, "org.unit.ended", "2020-01-01..2023-01-01 A"},
		"ended twice":            {[]step{end("2023-01-01"), end("2024-01-01")}, "org.unit.ended", "2020-01-01..2023-01-01 A"},
		"ended the day it began": {[]step{end("2020-01-01")}, "org.day.later_change", "2020-01-01.. A"},
		"ended before a change":  {[]step{rename("2022-01-01", "B"), end("2021-06-01")}, "org.day.later_change", "2020-01-01..2022-01-01 A, 2022-01-01.. B"},
		"end withdrawn":          {[]step{end("2023-01-01"), back}, "", "2020-01-01.. A"},
		"change withdrawn":       {[]step{rename("2022-01-01", "B"), back}, "", "2020-01-01.. A"},
		"both withdrawn":         {[]step{rename("2022-01-01", "B"), end("2023-01-01"), back, back}, "", "2020-01-01.. A"},
		"first state withdrawn":  {[]step{back}, "org.unit.first_state", "2020-01-01.. A"},
	} {
		u, err := org.NewUnit("X", org.KindTeam, org.State{Name: "A", Parent: id.New(), From: "2020-01-01", Basis: "1/QĐ"})
		for _, s := range c.steps {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			err = s(u)
		}
		if code(err) != c.want || life(u) != c.life {
			t.Errorf("%s: %v, %s\nwant %q, %s", name, err, life(u), c.want, c.life)
		}
	}
}

// What is withdrawn rests on no document any more, and its row is given to the
// store to take away.
func TestWithdrawnLeavesNoTrace(t *testing.T) {
	u := mustUnit(t, "A", id.New(), "2020-01-01")
	if err := u.End("2023-01-01", "9/QĐ"); err != nil {
		t.Fatal(err)
	}
	if err := u.Withdraw(); err != nil || u.Ended || u.Newest().EndBasis != "" {
		t.Errorf("an end withdrawn still rests on %q: %v", u.Newest().EndBasis, err)
	}
	if err := u.Amend("2022-01-01", "2/QĐ", named("B")); err != nil {
		t.Fatal(err)
	}
	state := u.Newest().ID
	if err := u.Withdraw(); err != nil || len(u.Removed()) != 1 || u.Removed()[0].ID != state {
		t.Errorf("the store is not told to take the state away: %v %v", u.Removed(), err)
	}
}

// Whatever is done to a unit, each day of its life has exactly one state, and
// no day outside has any.
func TestNoGapNoOverlap(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 46))
	start := clock.Date("2020-01-01")
	for walk := range 200 {
		u := mustUnit(t, "A", id.New(), start)
		for step := range 30 {
			day := start.AddDays(rng.IntN(60) - 5)
			switch rng.IntN(5) {
			case 0:
				_ = u.End(day, "2/QĐ") // refused or not, the invariant holds
			case 1:
				_ = u.Withdraw()
			default:
				_ = u.Amend(day, "3/QĐ", named(fmt.Sprint("Tên ", step)))
			}
			if what := broken(u, start); what != "" {
				t.Fatalf("walk %d, step %d: %s: %s", walk, step, what, life(u))
			}
		}
	}
}

// broken says what is wrong with a timeline, "" for nothing.
func broken(u *org.Unit, start clock.Date) string {
	end := u.Newest().To
	if (end != "") != u.Ended {
		return "its end and its last state differ"
	}
	for n := -6; n < 70; n++ {
		day, states := start.AddDays(n), 0
		for _, s := range u.Timeline {
			if s.From <= day && (s.To == "" || day < s.To) {
				states++
			}
		}
		_, lives := u.At(day)
		inside := day >= u.Timeline[0].From && (end == "" || day < end)
		if inside != lives || lives != (states == 1) {
			return fmt.Sprintf("%d states on %s", states, day)
		}
	}
	return ""
}
