package accesssql

import (
	"context"
	"crypto/sha256"
	"errors"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Approvals keeps what waits for a second pair of eyes, inside the command of
// whichever module rests on it: that module keeps its own row as proposed, and
// lets it count in the command that approves.
type Approvals struct{}

// contentDigest binds an action, its object and the exact content.
func contentDigest(action access.Action, object access.Object, content any) ([32]byte, error) {
	raw, err := ledger.CanonicalJSON(map[string]any{"action": string(action), "kind": string(object.Kind), "id": object.ID, "content": content})
	if err != nil {
		return [32]byte{}, err
	}
	return sha256.Sum256(append([]byte("hoso/approval/v1\n"), raw...)), nil
}

// Propose notes that an actor proposes content for an object; subject is the
// person whom it concerns, if any. A content that was proposed before is void
// from then on.
func (a Approvals) Propose(ctx context.Context, tx door.Tx, by access.Actor, p access.Proposal, content any) error {
	t := sqldb.Of(tx)
	var err error
	if p.Digest, err = contentDigest(p.Action, p.Object, content); err != nil {
		return err
	}
	if p.Proposer, err = self(ctx, t, by); err != nil {
		return err
	}
	before, err := waiting(ctx, t, p.Object)
	switch {
	case err == nil && before.State == access.ProposalOpen:
		if err := before.Decline(); err != nil {
			return err
		}
		if err := putProposal(ctx, t, before, by, tx.Now()); err != nil {
			return err
		}
	case err != nil && !errs.Is(err, errs.KindNotFound):
		return err
	}
	limits, err := limitsOf(ctx, t)
	if err != nil {
		return err
	}
	p.ID, p.Version = id.New(), 0
	return putProposal(ctx, t, access.Propose(limits, p, tx.Now(), today(tx)), access.Actor{}, 0)
}

// Approve lets an actor approve what waits for an object, if its content still
// is what was proposed: see access.Proposal.Approve. Of many at once one has
// effect; the others are Conflict.
func (a Approvals) Approve(ctx context.Context, tx door.Tx, by access.Actor, object access.Object, content any) error {
	t := sqldb.Of(tx)
	p, err := waiting(ctx, t, object)
	if err != nil {
		return err
	}
	digest, err := contentDigest(p.Action, object, content)
	if err != nil {
		return err
	}
	who, err := self(ctx, t, by)
	if err != nil {
		return err
	}
	if err := p.Approve(who, digest, tx.Now()); err != nil {
		return err
	}
	return putProposal(ctx, t, p, who, tx.Now())
}

// Decline ends what waits for an object without effect: NotFound
// "access.not_found", Conflict "access.approval.decided".
func (a Approvals) Decline(ctx context.Context, tx door.Tx, by access.Actor, object access.Object) error {
	t := sqldb.Of(tx)
	p, err := waiting(ctx, t, object)
	if err != nil {
		return err
	}
	if err := p.Decline(); err != nil {
		return err
	}
	who, err := self(ctx, t, by)
	if err != nil {
		return err
	}
	return putProposal(ctx, t, p, who, tx.Now())
}

// waiting reads the newest proposal for an object: NotFound "access.not_found".
func waiting(ctx context.Context, q sqldb.Querier, object access.Object) (*access.Proposal, error) {
	p := access.Proposal{Object: object}
	var digest []byte
	err := sqldb.One(ctx, q, `SELECT id, version, action, digest, proposer_id, proposer_person, subject_id, state, at, until
		FROM access_proposal WHERE object_id = $1 AND object_kind = $2 ORDER BY at DESC, version LIMIT 1`, []any{object.ID, object.Kind},
		&p.ID, &p.Version, &p.Action, &digest, &p.Proposer.Account, &p.Proposer.Person, &p.Subject, &p.State, &p.At, &p.Until)
	copy(p.Digest[:], digest)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, errs.NotFound("access.not_found")
	}
	return &p, err
}

func putProposal(ctx context.Context, t *sqldb.Tx, p *access.Proposal, by access.Actor, at any) error {
	if by.Account.IsZero() {
		at = nil
	}
	p.Version++
	return t.Put(ctx, "access_proposal", sqldb.Key{ID: p.ID, Version: p.Version}, sqldb.Row{"label": 0, "action": p.Action,
		"object_kind": p.Object.Kind, "object_id": p.Object.ID, "digest": p.Digest, "proposer_id": p.Proposer.Account, "proposer_person": p.Proposer.Person,
		"subject_id": p.Subject, "state": p.State, "at": p.At, "until": p.Until, "decided_by": by.Account, "decided_at": at})
}

// propose is what a right of this module does first: its row waits, if the
// policy row of the action asks for four eyes; the operator's counts at once.
func (d *Desk) propose(ctx context.Context, tx door.Tx, by By, action access.Action, object access.Object, on access.Kind, r *rightRow) error {
	four := access.NeedsFourEyes(action, on) && !by.Actor.IsSystem()
	r.Row["state"] = access.RightLive
	if four {
		r.Row["state"] = access.RightProposed
	}
	t := sqldb.Of(tx)
	if err := r.save(ctx, t); err != nil || !four {
		return err
	}
	stored, err := find(ctx, t, r.table, r.key.ID)
	if err != nil {
		return err
	}
	return Approvals{}.Propose(ctx, tx, by.Actor, access.Proposal{Action: action, Object: object, Subject: stored.id("subject_id")}, stored.content())
}

// approve lets a row that waits count.
func (d *Desk) approve(ctx context.Context, by By, name access.Action, object access.Object, table string, check func(context.Context, door.Tx, *rightRow) error) (ledger.Ref, error) {
	return d.do(ctx, by, name, access.PurposeRights, object, nil, func(ctx context.Context, tx door.Tx) error {
		return d.settle(ctx, tx, by, object, table, check)
	})
}

// settle lets a row that waits count, in the transaction of its command.
func (d *Desk) settle(ctx context.Context, tx door.Tx, by By, object access.Object, table string, check func(context.Context, door.Tx, *rightRow) error) error {
	t := sqldb.Of(tx)
	if err := d.Access.Seats.Hold(ctx, t); err != nil {
		return err
	}
	r, err := find(ctx, t, table, object.ID)
	if err != nil {
		return err
	}
	if r.text("state") != access.RightProposed {
		return errs.Conflict("access.approval.decided")
	}
	if err := (Approvals{}).Approve(ctx, tx, by.Actor, object, r.content()); err != nil {
		return err
	}
	if err := check(ctx, tx, r); err != nil {
		return err
	}
	if who := r.id("subject_id"); !who.IsZero() {
		tx.Subject(who)
	}
	r.Row["state"] = access.RightLive
	return r.save(ctx, t)
}

// end lets a right of a table end.
func (d *Desk) end(ctx context.Context, by By, name access.Action, object access.Object, table, column string, f EndForm) (ledger.Ref, error) {
	return d.do(ctx, by, name, access.PurposeRights, object, f, func(ctx context.Context, tx door.Tx) error {
		_, err := endRight(ctx, tx, object.ID, table, column, f)
		return err
	})
}

// endOffice is end for a role at a unit: the last officers stay (see filled).
func (d *Desk) endOffice(ctx context.Context, by By, name access.Action, object access.Object, table, unit string, f EndForm) (ledger.Ref, error) {
	return d.do(ctx, by, name, access.PurposeRights, object, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		if err := d.Access.Seats.Hold(ctx, t); err != nil {
			return err
		}
		was, err := find(ctx, t, table, object.ID)
		if err != nil {
			return err
		}
		list := offices(was, unit)
		r, err := endRight(ctx, tx, object.ID, table, "end_basis", f)
		if err != nil {
			return err
		}
		return d.Access.filled(ctx, t, list, r.term().To)
	})
}

func endRight(ctx context.Context, tx door.Tx, right id.ID, table, column string, f EndForm) (*rightRow, error) {
	t := sqldb.Of(tx)
	r, err := find(ctx, t, table, right)
	if err != nil {
		return nil, err
	}
	if who := r.id("subject_id"); !who.IsZero() {
		tx.Subject(who)
	}
	return r, r.end(ctx, t, column, f.Day, today(tx), f.Reason)
}
