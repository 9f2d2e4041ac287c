package sqldb

import (
	"context"
	"fmt"
	"strings"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/schema"
)

// Relabel gives the rows of a governed table that a condition of the store's own
// text finds another label, each under its next version, and leaves those that
// have it. Cost: one reading, and one writing for each row that changes.
func (t *Tx) Relabel(ctx context.Context, table string, label access.Label, where string, args ...any) error {
	tab, err := governed(table)
	if err != nil {
		return err
	}
	if _, ok := tab.Column("label"); !ok {
		return fmt.Errorf("sqldb: %s has no label", tab.Name)
	}
	names := make([]string, len(tab.Columns))
	for i, c := range tab.Columns {
		names[i] = c.Name
	}
	rows, err := All(ctx, t, func(s Scanner) ([]any, error) {
		values, dest := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			dest[i] = &values[i]
		}
		return values, s.Scan(dest...)
	}, "SELECT "+strings.Join(names, ", ")+" FROM "+tab.Name+" WHERE "+where, args...)
	if err != nil {
		return err
	}
	for _, values := range rows {
		if err := t.relabel(ctx, table, names, values, label); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) relabel(ctx context.Context, table string, names []string, values []any, label access.Label) error {
	var key Key
	row := Row{}
	for i, name := range names {
		switch name {
		case "id":
			raw, _ := values[i].([]byte) // the column is a BLOB
			key.ID = id.ID(raw)
		case "version":
			key.Version, _ = values[i].(int64) // the column is an INTEGER
		case "row_salt":
		default:
			row[name] = values[i]
		}
	}
	if row["label"] == int64(label) {
		return nil
	}
	row["label"] = label
	key.Version++
	return t.Put(ctx, table, key, row)
}

// LabelOf gives the label of an object, none for what is not there.
func LabelOf(ctx context.Context, q Querier, o access.Object) (access.Label, error) {
	if _, ok := schema.OfKind(string(o.Kind)); !ok {
		return access.LabelNone, nil
	}
	facts, err := ReadFacts(ctx, q, o.Kind, []id.ID{o.ID})
	if err != nil || len(facts) == 0 {
		return access.LabelNone, err
	}
	return facts[0].Label, nil
}
