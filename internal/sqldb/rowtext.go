package sqldb

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
)

// rowText holds the statements that write a table's rows.
type rowText struct{ insert, update, remove string }

var rowTexts sync.Map // table name -> rowText

// writing gives the statements of a table, composed once from its declaration.
func writing(tab *schema.Table) rowText {
	if t, ok := rowTexts.Load(tab.Name); ok {
		return t.(rowText)
	}
	names, marks, sets := []string{}, []string{}, []string{}
	for i, c := range tab.Columns {
		mark := "$" + strconv.Itoa(i+1)
		names, marks = append(names, c.Name), append(marks, mark)
		if c.Name != "id" {
			sets = append(sets, c.Name+" = "+mark)
		}
	}
	t := rowText{
		insert: "INSERT INTO " + tab.Name + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")",
		update: "UPDATE " + tab.Name + " SET " + strings.Join(sets, ", ") + " WHERE id = $1 AND version = $" + strconv.Itoa(len(names)+1),
		remove: "DELETE FROM " + tab.Name + " WHERE id = $1 AND version = $2",
	}
	rowTexts.Store(tab.Name, t)
	return t
}

// rowValues gives the values of a governed row in column order, and the
// columns that enter its digest.
func rowValues(e schema.Engine, tab *schema.Table, key Key, salt []byte, row Row) ([]any, []ledger.Col, error) {
	if key.ID.IsZero() || key.Version < 1 {
		return nil, nil, fmt.Errorf("sqldb: %s: key without id or version", tab.Name)
	}
	head := map[string]any{"id": key.ID, "version": key.Version, "row_salt": salt}
	full := make(Row, len(row)+len(head))
	for k, v := range row {
		if _, ok := head[k]; ok {
			return nil, nil, fmt.Errorf("sqldb: %s: column %s is set by Put", tab.Name, k)
		}
		full[k] = v
	}
	for k, v := range head {
		full[k] = v
	}
	values, cols, err := columnValues(e, tab, tab.Columns, full)
	if err != nil {
		return nil, nil, err
	}
	return values, withoutHead(tab, cols), nil
}

// withoutHead drops id, version and row_salt, which the digest has already.
func withoutHead(tab *schema.Table, cols []ledger.Col) []ledger.Col {
	kept := make([]ledger.Col, 0, len(cols))
	for i, c := range tab.Columns {
		if !IsHead(c.Name) {
			kept = append(kept, cols[i])
		}
	}
	return kept
}

// IsHead reports whether a governed table's column is named by the digest's
// head rather than as one of its columns.
func IsHead(column string) bool { return column == "id" || column == "version" || column == "row_salt" }

// columnValues checks a row against the declaration: every column given, none
// unknown, types right, text in NFC.
func columnValues(e schema.Engine, tab *schema.Table, columns []schema.Column, row Row) ([]any, []ledger.Col, error) {
	if len(row) != len(columns) {
		return nil, nil, fmt.Errorf("sqldb: %s: %d columns given, %d declared", tab.Name, len(row), len(columns))
	}
	values, cols := make([]any, len(columns)), make([]ledger.Col, len(columns))
	for i, c := range columns {
		raw, ok := row[c.Name]
		if !ok {
			return nil, nil, fmt.Errorf("sqldb: %s: column %s not given", tab.Name, c.Name)
		}
		v, err := bindOne(e, raw)
		if err == nil {
			v, err = conform(c, v)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("sqldb: %s.%s: %w", tab.Name, c.Name, err)
		}
		values[i], cols[i] = v, ledger.Col{No: c.No, Val: v}
	}
	return values, cols, nil
}

// conform holds a bound value to its column's type.
func conform(c schema.Column, v any) (any, error) {
	switch x := v.(type) {
	case nil:
		if !c.Null {
			return nil, errs.Invalid("row.column.missing", errs.Field(c.Name))
		}
		return nil, nil
	case int64:
		if c.Type == schema.Int {
			return x, nil
		}
	case string:
		if c.Type != schema.Text {
			break
		}
		if x == "" && c.Null {
			return nil, nil
		}
		return norm.NFC.String(x), nil
	case []byte:
		if c.Type == schema.Blob {
			return x, nil
		}
	}
	return nil, fmt.Errorf("value %T does not fit %s", v, c.Type)
}

// DerivedDigest is a digest of a derived row, to compare sets of rows.
func DerivedDigest(e schema.Engine, tab *schema.Table, row Row) (ledger.Hash, error) {
	values, _, err := columnValues(e, tab, tab.Columns, row)
	return ValuesDigest(tab, values), err
}

// ValuesDigest is DerivedDigest of values as stored, in column order.
func ValuesDigest(tab *schema.Table, values []any) ledger.Hash {
	cols := make([]ledger.Col, len(values))
	for i, v := range values {
		cols[i] = ledger.Col{No: tab.Columns[i].No, Val: v}
	}
	return ledger.RowDigest(nil, tab.Name, id.ID{}, 0, cols)
}
