package accesssql

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Duties gives and takes roles: those attached to posts, and the direct duties.
type Duties struct{ *Desk }

// post is what is read of a post.
type postFacts struct{ unit, managing id.ID }

func findPost(ctx context.Context, q sqldb.Querier, post id.ID) (postFacts, error) {
	facts, err := sqldb.ReadFacts(ctx, q, "post", []id.ID{post})
	if err == nil && len(facts) == 0 {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return postFacts{}, err
	}
	return postFacts{facts[0].Unit, facts[0].ManagingUnit}, nil
}

func checkAssignment(f AssignmentForm, today clock.Date, operator bool) error {
	var faults errs.Faults
	if !slices.Contains(access.PostRoles(), f.Role) {
		faults.Add(errs.Invalid("access.assignment.role", errs.Field("role")))
	}
	if !f.From.IsFull() || f.From < today && !operator {
		faults.Add(errs.Invalid("access.right.from", errs.Field("from")))
	}
	if n := len([]rune(f.Basis)); n < 3 || n > access.MaxReason {
		faults.Add(errs.Invalid("access.text.length", errs.Field("basis"), errs.Int("least", 3), errs.Int("max", access.MaxReason)))
	}
	return faults.Err()
}

// Attach attaches a role to a post; somebody else approves it. A role that goes
// against separation for anyone who sits there is refused.
func (d *Duties) Attach(ctx context.Context, by By, f AssignmentForm) (id.ID, error) {
	made := id.Of(by.Key, "assignment")
	_, err := d.do(ctx, by, access.ActionGiveAssignment, access.PurposeRights, access.Object{Kind: "post", ID: f.Post}, f, func(ctx context.Context, tx door.Tx) error {
		post, err := d.mayAttach(ctx, tx, by, &f)
		if err != nil {
			return err
		}
		r := &rightRow{"access_post_role", sqldb.Key{ID: made}, sqldb.Row{"label": 0, "unit_id": post.unit, "managing_unit_id": post.managing, "state": "",
			"subject_id": nil, "post_id": f.Post, "role": f.Role, "at_unit_id": f.Unit, "valid_from": f.From, "valid_to": nil, "basis": f.Basis, "end_basis": nil}}
		return d.propose(ctx, tx, by, access.ActionGiveAssignment, access.Object{Kind: "assignment", ID: made}, "post", r)
	})
	return made, err
}

// mayAttach says what stands against a role of a post, and completes its unit. It
// keeps others from seating somebody there meanwhile.
func (d *Duties) mayAttach(ctx context.Context, tx door.Tx, by By, f *AssignmentForm) (postFacts, error) {
	t := sqldb.Of(tx)
	if err := d.Access.Seats.Hold(ctx, t); err != nil {
		return postFacts{}, err
	}
	if err := checkAssignment(*f, today(tx), by.Actor.IsSystem()); err != nil {
		return postFacts{}, err
	}
	post, err := findPost(ctx, t, f.Post)
	if err != nil {
		return post, err
	}
	if f.Unit.IsZero() {
		f.Unit = post.unit
	} else if at, err := sqldb.ReadFacts(ctx, t, "unit", []id.ID{f.Unit}); err != nil || len(at) == 0 {
		return post, errs.NotFound("access.not_found").Because(err)
	}
	if err := d.mayGive(ctx, t, by.Actor, f.Post, f.From); err != nil {
		return post, err
	}
	return post, d.Access.mayAttach(ctx, t, f.Post, f.Role, access.Term{From: f.From})
}

// mayGive refuses whoever would give a role to their own post.
func (d *Duties) mayGive(ctx context.Context, q sqldb.Querier, by access.Actor, post id.ID, from clock.Date) error {
	if by.IsSystem() {
		return nil
	}
	who, err := self(ctx, q, by)
	if err != nil {
		return err
	}
	holders, err := d.Access.Seats.Holders(ctx, q, post, from)
	if slices.ContainsFunc(holders, func(h access.SeatTerm) bool { return h.Person == who.Person }) {
		return errs.Invalid("access.right.self", errs.Field("post"))
	}
	return err
}

// ApproveAssignment lets a proposed role of a post count.
func (d *Duties) ApproveAssignment(ctx context.Context, by By, assignment id.ID) (ledger.Ref, error) {
	return d.approve(ctx, by, access.ActionApproveAssignment, access.Object{Kind: "assignment", ID: assignment}, "access_post_role",
		func(ctx context.Context, tx door.Tx, r *rightRow) error {
			who, err := self(ctx, sqldb.Of(tx), by.Actor)
			if err != nil {
				return err
			}
			holders, err := d.Access.Seats.Holders(ctx, sqldb.Of(tx), r.id("post_id"), today(tx))
			if slices.ContainsFunc(holders, func(h access.SeatTerm) bool { return h.Person == who.Person }) {
				return errs.Denied("access.approval.subject")
			}
			return err
		})
}

// EndAssignment takes a role from a post from a day; the last officers keep theirs.
func (d *Duties) EndAssignment(ctx context.Context, by By, assignment id.ID, f EndForm) (ledger.Ref, error) {
	return d.endOffice(ctx, by, access.ActionEndAssignment, access.Object{Kind: "assignment", ID: assignment}, "access_post_role", "at_unit_id", f)
}

// Give gives a direct duty at the unit of the account; somebody else approves it.
func (d *Duties) Give(ctx context.Context, by By, f DutyForm) (id.ID, error) {
	made := id.Of(by.Key, "duty")
	_, err := d.do(ctx, by, access.ActionGiveDuty, access.PurposeRights, access.Object{Kind: "account", ID: f.Account}, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		if err := d.Access.Seats.Hold(ctx, t); err != nil {
			return err
		}
		if !slices.Contains(access.DirectRoles(), f.Role) {
			return errs.Invalid("access.duty.role", errs.Field("role"))
		}
		if err := checkAssignment(AssignmentForm{Role: access.PostRoles()[0], From: f.From, Basis: f.Basis}, today(tx), by.Actor.IsSystem()); err != nil {
			return err
		}
		who, err := actorOf(ctx, t, f.Account)
		if err != nil {
			return err
		}
		if access.Same(by.Actor, who) {
			return errs.Invalid("access.right.self", errs.Field("account"))
		}
		if err := d.Access.mayHold(ctx, t, who.Person, f.Role, access.Term{From: f.From}); err != nil {
			return err
		}
		tx.Subject(who.Person)
		r, err := dutyRow(ctx, t, made, who, f)
		if err != nil {
			return err
		}
		return d.propose(ctx, tx, by, access.ActionGiveDuty, access.Object{Kind: "duty", ID: made}, "account", r)
	})
	return made, err
}

func dutyRow(ctx context.Context, q sqldb.Querier, made id.ID, who access.Actor, f DutyForm) (*rightRow, error) {
	acc, err := find(ctx, q, "access_account", who.Account)
	if err != nil {
		return nil, err
	}
	return &rightRow{"access_role", sqldb.Key{ID: made}, sqldb.Row{"label": 0, "unit_id": acc.id("unit_id"), "managing_unit_id": acc.id("managing_unit_id"),
		"state": "", "subject_id": who.Person, "account_id": who.Account, "role": f.Role, "valid_from": f.From, "valid_to": nil, "basis": f.Basis, "end_basis": nil}}, nil
}

// ApproveDuty lets a proposed duty count.
func (d *Duties) ApproveDuty(ctx context.Context, by By, duty id.ID) (ledger.Ref, error) {
	return d.approve(ctx, by, access.ActionApproveDuty, access.Object{Kind: "duty", ID: duty}, "access_role", func(context.Context, door.Tx, *rightRow) error { return nil })
}

// EndDuty takes a duty from a day; the last officers keep theirs.
func (d *Duties) EndDuty(ctx context.Context, by By, duty id.ID, f EndForm) (ledger.Ref, error) {
	return d.endOffice(ctx, by, access.ActionEndDuty, access.Object{Kind: "duty", ID: duty}, "access_role", "unit_id", f)
}

// Delegate hands some of the roles of the actor's posts over to another account,
// for a time. It ends by itself with the giver's own role.
func (d *Duties) Delegate(ctx context.Context, by By, f DelegationForm) (ledger.Ref, error) {
	return d.do(ctx, by, access.ActionDelegate, access.PurposeRights, access.Object{Kind: "account", ID: by.Actor.Account}, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		if err := d.Access.Seats.Hold(ctx, t); err != nil {
			return err
		}
		giver, err := self(ctx, t, by.Actor)
		if err != nil {
			return err
		}
		to, err := actorOf(ctx, t, f.To)
		if err != nil {
			return err
		}
		own, err := d.Access.holds(ctx, t, giver.Account, today(tx))
		if err != nil {
			return err
		}
		if len(f.Roles) == 0 {
			return errs.Invalid("access.delegation.role", errs.Field("roles"))
		}
		tx.Subject(giver.Person)
		tx.Subject(to.Person)
		limits, err := limitsOf(ctx, t)
		if err != nil {
			return err
		}
		for i, h := range f.Roles {
			form := access.Delegation{Giver: giver, Receiver: to, Role: h.Role, Unit: h.Unit, Term: access.Term{From: f.From}, Basis: f.Basis, Reason: f.Reason}
			x, err := access.NewDelegation(limits, form, own, f.Last, today(tx))
			if err != nil {
				return err
			}
			if err := d.Access.mayHold(ctx, t, to.Person, x.Role, x.Term); err != nil {
				return err
			}
			x.ID = id.Of(by.Key, "delegation"+string(rune('a'+i)))
			if err := putDelegation(ctx, t, x); err != nil {
				return err
			}
		}
		return nil
	})
}

func putDelegation(ctx context.Context, t *sqldb.Tx, x *access.Delegation) error {
	return t.Put(ctx, "access_delegation", sqldb.Key{ID: x.ID, Version: 1}, sqldb.Row{"label": 0, "unit_id": x.Unit, "managing_unit_id": x.Unit,
		"state": x.State, "subject_id": x.Giver.Person, "from_account_id": x.Giver.Account, "to_account_id": x.Receiver.Account, "role": x.Role,
		"valid_from": x.From, "valid_to": x.To, "basis": x.Basis, "reason": x.Reason, "end_reason": nil})
}

// EndDelegation takes a delegation back from a day.
func (d *Duties) EndDelegation(ctx context.Context, by By, delegation id.ID, f EndForm) (ledger.Ref, error) {
	return d.end(ctx, by, access.ActionEndDelegation, access.Object{Kind: "delegation", ID: delegation}, "access_delegation", "end_reason", f)
}
