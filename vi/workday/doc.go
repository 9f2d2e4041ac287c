// Package workday counts deadlines as Vietnamese public bodies must: it knows
// which days they work, and says why a term ends on the day on which it ends.
//
// # What is hard
//
// "Fifteen working days from 20 April" needs no computer in most countries. In
// Vietnam it asks for five kinds of knowledge:
//
//   - The great holiday, Tết (new year, in January or February), and Hùng Kings'
//     Day (the tenth of the third month) follow a lunar calendar, in
//     which a month begins on the day of the new moon and, every two or three
//     years, a month comes twice. "The day" is a day in Vietnam, seven hours
//     ahead of Universal Time; when the new moon falls in the hour before
//     midnight there, China, one hour further, begins the month a day later.
//     Tables made for China are wrong for Vietnam in 1985 (by a month), in
//     2007, in 2030.
//   - How the five days of Tết lie around the new year, and on which side of
//     2 September the second day of National Day lies, the Prime Minister
//     decides anew each year.
//   - A holiday that falls on a Saturday or Sunday is made up for on the next
//     working day; two in a row push each other on.
//   - Single working days between holidays are swapped for Saturdays, which
//     then are working days. In 2025 the worked Saturday came before the free
//     Friday.
//   - The law on all this changes: four days of Tết until 2013, no Hùng Kings'
//     Day before 2007, worked Saturdays until October 1999; and there are days
//     that the newspapers have announced and no law has given yet (24 November,
//     Resolution 80-NQ/TW of 2026).
//
// Nobody can compute the yearly decisions in advance. A deadline that needs one
// that is not known is still counted, with what was usual, and says that it
// must be checked: see [Result.Caveats].
//
// # What it does
//
// [Data] holds the knowledge as plain values: each holiday is a [Rule], common
// or lunar, with the document and article it stands in and the days between
// which it holds; decisions and swaps are dated rows. [Vietnam] gives the data
// that this package knows; add to it, or bring your own. [New] makes a
// [Calendar] of it, which says of any day what it is ([Calendar.Day]) and counts
// a [Term] ([Calendar.Deadline]). The [Result] has the due day and every day
// that did not count, with its reason and basis, and explains itself in
// Vietnamese and English.
//
// [LunarOf], [Lunar.Date], [Tet] and [LeapMonth] convert between the calendars.
//
// # How terms are counted
//
// By the Civil Code, 91/2015/QH13, Articles 144 to 148, unless a law says
// otherwise, and then the caller must:
//
//   - The day of the event is not counted (147): the first day that can count is
//     the next one. So no result is on or before the anchor.
//   - A term in working days counts working days.
//   - A term in days counts every day. One in weeks, months or years ends on the
//     day that corresponds, or on the last day of a month that has no such day.
//     If its last day is a day of rest, it ends with the next working day (148.5).
//   - Days of a suspension do not count, whatever the unit; a term of months is
//     lengthened by the suspended days. This is how such rules are commonly read,
//     but it is each rule that decides: check yours.
//   - An extension follows on the last day of the term itself, before that day
//     moves for falling on a day of rest.
//
// # What it does not do
//
// Terms in hours, terms that count backwards, and the hour at which an office
// closes are not dealt with. No body's own holidays are known, nor those of one
// province; add them to the data. It does not know which law sets which term, and
// reads no term out of text.
//
// # Cost
//
// New takes some 0.1 ms and is done once; a year is computed when first asked for.
// After that a day takes some 0.2 microseconds, and a term of some weeks some 15. A
// Calendar may be used by any number of goroutines.
//
// # The lunar calendar
//
// New moons are computed after Jean Meeus, Astronomical Algorithms, chapter 49,
// the sun after Bretagnon and Simon, Planetary Programs and Tables; the months
// are numbered by the rules that Hồ Ngọc Đức describes
// (https://www.informatik.uni-leipzig.de/~duc/amlich/): the month of the winter
// solstice is the eleventh, and of thirteen months between two such the first
// without a principal solar term is leap. Before 1968, when Vietnam took its own
// zone, the clocks of Peking are used, as almanacs did; the south of the country
// kept them until 1975.
//
// For 1900 to 2199 the result has been compared with the published tables of Hồ
// Ngọc Đức; two months of 3711 begin a day apart (testdata/tet.txt). Where a
// future new moon will come within a minute of midnight, in 2054, 2077, 2085,
// 2150 and 2175, only the turning of the earth can tell.
//
// # Sources
//
// Holidays: Labour Codes of 1994 (Article 73; as amended by 84/2007/QH11),
// 10/2012/QH13 (Article 115) and 45/2019/QH14 (Articles 111, 112). The five-day
// week: Decision 188/1999/QĐ-TTg. Yearly decisions and swaps of 2019 to 2026: as
// named with each row. Numbers of articles in codes before 2005 are from memory;
// the package says nothing about days before 1996-07-01.
//
// The package imports the standard library only, and keeps no state but what it
// has computed once.
package workday
