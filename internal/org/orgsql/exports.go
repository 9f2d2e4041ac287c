package orgsql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

const exportColumns = `e.id, e.version, e.state, e.unit_id, e.managing_unit_id, e.account_id, e.day, e.lines, e.reason, e.asked_at, e.people, COALESCE(e.valid_to, ''), COALESCE(e.taken_at, 0)`

func intoExport(e *org.Export, people *[]byte) []any {
	return []any{&e.ID, &e.Version, &e.State, &e.Unit, &e.Managing, &e.Asker, &e.Day, &e.Lines, &e.Reason, &e.AskedAt, people, &e.Until, &e.TakenAt}
}

// Export reads one: NotFound "access.not_found".
func (s *Store) Export(ctx context.Context, tx door.Tx, which id.ID) (*org.Export, error) {
	list, err := sqldb.All(ctx, sqldb.Of(tx), func(row sqldb.Scanner) (*org.Export, error) {
		var e org.Export
		var people []byte
		err := row.Scan(intoExport(&e, &people)...)
		copy(e.People[:], people)
		return &e, err
	}, `SELECT `+exportColumns+` FROM org_export e WHERE e.id = $1`, which)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// SaveExport writes one at its version.
func (s *Store) SaveExport(ctx context.Context, tx door.Tx, e *org.Export) error {
	var taken any
	if e.TakenAt != 0 {
		taken = e.TakenAt
	}
	return sqldb.Of(tx).Put(ctx, "org_export", sqldb.Key{ID: e.ID, Version: e.Version}, sqldb.Row{"label": 0, "unit_id": e.Unit, "managing_unit_id": e.Managing,
		"state": e.State, "subject_id": nil, "account_id": e.Asker, "day": e.Day, "lines": e.Lines, "reason": e.Reason, "asked_at": e.AskedAt, "people": e.People[:],
		"valid_to": e.Until, "taken_at": taken})
}

// ExportsIn lists those of a scope: what an account may fetch first, then what waits at a
// moment, then the newest.
func (s *Store) ExportsIn(ctx context.Context, sc access.Scope, account id.ID, now clock.Micros, limit int) ([]org.ExportLine, error) {
	w := &sqldb.Where{Engine: s.DB.Engine()}
	w.Scope(sc, "e.")
	waits := `CASE WHEN e.state = ` + w.Param(access.RightProposed) + ` AND EXISTS (SELECT 1 FROM access_proposal p WHERE p.object_id = e.id AND p.state = 'open' AND p.until > ` + w.Param(now) + `) THEN 1 ELSE 0 END`
	mine := `CASE WHEN e.state = ` + w.Param(access.RightLive) + ` AND e.account_id = ` + w.Param(account) + ` THEN 0 ELSE 1 END`
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (org.ExportLine, error) {
		var l org.ExportLine
		var people []byte
		var waits int64
		err := row.Scan(append(intoExport(&l.Export, &people), &l.UnitName, &waits)...)
		l.Waits = waits == 1
		copy(l.People[:], people)
		return l, err
	}, `SELECT `+exportColumns+`, COALESCE(n.name, ''), `+waits+` FROM org_export e LEFT JOIN org_unit_now n ON n.unit_id = e.unit_id`+w.SQL()+
		` ORDER BY `+mine+`, `+waits+` DESC, e.asked_at DESC, e.id LIMIT `+w.Param(limit), w.Args()...)
}
