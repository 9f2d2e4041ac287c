package app_test

import (
	"testing"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
)

// officerOfAll is somebody who holds both roles that keep and decide about files, and
// has a file.
func (g *gate) officerOfAll() access.Actor {
	g.t.Helper()
	who := g.newcomer(g.newPost(access.RoleDeptSpecialist, access.RoleDeptHead))
	_, err := g.app.Person.Change(bg, step(g.specialist.Actor), who.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, Born: "1980", Version: 1})
	g.must(err)
	return who
}

// TestNobodyKeepsTheirOwnFile: who keeps and decides about files does neither with
// their own: no opening for work or by force, no change, no right on it, no seat; a
// colleague does all of it, and their own view stays.
func TestNobodyKeepsTheirOwnFile(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		p := g.app.Person
		me, colleague := g.officerOfAll(), g.newcomer(g.newPost(access.RoleDeptSpecialist))
		page := person.EvidenceForm{Kind: person.Certificate, Others: person.OthersYes, Dated: "2020-01-01", Issuer: "Trường Thử nghiệm", Name: "a.png", Data: slip}
		evidence, err := p.AddEvidence(bg, step(colleague), me.Person, page, id.ID{}, 0)
		g.must(err)
		gone, err := p.AddEvidence(bg, step(colleague), me.Person, page, id.ID{}, 0)
		g.must(err)
		post, _, err := g.app.Org.AddPost(bg, operator(), g.unit, org.PostForm{Title: "Phó", Seats: 9, From: "2021-01-01", Basis: "5/QĐ"})
		g.must(err)
		seats, err := g.app.Access.Seats.SeatsOf(bg, g.app.DB.Reader(), me.Person, "2026-11-25")
		g.must(err)
		reader := g.newcomer(id.ID{})
		does := func(by access.Actor) map[string]error {
			all := map[string]error{}
			_, all["change"] = p.Change(bg, step(by), me.Person, person.ChangeForm{Name: person.Name{Given: "Mới"}, Born: "1981", Version: 2})
			_, all["add"] = p.AddEvidence(bg, step(by), me.Person, page, id.ID{}, 0)
			_, all["redact"] = p.Redact(bg, step(by), me.Person, evidence, "b.png", slip)
			_, all["replace"] = p.AddEvidence(bg, step(by), me.Person, page, evidence, 1)
			all["withdraw"] = p.Withdraw(bg, step(by), me.Person, gone, 1)
			_, all["grant"] = g.app.Needs.Grant(bg, step(by), accesssql.GrantForm{Account: reader.Account, Object: person.Object(me.Person), Purpose: access.PurposeCase,
				Basis: access.Basis{Kind: access.BasisCase, Text: "12/2026/VV"}, From: "2026-11-25", Last: "2026-12-25"})
			_, all["break"] = g.app.Watch.Break(bg, step(by), accesssql.BreakForm{Object: person.Object(me.Person), Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV", Minutes: 5})
			_, all["erase"] = p.ProposeErasure(bg, step(by), me.Person, erasure("đã quá thời hạn lưu giữ hồ sơ"))
			_, _, all["seat"] = g.app.Org.Seat(bg, org.By{Actor: by}, post, org.SeatForm{Person: me.Person, From: "2026-11-25", Basis: "5/QĐ"})
			return all
		}
		before := tablesDigest(t, g.app)
		for name, err := range does(me) {
			if !errs.Is(err, errs.KindDenied) || errs.Of(err).Code != "access.oneself" {
				t.Errorf("%s oneself: %v", name, err)
			}
		}
		_, err = g.app.Org.Unseat(bg, org.By{Actor: me}, seats[0].Holding, "2026-11-25", "8/QĐ")
		wantKind(t, err, errs.KindDenied, "access.oneself")
		for _, row := range access.PurposeTable {
			for way, err := range g.readings(me, person.Looking{Person: me.Person, Purpose: row.Purpose}, evidence) {
				if !errs.Is(err, errs.KindDenied) && !errs.Is(err, errs.KindNotFound) {
					t.Errorf("%s oneself for %s: %v", way, row.Purpose, err)
				}
			}
		}
		if tablesDigest(t, g.app) != before {
			t.Error("what was refused changed something")
		}
		for name, err := range does(colleague) {
			if err != nil {
				t.Errorf("%s a colleague: %v", name, err)
			}
		}
		own, err := p.Self(bg, me, person.ActionSelf)
		g.must(err)
		if own.Born.Text != "1981" {
			t.Errorf("one's own view shows %+v", own.Born)
		}
	})
}
