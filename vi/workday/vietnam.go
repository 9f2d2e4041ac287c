package workday

import "time"

// The laws on rest, by when they hold.
var (
	code1994 = Basis{Title: "Bộ luật Lao động 1994", Number: "35-L/CTN"}
	code2012 = Basis{Title: "Bộ luật Lao động", Number: "10/2012/QH13"}
	code2019 = Basis{Title: "Bộ luật Lao động", Number: "45/2019/QH14"}
	in1994   = Span{"1995-01-01", "2013-04-30"}
	in2012   = Span{"2013-05-01", "2020-12-31"}
	in2019   = Span{From: "2021-01-01"}
)

func (b Basis) at(place string) Basis {
	b.Place = place
	return b
}

// Vietnam gives what this package knows of the calendar of Vietnamese public
// bodies (agencies, public services, the Party, political-social
// organisations): the holidays of three Labour Codes, the five-day week, and
// the yearly decisions of 2019 to 2026. It speaks about days since 1996-07-01,
// when terms were first counted by the Civil Code. The values are the caller's
// own to change; see Data.VerifiedOnly for what is not sure.
func Vietnam() Data {
	return Data{
		Span:         Span{From: "1996-07-01"},
		Decided:      Span{"2019-01-01", "2026-12-31"},
		Rest:         weeklyRest(),
		Holidays:     append(holidays(), tet()...),
		Compensation: compensations(),
		Arrangements: arrangements(),
		Swaps:        swaps(),
		Counting:     countings(),
	}
}

func weeklyRest() []WeeklyRest {
	fiveDays := Basis{Title: "Quyết định", Number: "188/1999/QĐ-TTg", Place: "1"}
	return []WeeklyRest{
		{time.Sunday, Span{To: "1999-10-01"}, code1994.at("72")},
		{time.Sunday, Span{From: "1999-10-02"}, fiveDays},
		{time.Saturday, Span{From: "1999-10-02"}, fiveDays},
	}
}

func compensations() []Ruling {
	return []Ruling{
		{in1994, code1994.at("73")},
		{in2012, code2012.at("115.3")},
		{in2019, code2019.at("111.3")},
	}
}

// holidays gives all but the lunar new year.
func holidays() []Holiday {
	// The law of 2/4/2007 holds from its announcement some days later; the first
	// day that it gave was 26/4/2007.
	kings := Span{"2007-04-02", "2013-04-30"}
	amended := Basis{Title: "Luật sửa đổi Điều 73 Bộ luật Lao động", Number: "84/2007/QH11", Place: "1"}
	newYear, victory, labour := Rule{Month: 1, Day: 1}, Rule{Month: 4, Day: 30}, Rule{Month: 5, Day: 1}
	kingsDay := Rule{Lunar: true, Month: 3, Day: 10}
	national := Rule{Month: 9, Day: 2}
	twoDays := Rule{Month: 9, Day: 2, Days: 2, Yearly: true, Before: [7]int{
		time.Sunday: 0, time.Monday: 0, time.Tuesday: 1, time.Wednesday: 1, time.Thursday: 0, time.Friday: 1, time.Saturday: 1}}
	return []Holiday{
		{"new-year", "Tết Dương lịch", "New Year's Day", newYear, in1994, code1994.at("73"), true},
		{"new-year", "Tết Dương lịch", "New Year's Day", newYear, in2012, code2012.at("115.1.a"), true},
		{"new-year", "Tết Dương lịch", "New Year's Day", newYear, in2019, code2019.at("112.1.a"), true},
		{"victory", "Ngày Chiến thắng", "Victory (Reunification) Day", victory, in1994, code1994.at("73"), true},
		{"victory", "Ngày Chiến thắng", "Victory (Reunification) Day", victory, in2012, code2012.at("115.1.c"), true},
		{"victory", "Ngày Chiến thắng", "Victory (Reunification) Day", victory, in2019, code2019.at("112.1.c"), true},
		{"labour", "Ngày Quốc tế lao động", "Labour Day", labour, in1994, code1994.at("73"), true},
		{"labour", "Ngày Quốc tế lao động", "Labour Day", labour, in2012, code2012.at("115.1.d"), true},
		{"labour", "Ngày Quốc tế lao động", "Labour Day", labour, in2019, code2019.at("112.1.d"), true},
		{"national", "Quốc khánh", "National Day", national, in1994, code1994.at("73"), true},
		{"national", "Quốc khánh", "National Day", national, in2012, code2012.at("115.1.đ"), true},
		{"national", "Quốc khánh", "National Day", twoDays, in2019, code2019.at("112.1.đ"), true},
		{"kings", "Giỗ Tổ Hùng Vương", "Hùng Kings' Day", kingsDay, kings, amended, true},
		{"kings", "Giỗ Tổ Hùng Vương", "Hùng Kings' Day", kingsDay, in2012, code2012.at("115.1.e"), true},
		{"kings", "Giỗ Tổ Hùng Vương", "Hùng Kings' Day", kingsDay, in2019, code2019.at("112.1.e"), true},
		// Decided by the Party; the Labour Code had not been changed when this was
		// written (February 2026).
		{"culture", "Ngày Văn hóa Việt Nam", "Vietnam Culture Day", Rule{Month: 11, Day: 24},
			Span{From: "2026-11-24"}, Basis{Title: "Nghị quyết", Number: "80-NQ/TW"}, false},
	}
}

// tet gives the lunar new year: four days of which one is the year's last; five
// since 2013, of which one or two lie before the first of the first month. How
// many is decided each year; Before has what was usual for that day of the week.
func tet() []Holiday {
	four := Rule{Lunar: true, Month: 1, Day: 1, Days: 4, Before: [7]int{1, 1, 1, 1, 1, 1, 1}}
	five := Rule{Lunar: true, Month: 1, Day: 1, Days: 5, Yearly: true, Before: [7]int{
		time.Sunday: 2, time.Monday: 1, time.Tuesday: 1, time.Wednesday: 2, time.Thursday: 2, time.Friday: 2, time.Saturday: 2}}
	name, english := "Tết Âm lịch", "Tết, the lunar new year"
	return []Holiday{
		{"tet", name, english, four, in1994, code1994.at("73"), true},
		{"tet", name, english, five, in2012, code2012.at("115.1.b"), true},
		{"tet", name, english, five, in2019, code2019.at("112.1.b"), true},
	}
}

func countings() []Counting {
	code1995 := Basis{Title: "Bộ luật Dân sự 1995", Number: "44-L/CTN"}
	code2005 := Basis{Title: "Bộ luật Dân sự", Number: "33/2005/QH11"}
	code2015 := Basis{Title: "Bộ luật Dân sự", Number: "91/2015/QH13"}
	return []Counting{
		{Span{"1996-07-01", "2005-12-31"}, code1995.at("165"), code1995.at("166")},
		{Span{"2006-01-01", "2016-12-31"}, code2005.at("152.2"), code2005.at("153.5")},
		{Span{From: "2017-01-01"}, code2015.at("147.2"), code2015.at("148.5")},
	}
}
