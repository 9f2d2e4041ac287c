package accesssql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// Texts seals what is typed about a person under that person's key; package app
// fills it with the vault. Errors: Unavailable without the keyring, Conflict
// "vault.person.erased".
type Texts interface {
	SealText(ctx context.Context, person id.ID, table, column string, row id.ID, text string) ([]byte, error)
	OpenText(ctx context.Context, person id.ID, table, column string, row id.ID, sealed []byte) (string, error)
	// Typed is a keyed digest of a text, for the digest of its command.
	Typed(text string) (int64, error)
}

// told is a text about an opening as its row keeps it: sealed where the opening
// concerns somebody, as it is where it concerns nobody.
type told struct {
	kept  []byte
	typed any // for the digest of the command, which is no oracle for the text
	// refusal is what was found before: nothing was sealed, and no key made, for
	// whoever may not give the command. The door leaves its entry.
	refusal error
	closed  access.Closed // erased: it cannot be kept
}

func (d *Watch) told(ctx context.Context, subject id.ID, column string, row id.ID, text string) (t told, err error) {
	if subject.IsZero() {
		return told{kept: []byte(text), typed: text}, nil
	}
	if t.typed, err = d.Texts.Typed(text); err == nil {
		t.kept, err = d.Texts.SealText(ctx, subject, "access_break", column, row, text)
	}
	return t, err
}

// refuses looks at a command before anything is sealed for it.
func (d *Watch) refuses(ctx context.Context, by By, name access.Action, why access.Purpose, o access.Object) (refusal, err error) {
	err = d.Access.Check(ctx, d.DB.Reader(), access.Question{Actor: by.Actor, Action: name, Purpose: why, Objects: []access.Object{o}, Today: clock.Today(d.Clock), Now: d.Clock.Now()})
	if errs.Is(err, errs.KindDenied) || errs.Is(err, errs.KindNotFound) {
		return err, nil
	}
	return nil, err
}

// opening is the reason of an opening that is about to begin.
func (d *Watch) opening(ctx context.Context, by By, o access.Object, made id.ID, reason string) (told, error) {
	refusal, err := d.refuses(ctx, by, access.ActionBreak, access.PurposeEmergency, o)
	if err != nil || refusal != nil {
		return told{refusal: refusal}, err
	}
	facts, err := sqldb.ReadFacts(ctx, d.DB.Reader(), o.Kind, []id.ID{o.ID})
	if err != nil || len(facts) == 0 {
		return told{refusal: errs.NotFound("access.not_found")}, err
	}
	t, err := d.told(ctx, facts[0].Subject, "reason", made, reason)
	if errs.Is(err, errs.KindConflict) {
		t.refusal, err = errs.Denied("access.break.erased").Because(err), nil
	}
	return t, err
}

// reviewing is the note of a review that is about to be kept.
func (d *Watch) reviewing(ctx context.Context, by By, broken id.ID, note string) (told, error) {
	refusal, err := d.refuses(ctx, by, access.ActionReviewBreak, access.PurposeAudit, access.Object{Kind: "break", ID: broken})
	if err != nil || refusal != nil {
		return told{refusal: refusal}, err
	}
	list, err := breaks(ctx, d.DB.Reader(), `id = $1`, broken)
	if err != nil || len(list) == 0 {
		return told{refusal: errs.NotFound("access.not_found")}, err
	}
	t, err := d.told(ctx, list[0].Subject, "note", broken, note)
	if errs.Is(err, errs.KindConflict) { // what was found stays, the remark has no key
		t.closed, err = access.ClosedErased, nil
	}
	return t, err
}

// unseal puts reason and note of openings into the clear; where they do not open now,
// because the keyring is locked or the person's key was destroyed, the opening says so.
func (d *Watch) unseal(ctx context.Context, list []access.Break) error {
	for i := range list {
		b := &list[i]
		var err error
		if b.Reason, err = d.text(ctx, b, "reason", b.Kept.Reason); err == nil {
			b.Note, err = d.text(ctx, b, "note", b.Kept.Note)
		}
		switch {
		case errs.Is(err, errs.KindConflict):
			b.Closed = access.ClosedErased
		case errs.Is(err, errs.KindUnavailable):
			b.Closed = access.ClosedLocked
		case err != nil:
			return err
		}
	}
	return nil
}

// cleared gives openings with their texts in the clear.
func (d *Watch) cleared(ctx context.Context, where string, args ...any) ([]access.Break, error) {
	list, err := breaks(ctx, d.DB.Reader(), where, args...)
	if err == nil {
		err = d.unseal(ctx, list)
	}
	return list, err
}

func (d *Watch) text(ctx context.Context, b *access.Break, column string, kept []byte) (string, error) {
	if b.Subject.IsZero() || len(kept) == 0 {
		return string(kept), nil
	}
	return d.Texts.OpenText(ctx, b.Subject, "access_break", column, b.ID, kept)
}
