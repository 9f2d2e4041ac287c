package org

import (
	"slices"
	"strings"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/vi"
)

// Prefixes of the outside form of ids.
const (
	UnitPrefix    = "unt"
	PostPrefix    = "pst"
	HoldingPrefix = "hld"
)

// Kind is what sort of unit it is. The kinds are compiled in; their names
// stand in the catalogues under "org.kind.<kind>".
type Kind string

// The kinds of unit.
const (
	KindBody        Kind = "body"        // bộ, cơ quan ngang bộ: the root
	KindDepartment  Kind = "department"  // vụ
	KindAgency      Kind = "agency"      // cục
	KindOffice      Kind = "office"      // văn phòng
	KindInstitute   Kind = "institute"   // viện
	KindSchool      Kind = "school"      // trường
	KindCenter      Kind = "center"      // trung tâm
	KindCorporation Kind = "corporation" // tổng công ty
	KindBranch      Kind = "branch"      // chi cục
	KindDivision    Kind = "division"    // phòng, ban, khoa
	KindStation     Kind = "station"     // trạm
	KindTeam        Kind = "team"        // đội, tổ, xưởng
	KindCommittee   Kind = "committee"   // cấp ủy
)

// Kinds gives the kinds in the order in which forms show them.
func Kinds() []Kind {
	return []Kind{KindDepartment, KindAgency, KindOffice, KindInstitute, KindSchool, KindCenter, KindCorporation,
		KindBranch, KindDivision, KindStation, KindTeam, KindCommittee}
}

// State is what a unit is from From until the day before To; To "" is open.
type State struct {
	ID        id.ID
	Version   int64
	Name      string
	ShortName string
	Symbol    string // in document numbers, "TCCB"
	Parent    id.ID  // zero only for the body
	Managing  id.ID
	Sort      int64
	OnPaper   bool // has no computer: its parent's clerk records for it
	From, To  clock.Date
	Basis     string // number and date of the document that it rests on
	EndBasis  string // the same of the unit's end, "" while it lives
}

// Limits of text, in characters.
const (
	MaxName  = 300
	MaxShort = 80
	MaxBasis = 300
	MaxCode  = 40
)

// Unit is a unit with its states in the order of their days. Version 0, here and
// below, is one that was never stored.
type Unit struct {
	ID       id.ID
	Version  int64
	Code     string
	Kind     Kind
	Ended    bool
	Timeline []State
	removed  []State // states withdrawn, for the store
}

// NewUnit makes a unit whose first state begins on s.From.
func NewUnit(code string, kind Kind, s State) (*Unit, error) {
	var f errs.Faults
	code = tidyCode(code)
	if code == "" || len([]rune(code)) > MaxCode {
		f.Add(errs.Invalid("org.unit.code", errs.Field("code"), errs.Int("max", MaxCode)))
	}
	if kind != KindBody && !slices.Contains(Kinds(), kind) {
		f.Add(errs.Invalid("org.unit.kind", errs.Field("kind")))
	}
	if (kind == KindBody) != s.Parent.IsZero() {
		f.Add(errs.Invalid("org.unit.parent.missing", errs.Field("parent")))
	}
	s.check(&f)
	if err := f.Err(); err != nil {
		return nil, err
	}
	u := &Unit{ID: id.New(), Code: code, Kind: kind}
	s.ID, s.Version, s.To = id.New(), 0, ""
	if s.Managing.IsZero() {
		s.Managing = u.ID
		if !s.Parent.IsZero() {
			s.Managing = s.Parent
		}
	}
	u.Timeline = []State{s}
	return u, nil
}

// as gives a new unit another id.
func (u *Unit) as(which id.ID) {
	if first := &u.Timeline[0]; first.Managing == u.ID {
		first.Managing = which
	}
	u.ID = which
}

func (s *State) check(f *errs.Faults) {
	s.Name, s.ShortName = tidy(s.Name), tidy(s.ShortName)
	s.Symbol, s.Basis = tidy(s.Symbol), tidy(s.Basis)
	if s.Name == "" {
		f.Add(errs.Invalid("org.unit.name.missing", errs.Field("name")))
	}
	for _, x := range []struct {
		field, text string
		max         int
	}{{"name", s.Name, MaxName}, {"short_name", s.ShortName, MaxShort}, {"symbol", s.Symbol, MaxShort}} {
		if len([]rune(x.text)) > x.max {
			f.Add(errs.Invalid("org.text.long", errs.Field(x.field), errs.Int("max", x.max)))
		}
	}
	checkBasis(s.Basis, f)
	if !s.From.IsFull() {
		f.Add(errs.Invalid("org.day.missing", errs.Field("from")))
	}
}

// checkBasis wants the number and date of a document, tidied.
func checkBasis(basis string, f *errs.Faults) {
	switch {
	case basis == "":
		f.Add(errs.Invalid("org.basis.missing", errs.Field("basis")))
	case len([]rune(basis)) > MaxBasis:
		f.Add(errs.Invalid("org.text.long", errs.Field("basis"), errs.Int("max", MaxBasis)))
	}
}

// tidyCode gives a unit's code as it is stored.
func tidyCode(code string) string { return strings.TrimSpace(vi.NFC(code)) }

// tidy gives text as it is kept.
func tidy(s string) string { return vi.Clean(s) }

// clone gives a unit that can be changed without the other.
func (u *Unit) clone() *Unit {
	c := *u
	c.Timeline, c.removed = slices.Clone(u.Timeline), nil
	return &c
}

// At gives the state of a day.
func (u *Unit) At(day clock.Date) (State, bool) {
	for _, s := range u.Timeline {
		if s.From <= day && (s.To == "" || day < s.To) {
			return s, true
		}
	}
	return State{}, false
}

// Newest gives the last state.
func (u *Unit) Newest() State { return u.Timeline[len(u.Timeline)-1] }

// Amend lets what the unit is change from a day on, by fn, resting on a
// document. A state that begins on that day is replaced; one that covers it
// ends the day before. States planned for later days keep what fn does not
// touch, so only the newest state may be amended: an earlier day is Invalid
// "org.day.later_change".
func (u *Unit) Amend(day clock.Date, basis string, fn func(*State)) error {
	last := len(u.Timeline) - 1
	was := u.Timeline[last]
	if day.IsFull() && day < was.From {
		return errs.Invalid("org.day.later_change", errs.Field("from"), errs.Str("day", was.From.Vietnamese()))
	}
	if was.To != "" {
		return errs.Invalid("org.unit.ended", errs.Field("from"), errs.Str("day", was.To.Vietnamese()))
	}
	next := was
	next.From, next.Basis = day, basis
	fn(&next)
	var f errs.Faults
	next.check(&f)
	if err := f.Err(); err != nil {
		return err
	}
	if sameContent(was, next) {
		return errs.Invalid("org.unit.unchanged", errs.Field("name"))
	}
	if day == was.From {
		u.Timeline[last] = next
		return nil
	}
	u.Timeline[last].To = day
	next.ID, next.Version = id.New(), 0
	u.Timeline = append(u.Timeline, next)
	return nil
}

func sameContent(a, b State) bool {
	return a.Name == b.Name && a.ShortName == b.ShortName && a.Symbol == b.Symbol && a.Parent == b.Parent &&
		a.Managing == b.Managing && a.Sort == b.Sort && a.OnPaper == b.OnPaper
}

// End lets the unit's last state end, resting on a document: day is the first
// day without it.
func (u *Unit) End(day clock.Date, basis string) error {
	last := &u.Timeline[len(u.Timeline)-1]
	var f errs.Faults
	basis = tidy(basis)
	checkBasis(basis, &f)
	switch {
	case !day.IsFull():
		f.Add(errs.Invalid("org.day.missing", errs.Field("from")))
	case last.To != "":
		f.Add(errs.Invalid("org.unit.ended", errs.Field("from"), errs.Str("day", last.To.Vietnamese())))
	case day <= last.From:
		f.Add(errs.Invalid("org.day.later_change", errs.Field("from"), errs.Str("day", last.From.Vietnamese())))
	}
	if err := f.Err(); err != nil {
		return err
	}
	last.To, last.EndBasis, u.Ended = day, basis, true
	return nil
}

// Withdraw takes the newest change back: an end is reopened, otherwise the
// newest state goes and the one before it is open again. A unit's only state
// cannot go: Invalid "org.unit.first_state".
func (u *Unit) Withdraw() error {
	last := len(u.Timeline) - 1
	switch {
	case u.Ended:
		u.Timeline[last].To, u.Timeline[last].EndBasis, u.Ended = "", "", false
	case last == 0:
		return errs.Invalid("org.unit.first_state")
	default:
		u.removed = append(u.removed, u.Timeline[last])
		u.Timeline = u.Timeline[:last]
		u.Timeline[last-1].To = ""
	}
	return nil
}

// Removed gives the states taken back since the unit was read.
func (u *Unit) Removed() []State { return u.removed }

// Succession says that To came out of From on a day.
type Succession struct {
	From, To id.ID
	Day      clock.Date
	Kind     SuccessionKind
	Basis    string
}

// SuccessionKind is how one unit came out of another.
type SuccessionKind string

// The kinds of succession.
const (
	Merged SuccessionKind = "merged" // hợp nhất, sáp nhập
	Split  SuccessionKind = "split"  // chia, tách
)
