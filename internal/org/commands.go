package org

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// NewUnitForm is what is said of a new unit.
type NewUnitForm struct {
	Code      string
	Kind      Kind
	Name      string
	ShortName string
	Symbol    string
	Parent    id.ID
	Managing  id.ID // zero: its parent
	Sort      int64
	OnPaper   bool
	From      clock.Date
	Basis     string
}

func (f NewUnitForm) state() State {
	return State{Name: f.Name, ShortName: f.ShortName, Symbol: f.Symbol, Parent: f.Parent, Managing: f.Managing,
		Sort: f.Sort, OnPaper: f.OnPaper, From: f.From, Basis: f.Basis}
}

// Found makes the body, the root of the tree, and begins the day of the tree.
// There is one body: Conflict "org.unit.body".
func (s *Service) Found(ctx context.Context, by By, f NewUnitForm) (id.ID, ledger.Ref, error) {
	f.Kind, f.Parent = KindBody, id.ID{}
	u, err := NewUnit(f.Code, f.Kind, f.state())
	if err != nil {
		return id.ID{}, ledger.Ref{}, err
	}
	u.as(id.Of(by.Key, "unit"))
	ref, err := s.do(ctx, by, ActionFound, access.Object{}, f, func(ctx context.Context, tx door.Tx) error {
		have, err := s.Units.Everything(ctx, tx)
		if err != nil {
			return err
		}
		if len(have) > 0 {
			return errs.Conflict("org.unit.body", errs.Field("code"))
		}
		if _, err := s.Units.Refresh(ctx, tx, clock.DateOf(tx.Now().Time().In(clock.Local))); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u.clone()) // the function may run twice
	})
	return u.ID, ref, err
}

// Create makes a unit under another, which must live on the first day.
func (s *Service) Create(ctx context.Context, by By, f NewUnitForm) (id.ID, ledger.Ref, error) {
	u, err := NewUnit(f.Code, f.Kind, f.state())
	if err != nil {
		return id.ID{}, ledger.Ref{}, err
	}
	u.as(id.Of(by.Key, "unit"))
	ref, err := s.do(ctx, by, ActionCreate, unitObject(f.Parent), f, func(ctx context.Context, tx door.Tx) error {
		if err := s.livesOn(ctx, tx, f.Parent, f.From, "parent"); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u.clone()) // the function may run twice
	})
	return u.ID, ref, err
}

// livesOn refuses a unit that does not live on a day and after it; field is where
// the form asked for it. The tree keeps its shape until the command has ended.
func (s *Service) livesOn(ctx context.Context, tx door.Tx, unit id.ID, day clock.Date, field string) error {
	if !day.IsFull() {
		return errs.Invalid("org.day.missing", errs.Field("from"))
	}
	if err := s.Units.Hold(ctx, tx); err != nil {
		return err
	}
	p, err := s.Units.Unit(ctx, tx, unit)
	if err != nil {
		return err
	}
	if _, ok := p.At(day); !ok || p.Ended {
		return errs.Invalid("org.unit.parent.not_living", errs.Field(field), errs.Str("day", day.Vietnamese()))
	}
	return nil
}

// RenameForm changes what a unit is called from a day.
type RenameForm struct {
	Name, ShortName, Symbol string
	From                    clock.Date
	Basis                   string
	Version                 int64 // of the unit as the form was shown; 0 does not compare
}

// Rename changes a unit's name, short name and symbol.
func (s *Service) Rename(ctx context.Context, by By, unit id.ID, f RenameForm) (ledger.Ref, error) {
	return s.do(ctx, by, ActionRename, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		u, err := s.unitAt(ctx, tx, unit, f.Version)
		if err != nil {
			return err
		}
		if err := u.Amend(f.From, f.Basis, func(st *State) { st.Name, st.ShortName, st.Symbol = f.Name, f.ShortName, f.Symbol }); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u)
	})
}

// MoveForm gives a unit another parent, manager or place among its siblings.
type MoveForm struct {
	Parent, Managing id.ID
	Sort             int64
	OnPaper          bool
	From             clock.Date
	Basis            string
	Version          int64
}

// Move changes where a unit stands. The new parent must live and must not be
// the unit or below it: Invalid "org.unit.cycle".
func (s *Service) Move(ctx context.Context, by By, unit id.ID, f MoveForm) (ledger.Ref, error) {
	if f.Parent.IsZero() {
		return ledger.Ref{}, errs.Invalid("org.unit.parent.missing", errs.Field("parent"))
	}
	return s.do(ctx, by, ActionMove, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		if err := s.mayStandUnder(ctx, tx, unit, f); err != nil {
			return err
		}
		u, err := s.unitAt(ctx, tx, unit, f.Version)
		if err != nil {
			return err
		}
		if u.Kind == KindBody {
			return errs.Invalid("org.unit.body", errs.Field("parent"))
		}
		if err := u.Amend(f.From, f.Basis, f.place); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u)
	})
}

func (f MoveForm) place(st *State) {
	st.Parent, st.Managing, st.Sort, st.OnPaper = f.Parent, f.Managing, f.Sort, f.OnPaper
	if st.Managing.IsZero() {
		st.Managing = f.Parent
	}
}

// mayStandUnder checks the new parent: allowed, living, and not below the unit
// on any day of the move.
func (s *Service) mayStandUnder(ctx context.Context, tx door.Tx, unit id.ID, f MoveForm) error {
	if err := tx.Allow(ctx, ActionCreate, unitObject(f.Parent)); err != nil {
		return err
	}
	if err := s.livesOn(ctx, tx, f.Parent, f.From, "parent"); err != nil {
		return err
	}
	return s.notBelow(ctx, tx, f.Parent, unit, f.From, "parent")
}

// notBelow refuses a unit that stands at or below another on a day or later.
func (s *Service) notBelow(ctx context.Context, tx door.Tx, unit, root id.ID, day clock.Date, field string) error {
	up := ascent{func(which id.ID) (*Unit, error) { return s.Units.Unit(ctx, tx, which) }, root}
	below, err := up.reaches(unit, day, "", 0)
	if err == nil && below {
		err = errs.Invalid("org.unit.cycle", errs.Field(field))
	}
	return err
}

// EndForm ends a unit.
type EndForm struct {
	From    clock.Date // the first day without it
	Basis   string
	Version int64
}

// End ends a unit that has neither sub-units nor holders: Conflict
// "org.unit.alive" names how many.
func (s *Service) End(ctx context.Context, by By, unit id.ID, f EndForm) (ledger.Ref, error) {
	return s.do(ctx, by, ActionEnd, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		u, err := s.unitAt(ctx, tx, unit, f.Version)
		if err != nil {
			return err
		}
		return s.end(ctx, tx, u, f.From, f.Basis)
	})
}

func (s *Service) end(ctx context.Context, tx door.Tx, u *Unit, day clock.Date, basis string) error {
	if u.Kind == KindBody {
		return errs.Invalid("org.unit.body", errs.Field("from"))
	}
	if err := s.Units.Hold(ctx, tx); err != nil {
		return err
	}
	children, holders, err := s.Units.Alive(ctx, tx, u.ID, day)
	if err != nil {
		return err
	}
	if children+holders > 0 {
		return errs.Conflict("org.unit.alive", errs.Int("children", int(children)), errs.Int("holders", int(holders)))
	}
	if err := u.End(day, basis); err != nil {
		return err
	}
	return s.Units.SaveUnit(ctx, tx, u)
}

// Withdraw takes the newest change of a unit back. The end of a unit that others
// took over stays: Conflict "org.unit.succeeded". So does a place whose parent
// has ended or come below the unit since.
func (s *Service) Withdraw(ctx context.Context, by By, unit id.ID, version int64) (ledger.Ref, error) {
	return s.do(ctx, by, ActionWithdraw, unitObject(unit), version, func(ctx context.Context, tx door.Tx) error {
		u, err := s.unitAt(ctx, tx, unit, version)
		if err != nil {
			return err
		}
		ended := u.Ended
		if err := u.Withdraw(); err != nil {
			return err
		}
		if ended {
			taken, err := s.Units.Succeeded(ctx, tx, unit)
			if err != nil {
				return err
			}
			if taken {
				return errs.Conflict("org.unit.succeeded")
			}
		}
		if err := s.fits(ctx, tx, u); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u)
	})
}

// fits refuses a newest state whose parent lives no more or has come below it.
func (s *Service) fits(ctx context.Context, tx door.Tx, u *Unit) error {
	now := u.Newest()
	if now.Parent.IsZero() {
		return nil
	}
	if err := s.livesOn(ctx, tx, now.Parent, now.From, "parent"); err != nil {
		return err
	}
	return s.notBelow(ctx, tx, now.Parent, u.ID, now.From, "parent")
}

// unitAt reads a unit; a version that is not the one the form showed is
// Conflict "row.changed". 0 does not compare.
func (s *Service) unitAt(ctx context.Context, tx door.Tx, unit id.ID, version int64) (*Unit, error) {
	u, err := s.Units.Unit(ctx, tx, unit)
	if err == nil && version != 0 && version != u.Version {
		err = errs.Conflict("row.changed")
	}
	return u, err
}

// RefreshTree moves today's tree to today: changes planned for it take effect. It
// does nothing, and leaves nothing, when the tree stands there.
func (s *Service) RefreshTree(ctx context.Context) error {
	day := s.today()
	stands, err := s.Read.TreeDay(ctx)
	if err != nil || stands == day {
		return err
	}
	body, err := s.Read.Body(ctx)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, By{Actor: access.System("effect")}, ActionRefresh, unitObject(body), day, func(ctx context.Context, tx door.Tx) error {
		_, err := s.Units.Refresh(ctx, tx, day)
		return err
	})
	return err
}
