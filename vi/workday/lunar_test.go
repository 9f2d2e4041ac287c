package workday_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"hoso/vi/workday"
)

// TestTet: the new year of 1900 to 2100 as published.
func TestTet(t *testing.T) {
	f, err := os.Open("testdata/tet.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	years := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var day string
		var leap int
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		if _, err := fmt.Sscan(lines.Text(), &day, &leap); err != nil {
			t.Fatal(err)
		}
		years++
		year := workday.Date(day).Year()
		if got, err := workday.Tet(year); err != nil || string(got) != day || workday.LeapMonth(year) != leap {
			t.Errorf("%d: Tết %s (%v), leap %d, want %s, %d", year, got, err, workday.LeapMonth(year), day, leap)
		}
	}
	if years != 201 {
		t.Errorf("%d years", years)
	}
}

// TestKnown: days that everybody in Vietnam remembers or can look up on paper.
func TestKnown(t *testing.T) {
	for _, x := range []struct {
		date  workday.Date
		lunar workday.Lunar
	}{
		{"1968-01-29", workday.Lunar{Year: 1968, Month: 1, Day: 1}}, // Saigon, by UTC+8, began the year a day later
		{"1985-01-21", workday.Lunar{Year: 1985, Month: 1, Day: 1}}, // a month before China
		{"1985-02-20", workday.Lunar{Year: 1985, Month: 2, Day: 1}},
		{"2007-02-17", workday.Lunar{Year: 2007, Month: 1, Day: 1}}, // a day before China
		{"2019-02-05", workday.Lunar{Year: 2019, Month: 1, Day: 1}},
		{"2020-01-25", workday.Lunar{Year: 2020, Month: 1, Day: 1}},
		{"2021-02-12", workday.Lunar{Year: 2021, Month: 1, Day: 1}},
		{"2022-02-01", workday.Lunar{Year: 2022, Month: 1, Day: 1}},
		{"2023-01-22", workday.Lunar{Year: 2023, Month: 1, Day: 1}},
		{"2024-02-10", workday.Lunar{Year: 2024, Month: 1, Day: 1}},
		{"2025-01-29", workday.Lunar{Year: 2025, Month: 1, Day: 1}},
		{"2026-02-17", workday.Lunar{Year: 2026, Month: 1, Day: 1}},
		{"2027-02-06", workday.Lunar{Year: 2027, Month: 1, Day: 1}},
		{"2028-01-26", workday.Lunar{Year: 2028, Month: 1, Day: 1}},
		{"2030-02-02", workday.Lunar{Year: 2030, Month: 1, Day: 1}}, // a day before China
		{"2026-02-16", workday.Lunar{Year: 2025, Month: 12, Day: 29}},
		{"2024-02-09", workday.Lunar{Year: 2023, Month: 12, Day: 30}},
		{"2026-04-26", workday.Lunar{Year: 2026, Month: 3, Day: 10}}, // Hùng Kings
		{"2023-04-29", workday.Lunar{Year: 2023, Month: 3, Day: 10}},
		{"2020-05-23", workday.Lunar{Year: 2020, Month: 4, Day: 1, Leap: true}},
		{"2023-03-22", workday.Lunar{Year: 2023, Month: 2, Day: 1, Leap: true}},
		{"2025-07-25", workday.Lunar{Year: 2025, Month: 6, Day: 1, Leap: true}},
		{"2025-10-06", workday.Lunar{Year: 2025, Month: 8, Day: 15}}, // mid-autumn
		{"2033-12-22", workday.Lunar{Year: 2033, Month: 11, Day: 1, Leap: true}},
	} {
		got, err := workday.LunarOf(x.date)
		if err != nil || got != x.lunar {
			t.Errorf("%s is %s (%v), want %s", x.date, got, err, x.lunar)
		}
		if back, err := x.lunar.Date(); err != nil || back != x.date {
			t.Errorf("%s is %s (%v), want %s", x.lunar, back, err, x.date)
		}
	}
}

// TestLunarEveryDay: for three hundred years each day has one lunar day, the
// next day has the next one, and both ways agree.
func TestLunarEveryDay(t *testing.T) {
	var last workday.Lunar
	length := 0
	for d := workday.On(workday.MinYear, 1, 1); d.Year() <= workday.MaxYear; d = d.AddDays(1) {
		l, err := workday.LunarOf(d)
		if err != nil {
			t.Fatal(d, err)
		}
		if back, err := l.Date(); err != nil || back != d {
			t.Fatalf("%s is %s, which is %s (%v)", d, l, back, err)
		}
		if last.Year > 0 && !follows(last, l) {
			t.Errorf("%s: %s follows %s", d, l, last)
		}
		if l.Day == 1 && last.Day != 0 && length > 0 && (length < 29 || length > 30) {
			t.Errorf("the month before %s has %d days", d, length)
		}
		if l.Day == 1 {
			length = 0
		}
		if length > 0 || l.Day == 1 {
			length++
		}
		last = l
	}
}

func follows(a, b workday.Lunar) bool {
	switch {
	case b.Day == a.Day+1:
		return b.Year == a.Year && b.Month == a.Month && b.Leap == a.Leap
	case b.Day != 1 || a.Day < 29:
		return false
	case b.Leap:
		return !a.Leap && b.Month == a.Month && b.Year == a.Year
	case a.Month == 12:
		return b.Month == 1 && b.Year == a.Year+1
	}
	return b.Month == a.Month+1 && b.Year == a.Year
}

func TestLunarRefused(t *testing.T) {
	for _, l := range []workday.Lunar{{}, {Year: 2026, Month: 13, Day: 1}, {Year: 2026, Month: 1, Day: 31}, {Year: 2026, Month: 0, Day: 1},
		{Year: 2026, Month: 6, Day: 1, Leap: true}, {Year: 2025, Month: 12, Day: 30}, {Year: 2200, Month: 1, Day: 1}, {Year: -1 << 62, Month: 1, Day: 1}} {
		var e *workday.Error
		if d, err := l.Date(); !errors.As(err, &e) {
			t.Errorf("%s is %s", l, d)
		}
	}
	for _, d := range []workday.Date{"", "2026-02-29", "1899-12-31", "2200-01-01", "26-01-01"} {
		var e *workday.Error
		if l, err := workday.LunarOf(d); !errors.As(err, &e) {
			t.Errorf("%q is %s", d, l)
		}
	}
	if _, err := workday.Tet(1899); err == nil || workday.LeapMonth(5000) != 0 {
		t.Error("years out of range are answered")
	}
}
