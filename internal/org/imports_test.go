package org_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
)

// standing is a small body: BO above A and B, A above A1.
func standing(t *testing.T) []*org.Unit {
	t.Helper()
	body := mustUnit(t, "BO", id.ID{}, "2020-01-01")
	a, b := mustUnit(t, "A", body.ID, "2020-01-01"), mustUnit(t, "B", body.ID, "2020-01-01")
	return []*org.Unit{body, a, b, mustUnit(t, "A1", a.ID, "2020-01-01")}
}

// line asks for a unit as mustUnit makes it, under a parent.
func line(row int, code, parent string) org.UnitLine {
	return org.UnitLine{Row: row, Code: code, Kind: org.KindDepartment, Name: "Đơn vị " + code, Parent: parent, From: "2024-01-01", Basis: "2/QĐ"}
}

// faults renders what is wrong: "row column code".
func faults(list []org.Fault) string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprint(f.Row, " ", f.Column, " ", f.Err.Code))
	}
	return strings.Join(out, ", ")
}

// steps renders what a plan would do, in its order.
func steps(p org.Plan) string {
	var out []string
	for _, s := range p.Steps {
		what := "new " + s.Unit.Code
		for i, d := range s.Diffs {
			if i == 0 {
				what = s.Unit.Code
			}
			what += fmt.Sprintf(" %s %s>%s", d.Field, d.Was, d.Is)
		}
		out = append(out, what)
	}
	return strings.Join(out, ", ")
}

// with changes a line.
func with(l org.UnitLine, edit func(*org.UnitLine)) org.UnitLine {
	edit(&l)
	return l
}

// A dry run says what a table changes, in an order in which it can be done:
// parents come first wherever they stand in the file.
func TestPlanUnits(t *testing.T) {
	for name, c := range map[string]struct {
		lines []org.UnitLine
		steps string
		same  int
	}{
		"as it stands":          {[]org.UnitLine{line(2, "A", "BO"), line(3, "A1", "A")}, "", 2},
		"new":                   {[]org.UnitLine{line(2, "C", "BO")}, "new C", 0},
		"parent below it":       {[]org.UnitLine{line(2, "C1", "C"), line(3, "C", "BO")}, "new C, new C1", 0},
		"grandparent last":      {[]org.UnitLine{line(2, "C11", "C1"), line(3, "C1", "C"), line(4, "C", "BO")}, "new C, new C1, new C11", 0},
		"under one that stands": {[]org.UnitLine{line(2, "A11", "A1")}, "new A11", 0},
		"renamed":               {[]org.UnitLine{with(line(2, "A", "BO"), func(l *org.UnitLine) { l.Name = "Vụ Mới" })}, "A name Đơn vị A>Vụ Mới", 0},
		"moved with manager":    {[]org.UnitLine{line(2, "A1", "B")}, "A1 parent A>B managing A>B", 0},
		"manager kept":          {[]org.UnitLine{with(line(2, "A1", "B"), func(l *org.UnitLine) { l.Managing = "A" })}, "A1 parent A>B", 0},
		"under one that is new": {[]org.UnitLine{line(2, "A1", "C"), line(3, "C", "B")}, "new C, A1 parent A>C managing A>C", 0},
		"turned round":          {[]org.UnitLine{line(2, "A", "A1"), line(3, "A1", "BO")}, "A1 parent A>BO managing A>BO, A parent BO>A1 managing BO>A1", 0},
		"body renamed": {[]org.UnitLine{with(line(2, "BO", ""), func(l *org.UnitLine) { l.Name, l.Kind = "Bộ Mới", org.KindBody })},
			"BO name Đơn vị BO>Bộ Mới", 0},
		"body as it stands":  {[]org.UnitLine{with(line(2, "BO", ""), func(l *org.UnitLine) { l.Kind = org.KindBody })}, "", 1},
		"spaces round codes": {[]org.UnitLine{line(2, " C ", "BO "), line(3, "C1", " C")}, "new C, new C1", 0},
	} {
		p := org.PlanUnits(c.lines, standing(t))
		if steps(p) != c.steps || p.Same != c.same || len(p.Faults) > 0 {
			t.Errorf("%s: %s; %d same; %s\nwant %s; %d same", name, steps(p), p.Same, faults(p.Faults), c.steps, c.same)
		}
	}
}

// Every fault names the row and the column to mend.
func TestPlanUnitsFaults(t *testing.T) {
	edit := func(fn func(*org.UnitLine)) []org.UnitLine { return []org.UnitLine{with(line(2, "C", "BO"), fn)} }
	for name, c := range map[string]struct {
		lines []org.UnitLine
		want  string
	}{
		"unknown parent":      {[]org.UnitLine{line(2, "C", "Z")}, "2 parent org.import.unknown"},
		"no parent":           {[]org.UnitLine{line(2, "C", "")}, "2 parent org.unit.parent.missing"},
		"unknown manager":     {edit(func(l *org.UnitLine) { l.Managing = "Z" }), "2 managing org.import.unknown"},
		"twice":               {[]org.UnitLine{line(2, "C", "BO"), line(3, "C", "A")}, "3 code org.import.twice"},
		"no code":             {[]org.UnitLine{line(2, "", "BO")}, "2 code org.unit.code"},
		"no name, no basis":   {edit(func(l *org.UnitLine) { l.Name, l.Basis = "", "" }), "2 name org.unit.name.missing, 2 basis org.basis.missing"},
		"no day":              {edit(func(l *org.UnitLine) { l.From = "" }), "2 from org.day.missing"},
		"no day of a move":    {[]org.UnitLine{with(line(2, "A1", "B"), func(l *org.UnitLine) { l.From = "" })}, "2 from org.day.missing"},
		"strange kind":        {edit(func(l *org.UnitLine) { l.Kind = "guild" }), "2 kind org.unit.kind"},
		"another kind":        {[]org.UnitLine{with(line(2, "A", "BO"), func(l *org.UnitLine) { l.Kind = org.KindTeam })}, "2 kind org.import.kind"},
		"second body":         {edit(func(l *org.UnitLine) { l.Kind = org.KindBody }), "2 parent org.unit.parent.missing"},
		"before its parent":   {edit(func(l *org.UnitLine) { l.From = "2019-01-01" }), "2 parent org.unit.parent.not_living"},
		"before both":         {edit(func(l *org.UnitLine) { l.From, l.Managing = "2019-01-01", "B" }), "2 parent org.unit.parent.not_living, 2 managing org.unit.parent.not_living"},
		"before it began":     {[]org.UnitLine{with(line(2, "A", "BO"), func(l *org.UnitLine) { l.Name, l.From = "X", "2019-06-01" })}, "2 parent org.unit.parent.not_living"},
		"itself":              {[]org.UnitLine{line(2, "C", "C")}, "2 parent org.unit.cycle"},
		"circle in the file":  {[]org.UnitLine{line(2, "C", "D"), line(3, "D", "E"), line(4, "E", "C")}, "2 parent org.import.above, 3 parent org.import.above, 4 parent org.unit.cycle"},
		"circle with a tail":  {[]org.UnitLine{line(2, "F", "C"), line(3, "C", "D"), line(4, "D", "C")}, "2 parent org.import.above, 3 parent org.import.above, 4 parent org.unit.cycle"},
		"below what stands":   {[]org.UnitLine{line(2, "A", "A1")}, "2 parent org.unit.cycle"},
		"fault of the parent": {[]org.UnitLine{line(2, "C1", "C"), with(line(3, "C", "BO"), func(l *org.UnitLine) { l.Name = "" })}, "2 parent org.import.above, 3 name org.unit.name.missing"},
		"unknown above":       {[]org.UnitLine{line(2, "C1", "C"), line(3, "C", "Z")}, "2 parent org.import.above, 3 parent org.import.unknown"},
	} {
		p := org.PlanUnits(c.lines, standing(t))
		if faults(p.Faults) != c.want {
			t.Errorf("%s: %s\nwant %s", name, faults(p.Faults), c.want)
		}
	}
}

// Two rows that are fine one by one may make a circle on some days: A goes below
// A1 a year before A1 leaves it.
func TestPlanUnitsCircleForAYear(t *testing.T) {
	early, late := line(2, "A", "A1"), line(3, "A1", "BO")
	late.From = "2025-01-01"
	if p := org.PlanUnits([]org.UnitLine{early, late}, standing(t)); faults(p.Faults) != "2 parent org.unit.cycle" {
		t.Errorf("A would lie below itself in 2024: %s; %s", steps(p), faults(p.Faults))
	}
	early.From, late.From = "2025-01-01", "2024-01-01"
	if p := org.PlanUnits([]org.UnitLine{early, late}, standing(t)); len(p.Faults) > 0 {
		t.Errorf("the other way round is no circle: %s", faults(p.Faults))
	}
}

func TestPlanUnitsEndedParent(t *testing.T) {
	have := standing(t)
	if err := have[2].End("2025-01-01", "9/QĐ"); err != nil {
		t.Fatal(err)
	}
	if p := org.PlanUnits([]org.UnitLine{line(2, "C", "B"), line(3, "A1", "B"), line(4, "B", "BO")}, have); faults(p.Faults) !=
		"2 parent org.import.above, 3 parent org.import.above, 4 from org.unit.ended" {
		t.Errorf("a unit that ends: %s", faults(p.Faults))
	}
	if p := org.PlanUnits([]org.UnitLine{line(2, "C", "B"), line(3, "A1", "B")}, have); faults(p.Faults) !=
		"2 parent org.unit.parent.not_living, 3 parent org.unit.parent.not_living" {
		t.Errorf("below a unit that ends: %s", faults(p.Faults))
	}
}

// Planning touches nothing, and the same table gives the same digest each time:
// what is confirmed is what was shown.
func TestPlanUnitsTouchesNothing(t *testing.T) {
	have := standing(t)
	before := life(have[1])
	lines := []org.UnitLine{with(line(2, "A", "BO"), func(l *org.UnitLine) { l.Name = "Vụ Mới" }), line(3, "C", "A")}
	one, two := org.PlanUnits(lines, have), org.PlanUnits(lines, have)
	if life(have[1]) != before || one.Digest() != two.Digest() {
		t.Errorf("planned twice: %s, was %s", life(have[1]), before)
	}
	other := org.PlanUnits(lines[1:], have)
	if other.Digest() == one.Digest() {
		t.Error("two plans look the same")
	}
}

// apply does a plan to what stands.
func apply(have []*org.Unit, p org.Plan) []*org.Unit {
	have = slices.Clone(have)
	for _, s := range p.Steps {
		s.Unit.Version++
		if i := slices.IndexFunc(have, func(u *org.Unit) bool { return u.ID == s.Unit.ID }); i >= 0 {
			have[i] = s.Unit
			continue
		}
		have = append(have, s.Unit)
	}
	return have
}

// Tables of any shape: without faults, doing the plan and planning the same
// table again gives an empty plan; a plan's steps come parents first.
func TestPlanUnitsTwice(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 46))
	done := 0
	for range 300 {
		have := standing(t)
		var lines []org.UnitLine
		for i, n := range rng.Perm(12) {
			l := line(i+2, fmt.Sprint("U", n), "BO")
			if n > 0 && rng.IntN(4) > 0 {
				l.Parent = fmt.Sprint("U", rng.IntN(n))
			}
			lines = append(lines, l)
		}
		lines = append(lines, line(20, "A1", fmt.Sprint("U", rng.IntN(12))))
		first := org.PlanUnits(lines, have)
		checkOrder(t, have, first)
		after := apply(have, first)
		if again := org.PlanUnits(lines, after); len(again.Steps)+len(again.Faults) > 0 || again.Same != len(lines) {
			t.Fatalf("the second time: %s; %s", steps(again), faults(again.Faults))
		}
		done += len(first.Steps)
	}
	if done < 3000 {
		t.Errorf("only %d steps were planned", done)
	}
}

// checkOrder fails when a step comes before that of its parent.
func checkOrder(t *testing.T, have []*org.Unit, p org.Plan) {
	t.Helper()
	there := map[id.ID]bool{}
	for _, u := range have {
		there[u.ID] = true
	}
	for _, s := range p.Steps {
		if !there[s.Unit.Newest().Parent] {
			t.Fatalf("%s is made before its parent: %s", s.Unit.Code, steps(p))
		}
		there[s.Unit.ID] = true
	}
}

// What goes out as a table can come back and changes nothing.
func TestUnitsAsLines(t *testing.T) {
	have := standing(t)
	if err := have[1].Amend("2024-01-01", "3/QĐ", func(s *org.State) { s.Name, s.OnPaper, s.Sort = "Vụ Mới", true, 7 }); err != nil {
		t.Fatal(err)
	}
	if err := have[2].End("2024-06-01", "3/QĐ"); err != nil {
		t.Fatal(err)
	}
	lines := org.UnitsAsLines(have, "2024-07-01")
	if p := org.PlanUnits(lines, have); len(p.Steps)+len(p.Faults) > 0 || p.Same != 3 {
		t.Errorf("what went out changes: %s; %s; %d same", steps(p), faults(p.Faults), p.Same)
	}
	for day, want := range map[clock.Date]int{"2019-12-31": 0, "2024-05-31": 4, "2024-06-01": 3} {
		if got := len(org.UnitsAsLines(have, day)); got != want {
			t.Errorf("%d units on %s, want %d", got, day, want)
		}
	}
}
