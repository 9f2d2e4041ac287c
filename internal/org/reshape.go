package org

import (
	"context"
	"slices"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// MergeForm lets units go into another, which takes over their sub-units,
// posts and holders.
type MergeForm struct {
	Into  id.ID
	From  clock.Date
	Basis string
}

// distinct gives each unit once, in the order in which they were named.
func distinct(units []id.ID) []id.ID {
	seen := map[id.ID]bool{}
	return slices.DeleteFunc(slices.Clone(units), func(u id.ID) bool {
		was := seen[u]
		seen[u] = true
		return was
	})
}

// Merge merges units into one that lives on the day.
func (s *Service) Merge(ctx context.Context, by By, units []id.ID, f MergeForm) (ledger.Ref, error) {
	units = distinct(units)
	switch {
	case len(units) == 0:
		return ledger.Ref{}, errs.Invalid("org.unit.merge.none", errs.Field("units"))
	case slices.Contains(units, f.Into):
		return ledger.Ref{}, errs.Invalid("org.unit.merge.self", errs.Field("units"))
	}
	return s.do(ctx, by, ActionMerge, unitObject(f.Into), struct {
		Units []id.ID
		Form  MergeForm
	}{units, f}, func(ctx context.Context, tx door.Tx) error {
		if err := s.livesOn(ctx, tx, f.Into, f.From, "into"); err != nil {
			return err
		}
		into, err := s.Units.Unit(ctx, tx, f.Into)
		if err != nil {
			return err
		}
		on, _ := into.At(f.From)
		var list []Succession
		for _, from := range units {
			if err := s.mergeOne(ctx, tx, HandOver{from, f.Into, on.Managing, f.From, tidy(f.Basis)}); err != nil {
				return err
			}
			list = append(list, Succession{From: from, To: f.Into, Day: f.From, Kind: Merged, Basis: tidy(f.Basis)})
		}
		return s.Units.Succeed(ctx, tx, list)
	})
}

func (s *Service) mergeOne(ctx context.Context, tx door.Tx, h HandOver) error {
	if err := tx.Allow(ctx, ActionMerge, unitObject(h.From)); err != nil {
		return err
	}
	if err := s.notBelow(ctx, tx, h.To, h.From, h.Day, "into"); err != nil {
		return err
	}
	persons, err := s.Units.HandOver(ctx, tx, h)
	if err != nil {
		return err
	}
	for _, who := range persons {
		tx.Subject(who)
	}
	u, err := s.Units.Unit(ctx, tx, h.From)
	if err != nil {
		return err
	}
	return s.end(ctx, tx, u, h.Day, h.Basis)
}

// SplitForm makes new units out of one. If Ends, the old one ends that day.
type SplitForm struct {
	Into  []NewUnitForm
	Ends  bool
	From  clock.Date
	Basis string
}

// Split makes new units out of one; they stand beside it.
func (s *Service) Split(ctx context.Context, by By, unit id.ID, f SplitForm) ([]id.ID, ledger.Ref, error) {
	if len(f.Into) == 0 {
		return nil, ledger.Ref{}, errs.Invalid("org.unit.split.none", errs.Field("into"))
	}
	made := make([]id.ID, len(f.Into))
	for i, n := range f.Into {
		made[i] = id.Of(by.Key, n.Code)
	}
	ref, err := s.do(ctx, by, ActionSplit, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		was, ok := u.At(f.From)
		if !ok || u.Kind == KindBody {
			return errs.Invalid("org.unit.parent.not_living", errs.Field("from"), errs.Str("day", f.From.Vietnamese()))
		}
		if err := tx.Allow(ctx, ActionCreate, unitObject(was.Parent)); err != nil {
			return err
		}
		if err := s.livesOn(ctx, tx, was.Parent, f.From, "from"); err != nil {
			return err
		}
		var list []Succession
		for i, n := range f.Into {
			n.Parent, n.From, n.Basis = was.Parent, f.From, f.Basis
			part, err := NewUnit(n.Code, n.Kind, n.state())
			if err != nil {
				return err
			}
			part.as(made[i])
			if err := s.Units.SaveUnit(ctx, tx, part); err != nil {
				return err
			}
			list = append(list, Succession{From: unit, To: part.ID, Day: f.From, Kind: Split, Basis: tidy(f.Basis)})
		}
		if err := s.Units.Succeed(ctx, tx, list); err != nil || !f.Ends {
			return err
		}
		return s.end(ctx, tx, u, f.From, f.Basis)
	})
	return made, ref, err
}
