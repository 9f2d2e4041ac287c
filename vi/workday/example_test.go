package workday_test

import (
	"errors"
	"fmt"

	"hoso/vi/workday"
)

func Example() {
	calendar, err := workday.New(workday.Vietnam())
	if err != nil {
		panic(err) // the package's own data is sound
	}
	result, err := calendar.Deadline(workday.Term{Anchor: "2026-04-20", N: 15, Unit: workday.WorkingDays})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Due)
	fmt.Println(result.English())
	// Output:
	// 2026-05-14
	// 15 working days from 20 April 2026 (that day not counted), without 26 April (Hùng Kings' Day), 27 April (in lieu of Hùng Kings' Day, 26 April), 30 April (Victory (Reunification) Day), 1 May (Labour Day), 5 days of weekly rest (Saturday, Sunday): due by the end of Thursday, 14 May 2026.
	// Law: Article 147(2) of 91/2015/QH13; Article 1 of 188/1999/QĐ-TTg; Article 112(1)(e) of 45/2019/QH14; Article 111(3) of 45/2019/QH14; Article 112(1)(c) of 45/2019/QH14; Article 112(1)(d) of 45/2019/QH14.
}

// A term in calendar days that would end in the Tết holidays ends after them.
func ExampleCalendar_Deadline_calendarDays() {
	calendar, _ := workday.New(workday.Vietnam())
	result, _ := calendar.Deadline(workday.Term{Anchor: "2026-01-20", N: 30, Unit: workday.Days})
	fmt.Println(result.Last, "is Tết, so", result.Due)
	fmt.Println(result.Vietnamese())
	// Output:
	// 2026-02-19 is Tết, so 2026-02-23
	// 30 ngày từ ngày 20/1/2026 (không tính ngày này): hết hạn khi kết thúc thứ Hai, ngày 23/2/2026. Ngày cuối cùng 19/2/2026 là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo, sau 19/2–20/2 (Tết Âm lịch), 2 ngày nghỉ hằng tuần (thứ Bảy, Chủ nhật).
	// Căn cứ: khoản 2 Điều 147 Bộ luật Dân sự 91/2015/QH13; điểm b khoản 1 Điều 112 Bộ luật Lao động 45/2019/QH14; Thông báo 9441/TB-BNV; Điều 1 Quyết định 188/1999/QĐ-TTg; khoản 5 Điều 148 Bộ luật Dân sự 91/2015/QH13.
}

// While a term is suspended its due day cannot be named; afterwards the days of
// the suspension are left out.
func ExampleCalendar_Deadline_suspended() {
	calendar, _ := workday.New(workday.Vietnam())
	term := workday.Term{Anchor: "2026-06-01", N: 10, Unit: workday.WorkingDays}
	term.Suspensions = []workday.Suspension{{From: "2026-06-08", Reason: "waiting for an expert"}}

	_, err := calendar.Deadline(term)
	var e *workday.Error
	fmt.Println(errors.As(err, &e) && e.Code == workday.Open)

	term.Suspensions[0].To = "2026-06-12"
	result, _ := calendar.Deadline(term)
	fmt.Println(result.Due)
	// Output:
	// true
	// 2026-06-22
}

// The days of Tết are decided year by year. Until the decision is in the data,
// the answer is a guess and says so.
func ExampleData() {
	data := workday.Vietnam()
	term := workday.Term{Anchor: "2027-02-01", N: 3, Unit: workday.WorkingDays}

	calendar, _ := workday.New(data)
	result, _ := calendar.Deadline(term)
	fmt.Println(result.Due, len(result.Caveats))

	decision := workday.Basis{Title: "Thông báo", Number: "1/TB-BNV"} // made up
	data.Arrangements = append(data.Arrangements, workday.Arrangement{Holiday: "tet", Year: 2027, Before: 1, Basis: decision, Verified: true})
	data.Decided.To = "2027-12-31"
	calendar, _ = workday.New(data)
	result, _ = calendar.Deadline(term)
	fmt.Println(result.Due, len(result.Caveats))
	// Output:
	// 2027-02-11 2
	// 2027-02-04 0
}

func ExampleLunarOf() {
	today, _ := workday.LunarOf("2025-07-25")
	fmt.Println(today, today.Leap)

	vietnamese, _ := workday.Tet(2007) // China: 18 February
	fmt.Println(vietnamese)

	kings, _ := workday.Lunar{Year: 2026, Month: 3, Day: 10}.Date()
	fmt.Println(kings, kings.Weekday())
	// Output:
	// 1/6*/2025 true
	// 2007-02-17
	// 2026-04-26 Sunday
}

func ExampleCalendar_Day() {
	calendar, _ := workday.New(workday.Vietnam())
	for _, date := range []workday.Date{"2026-04-27", "2026-08-22", "2026-08-31", "2026-11-24"} {
		day, _ := calendar.Day(date)
		fmt.Println(day.Date, day.Reason, day.Working(), day.For, day.Basis.English(), day.Verified)
	}
	// Output:
	// 2026-04-27 compensation false 2026-04-26 Article 111(3) of 45/2019/QH14 true
	// 2026-08-22 madeup true 2026-08-31 9441/TB-BNV true
	// 2026-08-31 swapped false 2026-08-22 9441/TB-BNV true
	// 2026-11-24 holiday false  80-NQ/TW false
}

// The first working day from a Sunday on is eight days later: the week between is
// that of Tết.
func ExampleCalendar_Next() {
	calendar, _ := workday.New(workday.Vietnam())
	day, _ := calendar.Next("2026-02-15")
	fmt.Println(day.Date, day.Date.Weekday())
	fmt.Println(calendar.Working("2026-08-22")) // a Saturday, worked for a free Monday
	// Output:
	// 2026-02-23 Monday
	// true <nil>
}

// The days of a year on which a program that knows only weekends is wrong.
func ExampleCalendar_Special() {
	calendar, _ := workday.New(workday.Vietnam())
	days, _ := calendar.Special(2026)
	for _, d := range days {
		if d.Reason != workday.PublicDay {
			fmt.Println(d.Date, d.Date.Weekday(), d.Reason, "for", d.For)
		}
	}
	// Output:
	// 2026-01-02 Friday swapped for 2026-01-10
	// 2026-01-10 Saturday madeup for 2026-01-02
	// 2026-04-27 Monday compensation for 2026-04-26
	// 2026-08-22 Saturday madeup for 2026-08-31
	// 2026-08-31 Monday swapped for 2026-08-22
}

// Data that somebody announced and nobody checked in law can be left out.
func ExampleData_VerifiedOnly() {
	for _, data := range []workday.Data{workday.Vietnam(), workday.Vietnam().VerifiedOnly()} {
		calendar, _ := workday.New(data)
		day, _ := calendar.Day("2026-11-24")
		fmt.Println(day.Reason, day.Verified)
	}
	// Output:
	// holiday false
	// work true
}

// The lunar year 2025 has its sixth month twice.
func ExampleLeapMonth() {
	fmt.Println(workday.LeapMonth(2025), workday.LeapMonth(2026))
	// Output:
	// 6 0
}

func ExampleTet() {
	for year := 2025; year <= 2027; year++ {
		first, _ := workday.Tet(year)
		fmt.Println(first, first.Vietnamese())
	}
	// Output:
	// 2025-01-29 29/1/2025
	// 2026-02-17 17/2/2026
	// 2027-02-06 6/2/2027
}

// Civil days are text: they compare as they are and need no zone.
func ExampleDate() {
	d := workday.On(2026, 1, 31)
	fmt.Println(d.AddDays(1), d.AddMonths(1), d < "2026-02-01", d.Weekday())
	fmt.Printf("%q %v\n", workday.On(2026, 2, 29), workday.Date("2026-02-29").Valid())
	// Output:
	// 2026-02-01 2026-02-28 true Saturday
	// "" false
}
