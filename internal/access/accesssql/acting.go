package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// Act notes from which of their posts somebody works from now on: NotFound
// "access.not_found" when they do not hold it today.
func (d *Duties) Act(ctx context.Context, who access.Actor, holding id.ID) error {
	seats, err := d.Access.Seats.SeatsOf(ctx, d.DB.Reader(), who.Person, clock.Today(d.Clock))
	if err != nil {
		return err
	}
	if _, ok := access.Act(holding, id.ID{}, seats); !ok || holding.IsZero() {
		return errs.NotFound("access.not_found")
	}
	return d.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `INSERT INTO access_acting (account_id, holding_id, at) VALUES ($1, $2, $3)
			ON CONFLICT (account_id) DO UPDATE SET holding_id = excluded.holding_id, at = excluded.at`, who.Account, holding, d.Clock.Now())
		return err
	})
}
