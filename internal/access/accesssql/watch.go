package accesssql

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Watch opens without a grant, and looks at what was read afterwards.
type Watch struct {
	*Desk
	Texts Texts
}

// Break opens an object to the actor at once, for some minutes, and tells those
// who must know in the same transaction: if they cannot be told, or no entry can
// be written, nothing is opened; nor if nobody could review it. Errors: Denied
// "access.break.again", "access.break.erased", Conflict "access.break.nobody", "access.break.unreviewed".
func (d *Watch) Break(ctx context.Context, by By, f BreakForm) (id.ID, error) {
	made := id.Of(by.Key, "break")
	reason, err := d.opening(ctx, by, f.Object, made, f.Reason)
	if err != nil {
		return made, err
	}
	_, err = d.do(ctx, by, access.ActionBreak, access.PurposeEmergency, f.Object, []any{reason.typed, f.Basis, f.Minutes}, func(ctx context.Context, tx door.Tx) error {
		if reason.refusal != nil {
			return reason.refusal
		}
		t := sqldb.Of(tx)
		if err := t.Hold(ctx, "access_account", by.Actor.Account); err != nil {
			return err
		}
		who, err := self(ctx, t, by.Actor)
		if err != nil {
			return err
		}
		facts, err := sqldb.ReadFacts(ctx, t, f.Object.Kind, []id.ID{f.Object.ID})
		if err != nil || len(facts) == 0 {
			return errs.NotFound("access.not_found").Because(err)
		}
		before, err := breaks(ctx, t, `object_id = $1 ORDER BY begun_at`, f.Object.ID)
		if err != nil {
			return err
		}
		limits, err := limitsOf(ctx, t)
		if err != nil {
			return err
		}
		b, err := access.BeginBreak(limits, access.Break{By: who, Object: f.Object, Subject: facts[0].Subject, Reason: f.Reason, Basis: f.Basis}, f.Minutes, before, tx.Now(), today(tx))
		if err != nil {
			return err
		}
		if !b.Subject.IsZero() {
			tx.Subject(b.Subject)
		}
		b.ID, b.Kept.Reason = made, reason.kept
		if err := d.reviewable(ctx, tx, b, facts[0]); err != nil {
			return err
		}
		if err := putBreak(ctx, t, b, facts[0]); err != nil {
			return err
		}
		return d.tell(ctx, tx, b, facts[0])
	})
	return made, err
}

func putBreak(ctx context.Context, t *sqldb.Tx, b *access.Break, on access.Facts) error {
	b.Version++
	return t.Put(ctx, "access_break", sqldb.Key{ID: b.ID, Version: b.Version}, sqldb.Row{"label": on.Label, "unit_id": on.Unit, "managing_unit_id": on.ManagingUnit,
		"state": b.State, "subject_id": b.Subject, "account_id": b.By.Account, "by_person": b.By.Person, "object_kind": b.Object.Kind, "object_id": b.Object.ID,
		"reason": b.Kept.Reason, "basis": b.Basis, "begun_at": b.BegunAt, "until": b.Until, "reviewer_id": nil, "reviewed_at": nil, "verdict": nil, "note": nil})
}

const breakColumns = `id, version, state, account_id, by_person, object_kind, object_id, subject_id, reason, basis, begun_at, until, reviewer_id, COALESCE(verdict, ''), note`

func scanBreak(row sqldb.Scanner) (access.Break, error) {
	var b access.Break
	err := row.Scan(&b.ID, &b.Version, &b.State, &b.By.Account, &b.By.Person, &b.Object.Kind, &b.Object.ID, &b.Subject, &b.Kept.Reason, &b.Basis, &b.BegunAt, &b.Until,
		&b.Reviewer, &b.Verdict, &b.Kept.Note)
	return b, err
}

// Unreviewed reports whether something that concerns a person is open by force, or was
// and nobody has looked at it.
func Unreviewed(ctx context.Context, tx door.Tx, person id.ID) (bool, error) {
	var n int64
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT count(*) FROM access_break WHERE subject_id = $1 AND state <> 'reviewed'`, []any{person}, &n)
	return n > 0, err
}

func breaks(ctx context.Context, q sqldb.Querier, where string, args ...any) ([]access.Break, error) {
	list, err := sqldb.All(ctx, q, scanBreak, `SELECT `+breakColumns+` FROM access_break WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	return list, due(ctx, q, list)
}

// due says until when each is to be reviewed.
func due(ctx context.Context, q sqldb.Querier, list []access.Break) error {
	if len(list) == 0 {
		return nil
	}
	limits, err := limitsOf(ctx, q)
	for i := range list {
		list[i].Due = list[i].ReviewBy(limits)
	}
	return err
}

// change reads a break, lets fn change it and writes it.
func changeBreak(ctx context.Context, t *sqldb.Tx, broken id.ID, now clock.Micros, fn func(*access.Break) error) error {
	list, err := breaks(ctx, t, `id = $1`, broken)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return err
	}
	b := &list[0]
	r, err := find(ctx, t, "access_break", broken)
	if err != nil {
		return err
	}
	if err := fn(b); err != nil {
		return err
	}
	r.Row["state"], r.Row["until"] = b.State, b.Until
	if !b.Reviewer.IsZero() {
		r.Row["reviewer_id"], r.Row["reviewed_at"], r.Row["verdict"], r.Row["note"] = b.Reviewer, now, b.Verdict, b.Kept.Note
	}
	return r.save(ctx, t)
}

// EndBreak closes what the actor opened, before its time.
func (d *Watch) EndBreak(ctx context.Context, by By, broken id.ID) (ledger.Ref, error) {
	return d.do(ctx, by, access.ActionEndBreak, access.PurposeEmergency, access.Object{Kind: "account", ID: by.Actor.Account}, broken, func(ctx context.Context, tx door.Tx) error {
		return changeBreak(ctx, sqldb.Of(tx), broken, tx.Now(), func(b *access.Break) error { return b.End(by.Actor, tx.Now()) })
	})
}

// ReviewBreak notes what somebody found who neither opened it, nor is concerned,
// nor is set over whoever opened it.
func (d *Watch) ReviewBreak(ctx context.Context, by By, broken id.ID, f ReviewForm) (ledger.Ref, error) {
	note, err := d.reviewing(ctx, by, broken, f.Note)
	if err != nil {
		return ledger.Ref{}, err
	}
	return d.do(ctx, by, access.ActionReviewBreak, access.PurposeAudit, access.Object{Kind: "break", ID: broken}, []any{note.typed, f.Verdict}, func(ctx context.Context, tx door.Tx) error {
		if note.refusal != nil {
			return note.refusal
		}
		t := sqldb.Of(tx)
		who, err := self(ctx, t, by.Actor)
		if err != nil {
			return err
		}
		return changeBreak(ctx, t, broken, tx.Now(), func(b *access.Break) error {
			if !b.Subject.IsZero() {
				tx.Subject(b.Subject)
			}
			superior, err := d.superior(ctx, t, who.Person, b.By, today(tx))
			if err != nil {
				return err
			}
			b.Kept.Note, b.Closed = note.kept, note.closed
			return b.Review(who, superior, access.BreakVerdict(f.Verdict), f.Note, tx.Now())
		})
	})
}

// reviewable refuses what nobody could look at afterwards: Conflict
// "access.break.unreviewed".
func (d *Watch) reviewable(ctx context.Context, tx door.Tx, b *access.Break, on access.Facts) error {
	t := sqldb.Of(tx)
	paths, err := d.Access.Tree.Paths(ctx, t, []id.ID{on.Unit})
	if err != nil {
		return err
	}
	on.Object = access.Object{Kind: "break", ID: b.ID}
	at := access.Place{Facts: on, UnitPath: paths[on.Unit]}
	list, err := d.mayReview(ctx, t, on.Unit, today(tx))
	for _, account := range list {
		if err != nil {
			return err
		}
		var st access.Standing
		// With a passkey, which they may have by then.
		if st, err = d.Access.Standing(ctx, t, access.Actor{Account: account, Passkey: true}, today(tx)); err != nil {
			return err
		}
		if access.Decide(st, access.ActionReviewBreak, access.PurposeAudit, at, nil) != nil {
			continue
		}
		var superior bool
		if superior, err = d.superior(ctx, t, st.Actor.Person, b.By, today(tx)); err == nil && b.MayReview(st.Actor, superior) == nil {
			return nil
		}
	}
	if err == nil {
		err = errs.Conflict("access.break.unreviewed")
	}
	return err
}

// mayReview gives the accounts among which are all that review what was opened of a
// unit: auditors, and who heads organisation and personnel by duty, post or delegation.
func (d *Watch) mayReview(ctx context.Context, q sqldb.Querier, unit id.ID, day clock.Date) ([]id.ID, error) {
	list, err := d.auditors(ctx, q, day)
	if err != nil {
		return nil, err
	}
	more, err := sqldb.All(ctx, q, scanID, `SELECT account_id FROM access_role WHERE role = 'dept_head' AND state = 'live' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1)
		UNION SELECT to_account_id FROM access_delegation WHERE role = 'dept_head' AND state = 'live' AND valid_from <= $1 AND valid_to > $1 ORDER BY 1`, day)
	if err != nil {
		return nil, err
	}
	list = append(list, more...)
	heads, err := d.headsOf(ctx, q, unit, day)
	for _, h := range heads {
		if err != nil {
			return nil, err
		}
		var account id.ID
		if account, err = accountOf(ctx, q, h); !account.IsZero() {
			list = append(list, account)
		}
	}
	return list, err
}

// superior reports whether a person heads the unit in which somebody sits, or one
// above it.
func (d *Watch) superior(ctx context.Context, q sqldb.Querier, person id.ID, of access.Actor, day clock.Date) (bool, error) {
	under, err := d.under(ctx, q, person, []access.Actor{of}, day)
	return under[of.Account], err
}

// under gives of some accounts those that sit in a unit that a person heads, or below one;
// a unit that has ended counts as below the one above it. Cost: five queries, and two more
// for each level of units that do not live.
func (d *Watch) under(ctx context.Context, q sqldb.Querier, person id.ID, actors []access.Actor, day clock.Date) (map[id.ID]bool, error) {
	headed, err := d.setOver(ctx, q, person, day)
	if err != nil || len(headed) == 0 {
		return nil, err
	}
	units, err := d.unitsOf(ctx, q, actors, day)
	if err != nil {
		return nil, err
	}
	paths, err := d.Access.Tree.Paths(ctx, q, slices.Collect(maps.Values(units)))
	under := map[id.ID]bool{}
	for account, unit := range units {
		under[account] = slices.ContainsFunc(headed, func(path string) bool { return strings.HasPrefix(paths[unit], path) })
	}
	return under, err
}

// Reviewable gives of some openings those that somebody may look at now.
func (d *Watch) Reviewable(ctx context.Context, who access.Actor, list []access.Break) (map[id.ID]bool, error) {
	actors := make([]access.Actor, len(list))
	for i := range list {
		actors[i] = list[i].By
	}
	under, err := d.under(ctx, d.DB.Reader(), who.Person, actors, clock.Today(d.Clock))
	now, may := d.Clock.Now(), map[id.ID]bool{}
	for i := range list {
		if b := &list[i]; b.State != access.BreakReviewed && !b.Runs(now) {
			may[b.ID] = b.MayReview(who, under[b.By.Account]) == nil
		}
	}
	return may, err
}

// Waiting gives the openings of which somebody was told and that nobody has
// looked at, the oldest first: their own business, which leaves no entry.
func (d *Watch) Waiting(ctx context.Context, who access.Actor) ([]access.Break, error) {
	return breaks(ctx, d.DB.Reader(), `state <> 'reviewed' AND id IN (SELECT break_id FROM access_alert WHERE account_id = $1 AND told_as <> '`+toldSubject+`') ORDER BY begun_at`, who.Account)
}

// See notes that the actor has seen what they were told of a break.
func (d *Watch) See(ctx context.Context, by By, broken id.ID) (ledger.Ref, error) {
	return d.do(ctx, by, access.ActionSeeAlert, access.PurposeNone, access.Object{Kind: "account", ID: by.Actor.Account}, broken, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		list, err := sqldb.All(ctx, t, scanID, `SELECT id FROM access_alert WHERE account_id = $1 AND break_id = $2 AND seen_at IS NULL`, by.Actor.Account, broken)
		if err == nil && len(list) == 0 {
			return errs.NotFound("access.not_found")
		}
		for _, a := range list {
			var r *rightRow
			if r, err = find(ctx, t, "access_alert", a); err != nil {
				return err
			}
			r.Row["seen_at"] = tx.Now()
			if err = r.save(ctx, t); err != nil {
				return err
			}
		}
		return err
	})
}

// Notices reads them. Cost: two queries by index.
func (d *Watch) Notices(ctx context.Context, who access.Actor) (Notices, error) {
	var n Notices
	q := d.DB.Reader()
	list, err := breaks(ctx, q, `account_id = $1 AND until > $2 AND state = 'runs'`, who.Account, d.Clock.Now())
	if err != nil {
		return n, err
	}
	n.Running = list
	n.Told, err = breaks(ctx, q, `id IN (SELECT break_id FROM access_alert WHERE account_id = $1 AND seen_at IS NULL) ORDER BY begun_at`, who.Account)
	return n, err
}

// Concerning gives what was opened about a person without a grant, the newest
// first: what they are told of themselves.
func (d *Watch) Concerning(ctx context.Context, person id.ID) ([]access.Break, error) {
	return d.cleared(ctx, `subject_id = $1 ORDER BY begun_at DESC`, person)
}

// Own gives what somebody opened themselves.
func (d *Watch) Own(ctx context.Context, who access.Actor) ([]access.Break, error) {
	return d.cleared(ctx, `account_id = $1 ORDER BY begun_at DESC`, who.Account)
}

// List gives a page of what was opened below a unit since a moment, the overdue
// first; it leaves an entry.
func (d *Watch) List(ctx context.Context, by By, unit id.ID, since clock.Micros, page int) (access.Listed[access.Break], error) {
	var found access.Listed[access.Break]
	_, err := d.do(ctx, by, access.ActionListBreaks, access.PurposeAudit, access.Object{Kind: "unit", ID: unit}, []any{since, page}, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		sc, err := d.Access.Scope(ctx, t, access.Question{Actor: by.Actor, Action: "break.read", Today: today(tx), Now: tx.Now()}, "break")
		if err != nil {
			return err
		}
		w := sqldb.Where{Engine: t.Engine()}
		w.And("(begun_at >= ? OR state <> 'reviewed')", since)
		w.Scope(sc, "")
		wait, err := reviewTime(ctx, t, today(tx))
		if err != nil {
			return err
		}
		late := tx.Now() - wait
		order := `CASE WHEN state = 'reviewed' THEN 2 WHEN begun_at > ` + strconv.FormatInt(int64(late), 10) + ` THEN 1 ELSE 0 END, begun_at DESC, id`
		found, err = listed(ctx, tx, sqldb.Source[access.Break]{Table: "access_break", Columns: breakColumns, Order: order, Scan: scanBreak}, &w, page)
		if err == nil {
			err = due(ctx, t, found.Lines)
		}
		return err
	})
	if err == nil {
		err = d.unseal(ctx, found.Lines)
	}
	return found, err
}

// reviewTime is how long an opening may wait for its review.
func reviewTime(ctx context.Context, q sqldb.Querier, day clock.Date) (clock.Micros, error) {
	limits, err := limitsOf(ctx, q)
	return clock.Micros(limits.On(access.LimitReviewHours, day)) * 3600 * 1_000_000, err
}
