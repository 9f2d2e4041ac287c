// Package personsql keeps directory entries and their search rows.
package personsql

import (
	"context"

	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/vi"
)

// Store implements person's contracts on either engine. The zero Store writes and
// reads inside commands; DB is for what is read outside them.
type Store struct{ DB *sqldb.DB }

var (
	_ person.Store = Store{}
	_ person.Files = Store{}
	_ person.Asks  = Store{}

	_ person.Erasures = Store{}
)

// Create stores new entries. Cost: one governed row and some four derived rows each.
func (Store) Create(ctx context.Context, tx door.Tx, list []*person.Person) error {
	for _, p := range list {
		if err := save(ctx, sqldb.Of(tx), p); err != nil {
			return err
		}
	}
	return nil
}

// Save writes an entry at its version, with its search rows.
func (Store) Save(ctx context.Context, tx door.Tx, p *person.Person) error {
	return save(ctx, sqldb.Of(tx), p)
}

func save(ctx context.Context, t *sqldb.Tx, p *person.Person) error {
	err := t.Put(ctx, "person", sqldb.Key{ID: p.ID, Version: p.Version}, sqldb.Row{"label": 0, "unit_id": p.Unit, "managing_unit_id": p.Managing,
		"state": "active", "subject_id": p.ID, "family": p.Family, "middle": p.Middle, "given": p.Given, "staff_code": p.StaffCode})
	if err != nil {
		return err
	}
	name, words := derive(p.ID, p.Unit, p.Name)
	if err := t.Derive(ctx, "person_name", "person_id", p.ID, name); err != nil {
		return err
	}
	return t.Derive(ctx, "person_word", "person_id", p.ID, words...)
}

// derive gives the search rows of a name. Their fold has the words that Words
// gives, each in its place.
func derive(who, unit id.ID, n person.Name) (sqldb.Row, []sqldb.Row) {
	key, fold := vi.SortKey(n.Family, n.Middle, n.Given), vi.FoldWords(n.Full())
	var words []sqldb.Row
	for _, w := range vi.Words(n.Full()) {
		words = append(words, sqldb.Row{"word": w, "sort_key": key, "person_id": who, "unit_id": unit, "fold": fold})
	}
	return sqldb.Row{"person_id": who, "unit_id": unit, "sort_key": key, "fold": fold}, words
}

// NameRows and WordRows recompute the derived tables for verify.
func NameRows(ctx context.Context, q sqldb.Querier, emit func(sqldb.Row) error) error {
	return eachPerson(ctx, q, func(who, unit id.ID, n person.Name) error {
		row, _ := derive(who, unit, n)
		return emit(row)
	})
}

// WordRows recomputes person_word.
func WordRows(ctx context.Context, q sqldb.Querier, emit func(sqldb.Row) error) error {
	return eachPerson(ctx, q, func(who, unit id.ID, n person.Name) error {
		_, words := derive(who, unit, n)
		for _, w := range words {
			if err := emit(w); err != nil {
				return err
			}
		}
		return nil
	})
}

func eachPerson(ctx context.Context, q sqldb.Querier, fn func(who, unit id.ID, n person.Name) error) error {
	return sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		var who, unit id.ID
		var n person.Name
		if err := row.Scan(&who, &unit, &n.Family, &n.Middle, &n.Given); err != nil {
			return err
		}
		return fn(who, unit, n)
	}, `SELECT id, unit_id, family, middle, given FROM person`)
}
