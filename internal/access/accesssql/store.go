// Package accesssql answers access's questions from the database: an actor's
// standing in one query, the facts of the objects in one query a kind, and
// their places in the tree through the port Tree.
package accesssql

import (
	"context"
	"maps"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Tree gives the places of units in today's tree; a unit that is not in it is
// absent from the result. Package org fills it.
type Tree interface {
	Paths(ctx context.Context, q sqldb.Querier, units []id.ID) (map[id.ID]string, error)
}

// Related answers, for many objects at once, which of them were sent to the
// unit at which a role is held (Assigned). A nil Related answers none.
type Related interface {
	AssignedTo(ctx context.Context, q sqldb.Querier, objects []access.Object, units []id.ID) (map[access.Object][]id.ID, error)
}

// Store implements door.Decider.
type Store struct {
	Tree    Tree
	Related Related
}

var _ door.Decider = (*Store)(nil)

// Decide decides inside a changing transaction.
func (s *Store) Decide(ctx context.Context, tx door.EngineTx, q access.Question) error {
	return s.Check(ctx, tx.(*sqldb.Tx), q)
}

// Check decides for a reading that leaves no entry. Cost: one query for the
// actor, one for each kind of object, one for the tree.
func (s *Store) Check(ctx context.Context, q sqldb.Querier, ask access.Question) error {
	if ask.Actor.System != "" {
		return checkSystem(ctx, q, ask)
	}
	standing, err := s.Standing(ctx, q, ask.Actor, ask.Today)
	if err != nil {
		return err
	}
	places, err := s.places(ctx, q, ask.Objects)
	if err != nil {
		return err
	}
	sent, err := s.assigned(ctx, q, ask, standing)
	if err != nil {
		return err
	}
	for _, o := range ask.Objects {
		p, ok := places[o]
		if !ok {
			return errs.NotFound("access.not_found")
		}
		related := func(rel access.Relation, h access.Holding) bool {
			return rel == access.Assigned && slices.Contains(sent[o], h.Unit)
		}
		if err := access.Decide(standing, ask.Action, ask.Purpose, p, related); err != nil {
			return err
		}
	}
	return nil
}

func checkSystem(ctx context.Context, q sqldb.Querier, ask access.Question) error {
	byKind := map[access.Kind]map[id.ID]bool{}
	for _, o := range ask.Objects {
		if err := access.DecideSystem(ask.Actor.System, ask.Action, o.Kind); err != nil {
			return err
		}
		if byKind[o.Kind] == nil {
			byKind[o.Kind] = map[id.ID]bool{}
		}
		byKind[o.Kind][o.ID] = true
	}
	delete(byKind, "") // a command without an object
	for kind, want := range byKind {
		found, err := sqldb.ReadFacts(ctx, q, kind, slices.Collect(maps.Keys(want)))
		if err != nil {
			return err
		}
		above := func(f access.Facts) bool { return f.Label > access.FolderLabel }
		if len(found) != len(want) || slices.ContainsFunc(found, above) {
			return errs.NotFound("access.not_found")
		}
	}
	return nil
}

// Standing reads an actor's live roles with their places. An account that is
// not active has none. valid_to is the first day without the role, as a
// holding's is.
func (s *Store) Standing(ctx context.Context, q sqldb.Querier, a access.Actor, today clock.Date) (access.Standing, error) {
	st := access.Standing{Actor: a}
	var units []id.ID
	err := sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var h access.Holding
		if err := row.Scan(&st.Actor.Person, &st.Clearance, &h.Role, &h.Unit); err != nil {
			return err
		}
		st.Roles = append(st.Roles, h)
		units = append(units, h.Unit)
		return nil
	}, `SELECT a.subject_id, a.clearance, r.role, r.unit_id FROM access_account a JOIN access_role r ON r.account_id = a.id
		WHERE a.id = $1 AND a.state = 'active' AND r.valid_from <= $2 AND (r.valid_to IS NULL OR r.valid_to > $2)`, a.Account, today)
	if err != nil || len(units) == 0 {
		return st, err
	}
	paths, err := s.Tree.Paths(ctx, q, units)
	for i := range st.Roles {
		st.Roles[i].Path = paths[st.Roles[i].Unit]
	}
	return st, err
}

func (s *Store) places(ctx context.Context, q sqldb.Querier, objects []access.Object) (map[access.Object]access.Place, error) {
	byKind := map[access.Kind][]id.ID{}
	for _, o := range objects {
		byKind[o.Kind] = append(byKind[o.Kind], o.ID)
	}
	places := map[access.Object]access.Place{}
	var units []id.ID
	for kind, ids := range byKind {
		if _, ok := schema.OfKind(string(kind)); !ok {
			return nil, errs.NotFound("access.not_found")
		}
		facts, err := sqldb.ReadFacts(ctx, q, kind, ids)
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			places[f.Object] = access.Place{Facts: f}
			units = append(units, f.Unit, f.ManagingUnit)
		}
	}
	paths, err := s.Tree.Paths(ctx, q, units)
	for o, p := range places {
		p.UnitPath, p.ManagingPath = paths[p.Unit], paths[p.ManagingUnit]
		places[o] = p
	}
	return places, err
}

// assigned asks the modules only when a rule of this action needs it.
func (s *Store) assigned(ctx context.Context, q sqldb.Querier, ask access.Question, st access.Standing) (map[access.Object][]id.ID, error) {
	if s.Related == nil || !access.Asks(ask.Action, access.Assigned) {
		return nil, nil
	}
	var units []id.ID
	for _, h := range st.Roles {
		units = append(units, h.Unit)
	}
	return s.Related.AssignedTo(ctx, q, ask.Objects, units)
}

// Scope gives what an actor may see of a kind in a list.
func (s *Store) Scope(ctx context.Context, q sqldb.Querier, ask access.Question, kind access.Kind) (access.Scope, error) {
	st, err := s.Standing(ctx, q, ask.Actor, ask.Today)
	if err != nil {
		return access.Scope{}, err
	}
	return access.ScopeOf(st, ask.Action, kind, ask.Purpose), nil
}
