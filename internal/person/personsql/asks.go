package personsql

import (
	"context"
	"maps"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

const askedColumns = `id, version, state, unit_id, managing_unit_id, subject_id, made_on, due_on, answered_by, COALESCE(answered_on, ''), answer`

func intoAsked(a *person.Asked) []any {
	return []any{&a.ID, &a.Version, &a.State, &a.Unit, &a.Managing, &a.Subject, &a.MadeOn, &a.DueOn, &a.AnsweredBy, &a.AnsweredOn, &a.Answer}
}

func askedRow(a *person.Asked, more sqldb.Row) sqldb.Row {
	row := sqldb.Row{"label": 0, "unit_id": a.Unit, "managing_unit_id": a.Managing, "state": a.State, "subject_id": a.Subject, "made_on": a.MadeOn,
		"due_on": a.DueOn, "answered_by": a.AnsweredBy, "answered_on": string(a.AnsweredOn), "answer": orNull(a.Answer)}
	for column, v := range more {
		row[column] = v
	}
	return row
}

func scanCorrection(row sqldb.Scanner) (*person.SealedCorrection, error) {
	var c person.SealedCorrection
	return &c, row.Scan(append(intoAsked(&c.Asked), &c.Field, &c.Proposed, &c.Reason, &c.Was)...)
}

const correctionQuery = `SELECT ` + askedColumns + `, field, proposed, reason, was FROM person_correction`

// Correction reads one: NotFound "access.not_found".
func (Store) Correction(ctx context.Context, tx door.Tx, which id.ID) (*person.SealedCorrection, error) {
	return first(sqldb.All(ctx, sqldb.Of(tx), scanCorrection, correctionQuery+` WHERE id = $1`, which))
}

// SaveCorrection writes one at its version.
func (Store) SaveCorrection(ctx context.Context, tx door.Tx, c *person.SealedCorrection) error {
	return sqldb.Of(tx).Put(ctx, "person_correction", sqldb.Key{ID: c.ID, Version: c.Version},
		askedRow(&c.Asked, sqldb.Row{"field": c.Field, "proposed": c.Proposed, "reason": c.Reason, "was": orNull(c.Was)}))
}

func scanRequest(row sqldb.Scanner) (*person.SealedRequest, error) {
	var r person.SealedRequest
	return &r, row.Scan(append(intoAsked(&r.Asked), &r.Kind, &r.Body, &r.FirstOn, &r.TakenOn, &r.TakenBy)...)
}

const requestQuery = `SELECT ` + askedColumns + `, kind, body, first_on, COALESCE(taken_on, ''), taken_by FROM person_request`

// Request reads one: NotFound "access.not_found".
func (Store) Request(ctx context.Context, tx door.Tx, which id.ID) (*person.SealedRequest, error) {
	return first(sqldb.All(ctx, sqldb.Of(tx), scanRequest, requestQuery+` WHERE id = $1`, which))
}

// SaveRequest writes one at its version.
func (Store) SaveRequest(ctx context.Context, tx door.Tx, r *person.SealedRequest) error {
	return sqldb.Of(tx).Put(ctx, "person_request", sqldb.Key{ID: r.ID, Version: r.Version},
		askedRow(&r.Asked, sqldb.Row{"kind": string(r.Kind), "body": r.Body, "first_on": r.FirstOn, "taken_on": string(r.TakenOn), "taken_by": r.TakenBy}))
}

func first[T any](list []*T, err error) (*T, error) {
	if err == nil && len(list) == 0 {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Of gives everything that a person asked for, the newest first.
func (Store) Of(ctx context.Context, tx door.Tx, who id.ID) ([]*person.SealedCorrection, []*person.SealedRequest, error) {
	t := sqldb.Of(tx)
	corrections, err := sqldb.All(ctx, t, scanCorrection, correctionQuery+` WHERE subject_id = $1 ORDER BY made_on DESC, id`, who)
	if err != nil {
		return nil, nil, err
	}
	requests, err := sqldb.All(ctx, t, scanRequest, requestQuery+` WHERE subject_id = $1 ORDER BY made_on DESC, id`, who)
	return corrections, requests, err
}

const delayColumns = `id, version, state, unit_id, managing_unit_id, subject_id, grant_id, reason, made_on, until_on, made_by, COALESCE(approved_at, 0)`

func scanDelay(row sqldb.Scanner) (*person.SealedDelay, error) {
	var d person.SealedDelay
	return &d, row.Scan(&d.ID, &d.Version, &d.State, &d.Unit, &d.Managing, &d.Subject, &d.Grant, &d.Reason, &d.MadeOn, &d.UntilOn, &d.MadeBy, &d.ApprovedAt)
}

// Delay reads one: NotFound "access.not_found".
func (Store) Delay(ctx context.Context, tx door.Tx, which id.ID) (*person.SealedDelay, error) {
	return first(sqldb.All(ctx, sqldb.Of(tx), scanDelay, `SELECT `+delayColumns+` FROM person_delay WHERE id = $1`, which))
}

// SaveDelay writes one at its version.
func (Store) SaveDelay(ctx context.Context, tx door.Tx, d *person.SealedDelay) error {
	var approved any
	if d.ApprovedAt > 0 {
		approved = d.ApprovedAt
	}
	return sqldb.Of(tx).Put(ctx, "person_delay", sqldb.Key{ID: d.ID, Version: d.Version}, sqldb.Row{"label": 0, "unit_id": d.Unit, "managing_unit_id": d.Managing,
		"state": d.State, "subject_id": d.Subject, "grant_id": d.Grant, "reason": d.Reason, "made_on": d.MadeOn, "until_on": d.UntilOn, "made_by": d.MadeBy, "approved_at": approved})
}

// Delays gives, outside commands, the delays about a person that were approved.
func (s Store) Delays(ctx context.Context, who id.ID) ([]*person.SealedDelay, error) {
	return sqldb.All(ctx, s.DB.Reader(), scanDelay, `SELECT `+delayColumns+` FROM person_delay WHERE subject_id = $1 AND state = $2`, who, access.RightLive)
}

// queues are the tables in which something waits, with the columns that say what
// and until when, and the state of what waits.
var queues = map[access.Kind]struct{ table, what, due, state string }{
	"correction": {"person_correction", "a.field", "a.due_on", person.AskOpen},
	"request":    {"person_request", "a.kind", "CASE WHEN a.taken_on IS NULL THEN a.first_on ELSE a.due_on END", person.AskOpen}, // the next day that counts
	"delay":      {"person_delay", "a.state", "a.until_on", access.RightProposed},
}

// Waiting gives what waits in a scope for each kind, the soonest due first.
func (Store) Waiting(ctx context.Context, tx door.Tx, scopes map[access.Kind]access.Scope, limit int) ([]person.WaitingLine, error) {
	var list []person.WaitingLine
	for _, kind := range slices.Sorted(maps.Keys(scopes)) {
		some, err := waiting(ctx, tx, kind, scopes[kind], limit)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	slices.SortStableFunc(list, func(a, b person.WaitingLine) int { return strings.Compare(string(a.DueOn), string(b.DueOn)) })
	return list[:min(limit, len(list))], nil
}

func waiting(ctx context.Context, tx door.Tx, kind access.Kind, sc access.Scope, limit int) ([]person.WaitingLine, error) {
	t, in := sqldb.Of(tx), queues[kind]
	w := &sqldb.Where{Engine: t.Engine()}
	w.And("a.state = ?", in.state)
	w.Scope(sc, "a.")
	return sqldb.All(ctx, t, func(row sqldb.Scanner) (person.WaitingLine, error) {
		l := person.WaitingLine{Kind: kind}
		err := row.Scan(&l.ID, &l.Subject, &l.What, &l.MadeOn, &l.DueOn, &l.Name.Family, &l.Name.Middle, &l.Name.Given, &l.UnitName)
		return l, err
	}, `SELECT a.id, a.subject_id, `+in.what+`, a.made_on, `+in.due+`, p.family, p.middle, p.given, COALESCE(n.name, '') FROM `+in.table+` a
		JOIN person p ON p.id = a.subject_id LEFT JOIN org_unit_now n ON n.unit_id = a.unit_id`+
		w.SQL()+` ORDER BY 5, a.id LIMIT `+w.Param(limit), w.Args()...)
}

// Under gives the columns of an object on which access decides.
func (Store) Under(ctx context.Context, tx door.Tx, o access.Object) (access.Facts, error) {
	list, err := sqldb.ReadFacts(ctx, sqldb.Of(tx), o.Kind, []id.ID{o.ID})
	if err == nil && len(list) == 0 {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return access.Facts{}, err
	}
	return list[0], nil
}
