package app_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/org"
)

// isolate makes of a folder that is still empty one that may hold secrets.
func isolate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "hoso.toml"), []byte("node = '"+string(access.NodeIsolated)+"'\n"), 0o600)
}

// labels are two secret documents: one that a unit got, with a copy that is out,
// and one with a step that waits.
func (d *director) labels() {
	d.clear(d.s.Boss, d.s.Head)
	d.clear(d.s.Head, d.s.Boss)
	by := directive.By{Actor: d.s.Boss}
	d.s.Secret = d.secret("16")
	o := access.Object{Kind: "directive", ID: d.s.Secret}
	_, err := d.a.Directive.Send(d.ctx, by, d.s.Secret, directive.SendForm{Units: []id.ID{d.s.Unit}, DueOn: "2099-01-01"})
	d.must(err)
	waiting, err := d.a.Directive.Track.Waiting(d.ctx, everything, []id.ID{d.s.Unit}, 9)
	d.must(err)
	at := slices.IndexFunc(waiting, func(l directive.WaitingLine) bool { return l.Directive == d.s.Secret })
	d.s.Sent = waiting[at].Recipient
	d.must(d.a.Labels.Print(d.ctx, fresh(d.s.Boss), o, access.CopyForm{Count: 1, ForWhom: "Vụ Hai", Reason: "họp lãnh đạo Vụ"}))
	copies, _, err := d.a.Labels.Copies(d.ctx, d.s.Boss, access.CopyFilter{Object: o})
	d.must(err)
	d.s.Copied = copies[0].ID
	d.s.Step, err = d.a.Labels.Change(d.ctx, fresh(d.s.Boss), access.Object{Kind: "directive", ID: d.secret("17")}, stepForm(access.StepLower, access.LabelMat, "chờ duyệt hạ độ mật"))
	d.must(err)
	d.s.Limit, err = d.a.Limits.Set(d.ctx, fresh(d.s.Specialist), d.s.Body, access.LimitForm{Name: access.LimitAsking, Value: 90, From: clock.Today(d.a.Clock), Basis: "chờ/QĐ"})
	d.must(err)
}

// exports are long lists that were asked for: two wait, the third was approved.
func (d *director) exports() {
	for range 3 {
		f := longList(d.s)
		f.Day = clock.Today(d.a.Clock)
		e, err := d.a.Org.AskExport(d.ctx, org.By{Actor: d.s.Specialist, Key: [16]byte(id.New())}, f)
		d.must(err)
		d.s.Exports = append(d.s.Exports, e)
	}
	d.must(d.a.Org.ApproveExport(d.ctx, org.By{Actor: proved(d.s.Head)}, d.s.Exports[2]))
}

// clear clears somebody for every label; it is the other who approves.
func (d *director) clear(who, other access.Actor) {
	d.t.Helper()
	f := clearing(who.Account, "dàn/QĐ")
	f.Level, f.From = access.LabelTuyetMat, clock.Today(d.a.Clock)
	made, err := d.a.Needs.Clear(d.ctx, fresh(d.s.Specialist), f)
	d.must(err)
	_, err = d.a.Needs.ApproveClearance(d.ctx, fresh(other), made)
	d.must(err)
}

// secret is a registered document of the middle label.
func (d *director) secret(number string) id.ID {
	d.t.Helper()
	by := directive.By{Actor: d.s.Boss}
	made, err := d.a.Directive.UploadSecret(d.ctx, by, d.s.Body, number+".txt", document(number), secrecy(access.LabelToiMat))
	d.must(err)
	_, err = d.a.Directive.Register(d.ctx, by, made, facts(number), 0)
	d.must(err)
	return made
}

func stepForm(s access.Step, l access.Label, reason string) access.SecrecyForm {
	f := secrecy(l)
	f.Step, f.Reason = s, reason
	return f
}

// stepOrder takes a step about the label of a document, which waits.
func stepOrder(s access.Step, l access.Label, on func(*stage) id.ID) order {
	reason := "lệnh " + string(s)
	o := order{name: string(s.Action()), effect: `SELECT count(*) FROM access_classification WHERE reason = '` + reason + `' AND state = 'proposed'`}
	o.run = func(ctx context.Context, a *app.App, st *stage) (ledger.Ref, error) {
		return made(a.Labels.Change(ctx, hand(st.Boss, o.name), access.Object{Kind: "directive", ID: on(st)}, stepForm(s, l, reason)))
	}
	return o
}

func secretOf(s *stage) id.ID { return s.Secret }

// bearing counts the documents that bear a label, if all that hangs on them does.
func bearing(number, label string) string {
	is := ` WHERE number = '` + number + `/QĐ-BTN'`
	of := ` WHERE directive_id = (SELECT id FROM directive` + is + `) AND label <> ` + label
	parts := []string{`SELECT count(*) FROM directive` + is + ` AND label = ` + label}
	for _, table := range []string{"directive_expression", "directive_citation", "directive_dispatch", "directive_recipient"} {
		parts = append(parts, `NOT EXISTS (SELECT 1 FROM `+table+of+`)`)
	}
	return strings.Join(parts, " AND ")
}

// carried is a step that counts at once: the document and all that hangs on it
// bear its label.
func carried(o order, number, label string) order {
	o.effect = bearing(number, label)
	return o
}

var labelOrders = []order{
	{name: "directive.open", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Directive.OpenFor(ctx, s.Boss, s.Secret)
		return unkeyed(err)
	}},
	{name: "recipient.open", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Directive.OpenSent(ctx, s.Boss, s.Sent, access.LabelToiMat))
	}},
	carried(stepOrder(access.StepClassify, access.LabelMat, func(s *stage) id.ID { return s.Known }), "13", "1"),
	carried(stepOrder(access.StepRaise, access.LabelTuyetMat, secretOf), "16", "3"),
	stepOrder(access.StepExtend, access.LabelToiMat, secretOf),
	stepOrder(access.StepLower, access.LabelMat, secretOf),
	stepOrder(access.StepDeclassify, access.LabelNone, secretOf),
	{name: "access.classification.approve", effect: bearing("17", "1"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Labels.Approve(ctx, hand(s.Head, "access.classification.approve"), s.Step)
	}},
	{name: "access.copy.print", effect: `SELECT count(*) FROM access_copy WHERE for_whom = 'Vụ Ba'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return unkeyed(a.Labels.Print(ctx, hand(s.Boss, "access.copy.print"), access.Object{Kind: "directive", ID: s.Secret}, access.CopyForm{Count: 1, ForWhom: "Vụ Ba", Reason: "họp lãnh đạo Vụ"}))
	}},
	{name: "access.label.export", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Labels.ExportCopies(ctx, accesssql.By{Actor: proved(s.Boss)}, s.Body, access.CopyFilter{})
		return unkeyed(err)
	}},
	{name: "access.limit.set", effect: rightIs("access_limit", "đặt/QĐ", "proposed"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Limits.Set(ctx, hand(s.Specialist, "access.limit.set"), s.Body, access.LimitForm{Name: access.LimitCopyDays, Value: 50, From: today(), Basis: "đặt/QĐ"}))
	}},
	{name: "access.limit.approve", effect: rightIs("access_limit", "chờ/QĐ", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Limits.ApproveLimit(ctx, hand(s.Boss, "access.limit.approve"), s.Limit)
	}},
	{name: "access.copy.close", effect: `SELECT count(*) FROM access_copy WHERE state = 'returned'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		by := accesssql.By{Actor: s.Boss, Key: order{name: "access.copy.close"}.key()}
		return a.Labels.CloseCopy(ctx, by, s.Copied, access.CopyReturned, "14/BB")
	}},
}
