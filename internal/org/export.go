package org

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// ExportPrefix is the prefix of the id of an export that was asked for.
const ExportPrefix = "exp"

// Outside is what org asks of access and of the ledger before a list leaves the house.
type Outside interface {
	// Limits are those of the house.
	Limits(ctx context.Context) (access.Limits, error)
	// Named counts the persons whom an account's entries of an action name since a moment.
	Named(ctx context.Context, tx door.Tx, account id.ID, action access.Action, since clock.Micros) (int64, error)
	// Scope gives what somebody may see of a kind.
	Scope(ctx context.Context, q access.Question, kind access.Kind) (access.Scope, error)
	// Propose, Approve and Decline keep what waits for a second pair of eyes.
	Propose(ctx context.Context, tx door.Tx, by access.Actor, p access.Proposal, content any) error
	Approve(ctx context.Context, tx door.Tx, by access.Actor, object access.Object, content any) error
	Decline(ctx context.Context, tx door.Tx, by access.Actor, object access.Object) error
}

// ExportStore keeps exports that were asked for.
type ExportStore interface {
	// Export reads one: NotFound "access.not_found".
	Export(ctx context.Context, tx door.Tx, which id.ID) (*Export, error)
	// SaveExport writes one at its version.
	SaveExport(ctx context.Context, tx door.Tx, e *Export) error
	// ExportsIn lists those of a scope outside commands: what an account may fetch first,
	// then what waits at a moment, then the newest.
	ExportsIn(ctx context.Context, sc access.Scope, account id.ID, now clock.Micros, limit int) ([]ExportLine, error)
}

// Export is a long list of holders that somebody asked to take out: all at or below a
// unit on a day. It waits (access.RightProposed), may be fetched once (RightLive), and
// has ended (RightEnded).
type Export struct {
	ID             id.ID
	Version        int64
	State          string
	Unit, Managing id.ID
	Asker          id.ID // account
	Day            clock.Date
	Lines          int64 // how many there were when it was asked for
	Reason         string
	AskedAt        clock.Micros
	People         [32]byte     // digest of who was on it
	Until          clock.Date   // the first day on which it cannot be fetched any more; "" before it is approved
	TakenAt        clock.Micros // 0 before
}

// ExportLine is an export as the list shows it.
type ExportLine struct {
	Export
	UnitName string
	Waits    bool // for a second pair of eyes, and not yet too long
}

// content is what is approved.
func (e *Export) content() any {
	return map[string]any{"unit": e.Unit, "day": string(e.Day), "lines": e.Lines, "people": hex.EncodeToString(e.People[:]), "reason": e.Reason, "asker": e.Asker}
}

// people digests who is on a list, and in which posts, in whatever order.
func people(list []HolderLine) [32]byte {
	seats := make([]string, len(list))
	for i, h := range list {
		seats[i] = h.Holding.String() + " " + h.Person.String()
	}
	slices.Sort(seats)
	return sha256.Sum256([]byte(strings.Join(seats, "\n")))
}

// approve lets an export be fetched for some days: Conflict "access.approval.decided".
func (e *Export) approve(today clock.Date, days int64) error {
	if e.State != access.RightProposed {
		return errs.Conflict("access.approval.decided")
	}
	e.State, e.Until = access.RightLive, today.AddDays(int(days))
	return nil
}

// take notes that an export is fetched, by whoever asked for it: NotFound to others,
// Conflict "org.export.taken", ".waits" or ".over".
func (e *Export) take(who access.Actor, now clock.Micros) error {
	today := dayOf(now)
	switch {
	case e.Asker != who.Account:
		return errs.NotFound("access.not_found")
	case e.TakenAt != 0:
		return errs.Conflict("org.export.taken")
	case e.State == access.RightProposed:
		return errs.Conflict("org.export.waits")
	case e.State != access.RightLive || today >= e.Until:
		return errs.Conflict("org.export.over")
	}
	e.State, e.TakenAt = access.RightEnded, now
	return nil
}

// MayTake reports whether somebody may fetch it now.
func (e *Export) MayTake(who access.Actor, now clock.Micros) bool {
	taken := *e
	return taken.take(who, now) == nil
}

// end lets an export end that nobody fetched: Conflict "access.approval.decided".
func (e *Export) end() error {
	if e.State == access.RightEnded {
		return errs.Conflict("access.approval.decided")
	}
	e.State = access.RightEnded
	return nil
}

// dayOf is the civil day of a command: of its own moment, also when it waited.
func dayOf(now clock.Micros) clock.Date { return clock.DateOf(now.Time().In(clock.Local)) }

// ExportForm asks for a list that is too long to be taken out alone.
type ExportForm struct {
	Unit   id.ID
	Day    clock.Date
	Reason string
}

// MaxReason and leastReason bound a reason, in characters.
const (
	MaxReason   = 500
	leastReason = 10
)

func (f ExportForm) check() error {
	if n := utf8.RuneCountInString(strings.TrimSpace(f.Reason)); n < leastReason || n > MaxReason {
		return errs.Invalid("org.export.reason", errs.Field("reason"), errs.Int("least", leastReason), errs.Int("most", MaxReason))
	}
	return nil
}

func exportObject(e id.ID) access.Object { return access.Object{Kind: "export", ID: e} }

// Export gives the holders at or below a unit whole, for a file: one entry that
// names every person (DESIGN 5 d). More persons on a day than the limit allows one
// account are Denied "org.export.large", with an entry that names nobody: they wait for
// a second pair of eyes (AskExport).
func (s *Service) Export(ctx context.Context, by By, f HolderFilter) ([]HolderLine, error) {
	most, err := s.most(ctx, access.LimitExportLines)
	if err != nil {
		return nil, err
	}
	var list []HolderLine
	_, err = s.do(ctx, by, ActionExport, unitObject(f.Unit), f, func(ctx context.Context, tx door.Tx) error {
		before, err := s.Outside.Named(ctx, tx, by.Actor.Account, ActionExport, dayOf(tx.Now()).Begins())
		if err != nil {
			return err
		}
		left := max(0, most-before)
		if left > 0 {
			f.After, f.Limit = id.ID{}, int(min(left, door.MaxRows))+1
			list, err = s.Read.Holders(ctx, tx, f)
		}
		if err == nil && (left == 0 || int64(len(list)) > min(left, door.MaxRows)) {
			err = errs.Denied("org.export.large", errs.Int("before", int(before)), errs.Int("most", int(most)))
		}
		if err != nil {
			return err
		}
		name(tx, list)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// name names everybody on a list in the entry.
func name(tx door.Tx, list []HolderLine) {
	for _, h := range list {
		tx.Subject(h.Person)
	}
	tx.Fact("count", int64(len(list)))
}

// most gives a limit of today.
func (s *Service) most(ctx context.Context, name access.LimitName) (int64, error) {
	limits, err := s.Outside.Limits(ctx)
	return limits.On(name, s.today()), err
}

// whole reads a list to its end: more than a command may name is Invalid
// "org.export.many": take the units below one by one.
func (s *Service) whole(ctx context.Context, tx door.Tx, unit id.ID, day clock.Date) ([]HolderLine, error) {
	list, err := s.Read.Holders(ctx, tx, HolderFilter{Unit: unit, Day: day, Limit: door.MaxRows + 1})
	if err == nil && len(list) > door.MaxRows {
		err = errs.Invalid("org.export.many", errs.Int("max", door.MaxRows))
	}
	return list, err
}

// AskExport asks that somebody else approves that a list goes out: all holders at or
// below a unit on a day that has come. Errors: Invalid "org.export.reason",
// "org.export.later" for a day to come, "org.export.none" for a list without a line.
func (s *Service) AskExport(ctx context.Context, by By, f ExportForm) (id.ID, error) {
	if err := s.Refused(ctx, by.Actor, ActionAskExport, unitObject(f.Unit)); err != nil {
		return id.ID{}, err
	}
	if err := f.check(); err != nil {
		return id.ID{}, err
	}
	e := &Export{ID: id.Of(by.Key, "export"), Version: 1, State: access.RightProposed, Unit: f.Unit, Managing: f.Unit, Asker: by.Actor.Account,
		Day: f.Day, Reason: strings.TrimSpace(f.Reason)}
	_, err := s.do(ctx, by, ActionAskExport, unitObject(f.Unit), f, func(ctx context.Context, tx door.Tx) error {
		if f.Day > dayOf(tx.Now()) {
			return errs.Invalid("org.export.later", errs.Str("day", f.Day.Vietnamese()))
		}
		list, err := s.whole(ctx, tx, f.Unit, f.Day)
		if err == nil && len(list) == 0 {
			err = errs.Invalid("org.export.none")
		}
		if err != nil {
			return err
		}
		e.Lines, e.People, e.AskedAt = int64(len(list)), people(list), tx.Now()
		tx.Fact("count", e.Lines)
		if err := s.Exports.SaveExport(ctx, tx, e); err != nil {
			return err
		}
		return s.Outside.Propose(ctx, tx, by.Actor, access.Proposal{Action: ActionAskExport, Object: exportObject(e.ID)}, e.content())
	})
	return e.ID, err
}

// ApproveExport lets a list that waits go out once: errors as access.Proposal.Approve.
func (s *Service) ApproveExport(ctx context.Context, by By, which id.ID) error {
	days, err := s.most(ctx, access.LimitExportDays)
	if err != nil {
		return err
	}
	return s.change(ctx, by, ActionApproveExport, which, func(ctx context.Context, tx door.Tx, e *Export) error {
		if err := s.Outside.Approve(ctx, tx, by.Actor, exportObject(which), e.content()); err != nil {
			return err
		}
		return e.approve(dayOf(tx.Now()), days)
	})
}

// DeclineExport ends a list that waits, or that was approved and not fetched yet: by
// whoever asked for it, or by whoever may approve it.
func (s *Service) DeclineExport(ctx context.Context, by By, which id.ID) error {
	return s.change(ctx, by, ActionDeclineExport, which, func(ctx context.Context, tx door.Tx, e *Export) error {
		if e.Asker != by.Actor.Account {
			if err := tx.Allow(ctx, ActionApproveExport, exportObject(which)); err != nil {
				return err
			}
		}
		waits := e.State == access.RightProposed
		if err := e.end(); err != nil || !waits {
			return err
		}
		return s.Outside.Decline(ctx, tx, by.Actor, exportObject(which))
	})
}

// TakeExport gives a list that was approved, once, to whoever asked for it, with an
// entry that names everybody on it: errors as Export.take, and Conflict
// "org.export.changed" when others are on it than were approved.
func (s *Service) TakeExport(ctx context.Context, by By, which id.ID) ([]HolderLine, error) {
	var list []HolderLine
	err := s.change(ctx, by, ActionTakeExport, which, func(ctx context.Context, tx door.Tx, e *Export) error {
		if err := e.take(by.Actor, tx.Now()); err != nil {
			return err
		}
		var err error
		if list, err = s.whole(ctx, tx, e.Unit, e.Day); err != nil {
			return err
		}
		if people(list) != e.People {
			return errs.Conflict("org.export.changed")
		}
		name(tx, list)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func (s *Service) change(ctx context.Context, by By, name access.Action, which id.ID, fn func(context.Context, door.Tx, *Export) error) error {
	_, err := s.do(ctx, by, name, exportObject(which), nil, func(ctx context.Context, tx door.Tx) error {
		e, err := s.Exports.Export(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, e); err != nil {
			return err
		}
		e.Version++
		return s.Exports.SaveExport(ctx, tx, e)
	})
	return err
}

// Asked lists the exports that somebody may know of, what waits first.
func (s *Service) Asked(ctx context.Context, who access.Actor, limit int) ([]ExportLine, error) {
	sc, err := s.Outside.Scope(ctx, access.Question{Actor: who, Action: ActionReadExport, Today: s.today()}, "export")
	if err != nil {
		return nil, err
	}
	return s.Exports.ExportsIn(ctx, sc, who.Account, s.Clock.Now(), limit)
}
