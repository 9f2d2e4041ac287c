package access_test

import (
	"testing"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
)

// TestLimits: what counts on a day, among what is shipped and what the house
// entered; what may be entered; and that steps and copies ask the day of their use.
func TestLimits(t *testing.T) {
	row := func(name access.LimitName, value int64, from clock.Date, state string) access.Limit {
		return access.Limit{ID: id.New(), Name: name, Value: value, From: from, Basis: "1/QĐ", State: state}
	}
	house := access.Limits{row(access.LimitMatYears, 15, "2027-01-01", access.RightLive), row(access.LimitMatYears, 12, "2027-01-01", access.RightLive),
		row(access.LimitMatYears, 99, "2026-01-01", access.RightProposed), row(access.LimitMatExtend, 5, "2027-01-01", access.RightLive), row(access.LimitCopies, 3, "2026-11-01", access.RightLive)}
	for day, want := range map[clock.Date]int64{"2019-01-01": 10, "2020-07-01": 10, "2026-12-31": 10, "2027-01-01": 12, "2030-01-01": 12} {
		if got := house.On(access.LimitMatYears, day); got != want {
			t.Errorf("%s: %d years, want %d", day, got, want)
		}
	}
	if all := house.All(access.LimitMatYears); len(all) != 4 || all[0].Value != 12 || all[1].Value != 15 || all[3].From != "2020-07-01" {
		t.Errorf("in another order: %v", all)
	}
	if access.TermOf(house, access.LabelMat, "2026-12-31") != "2036-12-31" || access.TermOf(house, access.LabelMat, "2027-01-01") != "2039-01-01" {
		t.Error("a term is not that of the day of its document")
	}
	f := access.SecrecyForm{Step: access.StepExtend, Level: access.LabelMat, Classifier: "Trần Trưởng", Document: "1/QĐ", Reason: "việc còn kéo dài thêm", From: "2027-02-01"}
	now := &access.Classification{State: access.RightLive, Level: access.LabelMat, Basis: "khoản 1", Term: access.Term{From: "2020-03-01", To: "2030-03-01"}}
	c, err := access.Classify(access.NodeIsolated, house, now, f, "2027-02-01")
	if err != nil || c.To != "2035-03-01" {
		t.Errorf("extended until %v: %v", c, err)
	}
	if now.ExtendBy(nil, "2027-02-01") != "2029-12-31" {
		t.Errorf("extended at the latest on %s", now.ExtendBy(nil, "2027-02-01"))
	}
	copies := access.CopyForm{Count: 4, ForWhom: "Vụ A", Reason: "họp lãnh đạo Vụ"}
	if _, err := access.NewCopies(house, access.Object{}, copies, 0, "2026-10-31"); err != nil {
		t.Error(err)
	}
	if _, err := access.NewCopies(house, access.Object{}, copies, 0, "2026-11-01"); codesOf(err) != "access.copy.count" {
		t.Errorf("more copies than the limit of the day: %v", err)
	}
	for _, s := range access.LimitSpecs {
		if v := access.Limits(nil).On(s.Name, "2026-11-26"); v < s.Least || v > s.Most {
			t.Errorf("%s is shipped as %d", s.Name, v)
		}
	}
	for _, c := range []struct {
		name string
		f    access.LimitForm
		code string
	}{
		{"a law, since its day", access.LimitForm{Name: access.LimitMatYears, Value: 12, From: "2026-03-01", Basis: "Điều 9"}, ""},
		{"the house, today", access.LimitForm{Name: access.LimitCopies, Value: 12, From: "2026-11-26", Basis: "1/QĐ"}, ""},
		{"the house, yesterday", access.LimitForm{Name: access.LimitCopies, Value: 12, From: "2026-11-25", Basis: "1/QĐ"}, "access.limit.from"},
		{"no day", access.LimitForm{Name: access.LimitMatYears, Value: 12, From: "2026", Basis: "1/QĐ"}, "access.limit.from"},
		{"beyond the design", access.LimitForm{Name: access.LimitBreakMinutes, Value: 61, From: "2026-11-26", Basis: "1/QĐ"}, "access.limit.value"},
		{"no basis", access.LimitForm{Name: access.LimitCopies, Value: 12, From: "2026-11-26"}, "access.text.length"},
		{"unknown", access.LimitForm{Name: "x", Value: 12, From: "2026-11-26", Basis: "1/QĐ"}, "access.limit.unknown"},
	} {
		if _, err := access.NewLimit(c.f, "2026-11-26"); codesOf(err) != c.code {
			t.Errorf("%s: %q, want %q", c.name, codesOf(err), c.code)
		}
	}
}
