package personsql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

const erasureColumns = `e.id, e.version, e.state, e.unit_id, e.managing_unit_id, e.subject_id, e.basis, e.document, e.reason, e.made_on, e.made_by,
	COALESCE(e.decided_on, ''), e.decided_by, COALESCE(e.due_on, ''), COALESCE(e.erased_on, '')`

func intoErasure(e *person.Erasure) []any {
	return []any{&e.ID, &e.Version, &e.State, &e.Unit, &e.Managing, &e.Subject, &e.Basis, &e.Document, &e.Reason, &e.MadeOn, &e.MadeBy,
		&e.DecidedOn, &e.DecidedBy, &e.DueOn, &e.ErasedOn}
}

func scanErasure(row sqldb.Scanner) (*person.Erasure, error) {
	var e person.Erasure
	return &e, row.Scan(intoErasure(&e)...)
}

// Erasure reads one: NotFound "access.not_found".
func (Store) Erasure(ctx context.Context, tx door.Tx, which id.ID) (*person.Erasure, error) {
	return first(sqldb.All(ctx, sqldb.Of(tx), scanErasure, `SELECT `+erasureColumns+` FROM person_erasure e WHERE e.id = $1`, which))
}

// SaveErasure writes one at its version.
func (Store) SaveErasure(ctx context.Context, tx door.Tx, e *person.Erasure) error {
	return sqldb.Of(tx).Put(ctx, "person_erasure", sqldb.Key{ID: e.ID, Version: e.Version}, sqldb.Row{"label": 0, "unit_id": e.Unit, "managing_unit_id": e.Managing,
		"state": e.State, "subject_id": e.Subject, "basis": string(e.Basis), "document": e.Document, "reason": orNull(e.Reason), "made_on": e.MadeOn, "made_by": e.MadeBy,
		"decided_on": string(e.DecidedOn), "decided_by": e.DecidedBy, "due_on": string(e.DueOn), "erased_on": string(e.ErasedOn)})
}

const erasingQuery = `SELECT ` + erasureColumns + ` FROM person_erasure e
	WHERE e.subject_id = $1 AND e.state <> $2 ORDER BY e.made_on DESC, e.id LIMIT 1`

// Erasing gives the newest erasure of a person that was not withdrawn, nil for none.
func (Store) Erasing(ctx context.Context, tx door.Tx, who id.ID) (*person.Erasure, error) {
	list, err := sqldb.All(ctx, sqldb.Of(tx), scanErasure, erasingQuery, who, person.ErasureWithdrawn)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// ErasuresIn lists those of a scope, what is not done first, then the newest.
func (Store) ErasuresIn(ctx context.Context, tx door.Tx, sc access.Scope, limit int) ([]person.ErasureLine, error) {
	t := sqldb.Of(tx)
	w := &sqldb.Where{Engine: t.Engine()}
	w.Scope(sc, "e.")
	first, second := w.Param(person.ErasureProposed), w.Param(person.ErasureBegun)
	return sqldb.All(ctx, t, func(row sqldb.Scanner) (person.ErasureLine, error) {
		var l person.ErasureLine
		err := row.Scan(append(intoErasure(&l.Erasure), &l.Name.Family, &l.Name.Middle, &l.Name.Given)...)
		return l, err
	}, `SELECT `+erasureColumns+`, p.family, p.middle, p.given FROM person_erasure e JOIN person p ON p.id = e.subject_id`+w.SQL()+
		` ORDER BY CASE e.state WHEN `+first+` THEN 0 WHEN `+second+` THEN 0 ELSE 1 END, e.made_on DESC, e.id LIMIT `+w.Param(limit), w.Args()...)
}

// Begun gives, outside commands, those that were approved and are not done.
func (s Store) Begun(ctx context.Context) ([]*person.Erasure, error) {
	return sqldb.All(ctx, s.DB.Reader(), scanErasure, `SELECT `+erasureColumns+` FROM person_erasure e WHERE e.state = $1 ORDER BY e.made_on, e.id`, person.ErasureBegun)
}

// Sealed counts, outside commands, the rows that have something sealed of a person.
func (s Store) Sealed(ctx context.Context, who id.ID) (n int64, err error) {
	err = sqldb.One(ctx, s.DB.Reader(), `SELECT (SELECT count(*) FROM person_identity WHERE subject_id = $1) + (SELECT count(*) FROM person_evidence WHERE subject_id = $1)
		+ (SELECT count(*) FROM person_correction WHERE subject_id = $1) + (SELECT count(*) FROM person_request WHERE subject_id = $1)`, []any{who}, &n)
	return n, err
}

// sealedRows are the rows that Clear removes, by table, each with the file that
// it names.
var sealedRows = []struct{ table, query string }{
	{"person_identity", `SELECT id, version, '' FROM person_identity WHERE subject_id = $1`},
	{"person_evidence", `SELECT id, version, blob FROM person_evidence WHERE subject_id = $1 ORDER BY id`},
	{"person_correction", `SELECT id, version, '' FROM person_correction WHERE subject_id = $1 ORDER BY id`},
	{"person_request", `SELECT id, version, '' FROM person_request WHERE subject_id = $1 ORDER BY id`},
}

// Clear removes everything sealed of a person and gives the files that it named.
func (Store) Clear(ctx context.Context, tx door.Tx, who id.ID) (files []string, err error) {
	t := sqldb.Of(tx)
	type row struct {
		key  sqldb.Key
		file string
	}
	for _, s := range sealedRows {
		list, err := sqldb.All(ctx, t, func(sc sqldb.Scanner) (r row, err error) {
			err = sc.Scan(&r.key.ID, &r.key.Version, &r.file)
			return r, err
		}, s.query, who)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if err := t.Remove(ctx, s.table, r.key); err != nil {
				return nil, err
			}
			if r.file != "" {
				files = append(files, r.file)
			}
		}
	}
	return files, nil
}
