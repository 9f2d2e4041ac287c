package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Needs gives and takes what somebody needs to know: clearances and grants.
type Needs struct{ *Desk }

// Clear enters a clearance from its document; somebody else approves it.
func (d *Needs) Clear(ctx context.Context, by By, f ClearanceForm) (id.ID, error) {
	made := id.Of(by.Key, "clearance")
	_, err := d.do(ctx, by, access.ActionClear, access.PurposeRights, access.Object{Kind: "account", ID: f.Account}, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		who, err := actorOf(ctx, t, f.Account)
		if err != nil {
			return err
		}
		giver, err := self(ctx, t, by.Actor)
		if err != nil {
			return err
		}
		c, err := access.NewClearance(access.Clearance{Holder: who, Level: f.Level, Number: f.Number, Dated: f.Dated, Issuer: f.Issuer, Term: access.Term{From: f.From}}, giver, f.Last, today(tx))
		if err != nil {
			return err
		}
		acc, err := find(ctx, t, "access_account", f.Account)
		if err != nil {
			return err
		}
		tx.Subject(who.Person)
		r := &rightRow{"access_clearance", sqldb.Key{ID: made}, sqldb.Row{"label": 0, "unit_id": acc.id("unit_id"), "managing_unit_id": acc.id("managing_unit_id"),
			"state": "", "subject_id": who.Person, "account_id": f.Account, "level": c.Level, "doc_number": c.Number, "doc_date": c.Dated, "doc_issuer": c.Issuer,
			"valid_from": c.From, "valid_to": c.To, "given_by": giver.Account, "end_reason": nil}}
		return d.propose(ctx, tx, by, access.ActionClear, access.Object{Kind: "clearance", ID: made}, "account", r)
	})
	return made, err
}

// ApproveClearance lets a clearance count.
func (d *Needs) ApproveClearance(ctx context.Context, by By, clearance id.ID) (ledger.Ref, error) {
	return d.approve(ctx, by, access.ActionApproveClearance, access.Object{Kind: "clearance", ID: clearance}, "access_clearance", noCheck)
}

func noCheck(context.Context, door.Tx, *rightRow) error { return nil }

// EndClearance ends a clearance from a day.
func (d *Needs) EndClearance(ctx context.Context, by By, clearance id.ID, f EndForm) (ledger.Ref, error) {
	return d.end(ctx, by, access.ActionEndClearance, access.Object{Kind: "clearance", ID: clearance}, "access_clearance", "end_reason", f)
}

// Grant gives a grant; where the policy row says so somebody else approves it.
func (d *Needs) Grant(ctx context.Context, by By, f GrantForm) (id.ID, error) {
	made := id.Of(by.Key, "grant")
	_, err := d.do(ctx, by, access.ActionGrant, access.PurposeRights, f.Object, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		giver, err := self(ctx, t, by.Actor)
		if err != nil {
			return err
		}
		var whom access.Actor
		if !f.Account.IsZero() {
			if whom, err = actorOf(ctx, t, f.Account); err != nil {
				return err
			}
			tx.Subject(whom.Person)
		}
		limits, err := limitsOf(ctx, t)
		if err != nil {
			return err
		}
		facts, err := sqldb.ReadFacts(ctx, t, f.Object.Kind, []id.ID{f.Object.ID})
		if err != nil || len(facts) == 0 {
			return errs.NotFound("access.not_found").Because(err)
		}
		g, err := access.NewGrant(limits, access.Grant{Account: f.Account, Role: f.Role, AtUnit: f.Unit, Object: f.Object, Subject: facts[0].Subject, Purpose: f.Purpose, Basis: f.Basis,
			Term: access.Term{From: f.From}}, giver, whom, f.Last, today(tx))
		if err != nil {
			return err
		}
		if who := facts[0].Subject; !who.IsZero() {
			tx.Subject(who)
		}
		g.ID = made
		return d.propose(ctx, tx, by, access.ActionGrant, access.Object{Kind: "grant", ID: made}, f.Object.Kind, grantRow(g, facts[0]))
	})
	return made, err
}

func grantRow(g *access.Grant, on access.Facts) *rightRow {
	return &rightRow{"access_grant", sqldb.Key{ID: g.ID}, sqldb.Row{"label": on.Label, "unit_id": on.Unit, "managing_unit_id": on.ManagingUnit,
		"state": "", "subject_id": on.Subject, "account_id": g.Account, "role": string(g.Role), "at_unit_id": g.AtUnit, "object_kind": g.Object.Kind, "object_id": g.Object.ID,
		"purpose": g.Purpose, "basis_kind": g.Basis.Kind, "basis": g.Basis.Text, "valid_from": g.From, "valid_to": g.To, "given_by": g.GivenBy, "end_reason": nil}}
}

// ApproveGrant lets a grant count. Whoever gets it does not approve it.
func (d *Needs) ApproveGrant(ctx context.Context, by By, grant id.ID) (ledger.Ref, error) {
	return d.approve(ctx, by, access.ActionApproveGrant, access.Object{Kind: "grant", ID: grant}, "access_grant", func(_ context.Context, _ door.Tx, r *rightRow) error {
		if r.id("account_id") == by.Actor.Account {
			return errs.Denied("access.approval.subject")
		}
		return nil
	})
}

// EndGrant ends a grant from a day.
func (d *Needs) EndGrant(ctx context.Context, by By, grant id.ID, f EndForm) (ledger.Ref, error) {
	return d.end(ctx, by, access.ActionEndGrant, access.Object{Kind: "grant", ID: grant}, "access_grant", "end_reason", f)
}
