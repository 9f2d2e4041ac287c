package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/vi"
)

// openStaffed is a body with 320 people in ten units below two.
func openStaffed(t *testing.T, url string) *ministry {
	t.Helper()
	m := openMinistry(t, url, nil)
	units := manyUnits(20)
	for i := range units {
		if n := len(units) - i; n > 5 && n <= 10 {
			units[i].Parent = "U20" // U6 to U10 stand below U20
		}
	}
	m.importUnits(units)
	lines := manyStaff(320)
	_, err := m.app.Org.ImportStaff(m.ctx, m.by, lines, m.shownStaff(lines))
	m.must(err)
	m.seat(m.post("U1", "Người mẫu", 3), person.Name{Family: "Niê", Given: "H'Hen"}, "2023-01-01")
	return m
}

// TestHolders reads one body's lists in every way.
func TestHolders(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openStaffed(t, url)
		for name, check := range map[string]func(*testing.T, *ministry){"pages": holdersInPages, "words": holdersByWords, "export": exportNamesEverybody} {
			t.Run(name, func(t *testing.T) { check(t, m) })
		}
		t.Run("another day", func(t *testing.T) { holdersOfAnotherDay(t, m) }) // it changes the tree
	})
}

// pages reads a list page by page.
func (m *ministry) pages(f org.HolderFilter, size int) []org.HolderLine {
	m.t.Helper()
	f.Limit = size
	var all []org.HolderLine
	for {
		page := m.holders(f)
		all = append(all, page...)
		if len(page) < size {
			return all
		}
		f.After = page[size-1].Holding
	}
}

func byName(a, b org.HolderLine) int {
	if c := strings.Compare(vi.SortKey(a.Family, a.Middle, a.Given), vi.SortKey(b.Family, b.Middle, b.Given)); c != 0 {
		return c
	}
	return a.Holding.Compare(b.Holding)
}

// Every page goes on where the one before ended, in Vietnamese order, also in the
// middle of namesakes: nobody is left out and nobody comes twice.
func holdersInPages(t *testing.T, m *ministry) {
	for unit, want := range map[string]int{"BO": 321, "U20": 160, "U6": 32, "U15": 0} {
		for _, words := range [][]string{nil, {"an"}, {"thi", "binh"}} {
			f := org.HolderFilter{Unit: m.units[unit], Day: m.today(), Words: words}
			whole := m.pages(f, 1000)
			for _, size := range []int{7, 16} {
				if got := m.pages(f, size); !slices.Equal(got, whole) {
					t.Fatalf("%s, %v: in pages of %d there are %d people, in one %d", unit, words, size, len(got), len(whole))
				}
			}
			if !slices.IsSortedFunc(whole, byName) {
				t.Errorf("%s, %v: not in the order of names", unit, words)
			}
			if words == nil && len(whole) != want {
				t.Errorf("%s: %d people, want %d", unit, len(whole), want)
			}
		}
	}
}

// People are found by any words of their name, with marks or without, in any
// order but with the last typed as the rarest.
func holdersByWords(t *testing.T, m *ministry) {
	lines := append(manyStaff(320), org.StaffLine{Name: person.Name{Family: "Niê", Given: "H'Hen"}})
	for _, typed := range []string{"an", "Ân", "ÁNH", "thuy", "Thuỷ", "nguyen an", "Nguyễn  Thị Bình", "bình nguyễn", "tran thi dat", "ưng", "hen", "H'Hen Niê", "nie h hen", "xyz", "ngu"} {
		words, want := vi.Words(typed), 0
		for _, l := range lines {
			have := vi.Words(l.Full())
			if !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(have, w) }) {
				want++
			}
		}
		got := m.pages(org.HolderFilter{Unit: m.body, Day: m.today(), Words: words}, 100)
		if len(got) != want {
			t.Errorf("%q finds %d people, want %d", typed, len(got), want)
		}
	}
	same, err := m.app.Org.Namesakes(m.ctx, m.by.Actor, m.post("U2", "Người mẫu", 1), person.Name{Family: "Nie", Given: "H’Hen"})
	if err != nil || len(same) != 1 || same[0].Given != "H'Hen" {
		t.Errorf("who is asked about a namesake is shown %+v, %v", same, err)
	}
}

// A list of another day is that day's, and so are the names of units in it.
func holdersOfAnotherDay(t *testing.T, m *ministry) {
	m.must(m.rename("U6", "Phòng Đổi tên", "2024-01-01"))
	m.must(m.move("U6", "BO", "2025-01-01"))
	m.must(m.rename("U1", "Phòng Sau này", m.today().AddDays(10)))
	for _, c := range []struct {
		unit string
		day  int
		n    int
		name string
	}{{"U20", -700, 160, "Phòng Đổi tên"}, {"U20", 0, 128, ""}, {"U6", -1400, 32, "Phòng 6"}, {"U6", 0, 32, "Phòng Đổi tên"},
		{"U1", 0, 33, "Phòng 1"}, {"U1", 20, 33, "Phòng Sau này"}, {"BO", -1500, 0, ""}, {"BO", -3000, 0, ""}} {
		got := m.pages(org.HolderFilter{Unit: m.units[c.unit], Day: m.today().AddDays(c.day)}, 50)
		named := slices.ContainsFunc(got, func(l org.HolderLine) bool { return l.UnitName == c.name })
		if len(got) != c.n || (c.name != "" && !named) {
			t.Errorf("%s, %d days from today: %d people, want %d; %q among the units: %v", c.unit, c.day, len(got), c.n, c.name, named)
		}
	}
}

// An export names in the ledger every person in it; a list names nobody.
func exportNamesEverybody(t *testing.T, m *ministry) {
	list, err := m.app.Org.Export(m.ctx, m.by, org.HolderFilter{Unit: m.units["U20"], Day: m.today()})
	if err != nil || len(list) != 160 {
		t.Fatalf("%d people, %v", len(list), err)
	}
	m.holders(org.HolderFilter{Unit: m.units["U20"], Day: m.today(), Limit: 10})
	subjects := func(action string, who any) int64 {
		return countOf(t, m.app, `SELECT count(*) FROM ledger_subject s JOIN ledger_entry e ON e.id = s.entry_id WHERE e.action = $1 AND ($2 = 1 OR s.person = $3)`,
			action, int64(map[bool]int{true: 1}[who == nil]), who)
	}
	for _, h := range list {
		if subjects("org.holders.export", h.Person) != 1 {
			t.Fatalf("%s is in the file and not in the ledger", h.Full())
		}
	}
	if all, listed := subjects("org.holders.export", nil), subjects("org.holders.list", nil); all != 160 || listed != 0 {
		t.Errorf("the export names %d people, the list %d", all, listed)
	}
	m.verify()
}

// Posts with free seats come in the order of the tree, page by page.
func TestVacancies(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		m := openMinistry(t, url, nil)
		m.mustCreate("2021-01-01", "B", "BO", "A", "BO", "A1", "A", "C", "BO")
		var want []string
		for _, unit := range []string{"A", "A1", "B", "C"} {
			m.post(unit, "Trưởng", 1)
			m.post(unit, "Phó", 2)
			full := m.post(unit, "Đủ", 1)
			m.seat(full, person.Name{Given: "An"}, "2022-01-01")
			want = append(want, unit+" Phó", unit+" Trưởng")
		}
		for _, c := range []struct {
			unit  string
			limit int
			want  []string
		}{{"BO", 100, want}, {"BO", 3, want}, {"A", 1, want[:4]}, {"C", 2, want[6:]}} {
			var got []string
			page := org.Page{Limit: c.limit}
			for {
				list, err := m.app.Org.Read.Vacancies(m.ctx, m.units[c.unit], m.today(), page)
				m.must(err)
				for _, l := range list {
					got = append(got, fmt.Sprint(strings.TrimPrefix(l.UnitName, "Vụ "), " ", l.Title))
				}
				if len(list) < c.limit {
					break
				}
				page.After = list[len(list)-1].ID.Text(org.PostPrefix)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("below %s in pages of %d: %v, want %v", c.unit, c.limit, got, c.want)
			}
		}
		if _, err := m.app.Org.Read.Vacancies(m.ctx, m.body, m.today(), org.Page{After: "x", Limit: 1}); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("a key that is none: %v", err)
		}
		if list, err := m.app.Org.Read.Vacancies(m.ctx, id.New(), m.today(), org.Page{Limit: 1}); err != nil || len(list) != 0 {
			t.Errorf("below a unit that does not live: %v %v", list, err)
		}
	})
}
