package sqldb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
)

// conn is what a transaction needs of an engine.
type conn interface {
	Querier
	// exec runs a changing statement and gives the number of rows it touched.
	exec(ctx context.Context, query string, args ...any) (int64, error)
	// restart undoes everything since the transaction (or savepoint) began.
	restart(ctx context.Context) error
}

// Tx is a changing transaction. It lives as long as the function given to
// Write and is not safe for concurrent use.
type Tx struct {
	conn
	touched []ledger.Row
}

var _ door.EngineTx = (*Tx)(nil)

func (t *Tx) together(ctx context.Context, list []Reading) error {
	return Together(ctx, t.conn, list...)
}

// Of gives the engine's transaction behind the door's. Only stores call it.
func Of(tx door.Tx) *Tx { return tx.Engine().(*Tx) }

// Row is a whole row by column name, without id, version and row_salt.
type Row map[string]any

// Key names a governed row and the version that is being written. Version 1
// is a new row; version n replaces version n-1.
type Key struct {
	ID      id.ID
	Version int64
}

// errOvertaken says that a row's version moved on between reading and writing:
// another transaction committed in between. On PostgreSQL the function is run
// again and reads what stands now.
var errOvertaken = errors.New("sqldb: the row was changed by another transaction")

// Put writes a whole governed row and records its digest. Every column of the
// table must be given; in a nullable column "", the zero id and nil are NULL.
// A version that is not the next one is Conflict "row.changed"; a taken key
// comes back as an error for which IsUnique is true.
func (t *Tx) Put(ctx context.Context, table string, key Key, row Row) error {
	tab, err := governed(table)
	if err != nil {
		return err
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return err
	}
	values, cols, err := rowValues(t.Engine(), tab, key, salt, row)
	if err != nil {
		return err
	}
	text := writing(tab)
	query, args := text.insert, values
	if key.Version > 1 {
		query, args = text.update, append(values, key.Version-1)
	}
	n, err := t.exec(ctx, query, args...)
	if err != nil {
		return err
	}
	if n != 1 {
		return errs.Conflict("row.changed").Because(errOvertaken)
	}
	t.touch(tab.Name, key, ledger.RowDigest(salt, tab.Name, key.ID, key.Version, cols))
	return nil
}

// Remove takes a governed row away; key.Version is the version that stands.
// The ledger records version+1 with a digest of zeros.
func (t *Tx) Remove(ctx context.Context, table string, key Key) error {
	tab, err := governed(table)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, writing(tab).remove, key.ID, key.Version)
	if err != nil {
		return err
	}
	if n != 1 {
		return errs.Conflict("row.changed").Because(errOvertaken)
	}
	t.touch(tab.Name, Key{key.ID, key.Version + 1}, ledger.Hash{})
	return nil
}

// Hold makes other transactions that hold the same row wait until this one has
// ended, so that what a rule read of rows around it stays true. SQLite has one
// writer and nothing to wait for. A row that is not there holds nothing.
func (t *Tx) Hold(ctx context.Context, table string, row id.ID) error {
	tab, err := governed(table)
	if err != nil || t.Engine() == schema.SQLite {
		return err
	}
	return Each(ctx, t, func(Scanner) error { return nil }, "SELECT 1 FROM "+tab.Name+" WHERE id = $1 FOR UPDATE", row)
}

func (t *Tx) touch(table string, key Key, digest ledger.Hash) {
	t.touched = append(t.touched, ledger.Row{Table: table, ID: key.ID, Version: key.Version, Digest: digest})
}

// Derive replaces the derived rows that one owner has: all rows of the table
// whose column owner is ownerID are deleted, then rows are inserted.
func (t *Tx) Derive(ctx context.Context, table, owner string, ownerID id.ID, rows ...Row) error {
	tab, ok := schema.Lookup(table)
	if !ok || tab.Class != schema.Derived {
		return fmt.Errorf("sqldb: %s is not a derived table", table)
	}
	if _, ok := tab.Column(owner); !ok {
		return fmt.Errorf("sqldb: %s has no column %s", table, owner)
	}
	if _, err := t.exec(ctx, "DELETE FROM "+tab.Name+" WHERE "+owner+" = $1", ownerID); err != nil {
		return err
	}
	for _, row := range rows {
		values, _, err := columnValues(t.Engine(), tab, tab.Columns, row)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, writing(tab).insert, values...); err != nil {
			return err
		}
	}
	return nil
}

// Operate runs an INSERT, UPDATE or DELETE on an operational table and gives
// the number of rows touched. It refuses every other table.
func (t *Tx) Operate(ctx context.Context, query string, args ...any) (int64, error) {
	if err := mustBe(query, schema.Operational); err != nil {
		return 0, err
	}
	return t.exec(ctx, query, args...)
}

// Ledger runs an INSERT or UPDATE on a ledger table. Only package ledgersql
// calls it (a rule of archtest).
func (t *Tx) Ledger(ctx context.Context, query string, args ...any) (int64, error) {
	if err := mustBe(query, schema.Ledger); err != nil {
		return 0, err
	}
	return t.exec(ctx, query, args...)
}

// Touched gives the governed rows written since the transaction began or was
// restarted, in the order of their writing.
func (t *Tx) Touched() []ledger.Row { return t.touched }

// Restart undoes everything that the transaction did so far.
func (t *Tx) Restart(ctx context.Context) error {
	t.touched = nil
	return t.restart(ctx)
}

func governed(table string) (*schema.Table, error) {
	tab, ok := schema.Lookup(table)
	if !ok || tab.Class != schema.Governed {
		return nil, fmt.Errorf("sqldb: %s is not a governed table", table)
	}
	return tab, nil
}

// mustBe holds a changing statement to tables of one class.
func mustBe(query string, class schema.Class) error {
	words := strings.Fields(query)
	at := 1
	if len(words) > 2 && (words[0] == "INSERT" || words[0] == "DELETE") {
		at = 2
	}
	if len(words) <= at {
		return fmt.Errorf("sqldb: not a changing statement: %s", query)
	}
	name, _, _ := strings.Cut(words[at], "(")
	tab, ok := schema.Lookup(name)
	if !ok || tab.Class != class {
		return fmt.Errorf("sqldb: %s is not an %s table", name, class)
	}
	return nil
}

// Facts reads the columns on which access decides, of many objects of one kind
// in one statement. Absent objects are absent from the result.
func (t *Tx) Facts(ctx context.Context, kind access.Kind, ids []id.ID) ([]access.Facts, error) {
	return ReadFacts(ctx, t, kind, ids)
}

// ReadFacts is Tx.Facts for any Querier.
func ReadFacts(ctx context.Context, q Querier, kind access.Kind, ids []id.ID) ([]access.Facts, error) {
	var list []access.Facts
	r, err := FactsOf(q.Engine(), kind, ids, func(f access.Facts) { list = append(list, f) })
	if err != nil {
		return nil, err
	}
	err = Together(ctx, q, r)
	return list, err
}

// FactsOf is the reading of ReadFacts.
func FactsOf(e schema.Engine, kind access.Kind, ids []id.ID, add func(access.Facts)) (Reading, error) {
	return readFacts(kind, "", nil, func(string) string { return List(e, "id", "$1", true) }, IDs(ids), add)
}

// NearestFacts is the reading of the facts of one object, or of the next one of its
// kind when there is none of this id: what is not there is read in the same way, and
// takes as long, as what is (SECURITY T25). Whoever adds them compares the ids. more
// are further columns of the row r, read into dest before add is called.
func NearestFacts(o access.Object, more string, dest []any, add func(access.Facts)) (Reading, error) {
	return readFacts(o.Kind, more, dest, Nearest, o.ID, add)
}

// Nearest gives the condition that holds for one row of a table: that with the id
// $1, else the one after it, else the one before.
func Nearest(table string) string { return NearestBy(table, "id") }

// NearestBy is Nearest by another column that has an index.
func NearestBy(table, column string) string {
	to := func(than, order string) string {
		return "(SELECT " + column + " FROM " + table + " WHERE " + column + than + " $1 ORDER BY " + column + order + " LIMIT 1)"
	}
	return column + " = COALESCE(" + to(" >=", "") + ", " + to(" <", " DESC") + ")"
}

func readFacts(kind access.Kind, more string, dest []any, where func(table string) string, arg any, add func(access.Facts)) (Reading, error) {
	tab, ok := schema.OfKind(string(kind))
	if !ok {
		return Reading{}, fmt.Errorf("sqldb: no table of kind %s", kind)
	}
	row := func(s Scanner) error {
		f := access.Facts{Object: access.Object{Kind: kind}}
		err := s.Scan(append([]any{&f.Object.ID, &f.Unit, &f.ManagingUnit, &f.Label, &f.State, &f.Subject}, dest...)...)
		if err == nil {
			add(f)
		}
		return err
	}
	return Reading{"SELECT r.id, r.unit_id, r.managing_unit_id, r.label, r.state, r.subject_id" + more + " FROM " + tab.Name + " r WHERE " + where(tab.Name), []any{arg}, row}, nil
}
