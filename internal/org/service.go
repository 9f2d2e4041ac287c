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

// The commands and readings of this module, as the policy names them.
const (
	ActionFound    access.Action = "org.body.found"
	ActionCreate   access.Action = "org.unit.create"
	ActionRename   access.Action = "org.unit.rename"
	ActionMove     access.Action = "org.unit.move"
	ActionEnd      access.Action = "org.unit.end"
	ActionMerge    access.Action = "org.unit.merge"
	ActionSplit    access.Action = "org.unit.split"
	ActionWithdraw access.Action = "org.unit.withdraw"
	ActionRefresh  access.Action = "org.tree.refresh"
	ActionPost     access.Action = "org.post.create"
	ActionSeat     access.Action = "org.holding.begin"
	ActionUnseat   access.Action = "org.holding.end"
	ActionRead     access.Action = "org.unit.read"
	ActionHolders  access.Action = "org.holders.list"
)

// Checker decides on readings that leave no entry.
type Checker interface {
	Check(ctx context.Context, q access.Question) error
}

// Service is what pages, imports and other modules may ask of org.
type Service struct {
	Door  *door.Door
	Units Units
	Posts Posts
	Read  Reader
	Check Checker
	Clock clock.Clock
}

// By is who gives a command, under which key.
type By struct {
	Actor access.Actor
	Key   [16]byte
}

func unitObject(u id.ID) access.Object { return access.Object{Kind: "unit", ID: u} }

func (s *Service) do(ctx context.Context, by By, name access.Action, object access.Object, args any, fn func(context.Context, door.Tx) error) (ledger.Ref, error) {
	return s.Door.Do(ctx, door.Command{Name: name, Key: by.Key, Actor: by.Actor, Purpose: access.PurposeOrganisation, Object: object, Args: args}, fn)
}

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
func (s *Service) Found(ctx context.Context, by By, f NewUnitForm) (id.ID, ledger.Ref, error) {
	f.Kind, f.Parent = KindBody, id.ID{}
	u, err := NewUnit(f.Code, f.Kind, f.state())
	if err != nil {
		return id.ID{}, ledger.Ref{}, err
	}
	ref, err := s.do(ctx, by, ActionFound, access.Object{}, f, func(ctx context.Context, tx door.Tx) error {
		if _, err := s.Units.Refresh(ctx, tx, clock.DateOf(tx.Now().Time().In(clock.Local))); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u)
	})
	return u.ID, ref, err
}

// Create makes a unit under another, which must live on the first day.
func (s *Service) Create(ctx context.Context, by By, f NewUnitForm) (id.ID, ledger.Ref, error) {
	u, err := NewUnit(f.Code, f.Kind, f.state())
	if err != nil {
		return id.ID{}, ledger.Ref{}, err
	}
	ref, err := s.do(ctx, by, ActionCreate, unitObject(f.Parent), f, func(ctx context.Context, tx door.Tx) error {
		if err := s.lives(ctx, tx, f.Parent, f.From); err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u)
	})
	return u.ID, ref, err
}

// CreateMany makes several units in one command, for imports: parents first,
// all under one unit that exists. A parent may be one of the same list.
func (s *Service) CreateMany(ctx context.Context, by By, under id.ID, list []*Unit) (ledger.Ref, error) {
	codes := make([]string, len(list))
	for i, u := range list {
		codes[i] = u.Code
	}
	return s.do(ctx, by, ActionCreate, unitObject(under), codes, func(ctx context.Context, tx door.Tx) error {
		for _, u := range list {
			if err := s.Units.SaveUnit(ctx, tx, u); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) lives(ctx context.Context, tx door.Tx, unit id.ID, day clock.Date) error {
	p, err := s.Units.Unit(ctx, tx, unit)
	if err != nil {
		return err
	}
	if _, ok := p.At(day); !ok {
		return errs.Invalid("org.unit.parent.not_living", errs.Field("parent"), errs.Str("day", string(day)))
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
	return s.amend(ctx, by, ActionRename, unit, f, f.Version, func(u *Unit) error {
		return u.Amend(f.From, f.Basis, func(st *State) { st.Name, st.ShortName, st.Symbol = f.Name, f.ShortName, f.Symbol })
	})
}

func (s *Service) amend(ctx context.Context, by By, name access.Action, unit id.ID, args any, version int64, fn func(*Unit) error) (ledger.Ref, error) {
	return s.do(ctx, by, name, unitObject(unit), args, func(ctx context.Context, tx door.Tx) error {
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		if version != 0 && version != u.Version {
			return errs.Conflict("row.changed")
		}
		if err := fn(u); err != nil {
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
	return s.do(ctx, by, ActionMove, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		if err := tx.Allow(ctx, ActionCreate, unitObject(f.Parent)); err != nil {
			return err
		}
		if err := s.lives(ctx, tx, f.Parent, f.From); err != nil {
			return err
		}
		below, err := s.Units.Within(ctx, tx, f.Parent, unit)
		if err != nil {
			return err
		}
		if below {
			return errs.Invalid("org.unit.cycle", errs.Field("parent"))
		}
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		if f.Version != 0 && f.Version != u.Version {
			return errs.Conflict("row.changed")
		}
		if u.Kind == KindBody {
			return errs.Invalid("org.unit.body", errs.Field("parent"))
		}
		err = u.Amend(f.From, f.Basis, func(st *State) {
			st.Parent, st.Managing, st.Sort, st.OnPaper = f.Parent, f.Managing, f.Sort, f.OnPaper
			if st.Managing.IsZero() {
				st.Managing = f.Parent
			}
		})
		if err != nil {
			return err
		}
		return s.Units.SaveUnit(ctx, tx, u)
	})
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
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		if f.Version != 0 && f.Version != u.Version {
			return errs.Conflict("row.changed")
		}
		return s.end(ctx, tx, u, f.From)
	})
}

func (s *Service) end(ctx context.Context, tx door.Tx, u *Unit, day clock.Date) error {
	if u.Kind == KindBody {
		return errs.Invalid("org.unit.body", errs.Field("from"))
	}
	children, holders, err := s.Units.Alive(ctx, tx, u.ID, day)
	if err != nil {
		return err
	}
	if children+holders > 0 {
		return errs.Conflict("org.unit.alive", errs.Int("children", int(children)), errs.Int("holders", int(holders)))
	}
	if err := u.End(day); err != nil {
		return err
	}
	return s.Units.SaveUnit(ctx, tx, u)
}

// MergeForm lets units go into another, which takes over their sub-units,
// posts and holders.
type MergeForm struct {
	Into  id.ID
	From  clock.Date
	Basis string
}

// Merge merges units into one that lives on the day.
func (s *Service) Merge(ctx context.Context, by By, units []id.ID, f MergeForm) (ledger.Ref, error) {
	if len(units) == 0 {
		return ledger.Ref{}, errs.Invalid("org.unit.merge.none", errs.Field("units"))
	}
	return s.do(ctx, by, ActionMerge, unitObject(f.Into), struct {
		Units []id.ID
		Form  MergeForm
	}{units, f}, func(ctx context.Context, tx door.Tx) error {
		if err := s.lives(ctx, tx, f.Into, f.From); err != nil {
			return err
		}
		var list []Succession
		for _, from := range units {
			if err := s.mergeOne(ctx, tx, from, f); err != nil {
				return err
			}
			list = append(list, Succession{From: from, To: f.Into, Day: f.From, Kind: Merged, Basis: tidy(f.Basis)})
		}
		return s.Units.Succeed(ctx, tx, list)
	})
}

func (s *Service) mergeOne(ctx context.Context, tx door.Tx, from id.ID, f MergeForm) error {
	if err := tx.Allow(ctx, ActionMerge, unitObject(from)); err != nil {
		return err
	}
	inside, err := s.Units.Within(ctx, tx, f.Into, from)
	if err != nil {
		return err
	}
	if inside {
		return errs.Invalid("org.unit.cycle", errs.Field("into"))
	}
	if err := s.Units.HandOver(ctx, tx, from, f.Into, f.From, tidy(f.Basis)); err != nil {
		return err
	}
	u, err := s.Units.Unit(ctx, tx, from)
	if err != nil {
		return err
	}
	return s.end(ctx, tx, u, f.From)
}

// SplitForm makes new units out of one. If Ends, the old one ends that day.
type SplitForm struct {
	Into  []NewUnitForm
	Ends  bool
	From  clock.Date
	Basis string
}

// Split makes new units out of one; they stand beside it unless they say where.
func (s *Service) Split(ctx context.Context, by By, unit id.ID, f SplitForm) ([]id.ID, ledger.Ref, error) {
	if len(f.Into) == 0 {
		return nil, ledger.Ref{}, errs.Invalid("org.unit.split.none", errs.Field("into"))
	}
	var made []id.ID
	ref, err := s.do(ctx, by, ActionSplit, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		made = nil
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		was, ok := u.At(f.From)
		if !ok || u.Kind == KindBody {
			return errs.Invalid("org.unit.parent.not_living", errs.Field("from"), errs.Str("day", string(f.From)))
		}
		var list []Succession
		for _, n := range f.Into {
			n.Parent, n.From, n.Basis = was.Parent, f.From, f.Basis
			part, err := NewUnit(n.Code, n.Kind, n.state())
			if err != nil {
				return err
			}
			if err := s.Units.SaveUnit(ctx, tx, part); err != nil {
				return err
			}
			made = append(made, part.ID)
			list = append(list, Succession{From: unit, To: part.ID, Day: f.From, Kind: Split, Basis: tidy(f.Basis)})
		}
		if err := s.Units.Succeed(ctx, tx, list); err != nil || !f.Ends {
			return err
		}
		return s.end(ctx, tx, u, f.From)
	})
	return made, ref, err
}

// Withdraw takes the newest change of a unit back.
func (s *Service) Withdraw(ctx context.Context, by By, unit id.ID, version int64) (ledger.Ref, error) {
	return s.amend(ctx, by, ActionWithdraw, unit, version, version, func(u *Unit) error { return u.Withdraw() })
}

// RefreshTree moves today's tree to a day: changes planned for it take effect.
func (s *Service) RefreshTree(ctx context.Context) error {
	body, err := s.Read.Body(ctx)
	if err != nil {
		return err
	}
	day := clock.Today(s.Clock)
	_, err = s.do(ctx, By{Actor: access.System("effect")}, ActionRefresh, unitObject(body), day, func(ctx context.Context, tx door.Tx) error {
		_, err := s.Units.Refresh(ctx, tx, day)
		return err
	})
	return err
}

// AddPost makes a post of a unit.
func (s *Service) AddPost(ctx context.Context, by By, unit id.ID, title string, head bool, seats int64, from clock.Date) (id.ID, ledger.Ref, error) {
	p, err := NewPost(unit, id.ID{}, title, head, seats, from)
	if err != nil {
		return id.ID{}, ledger.Ref{}, err
	}
	ref, err := s.do(ctx, by, ActionPost, unitObject(unit), []any{title, head, seats, from}, func(ctx context.Context, tx door.Tx) error {
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		at, ok := u.At(from)
		if !ok {
			return errs.Invalid("org.unit.parent.not_living", errs.Field("from"), errs.Str("day", string(from)))
		}
		p.Managing = at.Managing
		return s.Posts.SavePost(ctx, tx, p)
	})
	return p.ID, ref, err
}

// Seat lets a person sit in a post from a day.
func (s *Service) Seat(ctx context.Context, by By, post, person id.ID, from clock.Date, basis string) (id.ID, ledger.Ref, error) {
	var made id.ID
	ref, err := s.do(ctx, by, ActionSeat, access.Object{Kind: "post", ID: post}, []any{person, from, basis}, func(ctx context.Context, tx door.Tx) error {
		p, err := s.Posts.Post(ctx, tx, post)
		if err != nil {
			return err
		}
		taken, err := s.Posts.Taken(ctx, tx, post, from)
		if err != nil {
			return err
		}
		h, err := p.Seat(person, from, basis, taken)
		if err != nil {
			return err
		}
		made = h.ID
		tx.Subject(person)
		return s.Posts.SaveHolding(ctx, tx, h)
	})
	return made, ref, err
}

// Unseat ends a holding: day is the first without it.
func (s *Service) Unseat(ctx context.Context, by By, holding id.ID, day clock.Date) (ledger.Ref, error) {
	return s.do(ctx, by, ActionUnseat, access.Object{Kind: "holding", ID: holding}, day, func(ctx context.Context, tx door.Tx) error {
		h, err := s.Posts.Holding(ctx, tx, holding)
		if err != nil {
			return err
		}
		if err := h.End(day); err != nil {
			return err
		}
		tx.Subject(h.Person)
		return s.Posts.SaveHolding(ctx, tx, h)
	})
}

// Establish makes posts and holdings under a unit in one command, for imports:
// the unit of every post lies at or below it, and every holding's post is in
// the list or in one established before by the same import.
func (s *Service) Establish(ctx context.Context, by By, under id.ID, posts []*Post, seats []*Holding) (ledger.Ref, error) {
	var names []id.ID
	var units []access.Object
	for _, p := range posts {
		names, units = append(names, p.ID), append(units, unitObject(p.Unit))
	}
	for _, h := range seats {
		names, units = append(names, h.ID), append(units, unitObject(h.Unit))
	}
	return s.do(ctx, by, ActionPost, unitObject(under), names, func(ctx context.Context, tx door.Tx) error {
		if err := tx.Allow(ctx, ActionPost, units...); err != nil {
			return err
		}
		for _, p := range posts {
			if err := s.Posts.SavePost(ctx, tx, p); err != nil {
				return err
			}
		}
		for _, h := range seats {
			tx.Subject(h.Person)
			if err := s.Posts.SaveHolding(ctx, tx, h); err != nil {
				return err
			}
		}
		return nil
	})
}

// Holders lists who sits where. It is a reading of kind 5(b): one entry with
// the digest of the filter and the number of lines.
func (s *Service) Holders(ctx context.Context, by By, f HolderFilter) ([]HolderLine, error) {
	var list []HolderLine
	_, err := s.do(ctx, by, ActionHolders, unitObject(f.Unit), f, func(ctx context.Context, tx door.Tx) error {
		var err error
		list, err = s.Read.Holders(ctx, tx, f)
		tx.Fact("count", int64(len(list)))
		return err
	})
	return list, err
}

// MayRead decides on a reading of a unit that leaves no entry.
func (s *Service) MayRead(ctx context.Context, who access.Actor, unit id.ID) error {
	return s.Check.Check(ctx, access.Question{Actor: who, Action: ActionRead, Objects: []access.Object{unitObject(unit)}, Today: clock.Today(s.Clock)})
}
