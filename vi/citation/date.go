package citation

import "strconv"

// dateAt reads "ngày ..." at p. A date without a year, or one that no calendar
// has, gives "" and its end.
func (t *text) dateAt(p int) (iso string, end int, ok bool) {
	e := t.matchAny(p, "ngay", "ngav")
	if e < 0 {
		return "", p, false
	}
	return t.dayAt(t.skip(e))
}

// dayAt reads day, month and year: 5/3/2020, 05-3-2020, 8.10.2025, or "5 tháng 3
// năm 2020".
func (t *text) dayAt(p int) (iso string, end int, ok bool) {
	day, e := t.dateNumber(p)
	if day < 1 || day > 31 || t.digit(e) {
		return "", p, false
	}
	month, e, written := t.monthAt(e)
	if month < 1 || month > 12 {
		return "", p, false
	}
	y := t.yearPart(e, written)
	if y < 0 {
		return "", e, true
	}
	year, f := t.number(y, 4)
	if f-y != 4 || t.digit(f) && (t.digit(f+1) || isJoint(t.at(f+1))) || year < 1930 || year > 2100 {
		return "", e, true
	}
	if day > daysOf(year, month) {
		return "", f, true
	}
	return isoDate(year, month, day), f, true
}

// dateNumber reads a day or a month, of which a scanner may have taken every
// digit for a letter.
func (t *text) dateNumber(p int) (value, end int) {
	for end = p; end-p < 2 && t.digitAt(end) != 0; end++ {
		value = value*10 + int(t.digitAt(end)-'0')
	}
	if t.letter(end) && !t.digit(end-1) {
		return t.number(p, 2)
	}
	return value, end
}

// monthAt reads the month after a day, and whether the word "tháng" stood there.
func (t *text) monthAt(p int) (month, end int, written bool) {
	q := t.skip(p)
	if e := t.match(q, "thang"); e >= 0 {
		month, end = t.dateNumber(t.skip(e))
		return month, end, true
	}
	if !isJoint(t.at(q)) {
		return 0, p, false
	}
	month, end = t.dateNumber(t.skip(q + 1))
	return month, end, false
}

// yearPart gives where the digits of the year begin after the month, -1 when
// there is no year.
func (t *text) yearPart(p int, written bool) int {
	q := t.skip(p)
	if written {
		if e := t.match(q, "nam"); e >= 0 {
			return t.skip(e)
		}
		return -1
	}
	if !isJoint(t.at(q)) {
		return -1
	}
	return t.skip(q + 1)
}

func daysOf(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func isoDate(y, m, d int) string {
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	return strconv.Itoa(y) + "-" + two(m) + "-" + two(d)
}

// yearAfter reads "năm 2013" at p.
func (t *text) yearAfter(p int) (year, end int) {
	e := t.match(p, "nam")
	if e < 0 {
		return 0, p
	}
	year, end = t.year(t.skip(e))
	if year == 0 || t.isRange(end) {
		return 0, p
	}
	return year, end
}

// isRange reports that a year goes on to another: "2026 - 2030".
func (t *text) isRange(p int) bool {
	q := t.skip(p)
	return (t.at(q) == '-' || t.at(q) == '/') && t.digit(t.skip(q+1))
}

// separated steps over spaces and one comma.
func (t *text) separated(p int) int {
	q := t.skip(p)
	if t.at(q) == ',' {
		q = t.skip(q + 1)
	}
	return q
}
