package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// breaker lets every commit fail after some rows of a table were written, until
// it is mended.
type breaker struct {
	table string
	after int64
	rows  atomic.Int64
	armed atomic.Bool
}

func (b *breaker) tune(c *sqldb.Config) {
	c.Trace = func(_ context.Context, query string, _ []any) {
		if strings.HasPrefix(query, "INSERT INTO "+b.table+" ") {
			b.rows.Add(1)
		}
	}
	c.Fault = func(p sqldb.FaultPoint) error {
		if p == sqldb.BeforeCommit && b.armed.Load() && b.rows.Load() > b.after {
			return errors.New("the disk is full")
		}
		return nil
	}
}

// arm counts rows from now on.
func (b *breaker) arm() {
	b.rows.Store(0)
	b.armed.Store(true)
}

func (b *breaker) mend() { b.armed.Store(false) }

// manyUnits is a table of three levels, in which no parent comes first.
func manyUnits(n int) []org.UnitLine {
	var lines []org.UnitLine
	for i := n; i > 0; i-- {
		parent := "BO"
		if i > 20 {
			parent = fmt.Sprint("U", i%20+1)
		}
		lines = append(lines, org.UnitLine{Row: len(lines) + 2, Code: fmt.Sprint("U", i), Kind: org.KindDepartment, Name: fmt.Sprint("Phòng ", i), Parent: parent,
			From: "2021-01-01", Basis: "1/QĐ"})
	}
	return lines
}

// importUnits does a table whole.
func (m *ministry) importUnits(lines []org.UnitLine) {
	m.t.Helper()
	_, err := m.app.Org.ImportUnits(m.ctx, m.by, lines, m.shownUnits(lines))
	m.must(err)
	all, err := m.app.Org.Read.All(m.ctx)
	m.must(err)
	for _, u := range all {
		m.units[u.Code] = u.ID
	}
}

// shownUnits gives the digest of a dry run.
func (m *ministry) shownUnits(lines []org.UnitLine) [32]byte {
	m.t.Helper()
	plan, err := m.app.Org.PlanUnits(m.ctx, m.by.Actor, lines)
	m.must(err)
	return plan.Digest()
}

func (m *ministry) shownStaff(lines []org.StaffLine) [32]byte {
	m.t.Helper()
	plan, err := m.app.Org.PlanStaff(m.ctx, m.by.Actor, lines)
	m.must(err)
	return plan.Digest()
}

// keyed is the head with the key of a form.
func (m *ministry) keyed(form string) org.By {
	return org.By{Actor: m.by.Actor, Key: [16]byte(fixed(form))}
}

// A large table goes in batches, each whole or not at all. One that broke off
// goes on where it stopped when the same form is sent again, and a table that
// is in changes nothing.
func TestImportUnits(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		b := &breaker{table: "org_unit", after: 500}
		m := openMinistry(t, url, b.tune)
		lines := manyUnits(520)
		shown := m.shownUnits(lines)
		units := func() int64 { return countOf(t, m.app, `SELECT count(*) FROM org_unit`) - 1 }
		b.arm()
		if _, err := m.app.Org.ImportUnits(m.ctx, m.keyed("units"), lines, shown); err == nil || units() != 500 {
			t.Fatalf("broken off in the second batch: %v, %d units", err, units())
		}
		b.mend()
		if _, err := m.app.Org.ImportUnits(m.ctx, m.keyed("units"), lines, shown); err != nil || units() != 520 {
			t.Fatalf("sent again: %v, %d units", err, units())
		}
		if n := countOf(t, m.app, `SELECT count(*) FROM org_unit_now WHERE depth = 2`); n != 500 {
			t.Errorf("%d units stand on the third level, want 500", n)
		}
		before := tablesDigest(t, m.app)
		plan, err := m.app.Org.ImportUnits(m.ctx, m.keyed("again"), lines, m.shownUnits(lines))
		if err != nil || len(plan.Steps) != 0 || plan.Same != 520 || tablesDigest(t, m.app) != before {
			t.Errorf("the same table again: %v, %d steps, %d same", err, len(plan.Steps), plan.Same)
		}
		m.verify()
	})
}

// Nothing is written of a table that is not the one that was shown, that has a
// fault, or whose commit fails.
func TestImportRefused(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		b := &breaker{table: "org_unit"}
		m := openMinistry(t, url, b.tune)
		lines := manyUnits(30)
		m.must(m.create("U7", "BO", "2021-01-01"))
		shown := m.shownUnits(lines)
		m.must(m.rename("U7", "Vụ khác", "2021-01-01"))
		before := tablesDigest(t, m.app)
		_, err := m.app.Org.ImportUnits(m.ctx, m.by, lines, shown)
		wantKind(t, err, errs.KindConflict, "org.import.changed")
		bad := manyUnits(30)
		bad[3].Name = ""
		_, err = m.app.Org.ImportUnits(m.ctx, m.by, bad, m.shownUnits(bad))
		wantKind(t, err, errs.KindInvalid, "org.import.faults")
		shown = m.shownUnits(lines[:23])
		b.arm()
		if _, err := m.app.Org.ImportUnits(m.ctx, m.by, lines[:23], shown); err == nil {
			t.Error("a commit that fails is taken for one that did not")
		}
		b.mend()
		if tablesDigest(t, m.app) != before {
			t.Error("something was written")
		}
	})
}

// Imports without a key, as programs give them, do not take each other for the
// same.
func TestImportWithoutKey(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		for _, n := range []int{20, 25} {
			lines := manyUnits(n)
			if _, err := m.app.Org.ImportUnits(m.ctx, m.by, lines, m.shownUnits(lines)); err != nil {
				t.Fatalf("%d units: %v", n, err)
			}
		}
		_, err := m.app.Org.ImportUnits(m.ctx, m.keyed("one"), manyUnits(26), m.shownUnits(manyUnits(26)))
		m.must(err)
		if _, err := m.app.Org.ImportUnits(m.ctx, m.keyed("one"), manyUnits(27), m.shownUnits(manyUnits(27))); !errs.Is(err, errs.KindConflict) {
			t.Errorf("another table under a key that was used: %v", err)
		}
	})
}

// manyStaff is a table of people in ten units, among them many namesakes.
func manyStaff(n int) []org.StaffLine {
	families, givens := []string{"Nguyễn", "Trần", "Lê", "Phạm"}, []string{"An", "Ánh", "Ân", "Bình", "Đạt", "Thùy", "Thuỷ", "Ưng"}
	var lines []org.StaffLine
	for i := range n {
		lines = append(lines, org.StaffLine{Row: i + 2, Unit: fmt.Sprint("U", i%10+1), Title: "Chuyên viên", From: "2023-01-01", Basis: "2/QĐ",
			Name: person.Name{Family: families[i%4], Middle: []string{"", "Thị"}[i%2], Given: givens[i/4%8]}})
	}
	return lines
}

func TestImportStaff(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		b := &breaker{table: "person", after: 300}
		m := openMinistry(t, url, b.tune)
		m.importUnits(manyUnits(20))
		lines := manyStaff(320)
		shown := m.shownStaff(lines)
		people := func() int64 { return countOf(t, m.app, `SELECT count(*) FROM person`) }
		b.arm()
		if _, err := m.app.Org.ImportStaff(m.ctx, m.keyed("staff"), lines, shown); err == nil || people() != 300 {
			t.Fatalf("broken off in the second batch: %v, %d people", err, people())
		}
		b.mend()
		if _, err := m.app.Org.ImportStaff(m.ctx, m.keyed("staff"), lines, shown); err != nil || people() != 320 {
			t.Fatalf("sent again: %v, %d people", err, people())
		}
		if n := countOf(t, m.app, `SELECT count(*) FROM org_post WHERE seats = 32`); n != 10 {
			t.Errorf("%d posts have a seat for each line of their unit, want 10", n)
		}
		before := tablesDigest(t, m.app)
		done, err := m.app.Org.ImportStaff(m.ctx, m.keyed("again"), lines, m.shownStaff(lines))
		if err != nil || len(done.Seats) != 0 || done.Same != 320 || tablesDigest(t, m.app) != before {
			t.Errorf("the same table again: %v, %d seats, %d same", err, len(done.Seats), done.Same)
		}
		more := append(lines, org.StaffLine{Row: 400, Unit: "U1", Title: "Trưởng phòng", Name: person.Name{Given: "Cả"}, From: "2023-01-01", Basis: "2/QĐ"})
		shown = m.shownStaff(more)
		m.seat(m.post("U1", "Trưởng phòng", 1), person.Name{Given: "Hai"}, "2023-01-01")
		_, err = m.app.Org.ImportStaff(m.ctx, m.by, more, shown)
		wantKind(t, err, errs.KindInvalid, "org.import.faults")
		m.verify()
	})
}

// An import after a merger doubles nobody: a unit then has two posts of a title,
// and a table says neither which of them somebody sits in.
func TestImportAfterMerger(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO", "B", "BO")
		m.seat(m.post("A", "Chuyên viên", 1), person.Name{Given: "An"}, "2022-01-01")
		m.seat(m.post("B", "Chuyên viên", 1), person.Name{Given: "Bình"}, "2022-01-01")
		m.must(m.merge("A", "B", "2025-01-01"))
		var lines []org.StaffLine
		for i, h := range m.holders(org.HolderFilter{Unit: m.body, Day: m.today(), Limit: 9}) {
			lines = append(lines, org.StaffLine{Row: i + 2, Unit: h.UnitCode, Title: h.PostTitle, Seats: h.Seats, Name: h.Name, From: h.From, Basis: h.Basis})
		}
		plan, err := m.app.Org.PlanStaff(m.ctx, m.by.Actor, lines)
		if err != nil || len(lines) != 2 || plan.Same != 2 || len(plan.Seats)+len(plan.Faults) > 0 {
			t.Errorf("what went out comes back as %+v, %v", plan, err)
		}
	})
}
