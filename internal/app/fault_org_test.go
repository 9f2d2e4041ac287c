package app_test

import (
	"context"

	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
	"hoso/internal/person"
)

var unitOrders = []order{
	{name: "org.unit.create", effect: unitRow("MOI"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return second(a.Org.Create(ctx, boss(s, "org.unit.create"), org.NewUnitForm{Code: "MOI", Kind: org.KindTeam, Name: "Tổ mới", Parent: s.Unit, From: "2024-01-01", Basis: "1/QĐ"}))
	}},
	{name: "org.unit.rename", effect: `SELECT count(*) FROM org_state WHERE name = 'Tên mới'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Org.Rename(ctx, boss(s, "org.unit.rename"), s.Unit, org.RenameForm{Name: "Tên mới", From: "2024-01-01", Basis: "1/QĐ"})
	}},
	{name: "org.unit.move", effect: `SELECT count(*) FROM org_state WHERE basis = 'dời'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Org.Move(ctx, boss(s, "org.unit.move"), s.Doomed, org.MoveForm{Parent: s.Unit, From: "2024-01-01", Basis: "dời"})
	}},
	{name: "org.unit.end", effect: `SELECT count(*) FROM org_state s JOIN org_unit u ON u.id = s.unit_id WHERE u.code = 'HET' AND s.valid_to IS NOT NULL`,
		run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
			return a.Org.End(ctx, boss(s, "org.unit.end"), s.Doomed, org.EndForm{From: "2024-01-01", Basis: "1/QĐ"})
		}},
	{name: "org.unit.merge", effect: `SELECT count(*) FROM org_succession WHERE basis = 'nhập'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Org.Merge(ctx, boss(s, "org.unit.merge"), []id.ID{s.Absorbed}, org.MergeForm{Into: s.Unit, From: "2024-01-01", Basis: "nhập"})
	}},
	{name: "org.unit.split", effect: `SELECT count(*) FROM org_succession WHERE basis = 'tách'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return second(a.Org.Split(ctx, boss(s, "org.unit.split"), s.Parted, org.SplitForm{From: "2024-01-01", Basis: "tách",
			Into: []org.NewUnitForm{{Code: "TACH", Kind: org.KindTeam, Name: "Tổ tách"}}}))
	}},
	{name: "org.unit.withdraw", effect: `SELECT count(*) = 0 FROM org_state WHERE name = 'Nhầm'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Org.Withdraw(ctx, boss(s, "org.unit.withdraw"), s.Mistaken, 0)
	}},
	// An import asks once more after its last batch, under that batch's own key.
	{name: "org.unit.import", effect: unitRow("NHAP"), again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Org.ImportUnits(ctx, boss(s, "org.unit.import"), unitTable, s.UnitsPlan)
		return unkeyed(err)
	}},
}

var unitTable = []org.UnitLine{{Row: 2, Code: "NHAP", Kind: org.KindTeam, Name: "Tổ nhập", Parent: "VU-9", From: "2024-01-01", Basis: "1/QĐ"}}

var staffTable = []org.StaffLine{{Row: 2, Unit: "VU-9", Title: "Kế toán", Seats: 1, Name: person.Name{Family: "Lê", Given: "Nhập"}, From: "2024-01-01", Basis: "1/QĐ"}}

var staffOrders = []order{
	{name: "org.staff.import", effect: `SELECT count(*) FROM person WHERE given = 'Nhập'`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Org.ImportStaff(ctx, boss(s, "org.staff.import"), staffTable, s.StaffPlan)
		return unkeyed(err)
	}},
	{name: "org.post.create", effect: `SELECT count(*) FROM org_post WHERE title = 'Văn thư'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return second(a.Org.AddPost(ctx, boss(s, "org.post.create"), s.Unit, org.PostForm{Title: "Văn thư", Seats: 1, From: "2024-01-01", Basis: "1/QĐ"}))
	}},
	{name: "org.post.end", effect: `SELECT count(*) FROM org_post WHERE title = 'Thừa' AND valid_to IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Org.AbolishPost(ctx, boss(s, "org.post.end"), s.Spare, "2024-01-01", "1/QĐ")
	}},
	{name: "org.holding.begin", effect: `SELECT count(*) FROM org_holding WHERE basis = 'cử'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return second(a.Org.Seat(ctx, boss(s, "org.holding.begin"), s.Post, org.SeatForm{Person: s.Free, From: "2024-01-01", Basis: "cử"}))
	}},
	{name: "org.holding.end", effect: `SELECT count(*) FROM org_holding WHERE basis = 'thôi' AND valid_to IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Org.Unseat(ctx, boss(s, "org.holding.end"), s.Holding, "2024-01-01", "1/QĐ")
	}},
	{name: "org.holders.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Org.Holders(ctx, org.By{Actor: s.Boss}, org.HolderFilter{Unit: s.Body, Day: today(), Limit: 10})
		return unkeyed(err)
	}},
	{name: "org.export.ask", effect: `SELECT count(*) FROM org_export`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Org.AskExport(ctx, org.By(hand(s.Specialist, "org.export.ask")), longList(s)))
	}},
	{name: "org.export.approve", effect: `SELECT count(*) FROM org_export WHERE state = 'live'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Org.ApproveExport(ctx, org.By(hand(s.Head, "org.export.approve")), s.Exports[0]))
	}},
	{name: "org.export.decline", effect: `SELECT count(*) FROM org_export WHERE state = 'ended'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Org.DeclineExport(ctx, org.By(hand(s.Head, "org.export.decline")), s.Exports[1]))
	}},
	{name: "org.export.take", effect: `SELECT count(*) FROM org_export WHERE taken_at IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Org.TakeExport(ctx, org.By(hand(s.Specialist, "org.export.take")), s.Exports[2])
		return unkeyed(err)
	}},
	{name: "org.holders.export", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Org.Export(ctx, org.By{Actor: s.Boss}, org.HolderFilter{Unit: s.Body, Day: today(), Limit: 10})
		return unkeyed(err)
	}},
}

// longList is a list that somebody asks for.
func longList(s *stage) org.ExportForm {
	return org.ExportForm{Unit: s.Body, Day: today(), Reason: "gửi đoàn kiểm tra của Bộ"}
}

func directiveIs(number, state string) string {
	return `SELECT count(*) FROM directive WHERE number = '` + number + `' AND state = '` + state + `'`
}

var directiveOrders = []order{
	{name: "directive.draft", effect: `SELECT count(*) FROM directive_expression WHERE file_name = 'moi.txt'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Directive.Upload(ctx, clerk(s, "directive.draft"), s.Body, "moi.txt", document("14"))
		return unkeyed(err)
	}},
	{name: "directive.register", effect: directiveIs("11/QĐ-BTN", "registered"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.Register(ctx, clerk(s, "directive.register"), s.Draft, facts("11"), 0)
	}},
	{name: "directive.correct", effect: directiveIs("13a/QĐ-BTN", "registered"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.Correct(ctx, clerk(s, "directive.correct"), s.Known, facts("13a"), 0)
	}},
	{name: "directive.discard", effect: directiveIs("12/QĐ-BTN", "discarded"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.Discard(ctx, clerk(s, "directive.discard"), s.Spoiled, 0)
	}},
	{name: "directive.citation.confirm", effect: `SELECT count(*) FROM directive_citation WHERE state = 'confirmed'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.ConfirmCitation(ctx, clerk(s, "directive.citation.confirm"), s.cite(0))
	}},
	{name: "directive.citation.correct", effect: `SELECT count(*) FROM directive_citation WHERE state = 'corrected' AND number = '21/QĐ-BTN'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.CorrectCitation(ctx, clerk(s, "directive.citation.correct"), s.cite(1), directive.CiteForm{Named: directive.Named{Kind: "QĐ", Number: "21/QĐ-BTN"}})
	}},
	{name: "directive.citation.strike", effect: `SELECT count(*) FROM directive_citation WHERE state = 'struck' AND number = '3/QĐ-BTN'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.StrikeCitation(ctx, clerk(s, "directive.citation.strike"), s.cite(2))
	}},
	{name: "directive.citation.restore", effect: `SELECT count(*) FROM directive_citation WHERE state = 'read' AND number = '4/QĐ-BTN'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.RestoreCitation(ctx, clerk(s, "directive.citation.restore"), s.cite(3))
	}},
	{name: "directive.citation.add", effect: `SELECT count(*) FROM directive_citation WHERE state = 'added'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.AddCitation(ctx, clerk(s, "directive.citation.add"), s.Citing, "Hà Nội", directive.CiteForm{Named: directive.Named{Kind: "QĐ", Number: "22/QĐ-BTN"}})
	}},
	{name: "directive.send", effect: `SELECT count(*) FROM directive_dispatch WHERE due_on = '2098-01-01'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.Send(ctx, clerk(s, "directive.send"), s.Known, directive.SendForm{Units: []id.ID{s.Parted}, DueOn: "2098-01-01"})
	}},
	{name: "directive.ack", effect: `SELECT count(*) FROM directive_ack WHERE on_paper = 0`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.Confirm(ctx, clerk(s, "directive.ack"), s.Own, s.Digest)
	}},
	{name: "directive.ack_for", effect: `SELECT count(*) FROM directive_ack WHERE slip_name = 'ký.png'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Directive.ConfirmFor(ctx, clerk(s, "directive.ack_for"), s.Below, s.Digest, clock.Today(a.Clock), "ký.png", slip)
	}},
	{name: "directive.enter", effect: directiveIs("99/2020/NĐ-CP", "registered"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		d := &directive.Directive{ID: fixed("directive"), Facts: directive.Facts{Kind: "NĐ", Number: "99/2020/NĐ-CP", Issuer: "Chính phủ", IssuedOn: "2020-03-05", Title: "Nghị định"}}
		return a.Directive.Enter(ctx, directive.By{Actor: operator().Actor, Key: [16]byte(fixed("directive.enter"))}, s.Body, []*directive.Directive{d}, nil)
	}},
}
