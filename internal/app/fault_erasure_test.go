package app_test

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
)

// erasures are what the orders about erasing work on: three files, of which one
// waits to be erased and one was approved, with its rows still there.
func (d *director) erasures() {
	p := d.a.Person
	filed := func(given string) id.ID {
		d.t.Helper()
		who := d.person(given)
		_, err := p.Change(d.ctx, step(d.s.Specialist), who, person.ChangeForm{Name: person.Name{Given: given}, Born: "1950-02-03", Version: 1})
		d.must(err)
		_, err = p.AddEvidence(d.ctx, step(d.s.Specialist), who, diploma(), id.ID{}, 0)
		d.must(err)
		return who
	}
	propose := func(given string) id.ID {
		d.t.Helper()
		e, err := p.ProposeErasure(d.ctx, step(d.s.Specialist), filed(given), erasure("nghỉ việc đã quá thời hạn lưu giữ"))
		d.must(err)
		return e
	}
	d.s.Leaving, d.s.Erasure, d.s.Erasing = filed("Đi"), propose("Chờ"), propose("Hủy")
	_, err := p.ApproveErasure(d.ctx, step(d.s.Head), d.s.Erasing)
	d.must(err)
}

var erasureOrders = []order{
	{name: "person.erasure.propose", effect: `SELECT count(*) FROM person_erasure WHERE state = 'proposed'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.ProposeErasure(ctx, hand(s.Specialist, "person.erasure.propose"), s.Leaving, erasure("nghỉ việc đã quá thời hạn lưu giữ")))
	}},
	{name: "person.erasure.approve", effect: `SELECT count(*) FROM person_erasure WHERE state = 'begun'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Person.ApproveErasure(ctx, hand(s.Head, "person.erasure.approve"), s.Erasure)
	}},
	{name: "person.erasure.withdraw", effect: `SELECT count(*) FROM person_erasure WHERE state = 'withdrawn'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Person.WithdrawErasure(ctx, hand(s.Specialist, "person.erasure.withdraw"), s.Erasure)
	}},
	readingOrder("person.erasure.open", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.OpenErasure(ctx, s.Head, s.Erasure)
		return err
	}),
	readingOrder("person.erasure.list", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.ListErasures(ctx, s.Head, 10)
		return err
	}),
	{name: "person.erasure.finish", effect: `SELECT count(*) = 0 FROM person_evidence WHERE subject_id = (SELECT subject_id FROM person_erasure WHERE state = 'begun')`,
		run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
			return unkeyed(a.Person.Erase(ctx))
		}},
}
