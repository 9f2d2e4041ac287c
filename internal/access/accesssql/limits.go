package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Limits keeps the numbers that bound rights, labels and copies, each from its day
// and with its basis. They are asked for in the transaction that uses them.
type Limits struct{ *Desk }

const limitColumns = `SELECT id, state, name, value, valid_from, basis, verified, account_id, at FROM access_limit`

func scanLimit(row sqldb.Scanner) (access.Limit, error) {
	var l access.Limit
	var verified int64
	err := row.Scan(&l.ID, &l.State, &l.Name, &l.Value, &l.From, &l.Basis, &verified, &l.By, &l.At)
	l.Verified = verified == 1
	return l, err
}

// limitsOf reads what the house entered, in the order in which it was.
func limitsOf(ctx context.Context, q sqldb.Querier) (access.Limits, error) {
	var list access.Limits
	err := sqldb.Together(ctx, q, readLimits(&list))
	return list, err
}

func readLimits(list *access.Limits) sqldb.Reading {
	return sqldb.Read(scanLimit, func(l access.Limit) { *list = append(*list, l) }, limitColumns+` WHERE state = 'live' ORDER BY at, id`)
}

// Limits gives what is in force from some day.
func (d *Desk) Limits(ctx context.Context) (access.Limits, error) {
	return limitsOf(ctx, d.DB.Reader())
}

// Set enters a limit from a day below a unit, the body; somebody else approves it.
func (d *Limits) Set(ctx context.Context, by By, unit id.ID, f access.LimitForm) (id.ID, error) {
	made := id.Of(by.Key, "limit")
	_, err := d.do(ctx, by, access.ActionSetLimit, access.PurposeRights, access.Object{Kind: "unit", ID: unit}, f, func(ctx context.Context, tx door.Tx) error {
		l, err := access.NewLimit(f, today(tx))
		if err != nil {
			return err
		}
		r := &rightRow{"access_limit", sqldb.Key{ID: made}, sqldb.Row{"label": 0, "unit_id": unit, "managing_unit_id": unit, "state": "", "subject_id": nil,
			"name": string(l.Name), "value": l.Value, "valid_from": l.From, "basis": l.Basis, "verified": l.Verified, "account_id": by.Actor.Key(), "at": tx.Now()}}
		return d.propose(ctx, tx, by, access.ActionSetLimit, access.Object{Kind: "limit", ID: made}, "unit", r)
	})
	return made, err
}

// ApproveLimit lets a limit count from its day.
func (d *Limits) ApproveLimit(ctx context.Context, by By, limit id.ID) (ledger.Ref, error) {
	return d.approve(ctx, by, access.ActionApproveLimit, access.Object{Kind: "limit", ID: limit}, "access_limit", noCheck)
}

// MayRead decides whether somebody may see the limits below a unit, the body:
// NotFound.
func (d *Limits) MayRead(ctx context.Context, who access.Actor, unit id.ID) error {
	q, o := d.DB.Reader(), access.Object{Kind: "limit", ID: unit}
	st, err := d.Access.stand(ctx, q, access.Question{Actor: who, Action: access.ActionReadLimit, Today: clock.Today(d.Clock)})
	if err != nil {
		return err
	}
	places := map[access.Object]place{o: {Place: access.Place{Facts: access.Facts{Object: o, Unit: unit, ManagingUnit: unit}}, stands: true}}
	if err := d.Access.place(ctx, q, &st, places); err != nil {
		return err
	}
	return access.Decide(st, access.ActionReadLimit, access.PurposeNone, places[o].Place, relatedTo(nil))
}

// Waiting gives the limits that wait for approval, the newest first. Whether the
// asker may see them was decided before.
func (d *Limits) Waiting(ctx context.Context) (access.Limits, error) {
	return sqldb.All(ctx, d.DB.Reader(), scanLimit, limitColumns+` WHERE state = 'proposed' ORDER BY at DESC, id`)
}
