package app_test

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// hand gives an order as somebody who has just proved who they are.
func hand(who access.Actor, name string) accesssql.By {
	return accesssql.By{Actor: proved(who), Key: order{name: name}.key()}
}

// made drops what a proposal gives beside its error.
func made(_ id.ID, err error) (ledger.Ref, error) { return unkeyed(err) }

// rightIs counts the rights of a table that rest on a basis, in a state.
func rightIs(table, basis, state string) string {
	return `SELECT count(*) FROM ` + table + ` WHERE basis = '` + basis + `' AND state = '` + state + `'`
}

const inEmergency = "cấp cứu ban đêm, không chờ được"

var rightOrders = []order{
	{name: "access.assignment.give", effect: rightIs("access_post_role", "giao", "proposed"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Duties.Attach(ctx, hand(s.Keeper, "access.assignment.give"), accesssql.AssignmentForm{Post: s.Post, Role: access.RoleDeptSpecialist, From: today(), Basis: "giao"}))
	}},
	{name: "access.assignment.approve", effect: rightIs("access_post_role", "chờ", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Duties.ApproveAssignment(ctx, hand(s.Boss, "access.assignment.approve"), s.Assignment)
	}},
	{name: "access.assignment.end", effect: rightIs("access_post_role", "gỡ ra", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Duties.EndAssignment(ctx, hand(s.Keeper, "access.assignment.end"), s.Assigned, ending())
	}},
	{name: "access.duty.give", effect: rightIs("access_role", "giao", "proposed"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Duties.Give(ctx, hand(s.Keeper, "access.duty.give"), accesssql.DutyForm{Account: s.Named["tat.x"], Role: access.RoleAuditor, From: today(), Basis: "giao"}))
	}},
	{name: "access.duty.approve", effect: rightIs("access_role", "chờ", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Duties.ApproveDuty(ctx, hand(s.Boss, "access.duty.approve"), s.Duty)
	}},
	{name: "access.duty.end", effect: rightIs("access_role", "gỡ ra", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Duties.EndDuty(ctx, hand(s.Keeper, "access.duty.end"), s.Held, ending())
	}},
	{name: "access.delegation.give", effect: rightIs("access_delegation", "uỷ nhiệm", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Duties.Delegate(ctx, hand(s.Clerk, "access.delegation.give"), accesssql.DelegationForm{To: s.Boss.Account, Roles: []access.Holding{{Role: access.RoleUnitClerk, Unit: s.Unit}},
			From: today(), Last: today().AddDays(5), Basis: "uỷ nhiệm", Reason: "nghỉ phép năm ngày"})
	}},
	{name: "access.delegation.end", effect: rightIs("access_delegation", "10/QĐ", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Duties.EndDelegation(ctx, hand(s.Clerk, "access.delegation.end"), s.Delegation, ending())
	}},
	{name: "access.rights.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Needs.All(ctx, accesssql.By{Actor: s.Boss}, "grant", s.Body, access.ListAsk{})
		return unkeyed(err)
	}},
	{name: "access.clearance.give", effect: `SELECT count(*) FROM access_clearance WHERE doc_number = 'cho/QĐ'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Needs.Clear(ctx, hand(s.Specialist, "access.clearance.give"), clearing(s.Named["tat.x"], "cho/QĐ")))
	}},
	{name: "access.clearance.approve", effect: `SELECT count(*) FROM access_clearance WHERE doc_number = 'chờ/QĐ' AND state = 'live'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Needs.ApproveClearance(ctx, hand(s.Boss, "access.clearance.approve"), s.Clearance)
	}},
	{name: "access.clearance.end", effect: `SELECT count(*) FROM access_clearance WHERE doc_number = '8/QĐ-MAT' AND state = 'ended'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Needs.EndClearance(ctx, hand(s.Boss, "access.clearance.end"), s.Cleared, ending())
	}},
	{name: "access.grant.give", effect: rightIs("access_grant", "cho/2026", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Needs.Grant(ctx, hand(s.Boss, "access.grant.give"), granting(access.Object{Kind: "directive", ID: s.Known}, s.Named["tat.x"], access.PurposeSecret, "cho/2026")))
	}},
	{name: "access.grant.approve", effect: rightIs("access_grant", "chờ/2026", "live"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Needs.ApproveGrant(ctx, hand(s.Boss, "access.grant.approve"), s.Grant)
	}},
	{name: "access.grant.end", effect: rightIs("access_grant", "9/2026/VV", "ended"), run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Needs.EndGrant(ctx, hand(s.Boss, "access.grant.end"), s.Granted, ending())
	}},
}

var watchOrders = []order{
	{name: "access.break.begin", effect: `SELECT count(*) FROM access_break`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return made(a.Watch.Break(ctx, hand(s.Specialist, "access.break.begin"), accesssql.BreakForm{Object: access.Object{Kind: "person", ID: s.Free}, Reason: inEmergency, Basis: "12/CV-TCCB", Minutes: 60}))
	}},
	// What is closed is opened first: it would be over by itself before all faults are tried.
	{name: "access.break.end", effect: `SELECT count(*) FROM access_break WHERE state = 'ended'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		broken, err := a.Watch.Break(ctx, hand(s.Specialist, "access.break.end, begun"), accesssql.BreakForm{Object: access.Object{Kind: "person", ID: s.Free}, Reason: inEmergency, Basis: "12/CV-TCCB", Minutes: 60})
		if err != nil {
			return ledger.Ref{}, err
		}
		return a.Watch.EndBreak(ctx, hand(s.Specialist, "access.break.end"), broken)
	}},
	{name: "access.alert.see", effect: `SELECT count(*) FROM access_alert WHERE told_as = 'head' AND seen_at IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Watch.See(ctx, hand(s.Head, "access.alert.see"), s.Broken)
	}},
	{name: "access.break.review", effect: `SELECT count(*) FROM access_break WHERE reviewer_id IS NOT NULL`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Watch.ReviewBreak(ctx, hand(s.Auditor, "access.break.review"), s.Broken, accesssql.ReviewForm{Verdict: string(access.BreakRight), Note: "đã hỏi người trực"})
	}},
	{name: "access.break.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Watch.List(ctx, accesssql.By{Actor: s.Auditor}, s.Body, 0, 1)
		return unkeyed(err)
	}},
	// The reminder looks for what is late first, which leaves nothing; this is what it leaves.
	{name: "access.break.remind", effect: `SELECT count(*) FROM access_alert WHERE told_as = 'overdue'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Door.Do(ctx, door.Command{Name: access.ActionRemindBreak, Key: order{name: "access.break.remind"}.key(), Actor: access.System("reminder"), Purpose: access.PurposeAudit,
			Object: access.Object{Kind: "break", ID: s.Broken}}, func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_alert", sqldb.Key{ID: fixed("alert"), Version: 1}, sqldb.Row{"label": 0, "account_id": s.Auditor.Account, "break_id": s.Broken,
				"told_as": "overdue", "at": tx.Now(), "seen_at": nil})
		})
	}},
	{name: "person.urgent.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Person.Urgent(ctx, s.Specialist, person.ListFilter{Words: []string{"anh"}, Limit: 10})
		return unkeyed(err)
	}},
	{name: "access.account.find", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.FindAccounts(ctx, s.Boss, "ánh")
		return unkeyed(err)
	}},
	{name: "access.remark.list", effect: `SELECT 1`, again: 1, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		_, err := a.Watch.Remarks(ctx, accesssql.By{Actor: s.Auditor}, s.Body, 1)
		return unkeyed(err)
	}},
	{name: "access.remark.review", effect: `SELECT count(*) FROM access_remark WHERE state = 'reviewed'`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Watch.ReviewRemark(ctx, hand(s.Auditor, "access.remark.review"), s.Remark, accesssql.ReviewForm{Verdict: string(access.UnusualExplained), Note: "đã hỏi người đọc"})
	}},
	// The work of a night counts first, which leaves nothing; this is what it leaves.
	{name: "access.remark.make", effect: `SELECT count(*) FROM access_remark`, run: func(ctx context.Context, a *app.App, s *stage) (ledger.Ref, error) {
		return a.Door.Do(ctx, door.Command{Name: access.ActionRemark, Key: order{name: "access.remark.make"}.key(), Actor: access.System("reads"), Purpose: access.PurposeAudit,
			Object: access.Object{Kind: "account", ID: s.Clerk.Account}}, func(ctx context.Context, tx door.Tx) error {
			return sqldb.Of(tx).Put(ctx, "access_remark", sqldb.Key{ID: fixed("remark"), Version: 1}, sqldb.Row{"label": 0, "unit_id": s.Unit, "managing_unit_id": s.Unit, "state": "open",
				"subject_id": s.Clerk.Person, "account_id": s.Clerk.Account, "rule": access.UnusualDay, "day": today(), "count": 90, "median": 9,
				"reviewer_id": nil, "reviewed_at": nil, "verdict": nil, "note": nil})
		})
	}},
}

// ending ends a right at once.
func ending() accesssql.EndForm { return accesssql.EndForm{Day: today(), Reason: "không cần nữa"} }

func clearing(account id.ID, number string) accesssql.ClearanceForm {
	return accesssql.ClearanceForm{Account: account, Level: access.LabelMat, Number: number, Dated: "2026-01-01", Issuer: "Bộ Thử nghiệm", From: today(), Last: today().AddDays(90)}
}

func granting(o access.Object, account id.ID, why access.Purpose, number string) accesssql.GrantForm {
	return accesssql.GrantForm{Account: account, Object: o, Purpose: why, Basis: access.Basis{Kind: access.BasisCase, Text: number}, From: today(), Last: today().AddDays(30)}
}

// tolerate takes a refusal that a second try may get for a success: the first
// went through, and what it showed went with the answer that did not come.
func tolerate(err error, codes ...string) error {
	for _, code := range codes {
		if err != nil && errs.Of(err).Code == code {
			return nil
		}
	}
	return err
}
