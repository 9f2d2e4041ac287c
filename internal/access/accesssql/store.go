// Package accesssql answers access's questions from the database: what hangs on
// an account in one query (held.go) and what hangs on its posts in another, the
// facts of the objects in one query a kind, and all places in the tree through the
// port Tree.
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

// Past counts what was done before. Package ledger fills it.
type Past interface {
	// Done is the reading that counts an account's entries of some actions since a
	// moment that were not refused.
	Done(e schema.Engine, account id.ID, actions []access.Action, since clock.Micros, n *int64) sqldb.Reading
}

// Store implements door.Decider.
type Store struct {
	Tree    Tree
	Seats   Seats
	Related Related
	Past    Past
	Ways    Ways
	Node    access.Node
	Clock   clock.Clock
	Real    func() bool // the folder is no demo: its operator gives no rights but the first
}

var _ door.Decider = (*Store)(nil)

// Decide decides inside a changing transaction, and counts what the action
// spends.
func (s *Store) Decide(ctx context.Context, tx door.EngineTx, q access.Question) (access.Verdict, error) {
	t := tx.(*sqldb.Tx)
	v, err := s.judge(ctx, t, q)
	if err == nil {
		err = s.afford(ctx, t, q)
	}
	return v, err
}

// afford refuses what goes beyond the actor's budget of the day: Denied
// "access.budget.spent". Openings of one account wait for each other, so that
// the last one is the last.
func (s *Store) afford(ctx context.Context, t *sqldb.Tx, q access.Question) error {
	budget := q.Action.Spends()
	if budget == access.SpendsNone || q.Actor.IsSystem() {
		return nil
	}
	if err := t.Hold(ctx, "access_account", q.Actor.Account); err != nil {
		return err
	}
	var done int64
	var limits access.Limits
	err := sqldb.Together(ctx, t, s.Past.Done(t.Engine(), q.Actor.Account, budget.Spending(), q.Today.Begins(), &done), readLimits(&limits))
	if err != nil {
		return err
	}
	return budget.Afford(limits, done, q.Today)
}

// Check decides for a reading that leaves no entry. Cost: a Standing, one query
// for each kind of object.
func (s *Store) Check(ctx context.Context, q sqldb.Querier, ask access.Question) error {
	_, err := s.judge(ctx, q, ask)
	return err
}

// judge decides on every object; the grant is that of the first.
func (s *Store) judge(ctx context.Context, q sqldb.Querier, ask access.Question) (access.Verdict, error) {
	var v access.Verdict
	if ask.Actor.IsSystem() {
		return v, s.checkSystem(ctx, q, ask)
	}
	if !ask.Actor.Scope.Covers(ask.Action) {
		return v, errs.Denied("access.token.scope", errs.Str("action", string(ask.Action)))
	}
	standing, places, err := s.weigh(ctx, q, ask)
	if err != nil {
		return v, err
	}
	v.Post, v.Ceiling = standing.Actor.Post, standing.Ceiling()
	sent, err := s.assigned(ctx, q, ask, standing, places)
	if err != nil {
		return v, err
	}
	for i, o := range ask.Objects {
		p := places[o]
		grant, err := access.Judge(standing, ask.Action, ask.Purpose, p.Place, relatedTo(sent[p.Object]))
		if !p.stands {
			err = errs.NotFound("access.not_found")
		}
		if err != nil {
			return v, err
		}
		if i == 0 {
			v.Grant = grant
		}
	}
	return v, nil
}

// Use is an action for a purpose.
type Use struct {
	Action  access.Action
	Purpose access.Purpose
}

// Admitted gives those of a question's objects on which Check would let somebody do one of
// several uses, without any that of the question itself; a part of the system is let do
// nothing. Cost: that of one Check, and what is assigned for each use that asks for it.
func (s *Store) Admitted(ctx context.Context, q sqldb.Querier, ask access.Question, uses ...Use) (map[access.Object]bool, error) {
	standing, places, err := s.weigh(ctx, q, ask)
	if err != nil {
		return nil, err
	}
	if len(uses) == 0 {
		uses = []Use{{ask.Action, ask.Purpose}}
	}
	admitted := map[access.Object]bool{}
	for _, use := range uses {
		if !ask.Actor.Scope.Covers(use.Action) {
			continue
		}
		ask.Action = use.Action
		sent, err := s.assigned(ctx, q, ask, standing, places)
		if err != nil {
			return nil, err
		}
		for o, p := range places {
			if _, refused := access.Judge(standing, use.Action, use.Purpose, p.Place, relatedTo(sent[p.Object])); refused == nil && p.stands {
				admitted[o] = true
			}
		}
	}
	return admitted, nil
}

// place is where an object stands. For one that is not there it is the place of
// another, on which everything is done as if it were this one's, and nothing
// decided: hidden and absent take one way, and the same time (SECURITY T25).
type place struct {
	access.Place
	stands bool
}

// weigh reads what a decision is made on, together: the actor's standing and the
// places of the objects.
func (s *Store) weigh(ctx context.Context, q sqldb.Querier, ask access.Question) (access.Standing, map[access.Object]place, error) {
	places := map[access.Object]place{}
	facts, err := factsOf(q, ask.Objects, places)
	if err != nil {
		return access.Standing{}, nil, err
	}
	st, err := s.stand(ctx, q, ask, facts...)
	if err != nil {
		return st, nil, err
	}
	return st, places, s.place(ctx, q, &st, places)
}

func relatedTo(units []id.ID) func(access.Relation, access.Holding) bool {
	return func(rel access.Relation, h access.Holding) bool {
		return rel == access.Assigned && slices.Contains(units, h.Unit)
	}
}

// Why says why somebody may or may not; it decides nothing.
func (s *Store) Why(ctx context.Context, q sqldb.Querier, ask access.Question) (access.Why, error) {
	_, list, err := s.Whys(ctx, q, ask, []access.Purpose{ask.Purpose})
	return list[ask.Purpose], err
}

// Whys is Why for several purposes of one question, and gives the standing on which
// all were answered. Cost: that of one Check.
func (s *Store) Whys(ctx context.Context, q sqldb.Querier, ask access.Question, purposes []access.Purpose) (access.Standing, map[access.Purpose]access.Why, error) {
	standing, places, err := s.weigh(ctx, q, ask)
	if err != nil {
		return standing, nil, err
	}
	sent, err := s.assigned(ctx, q, ask, standing, places)
	list := map[access.Purpose]access.Why{}
	for _, purpose := range purposes {
		for _, o := range ask.Objects {
			p := places[o]
			if why := access.Explain(standing, ask.Action, purpose, p.Place, relatedTo(sent[p.Object])); p.stands {
				list[purpose] = why
				break
			}
		}
	}
	return standing, list, err
}

func (s *Store) checkSystem(ctx context.Context, q sqldb.Querier, ask access.Question) error {
	if ask.Action.Founds() {
		if err := s.mayFound(ctx, q, ask.Actor.System); err != nil {
			return err
		}
	}
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
		places := map[access.Object]place{}
		facts, err := kindOf(q, kind, slices.Collect(maps.Keys(want)), places)
		if err == nil {
			err = sqldb.Together(ctx, q, facts)
		}
		if err != nil {
			return err
		}
		for object := range want {
			if p := places[access.Object{Kind: kind, ID: object}]; !p.stands || p.Label > s.Node.MaxLabel() {
				return errs.NotFound("access.not_found")
			}
		}
	}
	return nil
}

// factsOf gives the readings that put the facts of objects into places: of several
// of a kind in one, in which those that are not there have none.
func factsOf(q sqldb.Querier, objects []access.Object, places map[access.Object]place) ([]sqldb.Reading, error) {
	byKind := map[access.Kind][]id.ID{}
	for _, o := range objects {
		byKind[o.Kind] = append(byKind[o.Kind], o.ID)
	}
	var list []sqldb.Reading
	for kind, ids := range byKind {
		if _, ok := schema.OfKind(string(kind)); !ok {
			return nil, errs.NotFound("access.not_found")
		}
		r, err := kindOf(q, kind, ids, places)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

func kindOf(q sqldb.Querier, kind access.Kind, ids []id.ID, places map[access.Object]place) (sqldb.Reading, error) {
	if len(ids) == 1 {
		o := access.Object{Kind: kind, ID: ids[0]}
		places[o] = place{}
		var at, managed string
		return sqldb.NearestFacts(o, placesOfRow, []any{&at, &managed}, func(f access.Facts) {
			places[o] = place{access.Place{Facts: f, UnitPath: at, ManagingPath: managed}, f.Object == o}
		})
	}
	return sqldb.FactsOf(q.Engine(), kind, ids, func(f access.Facts) {
		places[f.Object] = place{access.Place{Facts: f}, true}
	})
}

// assigned asks the modules only when a rule of this action needs it.
func (s *Store) assigned(ctx context.Context, q sqldb.Querier, ask access.Question, st access.Standing, places map[access.Object]place) (map[access.Object][]id.ID, error) {
	if s.Related == nil || !access.Asks(ask.Action, access.Assigned) {
		return nil, nil
	}
	var units []id.ID
	for _, h := range st.Roles {
		units = append(units, h.Unit)
	}
	var objects []access.Object
	for _, p := range places {
		objects = append(objects, p.Object)
	}
	return s.Related.AssignedTo(ctx, q, objects, units)
}

// Scope gives what an actor may see of a kind in a list.
func (s *Store) Scope(ctx context.Context, q sqldb.Querier, ask access.Question, kind access.Kind) (access.Scope, error) {
	st, err := s.standing(ctx, q, ask)
	if err != nil || !ask.Actor.Scope.Covers(ask.Action) {
		return access.Scope{}, err
	}
	return access.ScopeOf(st, ask.Action, kind, ask.Purpose), nil
}
