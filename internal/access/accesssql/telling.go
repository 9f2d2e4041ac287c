package accesssql

import (
	"context"
	"errors"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// The parts in which somebody is told of a break-glass.
const (
	toldHead    = "head"
	toldAuditor = "auditor"
	toldSubject = "subject"
	toldOverdue = "overdue" // those above again: nobody has looked at it in time
)

// teller tells accounts of a break-glass.
type teller struct {
	*Watch
	tx    door.Tx
	b     *access.Break
	label access.Label   // of what was opened
	again string         // the part of all who are told once more, "" the first time
	told  map[string]int // by part
}

// tell tells the head of the unit that manages the object, or the next one
// above, every auditor, and the person concerned, as far as they may know of what
// has its label. Conflict "access.break.nobody" when there is no head or no auditor
// to be told.
func (d *Watch) tell(ctx context.Context, tx door.Tx, b *access.Break, on access.Facts) error {
	t := &teller{Watch: d, tx: tx, b: b, label: on.Label, told: map[string]int{}}
	err := t.watchers(ctx, on.ManagingUnit)
	if err == nil && (t.told[toldHead] == 0 || t.told[toldAuditor] == 0) {
		err = errs.Conflict("access.break.nobody")
	}
	if err != nil {
		return err
	}
	_, err = t.person(ctx, b.Subject, toldSubject)
	return err
}

// watchers tells the head and the auditors.
func (t *teller) watchers(ctx context.Context, unit id.ID) error {
	if err := t.head(ctx, unit); err != nil {
		return err
	}
	return t.allAuditors(ctx)
}

// Remind tells head and auditors again of each opening that nobody has looked at
// in time, once in as many hours as a review may take, and gives how many there
// were.
func (d *Watch) Remind(ctx context.Context) (int, error) {
	now := d.Clock.Now()
	wait, err := reviewTime(ctx, d.DB.Reader(), clock.Today(d.Clock))
	if err != nil {
		return 0, err
	}
	list, err := breaks(ctx, d.DB.Reader(), `state <> 'reviewed' AND begun_at <= $1 AND `+notReminded+` ORDER BY begun_at, id`, now-wait)
	n := 0
	for _, b := range list {
		if err == nil && b.Overdue(now) {
			n++
			err = d.remind(ctx, b.ID)
		}
	}
	return n, err
}

// notReminded holds for what nobody was reminded of since a moment ($1).
const notReminded = `NOT EXISTS (SELECT 1 FROM access_alert a WHERE a.break_id = access_break.id AND a.told_as = '` + toldOverdue + `' AND a.at > $1)`

// remind is the work of the system's reminder. What another process has done
// meanwhile is not done again.
func (d *Watch) remind(ctx context.Context, broken id.ID) error {
	by := By{Actor: access.System("reminder")}
	_, err := d.do(ctx, by, access.ActionRemindBreak, access.PurposeAudit, access.Object{Kind: "break", ID: broken}, nil, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		if err := t.Hold(ctx, "access_break", broken); err != nil {
			return err
		}
		wait, err := reviewTime(ctx, t, today(tx))
		if err != nil {
			return err
		}
		list, err := breaks(ctx, t, `state <> 'reviewed' AND id = $2 AND `+notReminded, tx.Now()-wait, broken)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errs.Conflict("access.break.reviewed")
		}
		r, err := find(ctx, t, "access_break", broken)
		if err != nil {
			return err
		}
		again := &teller{Watch: d, tx: tx, b: &list[0], label: access.Label(r.int("label")), again: toldOverdue, told: map[string]int{}}
		return again.watchers(ctx, r.id("managing_unit_id"))
	})
	if errs.Is(err, errs.KindConflict) {
		return nil
	}
	return err
}

// head tells the nearest head who has an account and did not open it themselves.
func (t *teller) head(ctx context.Context, unit id.ID) error {
	heads, err := t.headsOf(ctx, sqldb.Of(t.tx), unit, today(t.tx))
	for _, h := range heads {
		if err != nil {
			return err
		}
		var done bool
		if done, err = t.person(ctx, h, toldHead); done {
			return err
		}
	}
	return err
}

func (t *teller) allAuditors(ctx context.Context) error {
	list, err := t.auditors(ctx, sqldb.Of(t.tx), today(t.tx))
	for _, a := range list {
		if err == nil && a != t.b.By.Account {
			_, err = t.account(ctx, a, toldAuditor)
		}
	}
	return err
}

// person tells somebody who has an account, unless they opened it; it reports
// whether it did.
func (t *teller) person(ctx context.Context, who id.ID, as string) (bool, error) {
	account, err := accountOf(ctx, sqldb.Of(t.tx), who)
	if err != nil || account.IsZero() || account == t.b.By.Account {
		return false, err
	}
	return t.account(ctx, account, as)
}

// account tells somebody who may know of what was opened.
func (t *teller) account(ctx context.Context, account id.ID, as string) (bool, error) {
	if t.label > access.LabelNone {
		st, err := t.Access.Standing(ctx, sqldb.Of(t.tx), access.Actor{Account: account}, today(t.tx))
		if err != nil || t.label > st.Clearance {
			return false, err
		}
	}
	t.told[as]++
	if t.again != "" {
		as = t.again
	}
	return true, sqldb.Of(t.tx).Put(ctx, "access_alert", sqldb.Key{ID: id.New(), Version: 1}, sqldb.Row{"label": t.label, "account_id": account, "break_id": t.b.ID,
		"told_as": as, "at": t.tx.Now(), "seen_at": nil})
}

// headsOf gives who heads a unit or one above it, the nearest first, and after
// them whoever heads organisation and personnel there.
func (d *Watch) headsOf(ctx context.Context, q sqldb.Querier, unit id.ID, day clock.Date) ([]id.ID, error) {
	heads, err := d.Access.Seats.Heads(ctx, q, unit, day)
	if err != nil {
		return nil, err
	}
	paths, err := d.Access.Tree.Paths(ctx, q, []id.ID{unit})
	if err != nil {
		return nil, err
	}
	var above []id.ID
	for part := range strings.SplitSeq(strings.TrimSuffix(paths[unit], "/"), "/") {
		if u, err := id.ParseAny(part); err == nil {
			above = append(above, u)
		}
	}
	posts, err := sqldb.All(ctx, q, scanID, `SELECT post_id FROM access_post_role WHERE role = 'dept_head' AND `+sqldb.List(q.Engine(), "at_unit_id", "$1", true)+`
		AND state = 'live' AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY id`, sqldb.IDs(above), day)
	for _, post := range posts {
		if err != nil {
			return nil, err
		}
		var sitting []access.SeatTerm
		sitting, err = d.Access.Seats.Holders(ctx, q, post, day)
		for _, h := range sitting {
			if h.Counts(day) {
				heads = append(heads, h.Person)
			}
		}
	}
	return heads, err
}

// accountOf finds a person's live account, zero without one.
func accountOf(ctx context.Context, q sqldb.Querier, person id.ID) (id.ID, error) {
	var account id.ID
	err := sqldb.One(ctx, q, `SELECT id FROM access_account WHERE subject_id = $1 AND state = 'active'`, []any{person}, &account)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = nil
	}
	return account, err
}

func (d *Watch) auditors(ctx context.Context, q sqldb.Querier, day clock.Date) ([]id.ID, error) {
	return sqldb.All(ctx, q, scanID, `SELECT r.account_id FROM access_role r JOIN access_account a ON a.id = r.account_id
		WHERE r.role = 'auditor' AND r.state = 'live' AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to > $1) AND a.state = 'active' ORDER BY r.account_id`, day)
}

func scanID(row sqldb.Scanner) (id.ID, error) {
	var d id.ID
	err := row.Scan(&d)
	return d, err
}
