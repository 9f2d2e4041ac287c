package access

import (
	"cmp"
	"slices"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// LimitName names a number that bounds rights, labels or copies.
type LimitName string

// The limits.
const (
	LimitGrantDays      LimitName = "grant.days"      // the longest life of a grant, in days
	LimitDelegationDays LimitName = "delegation.days" // of a delegation
	LimitProposalHours  LimitName = "proposal.hours"  // how long a proposal waits for its second pair of eyes
	LimitBreakMinutes   LimitName = "break.minutes"   // how long a broken glass stays open
	LimitReviewHours    LimitName = "break.review"    // until when it is looked at
	LimitAgainDays      LimitName = "break.again"     // how long the same person may not break it for the same object
	LimitOpenings       LimitName = "budget.opening"  // openings of files by one account on one day
	LimitExports        LimitName = "budget.export"   // exports
	LimitExportLines    LimitName = "export.lines"    // persons whom one account takes out on one day without a second pair of eyes
	LimitExportDays     LimitName = "export.days"     // how long what was approved may be fetched
	LimitSearches       LimitName = "budget.search"   // lists of persons
	LimitUnusualDay     LimitName = "unusual.day"     // percent of the role's median above which a day is unusual
	LimitUnusualMonth   LimitName = "unusual.month"   // and thirty days
	LimitUnusualLeast   LimitName = "unusual.least"   // readings below which nothing is unusual
	LimitUnusualRefused LimitName = "unusual.refused" // refusals on a day from which they are unusual

	LimitClockBehind LimitName = "clock.behind" // seconds by which a clock may stand behind the newest entry

	LimitMatYears       LimitName = "secret.years.mat"        // the longest term of a label, in years
	LimitToiMatYears    LimitName = "secret.years.toi_mat"    // of the next
	LimitTuyetMatYears  LimitName = "secret.years.tuyet_mat"  // of the highest
	LimitMatExtend      LimitName = "secret.extend.mat"       // by how much it is extended at once, in years
	LimitToiMatExtend   LimitName = "secret.extend.toi_mat"   // the next
	LimitTuyetMatExtend LimitName = "secret.extend.tuyet_mat" // the highest
	LimitExtendBefore   LimitName = "secret.extend.before"    // how many days before its end a term is extended at the latest
	LimitAsking         LimitName = "secret.asking"           // how many days before its end it is asked what becomes of a label
	LimitCopies         LimitName = "copy.count"              // copies that one command prints
	LimitCopyDays       LimitName = "copy.days"               // after how many days a copy should be back
)

// Limit is a number from a day, with what it rests on. A change is a new row: none
// is rewritten.
type Limit struct {
	Name     LimitName
	Value    int64
	From     clock.Date
	Basis    string
	Verified bool // somebody compared it with the text of its basis

	// Of a row that the house entered; zero for what is shipped.
	ID    id.ID
	State string // RightProposed, RightLive
	By    id.ID  // the account that entered it
	At    clock.Micros
}

// The laws of the terms of labels. Nobody compared the numbers with the text of
// either; that the law of 2025 kept them is assumed.
const (
	terms2018   = "Luật số 29/2018/QH14, Điều 19"
	terms2025   = "Luật số 117/2025/QH15"
	extends2018 = "Luật số 29/2018/QH14, Điều 20"
)

// OfHouse reports whether only the house's own order sets the limit.
func (l Limit) OfHouse() bool { return l.Basis == HouseRule }

// Shipped is the limit as the program brings it.
func (l Limit) Shipped() bool { return l.ID.IsZero() }

// Limits are the rows that the house entered and that are in force from their
// days, in the order in which they were entered. With what is shipped they are the
// table of all times; the zero Limits is what is shipped.
type Limits []Limit

// ShippedLimits is what every folder begins with: no law sets these numbers, but
// for the terms of labels.
var ShippedLimits = []Limit{
	house(LimitGrantDays, 90), house(LimitDelegationDays, 90), house(LimitProposalHours, 7*24),
	house(LimitBreakMinutes, 60), house(LimitReviewHours, 24), house(LimitAgainDays, 30),
	house(LimitOpenings, 200), house(LimitExports, 20), house(LimitSearches, 1000), house(LimitExportLines, 500), house(LimitExportDays, 7),
	house(LimitUnusualDay, 300), house(LimitUnusualMonth, 200), house(LimitUnusualLeast, 10), house(LimitUnusualRefused, 6),
	house(LimitClockBehind, 300), house(LimitPasskeyDays, 14),

	law(LimitMatYears, 10, "2020-07-01", terms2018), law(LimitMatYears, 10, "2026-03-01", terms2025),
	law(LimitToiMatYears, 20, "2020-07-01", terms2018), law(LimitToiMatYears, 20, "2026-03-01", terms2025),
	law(LimitTuyetMatYears, 30, "2020-07-01", terms2018), law(LimitTuyetMatYears, 30, "2026-03-01", terms2025),
	law(LimitMatExtend, 10, "2020-07-01", extends2018), law(LimitMatExtend, 10, "2026-03-01", terms2025),
	law(LimitToiMatExtend, 20, "2020-07-01", extends2018), law(LimitToiMatExtend, 20, "2026-03-01", terms2025),
	law(LimitTuyetMatExtend, 30, "2020-07-01", extends2018), law(LimitTuyetMatExtend, 30, "2026-03-01", terms2025),
	law(LimitExtendBefore, 60, "2020-07-01", extends2018), law(LimitExtendBefore, 60, "2026-03-01", terms2025),
	house(LimitAsking, 120), house(LimitCopies, 50), house(LimitCopyDays, 90),
}

func house(name LimitName, value int64) Limit {
	return Limit{Name: name, Value: value, From: "2026-01-01", Basis: HouseRule, Verified: true, State: RightLive}
}

func law(name LimitName, value int64, from clock.Date, basis string) Limit {
	return Limit{Name: name, Value: value, From: from, Basis: basis, State: RightLive}
}

// All gives every row of one limit that is in force from some day, the newest day
// first; of two of one day the one entered last counts and goes first.
func (t Limits) All(name LimitName) []Limit {
	var list []Limit
	for _, l := range slices.Concat(ShippedLimits, t) {
		if l.Name == name && l.State == RightLive {
			list = append(list, l)
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b Limit) int { return cmp.Compare(b.From, a.From) })
	return list
}

// Row gives the row that counts on a day: the newest that has begun, or before all
// of them the first.
func (t Limits) Row(name LimitName, day clock.Date) Limit {
	list := t.All(name)
	for _, l := range list {
		if l.From <= day {
			return l
		}
	}
	return append(list, Limit{})[max(0, len(list)-1)]
}

// On gives a limit of a day.
func (t Limits) On(name LimitName, day clock.Date) int64 { return t.Row(name, day).Value }

// LimitUnit says what a limit counts.
type LimitUnit string

// The units.
const (
	UnitYears   LimitUnit = "years"
	UnitDays    LimitUnit = "days"
	UnitHours   LimitUnit = "hours"
	UnitMinutes LimitUnit = "minutes"
	UnitTimes   LimitUnit = "times"
	UnitPercent LimitUnit = "percent"
	UnitSeconds LimitUnit = "seconds"
)

// LimitSpec says between what a limit may be set, both ends included. Of what the
// design promises (a broken glass closes within an hour and is looked at within a
// day) the most is that.
type LimitSpec struct {
	Name        LimitName
	Unit        LimitUnit
	Least, Most int64
	Law         bool // a law sets it, which may have begun before somebody enters it
	Fixed       bool // no folder sets it: it protects the folder from whoever keeps it
}

// LimitSpecs lists the limits in the order in which a page shows them.
var LimitSpecs = []LimitSpec{
	{LimitMatYears, UnitYears, 1, 50, true, false}, {LimitToiMatYears, UnitYears, 1, 50, true, false}, {LimitTuyetMatYears, UnitYears, 1, 100, true, false},
	{LimitMatExtend, UnitYears, 1, 50, true, false}, {LimitToiMatExtend, UnitYears, 1, 50, true, false}, {LimitTuyetMatExtend, UnitYears, 1, 100, true, false},
	{LimitExtendBefore, UnitDays, 0, 365, true, false}, {LimitAsking, UnitDays, 1, 730, false, false},
	{LimitCopies, UnitTimes, 1, 200, false, false}, {LimitCopyDays, UnitDays, 1, 730, false, false},
	{LimitGrantDays, UnitDays, 1, 366, false, false}, {LimitDelegationDays, UnitDays, 1, 366, false, false}, {LimitProposalHours, UnitHours, 1, 720, false, false},
	{LimitBreakMinutes, UnitMinutes, 5, 60, false, false}, {LimitReviewHours, UnitHours, 1, 24, false, false}, {LimitAgainDays, UnitDays, 1, 366, false, false},
	{LimitOpenings, UnitTimes, 1, 2000, false, false}, {LimitExports, UnitTimes, 1, 200, false, false},
	{LimitExportLines, UnitTimes, 1, 5000, false, false}, {LimitExportDays, UnitDays, 1, 30, false, false}, {LimitSearches, UnitTimes, 1, 10_000, false, false},
	{LimitUnusualDay, UnitPercent, 110, 1000, false, false}, {LimitUnusualMonth, UnitPercent, 110, 1000, false, false},
	{LimitUnusualLeast, UnitTimes, 1, 100, false, false}, {LimitUnusualRefused, UnitTimes, 1, 100, false, false},
	{LimitPasskeyDays, UnitDays, 0, 60, false, false}, {LimitClockBehind, UnitSeconds, 300, 300, false, true},
}

// Spec finds what a limit counts: false for a name that is none.
func (n LimitName) Spec() (LimitSpec, bool) {
	i := slices.IndexFunc(LimitSpecs, func(s LimitSpec) bool { return s.Name == n })
	if i < 0 {
		return LimitSpec{}, false
	}
	return LimitSpecs[i], true
}

// LimitForm asks for a limit from a day.
type LimitForm struct {
	Name     LimitName
	Value    int64
	From     clock.Date
	Basis    string
	Verified bool
}

// NewLimit makes a row as a form asks for it. What only the house sets begins
// today or later; a law may have begun before. Steps that were taken keep the terms
// that they were given.
func NewLimit(f LimitForm, today clock.Date) (*Limit, error) {
	spec, ok := f.Name.Spec()
	if !ok || spec.Fixed {
		return nil, errs.Invalid("access.limit.unknown", errs.Field("name"))
	}
	var bad errs.Faults
	if f.Value < spec.Least || f.Value > spec.Most {
		bad.Add(errs.Invalid("access.limit.value", errs.Field("value"), errs.Int("least", int(spec.Least)), errs.Int("max", int(spec.Most))))
	}
	if !f.From.IsFull() || !spec.Law && f.From < today {
		bad.Add(errs.Invalid("access.limit.from", errs.Field("from")))
	}
	checkText(&bad, "basis", f.Basis, 3)
	return &Limit{Name: f.Name, Value: f.Value, From: f.From, Basis: f.Basis, Verified: f.Verified}, bad.Err()
}

// Minutes and hours in microseconds.
const (
	minute clock.Micros = 60_000_000
	hour                = 60 * minute
)
