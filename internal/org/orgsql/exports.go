package orgsql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/sqldb"
)

const exportColumns = `e.id, e.version, e.state, e.unit_id, e.managing_unit_id, e.account_id, e.day, e.lines, e.reason, e.asked_at, COALESCE(e.valid_to, ''), COALESCE(e.taken_at, 0)`

func intoExport(e *org.Export) []any {
	return []any{&e.ID, &e.Version, &e.State, &e.Unit, &e.Managing, &e.Asker, &e.Day, &e.Lines, &e.Reason, &e.AskedAt, &e.Until, &e.TakenAt}
}

// Export reads one: NotFound "access.not_found".
func (s *Store) Export(ctx context.Context, tx door.Tx, which id.ID) (*org.Export, error) {
	list, err := sqldb.All(ctx, sqldb.Of(tx), func(row sqldb.Scanner) (*org.Export, error) {
		var e org.Export
		return &e, row.Scan(intoExport(&e)...)
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
		"state": e.State, "subject_id": nil, "account_id": e.Asker, "day": e.Day, "lines": e.Lines, "reason": e.Reason, "asked_at": e.AskedAt,
		"valid_to": e.Until, "taken_at": taken})
}

// ExportsIn lists those of a scope, what waits first, then the newest.
func (s *Store) ExportsIn(ctx context.Context, sc access.Scope, limit int) ([]org.ExportLine, error) {
	w := &sqldb.Where{Engine: s.DB.Engine()}
	w.Scope(sc, "e.")
	waits := w.Param(access.RightProposed)
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (org.ExportLine, error) {
		var l org.ExportLine
		err := row.Scan(append(intoExport(&l.Export), &l.UnitName)...)
		return l, err
	}, `SELECT `+exportColumns+`, COALESCE(n.name, '') FROM org_export e LEFT JOIN org_unit_now n ON n.unit_id = e.unit_id`+w.SQL()+
		` ORDER BY CASE e.state WHEN `+waits+` THEN 0 ELSE 1 END, e.asked_at DESC, e.id LIMIT `+w.Param(limit), w.Args()...)
}
