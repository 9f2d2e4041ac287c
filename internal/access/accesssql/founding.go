package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/sqldb"
)

// mayFound refuses the operator once a real body has, or had, its first two
// officers: Denied "access.founding.over". A demo's rights are all the operator's.
func (s *Store) mayFound(ctx context.Context, q sqldb.Querier, system string) error {
	if system != "operator" || s.Real == nil || !s.Real() {
		return nil
	}
	o, err := s.officers(ctx, q)
	if err == nil && o.Founded() {
		err = errs.Denied("access.founding.over")
	}
	return err
}

// officers reads who can give rights and who can approve them, or ever could:
// a body that lost them does not go back to its beginning.
func (s *Store) officers(ctx context.Context, q sqldb.Querier) (access.Officers, error) {
	var givers, approvers int64
	err := sqldb.One(ctx, q, `SELECT count(*) FILTER (WHERE role = 'sysadmin'), count(*) FILTER (WHERE role = 'dept_head') FROM access_role WHERE state <> 'proposed'`,
		nil, &givers, &approvers)
	o := access.Officers{Giver: givers > 0, Approver: approvers > 0}
	if err != nil || o.Approver {
		return o, err
	}
	posts, err := sqldb.All(ctx, q, scanID, `SELECT post_id FROM access_post_role WHERE role = 'dept_head' AND state <> 'proposed' ORDER BY id`)
	for _, post := range posts {
		if err != nil || o.Approver {
			return o, err
		}
		var sat []access.SeatTerm
		sat, err = s.Seats.Holders(ctx, q, post, "")
		o.Approver = len(sat) > 0
	}
	return o, err
}

// mayFill refuses the operator a seat that has roles, once the body is founded.
func (s *Store) mayFill(ctx context.Context, q sqldb.Querier, by access.Actor, roles []roleTerm) error {
	if !by.IsSystem() || len(roles) == 0 {
		return nil
	}
	return s.mayFound(ctx, q, by.System)
}

// knownRole refuses what is no role: Invalid "access.role.unknown".
func knownRole(roles []access.Holding) error {
	for _, r := range roles {
		if !r.Role.Known() {
			return errs.Invalid("access.role.unknown", errs.Field("role"))
		}
	}
	return nil
}
