package person

import (
	"context"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// Own is everything that is held about a person, as they see it themselves.
type Own struct {
	*Opened
	Corrections []Correction
	Requests    []Request
}

// Opening is one time that somebody looked at a file or changed it.
type Opening struct {
	At      clock.Micros
	Entry   id.ID
	Action  access.Action
	By      access.Actor // who, from which post; a part of the system
	Purpose access.Purpose
	Grant   id.ID // on which it rests, if any
	Page    id.ID // the page of evidence that it was about, if any
	Late    *Late // when it was told of later
}

// Late says why somebody was told of an opening later than it was.
type Late struct {
	Since  clock.Micros // of openings since then
	Until  clock.Date
	Reason string
}

// Period is what a list of openings is asked for: From and To are days, To is in
// it; "" is open. Before is the entry from which an older page goes on. Others
// leaves out what the person did themselves.
type Period struct {
	From, To clock.Date
	Before   ledger.Cursor
	Others   bool
}

// told are the actions of which the person concerned is told: every reading that
// shows more of them than a directory does, every taking out of the house, and
// every change.
func told(action access.Action) bool {
	switch action {
	case ActionList, ActionUrgent, ActionQueue, ActionListErasures, ActionDelay, ActionSeeDelay, ActionApprove, ActionDecline:
		return false
	case "org.holders.export", "org.export.take", access.ActionBreak:
		return true
	}
	return strings.HasPrefix(string(action), "person.") || strings.HasPrefix(string(action), "org.holding.")
}

// Self opens one's own file; action is ActionSelf, ActionOwnPrint or
// ActionExport.
func (s *Service) Self(ctx context.Context, who access.Actor, action access.Action) (*Own, error) {
	var rec Record
	var corrections []*SealedCorrection
	var requests []*SealedRequest
	var kept []Kept
	var at clock.Micros
	ref, err := s.do(ctx, By{Actor: who}, action, access.PurposeOwn, Object(who.Person), nil, func(ctx context.Context, tx door.Tx) (err error) {
		tx.Subject(who.Person)
		at = tx.Now()
		if rec, err = s.Files.Record(ctx, tx, who.Person); err != nil {
			return err
		}
		if kept, err = s.Files.Above(ctx, tx, who.Person); err != nil {
			return err
		}
		corrections, requests, err = s.Asks.Of(ctx, tx, who.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	o := &Own{}
	if o.Opened, err = s.show(ctx, rec, NeedFor(access.PurposeOwn)); err != nil {
		return nil, err
	}
	o.At, o.Entry, o.Way = at, ref.Entry, Way{Purpose: access.PurposeOwn}
	if o.Erased != nil { // what was asked for went with the key
		return o, nil
	}
	if err := s.tellKept(ctx, o.Opened, kept); err != nil {
		return nil, err
	}
	for _, c := range corrections {
		one, err := s.clearCorrection(ctx, c)
		if err != nil {
			return nil, err
		}
		o.Corrections = append(o.Corrections, one)
	}
	for _, r := range requests {
		one, err := s.clearRequest(ctx, r)
		if err != nil {
			return nil, err
		}
		o.Requests = append(o.Requests, one)
	}
	return o, nil
}

// tellKept tells a person of what is kept above their clearance.
func (s *Service) tellKept(ctx context.Context, o *Opened, kept []Kept) (err error) {
	for _, one := range kept {
		if one.Since, err = s.Ledger.Began(ctx, evidenceTable, one.ID); err != nil {
			return err
		}
		i := slices.IndexFunc(o.Evidence, func(k KindShown) bool { return k.Kind == one.Kind })
		o.Evidence[i].Kept = append(o.Evidence[i].Kept, one)
	}
	return nil
}

// OwnPage opens a page of evidence of one's own file, or with sheet one of its
// sheets; errors as Page.
func (s *Service) OwnPage(ctx context.Context, who access.Actor, evidence id.ID, sheet int) (*SealedEvidence, []byte, error) {
	var e *SealedEvidence
	_, err := s.do(ctx, By{Actor: who}, ActionSelf, access.PurposeOwn, Object(who.Person), []any{evidence, sheet}, func(ctx context.Context, tx door.Tx) (err error) {
		tx.Subject(who.Person)
		tx.Fact("filter", EvidenceMark(evidence))
		tx.Fact("page", sheet)
		if e, err = s.ownPageOf(ctx, tx, who.Person, evidence); err == nil {
			err = e.leaves(sheet)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	data, err := s.Vault.GetFile(ctx, who.Person, e.Blob)
	return e, data, err
}

// ownPageOf gives what the person gets of a page: the page, or of one that names
// third persons its redacted copy. Denied "person.evidence.withheld" while there is
// none.
func (s *Service) ownPageOf(ctx context.Context, tx door.Tx, person, evidence id.ID) (*SealedEvidence, error) {
	list, err := s.Files.Evidence(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(e *SealedEvidence) bool { return e.ID == evidence && e.CopyOf.IsZero() })
	if i < 0 {
		return nil, errs.NotFound("access.not_found")
	}
	if list[i].Others == OthersNo {
		return list[i], nil
	}
	if c := copyOf(list, evidence); c != nil {
		return c, nil
	}
	return nil, errs.Denied("person.evidence.withheld")
}

// Openings lists who looked at a person's file, the newest first, and at most
// limit of them; what is told later is left out until its day. It is asked for
// with what Self gave, whose entry stands for it.
func (s *Service) Openings(ctx context.Context, own *Own, p Period, limit int) (list []Opening, next ledger.Cursor, err error) {
	late, err := s.lateReasons(ctx, own.ID)
	if err != nil {
		return nil, next, err
	}
	f := ledger.About{Before: p.Before}
	if p.From != "" {
		f.Since = p.From.Begins()
	}
	if p.To != "" {
		f.Until = p.To.AddDays(1).Begins()
	}
	for {
		page, err := s.Ledger.About(ctx, own.ID, f, limit)
		if err != nil {
			return nil, next, err
		}
		for _, line := range page {
			f.Before = ledger.Cursor{At: line.At, ID: line.ID}
			if o, ok := own.opening(line.Entry, late, s.today()); ok && !(p.Others && line.Actor.Person == own.ID && line.Purpose == access.PurposeOwn) {
				list = append(list, o)
			}
			if len(list) == limit {
				return list, f.Before, nil
			}
		}
		if len(page) < limit {
			return list, next, nil
		}
	}
}

// opening is an entry as the person is told of it, if they are.
func (o *Own) opening(e ledger.Entry, late lates, today clock.Date) (Opening, bool) {
	if e.Outcome != ledger.Done || !told(e.Action) {
		return Opening{}, false
	}
	x := Opening{At: e.At, Entry: e.ID, Action: e.Action, By: e.Actor, Purpose: e.Purpose, Grant: onGrant(e)}
	if l, ok := late.of(e); ok {
		if today < l.Until {
			return x, false
		}
		x.Late = &l
	}
	x.Page = o.pageOf(e)
	return x, true
}

// pageOf gives the page of evidence whose mark an entry has.
func (o *Own) pageOf(e ledger.Entry) id.ID {
	mark, ok := e.Facts["filter"].(ledger.Hash)
	if !ok {
		return id.ID{}
	}
	for _, k := range o.Evidence {
		if i := slices.IndexFunc(k.Pages, func(p Evidence) bool { return EvidenceMark(p.ID) == mark }); i >= 0 {
			return k.Pages[i].ID
		}
	}
	return id.ID{}
}
