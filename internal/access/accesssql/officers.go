package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// office is a role that a body cannot be without, at a unit.
type office struct {
	role access.Role
	unit id.ID
}

// filled refuses what left an office without anybody who holds it there or above
// from a day on, with an account and without a last day: Conflict
// "access.officer.last.admin" or ".head". It is asked in the transaction, after
// the change; who sits where is held.
func (s *Store) filled(ctx context.Context, q sqldb.Querier, list []office, day clock.Date) error {
	for _, o := range list {
		n, err := s.fill(ctx, q, o, day)
		switch {
		case err != nil:
			return err
		case n > 0:
		case o.role == access.RoleSysAdmin:
			return errs.Conflict("access.officer.last.admin")
		default:
			return errs.Conflict("access.officer.last.head")
		}
	}
	return nil
}

// covering keeps the rows whose unit is that of an office ($3) or above it.
func covering(column string) string {
	return ` AND (` + column + ` = $3 OR EXISTS (SELECT 1 FROM org_unit_now n JOIN org_unit_now o ON o.unit_id = $3
		WHERE n.unit_id = ` + column + ` AND substr(o.path, 1, length(n.path)) = n.path))`
}

const (
	lasts        = ` = $1 AND r.state = 'live' AND r.valid_from <= $2 AND r.valid_to IS NULL`
	officerDuty  = `SELECT count(*) FROM access_role r JOIN access_account a ON a.id = r.account_id WHERE a.state = 'active' AND r.role` + lasts
	officerPost  = `SELECT r.post_id FROM access_post_role r WHERE r.role` + lasts
	activePerson = `SELECT count(*) FROM access_account WHERE subject_id = $1 AND state = 'active'`
)

// fill counts who holds an office on a day and goes on holding it.
func (s *Store) fill(ctx context.Context, q sqldb.Querier, o office, day clock.Date) (int64, error) {
	var n int64
	if err := sqldb.One(ctx, q, officerDuty+covering("r.unit_id"), []any{o.role, day, o.unit}, &n); err != nil || n > 0 {
		return n, err
	}
	posts, err := sqldb.All(ctx, q, scanID, officerPost+covering("r.at_unit_id"), o.role, day, o.unit)
	for _, post := range posts {
		var holders []access.SeatTerm
		if err == nil {
			holders, err = s.Seats.Holders(ctx, q, post, day)
		}
		for _, h := range holders {
			if err == nil && h.Counts(day) && h.To == "" {
				err = sqldb.One(ctx, q, activePerson, []any{h.Person}, &n)
			}
			if err != nil || n > 0 {
				return n, err
			}
		}
	}
	return 0, err
}

// offices gives those that a right gives: none, or its own.
func offices(r *rightRow, unit string) []office {
	if role := access.Role(r.text("role")); role.Officer() && r.text("state") == access.RightLive {
		return []office{{role, r.id(unit)}}
	}
	return nil
}

// officesOf gives those of an account on a day.
func (s *Store) officesOf(ctx context.Context, q sqldb.Querier, account id.ID, day clock.Date) ([]office, error) {
	all, err := s.holds(ctx, q, account, day)
	var list []office
	for _, h := range all {
		if h.Role.Officer() {
			list = append(list, office{h.Role, h.Unit})
		}
	}
	return list, err
}

// MayLeave refuses that the last holder of an office leaves their post at once:
// see filled. Package org asks it after a holding ended. Who leaves on a later day
// leaves time for whoever comes after them.
func (s *Store) MayLeave(ctx context.Context, tx door.Tx, person, post id.ID, day clock.Date) error {
	t, now := sqldb.Of(tx), today(tx)
	if day > now {
		return nil
	}
	var n int64
	if err := sqldb.One(ctx, t, activePerson, []any{person}, &n); err != nil || n == 0 {
		return err
	}
	list, err := sqldb.All(ctx, t, func(row sqldb.Scanner) (office, error) {
		var o office
		err := row.Scan(&o.role, &o.unit)
		return o, err
	}, `SELECT role, at_unit_id FROM access_post_role WHERE post_id = $1 AND `+live+` AND role IN ('sysadmin', 'dept_head')`, post, now)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := s.Seats.Hold(ctx, t); err != nil {
		return err
	}
	return s.filled(ctx, t, list, now)
}
