package app_test

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// files are what the orders about files work on: all of it the clerk's.
func (d *director) files() {
	for _, one := range []struct {
		where *id.ID
		query string
	}{
		{&d.s.Correction, `SELECT id FROM person_correction`}, {&d.s.Request, `SELECT id FROM person_request`}, {&d.s.Delay, `SELECT id FROM person_delay`},
	} {
		d.must(sqldb.One(d.ctx, d.a.DB.Reader(), one.query, nil, one.where))
	}
	var grant id.ID // a delay is approved on one that lives
	d.must(sqldb.One(d.ctx, d.a.DB.Reader(), `SELECT grant_id FROM person_delay WHERE id = $1`, []any{d.s.Delay}, &grant))
	_, err := d.a.Needs.ApproveGrant(d.ctx, fresh(d.s.Head), grant)
	d.must(err)
}

// upkeep is how whoever keeps files looks at the clerk's.
func upkeep(s *stage) person.Looking {
	return person.Looking{Person: s.Clerk.Person, Purpose: access.PurposeUpkeep}
}

// unlocked gives orders that need the keyring open.
func unlocked(list []order) []order {
	for i, o := range list {
		list[i].run = func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
			if err := a.Unlock(ctx, nil); err != nil {
				return ledger.Ref{}, err
			}
			return o.run(ctx, a, s)
		}
	}
	return list
}

// readingOrder is an order that leaves an entry and nothing else.
func readingOrder(name string, read func(ctx context.Context, p *person.Service, s *stage, action access.Action) error) order {
	return order{name: name, effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(read(ctx, a.Person, s, access.Action(name)))
	}}
}

func opens(ctx context.Context, p *person.Service, s *stage, action access.Action) error {
	_, err := p.Open(ctx, s.Specialist, action, upkeep(s))
	return err
}

func ofSelf(ctx context.Context, p *person.Service, s *stage, action access.Action) error {
	_, err := p.Self(ctx, proved(s.Clerk), action)
	return err
}

var fileReadings = []order{
	readingOrder("person.list", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.Find(ctx, s.Specialist, person.ListFilter{Words: []string{"anh"}, Limit: 10})
		return err
	}),
	readingOrder("person.file.open", opens),
	readingOrder("person.file.reveal", opens),
	readingOrder("person.file.print", opens),
	readingOrder("person.file.history", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, _, err := p.History(ctx, s.Specialist, upkeep(s))
		return err
	}),
	readingOrder("person.evidence.open", func(ctx context.Context, p *person.Service, s *stage, action access.Action) error {
		_, _, err := p.Page(ctx, s.Specialist, action, upkeep(s), s.Evidence, 0)
		return err
	}),
	readingOrder("person.evidence.picture", func(ctx context.Context, p *person.Service, s *stage, action access.Action) error {
		_, _, err := p.Page(ctx, s.Specialist, action, upkeep(s), s.Evidence, 1)
		return err
	}),
	readingOrder("person.self.open", ofSelf),
	readingOrder("person.self.print", ofSelf),
	readingOrder("person.self.export", ofSelf),
	readingOrder("person.correction.open", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.SeeCorrection(ctx, s.Specialist, s.Correction)
		return err
	}),
	readingOrder("person.request.open", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.SeeRequest(ctx, s.Head, s.Request)
		return err
	}),
	readingOrder("person.delay.open", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.SeeDelay(ctx, s.Head, s.Delay)
		return err
	}),
	readingOrder("person.queue.list", func(ctx context.Context, p *person.Service, s *stage, _ access.Action) error {
		_, err := p.Queue(ctx, s.Specialist, 10)
		return err
	}),
}

func diploma() person.EvidenceForm {
	return person.EvidenceForm{Kind: person.Diploma, Others: person.OthersNo, Number: "VB-5", Dated: "2020-07-01", Issuer: "Trường Thử nghiệm", Name: "b.png", Data: slip}
}

var fileOrders = []order{
	{name: "person.file.change", effect: `SELECT count(*) FROM person WHERE staff_code = 'TN-8'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Person.Change(ctx, hand(s.Specialist, "person.file.change"), s.Clerk.Person,
			person.ChangeForm{Name: person.Name{Family: "Lê", Middle: "Thị", Given: "Ánh"}, StaffCode: "TN-8", Born: "1980-07-14", PersonalNumber: secretNumber, Version: 3})
		return unkeyed(err)
	}},
	{name: "person.evidence.add", effect: `SELECT count(*) FROM person_evidence`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.AddEvidence(ctx, hand(s.Specialist, "person.evidence.add"), s.Clerk.Person, diploma(), id.ID{}, 0))
	}},
	{name: "person.evidence.replace", effect: `SELECT count(*) FROM person_evidence`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.AddEvidence(ctx, hand(s.Specialist, "person.evidence.replace"), s.Clerk.Person, diploma(), s.Evidence, 1))
	}},
	{name: "person.evidence.redact", effect: `SELECT count(*) FROM person_evidence WHERE copy_of IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.Redact(ctx, hand(s.Specialist, "person.evidence.redact"), s.Clerk.Person, s.Evidence, "b.png", slip))
	}},
	{name: "person.evidence.withdraw", effect: `SELECT count(*) FROM person_evidence WHERE state = 'withdrawn'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Person.Withdraw(ctx, hand(s.Specialist, "person.evidence.withdraw"), s.Clerk.Person, s.Evidence, 1))
	}},
	{name: "person.correction.propose", effect: `SELECT count(*) FROM person_correction`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.Propose(ctx, hand(s.Clerk, "person.correction.propose"), person.CorrectionForm{Field: person.FieldBorn, Proposed: "16/07/1980", Reason: "theo giấy khai sinh bản gốc"}))
	}},
	{name: "person.correction.answer", effect: `SELECT count(*) FROM person_correction WHERE state = 'accepted'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Person.Answer(ctx, hand(s.Specialist, "person.correction.answer"), s.Correction, person.AnswerForm{Outcome: person.AskAccepted, Reasons: "đúng giấy khai sinh", Version: 3})
		return unkeyed(err)
	}},
	{name: "person.request.make", effect: `SELECT count(*) FROM person_request`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.Ask(ctx, hand(s.Clerk, "person.request.make"), person.RequestForm{Kind: person.AskErasure, Body: "xin xóa số điện thoại cũ"}))
	}},
	{name: "person.request.take", effect: `SELECT count(*) FROM person_request WHERE taken_on IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Person.Take(ctx, hand(s.Head, "person.request.take"), s.Request)
	}},
	{name: "person.request.answer", effect: `SELECT count(*) FROM person_request WHERE state = 'refused'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Person.Reply(ctx, hand(s.Head, "person.request.answer"), s.Request, person.AnswerForm{Outcome: person.AskRefused, Reasons: "luật buộc giữ hồ sơ"}))
	}},
	{name: "person.delay.give", effect: `SELECT count(*) FROM person_delay`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Person.Delay(ctx, hand(s.Specialist, "person.delay.give"), person.DelayForm{Grant: s.Grant, Until: clock.Today(a.Clock).AddDays(9), Reason: "quyết định kiểm tra chưa công bố"}))
	}},
	{name: "person.delay.decline", effect: `SELECT count(*) FROM person_delay WHERE state = 'ended'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Person.Decline(ctx, hand(s.Head, "person.delay.decline"), s.Delay)
	}},
	{name: "person.delay.approve", effect: `SELECT count(*) FROM person_delay WHERE state = 'live'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Person.Approve(ctx, hand(s.Head, "person.delay.approve"), s.Delay)
	}},
}
