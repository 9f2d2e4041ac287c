package workday_test

import (
	"strings"
	"testing"

	"hoso/vi/workday"
)

// TestTexts: what a reader is shown, word by word.
func TestTexts(t *testing.T) {
	c := vietnam(t)
	order := workday.Basis{Title: "Quyết định", Number: "12/QĐ-X", Place: "2"}
	for _, x := range []struct {
		term        workday.Term
		vi, english string
	}{
		{workday.Term{Anchor: "2026-06-01", N: 1, Unit: workday.WorkingDays},
			"1 ngày làm việc từ ngày 1/6/2026 (không tính ngày này): hết hạn khi kết thúc thứ Ba, ngày 2/6/2026.\n" +
				"Căn cứ: khoản 2 Điều 147 Bộ luật Dân sự 91/2015/QH13.",
			"1 working day from 1 June 2026 (that day not counted): due by the end of Tuesday, 2 June 2026.\n" +
				"Law: Article 147(2) of 91/2015/QH13."},
		{workday.Term{Anchor: "2026-08-20", N: 3, Unit: workday.WorkingDays,
			Suspensions: []workday.Suspension{{From: "2026-08-25", To: "2026-08-27", Reason: "chờ giám định", Basis: order}},
			Extensions:  []workday.Extension{{N: 2, Unit: workday.WorkingDays, Reason: "vụ việc phức tạp"}}},
			"3 ngày làm việc từ ngày 20/8/2026 (không tính ngày này), gia hạn 2 ngày làm việc (vụ việc phức tạp), trừ " +
				"25/8–27/8 (tạm dừng: chờ giám định), 31/8 (nghỉ hoán đổi với 22/8), 1/9–2/9 (Quốc khánh), " +
				"3 ngày nghỉ hằng tuần (thứ Bảy, Chủ nhật), tính cả 22/8 (làm bù cho 31/8): hết hạn khi kết thúc thứ Năm, ngày 3/9/2026.\n" +
				"Căn cứ: khoản 2 Điều 147 Bộ luật Dân sự 91/2015/QH13; Điều 1 Quyết định 188/1999/QĐ-TTg; Điều 2 Quyết định 12/QĐ-X; " +
				"Thông báo 9441/TB-BNV; điểm đ khoản 1 Điều 112 Bộ luật Lao động 45/2019/QH14.",
			"3 working days from 20 August 2026 (that day not counted), extended by 2 working days (vụ việc phức tạp), without " +
				"25 August–27 August (suspended: chờ giám định), 31 August (off, swapped with 22 August), 1 September–2 September (National Day), " +
				"3 days of weekly rest (Saturday, Sunday), counting 22 August (worked in place of 31 August): due by the end of Thursday, 3 September 2026.\n" +
				"Law: Article 147(2) of 91/2015/QH13; Article 1 of 188/1999/QĐ-TTg; Article 2 of 12/QĐ-X; 9441/TB-BNV; Article 112(1)(đ) of 45/2019/QH14."},
		{workday.Term{Anchor: "2026-11-14", N: 10, Unit: workday.Days},
			"10 ngày từ ngày 14/11/2026 (không tính ngày này): hết hạn khi kết thúc thứ Tư, ngày 25/11/2026. " +
				"Ngày cuối cùng 24/11/2026 là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo, sau 24/11 (Ngày Văn hóa Việt Nam).\n" +
				"Căn cứ: khoản 2 Điều 147 Bộ luật Dân sự 91/2015/QH13; Nghị quyết 80-NQ/TW; khoản 5 Điều 148 Bộ luật Dân sự 91/2015/QH13.\n" +
				"Cần kiểm tra: ngày 24/11/2026 (Ngày Văn hóa Việt Nam) chưa được xác nhận.",
			"10 days from 14 November 2026 (that day not counted): due by the end of Wednesday, 25 November 2026. " +
				"The last day, 24 November 2026, is a day of rest, so the term ends on the next working day, after 24 November (Vietnam Culture Day).\n" +
				"Law: Article 147(2) of 91/2015/QH13; 80-NQ/TW; Article 148(5) of 91/2015/QH13.\n" +
				"To check: 24 November 2026 (Vietnam Culture Day) is not confirmed."},
		{workday.Term{Anchor: "2027-12-31", N: 1, Unit: workday.WorkingDays},
			"1 ngày làm việc từ ngày 31/12/2027 (không tính ngày này), trừ 1/1/2028 (Tết Dương lịch), 3/1/2028 (nghỉ bù Tết Dương lịch 1/1/2028), " +
				"1 ngày nghỉ hằng tuần (Chủ nhật): hết hạn khi kết thúc thứ Ba, ngày 4/1/2028.\n" +
				"Căn cứ: khoản 2 Điều 147 Bộ luật Dân sự 91/2015/QH13; điểm a khoản 1 Điều 112 Bộ luật Lao động 45/2019/QH14; " +
				"Điều 1 Quyết định 188/1999/QĐ-TTg; khoản 3 Điều 111 Bộ luật Lao động 45/2019/QH14.\n" +
				"Cần kiểm tra: chưa đủ dữ liệu về lịch nghỉ, hoán đổi ngày làm việc năm 2028.",
			"1 working day from 31 December 2027 (that day not counted), without 1 January 2028 (New Year's Day), 3 January 2028 (in lieu of New Year's Day, 1 January 2028), " +
				"1 day of weekly rest (Sunday): due by the end of Tuesday, 4 January 2028.\n" +
				"Law: Article 147(2) of 91/2015/QH13; Article 112(1)(a) of 45/2019/QH14; Article 1 of 188/1999/QĐ-TTg; Article 111(3) of 45/2019/QH14.\n" +
				"To check: the data on holidays and swaps of 2028 is not complete."},
	} {
		r, err := c.Deadline(x.term)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := r.Vietnamese(); got != x.vi {
			t.Errorf("got\n%s\nwant\n%s", got, x.vi)
		}
		if got := r.English(); got != x.english {
			t.Errorf("got\n%s\nwant\n%s", got, x.english)
		}
	}
}

// TestEveryDayIsNamed: no holiday, compensation or swap disappears from the text.
func TestEveryDayIsNamed(t *testing.T) {
	c := vietnam(t)
	for year := 2019; year <= 2026; year++ {
		r, err := c.Deadline(workday.Term{Anchor: workday.On(year-1, 12, 31), N: 240, Unit: workday.WorkingDays})
		if err != nil {
			t.Fatal(err)
		}
		text := r.Vietnamese()
		for _, s := range r.Skipped {
			if s.Day.Name != "" && !strings.Contains(text, s.Day.Name) || s.Day.Reason == workday.SwappedOff && !strings.Contains(text, "hoán đổi với "+s.Day.For.Vietnamese()) {
				t.Errorf("%d: %s is not in %s", year, s.Day.Date, text)
			}
		}
	}
}

// TestTwoSwaps: days off side by side are each named with the day worked for them.
func TestTwoSwaps(t *testing.T) {
	d := workday.Vietnam()
	d.Swaps = append(d.Swaps, workday.Swap{Off: "2026-06-03", On: "2026-06-13"}, workday.Swap{Off: "2026-06-04", On: "2026-06-20"})
	c, err := workday.New(d)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Deadline(workday.Term{Anchor: "2026-06-01", N: 2, Unit: workday.WorkingDays})
	if want := "trừ 3/6 (nghỉ hoán đổi với 13/6), 4/6 (nghỉ hoán đổi với 20/6):"; err != nil || !strings.Contains(r.Vietnamese(), want) {
		t.Errorf("%s (%v), want %s", r.Vietnamese(), err, want)
	}
}

func TestBasis(t *testing.T) {
	for _, x := range []struct {
		b           workday.Basis
		vi, english string
	}{
		{workday.Basis{}, "", ""},
		{workday.Basis{Title: "quy chế làm việc"}, "quy chế làm việc", "quy chế làm việc"},
		{workday.Basis{Number: "30/2020/NĐ-CP"}, "30/2020/NĐ-CP", "30/2020/NĐ-CP"},
		{workday.Basis{Number: "30/2020/NĐ-CP", Place: "3"}, "Điều 3 30/2020/NĐ-CP", "Article 3 of 30/2020/NĐ-CP"},
		{workday.Basis{Title: "Nghị định", Place: "3.2.a.b"}, "điểm a.b khoản 2 Điều 3 Nghị định", "Article 3(2)(a.b) of Nghị định"},
	} {
		if x.b.Vietnamese() != x.vi || x.b.English() != x.english {
			t.Errorf("%q, %q", x.b.Vietnamese(), x.b.English())
		}
	}
}
