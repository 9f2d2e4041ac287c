package ledgersql

import (
	"fmt"
	"strings"

	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// governed compares every governed row with the newest that the ledger has of
// it, and asks for each that the ledger has and the table has not.
func (v *verifier) governed() error {
	for _, tab := range schema.Tables() {
		if tab.Class != schema.Governed {
			continue
		}
		if err := v.table(tab); err != nil {
			return err
		}
		if err := v.removed(tab); err != nil {
			return err
		}
	}
	return nil
}

// standing is a governed row as it stands.
type standing struct {
	rawID   []byte
	version int64
	salt    []byte
	cols    []ledger.Col
}

func (v *verifier) table(tab *schema.Table) error {
	var last []byte
	for {
		query, args := "SELECT "+columnList(tab)+" FROM "+tab.Name+" ORDER BY id LIMIT $1", []any{pageSize}
		if last != nil {
			query, args = "SELECT "+columnList(tab)+" FROM "+tab.Name+" WHERE id > $2 ORDER BY id LIMIT $1", []any{pageSize, last}
		}
		page, err := sqldb.All(v.ctx, v.q, func(row sqldb.Scanner) (standing, error) { return scanStanding(row, tab) }, query, args...)
		if err != nil {
			return err
		}
		if err := v.comparePage(tab, page); err != nil {
			return err
		}
		if len(page) < pageSize {
			return nil
		}
		last = page[len(page)-1].rawID
	}
}

func columnList(tab *schema.Table) string {
	names := make([]string, len(tab.Columns))
	for i, c := range tab.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

func scanStanding(row sqldb.Scanner, tab *schema.Table) (standing, error) {
	values, dest := make([]any, len(tab.Columns)), make([]any, len(tab.Columns))
	for i := range values {
		dest[i] = &values[i]
	}
	if err := row.Scan(dest...); err != nil {
		return standing{}, err
	}
	var s standing
	for i, c := range tab.Columns {
		switch c.Name {
		case "id":
			s.rawID, _ = values[i].([]byte)
		case "version":
			s.version, _ = values[i].(int64)
		case "row_salt":
			s.salt, _ = values[i].([]byte)
		default:
			s.cols = append(s.cols, ledger.Col{No: c.No, Val: values[i]})
		}
	}
	return s, nil
}

func (v *verifier) comparePage(tab *schema.Table, page []standing) error {
	var ids sqldb.IDs
	for _, s := range page {
		if d, err := id.FromBytes(s.rawID); err == nil {
			ids = append(ids, d)
		}
	}
	newest := make(map[id.ID]ledger.Row, len(ids))
	err := sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var r ledger.Row
		var digest []byte
		if err := row.Scan(&r.ID, &r.Version, &digest); err != nil {
			return err
		}
		copy(r.Digest[:], digest)
		newest[r.ID] = r // ordered by version: the last one wins
		return nil
	}, `SELECT row_id, version, digest FROM ledger_row WHERE tbl = $1 AND `+
		sqldb.List(v.q.Engine(), "row_id", "$2", true)+` ORDER BY row_id, version`, tab.Name, ids)
	if err != nil {
		return err
	}
	for _, s := range page {
		d, err := id.FromBytes(s.rawID)
		if err != nil {
			v.report.Find(tab.Name, rowName(s.rawID), ledger.Added, err.Error())
			continue
		}
		r, known := newest[d]
		v.report.CompareRow(tab.Name, d, s.version, ledger.RowDigest(s.salt, tab.Name, d, s.version, s.cols), r, known)
	}
	return nil
}

// removed finds rows whose newest version in the ledger is not a removal and
// that the table has not.
func (v *verifier) removed(tab *schema.Table) error {
	return sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var raw, digest []byte
		if err := row.Scan(&raw, &digest); err != nil {
			return err
		}
		if len(digest) != 32 || ledger.Hash(digest) != (ledger.Hash{}) {
			v.report.Find(tab.Name, rowName(raw), ledger.Removed, "")
		}
		return nil
	}, `SELECT r.row_id, r.digest FROM ledger_row r WHERE r.tbl = $1
		AND NOT EXISTS (SELECT 1 FROM `+tab.Name+` t WHERE t.id = r.row_id)
		AND NOT EXISTS (SELECT 1 FROM ledger_row n WHERE n.tbl = r.tbl AND n.row_id = r.row_id AND n.version > r.version)`, tab.Name)
}

// derived compares every derived table with what it is recomputed to be.
// Memory: 40 bytes a row.
func (v *verifier) derived() error {
	for _, d := range v.against.Derived {
		tab, ok := schema.Lookup(d.Table)
		if !ok {
			return fmt.Errorf("ledger: no table %s", d.Table)
		}
		want := map[ledger.Hash]int{}
		if err := d.Rows(v.ctx, v.q, func(row sqldb.Row) error {
			h, err := sqldb.DerivedDigest(v.q.Engine(), tab, row)
			want[h]++
			return err
		}); err != nil {
			return err
		}
		if err := v.compareDerived(tab, want); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) compareDerived(tab *schema.Table, want map[ledger.Hash]int) error {
	err := sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		values, dest := make([]any, len(tab.Columns)), make([]any, len(tab.Columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := row.Scan(dest...); err != nil {
			return err
		}
		v.report.Derived++
		h := sqldb.ValuesDigest(tab, values)
		if want[h] == 0 {
			v.report.Find(tab.Name, firstColumn(values), ledger.Changed, "not what it is derived from")
			return nil
		}
		want[h]--
		return nil
	}, `SELECT `+columnList(tab)+` FROM `+tab.Name)
	missing := 0
	for _, n := range want {
		missing += n
	}
	if missing > 0 {
		v.report.Find(tab.Name, "", ledger.Removed, fmt.Sprintf("%d derived rows", missing))
	}
	return err
}

// firstColumn names a derived row by its first column, as id or text.
func firstColumn(values []any) string {
	switch x := values[0].(type) {
	case []byte:
		return rowName(x)
	case string:
		return x
	}
	return fmt.Sprint(values[0])
}
