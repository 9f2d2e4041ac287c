package org_test

import (
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
)

func mustPost(t *testing.T, seats int64, from clock.Date) *org.Post {
	t.Helper()
	p, err := org.NewPost(id.New(), id.New(), org.PostForm{Title: "Chuyên viên", Seats: seats, From: from, Basis: "1/QĐ"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNewPost(t *testing.T) {
	for name, c := range map[string]struct {
		form org.PostForm
		want string
	}{
		"good":           {org.PostForm{Title: "Vụ trưởng", Seats: 1, From: "2024-01-01", Basis: "1/QĐ"}, ""},
		"no title":       {org.PostForm{Title: " ", Seats: 1, From: "2024-01-01", Basis: "1/QĐ"}, "org.post.title"},
		"long title":     {org.PostForm{Title: strings.Repeat("ư", org.MaxShort+1), Seats: 1, From: "2024-01-01", Basis: "1/QĐ"}, "org.post.title"},
		"no seat":        {org.PostForm{Title: "A", From: "2024-01-01", Basis: "1/QĐ"}, "org.post.seats"},
		"less than none": {org.PostForm{Title: "A", Seats: -1, From: "2024-01-01", Basis: "1/QĐ"}, "org.post.seats"},
		"too many":       {org.PostForm{Title: "A", Seats: org.MaxSeats + 1, From: "2024-01-01", Basis: "1/QĐ"}, "org.post.seats"},
		"day and basis":  {org.PostForm{Title: "A", Seats: 1, From: "2024"}, "org.day.missing+org.basis.missing"},
	} {
		if _, err := org.NewPost(id.New(), id.New(), c.form); code(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestSeat(t *testing.T) {
	for name, c := range map[string]struct {
		from  clock.Date
		taken int64
		basis string
		want  string
	}{
		"on its first day":  {"2024-01-01", 1, "2/QĐ", ""},
		"on its last day":   {"2024-12-31", 0, "2/QĐ", ""},
		"before it":         {"2023-12-31", 0, "2/QĐ", "org.holding.outside"},
		"when it has ended": {"2025-01-01", 0, "2/QĐ", "org.holding.outside"},
		"full":              {"2024-02-01", 2, "2/QĐ", "org.post.full"},
		"overfull":          {"2024-02-01", 3, "2/QĐ", "org.post.full"},
		"no day":            {"", 0, "2/QĐ", "org.day.missing"},
		"no basis":          {"2024-02-01", 0, " ", "org.basis.missing"},
	} {
		p := mustPost(t, 2, "2024-01-01")
		p.To = "2025-01-01"
		h, err := p.Seat(id.New(), c.from, c.basis, c.taken)
		if code(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil && (h.Unit != p.Unit || h.Managing != p.Managing || h.Post != p.ID || h.From != c.from || h.To != "") {
			t.Errorf("%s: the holding is not of the post: %+v", name, h)
		}
	}
}

func TestEndHolding(t *testing.T) {
	for name, c := range map[string]struct {
		to   clock.Date
		day  clock.Date
		want string
	}{
		"later":            {"", "2024-03-01", ""},
		"the day it began": {"", "2024-02-01", ""}, // it never was
		"before":           {"", "2024-01-01", "org.holding.end"},
		"no day":           {"", "", "org.holding.end"},
		"corrected":        {"2024-05-01", "2024-03-01", ""},
	} {
		h := &org.Holding{From: "2024-02-01", To: c.to}
		err := h.End(c.day, " 3/QĐ ")
		if code(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil && (h.To != c.day || h.EndBasis != "3/QĐ") {
			t.Errorf("%s: ends on %s by %q", name, h.To, h.EndBasis)
		}
	}
	if err := (&org.Holding{From: "2024-02-01"}).End("2024-03-01", ""); code(err) != "org.basis.missing" {
		t.Errorf("an end without a document: %v", err)
	}
}

func TestAbolish(t *testing.T) {
	for name, c := range map[string]struct {
		to      clock.Date
		day     clock.Date
		holders int64
		want    string
	}{
		"empty":            {"", "2024-03-01", 0, ""},
		"held":             {"", "2024-03-01", 1, "org.post.held"},
		"the day it began": {"", "2024-01-01", 0, "org.post.end"},
		"no day":           {"", "", 0, "org.post.end"},
		"ended already":    {"2024-05-01", "2024-03-01", 0, "org.post.ended"},
	} {
		p := mustPost(t, 1, "2024-01-01")
		p.To = c.to
		if err := p.Abolish(c.day, "3/QĐ", c.holders); code(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A merger hands posts and holdings over from its day: what was before stays
// where it was; what only begins then, or later, just changes its unit.
func TestGoTo(t *testing.T) {
	const day clock.Date = "2024-06-01"
	unit, managing := id.New(), id.New()
	for from, parts := range map[clock.Date]int{"2024-01-01": 2, day: 1, "2024-12-01": 1} {
		p := mustPost(t, 1, from)
		h, err := p.Seat(id.New(), from, "2/QĐ", 0)
		if err != nil {
			t.Fatal(err)
		}
		was := *p
		goesOn := p.GoTo(unit, managing, day, "9/QĐ")
		if (goesOn != nil) != (parts == 2) {
			t.Fatalf("from %s: handed over as %v", from, goesOn)
		}
		if goesOn == nil {
			goesOn = p
		} else if p.Unit != was.Unit || p.To != day || p.EndBasis != "9/QĐ" || goesOn.From != day || goesOn.Version != 0 || goesOn.ID == p.ID {
			t.Errorf("from %s: what was: %+v; what goes on: %+v", from, p, goesOn)
		}
		if goesOn.Unit != unit || goesOn.Managing != managing || goesOn.Title != was.Title || goesOn.To != "" {
			t.Errorf("from %s: goes on as %+v", from, goesOn)
		}
		next := h.GoTo(goesOn, day, "9/QĐ")
		if (next != nil) != (parts == 2) {
			t.Fatalf("from %s: the holding is handed over as %v", from, next)
		}
		if next == nil {
			next = h
		} else if h.Unit != was.Unit || h.To != day || next.From != day || next.Version != 0 {
			t.Errorf("from %s: sat %+v; sits %+v", from, h, next)
		}
		if next.Unit != unit || next.Managing != managing || next.Post != goesOn.ID || next.To != "" {
			t.Errorf("from %s: the holding goes on as %+v", from, next)
		}
	}
}

// An end that was planned before the merger stays planned.
func TestGoToKeepsPlannedEnd(t *testing.T) {
	p := mustPost(t, 1, "2024-01-01")
	h := &org.Holding{ID: id.New(), Post: p.ID, From: "2024-01-01", To: "2024-09-01", EndBasis: "7/QĐ"}
	next := h.GoTo(p.GoTo(id.New(), id.New(), "2024-06-01", "9/QĐ"), "2024-06-01", "9/QĐ")
	if h.To != "2024-06-01" || next.To != "2024-09-01" || next.EndBasis != "7/QĐ" {
		t.Errorf("sat until %s; goes on until %q by %q", h.To, next.To, next.EndBasis)
	}
}
