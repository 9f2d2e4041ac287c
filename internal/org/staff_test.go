package org_test

import (
	"fmt"
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

var an, binh = person.Name{Family: "Lê", Given: "An"}, person.Name{Family: "Trần", Middle: "Thị", Given: "Bình"}

func seatLine(row int, unit, title string, who person.Name) org.StaffLine {
	return org.StaffLine{Row: row, Unit: unit, Title: title, Name: who, From: "2024-01-01", Basis: "2/QĐ"}
}

// staffed is a post of a unit with who sits in it.
func staffed(u *org.Unit, title string, seats int64, sits ...org.Seated) org.StaffedPost {
	return org.StaffedPost{Post: org.Post{ID: id.New(), Unit: u.ID, Title: title, Seats: seats, From: "2020-01-01"}, Seated: sits}
}

// seats renders whom a plan seats: "row unit title".
func seats(p org.StaffPlan) string {
	var out []string
	for _, s := range p.Seats {
		out = append(out, fmt.Sprint(s.Row, " ", s.Unit, " ", s.Title))
	}
	return strings.Join(out, ", ")
}

// A table of holders adds whom it names and who is not there; namesakes are as
// many people as there are lines.
func TestPlanStaff(t *testing.T) {
	units := standing(t)
	a := units[1]
	sits := func(who person.Name) org.Seated { return org.Seated{Name: who, From: "2024-01-01"} }
	head := staffed(a, "Vụ trưởng", 1, sits(an))
	for name, c := range map[string]struct {
		lines []org.StaffLine
		have  []org.StaffedPost
		seats string
		same  int
	}{
		"who is there":                  {[]org.StaffLine{seatLine(2, "A", "Vụ trưởng", an)}, []org.StaffedPost{head}, "", 1},
		"title in other letters":        {[]org.StaffLine{seatLine(2, " A", "vụ  TRƯỞNG", an)}, []org.StaffedPost{head}, "", 1},
		"decomposed name":               {[]org.StaffLine{seatLine(2, "A", "Vụ trưởng", person.Name{Family: "Le\u0302", Given: " An"})}, []org.StaffedPost{head}, "", 1},
		"another day is another person": {[]org.StaffLine{{Row: 2, Unit: "A", Title: "Vụ phó", Name: an, From: "2024-02-01", Basis: "2/QĐ"}}, []org.StaffedPost{staffed(a, "Vụ phó", 2, sits(an))}, "2 A Vụ phó", 0},
		"namesakes, one there":          {[]org.StaffLine{seatLine(2, "A", "Vụ phó", an), seatLine(3, "A", "Vụ phó", an)}, []org.StaffedPost{staffed(a, "Vụ phó", 2, sits(an))}, "3 A Vụ phó", 1},
		"namesakes, both there":         {[]org.StaffLine{seatLine(2, "A", "Vụ phó", an), seatLine(3, "A", "Vụ phó", an)}, []org.StaffedPost{staffed(a, "Vụ phó", 2, sits(an), sits(an))}, "", 2},
		"who sits elsewhere":            {[]org.StaffLine{seatLine(2, "B", "Vụ trưởng", an)}, []org.StaffedPost{head}, "2 B Vụ trưởng", 0},
		"whose end is planned":          {[]org.StaffLine{seatLine(2, "A", "Vụ trưởng", an)}, []org.StaffedPost{staffed(a, "Vụ trưởng", 1, org.Seated{Name: an, From: "2024-01-01", To: "2030-01-01"})}, "", 1},
		"after a planned end":           {[]org.StaffLine{{Row: 2, Unit: "A", Title: "Vụ trưởng", Name: binh, From: "2030-01-01", Basis: "2/QĐ"}}, []org.StaffedPost{staffed(a, "Vụ trưởng", 1, org.Seated{Name: an, From: "2024-01-01", To: "2030-01-01"})}, "2 A Vụ trưởng", 0},
		"two posts of a title":          {[]org.StaffLine{seatLine(2, "A", "Vụ phó", an), seatLine(3, "A", "Vụ phó", binh)}, []org.StaffedPost{staffed(a, "Vụ phó", 1, sits(an)), staffed(a, "Vụ phó", 1, sits(binh))}, "", 2},
		"the free one of two":           {[]org.StaffLine{seatLine(2, "A", "Vụ phó", binh)}, []org.StaffedPost{staffed(a, "Vụ phó", 1, sits(an)), staffed(a, "Vụ phó", 1)}, "2 A Vụ phó", 0},
	} {
		p := org.PlanStaff(c.lines, units, c.have)
		if seats(p) != c.seats || p.Same != c.same || len(p.Faults) > 0 {
			t.Errorf("%s: %s; %d same; %s\nwant %s; %d same", name, seats(p), p.Same, faults(p.Faults), c.seats, c.same)
		}
	}
}

// A post that is not there is made once, from the first day on which somebody
// sits in it, with as many seats as the table says or needs.
func TestPlanStaffMakesPosts(t *testing.T) {
	lines := []org.StaffLine{seatLine(2, "A", "Chuyên viên", an), seatLine(3, "A", "chuyên viên", binh), seatLine(4, "B", "Vụ trưởng", an)}
	lines[1].From, lines[2].Seats, lines[2].Head = "2023-05-01", 3, true
	p := org.PlanStaff(lines, standing(t), nil)
	if len(p.Posts) != 2 || len(p.Faults) > 0 {
		t.Fatalf("%d posts; %s", len(p.Posts), faults(p.Faults))
	}
	if first := p.Posts[0]; first.Title != "Chuyên viên" || first.Seats != 2 || first.From != "2023-05-01" || first.Head {
		t.Errorf("as many seats as lines: %+v", first)
	}
	if second := p.Posts[1]; second.Seats != 3 || !second.Head {
		t.Errorf("as many seats as said: %+v", second)
	}
	for _, s := range p.Seats[:2] {
		if s.Holding.Post != p.Posts[0].ID || s.Holding.Person != s.Person.ID {
			t.Errorf("row %d sits in another post, or is another person", s.Row)
		}
	}
}

func TestPlanStaffFaults(t *testing.T) {
	units := standing(t)
	a, b := units[1], units[2]
	if err := b.End("2025-01-01", "9/QĐ"); err != nil {
		t.Fatal(err)
	}
	sits := org.Seated{Name: an, From: "2022-01-01"}
	at := func(l org.StaffLine, day clock.Date) org.StaffLine { l.From = day; return l }
	for name, c := range map[string]struct {
		lines []org.StaffLine
		have  []org.StaffedPost
		want  string
	}{
		"unknown unit, said once":  {[]org.StaffLine{seatLine(2, "Z", "Vụ trưởng", an), seatLine(3, "Z", "Vụ trưởng", binh)}, nil, "2 unit org.import.unknown"},
		"full":                     {[]org.StaffLine{seatLine(2, "A", "Vụ trưởng", binh)}, []org.StaffedPost{staffed(a, "Vụ trưởng", 1, sits)}, "2 title org.post.full"},
		"full by the table":        {[]org.StaffLine{{Row: 2, Unit: "A", Title: "X", Seats: 1, Name: an, From: "2024-01-01", Basis: "2/QĐ"}, seatLine(3, "A", "X", binh)}, nil, "3 title org.post.full"},
		"full until a planned end": {[]org.StaffLine{seatLine(2, "A", "Vụ trưởng", binh)}, []org.StaffedPost{staffed(a, "Vụ trưởng", 1, org.Seated{Name: an, From: "2022-01-01", To: "2030-01-01"})}, "2 title org.post.full"},
		"before the post":          {[]org.StaffLine{at(seatLine(2, "A", "Vụ trưởng", binh), "2019-12-31")}, []org.StaffedPost{staffed(a, "Vụ trưởng", 1)}, "2 from org.unit.parent.not_living"},
		"before the unit":          {[]org.StaffLine{at(seatLine(2, "A", "X", binh), "2019-12-31")}, nil, "2 from org.unit.parent.not_living"},
		"unit that ends":           {[]org.StaffLine{seatLine(2, "B", "X", binh)}, nil, "2 from org.unit.parent.not_living"},
		"post of a unit that ends": {[]org.StaffLine{seatLine(2, "B", "Vụ trưởng", binh)}, []org.StaffedPost{staffed(b, "Vụ trưởng", 1)}, "2 from org.unit.parent.not_living"},
		"no given name":            {[]org.StaffLine{seatLine(2, "A", "X", person.Name{Family: "Lê"})}, nil, "2 given person.name.given"},
		"no day":                   {[]org.StaffLine{at(seatLine(2, "A", "X", an), "")}, nil, "2 from org.day.missing"},
		"no title":                 {[]org.StaffLine{seatLine(2, "A", "", an)}, nil, "2 title org.post.title"},
	} {
		if p := org.PlanStaff(c.lines, units, c.have); faults(p.Faults) != c.want {
			t.Errorf("%s: %s; seats %s\nwant %s", name, faults(p.Faults), seats(p), c.want)
		}
	}
}

// Doing a plan and planning the same table again adds nobody.
func TestPlanStaffTwice(t *testing.T) {
	units := standing(t)
	lines := []org.StaffLine{seatLine(2, "A", "Chuyên viên", an), seatLine(3, "A", "Chuyên viên", an), seatLine(4, "A1", "Đội trưởng", binh)}
	first := org.PlanStaff(lines, units, nil)
	var have []org.StaffedPost
	for _, p := range first.Posts {
		x := org.StaffedPost{Post: *p}
		for _, s := range first.Seats {
			if s.Holding.Post == p.ID {
				x.Seated = append(x.Seated, org.Seated{Name: s.Person.Name, From: s.Holding.From})
			}
		}
		have = append(have, x)
	}
	if again := org.PlanStaff(lines, units, have); len(again.Seats)+len(again.Posts)+len(again.Faults) > 0 || again.Same != 3 {
		t.Errorf("the second time: %s; %s", seats(again), faults(again.Faults))
	}
	if again := org.PlanStaff(lines, units, nil); again.Digest() != first.Digest() {
		t.Error("the same table looks like another plan: nobody could confirm it")
	}
}
