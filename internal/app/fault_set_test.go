package app_test

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/job"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
)

// rights are those that wait for a second pair of eyes, and those that count,
// beside what the little body has.
func (d *director) rights() {
	set := func(where *id.ID) func(id.ID, error) {
		return func(right id.ID, err error) { d.t.Helper(); d.must(err); *where = right }
	}
	one := func(where *id.ID, query string) {
		d.must(sqldb.One(d.ctx, d.a.DB.Reader(), query, nil, where))
	}
	d.s.Keeper, d.s.Second = d.keeper(), d.keeper()
	op, today := accesssql.By{Actor: operator().Actor}, clock.Today(d.a.Clock)
	d.s.Named = map[string]id.ID{}
	for _, name := range []string{"tat.x", "giao.x", "thoi.x"} {
		d.name(name)
	}
	attach := accesssql.AssignmentForm{Post: d.s.Post, Role: access.RoleUnitHead, From: today, Basis: "chờ"}
	set(&d.s.Assignment)(d.a.Duties.Attach(d.ctx, fresh(d.s.Keeper), attach))
	attach.Role, attach.Basis = access.RoleUnitClerk, "gỡ ra"
	set(&d.s.Assigned)(d.a.Duties.Attach(d.ctx, op, attach))
	give := accesssql.DutyForm{Account: d.s.Named["giao.x"], Role: access.RoleAuditor, From: today, Basis: "chờ"}
	set(&d.s.Duty)(d.a.Duties.Give(d.ctx, fresh(d.s.Keeper), give))
	give.Account, give.Basis = d.s.Named["thoi.x"], "gỡ ra"
	set(&d.s.Held)(d.a.Duties.Give(d.ctx, op, give))
	reader := d.s.Named["giao.x"]
	set(&d.s.Clearance)(d.a.Needs.Clear(d.ctx, fresh(d.s.Specialist), clearing(reader, "chờ/QĐ")))
	set(&d.s.Grant)(d.a.Needs.Grant(d.ctx, fresh(d.s.Specialist), granting(access.Object{Kind: "person", ID: d.s.Free}, reader, access.PurposeCase, "chờ/2026")))
	one(&d.s.Cleared, `SELECT id FROM access_clearance WHERE state = 'live'`)
	one(&d.s.Granted, `SELECT id FROM access_grant WHERE state = 'live'`)
	one(&d.s.Delegation, `SELECT id FROM access_delegation`)
	one(&d.s.Broken, `SELECT id FROM access_break`)
	one(&d.s.Remark, `SELECT id FROM access_remark`)
}

// keeper is somebody who keeps the machine.
func (d *director) keeper() access.Actor {
	d.t.Helper()
	acc := accesssql.Account{ID: id.New(), Person: d.person("Giữ"), Unit: d.s.Body, From: "2020-01-01", Basis: "6/QĐ",
		Roles: []access.Holding{{Role: access.RoleSysAdmin, Unit: d.s.Body}, {Role: access.RoleMember, Unit: d.s.Body}}}
	_, err := d.a.Accounts.Create(d.ctx, operator().Actor, [16]byte{}, acc)
	d.must(err)
	return access.Actor{Account: acc.ID, Person: acc.Person}
}

// name makes an account that signs in by a name, and gives its one-time code.
func (d *director) name(name string) string {
	d.t.Helper()
	slips, err := d.a.Signin.Add(d.ctx, signin.By{Actor: operator().Actor}, []signin.NewUser{{Account: name, Person: d.person("Tên").Text(person.Prefix)}})
	d.must(err)
	known, _, err := d.a.Sessions.ByName(d.ctx, name)
	d.must(err)
	d.s.Named[name] = known.Account
	return slips[0].Code
}

// names are accounts in all states; one is being recovered.
func (d *director) names() {
	d.name("bat.x")
	d.name("cho.x")
	d.name("may.x")
	d.s.Code = d.name("vao.x")
	keeper := signin.By(fresh(d.s.Keeper))
	d.must(d.a.Signin.SetActive(d.ctx, keeper, d.s.Named["bat.x"], false))
	d.must(d.a.Signin.Recover(d.ctx, signin.By(fresh(d.s.Second)), d.s.Named["cho.x"]))
	_, err := d.a.Signin.RecoverAtMachine(d.ctx, signin.By{Actor: operator().Actor}, d.s.Named["may.x"])
	d.must(err)
	_, err = d.a.Sessions.Begin(d.ctx, d.s.Signer.Account, signin.ProvedByPassword, home)
	d.must(err)
	d.must(addPasskey(d.ctx, d.a, signin.By(fresh(d.s.Signer))))
	d.must(sqldb.One(d.ctx, d.a.DB.Reader(), `SELECT id FROM signin_credential WHERE kind = 'passkey'`, nil, &d.s.Passkey))
}

// scans are three drafts that are pictures: one nobody ordered to be read, one is
// being read, one was.
func (d *director) scans() {
	page := testenv.Scan(d.t, `<p>Điều 1. Lưu giữ hồ sơ.</p>`)
	by := directive.By{Actor: d.s.Boss}
	upload := func() id.ID {
		which, err := d.a.Directive.Upload(d.ctx, by, d.s.Body, "quet.pdf", page)
		d.must(err)
		return which
	}
	order := func(which id.ID) job.Job {
		_, err := d.a.Directive.RecogniseLater(d.ctx, by, which)
		d.must(err)
		for {
			j, _, err := d.a.Jobs.Claim(d.ctx, d.a.Clock.Now())
			d.must(err)
			if j.Kind == directive.KindRecognise {
				return j
			}
		}
	}
	d.s.Scan, d.s.Read = upload(), upload()
	d.must(d.a.Directive.Recognise(d.ctx, order(d.s.Read), unreported))
	d.s.Reading = order(upload())
}

func unreported(context.Context, int64, int64) error { return nil }

// scanOrders are about texts that a machine reads.
var scanOrders = []order{
	{name: "directive.recognise", effect: `SELECT count(*) FROM job WHERE kind = 'directive.expression.recognise'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.RecogniseLater(ctx, clerk(s, "directive.recognise"), s.Scan)
	}},
	{name: "directive.recognise.cancel", effect: `SELECT count(*) FROM job_run WHERE state = 'cancelled'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.StopRecognising(ctx, clerk(s, "directive.recognise.cancel"), s.Reading.Object.ID)
	}},
	{name: "directive.recognise.keep", effect: `SELECT count(*) FROM directive_expression WHERE recognised = 1`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Directive.Recognise(ctx, s.Reading, unreported))
	}},
	{name: "directive.compare", effect: `SELECT count(*) FROM directive_expression WHERE compared_at > 0`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.Compare(ctx, clerk(s, "directive.compare"), s.Read)
	}},
}
