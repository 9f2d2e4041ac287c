package workday

import (
	"fmt"
	"iter"
	"math"
	"sync/atomic"
)

// The years of the common calendar for which lunar days are computed.
const (
	MinYear = 1900
	MaxYear = 2199
)

// Lunar is a day of the Vietnamese lunar calendar: month from 1 to 12, Leap for
// the second month of that number in a year of thirteen, day from 1 to 30. The
// year carries the number of the common year in which it begins.
type Lunar struct {
	Year, Month, Day int
	Leap             bool
}

// String gives "10/3/2026", with a star after a leap month: "1/6*/2025".
func (l Lunar) String() string {
	star := ""
	if l.Leap {
		star = "*"
	}
	return fmt.Sprintf("%d/%d%s/%d", l.Day, l.Month, star, l.Year)
}

// lunarMonth is a month: its first day and its length.
type lunarMonth struct {
	first  number
	days   int
	number int
	leap   bool
	year   int
}

// LunarOf gives the lunar day of a civil day. Errors: BadDate, OutOfRange
// outside of MinYear to MaxYear.
func LunarOf(d Date) (Lunar, error) {
	if !d.Valid() {
		return Lunar{}, &Error{BadDate, "date", string(d)}
	}
	year, n := d.Year(), d.number()
	if year < MinYear || year > MaxYear {
		return Lunar{}, &Error{OutOfRange, "date", string(d)}
	}
	for m := range around(year) {
		if n >= m.first && n < m.first+number(m.days) {
			return Lunar{m.year, m.number, int(n-m.first) + 1, m.leap}, nil
		}
	}
	return Lunar{}, &Error{OutOfRange, "date", string(d)} // not reached: the two winters cover the year
}

// Date gives the civil day. Errors: BadLunar when the day does not exist, which
// for a 30th or a leap month depends on the year; OutOfRange outside of MinYear
// to MaxYear.
func (l Lunar) Date() (Date, error) {
	if l.Year < MinYear-1 || l.Year > MaxYear {
		return "", &Error{OutOfRange, "year", l.String()}
	}
	for m := range around(l.Year) {
		if m.year != l.Year || m.number != l.Month || m.leap != l.Leap {
			continue
		}
		if l.Day < 1 || l.Day > m.days {
			break
		}
		d := (m.first + number(l.Day-1)).date()
		if y := d.Year(); y < MinYear || y > MaxYear {
			return "", &Error{OutOfRange, "year", l.String()}
		}
		return d, nil
	}
	return "", &Error{BadLunar, "day", l.String()}
}

// LeapMonth gives the number of the month that a lunar year has twice, 0 for a
// year of twelve months or one out of range.
func LeapMonth(year int) int {
	if year < MinYear || year > MaxYear {
		return 0
	}
	for m := range around(year) {
		if m.year == year && m.leap {
			return m.number
		}
	}
	return 0
}

// Tet gives the first day of a lunar year, the Vietnamese new year. Errors:
// OutOfRange.
func Tet(year int) (Date, error) {
	if year < MinYear {
		return "", &Error{OutOfRange, "year", Lunar{year, 1, 1, false}.String()}
	}
	return Lunar{Year: year, Month: 1, Day: 1}.Date()
}

// around gives the months from the winter solstice before a common year to the
// one in the winter after it: all of the lunar year and of the common year.
func around(year int) iter.Seq[lunarMonth] {
	return func(yield func(lunarMonth) bool) {
		for _, half := range [2][]lunarMonth{winter(year), winter(year + 1)} {
			for _, m := range half {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// winters keeps what winter computed: the answer never changes.
var winters [MaxYear - MinYear + 4]atomic.Pointer[[]lunarMonth]

// winter gives the months from the one with the winter solstice before a year
// to the one before the next such month. That month is always the eleventh; if
// thirteen months stand between two of them, the first without a principal
// term, one of the twelve points at every 30 degrees of the sun's way, is leap.
func winter(year int) []lunarMonth {
	kept := &winters[year-MinYear+1]
	if list := kept.Load(); list != nil {
		return *list
	}
	k, end := eleventh(year-1), eleventh(year)
	list := make([]lunarMonth, 0, 13)
	leapDue := end-k == 13
	num, of := 10, year-1
	for ; k < end; k++ {
		m := lunarMonth{first: moonDay(k), days: int(moonDay(k+1) - moonDay(k))}
		if leapDue && sector(m.first) == sector(moonDay(k+1)) {
			m.leap, leapDue = true, false
		} else if num++; num == 13 {
			num, of = 1, year
		}
		m.number, m.year = num, of
		list = append(list, m)
	}
	kept.Store(&list)
	return list
}

// eleventh gives the new moon that begins the month of a year's winter solstice.
func eleventh(year int) int {
	k := int(math.Floor((float64(year) + 1 - 2000) * 12.3685))
	for moonDay(k+1) <= On(year, 12, 31).number() {
		k++
	}
	for moonDay(k) > On(year, 12, 31).number() || sector(moonDay(k)) == 9 {
		k-- // began next year, or after the solstice
	}
	return k
}

// zones are the clocks by which the calendar of Vietnam was made: Peking's own
// noon, then China's zone, and since 1968 Vietnam's own zone, seven hours ahead
// of Universal Time (Decision 121-CP of 8/8/1967). In days; valid from the first
// day on.
var zones = [...]struct {
	from   number
	offset float64
}{
	{0, (116 + 25.0/60) / 360},
	{On(1929, 1, 1).number(), 8.0 / 24},
	{On(1968, 1, 1).number(), 7.0 / 24},
}

func zoneOf(n number) float64 {
	offset := zones[0].offset
	for _, z := range zones {
		if n >= z.from {
			offset = z.offset
		}
	}
	return offset
}

// moonDay gives the civil day in which new moon k falls.
func moonDay(k int) number {
	jd := newMoon(k) + 0.5
	return number(math.Floor(jd + zoneOf(number(jd))))
}

// sector gives in which of twelve parts of its way, from 0, the sun stands when
// a day begins.
func sector(n number) int { return int(sunLongitude(float64(n)-0.5-zoneOf(n)) / 30) }
