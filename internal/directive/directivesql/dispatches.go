package directivesql

import (
	"context"
	"errors"
	"strings"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// Places gives units with the one above each, as they stand today.
func (s *Store) Places(ctx context.Context, dtx door.Tx, units []id.ID) ([]directive.UnitPlace, error) {
	tx := sqldb.Of(dtx)
	return sqldb.All(ctx, tx, func(row sqldb.Scanner) (directive.UnitPlace, error) {
		var p directive.UnitPlace
		err := row.Scan(&p.Unit, &p.Above, &p.Name)
		return p, err
	}, `SELECT unit_id, parent_id, name FROM org_unit_now WHERE `+sqldb.List(tx.Engine(), "unit_id", "$1", true), sqldb.IDs(units))
}

// Sent gives the units, among those given, that have the directive unconfirmed.
func (s *Store) Sent(ctx context.Context, dtx door.Tx, which id.ID, units []id.ID) ([]directive.UnitPlace, error) {
	tx := sqldb.Of(dtx)
	return sqldb.All(ctx, tx, func(row sqldb.Scanner) (directive.UnitPlace, error) {
		var p directive.UnitPlace
		err := row.Scan(&p.Unit, &p.Above, &p.Name)
		return p, err
	}, `SELECT unit_id, managing_unit_id, unit_name FROM directive_recipient WHERE directive_id = $1 AND state = 'sent' AND `+
		sqldb.List(tx.Engine(), "unit_id", "$2", true)+` ORDER BY unit_name, id`, which, sqldb.IDs(units))
}

// Send stores a dispatch and its recipients: one row each.
func (s *Store) Send(ctx context.Context, dtx door.Tx, d *directive.Dispatch, list []directive.Recipient) error {
	tx := sqldb.Of(dtx)
	label, err := labelOf(ctx, tx, d.Directive)
	if err != nil {
		return err
	}
	err = tx.Put(ctx, "directive_dispatch", sqldb.Key{ID: d.ID, Version: 1}, sqldb.Row{"label": label, "unit_id": d.Unit,
		"managing_unit_id": d.Managing, "state": "sent", "subject_id": nil, "directive_id": d.Directive, "expression_id": d.Expression,
		"digest": d.Digest, "due_on": d.DueOn, "sent_at": d.SentAt})
	for i := range list {
		if err == nil {
			err = putRecipient(ctx, tx, &list[i], label)
		}
	}
	return err
}

func putRecipient(ctx context.Context, tx *sqldb.Tx, r *directive.Recipient, label access.Label) error {
	state := "sent"
	if r.Confirmed {
		state = "confirmed"
	}
	return tx.Put(ctx, "directive_recipient", sqldb.Key{ID: r.ID, Version: r.Version}, sqldb.Row{"label": label, "unit_id": r.Unit,
		"managing_unit_id": r.Above, "state": state, "subject_id": nil, "dispatch_id": r.Dispatch, "directive_id": r.Directive, "due_on": r.DueOn,
		"unit_name": r.UnitName})
}

// Recipient reads one with the digest that was sent.
func (s *Store) Recipient(ctx context.Context, tx door.Tx, which id.ID) (*directive.Recipient, [32]byte, error) {
	r := directive.Recipient{ID: which}
	var state string
	var digest []byte
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT r.version, r.unit_id, r.unit_name, r.managing_unit_id, r.state, r.dispatch_id, r.directive_id, r.due_on, s.sent_at, s.digest
		FROM directive_recipient r JOIN directive_dispatch s ON s.id = r.dispatch_id WHERE r.id = $1`, []any{which},
		&r.Version, &r.Unit, &r.UnitName, &r.Above, &state, &r.Dispatch, &r.Directive, &r.DueOn, &r.SentAt, &digest)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, [32]byte{}, errs.NotFound("directive.recipient.not_found")
	}
	if err != nil || len(digest) != 32 {
		return nil, [32]byte{}, errors.Join(err, errs.Internal("directive.digest.damaged"))
	}
	r.Confirmed = state == "confirmed"
	return &r, [32]byte(digest), nil
}

// Confirm stores an ack and its recipient's new state.
func (s *Store) Confirm(ctx context.Context, dtx door.Tx, r *directive.Recipient, a *directive.Ack) error {
	tx := sqldb.Of(dtx)
	label, err := labelOf(ctx, tx, r.Directive)
	if err != nil {
		return err
	}
	r.Version++
	if err := putRecipient(ctx, tx, r, label); err != nil {
		return err
	}
	row := sqldb.Row{"label": label, "recipient_id": a.Recipient, "digest": a.Digest, "at": a.At, "account_id": a.Account, "on_paper": a.Slip != nil,
		"signed_on": "", "slip_name": "", "slip_blob": "", "slip_size": 0, "slip_key": nil, "slip_digest": nil}
	if a.Slip != nil {
		row["signed_on"], row["slip_name"], row["slip_blob"] = a.Slip.SignedOn, a.Slip.FileName, a.Slip.Blob.Name
		row["slip_size"], row["slip_key"], row["slip_digest"] = a.Slip.Blob.Size, a.Slip.Blob.WrappedKey, a.Slip.Digest
	}
	return tx.Put(ctx, "directive_ack", sqldb.Key{ID: a.ID, Version: 1}, row)
}

// Dispatches gives the dispatches of a directive with their numbers.
func (s *Store) Dispatches(ctx context.Context, which id.ID) ([]directive.DispatchLine, error) {
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (directive.DispatchLine, error) {
		var l directive.DispatchLine
		var digest []byte
		err := row.Scan(&l.ID, &l.Unit, &l.Directive, &l.Expression, &digest, &l.DueOn, &l.SentAt, &l.Sent, &l.Confirmed)
		copy(l.Digest[:], digest)
		return l, err
	}, `SELECT s.id, s.unit_id, s.directive_id, s.expression_id, s.digest, s.due_on, s.sent_at,
		(SELECT count(*) FROM directive_recipient r WHERE r.dispatch_id = s.id),
		(SELECT count(*) FROM directive_recipient r WHERE r.dispatch_id = s.id AND r.state = 'confirmed')
		FROM directive_dispatch s WHERE s.directive_id = $1 ORDER BY s.sent_at DESC`, which)
}

// Coverage gives the recipients of a directive in the order of the tree. Cost:
// the recipients of one directive.
func (s *Store) Coverage(ctx context.Context, which id.ID, f directive.CoverageFilter) ([]directive.CoverageLine, error) {
	w := sqldb.Where{Engine: s.DB.Engine()}
	w.And("r.directive_id = ?", which)
	if f.OnlyOpen {
		w.And("r.state = 'sent'")
	}
	if path, last, ok := strings.Cut(f.After, "|"); ok {
		after, err := id.ParseAny(last)
		if err != nil {
			return nil, err
		}
		w.And("(COALESCE(n.path, ''), r.id) > (?, ?)", path, after)
	}
	query := `SELECT r.id, r.unit_id, r.unit_name, COALESCE(p.name, ''), n.unit_id, COALESCE(n.on_paper, 0), r.due_on, r.state,
		COALESCE(a.at, 0), COALESCE(a.on_paper, 0), COALESCE(a.signed_on, ''), a.account_id, COALESCE(n.path, '')
		FROM directive_recipient r LEFT JOIN org_unit_now n ON n.unit_id = r.unit_id LEFT JOIN org_unit_now p ON p.unit_id = n.parent_id
		LEFT JOIN directive_ack a ON a.recipient_id = r.id`
	return sqldb.All(ctx, s.DB.Reader(), scanCoverage, query+w.SQL()+` ORDER BY COALESCE(n.path, ''), r.id LIMIT `+w.Param(f.Limit), w.Args()...)
}

func scanCoverage(row sqldb.Scanner) (directive.CoverageLine, error) {
	var l directive.CoverageLine
	var unitOnPaper, ackOnPaper int64
	var state string
	var living id.ID
	err := row.Scan(&l.Recipient, &l.Unit, &l.Name, &l.Above, &living, &unitOnPaper, &l.DueOn, &state, &l.At, &ackOnPaper, &l.SignedOn, &l.By, &l.Key)
	l.OnPaperUnit, l.OnPaper, l.Confirmed = unitOnPaper == 1, ackOnPaper == 1, state == "confirmed"
	l.Ended = living.IsZero()
	l.Key += "|" + l.Recipient.String()
	return l, err
}

// Tally counts the recipients of a directive in one pass.
func (s *Store) Tally(ctx context.Context, which id.ID, today clock.Date) (directive.Tally, error) {
	var t directive.Tally
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT count(*), count(*) FILTER (WHERE r.state = 'confirmed'), count(*) FILTER (WHERE a.on_paper = 1),
		count(*) FILTER (WHERE r.state = 'sent' AND r.due_on < $2)
		FROM directive_recipient r LEFT JOIN directive_ack a ON a.recipient_id = r.id WHERE r.directive_id = $1`,
		[]any{which, today}, &t.Sent, &t.Confirmed, &t.OnPaper, &t.Overdue)
	return t, err
}

const waitingColumns = `SELECT r.id, r.unit_id, COALESCE(n.name, r.unit_name), r.managing_unit_id, d.id, d.kind, d.number, d.title, d.label, s.digest, r.due_on, r.state
	FROM directive_recipient r JOIN directive d ON d.id = r.directive_id JOIN directive_dispatch s ON s.id = r.dispatch_id
	LEFT JOIN org_unit_now n ON n.unit_id = r.unit_id`

func scanWaiting(row sqldb.Scanner) (directive.WaitingLine, error) {
	var l directive.WaitingLine
	var digest []byte
	var state string
	err := row.Scan(&l.Recipient, &l.Unit, &l.UnitName, &l.Above, &l.Directive, &l.Kind, &l.Number, &l.Title, &l.Label, &digest, &l.DueOn, &state)
	copy(l.Digest[:], digest)
	l.Confirmed = state == "confirmed"
	return l, err
}

// Waiting gives what units have to confirm, within a scope of recipients.
func (s *Store) Waiting(ctx context.Context, sc access.Scope, units []id.ID, limit int) ([]directive.WaitingLine, error) {
	w, seen := s.scoped(sc, "r.")
	return sqldb.All(ctx, s.DB.Reader(), scanWaiting, waitingColumns+` WHERE r.state = 'sent' AND `+seen+` AND `+
		sqldb.List(s.DB.Engine(), "r.unit_id", w.Param(sqldb.IDs(units)), true)+` ORDER BY r.due_on, r.id LIMIT `+w.Param(limit), w.Args()...)
}

// WaitingOnPaper gives what units without a computer, anywhere below others,
// have to confirm, within a scope of recipients. Cost: the range of paths of the
// units above.
func (s *Store) WaitingOnPaper(ctx context.Context, sc access.Scope, above []id.ID, limit int) ([]directive.WaitingLine, error) {
	w, seen := s.scoped(sc, "r.")
	return sqldb.All(ctx, s.DB.Reader(), scanWaiting, waitingColumns+` WHERE r.state = 'sent' AND `+seen+` AND r.unit_id IN
		(SELECT c.unit_id FROM org_unit_now a JOIN org_unit_now c ON c.path > a.path AND c.path < substr(a.path, 1, length(a.path) - 1) || '0'
		WHERE c.on_paper = 1 AND `+sqldb.List(s.DB.Engine(), "a.unit_id", w.Param(sqldb.IDs(above)), true)+`)
		ORDER BY r.due_on, r.id LIMIT `+w.Param(limit), w.Args()...)
}

// RecipientLine gives one recipient as lists show it.
func (s *Store) RecipientLine(ctx context.Context, which id.ID) (*directive.WaitingLine, error) {
	list, err := sqldb.All(ctx, s.DB.Reader(), scanWaiting, waitingColumns+` WHERE r.id = $1`, which)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("directive.recipient.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// Overdue gives the directives of a scope that units sent and that not all have
// confirmed. Cost: the recipients of directives that somebody has not confirmed.
func (s *Store) Overdue(ctx context.Context, sc access.Scope, sender []id.ID, today clock.Date, limit int) ([]directive.OpenLine, error) {
	w, seen := s.scoped(sc, "d.")
	day := w.Param(today)
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (directive.OpenLine, error) {
		var l directive.OpenLine
		err := row.Scan(&l.Directive, &l.Number, &l.Kind, &l.Title, &l.Label, &l.DueOn, &l.Sent, &l.Confirmed, &l.Tally.Overdue)
		return l, err
	}, `SELECT d.id, d.number, d.kind, d.title, d.label, min(r.due_on), count(*), count(*) FILTER (WHERE r.state = 'confirmed'),
		count(*) FILTER (WHERE r.state = 'sent' AND r.due_on < `+day+`)
		FROM directive d JOIN directive_recipient r ON r.directive_id = d.id JOIN directive_dispatch s ON s.id = r.dispatch_id
		WHERE d.id IN (SELECT directive_id FROM directive_recipient WHERE state = 'sent') AND `+seen+` AND `+
		sqldb.List(s.DB.Engine(), "s.unit_id", w.Param(sqldb.IDs(sender)), true)+` GROUP BY d.id, d.number, d.kind, d.title, d.label
		HAVING count(*) > count(*) FILTER (WHERE r.state = 'confirmed') ORDER BY min(r.due_on), d.id LIMIT `+w.Param(limit), w.Args()...)
}
