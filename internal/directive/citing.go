package directive

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// The commands about citations. They concern the directive in whose text the
// citation stands, and leave its own version alone: a form of its facts that is
// open stays good.
const (
	ActionCiteConfirm access.Action = "directive.citation.confirm"
	ActionCiteCorrect access.Action = "directive.citation.correct"
	ActionCiteStrike  access.Action = "directive.citation.strike"
	ActionCiteRestore access.Action = "directive.citation.restore"
	ActionCiteAdd     access.Action = "directive.citation.add"
)

// Citations keeps what directives cite, inside a command.
type Citations interface {
	// CitationsOf gives the citations of a directive in the order of its text.
	CitationsOf(ctx context.Context, tx door.Tx, directive id.ID) ([]Citation, error)
	// Citation reads one of a directive: NotFound "directive.citation.not_found".
	Citation(ctx context.Context, tx door.Tx, directive, citation id.ID) (*Citation, error)
	// Registered reads a registered directive that a person chose for a citation in
	// another's text: Invalid "directive.citation.target" for any other, and for one
	// with a higher label than that text: a pointer to it would say that it exists.
	Registered(ctx context.Context, tx door.Tx, citing, directive id.ID) (*Directive, error)
	// SaveCitation writes a changed one under its next version. A target that
	// nobody chose is looked up by number and day.
	SaveCitation(ctx context.Context, tx door.Tx, directive id.ID, c *Citation) error
	// Reread replaces what was read of a directive's text, nothing at first, by a
	// new reading and keeps what people decided (Carry).
	Reread(ctx context.Context, tx door.Tx, directive id.ID, e *Expression, read []Citation) error
	// AddCitation stores a new one.
	AddCitation(ctx context.Context, tx door.Tx, directive id.ID, c *Citation) error
}

// CitePlace names a citation as a person saw it.
type CitePlace struct {
	Directive, Citation id.ID
	Version             int64 // that they saw, 0 for any
}

// ConfirmCitation says that a citation is right as it was read.
func (s *Service) ConfirmCitation(ctx context.Context, by By, at CitePlace) (ledger.Ref, error) {
	return s.cite(ctx, by, ActionCiteConfirm, at, nil, plainly((*Citation).Confirm))
}

// CiteForm is what a person says that a citation names; when Target is a
// directive that they chose in the register, Named is that one's and not read.
type CiteForm struct {
	Named
	Target id.ID
}

// chosen reads the directive that a form chose, nil when it chose none; none can
// be cited by its own text.
func (s *Service) chosen(ctx context.Context, tx door.Tx, citing id.ID, f CiteForm) (*Directive, error) {
	if f.Target.IsZero() {
		return nil, nil
	}
	if f.Target == citing {
		return nil, errs.Invalid("directive.citation.target", errs.Field("target"))
	}
	return s.Cites.Registered(ctx, tx, citing, f.Target)
}

// CorrectCitation says what a citation names.
func (s *Service) CorrectCitation(ctx context.Context, by By, at CitePlace, f CiteForm) (ledger.Ref, error) {
	return s.cite(ctx, by, ActionCiteCorrect, at, f, func(ctx context.Context, tx door.Tx, c *Citation) error {
		to, err := s.chosen(ctx, tx, at.Directive, f)
		if err != nil {
			return err
		}
		return c.Correct(f.Named, to)
	})
}

// StrikeCitation says that no document is cited there.
func (s *Service) StrikeCitation(ctx context.Context, by By, at CitePlace) (ledger.Ref, error) {
	return s.cite(ctx, by, ActionCiteStrike, at, nil, plainly((*Citation).Strike))
}

// RestoreCitation takes back what people did with a citation.
func (s *Service) RestoreCitation(ctx context.Context, by By, at CitePlace) (ledger.Ref, error) {
	return s.cite(ctx, by, ActionCiteRestore, at, nil, plainly((*Citation).Restore))
}

// plainly is a change that needs the citation alone.
func plainly(change func(*Citation) error) func(context.Context, door.Tx, *Citation) error {
	return func(_ context.Context, _ door.Tx, c *Citation) error { return change(c) }
}

func (s *Service) cite(ctx context.Context, by By, name access.Action, at CitePlace, args any,
	change func(context.Context, door.Tx, *Citation) error) (ledger.Ref, error) {
	return s.do(ctx, by, name, object(at.Directive), []any{at, args}, func(ctx context.Context, tx door.Tx) error {
		if err := s.citing(ctx, tx, at.Directive); err != nil {
			return err
		}
		c, err := s.Cites.Citation(ctx, tx, at.Directive, at.Citation)
		if err == nil && at.Version != 0 && at.Version != c.Version {
			err = errs.Conflict("row.changed")
		}
		if err != nil {
			return err
		}
		if err := change(ctx, tx, c); err != nil {
			return err
		}
		return s.Cites.SaveCitation(ctx, tx, at.Directive, c)
	})
}

// AddCitation adds one that the program did not see, at words of the text.
func (s *Service) AddCitation(ctx context.Context, by By, directive id.ID, words string, f CiteForm) (ledger.Ref, error) {
	return s.do(ctx, by, ActionCiteAdd, object(directive), []any{words, f}, func(ctx context.Context, tx door.Tx) error {
		if err := s.citing(ctx, tx, directive); err != nil {
			return err
		}
		e, err := s.Works.Expression(ctx, tx, directive)
		if err != nil {
			return err
		}
		list, err := s.Cites.CitationsOf(ctx, tx, directive)
		if err != nil {
			return err
		}
		to, err := s.chosen(ctx, tx, directive, f)
		if err != nil {
			return err
		}
		c, err := AddTo(e, list, words, f.Named, to)
		if err != nil {
			return err
		}
		return s.Cites.AddCitation(ctx, tx, directive, c)
	})
}

// citing holds a directive whose citations are changed: a draft or a registered
// one.
func (s *Service) citing(ctx context.Context, tx door.Tx, directive id.ID) error {
	d, err := s.Works.Directive(ctx, tx, directive)
	if err == nil && d.State != Draft && d.State != Registered {
		err = errs.Conflict("directive.citation.closed")
	}
	return err
}
