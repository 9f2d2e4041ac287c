package workday_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"hoso/vi/workday"
)

// announced are the days on which public bodies were closed or worked against
// the week, as the Prime Minister or the ministry announced them.
var announced = []struct{ from, to workday.Date }{
	{"2018-12-29", "2019-01-01"}, {"2019-02-02", "2019-02-10"}, {"2019-04-13", "2019-04-15"}, {"2019-04-27", "2019-05-01"}, {"2019-08-31", "2019-09-02"},
	{"2020-01-23", "2020-01-29"}, {"2020-04-30", "2020-05-03"},
	{"2021-01-01", "2021-01-03"}, {"2021-02-10", "2021-02-16"}, {"2021-04-30", "2021-05-03"}, {"2021-09-02", "2021-09-05"},
	{"2022-01-01", "2022-01-03"}, {"2022-01-29", "2022-02-06"}, {"2022-04-09", "2022-04-11"}, {"2022-04-30", "2022-05-03"}, {"2022-09-01", "2022-09-04"},
	{"2022-12-31", "2023-01-02"}, {"2023-01-20", "2023-01-26"}, {"2023-04-29", "2023-05-03"}, {"2023-09-01", "2023-09-04"},
	{"2023-12-30", "2024-01-01"}, {"2024-02-08", "2024-02-14"}, {"2024-04-18", "2024-04-18"}, {"2024-04-27", "2024-05-01"}, {"2024-08-31", "2024-09-03"},
	{"2025-01-25", "2025-02-02"}, {"2025-04-05", "2025-04-07"}, {"2025-04-30", "2025-05-04"}, {"2025-08-30", "2025-09-02"},
	{"2026-01-01", "2026-01-04"}, {"2026-02-14", "2026-02-22"}, {"2026-04-25", "2026-04-27"}, {"2026-04-30", "2026-05-03"}, {"2026-08-29", "2026-09-02"},
}

// TestAnnounced: each closure begins and ends on the announced days, the day
// before and the day after are worked.
func TestAnnounced(t *testing.T) {
	c := vietnam(t)
	want := func(d workday.Date, working bool) {
		if got, err := c.Working(d); err != nil || got != working {
			t.Errorf("%s: working %v (%v), announced %v", d, got, err, working)
		}
	}
	for _, a := range announced {
		want(a.from.AddDays(-1), true)
		for d := a.from; d <= a.to; d = d.AddDays(1) {
			want(d, false)
		}
		want(a.to.AddDays(1), true)
	}
	for _, d := range []workday.Date{"2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"} {
		want(d, true)
	}
}

// TestNamed: how the days of a holiday are named follows the decision, also
// where the same days are off either way.
func TestNamed(t *testing.T) {
	c := vietnam(t)
	for date, want := range map[workday.Date]workday.Reason{
		"2019-02-03": workday.PublicDay, "2019-02-08": workday.Compensation, // two days before, three after
		"2022-01-30": workday.Rest, "2022-02-04": workday.PublicDay, // one and four
		"2026-02-15": workday.Rest, "2026-02-20": workday.PublicDay,
		"2023-04-29": workday.PublicDay, "2023-05-02": workday.Compensation,
	} {
		if day, err := c.Day(date); err != nil || day.Reason != want {
			t.Errorf("%s is %s (%v), want %s", date, day.Reason, err, want)
		}
	}
}

// TestYears: the holidays of a year are as many as the Labour Code of its time
// gives, and as many days are made up for as fell on days of rest.
func TestYears(t *testing.T) {
	c := vietnam(t)
	for year := 1997; year <= workday.MaxYear; year++ {
		list, err := c.Special(year)
		if err != nil {
			t.Fatal(year, err)
		}
		got := map[workday.Reason]int{}
		onRest, kings := 0, 0
		for _, d := range list {
			got[d.Reason]++
			weekend := d.Date.Weekday() == time.Sunday || d.Date.Weekday() == time.Saturday && d.Date >= "1999-10-02"
			if d.Reason == workday.PublicDay && weekend {
				onRest++
			}
			if d.Name == "Giỗ Tổ Hùng Vương" && d.Reason == workday.PublicDay {
				kings++
			}
		}
		want := 8
		switch {
		case year >= 2026: // with 24/11
			want = 12
		case year >= 2021:
			want = 11
		case year > 2013:
			want = 10
		case year >= 2007:
			want = 9
		}
		// Hùng Kings' Day on 30/4 or 1/5 is one day and not two; the law is silent.
		if want > 8 && kings == 0 {
			want--
		}
		if got[workday.PublicDay] != want || got[workday.Compensation] != onRest {
			t.Errorf("%d: %v, want %d holidays and %d made up for", year, got, want, onRest)
		}
	}
}

// TestOwnData: a caller's own closure, decision and swap are taken, and what is
// not checked can be left out.
func TestOwnData(t *testing.T) {
	d := workday.Vietnam()
	basis := workday.Basis{Number: "1/TB-X"}
	d.Holidays = append(d.Holidays, workday.Holiday{Code: "flood", Name: "Nghỉ tránh bão", Rule: workday.Rule{Year: 2027, Month: 10, Day: 7, Days: 2}, Basis: basis, Verified: true})
	d.Arrangements = append(d.Arrangements, workday.Arrangement{Holiday: "tet", Year: 2027, Before: 1, Basis: basis, Verified: true})
	d.Holidays = append(d.Holidays,
		workday.Holiday{Code: "last", Name: "Ngày cuối năm", Rule: workday.Rule{Month: 12, Day: 31}, Basis: basis, Verified: true},
		workday.Holiday{Code: "kitchen", Name: "Ông Công, ông Táo", Rule: workday.Rule{Lunar: true, Month: 12, Day: 23}, Basis: basis, Verified: true})
	d.Swaps = append(d.Swaps, workday.Swap{Off: "2027-09-10", On: "2027-09-11", Basis: basis, Verified: true})
	d.Decided.To = "2027-12-31"
	c, err := workday.New(d.VerifiedOnly())
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[workday.Date]workday.Reason{
		"2027-10-07": workday.PublicDay, "2027-10-08": workday.PublicDay, "2028-10-07": workday.Rest, "2026-10-07": workday.Work,
		"2027-02-04": workday.Work, "2027-02-09": workday.PublicDay, "2027-02-11": workday.Compensation, "2027-02-12": workday.Work,
		"2027-09-10": workday.SwappedOff, "2027-09-11": workday.MadeUp, "2026-11-24": workday.Work,
		"2027-12-31": workday.PublicDay, "2028-01-03": workday.Compensation, "2022-12-31": workday.PublicDay, "2023-01-03": workday.Compensation, "2023-01-04": workday.Work,
		"2026-02-10": workday.PublicDay, "2027-01-30": workday.PublicDay, "2027-02-01": workday.Compensation,
	} {
		if day, err := c.Day(date); err != nil || day.Reason != want || !day.Verified {
			t.Errorf("%s is %+v (%v), want %s", date, day, err, want)
		}
	}
	if next, err := c.Next("2027-10-07"); err != nil || next.Date != "2027-10-11" {
		t.Errorf("after the storm comes %s (%v)", next.Date, err)
	}
}

func TestBadData(t *testing.T) {
	for i, change := range []func(*workday.Data){
		func(d *workday.Data) { d.Span.From = "1996" },
		func(d *workday.Data) { d.Span = workday.Span{From: "2026-01-02", To: "2026-01-01"} },
		func(d *workday.Data) { d.Decided.To = "x" },
		func(d *workday.Data) { d.Rest[0].Valid.To = "x" },
		func(d *workday.Data) { d.Compensation[0].Valid.To = "x" },
		func(d *workday.Data) { d.Counting[0].Valid.To = "x" },
		func(d *workday.Data) { d.Holidays[0].Valid.From = "31/12/2026" },
		func(d *workday.Data) { d.Holidays[0].Rule.Month = 13 },
		func(d *workday.Data) { d.Holidays[0].Rule.Day = 32 },
		func(d *workday.Data) { d.Holidays[0].Rule.Days = 1 << 60 },
		func(d *workday.Data) { d.Holidays[0].Rule.Before[3] = -1 },
		func(d *workday.Data) { d.Holidays[0].Code = "" },
		func(d *workday.Data) { d.Arrangements[0].Holiday = "nowhere" },
		func(d *workday.Data) { d.Arrangements[0].Before = 1 << 60 },
		func(d *workday.Data) { d.Swaps[0].On = "" },
		func(d *workday.Data) { d.Swaps[0].On = d.Swaps[0].Off },
		func(d *workday.Data) { d.Swaps = make([]workday.Swap, 5000) },
	} {
		d := workday.Vietnam()
		change(&d)
		var e *workday.Error
		if _, err := workday.New(d); !errors.As(err, &e) || e.Code != workday.BadData {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestOddData: a week without work, and no data at all, end in an error or an
// answer and never in a loop.
func TestOddData(t *testing.T) {
	d := workday.Vietnam()
	d.Swaps = nil
	for w := time.Sunday; w <= time.Saturday; w++ {
		d.Rest = append(d.Rest, workday.WeeklyRest{Weekday: w})
	}
	idle, err := workday.New(d)
	if err != nil {
		t.Fatal(err)
	}
	var e *workday.Error
	if _, err := idle.Next("2026-01-01"); !errors.As(err, &e) || e.Code != workday.OutOfRange {
		t.Error(err)
	}
	if _, err := idle.Deadline(workday.Term{Anchor: "2026-01-01", N: 1, Unit: workday.WorkingDays}); !errors.As(err, &e) || e.Code != workday.OutOfRange {
		t.Error(err)
	}
	bare, err := workday.New(workday.Data{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := bare.Deadline(workday.Term{Anchor: "1900-01-01", N: 1, Unit: workday.WorkingDays})
	if err != nil || r.Due != "1900-01-02" || !strings.Contains(r.English(), "2 January 1900") {
		t.Error(r, err)
	}
	for _, year := range []int{1899, 2200, -1, 1 << 62} {
		if _, err := bare.Special(year); !errors.As(err, &e) || e.Code != workday.OutOfRange {
			t.Errorf("%d: %v", year, err)
		}
	}
	for _, date := range []workday.Date{"", "2026-13-01", "1899-12-31", "2200-01-01"} {
		if _, err := bare.Day(date); !errors.As(err, &e) {
			t.Errorf("%q is answered", date)
		}
	}
}

// TestConcurrent: one calendar serves many requests (run with -race).
func TestConcurrent(t *testing.T) {
	c := vietnam(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for year := 2000 + i; year < 2040; year++ {
				if _, err := c.Special(year); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
}
