package org

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
)

// AddPost makes a post of a unit.
func (s *Service) AddPost(ctx context.Context, by By, unit id.ID, f PostForm) (id.ID, ledger.Ref, error) {
	p, err := NewPost(unit, id.ID{}, f)
	if err != nil {
		return id.ID{}, ledger.Ref{}, err
	}
	p.ID = id.Of(by.Key, "post")
	ref, err := s.do(ctx, by, ActionPost, unitObject(unit), f, func(ctx context.Context, tx door.Tx) error {
		if err := s.livesOn(ctx, tx, unit, f.From, "from"); err != nil {
			return err
		}
		u, err := s.Units.Unit(ctx, tx, unit)
		if err != nil {
			return err
		}
		at, _ := u.At(f.From)
		fresh := *p // the function may run twice
		fresh.Managing = at.Managing
		return s.Posts.SavePost(ctx, tx, &fresh)
	})
	return p.ID, ref, err
}

// SeatForm says who sits in a post from a day. A zero Person is somebody new to
// the directory, by their name.
type SeatForm struct {
	Person id.ID
	Name   person.Name
	From   clock.Date
	Basis  string
}

// Seat lets a person sit in a post from a day.
func (s *Service) Seat(ctx context.Context, by By, post id.ID, f SeatForm) (id.ID, ledger.Ref, error) {
	made := id.Of(by.Key, "holding")
	ref, err := s.do(ctx, by, ActionSeat, postObject(post), f, func(ctx context.Context, tx door.Tx) error {
		if err := s.Units.Hold(ctx, tx); err != nil { // before anything is read: what is free stays free
			return err
		}
		p, err := s.Posts.Post(ctx, tx, post)
		if err != nil {
			return err
		}
		if err := s.livesOn(ctx, tx, p.Unit, f.From, "from"); err != nil {
			return err
		}
		who, err := s.whom(ctx, tx, p, f)
		if err != nil {
			return err
		}
		taken, err := s.Posts.Taken(ctx, tx, post, f.From)
		if err != nil {
			return err
		}
		h, err := p.Seat(who, f.From, f.Basis, taken)
		if err != nil {
			return err
		}
		if err := s.Roles.MaySit(ctx, tx, by.Actor, who, post, f.From); err != nil {
			return err
		}
		h.ID = made
		tx.Subject(who)
		return s.Posts.SaveHolding(ctx, tx, h)
	})
	return made, ref, err
}

// whom gives the person of a form: one who is in the directory and may be
// moved, or a new entry.
func (s *Service) whom(ctx context.Context, tx door.Tx, p *Post, f SeatForm) (id.ID, error) {
	if !f.Person.IsZero() {
		return f.Person, tx.Allow(ctx, ActionSeat, access.Object{Kind: "person", ID: f.Person})
	}
	if err := tx.Allow(ctx, person.ActionCreate, unitObject(p.Unit)); err != nil {
		return id.ID{}, err
	}
	who, err := person.New(f.Name, p.Unit, p.Managing)
	if err != nil {
		return id.ID{}, err
	}
	return who.ID, s.People.Create(ctx, tx, []*person.Person{who})
}

// Namesakes gives the people of a name, so that whoever seats one of them says
// which. It is a reading of kind 5(b).
func (s *Service) Namesakes(ctx context.Context, who access.Actor, post id.ID, name person.Name) ([]HolderLine, error) {
	p, err := s.Read.FindPost(ctx, post)
	if err != nil {
		return nil, err
	}
	var list []HolderLine
	_, err = s.do(ctx, By{Actor: who}, ActionHolders, unitObject(p.Unit), name, func(ctx context.Context, tx door.Tx) error {
		var err error
		list, err = s.Read.Namesakes(ctx, tx, name, s.today(), 50)
		tx.Fact("count", int64(len(list)))
		return err
	})
	return list, err
}

// AbolishPost ends a post that nobody holds: day is the first without it.
func (s *Service) AbolishPost(ctx context.Context, by By, post id.ID, day clock.Date, basis string) (ledger.Ref, error) {
	return s.do(ctx, by, ActionAbolish, postObject(post), []any{day, basis}, func(ctx context.Context, tx door.Tx) error {
		if err := s.Units.Hold(ctx, tx); err != nil {
			return err
		}
		p, err := s.Posts.Post(ctx, tx, post)
		if err != nil {
			return err
		}
		holders, err := s.Posts.Taken(ctx, tx, post, day)
		if err != nil {
			return err
		}
		if err := p.Abolish(day, basis, holders); err != nil {
			return err
		}
		return s.Posts.SavePost(ctx, tx, p)
	})
}

// seatFree refuses a holding that goes on longer when its seat was given to
// somebody else from a day.
func (s *Service) seatFree(ctx context.Context, tx door.Tx, post id.ID, from clock.Date) error {
	if err := s.Units.Hold(ctx, tx); err != nil {
		return err
	}
	p, err := s.Posts.Post(ctx, tx, post)
	if err != nil {
		return err
	}
	taken, err := s.Posts.Taken(ctx, tx, post, from)
	if err == nil && taken >= p.Seats {
		err = errs.Conflict("org.post.full", errs.Field("post"), errs.Int("seats", int(p.Seats)))
	}
	return err
}

// Unseat ends a holding: day is the first without it.
func (s *Service) Unseat(ctx context.Context, by By, holding id.ID, day clock.Date, basis string) (ledger.Ref, error) {
	return s.do(ctx, by, ActionUnseat, access.Object{Kind: "holding", ID: holding}, []any{day, basis}, func(ctx context.Context, tx door.Tx) error {
		h, err := s.Posts.Holding(ctx, tx, holding)
		if err != nil {
			return err
		}
		longer := h.To != "" && day > h.To
		was := h.To
		if err := h.End(day, basis); err != nil {
			return err
		}
		if longer {
			if err := s.seatFree(ctx, tx, h.Post, was); err != nil {
				return err
			}
			if err := s.Roles.MaySit(ctx, tx, by.Actor, h.Person, h.Post, was); err != nil {
				return err
			}
		}
		tx.Subject(h.Person)
		if err := s.Posts.SaveHolding(ctx, tx, h); err != nil {
			return err
		}
		return s.Roles.MayLeave(ctx, tx, h.Person, h.Post, day)
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
