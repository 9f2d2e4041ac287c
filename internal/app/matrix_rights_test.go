package app_test

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// rights has a right of every sort on a side, one for each change that uses one
// up: what waits for approval, and what counts and can be ended.
func (m *matrix) rights(side string) {
	today := clock.Today(clock.System{})
	op := accesssql.By{Actor: operator().Actor}
	specialist, head, keeper := fresh(m.viewer("chuyen_vien_tccb").actor), fresh(m.viewer("vu_truong_tccb").actor), fresh(m.viewer("keeper of the machine").actor)
	set := func(name string) func(id.ID, error) {
		return func(d id.ID, err error) { m.must(err); m.objects[side+" "+name] = d }
	}
	member := access.Holding{Role: access.RoleMember, Unit: m.body}
	reader := accountOf(m.t, m.app, m.body, "2022-01-01", member)
	m.objects[side+" reader"] = reader.Account
	who, err := person.New(person.Name{Family: "Lê", Given: "Hồ Sơ"}, m.objects[side+" unit"], m.objects[side+" unit"])
	m.must(err)
	closed, err := person.New(person.Name{Family: "Lê", Given: "Chưa Mở"}, m.objects[side+" unit"], m.objects[side+" unit"])
	m.must(err)
	_, err = m.app.Person.Add(bg, operator().Actor, [16]byte{}, m.objects[side+" unit"], []*person.Person{who, closed})
	m.must(err)
	m.objects[side+" person"] = closed.ID
	attach := func(by accesssql.By, role access.Role) (id.ID, error) {
		return m.app.Duties.Attach(bg, by, accesssql.AssignmentForm{Post: m.objects[side+" post"], Role: role, From: today, Basis: "1/QĐ"})
	}
	set("assignment")(attach(keeper, access.RoleUnitHead))
	set("assigned")(attach(op, access.RoleUnitClerk))
	give := func(by accesssql.By) (id.ID, error) {
		return m.app.Duties.Give(bg, by, accesssql.DutyForm{Account: accountOf(m.t, m.app, m.body, "2022-01-01", member).Account, Role: access.RoleAuditor, From: today, Basis: "1/QĐ"})
	}
	set("duty")(give(keeper))
	set("held")(give(op))
	clear := func() (id.ID, error) {
		return m.app.Needs.Clear(bg, specialist, accesssql.ClearanceForm{Account: reader.Account, Level: access.LabelMat, Number: "1/QĐ", Dated: "2026-01-01", Issuer: "Bộ Thử nghiệm",
			From: today, Last: today.AddDays(9)})
	}
	set("clearance")(clear())
	set("cleared")(clear())
	_, err = m.app.Needs.ApproveClearance(bg, head, m.objects[side+" cleared"])
	m.must(err)
	grant := func() (id.ID, error) {
		return m.app.Needs.Grant(bg, specialist, accesssql.GrantForm{Account: reader.Account, Object: access.Object{Kind: "person", ID: who.ID}, Purpose: access.PurposeCase,
			Basis: access.Basis{Kind: access.BasisCase, Text: "1/2026"}, From: today, Last: today.AddDays(9)})
	}
	set("grant")(grant())
	set("granted")(grant())
	_, err = m.app.Needs.ApproveGrant(bg, head, m.objects[side+" granted"])
	m.must(err)
	clerk := map[string]string{"PC": "van_thu_pc", "KN": "van_thu_kn"}[side]
	_, err = m.app.Duties.Delegate(bg, fresh(m.viewer(clerk).actor), accesssql.DelegationForm{To: reader.Account, Roles: []access.Holding{{Role: access.RoleUnitClerk, Unit: m.objects[side+" unit"]}},
		From: today, Last: today.AddDays(9), Basis: "1/QĐ", Reason: "đi công tác dài ngày"})
	m.must(err)
	set("delegation")(m.one(`SELECT id FROM access_delegation WHERE to_account_id = $1`, reader.Account))
	m.watched(side, who.ID, specialist)
	seats, err := m.app.Access.Seats.SeatsOf(bg, m.app.DB.Reader(), head.Actor.Person, today)
	m.must(err)
	m.objects[" acting"] = seats[0].Holding
}

func (m *matrix) one(query string, arg any) (id.ID, error) {
	var d id.ID
	return d, sqldb.One(bg, m.app.DB.Reader(), query, []any{arg}, &d)
}

// watched has two emergency openings, one of them closed, and a remark.
func (m *matrix) watched(side string, who id.ID, by accesssql.By) {
	reason := "cấp cứu ban đêm, không chờ được"
	broken, err := m.app.Watch.Break(bg, by, accesssql.BreakForm{Object: access.Object{Kind: "person", ID: who}, Reason: reason, Basis: "12/CV-TCCB", Minutes: 60})
	m.must(err)
	m.objects[side+" break"] = broken
	other, err := m.one(`SELECT subject_id FROM org_holding WHERE id = $1`, m.objects[side+" holding"])
	m.must(err)
	m.objects[side+" broken"], err = m.app.Watch.Break(bg, by, accesssql.BreakForm{Object: access.Object{Kind: "person", ID: other}, Reason: reason, Basis: "12/CV-TCCB", Minutes: 60})
	m.must(err)
	_, err = m.app.Watch.EndBreak(bg, by, m.objects[side+" broken"])
	m.must(err)
	reader := m.objects[side+" reader"]
	_, err = m.app.Door.Do(bg, door.Command{Name: access.ActionRemark, Actor: access.System("reads"), Purpose: access.PurposeAudit, Object: access.Object{Kind: "account", ID: reader}},
		func(ctx context.Context, tx door.Tx) error {
			m.objects[side+" remark"] = id.New()
			return sqldb.Of(tx).Put(ctx, "access_remark", sqldb.Key{ID: m.objects[side+" remark"], Version: 1}, sqldb.Row{"label": 0, "unit_id": m.objects[side+" unit"],
				"managing_unit_id": m.body, "state": "open", "subject_id": nil, "account_id": reader, "rule": access.UnusualDay, "day": "2026-11-25", "count": 90, "median": 9,
				"reviewer_id": nil, "reviewed_at": nil, "verdict": nil, "note": nil})
		})
	m.must(err)
}
