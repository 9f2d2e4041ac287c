package org

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
)

// PlanStaff says what a table of holders would add: the dry run. It reads who
// sits where, so it leaves an entry.
func (s *Service) PlanStaff(ctx context.Context, who access.Actor, lines []StaffLine) (StaffPlan, error) {
	body, err := s.Read.Body(ctx)
	if err != nil {
		return StaffPlan{}, err
	}
	var plan StaffPlan
	_, err = s.do(ctx, By{Actor: who}, ActionHolders, unitObject(body), lines, func(ctx context.Context, tx door.Tx) error {
		if err := tx.Allow(ctx, ActionStaff, unitObject(body)); err != nil {
			return err
		}
		var err error
		plan, err = s.planStaff(ctx, tx, lines)
		tx.Fact("count", int64(plan.Same))
		return err
	})
	return plan, err
}

func (s *Service) planStaff(ctx context.Context, tx door.Tx, lines []StaffLine) (StaffPlan, error) {
	units, err := s.Units.Everything(ctx, tx)
	if err != nil {
		return StaffPlan{}, err
	}
	posts, err := s.Posts.Staffed(ctx, tx)
	return PlanStaff(lines, units, posts), err
}

// staffBatch is how many people one command of an import enters.
const staffBatch = 300

// ImportStaff does what PlanStaff said, as ImportUnits does, and gives what was done.
func (s *Service) ImportStaff(ctx context.Context, by By, lines []StaffLine, shown [32]byte) (StaffPlan, error) {
	body, err := s.Read.Body(ctx)
	if err != nil {
		return StaffPlan{}, err
	}
	var done StaffPlan
	for batch := 0; ; batch++ {
		var plan StaffPlan
		ran := false
		_, err := s.do(ctx, By{by.Actor, batchKey(by.Key, batch)}, ActionStaff, unitObject(body), lines, func(ctx context.Context, tx door.Tx) error {
			ran = true
			err := s.Units.Hold(ctx, tx)
			if err != nil {
				return err
			}
			if plan, err = s.planStaff(ctx, tx, lines); err != nil {
				return err
			}
			if len(plan.Faults) > 0 {
				return errs.Invalid("org.import.faults", errs.Int("n", len(plan.Faults)))
			}
			if batch == 0 && plan.Digest() != shown {
				return errs.Conflict("org.import.changed")
			}
			return s.seatStaff(ctx, tx, by.Actor, &plan)
		})
		if err != nil {
			return done, err
		}
		done.add(&plan)
		if ran && len(plan.Seats) <= staffBatch {
			return done, nil
		}
	}
}

// add notes a batch that was done.
func (p *StaffPlan) add(batch *StaffPlan) {
	p.Posts = append(p.Posts, batch.Posts...)
	p.Seats = append(p.Seats, batch.Seats[:min(len(batch.Seats), staffBatch)]...)
	if p.Same == 0 {
		p.Same = batch.Same
	}
}

// seatStaff writes one batch of a plan: the posts come with the first people in them.
func (s *Service) seatStaff(ctx context.Context, tx door.Tx, who access.Actor, plan *StaffPlan) error {
	seats := plan.Seats[:min(len(plan.Seats), staffBatch)]
	used := map[id.ID]bool{}
	people, objects := make([]*person.Person, len(seats)), make([]access.Object, len(seats))
	for i, x := range seats {
		used[x.Holding.Post] = true
		people[i], objects[i] = x.Person, unitObject(x.Holding.Unit)
		tx.Subject(x.Person.ID)
	}
	if err := tx.Allow(ctx, ActionStaff, objects...); err != nil {
		return err
	}
	for _, p := range plan.Posts {
		if !used[p.ID] {
			continue
		}
		if err := s.Posts.SavePost(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := s.People.Create(ctx, tx, people); err != nil {
		return err
	}
	for _, x := range seats {
		if err := s.Roles.MaySit(ctx, tx, who, x.Person.ID, x.Holding.Post, x.Holding.From); err != nil {
			return err
		}
		if err := s.Posts.SaveHolding(ctx, tx, x.Holding); err != nil {
			return err
		}
	}
	tx.Fact("count", int64(len(seats)))
	return nil
}
