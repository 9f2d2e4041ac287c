package accesssql

import (
	"cmp"
	"context"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Print enters copies of a labelled document into the register and gives their
// numbers: Conflict "access.copy.no_label" for one that has none.
func (l *Labels) Print(ctx context.Context, by By, o access.Object, f access.CopyForm) error {
	_, err := l.do(ctx, by, access.ActionPrintCopy, access.PurposeSecret, o, f, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		on, err := l.hold(ctx, t, o)
		if err != nil {
			return err
		}
		if on.Label == access.LabelNone {
			return errs.Conflict("access.copy.no_label")
		}
		limits, err := limitsOf(ctx, t)
		if err != nil {
			return err
		}
		var last int64
		if err := sqldb.One(ctx, t, `SELECT COALESCE(max(number), 0) FROM access_copy WHERE object_kind = $1 AND object_id = $2`, []any{o.Kind, o.ID}, &last); err != nil {
			return err
		}
		list, err := access.NewCopies(limits, o, f, last, today(tx))
		if err != nil {
			return err
		}
		tx.Fact("count", f.Count)
		for _, c := range list {
			err := t.Put(ctx, "access_copy", sqldb.Key{ID: c.ID, Version: 1}, sqldb.Row{"label": on.Label, "unit_id": on.Unit, "managing_unit_id": on.ManagingUnit,
				"state": c.State, "subject_id": on.Subject, "object_kind": o.Kind, "object_id": o.ID, "number": c.Number, "made_as": string(c.As), "for_whom": c.ForWhom, "reason": c.Reason,
				"account_id": by.Actor.Account, "at": tx.Now(), "closed_on": nil, "closed_by": nil, "closed_note": nil})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// CloseCopy notes that a copy came back or was destroyed.
func (l *Labels) CloseCopy(ctx context.Context, by By, copied id.ID, state, note string) (ledger.Ref, error) {
	return l.do(ctx, by, access.ActionCloseCopy, access.PurposeSecret, access.Object{Kind: "copy", ID: copied}, []string{state, note}, func(ctx context.Context, tx door.Tx) error {
		t := sqldb.Of(tx)
		if err := t.Hold(ctx, "access_copy", copied); err != nil {
			return err
		}
		r, err := find(ctx, t, "access_copy", copied)
		if err != nil {
			return err
		}
		c := access.Copy{State: r.text("state")}
		if err := c.Close(state, note, today(tx)); err != nil {
			return err
		}
		r.Row["state"], r.Row["closed_on"], r.Row["closed_by"], r.Row["closed_note"] = c.State, c.Closed, by.Actor.Account, c.Note
		return r.save(ctx, t)
	})
}

const copyColumns = `SELECT id, version, state, object_kind, object_id, label, number, made_as, for_whom, reason, account_id, at, COALESCE(closed_on, ''), closed_by,
	COALESCE(closed_note, '') FROM access_copy`

func scanCopy(row sqldb.Scanner) (access.Copy, error) {
	var c access.Copy
	err := row.Scan(&c.ID, &c.Version, &c.State, &c.Object.Kind, &c.Object.ID, &c.Label, &c.Number, &c.As, &c.ForWhom, &c.Reason, &c.By, &c.At, &c.Closed, &c.Closer, &c.Note)
	return c, err
}

// Copies gives the register of copies as a filter says, within what the asker may
// see, and how many there are in all.
func (l *Labels) Copies(ctx context.Context, who access.Actor, f access.CopyFilter) ([]access.Copy, int64, error) {
	return l.copies(ctx, l.DB.Reader(), access.Question{Actor: who, Action: access.ActionReadCopy, Today: clock.Today(l.Clock)}, f)
}

var copyOrders = map[string]string{
	access.CopiesNewest: ` ORDER BY at DESC, number DESC, id`,
	access.CopiesOldest: ` ORDER BY at, number, id`,
}

func (l *Labels) copies(ctx context.Context, q sqldb.Querier, ask access.Question, f access.CopyFilter) ([]access.Copy, int64, error) {
	sc, err := l.Access.Scope(ctx, q, ask, "copy")
	if err != nil {
		return nil, 0, err
	}
	w := sqldb.Where{Engine: l.DB.Engine()}
	w.Scope(sc, "")
	if err := l.narrow(ctx, q, &w, ask.Today, f); err != nil {
		return nil, 0, err
	}
	var n int64
	if err := sqldb.One(ctx, q, `SELECT count(*) FROM access_copy`+w.SQL(), w.Args(), &n); err != nil {
		return nil, 0, err
	}
	list, err := sqldb.All(ctx, q, scanCopy, copyColumns+w.SQL()+copyOrders[f.Order]+` LIMIT `+w.Param(cmp.Or(f.Limit, access.MaxExport))+` OFFSET `+w.Param(f.Offset), w.Args()...)
	return list, n, err
}

func (l *Labels) narrow(ctx context.Context, q sqldb.Querier, w *sqldb.Where, today clock.Date, f access.CopyFilter) error {
	if !f.Object.ID.IsZero() {
		w.And("object_kind = ?", f.Object.Kind)
		w.And("object_id = ?", f.Object.ID)
	}
	if !f.ID.IsZero() {
		w.And("id = ?", f.ID)
	}
	if f.Level > access.LabelNone {
		w.And("label = ?", f.Level)
	}
	switch f.State {
	case "":
	case access.CopiesLate:
		limits, err := limitsOf(ctx, q)
		if err != nil {
			return err
		}
		w.And("state = ?", access.CopyOut)
		w.And("(" + lateBefore(w, limits, today) + ")")
	default:
		w.And("state = ?", f.State)
	}
	return nil
}

// lateBefore is the condition of copies that should be back: of each stretch of
// days on which one limit counted, those given more days ago than it says.
func lateBefore(w *sqldb.Where, limits access.Limits, today clock.Date) string {
	var parts []string
	var next clock.Date
	rows := limits.All(access.LimitCopyDays)
	for i, r := range rows {
		cond := "at < " + w.Param(today.AddDays(-int(r.Value)).Begins())
		if i < len(rows)-1 {
			cond += " AND at >= " + w.Param(r.From.Begins())
		}
		if next != "" {
			cond += " AND at < " + w.Param(next.Begins())
		}
		parts, next = append(parts, cond), r.From
	}
	return strings.Join(parts, " OR ")
}

// ExportCopies is Copies for a sheet; it leaves an entry.
func (l *Labels) ExportCopies(ctx context.Context, by By, unit id.ID, f access.CopyFilter) ([]access.Copy, error) {
	var list []access.Copy
	f.Offset, f.Limit = 0, 0
	_, err := l.do(ctx, by, access.ActionExportLabels, access.PurposeSecret, access.Object{Kind: "unit", ID: unit}, f, func(ctx context.Context, tx door.Tx) error {
		var err error
		list, _, err = l.copies(ctx, sqldb.Of(tx), access.Question{Actor: by.Actor, Action: access.ActionReadCopy, Today: today(tx), Now: tx.Now()}, f)
		tx.Fact("count", int64(len(list)))
		return err
	})
	return list, err
}
