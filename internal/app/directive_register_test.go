package app_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/directive/directivesql"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/vi"
)

// enter registers many documents of known facts under a unit.
func (r *registry) enter(unit string, n int) []directive.Directive {
	r.t.Helper()
	kinds, titles := []string{"NĐ", "TT", "QĐ"}, []string{"về công tác văn thư", "quy định chế độ báo cáo", "về quản lý cán bộ, công chức", "hướng dẫn nghề cá ven bờ"}
	var list []*directive.Directive
	for i := range n {
		f := directive.Facts{Kind: kinds[i%3], Number: fmt.Sprintf("%d/%d/%s-%s", i+1, 2020+i%5, kinds[i%3], unit), Issuer: []string{"Chính phủ", "Bộ Nội vụ"}[i%2],
			IssuedOn: clock.Day(2020+i%5, 1+i%3, 1+i%2), Title: titles[i%4]}
		if i%2 == 0 {
			f.ReceivedOn = clock.Day(2026, 1, 1+i%4)
		}
		list = append(list, &directive.Directive{ID: id.New(), Facts: f})
	}
	_, err := r.app.Directive.Enter(r.ctx, directive.By{Actor: operator().Actor}, r.units[unit], list, nil)
	r.must(err)
	var all []directive.Directive
	for _, d := range list {
		all = append(all, *d)
	}
	return all
}

// listed reads the register page by page.
func (r *registry) listed(who access.Actor, f directive.Filter, size int) ([]directive.Directive, int64) {
	r.t.Helper()
	f.Limit = size
	var all []directive.Directive
	for {
		page, _, err := r.app.Directive.List(r.ctx, who, f)
		r.must(err)
		if all = append(all, page...); len(page) < size {
			f.After = ""
			_, n, err := r.app.Directive.List(r.ctx, who, f)
			r.must(err)
			return all, n
		}
		f.After = page[size-1].Key(f.Order)
	}
}

// wanted is what the register should show, worked out the plain way.
func wanted(all []directive.Directive, f directive.Filter) []id.ID {
	list := slices.DeleteFunc(slices.Clone(all), func(d directive.Directive) bool {
		have := vi.Words(d.SearchText())
		missing := slices.ContainsFunc(f.Words, func(w string) bool { return !slices.Contains(have, w) })
		return missing || (f.Kind != "" && d.Kind != f.Kind) || (f.Year > 0 && !strings.HasPrefix(string(d.IssuedOn), fmt.Sprint(f.Year)))
	})
	slices.SortFunc(list, func(a, b directive.Directive) int {
		switch f.Order {
		case directive.OldestIssued:
			return cmp.Or(cmp.Compare(a.IssuedOn, b.IssuedOn), a.ID.Compare(b.ID))
		case directive.NewestReceived:
			return cmp.Or(cmp.Compare(b.ReceivedOn, a.ReceivedOn), b.ID.Compare(a.ID))
		}
		return cmp.Or(cmp.Compare(b.IssuedOn, a.IssuedOn), b.ID.Compare(a.ID))
	})
	return idsOf(list)
}

func idsOf(list []directive.Directive) []id.ID {
	ids := make([]id.ID, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	return ids
}

// The register in each order and through each filter, in pages of any size, is
// what a plain filter and sort of all documents gives.
func TestRegisterLists(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		all := r.enter("BO", 60)
		words := [][]string{nil, vi.Words("văn thư"), vi.Words("can bo quan ly"), vi.Words("3/2022"), vi.Words("nghe ve"), vi.Words("nghề cá chính phủ"), vi.Words("không có đâu")}
		for _, order := range []directive.Order{directive.NewestIssued, directive.OldestIssued, directive.NewestReceived} {
			for _, w := range words {
				for _, f := range []directive.Filter{{}, {Kind: "TT"}, {Year: 2022}, {Kind: "NĐ", Year: 2023}} {
					f.Order, f.Words = order, w
					want := wanted(all, f)
					for _, size := range []int{4, 60} {
						got, n := r.listed(r.office.Actor, f, size)
						if !slices.Equal(idsOf(got), want) || n != int64(len(want)) {
							t.Errorf("%+v in pages of %d: %d documents, counted %d, want %d, or another order", f, size, len(got), n, len(want))
						}
					}
				}
			}
		}
		if _, _, err := r.app.Directive.List(r.ctx, r.office.Actor, directive.Filter{After: "2020|x", Limit: 1}); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("a key that is none: %v", err)
		}
	})
}

// Everybody sees in the register what their roles let them see: the whole body,
// the units below theirs, nothing.
func TestRegisterScope(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		ofBody, ofA, ofB := r.enter("BO", 3), r.enter("A1", 4), r.enter("B", 5)
		r.upload("99/QĐ", "9/QĐ")
		member := func(codes ...string) access.Actor {
			var roles []access.Holding
			for _, c := range codes {
				roles = append(roles, access.Holding{Role: access.RoleMember, Unit: r.units[c]})
			}
			return accountOf(t, r.app, r.body, "2020-01-01", roles...)
		}
		for name, c := range map[string]struct {
			who  access.Actor
			want []directive.Directive
		}{
			"member of the body":          {member("BO"), slices.Concat(ofBody, ofA, ofB)},
			"member of A":                 {member("A"), ofA},
			"member of A and B":           {member("A", "B"), slices.Concat(ofA, ofB)},
			"of A and the body":           {member("A", "BO"), slices.Concat(ofBody, ofA, ofB)},
			"member of A2":                {member("A2"), nil},
			"the machine's":               {accountOf(t, r.app, r.body, "2020-01-01", access.Holding{Role: access.RoleSysAdmin, Unit: r.body}), nil},
			"from next year":              {accountOf(t, r.app, r.body, "2027-01-01", access.Holding{Role: access.RoleMember, Unit: r.body}), nil},
			"somebody without an account": {access.Actor{Account: id.New(), Person: id.New()}, nil},
		} {
			for _, f := range []directive.Filter{{}, {Words: vi.Words("về")}} {
				got, n := r.listed(c.who, f, 5)
				want := wanted(c.want, f)
				if !slices.Equal(idsOf(got), want) || n != int64(len(want)) {
					t.Errorf("%s sees %d documents, counted %d, want %d", name, len(got), n, len(want))
				}
			}
			for _, d := range slices.Concat(ofBody, ofA, ofB) {
				sees := slices.ContainsFunc(c.want, func(w directive.Directive) bool { return w.ID == d.ID })
				if err := r.app.Directive.MayRead(r.ctx, c.who, d.ID); (err == nil) != sees || (err != nil && !errs.Is(err, errs.KindNotFound)) {
					t.Errorf("%s opens %s: %v, in their list: %v", name, d.Number, err, sees)
				}
			}
		}
	})
}

// Whoever sees few of many documents, and whoever sees many, gets the same
// register as a plain filter and sort; counting stops in both.
func TestRegisterReach(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		many, few := r.enter("A1", directivesql.CountUpTo+20), r.enter("B", 5)
		for unit, docs := range map[string][]directive.Directive{"A": many, "B": few} {
			who := accountOf(t, r.app, r.body, "2020-01-01", access.Holding{Role: access.RoleMember, Unit: r.units[unit]})
			for _, f := range []directive.Filter{{}, {Kind: "TT"}, {Year: 2022}, {Order: directive.OldestIssued}, {Order: directive.NewestReceived}} {
				got, n := r.listed(who, f, 300)
				want := wanted(docs, f)
				if !slices.Equal(idsOf(got), want) || n != int64(min(len(want), directivesql.CountUpTo)) {
					t.Errorf("member of %s, %+v: %d documents, counted %d, want %d, or another order", unit, f, len(got), n, len(want))
				}
			}
		}
	})
}

// sentTo is one unit to which something was sent, as the test remembers it.
type sentTo struct {
	unit             string
	due              clock.Date
	confirmed, paper bool
}

// Coverage says of every unit whether it has confirmed; its numbers are those of
// a plain count, today and when the due days have passed.
func TestCoverage(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		d := r.register("7/QĐ-BTN")
		clerk, rng := r.at("BO", access.RoleUnitClerk), rand.New(rand.NewPCG(4, 46))
		var all []*sentTo
		for i := range 24 {
			code := fmt.Sprint("V", i)
			r.must(r.create(code, []string{"BO", "A"}[i%2], "2021-01-01"))
			x := &sentTo{unit: code, due: r.today().AddDays(i % 3)}
			r.must(r.send(d, x.due, code))
			switch rng.IntN(3) {
			case 0:
				r.must(r.confirm(r.at(code, access.RoleUnitClerk), r.waiting(d, code)))
				x.confirmed = true
			case 1:
				r.must(r.confirmFor(clerk, r.waiting(d, code)))
				x.confirmed, x.paper = true, true
			}
			all = append(all, x)
		}
		for range 4 {
			r.checkCoverage(d, all)
			r.clock.Advance(24 * time.Hour)
		}
		wantKind(t, r.app.Directive.MayCover(r.ctx, r.at("A", access.RoleUnitClerk).Actor, d.ID), errs.KindDenied, "access.denied")
		r.must(r.app.Directive.MayCover(r.ctx, r.by.Actor, d.ID))
	})
}

func (r *registry) checkCoverage(d *directive.Directive, all []*sentTo) {
	r.t.Helper()
	var want directive.Tally
	open := map[id.ID]bool{}
	for _, x := range all {
		want.Sent++
		switch {
		case x.confirmed:
			want.Confirmed++
		case x.due < r.today():
			want.Overdue++
		}
		if x.paper {
			want.OnPaper++
		}
		if !x.confirmed {
			open[r.units[x.unit]] = true
		}
	}
	got, err := r.app.Directive.Track.Tally(r.ctx, d.ID, r.today())
	if r.must(err); got != want {
		r.t.Errorf("on %s the numbers are %+v, want %+v", r.today(), got, want)
	}
	late, err := r.app.Directive.Track.Overdue(r.ctx, everything, []id.ID{r.body}, r.today(), 10)
	if r.must(err); len(late) != 1 || late[0].Sent != want.Sent || late[0].Confirmed != want.Confirmed || late[0].Overdue != want.Overdue {
		r.t.Errorf("on %s the sender is told %+v, want %+v", r.today(), late, want)
	}
	for _, onlyOpen := range []bool{true, false} {
		seen := r.covered(d, onlyOpen)
		if len(seen) != map[bool]int{true: len(open), false: len(all)}[onlyOpen] {
			r.t.Errorf("%d units listed, only those that have not confirmed: %v", len(seen), onlyOpen)
		}
		for unit, l := range seen {
			if l.Confirmed == open[unit] || l.Confirmed != (l.At > 0) || (l.OnPaper && l.SignedOn == "") {
				r.t.Errorf("%s: %+v, open %v", l.Name, l, open[unit])
			}
		}
	}
}

// covered reads the coverage of a directive page by page.
func (r *registry) covered(d *directive.Directive, onlyOpen bool) map[id.ID]directive.CoverageLine {
	r.t.Helper()
	seen := map[id.ID]directive.CoverageLine{}
	f := directive.CoverageFilter{OnlyOpen: onlyOpen, Limit: 5}
	for {
		page, err := r.app.Directive.Track.Coverage(r.ctx, d.ID, f)
		r.must(err)
		for _, l := range page {
			if _, twice := seen[l.Unit]; twice {
				r.t.Errorf("%s comes twice", l.Name)
			}
			seen[l.Unit] = l
		}
		if len(page) < f.Limit {
			return seen
		}
		f.After = page[len(page)-1].Key
	}
}

// A clerk's own work comes by its due day; what units without a computer below
// them have to confirm comes to them as well, however deep.
func TestWaiting(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r := openRegistry(t, url)
		first, second := r.register("7/QĐ-BTN"), r.register("8/QĐ-BTN")
		r.must(r.send(first, "2027-02-01", "A", "A1", "A2", "B"))
		r.must(r.send(second, "2027-01-01", "A"))
		mine, err := r.app.Directive.Track.Waiting(r.ctx, everything, []id.ID{r.units["A"]}, 10)
		if r.must(err); len(mine) != 2 || mine[0].Directive != second.ID {
			t.Errorf("what A has to confirm, the earliest due first: %+v", mine)
		}
		for code, want := range map[string]int{"BO": 2, "A": 2, "A1": 1, "A2": 0, "B": 0} {
			paper, err := r.app.Directive.Track.WaitingOnPaper(r.ctx, everything, []id.ID{r.units[code]}, 10)
			if r.must(err); len(paper) != want {
				t.Errorf("clerks of %s are shown %d slips to record, want %d", code, len(paper), want)
			}
		}
		r.must(r.confirm(r.at("A", access.RoleUnitClerk), mine[0]))
		one, err := r.app.Directive.Track.RecipientLine(r.ctx, mine[0].Recipient)
		if r.must(err); !one.Confirmed {
			t.Error("confirmed, and its page says otherwise")
		}
		_, err = r.app.Directive.Track.RecipientLine(r.ctx, id.New())
		wantKind(t, err, errs.KindNotFound, "directive.recipient.not_found")
	})
}
