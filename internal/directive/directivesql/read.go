package directivesql

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

// Find reads a directive outside commands.
func (s *Store) Find(ctx context.Context, which id.ID) (*directive.Directive, error) {
	return find(ctx, s.DB.Reader(), which)
}

// TextOf gives the newest expression outside commands.
func (s *Store) TextOf(ctx context.Context, which id.ID) (*directive.Expression, error) {
	return expression(ctx, s.DB.Reader(), which)
}

// from gives the tables and conditions of a register query. Words narrow by
// the rows of the longest word, the likeliest to be rare; the others are looked
// for in what that row carries. A small reach is read by the indexes of units and
// of ids, a large one by those that begin with the state, in the register's order.
func (s *Store) from(sc access.Scope, f directive.Filter, r reach) (string, *sqldb.Where) {
	w := &sqldb.Where{Engine: s.DB.Engine(), Sifts: r == large}
	from := " FROM directive d"
	if len(f.Words) > 0 {
		longest := 0
		for i, x := range f.Words {
			if len(x) > len(f.Words[longest]) {
				longest = i
			}
		}
		from = " FROM directive_word x JOIN directive d ON d.id = x.directive_id"
		w.And("x.word = ?", f.Words[longest])
		for i, other := range f.Words {
			if i != longest {
				w.And("(' ' || x.fold || ' ') LIKE ?", "% "+other+" %") // words have no sign that LIKE reads
			}
		}
	}
	state := f.State
	if state == "" {
		state = directive.Registered
	}
	if r == small {
		w.And("d.state || '' = ?", state) // an expression: no index has it
	} else {
		w.And("d.state = ?", state)
	}
	if f.Secret {
		w.And("d.label > 0")
	}
	w.Scope(sc, "d.")
	if f.Kind != "" {
		w.And("d.kind = ?", f.Kind)
	}
	if f.Year > 0 {
		y := strconv.Itoa(f.Year)
		w.And("d.issued_on >= ?", y+"-01-01")
		w.And("d.issued_on <= ?", y+"-12-31")
	}
	return from, w
}

// List gives a page of the register, and counts all of it up to CountUpTo.
func (s *Store) List(ctx context.Context, sc access.Scope, f directive.Filter) ([]directive.Directive, int64, error) {
	reach, n, err := s.reach(ctx, sc, f)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.page(ctx, sc, f, reach)
	counted := f.Kind == "" && f.Year == 0 && (reach == large || reach == small && !namesSingle(sc))
	if err == nil && !counted {
		n, err = s.count(ctx, sc, f, reach)
	}
	return list, n, err
}

func (s *Store) page(ctx context.Context, sc access.Scope, f directive.Filter, r reach) ([]directive.Directive, error) {
	from, w := s.from(sc, f, r)
	column, dir, cmp := "d.issued_on", " DESC", "<"
	switch f.Order {
	case directive.OldestIssued:
		dir, cmp = "", ">"
	case directive.NewestReceived:
		column = "d.received_on"
	}
	if len(f.Words) > 0 && column == "d.issued_on" {
		column = "x.issued_on"
	}
	if day, last, ok := strings.Cut(f.After, "|"); ok {
		after, err := id.ParseAny(last)
		if err != nil {
			return nil, err
		}
		w.And("("+column+", d.id) "+cmp+" (?, ?)", day, after)
	}
	query := "SELECT " + columns + from + w.SQL() + " ORDER BY " + column + dir + ", d.id" + dir + " LIMIT " + w.Param(f.Limit)
	return sqldb.All(ctx, s.DB.Reader(), scan, query, w.Args()...)
}

// CountUpTo is where counting stops: pages say "1.000+".
const CountUpTo = 1001

func (s *Store) count(ctx context.Context, sc access.Scope, f directive.Filter, r reach) (int64, error) {
	from, w := s.from(sc, f, r)
	var n int64
	query := "SELECT count(*) FROM (SELECT 1 AS one" + from + w.SQL() + " LIMIT " + w.Param(CountUpTo) + ") c"
	err := sqldb.One(ctx, s.DB.Reader(), query, w.Args(), &n)
	return n, err
}

// reach is how many registered documents the units of a scope hold.
type reach int

const (
	unknown reach = iota // nothing tells quickly, or another index is as short
	small                // fewer than CountUpTo
	large
)

// reach tells how many documents the units of a scope hold, up to CountUpTo. A
// small number is looked through one by one: the register's order leads past all
// that others hold.
func (s *Store) reach(ctx context.Context, sc access.Scope, f directive.Filter) (reach, int64, error) {
	registered := f.State == "" || f.State == directive.Registered
	if !registered || f.Secret || len(f.Words) > 0 || !indexed(sc) {
		return unknown, 0, nil
	}
	var units access.Scope
	for _, a := range sc.Areas {
		if !a.Granted {
			units.Areas = append(units.Areas, access.Area{MaxLabel: a.MaxLabel, Units: a.Units, UnitPaths: a.UnitPaths})
		}
	}
	n, err := s.count(ctx, units, directive.Filter{}, small)
	if n < CountUpTo {
		return small, n, err
	}
	return large, n, err
}

// indexed reports whether indexes lead to all that a scope holds and to little
// besides: units and single documents.
func indexed(sc access.Scope) bool {
	return !slices.ContainsFunc(sc.Areas, func(a access.Area) bool {
		return !a.Granted && a.Whole() || len(a.ManagedPaths) > 0 || !a.Subject.IsZero()
	})
}

func namesSingle(sc access.Scope) bool {
	return slices.ContainsFunc(sc.Areas, func(a access.Area) bool { return a.Granted || len(a.IDs) > 0 })
}

// NamesBlob reports whether an expression or a slip lies in a blob.
func (s *Store) NamesBlob(ctx context.Context, blob string) (bool, error) {
	var n int64
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT (SELECT count(*) FROM directive_expression WHERE blob = $1) +
		(SELECT count(*) FROM directive_ack WHERE slip_blob = $1)`, []any{blob}, &n)
	return n > 0, err
}

// Relations gives how a directive stands to others within a scope, both ways.
func (s *Store) Relations(ctx context.Context, sc access.Scope, which id.ID) ([]directive.Related, error) {
	w, seen := s.scoped(sc, "d.")
	of := w.Param(which)
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (directive.Related, error) {
		var r directive.Related
		var inverse, unverified int64
		d := &r.Other
		err := row.Scan(&r.Kind, &inverse, &d.ID, &d.Version, &d.Unit, &d.Managing, &d.Label, &d.State, &d.Kind, &d.Number, &d.Issuer, &d.IssuedOn,
			&d.Title, &d.Signer, &d.ReceivedNumber, &d.ReceivedOn, &d.Source, &unverified)
		r.Inverse, d.Unverified = inverse == 1, unverified == 1
		return r, err
	}, `SELECT r.kind, 0, `+columns+` FROM directive_relation r JOIN directive d ON d.id = r.to_id AND `+seen+` WHERE r.from_id = `+of+`
		UNION ALL SELECT r.kind, 1, `+columns+` FROM directive_relation r JOIN directive d ON d.id = r.from_id AND `+seen+` WHERE r.to_id = `+of, w.Args()...)
}
