package person

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Mended reports whether a correction of a field, once accepted, changes the file
// by itself. A post is a holding and a page of evidence a document: whoever accepts
// those mends them where they are kept.
func Mended(field string) bool {
	return slices.Contains([]string{"family", "middle", "given", FieldStaffCode, FieldBorn, FieldPersonalNumber}, field)
}

// text is a field of a form as pages show it.
func (f *ChangeForm) text(field string) string {
	switch field {
	case FieldBorn:
		return f.Born.Vietnamese()
	case FieldPersonalNumber:
		return f.PersonalNumber
	}
	return *f.part(field)
}

// part is where a field that is not sealed stands.
func (f *ChangeForm) part(field string) *string {
	switch field {
	case "family":
		return &f.Family
	case "middle":
		return &f.Middle
	case FieldStaffCode:
		return &f.StaffCode
	}
	return &f.Given
}

// set puts what was typed into a field: Invalid "person.born.shape".
func (f *ChangeForm) set(field, text string) *errs.Error {
	switch field {
	case FieldBorn:
		d, err := clock.ParseDate(text)
		if err != nil {
			return errs.Invalid("person.born.shape", errs.Field("proposed"))
		}
		f.Born = d
	case FieldPersonalNumber:
		f.PersonalNumber = text
	default:
		*f.part(field) = text
	}
	return nil
}

// checkProposed holds what is proposed for a field to what the field takes, and
// gives it as the file would say it.
func checkProposed(faults *errs.Faults, field, text string, today clock.Date) string {
	f := ChangeForm{Name: Name{Given: "?"}} // which a name must have
	if wrong := f.set(field, text); wrong != nil {
		faults.Add(wrong)
		return text
	}
	if err := f.check(today); err != nil {
		e := errs.Of(err)
		for i, arg := range e.Args {
			if arg.Key == "field" {
				e.Args[i] = errs.Field("proposed")
			}
		}
		faults.Add(e)
		return text
	}
	return f.text(field)
}

// proposal is a correction as it was opened, with the file's rows that it is about.
type proposal struct {
	*SealedCorrection
	person   *Person
	identity *SealedIdentity
}

// correction opens what somebody proposed, as its rows have it.
func (s *Service) correction(ctx context.Context, who access.Actor, which id.ID) (c proposal, err error) {
	_, err = s.do(ctx, By{Actor: who}, ActionSeen, access.PurposeUpkeep, access.Object{Kind: "correction", ID: which}, nil, func(ctx context.Context, tx door.Tx) (err error) {
		if c.SealedCorrection, err = s.Asks.Correction(ctx, tx, which); err != nil {
			return err
		}
		tx.Subject(c.Subject)
		if c.person, err = s.Store.Find(ctx, tx, c.Subject); err == nil {
			c.identity, err = s.Files.Identity(ctx, tx, c.Subject)
		}
		return err
	})
	return c, err
}

// SeeCorrection opens a correction for whoever answers it, with what stands in the
// file now.
func (s *Service) SeeCorrection(ctx context.Context, who access.Actor, which id.ID) (Correction, error) {
	c, err := s.correction(ctx, who, which)
	if err != nil {
		return Correction{}, err
	}
	out, err := s.clearCorrection(ctx, c.SealedCorrection)
	out.Name = c.person.Name
	if err != nil || !Mended(c.Field) {
		return out, err
	}
	now, err := s.formOf(ctx, c)
	out.Stands, out.On = now.text(c.Field), c.person.Version
	return out, err
}

// formOf is the form of a change that changes nothing.
func (s *Service) formOf(ctx context.Context, c proposal) (ChangeForm, error) {
	x := &sealer{ctx: ctx, service: s, subject: c.Subject}
	who := s.identityOf(x, c.identity)
	return ChangeForm{Name: c.person.Name, StaffCode: c.person.StaffCode, Born: who.Born, PersonalNumber: who.PersonalNumber, Version: c.person.Version}, x.err
}

// mending is what accepting a correction does to the file.
type mending struct {
	form     ChangeForm
	identity *SealedIdentity
	was      []byte
	twin     id.ID
	compared int
}

// mend works out what accepting does, nil for nothing.
func (s *Service) mend(ctx context.Context, by By, c proposal, f AnswerForm) (*mending, error) {
	if f.Outcome != AskAccepted || !Mended(c.Field) {
		return nil, nil
	}
	text, err := s.clearCorrection(ctx, c.SealedCorrection)
	if err != nil {
		return nil, err
	}
	m := &mending{}
	if m.form, err = s.formOf(ctx, c); err != nil {
		return nil, err
	}
	if m.was, err = s.seal(ctx, c.Subject, at("person_correction", "was", c.ID, 2), m.form.text(c.Field)); err != nil {
		return nil, err
	}
	if wrong := m.form.set(c.Field, text.Proposed); wrong != nil {
		return nil, wrong
	}
	if err := m.form.check(s.today()); err != nil {
		return nil, err
	}
	m.form.Version = f.Version
	if m.identity, err = s.sealIdentity(ctx, c.Subject, Identity{m.form.Born, m.form.PersonalNumber}); err != nil {
		return nil, err
	}
	if c.Field == FieldPersonalNumber {
		m.twin, m.compared, err = s.twin(ctx, by.Actor, c.Subject, m.form.PersonalNumber)
	}
	return m, err
}

// Answer answers a correction. Accepting it changes the file in the same
// transaction, where the field is one that is mended so: the entry has the rows of
// both. The answer reports a twin as Change does. Errors: Conflict
// "person.answer.given", and "person.changed" when the file is no longer what was
// shown.
func (s *Service) Answer(ctx context.Context, by By, which id.ID, f AnswerForm) (bool, error) {
	o := access.Object{Kind: "correction", ID: which}
	seen, err := s.correction(ctx, by.Actor, which)
	if err != nil {
		return false, err
	}
	if err := f.check(); err != nil {
		return false, err
	}
	m, err := s.mend(ctx, by, seen, f)
	if err != nil {
		return false, err
	}
	a := answer{ActionAnswer, access.PurposeUpkeep, o, at("person_correction", "answer", which, 2), f}
	err = s.reply(ctx, by, a, seen.Subject, func(ctx context.Context, tx door.Tx, by id.ID, on clock.Date, sealed []byte) error {
		c, err := s.Asks.Correction(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := c.answer(by, on, f.Outcome, sealed); err != nil {
			return err
		}
		if m != nil {
			c.Was = m.was
			if err := tx.Allow(ctx, ActionChange, Object(c.Subject)); err != nil {
				return err
			}
			p, err := s.Store.Find(ctx, tx, c.Subject)
			if err != nil {
				return err
			}
			if err := s.put(ctx, tx, p, m.form, m.identity, m.compared); err != nil {
				return err
			}
		}
		return s.Asks.SaveCorrection(ctx, tx, c)
	})
	return m != nil && !m.twin.IsZero() && err == nil, err
}
