package app_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/org/orgsql"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// ministry is a body that its head changes, on a clock that the test moves.
type ministry struct {
	t     *testing.T
	ctx   context.Context
	app   *app.App
	clock *clock.Manual
	dir   string
	url   string
	by    org.By // the head of the organisation department
	body  id.ID
	units map[string]id.ID // by code
	model treeModel
}

// openMinistry founds a body on 2020-01-01; today is 2026-11-25.
func openMinistry(t *testing.T, url string, tune func(*sqldb.Config)) *ministry {
	t.Helper()
	m := &ministry{t: t, ctx: context.Background(), dir: t.TempDir(), url: url, units: map[string]id.ID{}, model: treeModel{},
		clock: clock.NewManual(clock.Of(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)))}
	var err error
	m.app, err = app.Open(m.ctx, app.Config{Dir: m.dir, Database: url, Log: quiet(), Clock: m.clock, Tune: tune})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.app.Close)
	m.body, _, err = m.app.Org.Found(m.ctx, operator(), org.NewUnitForm{Code: "BO", Name: "Bộ Thử nghiệm", From: "2020-01-01", Basis: "1/NĐ"})
	m.must(err)
	m.units["BO"] = m.body
	m.model.set("BO", "2020-01-01", func(f *treeFact) { f.name = "Bộ Thử nghiệm" })
	m.by = org.By{Actor: accountOf(t, m.app, m.body, "2020-01-01", access.Holding{Role: access.RoleMember, Unit: m.body}, access.Holding{Role: access.RoleDeptHead, Unit: m.body})}
	return m
}

func (m *ministry) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *ministry) today() clock.Date { return clock.Today(m.clock) }

// create makes a unit under another from a day on.
func (m *ministry) create(code, parent string, day clock.Date) error {
	u, _, err := m.app.Org.Create(m.ctx, m.by, org.NewUnitForm{Code: code, Kind: org.KindDepartment, Name: "Vụ " + code, Parent: m.units[parent], From: day, Basis: "2/QĐ"})
	if err == nil {
		m.units[code] = u
		m.model.set(code, day, func(f *treeFact) { f.name, f.parent = "Vụ "+code, parent })
	}
	return err
}

func (m *ministry) mustCreate(day clock.Date, pairs ...string) {
	m.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		m.must(m.create(pairs[i], pairs[i+1], day))
	}
}

func (m *ministry) rename(code, name string, day clock.Date) error {
	_, err := m.app.Org.Rename(m.ctx, m.by, m.units[code], org.RenameForm{Name: name, From: day, Basis: "3/QĐ"})
	if err == nil {
		m.model.set(code, day, func(f *treeFact) { f.name = name })
	}
	return err
}

func (m *ministry) move(code, parent string, day clock.Date) error {
	_, err := m.app.Org.Move(m.ctx, m.by, m.units[code], org.MoveForm{Parent: m.units[parent], From: day, Basis: "4/QĐ"})
	if err == nil {
		m.model.set(code, day, func(f *treeFact) { f.parent = parent })
	}
	return err
}

func (m *ministry) end(code string, day clock.Date) error {
	_, err := m.app.Org.End(m.ctx, m.by, m.units[code], org.EndForm{From: day, Basis: "5/QĐ"})
	if err == nil {
		m.model.set(code, day, func(f *treeFact) { f.gone = true })
	}
	return err
}

func (m *ministry) merge(from, into string, day clock.Date) error {
	_, err := m.app.Org.Merge(m.ctx, m.by, []id.ID{m.units[from]}, org.MergeForm{Into: m.units[into], From: day, Basis: "6/QĐ"})
	if err == nil {
		m.model.merge(from, into, day)
	}
	return err
}

// split makes one unit out of another, which ends if it may.
func (m *ministry) split(code, part string, ends bool, day clock.Date) error {
	made, _, err := m.app.Org.Split(m.ctx, m.by, m.units[code], org.SplitForm{From: day, Basis: "7/QĐ", Ends: ends,
		Into: []org.NewUnitForm{{Code: part, Kind: org.KindDepartment, Name: "Vụ " + part}}})
	if err == nil {
		m.units[part] = made[0]
		parent := m.model.on(day)[code].parent
		m.model.set(part, day, func(f *treeFact) { f.name, f.parent = "Vụ "+part, parent })
		if ends {
			m.model.set(code, day, func(f *treeFact) { f.gone = true })
		}
	}
	return err
}

func (m *ministry) withdraw(code string) error {
	_, err := m.app.Org.Withdraw(m.ctx, m.by, m.units[code], 0)
	if err == nil {
		m.model.withdraw(code)
	}
	return err
}

// compare holds the trees of days to the model's, and today's rows to what is
// worked out anew.
func (m *ministry) compare(days ...clock.Date) {
	m.t.Helper()
	if what := m.model.sound(); what != "" {
		m.t.Fatal(what)
	}
	for _, day := range days {
		nodes, err := m.app.Org.Read.Tree(m.ctx, day)
		m.must(err)
		got, misplaced := renderNodes(nodes)
		if want := m.model.render(day); got != want || misplaced != "" {
			m.t.Fatalf("the tree of %s: misplaced %q\n got\n%s\nwant\n%s", day, misplaced, got, want)
		}
	}
	if got, want := m.stored(), m.recomputed(); !maps.Equal(got, want) {
		m.t.Fatalf("today's tree is not what the states say: %d rows, want %d", len(got), len(want))
	}
}

// stored gives the digests of the rows of today's tree.
func (m *ministry) stored() map[ledger.Hash]bool {
	tab, _ := schema.Lookup("org_unit_now")
	all := map[ledger.Hash]bool{}
	values, dest := make([]any, len(tab.Columns)), make([]any, len(tab.Columns))
	for i := range values {
		dest[i] = &values[i]
	}
	m.must(sqldb.Each(m.ctx, m.app.DB.Reader(), func(row sqldb.Scanner) error {
		err := row.Scan(dest...)
		all[sqldb.ValuesDigest(tab, values)] = true
		return err
	}, "SELECT "+names(tab)+" FROM org_unit_now"))
	return all
}

func (m *ministry) recomputed() map[ledger.Hash]bool {
	tab, _ := schema.Lookup("org_unit_now")
	all := map[ledger.Hash]bool{}
	m.must(orgsql.NowRows(m.ctx, m.app.DB.Reader(), func(row sqldb.Row) error {
		d, err := sqldb.DerivedDigest(m.app.DB.Engine(), tab, row)
		all[d] = true
		return err
	}))
	return all
}

// verify finds nothing wrong in the whole folder.
func (m *ministry) verify() {
	m.t.Helper()
	r, err := app.Verify(m.ctx, m.dir, m.url, "", nil)
	if err != nil || !r.Clean() {
		m.t.Fatalf("%v: %+v", err, r.Findings)
	}
}

// TestTreeWalk changes a body at random, in the past, today and later, over
// midnights: the tree of each day is what a plain list of the changes says.
func TestTreeWalk(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		rng := rand.New(rand.NewPCG(7, 46))
		done := map[string]int{}
		for step := range max(150, testenv.Steps(300)) {
			what, err := m.step(rng, step)
			if err != nil && !errs.Is(err, errs.KindInvalid) && !errs.Is(err, errs.KindConflict) {
				t.Fatalf("step %d, %s: %v", step, what, err)
			}
			if err == nil {
				done[what]++
				m.compare(m.today(), m.today().AddDays(-100), "2031-01-01")
			}
			if step%100 == 99 {
				m.compare(append(m.model.days(), "2019-12-31")...)
				m.verify()
			}
		}
		for _, what := range []string{"create", "rename", "move", "end", "merge", "split", "withdraw", "midnight"} {
			if done[what] == 0 {
				t.Errorf("%s never happened", what)
			}
		}
		t.Log(done)
	})
}

// step does one thing somewhere.
func (m *ministry) step(rng *rand.Rand, step int) (string, error) {
	codes := slices.Sorted(maps.Keys(m.model.on(m.today().AddDays(rng.IntN(60)))))
	pick := func() string { return codes[rng.IntN(len(codes))] }
	one, fresh := pick(), fmt.Sprint("U", step)
	day := m.today().AddDays([]int{-700, -400, -100, -1, 0, 0, 1, 30, 100}[rng.IntN(9)])
	if list := m.model[one]; rng.IntN(5) > 0 { // not before its newest change, as a rule
		day = max(day, list[len(list)-1].day)
	}
	switch n := rng.IntN(100); {
	case n < 20 || len(codes) < 8:
		return "create", m.create(fresh, one, day)
	case n < 30:
		return "rename", m.rename(one, fmt.Sprint("Tên ", step), day)
	case n < 60:
		return "move", m.move(one, pick(), day)
	case n < 68:
		return "end", m.end(one, day)
	case n < 76:
		return "merge", m.merge(one, pick(), day)
	case n < 82:
		return "split", m.split(one, fresh, rng.IntN(3) == 0, day)
	case n < 96:
		return "withdraw", m.withdraw(one)
	}
	m.clock.Advance(24 * time.Hour)
	return "midnight", m.app.Org.RefreshTree(m.ctx)
}
