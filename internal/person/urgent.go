package person

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/id"
)

// Urgent lists entries among which somebody who may open a file by force finds
// whose it is. It shows what the directory shows, says nothing of files, and leaves
// one entry for the query.
func (s *Service) Urgent(ctx context.Context, who access.Actor, f ListFilter) ([]Line, error) {
	var err error
	ask := access.Question{Actor: who, Action: ActionUrgent, Purpose: access.PurposeEmergency, Today: s.today()}
	if f.Scope, err = s.Rights.Scope(ctx, ask, "person"); err != nil {
		return nil, err
	}
	return s.list(ctx, who, ActionUrgent, access.PurposeEmergency, f)
}

// MayUrgent refuses whoever may open nobody's file by force, with an entry.
func (s *Service) MayUrgent(ctx context.Context, who access.Actor) error {
	return s.Refused(ctx, who, ActionUrgent, access.PurposeEmergency, access.Object{Kind: "unit", ID: s.body(ctx)})
}

// Named gives the entry of one person to whoever may list it by an action for a
// purpose: NotFound, with an entry, for anybody else.
func (s *Service) Named(ctx context.Context, who access.Actor, action access.Action, why access.Purpose, person id.ID) (Line, error) {
	var l Line
	_, err := s.do(ctx, By{Actor: who}, action, why, Object(person), nil, func(ctx context.Context, tx door.Tx) error {
		p, err := s.Store.Find(ctx, tx, person)
		if err != nil {
			return err
		}
		l.Person = *p
		tx.Fact("count", 1)
		return nil
	})
	if err == nil {
		l.UnitName, err = s.Tree.UnitName(ctx, l.Unit)
	}
	return l, err
}
