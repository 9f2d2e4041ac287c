package workday

import (
	"strconv"
	"time"
)

var vietnamese = language{
	date: func(d Date, year int) string {
		y, m, day := d.Parts()
		if y == year {
			return strconv.Itoa(day) + "/" + strconv.Itoa(m)
		}
		return d.Vietnamese()
	},
	basis: Basis.Vietnamese,
	name:  func(d Day) string { return d.Name },
	units: map[Unit][2]string{
		WorkingDays: {"ngày làm việc", "ngày làm việc"},
		Days:        {"ngày", "ngày"},
		Weeks:       {"tuần", "tuần"},
		Months:      {"tháng", "tháng"},
		Years:       {"năm", "năm"},
	},
	weekdays:   [7]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"},
	from:       "%s từ ngày %s (không tính ngày này)",
	extended:   ", gia hạn %s",
	without:    ", trừ ",
	swapped:    "nghỉ hoán đổi với %s",
	inLieu:     "nghỉ bù %s",
	inLieuOf:   "nghỉ bù %s %s",
	madeUp:     "%s (làm bù cho %s)",
	suspended:  "tạm dừng",
	rest:       "%s nghỉ hằng tuần (%s)",
	counting:   ", tính cả ",
	due:        ": hết hạn khi kết thúc %s, ngày %s.",
	moved:      " Ngày cuối cùng %s là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo, sau %s.",
	law:        "Căn cứ: ",
	unsure:     "Cần kiểm tra: ",
	unverified: "ngày %s chưa được xác nhận",
	undecided:  "chưa đủ dữ liệu về lịch nghỉ, hoán đổi ngày làm việc năm %d",
}

var english = language{
	date: func(d Date, year int) string {
		y, m, day := d.Parts()
		text := strconv.Itoa(day) + " " + time.Month(m).String()
		if y == year {
			return text
		}
		return text + " " + strconv.Itoa(y)
	},
	basis: Basis.English,
	name: func(d Day) string {
		if d.English == "" {
			return d.Name
		}
		return d.English
	},
	units: map[Unit][2]string{
		WorkingDays: {"working day", "working days"},
		Days:        {"day", "days"},
		Weeks:       {"week", "weeks"},
		Months:      {"month", "months"},
		Years:       {"year", "years"},
	},
	weekdays:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	from:       "%s from %s (that day not counted)",
	extended:   ", extended by %s",
	without:    ", without ",
	swapped:    "off, swapped with %s",
	inLieu:     "in lieu of %s",
	inLieuOf:   "in lieu of %s, %s",
	madeUp:     "%s (worked in place of %s)",
	suspended:  "suspended",
	rest:       "%s of weekly rest (%s)",
	counting:   ", counting ",
	due:        ": due by the end of %s, %s.",
	moved:      " The last day, %s, is a day of rest, so the term ends on the next working day, after %s.",
	law:        "Law: ",
	unsure:     "To check: ",
	unverified: "%s is not confirmed",
	undecided:  "the data on holidays and swaps of %d is not complete",
}
