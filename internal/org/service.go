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
	ActionAbolish  access.Action = "org.post.end"
	ActionSeat     access.Action = "org.holding.begin"
	ActionUnseat   access.Action = "org.holding.end"
	ActionRead     access.Action = "org.unit.read"
	ActionImport   access.Action = "org.unit.import"
	ActionStaff    access.Action = "org.staff.import"
	ActionHolders  access.Action = "org.holders.list"
	ActionExport   access.Action = "org.holders.export"

	ActionAskExport     access.Action = "org.export.ask"
	ActionApproveExport access.Action = "org.export.approve"
	ActionDeclineExport access.Action = "org.export.decline"
	ActionTakeExport    access.Action = "org.export.take"
	ActionReadExport    access.Action = "export.read"
)

// Checker decides on readings that leave no entry.
type Checker interface {
	Check(ctx context.Context, q access.Question) error
}

// Service is what pages, imports and other modules may ask of org.
type Service struct {
	Door    *door.Door
	Units   Units
	Posts   Posts
	Read    Reader
	Check   Checker
	Exports ExportStore
	// Outside tells and decides what leaves the house.
	Outside Outside
	// People enters persons in the directory, inside a command of this module.
	People People
	// Roles says whose roles keep them from a post.
	Roles Roles
	Clock clock.Clock
}

// Roles is what org asks of access before somebody sits in a post, and when they
// have left it: roles follow from posts, some never go together, and some the body
// is never without. A Conflict refuses it.
type Roles interface {
	MaySit(ctx context.Context, tx door.Tx, by access.Actor, person, post id.ID, from clock.Date) error
	MayLeave(ctx context.Context, tx door.Tx, person, post id.ID, day clock.Date) error
}

// People is what org asks of module person; it goes into the same transaction.
type People interface {
	Create(ctx context.Context, tx door.Tx, list []*person.Person) error
}

// By is who gives a command, under which key.
type By struct {
	Actor access.Actor
	Key   [16]byte
}

func postObject(p id.ID) access.Object { return access.Object{Kind: "post", ID: p} }

func unitObject(u id.ID) access.Object { return access.Object{Kind: "unit", ID: u} }

func (s *Service) do(ctx context.Context, by By, name access.Action, object access.Object, args any, fn func(context.Context, door.Tx) error) (ledger.Ref, error) {
	return s.Door.Do(ctx, door.Command{Name: name, Key: by.Key, Actor: by.Actor, Purpose: access.PurposeOrganisation, Object: object, Args: args}, fn)
}

func (s *Service) today() clock.Date { return clock.Today(s.Clock) }

// May decides whether somebody may give a command on an object, for the page of
// its form; the command is decided again when it is given.
func (s *Service) May(ctx context.Context, who access.Actor, action access.Action, o access.Object) error {
	return s.Check.Check(ctx, access.Question{Actor: who, Action: action, Purpose: access.PurposeOrganisation, Objects: []access.Object{o}, Today: s.today()})
}

// Refused leaves the entry of a refusal, and gives it, before a form's fields are
// looked at: whoever may not give a command learns nothing from its faults.
func (s *Service) Refused(ctx context.Context, who access.Actor, action access.Action, o access.Object) error {
	refusal := s.May(ctx, who, action, o)
	if !errs.Is(refusal, errs.KindDenied) && !errs.Is(refusal, errs.KindNotFound) {
		return refusal
	}
	// Should the door decide otherwise a moment later, it was still refused.
	_, err := s.do(ctx, By{Actor: who}, action, o, nil, func(context.Context, door.Tx) error { return refusal })
	return err
}

// MayRead decides on a reading of a unit that leaves no entry.
func (s *Service) MayRead(ctx context.Context, who access.Actor, unit id.ID) error {
	return s.mayRead(ctx, who, unitObject(unit))
}

// MayReadPost decides on a reading of a post that leaves no entry.
func (s *Service) MayReadPost(ctx context.Context, who access.Actor, post id.ID) error {
	return s.mayRead(ctx, who, access.Object{Kind: "post", ID: post})
}

func (s *Service) mayRead(ctx context.Context, who access.Actor, o access.Object) error {
	return s.Check.Check(ctx, access.Question{Actor: who, Action: ActionRead, Objects: []access.Object{o}, Today: s.today()})
}
