package accesssql

import (
	"context"
	"errors"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// roleTerm is a role over days, however it comes.
type roleTerm struct {
	role access.Role
	access.Term
}

// apart refuses a role over a term beside roles that are held on one of its
// days: Conflict "access.apart.machine" or "access.apart.audit".
func apart(role access.Role, term access.Term, held []roleTerm) error {
	for _, h := range held {
		if !h.Meets(term) {
			continue
		}
		if p, ok := access.Clash(role, []access.Role{h.role}); ok {
			return clash(p)
		}
	}
	return nil
}

func clash(p access.Pair) error {
	if p.Note == "access.apart.machine" {
		return errs.Conflict("access.apart.machine", errs.Field("role"))
	}
	return errs.Conflict("access.apart.audit", errs.Field("role"))
}

// held gives every role that a person has or will have after a day, proposed
// ones too: by duty, by post and by delegation.
func (s *Store) held(ctx context.Context, q sqldb.Querier, person id.ID, after clock.Date) ([]roleTerm, error) {
	var account id.ID
	err := sqldb.One(ctx, q, `SELECT id FROM access_account WHERE subject_id = $1`, []any{person}, &account)
	if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
		return nil, err
	}
	list, err := sqldb.All(ctx, q, scanRoleTerm, `SELECT role, valid_from, COALESCE(valid_to, '') FROM access_role
		WHERE account_id = $1 AND state <> 'ended' AND (valid_to IS NULL OR valid_to > $2)
		UNION ALL SELECT role, valid_from, valid_to FROM access_delegation WHERE to_account_id = $1 AND state <> 'ended' AND valid_to > $2`, account, after)
	if err != nil {
		return nil, err
	}
	seats, err := s.Seats.Holdings(ctx, q, person, after)
	for _, seat := range seats {
		var roles []roleTerm
		if roles, err = attached(ctx, q, seat.Post, after); err != nil {
			return nil, err
		}
		for _, r := range roles {
			if r.Meets(seat.Term) {
				list = append(list, roleTerm{r.role, common(r.Term, seat.Term)})
			}
		}
	}
	return list, err
}

func scanRoleTerm(row sqldb.Scanner) (roleTerm, error) {
	var r roleTerm
	err := row.Scan(&r.role, &r.From, &r.To)
	return r, err
}

// attached gives the roles of a post after a day.
func attached(ctx context.Context, q sqldb.Querier, post id.ID, after clock.Date) ([]roleTerm, error) {
	return sqldb.All(ctx, q, scanRoleTerm, `SELECT role, valid_from, COALESCE(valid_to, '') FROM access_post_role
		WHERE post_id = $1 AND state <> 'ended' AND (valid_to IS NULL OR valid_to > $2)`, post, after)
}

// common gives the days that two terms share.
func common(a, b access.Term) access.Term {
	t := access.Term{From: max(a.From, b.From), To: a.To}
	if t.To == "" || b.To != "" && b.To < t.To {
		t.To = b.To
	}
	return t
}

// MaySit refuses that a person sits in a post from a day when its roles may not
// go with others that they have, or when the operator would give them so, in a body
// that has its officers. Package org asks it inside its commands, after it holds who
// sits where.
func (s *Store) MaySit(ctx context.Context, tx door.Tx, by access.Actor, person, post id.ID, from clock.Date) error {
	t := sqldb.Of(tx)
	roles, err := attached(ctx, t, post, from)
	if err == nil {
		err = s.mayFill(ctx, t, by, roles)
	}
	if err != nil || len(roles) == 0 {
		return err
	}
	held, err := s.held(ctx, t, person, from)
	for _, r := range roles {
		if err == nil {
			err = apart(r.role, common(r.Term, access.Term{From: from}), held)
		}
	}
	return err
}

// mayAttach refuses a role for a post beside the post's own roles and those of
// whoever sits in it.
func (s *Store) mayAttach(ctx context.Context, q sqldb.Querier, post id.ID, role access.Role, term access.Term) error {
	roles, err := attached(ctx, q, post, term.From)
	if err == nil {
		err = apart(role, term, roles)
	}
	if err != nil {
		return err
	}
	holders, err := s.Seats.Holders(ctx, q, post, term.From)
	for _, h := range holders {
		if err != nil {
			return err
		}
		if !h.Meets(term) {
			continue
		}
		var held []roleTerm
		if held, err = s.held(ctx, q, h.Person, term.From); err == nil {
			err = apart(role, common(term, h.Term), held)
		}
	}
	return err
}

// mayHold refuses a role for a person by duty or delegation.
func (s *Store) mayHold(ctx context.Context, q sqldb.Querier, person id.ID, role access.Role, term access.Term) error {
	held, err := s.held(ctx, q, person, term.From)
	if err != nil {
		return err
	}
	return apart(role, term, held)
}

// Moved lets the roles of a post go over to the one that continues it in another
// unit, from a day.
func (s *Store) Moved(ctx context.Context, t *sqldb.Tx, from, to access.SeatTerm) error {
	list, err := sqldb.All(ctx, t, func(row sqldb.Scanner) (id.ID, error) {
		var d id.ID
		err := row.Scan(&d)
		return d, err
	}, `SELECT id FROM access_post_role WHERE post_id = $1 AND state <> 'ended' AND (valid_to IS NULL OR valid_to > $2)`, from.Post, to.From)
	for _, d := range list {
		if err == nil {
			err = moveOne(ctx, t, d, from, to)
		}
	}
	return err
}

func moveOne(ctx context.Context, t *sqldb.Tx, assignment id.ID, from, to access.SeatTerm) error {
	was, err := find(ctx, t, "access_post_role", assignment)
	if err != nil {
		return err
	}
	next := rightRow{table: was.table, key: sqldb.Key{ID: id.New()}, Row: sqldb.Row{}}
	for name, v := range was.Row {
		next.Row[name] = v
	}
	next.Row["post_id"], next.Row["unit_id"], next.Row["valid_from"] = to.Post, to.Unit, max(to.From, was.term().From)
	if was.id("at_unit_id") == from.Unit {
		next.Row["at_unit_id"] = to.Unit
	}
	was.Row["valid_to"] = max(to.From, was.term().From)
	if err := was.save(ctx, t); err != nil {
		return err
	}
	return next.save(ctx, t)
}
