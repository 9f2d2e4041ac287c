package person

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/vi"
)

// NewForm is somebody new as typed. Compared says that whoever enters them has
// looked at the twins that were shown, and that this is somebody else.
type NewForm struct {
	ChangeForm
	Unit     id.ID
	Compared bool
}

// Twin is an entry that whoever enters somebody may find, and what of it is the same
// as was typed.
type Twin struct {
	Line
	SameName, SameCode, SameNumber bool
}

// Enter makes a directory entry in a unit, with the identity if any is typed. Where
// the actor keeps or may find a file with the same name, staff code or personal
// number it gives those and Invalid "person.new.twin", until the form says that
// they were compared. What the actor may not find is not told of: the entry is made,
// and whoever keeps both files sees them side by side.
func (s *Service) Enter(ctx context.Context, by By, f NewForm) (id.ID, []Twin, error) {
	made, o := id.Of(by.Key, "person"), access.Object{Kind: "unit", ID: f.Unit}
	if err := s.Refused(ctx, by.Actor, ActionCreate, access.PurposeOrganisation, o); err != nil {
		return made, nil, err
	}
	if err := f.check(s.today()); err != nil {
		return made, nil, err
	}
	twins, compared, err := s.twins(ctx, by.Actor, made, f)
	if err != nil {
		return made, nil, err
	}
	if len(twins) > 0 && !f.Compared {
		return made, twins, errs.Invalid("person.new.twin", errs.Field("compared"))
	}
	managing, err := s.Tree.Managing(ctx, f.Unit, s.today())
	if err != nil {
		return made, nil, err
	}
	var who *SealedIdentity
	if f.Born != "" || f.PersonalNumber != "" {
		if who, err = s.sealIdentity(ctx, made, Identity{f.Born, f.PersonalNumber}); err != nil {
			return made, nil, err
		}
	}
	typed, err := s.typed(f.ChangeForm)
	if err != nil {
		return made, nil, err
	}
	p := &Person{ID: made, Version: 1, Unit: f.Unit, Managing: managing, Name: f.Name, StaffCode: f.StaffCode}
	_, err = s.do(ctx, by, ActionCreate, access.PurposeOrganisation, o, []any{typed, f.Compared}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(made)
		tx.Fact("count", compared) // sealed numbers compared with the one typed, seen by nobody (DESIGN 5 e)
		if err := s.Store.Create(ctx, tx, []*Person{p}); err != nil || who == nil {
			return err
		}
		return s.Files.SaveIdentity(ctx, tx, who)
	})
	return made, nil, err
}

// twins gives whom the actor may find who look the same, and how many sealed
// numbers were compared.
func (s *Service) twins(ctx context.Context, who access.Actor, made id.ID, f NewForm) ([]Twin, int, error) {
	var found []Twin
	note := func(l Line, mark func(*Twin)) {
		i := slices.IndexFunc(found, func(t Twin) bool { return t.ID == l.ID })
		if i < 0 {
			found, i = append(found, Twin{Line: l}), len(found)
		}
		mark(&found[i])
	}
	named, err := s.Find(ctx, who, ListFilter{Words: vi.Words(f.Full()), Limit: maxTwins})
	if err != nil {
		return nil, 0, err
	}
	for _, l := range named {
		if l.ID != made && vi.FoldWords(l.Full()) == vi.FoldWords(f.Full()) {
			note(l, func(t *Twin) { t.SameName = true })
		}
	}
	if f.StaffCode != "" {
		coded, err := s.Find(ctx, who, ListFilter{StaffCode: f.StaffCode, Limit: maxTwins})
		if err != nil {
			return nil, 0, err
		}
		for _, l := range coded {
			if l.ID != made {
				note(l, func(t *Twin) { t.SameCode = true })
			}
		}
	}
	same, compared, err := s.twin(ctx, who, made, f.PersonalNumber)
	if err != nil || same.IsZero() {
		return found, compared, err
	}
	l, _, err := s.Before(ctx, who, same)
	if err == nil {
		note(l, func(t *Twin) { t.SameNumber = true })
	}
	return found, compared, err
}

// maxTwins is how many entries are compared by name.
const maxTwins = 50
