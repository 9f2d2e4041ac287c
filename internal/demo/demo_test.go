package demo_test

import (
	"reflect"
	"testing"

	"golang.org/x/text/unicode/norm"

	"hoso/internal/clock"
	"hoso/internal/demo"
)

func TestBodyHoldsTogether(t *testing.T) {
	d := demo.Body("2026-11-25")
	if top := countTop(d); top != demo.TopUnits || len(d.Units) != demo.TopUnits+demo.SubUnits {
		t.Errorf("%d units under the body, %d in all", top, len(d.Units))
	}
	known := map[string]bool{d.Body.Code: true}
	for _, u := range d.Units {
		if !known[u.Parent] || known[u.Code] {
			t.Errorf("unit %s: parent %s stands not before it, or the code stands twice", u.Code, u.Parent)
		}
		known[u.Code] = true
	}
	people := map[string]bool{}
	for _, s := range d.Seats {
		if int64(len(s.People)) > s.Seats || !known[s.Unit] {
			t.Errorf("%s in %s: %d people in %d seats", s.Title, s.Unit, len(s.People), s.Seats)
		}
		for _, p := range s.People {
			if people[p.Key] || p.Given == "" || norm.NFC.String(p.Family+p.Middle+p.Given) != p.Family+p.Middle+p.Given {
				t.Errorf("person %+v", p)
			}
			people[p.Key] = true
		}
	}
	if len(people) != demo.People || len(d.Personas) != 8 || len(d.Works) != 60 {
		t.Errorf("%d people, %d personas, %d works", len(people), len(d.Personas), len(d.Works))
	}
	for _, p := range d.Personas {
		if !people[p.Person] || !known[p.Unit] {
			t.Errorf("persona %+v refers to nobody", p)
		}
	}
}

func countTop(d *demo.Data) int {
	n := 0
	for _, u := range d.Units {
		if u.Parent == d.Body.Code {
			n++
		}
	}
	return n
}

func TestWorks(t *testing.T) {
	d := demo.Body("2026-11-25")
	keys, facts := map[string]bool{}, map[string]bool{}
	for _, w := range d.Works {
		if keys[w.Key] || facts[w.Number+string(w.Date)] || !w.Date.IsFull() || w.Title == "" {
			t.Errorf("%+v", w)
		}
		keys[w.Key], facts[w.Number+string(w.Date)] = true, true
	}
	for _, w := range d.Works {
		for _, r := range w.Relations {
			if !keys[r.To] {
				t.Errorf("%s relates to %s, which is not there", w.Key, r.To)
			}
		}
	}
}

func TestSameDaySameBody(t *testing.T) {
	if !reflect.DeepEqual(demo.Body("2026-11-25"), demo.Body("2026-11-25")) {
		t.Error("two bodies of one day differ")
	}
	if demo.Body("2026-11-25").Changes[0].Day >= clock.Date("2026-11-25") {
		t.Error("past changes lie in the future")
	}
}
