package personsql

import (
	"context"
	"errors"

	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

const personColumns = `p.id, p.version, p.unit_id, p.managing_unit_id, p.family, p.middle, p.given, COALESCE(p.staff_code, '')`

func into(p *person.Person) []any {
	return []any{&p.ID, &p.Version, &p.Unit, &p.Managing, &p.Family, &p.Middle, &p.Given, &p.StaffCode}
}

const entryQuery = `SELECT ` + personColumns + ` FROM person p WHERE p.id = $1`

func scanPerson(row sqldb.Scanner) (*person.Person, error) {
	var p person.Person
	return &p, row.Scan(into(&p)...)
}

// Find reads an entry: NotFound "access.not_found".
func (Store) Find(ctx context.Context, tx door.Tx, who id.ID) (*person.Person, error) {
	return first(sqldb.All(ctx, sqldb.Of(tx), scanPerson, entryQuery, who))
}

// List gives entries that a scope holds, in the order of names. A name goes by
// its word rows, everything else by the rows in order.
func (Store) List(ctx context.Context, tx door.Tx, f person.ListFilter) ([]person.Line, error) {
	t := sqldb.Of(tx)
	w := &sqldb.Where{Engine: t.Engine()}
	names := "person_name"
	if last := len(f.Words) - 1; last >= 0 {
		names = "person_word"
		w.And("s.word = ?", f.Words[last])
		for _, other := range f.Words[:last] {
			w.And("(' ' || s.fold || ' ') LIKE ?", "% "+other+" %")
		}
	}
	w.Scope(f.Scope, "p.")
	if f.StaffCode != "" {
		w.And("p.staff_code = ?", f.StaffCode)
	}
	if !f.Unit.IsZero() {
		w.And(`p.unit_id IN (SELECT b.unit_id FROM org_unit_now b JOIN org_unit_now r ON b.path >= r.path AND b.path < substr(r.path, 1, length(r.path) - 1) || '0' WHERE r.unit_id = ?)`, f.Unit)
	}
	if err := after(ctx, t, w, f.After); err != nil {
		return nil, err
	}
	return sqldb.All(ctx, t, func(row sqldb.Scanner) (person.Line, error) {
		var l person.Line
		err := row.Scan(append(into(&l.Person), &l.UnitName)...)
		return l, err
	}, `SELECT `+personColumns+`, COALESCE(n.name, '') FROM `+names+` s JOIN person p ON p.id = s.person_id LEFT JOIN org_unit_now n ON n.unit_id = p.unit_id`+
		w.SQL()+` ORDER BY s.sort_key, s.person_id LIMIT `+w.Param(f.Limit), w.Args()...)
}

// after lets a list go on after an entry.
func after(ctx context.Context, t *sqldb.Tx, w *sqldb.Where, last id.ID) error {
	if last.IsZero() {
		return nil
	}
	var key string
	err := sqldb.One(ctx, t, `SELECT sort_key FROM person_name WHERE person_id = $1`, []any{last}, &key)
	if errors.Is(err, sqldb.ErrNoRow) {
		return errs.NotFound("access.not_found")
	}
	w.And("(s.sort_key, s.person_id) > (?, ?)", key, last)
	return err
}
