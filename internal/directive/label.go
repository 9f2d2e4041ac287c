package directive

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/id"
)

// Labels keeps labels and their history.
type Labels interface {
	// MayEnter says whether somebody may enter something of a label here: Invalid
	// at a form's field.
	MayEnter(ctx context.Context, who access.Actor, label access.Label, field string) error
	// Limits gives for how long labels last.
	Limits(ctx context.Context) (access.Limits, error)
	// Enter notes the classification of what a command enters.
	Enter(ctx context.Context, tx door.Tx, by access.Actor, on access.Facts, f access.SecrecyForm) error
}

// mayHold refuses a label that may not stand here, or whose classification says
// too little, before anything is kept.
func (s *Service) mayHold(ctx context.Context, by By, f access.SecrecyForm) error {
	if err := s.Labels.MayEnter(ctx, by.Actor, f.Level, "level"); err != nil || f.Level == access.LabelNone {
		return err
	}
	limits, err := s.Labels.Limits(ctx)
	if err != nil {
		return err
	}
	f.Step = access.StepClassify
	_, err = access.Classify(access.NodeIsolated, limits, nil, f, s.today()) // which node this is was asked just now
	return err
}

// OpenFor is FindFor for somebody who looks into a directive: of one with a label
// the ledger says who opened it before they see it.
func (s *Service) OpenFor(ctx context.Context, who access.Actor, directive id.ID) (*Directive, error) {
	d, err := s.FindFor(ctx, who, directive)
	if err != nil || d.Label == access.LabelNone {
		return d, err
	}
	return d, s.opened(ctx, who, ActionOpen, object(directive))
}

// OpenSent notes that somebody looks into what a unit got, if it has a label.
func (s *Service) OpenSent(ctx context.Context, who access.Actor, recipient id.ID, label access.Label) error {
	if label == access.LabelNone {
		return nil
	}
	return s.opened(ctx, who, ActionOpenSent, access.Object{Kind: "recipient", ID: recipient})
}

func (s *Service) opened(ctx context.Context, who access.Actor, action access.Action, o access.Object) error {
	_, err := s.Door.Do(ctx, door.Command{Name: action, Actor: who, Purpose: access.PurposeSecret, Object: o}, func(context.Context, door.Tx) error { return nil })
	return err
}

func (s *Service) scope(ctx context.Context, who access.Actor, action access.Action, kind access.Kind) (access.Scope, error) {
	return s.Access.Scope(ctx, access.Question{Actor: who, Action: action, Today: s.today()}, kind)
}

// Citations gives what a directive cites, as far as the asker may know of it.
func (s *Service) Citations(ctx context.Context, who access.Actor, directive id.ID) ([]Citation, error) {
	sc, err := s.scope(ctx, who, ActionRead, "directive")
	if err != nil {
		return nil, err
	}
	return s.Read.Citations(ctx, sc, directive)
}

// Around gives the directives that the asker may know of and that cite one, and
// how it stands to others.
func (s *Service) Around(ctx context.Context, who access.Actor, directive id.ID) ([]Directive, []Related, error) {
	sc, err := s.scope(ctx, who, ActionRead, "directive")
	if err != nil {
		return nil, nil, err
	}
	cited, err := s.Read.CitedBy(ctx, sc, directive)
	if err != nil {
		return nil, nil, err
	}
	related, err := s.Read.Relations(ctx, sc, directive)
	return cited, related, err
}

// Waiting gives what units have to confirm, as far as the asker may know of it;
// on paper what those below them have to.
func (s *Service) Waiting(ctx context.Context, who access.Actor, units []id.ID, onPaper bool, limit int) ([]WaitingLine, error) {
	sc, err := s.scope(ctx, who, ActionReceive, "recipient")
	if err != nil {
		return nil, err
	}
	if onPaper {
		return s.Track.WaitingOnPaper(ctx, sc, units, limit)
	}
	return s.Track.Waiting(ctx, sc, units, limit)
}

// Overdue gives what a unit sent and not all have confirmed, as far as the asker
// may follow it.
func (s *Service) Overdue(ctx context.Context, who access.Actor, sender id.ID, limit int) ([]OpenLine, error) {
	sc, err := s.scope(ctx, who, ActionCoverage, "directive")
	if err != nil {
		return nil, err
	}
	return s.Track.Overdue(ctx, sc, []id.ID{sender}, s.today(), limit)
}

// MayLabel decides whether somebody may take a step about the label of a
// directive, or print it, for the page of its form.
func (s *Service) MayLabel(ctx context.Context, who access.Actor, action access.Action, directive id.ID) error {
	who.Fresh = true // the page of a form asks for no proof; its command does
	return s.check(ctx, who, action, access.PurposeSecret, object(directive))
}
