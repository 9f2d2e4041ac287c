package org

import (
	"context"
	"crypto/sha256"
	"fmt"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// importBatch is how many units one command of an import writes. Others wait
// for it on SQLite: some tenths of a second.
const importBatch = 500

// PlanUnits says what a table of units would change: the dry run of an import.
func (s *Service) PlanUnits(ctx context.Context, who access.Actor, lines []UnitLine) (Plan, error) {
	body, err := s.Read.Body(ctx)
	if err != nil {
		return Plan{}, err
	}
	if err := s.Check.Check(ctx, access.Question{Actor: who, Action: ActionImport, Purpose: access.PurposeOrganisation,
		Objects: []access.Object{unitObject(body)}, Today: s.today()}); err != nil {
		return Plan{}, s.refuseImport(ctx, who, body, err)
	}
	have, err := s.Read.All(ctx)
	if err != nil {
		return Plan{}, err
	}
	return PlanUnits(lines, have), nil
}

// refuseImport leaves the entry of an import that was refused at its dry run.
func (s *Service) refuseImport(ctx context.Context, who access.Actor, body id.ID, refused error) error {
	if !errs.Is(refused, errs.KindDenied) && !errs.Is(refused, errs.KindNotFound) {
		return refused
	}
	_, err := s.do(ctx, By{Actor: who}, ActionImport, unitObject(body), nil, func(context.Context, door.Tx) error { return refused })
	return err
}

// ImportUnits does what PlanUnits said, in commands of some hundred units, each
// all or nothing. What stands now decides: a plan that is not the one that was
// shown is Conflict "org.import.changed", a table with faults Invalid
// "org.import.faults". An import that broke off goes on where it stopped when
// it is run again.
func (s *Service) ImportUnits(ctx context.Context, by By, lines []UnitLine, shown [32]byte) (Plan, error) {
	body, err := s.Read.Body(ctx)
	if err != nil {
		return Plan{}, err
	}
	var done Plan
	for batch := 0; ; batch++ {
		var plan Plan
		ran := false
		_, err := s.do(ctx, By{by.Actor, batchKey(by.Key, batch)}, ActionImport, unitObject(body), lines, func(ctx context.Context, tx door.Tx) error {
			ran = true
			if err := s.Units.Hold(ctx, tx); err != nil {
				return err
			}
			have, err := s.Units.Everything(ctx, tx)
			if err != nil {
				return err
			}
			plan = PlanUnits(lines, have)
			if err := plan.fit(batch == 0, shown); err != nil {
				return err
			}
			return s.doSteps(ctx, tx, plan.Steps[:min(len(plan.Steps), importBatch)])
		})
		if err != nil {
			return done, err
		}
		if !ran { // it was done before: go on where it stopped, or be done
			if plan, err = s.PlanUnits(ctx, by.Actor, lines); err != nil || len(plan.Steps) == 0 {
				return done, err
			}
			continue
		}
		if done.Steps == nil {
			done = plan
		}
		if len(plan.Steps) <= importBatch {
			return done, nil
		}
	}
}

// batchKey is the key of one command of several that one form orders; without
// a key none of them has one.
func batchKey(key [16]byte, batch int) [16]byte {
	if key == [16]byte{} {
		return key
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "hoso/batch/v1\n%x %d", key, batch))
	return [16]byte(sum[:16])
}

func (p *Plan) fit(first bool, shown [32]byte) error {
	switch {
	case len(p.Faults) > 0:
		return errs.Invalid("org.import.faults", errs.Int("n", len(p.Faults)))
	case first && p.Digest() != shown:
		return errs.Conflict("org.import.changed")
	}
	return nil
}

// doSteps writes steps; every unit that is changed, or made under, is decided on.
func (s *Service) doSteps(ctx context.Context, tx door.Tx, steps []Step) error {
	made := map[id.ID]bool{}
	var objects []access.Object
	for _, st := range steps {
		object := st.Unit.ID
		if st.Unit.Version == 0 {
			made[object], object = true, st.Unit.Newest().Parent
		}
		if !made[object] {
			objects = append(objects, unitObject(object))
		}
	}
	if err := tx.Allow(ctx, ActionImport, objects...); err != nil {
		return err
	}
	for _, st := range steps {
		if err := s.Units.SaveUnit(ctx, tx, st.Unit); err != nil {
			return err
		}
	}
	tx.Fact("count", int64(len(steps)))
	return nil
}

// UnitsAsLines gives the units that live on a day as an import would read them,
// for exports: what goes out can come back.
func UnitsAsLines(units []*Unit, day clock.Date) []UnitLine {
	codes := map[id.ID]string{}
	for _, u := range units {
		codes[u.ID] = u.Code
	}
	var lines []UnitLine
	for _, u := range units {
		st, lives := u.At(day)
		if !lives {
			continue
		}
		lines = append(lines, UnitLine{Code: u.Code, Kind: u.Kind, Name: st.Name, ShortName: st.ShortName, Symbol: st.Symbol,
			Parent: codes[st.Parent], Managing: codes[st.Managing], Sort: st.Sort, OnPaper: st.OnPaper, From: st.From, Basis: st.Basis})
	}
	return lines
}
