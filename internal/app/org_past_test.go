package app_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// path gives a unit's place in today's tree.
func (m *ministry) path(code string) string {
	m.t.Helper()
	var path string
	m.must(sqldb.One(m.ctx, m.app.DB.Reader(), `SELECT path FROM org_unit_now WHERE unit_id = $1`, []any{m.units[code]}, &path))
	return path
}

func (m *ministry) pathOf(codes ...string) (path string) {
	for _, c := range codes {
		path += m.units[c].String() + "/"
	}
	return path
}

// Rights below a unit follow it when it moves: the places of all that lies below
// are rewritten with it.
func TestMoveTakesSubtree(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO", "A1", "A", "A11", "A1", "B", "BO", "B1", "B")
		m.must(m.move("A", "B1", "2024-01-01"))
		if got, want := m.path("A11"), m.pathOf("BO", "B", "B1", "A", "A1", "A11"); got != want {
			t.Errorf("A11 lies at %s, want %s", got, want)
		}
		m.must(m.move("A1", "BO", "2024-02-01"))
		if got, want := m.path("A11"), m.pathOf("BO", "A1", "A11"); got != want {
			t.Errorf("A11 lies at %s, want %s", got, want)
		}
		m.compare("2022-01-01", "2024-01-15", m.today())
		m.verify()
	})
}

// What was decided for a day takes effect at its midnight, in the body's own
// time zone, and not before.
func TestPlannedChange(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO", "A1", "A", "B", "BO")
		tomorrow := m.today().AddDays(1)
		m.must(m.move("A", "B", tomorrow))
		m.must(m.create("C", "A", tomorrow))
		m.must(m.end("A1", tomorrow))
		m.clock.Advance(11*time.Hour + 59*time.Minute) // 23:59 in Hà Nội
		m.must(m.app.Org.RefreshTree(m.ctx))
		if got := m.path("A1"); got != m.pathOf("BO", "A", "A1") {
			t.Errorf("a minute before midnight A1 lies at %s", got)
		}
		m.clock.Advance(2 * time.Minute)
		m.must(m.app.Org.RefreshTree(m.ctx))
		if got, want := m.path("C"), m.pathOf("BO", "B", "A", "C"); got != want {
			t.Errorf("after midnight C lies at %s, want %s", got, want)
		}
		if n := countOf(t, m.app, `SELECT count(*) FROM org_unit_now WHERE unit_id = $1`, m.units["A1"]); n != 0 {
			t.Error("a unit that ended stands in the tree of its first day without it")
		}
		m.compare(m.today(), m.today().AddDays(-1))
		m.verify()
	})
}

// A merger keeps the past: before its day posts and people are in the old unit,
// from that day on in the new one.
func TestMergerKeepsPast(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "CU", "BO", "CU1", "CU", "MOI", "BO")
		post := m.post("CU", "Cục trưởng", 1)
		sat := m.seat(post, person.Name{Family: "Lê", Given: "An"}, "2022-01-01")
		m.must(m.merge("CU", "MOI", "2025-01-01"))
		for day, unit := range map[clock.Date]string{"2024-12-31": "CU", "2025-01-01": "MOI", m.today(): "MOI"} {
			for _, code := range []string{"CU", "MOI"} {
				here := map[bool]int{true: 1}[code == unit]
				lines := m.holders(org.HolderFilter{Unit: m.units[code], Day: day, Limit: 9})
				posts, err := m.app.Org.Read.PostsOf(m.ctx, m.units[code], day)
				m.must(err)
				if len(lines) != here || len(posts) != here {
					t.Errorf("on %s %d people and %d posts in %s, want %d", day, len(lines), len(posts), code, here)
				}
				if here == 1 && (lines[0].UnitName != "Vụ "+code || lines[0].UnitCode != code || posts[0].Holders != 1) {
					t.Errorf("on %s they sit in %+v, post %+v", day, lines[0], posts[0])
				}
			}
			if all := m.holders(org.HolderFilter{Unit: m.body, Day: day, Limit: 9}); len(all) != 1 || all[0].Unit != m.units[unit] {
				t.Errorf("on %s the body's list has %+v", day, all)
			}
		}
		if n := countOf(t, m.app, `SELECT count(*) FROM org_holding WHERE id = $1 AND valid_to = '2025-01-01'`, sat); n != 1 {
			t.Error("the old holding does not end on the day of the merger")
		}
		u, err := m.app.Org.Read.Find(m.ctx, m.units["CU1"])
		if err != nil || u.Newest().Parent != m.units["MOI"] || u.Newest().Managing != m.units["MOI"] {
			t.Errorf("a sub-unit is left under a unit that has ended: %+v %v", u.Newest(), err)
		}
		wantKind(t, m.withdraw("CU"), errs.KindConflict, "org.unit.succeeded")
		wantKind(t, m.withdraw("CU1"), errs.KindInvalid, "org.unit.parent.not_living")
		m.compare("2024-12-31", "2025-01-01", m.today())
		m.verify()
	})
}

// post makes a post that begins on 2021-01-01.
func (m *ministry) post(code, title string, seats int64) id.ID {
	m.t.Helper()
	p, _, err := m.app.Org.AddPost(m.ctx, m.by, m.units[code], org.PostForm{Title: title, Seats: seats, From: "2021-01-01", Basis: "8/QĐ"})
	m.must(err)
	return p
}

func (m *ministry) seat(post id.ID, who person.Name, day clock.Date) id.ID {
	m.t.Helper()
	h, _, err := m.app.Org.Seat(m.ctx, m.by, post, org.SeatForm{Name: who, From: day, Basis: "9/QĐ"})
	m.must(err)
	return h
}

func (m *ministry) holders(f org.HolderFilter) []org.HolderLine {
	m.t.Helper()
	list, err := m.app.Org.Holders(m.ctx, m.by, f)
	m.must(err)
	return list
}

// What would break the tree, or overwrite what somebody else just did, is
// refused and leaves nothing.
func TestTreeRefusals(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO", "A1", "A", "B", "BO")
		next := m.today().AddDays(10)
		for name, c := range map[string]struct {
			do   func() error
			kind errs.Kind
			code string
		}{
			"code taken":            {func() error { return m.create("A", "BO", "2022-01-01") }, errs.KindConflict, "org.unit.code.taken"},
			"second body":           {m.foundAgain, errs.KindConflict, "org.unit.body"},
			"below itself":          {func() error { return m.move("A", "A", "2022-01-01") }, errs.KindInvalid, "org.unit.cycle"},
			"below its child":       {func() error { return m.move("A", "A1", "2022-01-01") }, errs.KindInvalid, "org.unit.cycle"},
			"the body moved":        {func() error { return m.move("BO", "A", "2022-01-01") }, errs.KindInvalid, "org.unit.cycle"},
			"merged into its child": {func() error { return m.merge("A", "A1", "2022-01-01") }, errs.KindInvalid, "org.unit.cycle"},
			"end with sub-units":    {func() error { return m.end("A", "2022-01-01") }, errs.KindConflict, "org.unit.alive"},
			"the body's end":        {func() error { return m.end("BO", "2022-01-01") }, errs.KindInvalid, "org.unit.body"},
			"first state withdrawn": {func() error { return m.withdraw("A") }, errs.KindInvalid, "org.unit.first_state"},
			"older form":            {func() error { return m.renameAt("B", 7) }, errs.KindConflict, "row.changed"},
			"parent begins later":   {func() error { return m.create("X", "A", "2020-06-01") }, errs.KindInvalid, "org.unit.parent.not_living"},
			"no day":                {func() error { return m.move("A1", "B", "") }, errs.KindInvalid, "org.day.missing"},
			"split the body":        {func() error { return m.split("BO", "X", false, "2022-01-01") }, errs.KindInvalid, "org.unit.parent.not_living"},
		} {
			before := tablesDigest(t, m.app)
			err := c.do()
			if t.Run(name, func(t *testing.T) { wantKind(t, err, c.kind, c.code) }); tablesDigest(t, m.app) != before {
				t.Errorf("%s: refused, and yet something changed", name)
			}
		}
		m.must(m.move("A", "B", next))
		wantKind(t, m.move("B", "A", next.AddDays(-5)), errs.KindInvalid, "org.unit.cycle")
		m.compare(m.today(), next)
	})
}

func (m *ministry) foundAgain() error {
	_, _, err := m.app.Org.Found(m.ctx, operator(), org.NewUnitForm{Code: "BO2", Name: "Bộ hai", From: "2020-01-01", Basis: "1/NĐ"})
	return err
}

// renameAt renames as if the form had shown a version.
func (m *ministry) renameAt(code string, version int64) error {
	_, err := m.app.Org.Rename(m.ctx, m.by, m.units[code], org.RenameForm{Name: "Khác", From: "2023-01-01", Basis: "3/QĐ", Version: version})
	return err
}

// The way back is open unless the tree has grown over it.
func TestWithdraw(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO", "B", "BO", "A1", "A")
		m.must(m.rename("A1", "Nhầm", "2023-01-01"))
		m.must(m.withdraw("A1"))
		m.must(m.end("A1", "2024-01-01"))
		m.must(m.withdraw("A1"))
		m.compare("2023-06-01", m.today())
		m.must(m.move("A1", "BO", "2023-01-01")) // then A goes below A1: A1 cannot go back below A
		m.must(m.move("A", "A1", "2024-01-01"))
		wantKind(t, m.withdraw("A1"), errs.KindInvalid, "org.unit.cycle")
		m.must(m.withdraw("A"))
		m.must(m.withdraw("A1"))
		m.must(m.move("A1", "B", "2023-01-01")) // then A ends: A1 cannot go back below A
		m.must(m.end("A", "2025-01-01"))
		wantKind(t, m.withdraw("A1"), errs.KindInvalid, "org.unit.parent.not_living")
		m.compare("2022-01-01", "2023-06-01", m.today())
		m.verify()
	})
}

// Nobody is seated in a unit that has ended or will end: they would vanish from
// every list.
func TestNobodyInEndedUnit(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO")
		post := m.post("A", "Chuyên viên", 2)
		m.must(m.end("A", "2024-01-01"))
		_, _, err := m.app.Org.Seat(m.ctx, m.by, post, org.SeatForm{Name: person.Name{Given: "An"}, From: "2023-01-01", Basis: "9/QĐ"})
		wantKind(t, err, errs.KindInvalid, "org.unit.parent.not_living")
		_, _, err = m.app.Org.AddPost(m.ctx, m.by, m.units["A"], org.PostForm{Title: "Vụ phó", Seats: 1, From: "2023-01-01", Basis: "9/QĐ"})
		wantKind(t, err, errs.KindInvalid, "org.unit.parent.not_living")
		lines := []org.StaffLine{{Row: 2, Unit: "A", Title: "Chuyên viên", Name: person.Name{Given: "An"}, From: "2023-01-01", Basis: "9/QĐ"}}
		plan, err := m.app.Org.PlanStaff(m.ctx, m.by.Actor, lines)
		if err != nil || len(plan.Faults) != 1 {
			t.Errorf("an import seats somebody there: %v %+v", err, plan)
		}
	})
}

// The last seat of a post is given once, however many ask at a time.
func TestLastSeat(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "A", "BO")
		for range 5 {
			post := m.post("A", "Vụ trưởng", 1)
			var all sync.WaitGroup
			results := make([]error, 8)
			for i := range results {
				all.Go(func() {
					_, _, results[i] = m.app.Org.Seat(m.ctx, m.by, post, org.SeatForm{Name: person.Name{Given: "An"}, From: "2023-01-01", Basis: "9/QĐ"})
				})
			}
			all.Wait()
			seated := len(results) - len(slices.DeleteFunc(slices.Clone(results), func(err error) bool { return err == nil }))
			if n := countOf(t, m.app, `SELECT count(*) FROM org_holding WHERE post_id = $1`, post); n != 1 || seated != 1 {
				t.Fatalf("%d people sit in one seat, %d were told so: %v", n, seated, results)
			}
		}
	})
}

// Two moves that are fine one by one and make a circle together: one of them is
// refused, also when they come at the same moment.
func TestMovesThatCross(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		for i := range 5 {
			a, b := "A"+string(rune('0'+i)), "B"+string(rune('0'+i))
			m.mustCreate("2021-01-01", a, "BO", b, "BO")
			form := func(parent string) org.MoveForm {
				return org.MoveForm{Parent: m.units[parent], From: "2024-01-01", Basis: "4/QĐ"}
			}
			var one, two error
			var both sync.WaitGroup
			both.Go(func() { _, one = m.app.Org.Move(m.ctx, m.by, m.units[a], form(b)) })
			both.Go(func() { _, two = m.app.Org.Move(m.ctx, m.by, m.units[b], form(a)) })
			both.Wait()
			if (one == nil) == (two == nil) {
				t.Fatalf("of two crossing moves: %v, %v", one, two)
			}
		}
		m.verify()
	})
}
