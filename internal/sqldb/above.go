package sqldb

import (
	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/schema"
)

// Above is the reading of which rows of a table bear a label above one; it is false for
// a table that there is not, or whose rows bear none.
func Above(e schema.Engine, table string, ids IDs, most access.Label, add func(id.ID)) (Reading, bool) {
	tab, ok := schema.Lookup(table)
	if !ok || !hasColumn(tab, "label") {
		return Reading{}, false
	}
	return Reading{Query: `SELECT id FROM ` + tab.Name + ` WHERE label > $2 AND ` + List(e, "id", "$1", true), Args: []any{ids, most}, Row: func(row Scanner) error {
		var d id.ID
		err := row.Scan(&d)
		add(d)
		return err
	}}, true
}

func hasColumn(tab *schema.Table, name string) bool {
	for _, c := range tab.Columns {
		if c.Name == name {
			return true
		}
	}
	return false
}
