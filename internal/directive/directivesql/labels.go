package directivesql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// labelOf gives the highest label of directives: what a row that is derived from
// them bears.
func labelOf(ctx context.Context, tx *sqldb.Tx, of ...id.ID) (access.Label, error) {
	var label access.Label
	err := sqldb.One(ctx, tx, `SELECT COALESCE(max(label), 0) FROM directive WHERE `+sqldb.List(tx.Engine(), "id", "$1", true), []any{sqldb.IDs(of)}, &label)
	return label, err
}

// derived are the tables whose rows are derived from a directive, with what finds
// them by it.
var derived = []struct{ table, of string }{
	{"directive_expression", "directive_id = $1"},
	{"directive_citation", "directive_id = $1"},
	{"directive_dispatch", "directive_id = $1"},
	{"directive_recipient", "directive_id = $1"},
	{"directive_ack", "recipient_id IN (SELECT id FROM directive_recipient WHERE directive_id = $1)"},
}

// Relabel gives a directive and all rows that are derived from it its label. Its
// search rows come and go with it, and so does what points to it from texts that
// may not.
func (s *Store) Relabel(ctx context.Context, tx *sqldb.Tx, o access.Object, label access.Label) error {
	if o.Kind != "directive" {
		return nil
	}
	d, err := find(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	d.Label = label
	d.Version++
	if err := put(ctx, tx, d); err != nil {
		return err
	}
	for _, x := range derived {
		if err := tx.Relabel(ctx, x.table, label, x.of, o.ID); err != nil {
			return err
		}
	}
	if err := relabelRelations(ctx, tx, o.ID); err != nil {
		return err
	}
	// What a person chose points nowhere either, when it would say too much.
	chosen, err := sqldb.All(ctx, tx, scanCited, `SELECT `+citedColumns+` FROM directive_citation c WHERE c.target_id = $1 AND c.label < $2`, o.ID, label)
	if err != nil {
		return err
	}
	own, err := sqldb.All(ctx, tx, scanCited, `SELECT `+citedColumns+` FROM directive_citation c JOIN directive t ON t.id = c.target_id
		WHERE c.directive_id = $1 AND t.label > $2`, o.ID, label)
	if err != nil {
		return err
	}
	if err := point(ctx, tx, append(chosen, own...), id.ID{}); err != nil || d.State != directive.Registered {
		return err
	}
	return resolve(ctx, tx, d)
}

// relabelRelations gives the relations of a directive the higher label of their
// two ends.
func relabelRelations(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	type end struct{ other id.ID }
	ends, err := sqldb.All(ctx, tx, func(row sqldb.Scanner) (end, error) {
		var e end
		err := row.Scan(&e.other)
		return e, err
	}, `SELECT to_id FROM directive_relation WHERE from_id = $1 UNION SELECT from_id FROM directive_relation WHERE to_id = $1`, of)
	if err != nil {
		return err
	}
	for _, e := range ends {
		label, err := labelOf(ctx, tx, of, e.other)
		if err != nil {
			return err
		}
		if err := tx.Relabel(ctx, "directive_relation", label, "(from_id = $1 AND to_id = $2 OR from_id = $2 AND to_id = $1)", of, e.other); err != nil {
			return err
		}
	}
	return nil
}
