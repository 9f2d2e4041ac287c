package workday_test

import (
	"testing"
	"time"

	"hoso/vi/workday"
)

func TestDate(t *testing.T) {
	for _, bad := range []string{"", "2026", "2026-4-1", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20/4/2026", "2026-04-20 ", "２０26-04-20"} {
		if d, err := workday.ParseDate(bad); err == nil {
			t.Errorf("%q is read as %s", bad, d)
		}
		d := workday.Date(bad)
		if d.Valid() || d.Year() != 0 || d.AddDays(1) != "" || d.AddMonths(1) != "" || d.Sub("2026-01-01") != 0 || d.Vietnamese() != "" || d.Weekday() != time.Sunday {
			t.Errorf("%q is taken for a day", bad)
		}
	}
	if workday.On(2026, 2, 29) != "" || workday.On(2024, 2, 29) != "2024-02-29" || workday.On(0, 1, 1) != "" || workday.On(1<<60, 1, 1) != "" {
		t.Error("On")
	}
	d, err := workday.ParseDate("2026-04-20")
	if err != nil || d.Weekday() != time.Monday || d.Vietnamese() != "20/4/2026" || d.Sub("2026-03-20") != 31 {
		t.Error(d, err)
	}
	type house string // a date of another package
	if workday.Date(house("2026-04-20")) != d {
		t.Error("conversion")
	}
}

func TestAddDate(t *testing.T) {
	for _, x := range []struct {
		d         workday.Date
		months    int
		want      workday.Date
		days      int
		afterDays workday.Date
	}{
		{"2026-01-31", 1, "2026-02-28", 28, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29", 29, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28", -31, "2026-02-28"},
		{"2026-10-31", 13, "2027-11-30", 395, "2027-11-30"},
		{"0001-01-31", -1, "", -31, ""},
		{"9999-12-31", 1, "", 1, ""},
		{"2026-01-01", 1 << 62, "", 1 << 62, ""},
	} {
		if got := x.d.AddMonths(x.months); got != x.want {
			t.Errorf("%s and %d months is %s, want %s", x.d, x.months, got, x.want)
		}
		if got := x.d.AddDays(x.days); got != x.afterDays {
			t.Errorf("%s and %d days is %s, want %s", x.d, x.days, got, x.afterDays)
		}
	}
}
