package app_test

import (
	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/vi"
)

// everything does one of each thing that a program of the house asks.
func (m *ministry) everything() {
	m.mustCreate("2021-01-01", "A", "BO", "A1", "A", "B", "BO", "C", "BO", "D", "BO")
	m.must(m.rename("A", "Vụ Mới", "2022-01-01"))
	m.must(m.move("A1", "B", "2022-01-01"))
	m.must(m.split("D", "D2", true, "2023-01-01"))
	m.must(m.end("D2", "2024-01-01"))
	m.must(m.withdraw("D2"))
	post := m.post("C", "Chuyên viên", 3)
	holding := m.seat(post, person.Name{Family: "Lê", Given: "An"}, "2022-01-01")
	m.must(m.merge("C", "B", "2024-01-01"))
	m.importUnits(manyUnits(25))
	_, err := m.app.Org.ImportStaff(m.ctx, m.by, manyStaff(20), m.shownStaff(manyStaff(20)))
	m.must(err)
	m.lists(post, holding)
	m.papers()
	m.records()
}

// lists reads the organisation's pages.
func (m *ministry) lists(post, holding id.ID) {
	read := m.app.Org.Read
	for _, day := range []int{0, -900} {
		for _, f := range []org.HolderFilter{{}, {Words: vi.Words("Lê An")}, {Words: vi.Words("an")}, {Post: post}, {After: holding}} {
			f.Unit, f.Day, f.Limit = m.body, m.today().AddDays(day), 10
			m.holders(f)
		}
		_, err := read.Vacancies(m.ctx, m.body, m.today().AddDays(day), org.Page{Limit: 10})
		m.must(err)
		_, err = read.PostsOf(m.ctx, m.units["B"], m.today().AddDays(day))
		m.must(err)
	}
	_, err := m.app.Org.Namesakes(m.ctx, m.by.Actor, post, person.Name{Family: "Lê", Given: "An"})
	m.must(err)
	_, err = read.ByCode(m.ctx, "A")
	m.must(err)
	_, err = read.Successions(m.ctx, m.units["B"])
	m.must(err)
	m.must(m.app.Org.MayRead(m.ctx, m.by.Actor, m.units["C"]))
	found, err := m.app.Org.Read.PostsOf(m.ctx, m.units["U1"], m.today())
	m.must(err)
	_, _, err = m.app.Org.Seat(m.ctx, m.by, found[0].ID, org.SeatForm{Name: person.Name{Given: "Hai"}, From: "2024-01-01", Basis: "9/QĐ"})
	_ = err // full or not: it was asked
	spare := m.post("A", "Thừa", 1)
	_, err = m.app.Org.AbolishPost(m.ctx, m.by, spare, m.today(), "9/QĐ")
	m.must(err)
	sat := m.seat(m.post("A", "Vụ phó", 1), person.Name{Given: "Ba"}, "2022-01-01")
	_, err = m.app.Org.Unseat(m.ctx, m.by, sat, m.today(), "9/QĐ")
	m.must(err)
	m.clock.Advance(24 * 3600 * 1e9)
	m.must(m.app.Org.RefreshTree(m.ctx))
}

// papers does what clerks do.
func (m *ministry) papers() {
	r := &registry{m, m.at("BO", access.RoleOfficeClerk)}
	all := r.enter("BO", 12)
	_, err := r.app.Directive.Enter(r.ctx, directive.By{Actor: operator().Actor}, r.body, nil, []directive.Relation{{From: all[0].ID, To: all[1].ID, Kind: directive.Amends}})
	m.must(err)
	d := r.register("7/QĐ-BTN")
	_, err = r.app.Directive.Correct(r.ctx, r.office, d.ID, d.Facts, d.Version)
	m.must(err)
	spoiled := r.upload("8/QĐ-BTN", "7/QĐ-BTN")
	_, err = r.app.Directive.Discard(r.ctx, r.office, spoiled.ID, 0)
	m.must(err)
	m.must(r.send(d, "2027-01-01", "A", "A1"))
	m.must(r.confirm(r.at("A", access.RoleUnitClerk), r.waiting(d, "A")))
	paper := r.waiting(d, "A1")
	m.must(r.confirmFor(r.at("B", access.RoleUnitClerk), paper))
	member := accountOf(m.t, m.app, m.body, "2020-01-01", access.Holding{Role: access.RoleMember, Unit: m.units["A"]})
	for _, who := range []access.Actor{r.office.Actor, member} {
		for _, f := range []directive.Filter{{}, {Kind: "NĐ"}, {Year: 2022}, {State: directive.Draft}, {Words: vi.Words("văn thư")}, {Order: directive.OldestIssued}, {Order: directive.NewestReceived}} {
			r.listed(who, f, 4)
		}
	}
	r.covered(d, true)
	r.covered(d, false)
	read, track := r.app.Directive.Read, r.app.Directive.Track
	for _, err := range []error{
		failed(track.Tally(r.ctx, d.ID, r.today())), failed(track.Overdue(r.ctx, everything, []id.ID{r.body}, r.today(), 5)), failed(track.Dispatches(r.ctx, d.ID)),
		failed(track.WaitingOnPaper(r.ctx, everything, []id.ID{r.body}, 5)), failed(track.RecipientLine(r.ctx, paper.Recipient)), failed(read.Citations(r.ctx, everything, d.ID)),
		failed(read.CitedBy(r.ctx, everything, d.ID)), failed(read.Relations(r.ctx, everything, d.ID)), failed(read.TextOf(r.ctx, d.ID)), failed(read.NamesBlob(r.ctx, "x")),
	} {
		m.must(err)
	}
}

// records reads the ledger, and does the small work beside it.
func (m *ministry) records() {
	q, store := m.app.DB.Reader(), m.app.Ledger
	object := access.Object{Kind: "unit", ID: m.units["A"]}
	lines, err := store.Entries(m.ctx, q, ledger.Filter{}, 5)
	m.must(err)
	last := lines[len(lines)-1]
	for _, f := range []ledger.Filter{{Object: object}, {Actor: m.by.Actor.Account}, {Before: ledger.Cursor{At: last.At, ID: last.ID}}, {Entry: last.ID},
		{Untold: ledger.Untold{Reader: m.by.Actor, Subject: []access.Action{access.ActionEndGrant}, Object: []access.Action{access.ActionGrant}, Since: 1, Entries: []id.ID{last.ID}}}} {
		_, err := store.Entries(m.ctx, q, f, 5)
		m.must(err)
	}
	_, err = store.Timeline(m.ctx, q, object, ledger.Only{}, 5)
	m.must(err)
	_, err = store.Timeline(m.ctx, q, object, ledger.Only{Table: "person_evidence", Rows: []id.ID{object.ID}}, 5)
	m.must(err)
	_, err = store.Began(m.ctx, q, "org_unit", object.ID)
	m.must(err)
	_, err = store.Find(m.ctx, q, last.ID)
	m.must(err)
	_, err = store.Rows(m.ctx, q, last.ID)
	m.must(err)
	_, err = ledgersql.Plain{Store: store}.Find(m.ctx, last.ID)
	m.must(err)
	_, _ = store.Receipt(m.ctx, q, last.ID) // early or not: it was asked
	token, err := m.app.Sessions.Begin(m.ctx, m.by.Actor.Account, signin.ProvedByPassword, signin.Client{})
	m.must(err)
	m.clock.Advance(2 * 60 * 1e9)
	_, err = m.app.Sessions.Session(m.ctx, token)
	m.must(err)
	view, err := m.app.Sessions.Keep(m.ctx, token, "x")
	m.must(err)
	_, err = m.app.Sessions.Kept(m.ctx, token, view)
	m.must(err)
	m.must(m.app.Sessions.SignOut(m.ctx, token))
	_, err = m.app.Accounts.Personas(m.ctx)
	m.must(err)
	_, _, _ = m.app.Jobs.Claim(m.ctx, m.clock.Now()) // there is none
	clerk := org.By{Actor: m.at("A", access.RoleUnitClerk).Actor}
	for range 2 { // a refusal and its repeat
		_, err = m.app.Org.End(m.ctx, clerk, m.units["A"], org.EndForm{From: m.today(), Basis: "1/QĐ"})
		wantKind(m.t, err, errs.KindDenied, "access.denied")
	}
	m.clock.Advance(2 * 60 * 1e9)
	_, err = m.app.Door.CloseRepeats(m.ctx)
	m.must(err)
}

// failed drops what was read.
func failed[T any](_ T, err error) error { return err }
