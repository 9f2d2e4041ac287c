package person

import (
	"context"
	"slices"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Others is what whoever adds a page of evidence says of it: whether it names third
// persons. The page itself is never given to the person then, but the copy in which
// they are hidden; while there is none it is named to them, with the reason, and
// they may ask for it.
type Others string

// The answers; there is none before somebody has looked.
const (
	OthersNo  Others = "no"
	OthersYes Others = "yes"
)

// copyOf gives the redacted copy of a page that counts, nil for none.
func copyOf(list []*SealedEvidence, page id.ID) *SealedEvidence {
	if i := slices.IndexFunc(list, func(e *SealedEvidence) bool { return e.CopyOf == page && e.State == EvidenceCurrent }); i >= 0 {
		return list[i]
	}
	return nil
}

// Redact adds the copy of a page of evidence in which third persons are hidden, in
// the place of one that was there, with the label of the page. Errors: Invalid "person.evidence.file" and those of a
// file, Conflict "person.changed" when the page does not count any more or names
// nobody.
func (s *Service) Redact(ctx context.Context, by By, person, evidence id.ID, name string, data []byte) (id.ID, error) {
	if err := s.keeps(ctx, by, ActionRedact, person); err != nil {
		return id.ID{}, err
	}
	page, err := s.read(ctx, by, person, evidence)
	if err != nil {
		return id.ID{}, err
	}
	e, err := s.sealEvidence(ctx, by, person, EvidenceForm{Label: page.Label, Kind: page.Kind, Number: page.Number, Dated: page.Dated, Issuer: page.Issuer, Others: OthersNo, Name: name, Data: data})
	if err != nil {
		return id.ID{}, err
	}
	e.CopyOf = evidence
	typed, err := s.typed(data)
	if err != nil {
		return e.ID, err
	}
	_, err = s.do(ctx, by, ActionRedact, access.PurposeUpkeep, Object(person), []any{evidence, typed}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(person)
		list, err := s.Files.Evidence(ctx, tx, person)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(list, func(o *SealedEvidence) bool {
			return o.ID == evidence && o.State == EvidenceCurrent && o.Others == OthersYes
		}); i < 0 {
			return errs.Conflict("person.changed")
		}
		if old := copyOf(list, evidence); old != nil {
			old.Version, old.State = old.Version+1, EvidenceReplaced
			if err := s.Files.SaveEvidence(ctx, tx, old); err != nil {
				return err
			}
		}
		return s.Files.SaveEvidence(ctx, tx, e)
	})
	return e.ID, err
}

// read opens what a page of evidence says of itself, for its upkeep.
func (s *Service) read(ctx context.Context, by By, person, evidence id.ID) (Evidence, error) {
	e, _, err := s.Page(ctx, by.Actor, ActionPicture, Looking{Person: person, Purpose: access.PurposeUpkeep}, evidence, 1)
	if err != nil {
		return Evidence{}, err
	}
	x := &sealer{ctx: ctx, service: s, subject: person}
	return s.evidenceOf(x, e), x.err
}
