package org

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// UnitLine is a row of a table of units, as an import reads it. Units are named
// by their codes; Managing "" is the parent.
type UnitLine struct {
	Row                     int // as the spreadsheet shows it
	Code                    string
	Kind                    Kind
	Name, ShortName, Symbol string
	Parent, Managing        string
	Sort                    int64
	OnPaper                 bool
	From                    clock.Date
	Basis                   string
}

// Plan is what an import of units would do. It changes nothing when Faults is
// not empty.
type Plan struct {
	Steps  []Step // in the order in which they can be done: parents first
	Same   int    // lines that say what stands already
	Faults []Fault
}

// Fault is what is wrong with a cell of a table.
type Fault struct {
	Row    int
	Column string // a field of the line, "parent"
	Err    *errs.Error
}

// Step is one unit that an import makes or changes.
type Step struct {
	Row   int
	Unit  *Unit
	Diffs []Diff // empty for a new unit
}

// Diff is one thing that an import changes of a unit. Field is as in State;
// parents and managers stand as codes.
type Diff struct{ Field, Was, Is string }

// New counts the units that the plan makes.
func (p *Plan) New() (n int) {
	for _, s := range p.Steps {
		if len(s.Diffs) == 0 {
			n++
		}
	}
	return n
}

// Digest tells two plans apart, so that what is done is what was shown.
func (p *Plan) Digest() [32]byte {
	h := sha256.New()
	for _, s := range p.Steps {
		fmt.Fprintf(h, "%q %q\n", s.Unit.Code, s.Diffs)
	}
	return [32]byte(h.Sum(nil))
}

// planner works a table of units out against what stands.
type planner struct {
	plan  Plan
	lines map[string]*UnitLine
	units map[string]*Unit // by code, as the plan so far leaves them
	codes map[id.ID]string
	state map[string]int // of a line: 0 not begun, 1 begun, 2 stands, 3 has a fault
}

// PlanUnits says what a table of units would change of the units that stand,
// which it does not touch. Doing the plan and planning the same table again
// gives an empty plan. Every fault names its row and column.
func PlanUnits(lines []UnitLine, have []*Unit) Plan {
	p := &planner{lines: map[string]*UnitLine{}, units: map[string]*Unit{}, codes: map[id.ID]string{}, state: map[string]int{}}
	for _, u := range have {
		p.units[u.Code], p.codes[u.ID] = u, u.Code
	}
	lines = slices.Clone(lines)
	for i := range lines {
		l := &lines[i]
		l.Code, l.Parent, l.Managing = tidyCode(l.Code), tidyCode(l.Parent), tidyCode(l.Managing)
		if first := p.lines[l.Code]; first != nil {
			p.fault(l, "code", errs.Invalid("org.import.twice", errs.Str("code", l.Code), errs.Int("first", first.Row)))
			continue
		}
		p.lines[l.Code] = l
	}
	for i := range lines {
		if p.lines[lines[i].Code] == &lines[i] {
			p.place(&lines[i])
		}
	}
	slices.SortStableFunc(p.plan.Faults, func(a, b Fault) int { return cmp.Compare(a.Row, b.Row) })
	return p.plan
}

// fault notes what is wrong with a line. Faults that name their field are put
// into its column.
func (p *planner) fault(l *UnitLine, column string, err error) {
	p.plan.Faults = append(p.plan.Faults, faultsOf(l.Row, column, err)...)
}

func faultsOf(row int, column string, err error) []Fault {
	e := errs.Of(err)
	parts := e.Parts
	if len(parts) == 0 {
		parts = []*errs.Error{e}
	}
	list := make([]Fault, len(parts))
	for i, part := range parts {
		list[i] = Fault{row, cmp.Or(part.Arg("field"), column), part}
	}
	return list
}

// place plans a line after the line of its parent; it reports whether the unit
// stands then.
func (p *planner) place(l *UnitLine) bool {
	if p.state[l.Code] == 0 {
		p.state[l.Code] = 1
		if p.work(l) {
			p.state[l.Code] = 2
		} else {
			p.state[l.Code] = 3
		}
	}
	return p.state[l.Code] == 2
}

func (p *planner) work(l *UnitLine) bool {
	have := p.units[l.Code]
	if have != nil && have.Kind == KindBody {
		return p.change(l, have, State{})
	}
	want, ok := p.want(l)
	switch {
	case !ok:
		return false
	case have == nil:
		return p.create(l, want)
	}
	return p.change(l, have, want)
}

// want gives the state that a line asks for, its codes resolved.
func (p *planner) want(l *UnitLine) (State, bool) {
	parent, ok := p.find(l, "parent", l.Parent)
	if !ok {
		return State{}, false
	}
	managing := parent
	if l.Managing != "" {
		if managing, ok = p.find(l, "managing", l.Managing); !ok {
			return State{}, false
		}
	}
	return State{Name: tidy(l.Name), ShortName: tidy(l.ShortName), Symbol: tidy(l.Symbol), Parent: parent, Managing: managing,
		Sort: l.Sort, OnPaper: l.OnPaper, From: l.From, Basis: l.Basis}, true
}

// find resolves a code to a unit that stands or that the table makes.
func (p *planner) find(l *UnitLine, column, code string) (id.ID, bool) {
	if code == "" {
		p.fault(l, column, errs.Invalid("org.unit.parent.missing"))
		return id.ID{}, false
	}
	if code == l.Code && column == "managing" && p.units[code] != nil {
		return p.units[code].ID, true
	}
	if line := p.lines[code]; line != nil && !p.place(line) {
		if p.state[code] == 1 { // it waits for this line
			p.fault(l, column, errs.Invalid("org.unit.cycle"))
		} else {
			p.fault(l, column, errs.Invalid("org.import.above", errs.Str("code", code), errs.Int("at", line.Row)))
		}
		return id.ID{}, false
	}
	u := p.units[code]
	if u == nil {
		p.fault(l, column, errs.Invalid("org.import.unknown", errs.Str("code", code)))
		return id.ID{}, false
	}
	return u.ID, true
}

// lives faults a line whose parent or manager does not live on its day.
func (p *planner) lives(l *UnitLine) bool {
	if !l.From.IsFull() {
		return true // what is wrong is said of the day itself
	}
	all := true
	for _, x := range []struct{ column, code string }{{"parent", l.Parent}, {"managing", l.Managing}} {
		u := p.units[x.code]
		if u == nil || x.code == l.Code {
			continue
		}
		if _, ok := u.At(l.From); !ok || u.Ended {
			p.fault(l, x.column, errs.Invalid("org.unit.parent.not_living", errs.Str("day", l.From.Vietnamese())))
			all = false
		}
	}
	return all
}

func (p *planner) create(l *UnitLine, want State) bool {
	if !p.lives(l) {
		return false
	}
	u, err := NewUnit(l.Code, l.Kind, want)
	if err != nil {
		p.fault(l, "code", err)
		return false
	}
	p.units[u.Code], p.codes[u.ID] = u, u.Code
	p.plan.Steps = append(p.plan.Steps, Step{Row: l.Row, Unit: u})
	return true
}

// change plans what a line changes of a unit that stands. Of the body only what
// it is called.
func (p *planner) change(l *UnitLine, have *Unit, want State) bool {
	was := have.Newest()
	if have.Kind == KindBody {
		want = was
		want.Name, want.ShortName, want.Symbol = tidy(l.Name), tidy(l.ShortName), tidy(l.Symbol)
	} else if l.Kind != have.Kind {
		p.fault(l, "kind", errs.Invalid("org.import.kind"))
		return false
	}
	if sameContent(was, want) && !have.Ended {
		p.plan.Same++
		return true
	}
	if !p.lives(l) {
		return false
	}
	if l.From.IsFull() && p.below(want.Parent, have.ID, l.From) {
		p.fault(l, "parent", errs.Invalid("org.unit.cycle"))
		return false
	}
	next := have.clone()
	err := next.Amend(l.From, l.Basis, func(s *State) {
		keep := *s
		*s = want
		s.ID, s.Version, s.From, s.To, s.Basis, s.EndBasis = keep.ID, keep.Version, keep.From, keep.To, keep.Basis, ""
	})
	if err != nil {
		p.fault(l, "from", err)
		return false
	}
	p.units[have.Code] = next
	p.plan.Steps = append(p.plan.Steps, Step{Row: l.Row, Unit: next, Diffs: p.diffs(was, next.Newest())})
	return true
}

// below reports whether a unit stands at or below another on a day or later, by
// the plan so far.
func (p *planner) below(unit, root id.ID, day clock.Date) bool {
	up := ascent{func(which id.ID) (*Unit, error) { return p.units[p.codes[which]], nil }, root}
	yes, _ := up.reaches(unit, day, "", 0) // nothing is read
	return yes
}

func (p *planner) diffs(was, is State) []Diff {
	var list []Diff
	for _, d := range []Diff{
		{"name", was.Name, is.Name}, {"short_name", was.ShortName, is.ShortName}, {"symbol", was.Symbol, is.Symbol},
		{"parent", p.codes[was.Parent], p.codes[is.Parent]}, {"managing", p.codes[was.Managing], p.codes[is.Managing]},
		{"sort", strconv.FormatInt(was.Sort, 10), strconv.FormatInt(is.Sort, 10)}, {"on_paper", strconv.FormatBool(was.OnPaper), strconv.FormatBool(is.OnPaper)},
	} {
		if d.Was != d.Is {
			list = append(list, d)
		}
	}
	return list
}
