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

// keeps refuses whoever may not change a file, before anything is looked at.
func (s *Service) keeps(ctx context.Context, by By, action access.Action, person id.ID) error {
	return s.Refused(ctx, by.Actor, action, access.PurposeUpkeep, Object(person))
}

// Change changes an entry and its identity. The answer reports that somebody else of
// whom the actor keeps the file has the same personal number, or that somebody whom
// they may find has the staff code that is new here. Errors: Invalid,
// Conflict "person.changed" when they are no longer what was shown.
func (s *Service) Change(ctx context.Context, by By, person id.ID, f ChangeForm) (bool, error) {
	if err := s.keeps(ctx, by, ActionChange, person); err != nil {
		return false, err
	}
	if err := f.check(s.today()); err != nil {
		return false, err
	}
	next, err := s.sealIdentity(ctx, person, Identity{f.Born, f.PersonalNumber})
	if err != nil {
		return false, err
	}
	typed, err := s.typed(f)
	if err != nil {
		return false, err
	}
	same, compared, err := s.twin(ctx, by.Actor, person, f.PersonalNumber)
	if err != nil {
		return false, err
	}
	recoded := false
	_, err = s.do(ctx, by, ActionChange, access.PurposeUpkeep, Object(person), []any{typed, f.Version}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(person)
		before, err := s.Store.Find(ctx, tx, person)
		if err != nil {
			return err
		}
		recoded = f.StaffCode != "" && f.StaffCode != before.StaffCode
		return s.put(ctx, tx, before, f, next, compared)
	})
	if err != nil || !same.IsZero() || !recoded {
		return err == nil && !same.IsZero(), err
	}
	coded, err := s.Find(ctx, by.Actor, ListFilter{StaffCode: f.StaffCode, Limit: 2})
	if errs.Is(err, errs.KindDenied) { // the day's searches are spent: it is saved all the same
		return false, nil
	}
	return len(coded) > 1, err
}

// put writes an entry and its identity on what was shown: Conflict "person.changed"
// when that is no longer so.
func (s *Service) put(ctx context.Context, tx door.Tx, p *Person, f ChangeForm, next *SealedIdentity, compared int) error {
	tx.Fact("count", int64(compared)) // sealed numbers compared with the one typed, seen by nobody (DESIGN 5 e)
	now, err := s.Files.Identity(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if p.Version != f.Version || now.Version != next.Version-1 {
		return errs.Conflict("person.changed")
	}
	p.Version, p.Name, p.StaffCode = p.Version+1, f.Name, f.StaffCode
	if err := s.Store.Save(ctx, tx, p); err != nil {
		return err
	}
	return s.Files.SaveIdentity(ctx, tx, next)
}

// sealIdentity seals an identity as its next version.
func (s *Service) sealIdentity(ctx context.Context, person id.ID, who Identity) (*SealedIdentity, error) {
	if err := s.Vault.EnsureKey(ctx, person); err != nil {
		return nil, err
	}
	version, err := s.Files.VersionOf(ctx, person)
	if err != nil {
		return nil, err
	}
	i := &SealedIdentity{Subject: person, Version: version + 1}
	x := &sealer{ctx: ctx, service: s, subject: person}
	i.Born = x.seal(i.place("born", i.Version), string(who.Born))
	i.PersonalNumber = x.seal(i.place("personal_number", i.Version), who.PersonalNumber)
	if x.err == nil && who.PersonalNumber != "" {
		i.Bucket, x.err = s.Vault.Blind(BlindNumber, who.PersonalNumber)
	}
	return i, x.err
}

// twin looks for the same personal number among the files that the actor keeps:
// whose it is, zero for nobody's, and how many were compared.
func (s *Service) twin(ctx context.Context, who access.Actor, person id.ID, number string) (same id.ID, compared int, err error) {
	if number == "" {
		return same, 0, nil
	}
	bucket, err := s.Vault.Blind(BlindNumber, number)
	if err != nil {
		return same, 0, err
	}
	sc, err := s.Rights.Scope(ctx, access.Question{Actor: who, Action: ActionOpen, Purpose: access.PurposeUpkeep, Today: s.today()}, "person")
	if err != nil {
		return same, 0, err
	}
	list, err := s.Files.Bucket(ctx, bucket, sc, person)
	for i, other := range list {
		x := &sealer{ctx: ctx, service: s, subject: other.Subject}
		twin := s.identityOf(x, other).PersonalNumber == number
		switch {
		case isErased(x.err):
		case x.err != nil:
			return same, i + 1, x.err
		case twin:
			return other.Subject, i + 1, nil
		}
	}
	return same, len(list), err
}

// AddEvidence adds a page of evidence; instead, if not zero, is the page that it
// replaces, at a version. It gives the page's id. A label above the node's or the
// actor's own is Invalid, as Labels.MayEnter has it; so is "person.evidence.sheets", a
// labelled file whose sheets cannot be drawn.
func (s *Service) AddEvidence(ctx context.Context, by By, person id.ID, f EvidenceForm, instead id.ID, version int64) (id.ID, error) {
	action := ActionAdd
	if !instead.IsZero() {
		action = ActionReplace
	}
	if err := s.keeps(ctx, by, action, person); err != nil {
		return id.ID{}, err
	}
	e, err := s.sealEvidence(ctx, by, person, f)
	if err != nil {
		return id.ID{}, err
	}
	typed, err := s.typed(f.Kind, f.Number, f.Dated, f.Issuer, f.Others, f.Label, f.Data)
	if err != nil {
		return e.ID, err
	}
	_, err = s.do(ctx, by, action, access.PurposeUpkeep, Object(person), []any{instead, version, typed}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(person)
		if f.Label > tx.Ceiling() { // taken away since the form was looked at
			return errs.Invalid("access.label.clearance", errs.Field("level"))
		}
		if _, err := s.Store.Find(ctx, tx, person); err != nil {
			return err
		}
		if !instead.IsZero() {
			if err := s.end(ctx, tx, person, instead, version, EvidenceReplaced); err != nil {
				return err
			}
		}
		return s.Files.SaveEvidence(ctx, tx, e)
	})
	return e.ID, err
}

func (s *Service) sealEvidence(ctx context.Context, by By, person id.ID, f EvidenceForm) (*SealedEvidence, error) {
	if err := f.check(s.today()); err != nil {
		return nil, err
	}
	if err := s.Labels.MayEnter(ctx, by.Actor, f.Label, "level"); err != nil {
		return nil, err
	}
	file, err := s.checkFile(ctx, f.Name, f.Data)
	if err == nil && f.Label > access.LabelNone && file.Format != "pdf" {
		err = errs.Invalid("person.evidence.sheets", errs.Field("file"))
	}
	if err != nil {
		return nil, err
	}
	if err := s.Vault.EnsureKey(ctx, person); err != nil {
		return nil, err
	}
	if file.Blob, err = s.Vault.PutFile(ctx, person, f.Data); err != nil {
		return nil, err
	}
	e := &SealedEvidence{ID: id.Of(by.Key, "evidence"), Version: 1, State: EvidenceCurrent, Subject: person, Label: f.Label, Kind: f.Kind, Others: f.Others, File: file}
	x := &sealer{ctx: ctx, service: s, subject: person}
	e.Number, e.Dated, e.Issuer = x.seal(e.place("number"), f.Number), x.seal(e.place("dated"), string(f.Dated)), x.seal(e.place("issuer"), f.Issuer)
	return e, x.err
}

// Withdraw takes a page of evidence back: it was not the person's, or not in
// order. It stays, and is shown to nobody but in the history.
func (s *Service) Withdraw(ctx context.Context, by By, person, evidence id.ID, version int64) error {
	_, err := s.do(ctx, by, ActionWithdraw, access.PurposeUpkeep, Object(person), []any{evidence, version}, func(ctx context.Context, tx door.Tx) error {
		tx.Subject(person)
		return s.end(ctx, tx, person, evidence, version, EvidenceWithdrawn)
	})
	return err
}

func (s *Service) end(ctx context.Context, tx door.Tx, person, evidence id.ID, version int64, state string) error {
	e, err := s.pageOf(ctx, tx, person, evidence)
	switch {
	case err != nil:
		return err
	case e.State != EvidenceCurrent || e.Version != version:
		return errs.Conflict("person.changed")
	}
	e.Version, e.State = e.Version+1, state
	return s.Files.SaveEvidence(ctx, tx, e)
}

// Find lists entries that somebody may find: those of files that they keep, on
// which they have a grant, and their own. It leaves one entry for the query.
func (s *Service) Find(ctx context.Context, who access.Actor, f ListFilter) ([]Line, error) {
	var err error
	if f.Scope, err = s.findable(ctx, who); err != nil {
		return nil, err
	}
	return s.list(ctx, who, ActionList, access.PurposeOrganisation, f)
}

// list leaves the entry of one query, and answers it.
func (s *Service) list(ctx context.Context, who access.Actor, action access.Action, why access.Purpose, f ListFilter) (list []Line, err error) {
	f.StaffCode = vi.Clean(f.StaffCode)
	_, err = s.do(ctx, By{Actor: who}, action, why, access.Object{Kind: "unit", ID: s.body(ctx)},
		[]any{f.Words, f.StaffCode, f.Unit, f.After}, func(ctx context.Context, tx door.Tx) error {
			list, err = s.Store.List(ctx, tx, f)
			tx.Fact("count", len(list))
			tx.Fact("filter", f.digest())
			return err
		})
	return list, err
}

// findable is what the purposes of files let somebody find, together.
func (s *Service) findable(ctx context.Context, who access.Actor) (access.Scope, error) {
	var all access.Scope
	for _, n := range Needs {
		sc, err := s.Rights.Scope(ctx, access.Question{Actor: who, Action: ActionList, Purpose: n.Purpose, Today: s.today()}, "person")
		if err != nil {
			return all, err
		}
		all.Areas = append(all.Areas, sc.Areas...)
	}
	all.Areas = slices.Clip(all.Areas)
	return all, nil
}
