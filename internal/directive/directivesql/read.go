package directivesql

import (
	"context"
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
// for in what that row carries.
func (s *Store) from(sc access.Scope, f directive.Filter) (string, *sqldb.Where) {
	w := &sqldb.Where{Engine: s.DB.Engine()}
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
	w.And("d.state = ?", state)
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

// List gives a page of the register.
func (s *Store) List(ctx context.Context, sc access.Scope, f directive.Filter) ([]directive.Directive, error) {
	from, w := s.from(sc, f)
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

// Count counts up to CountUpTo.
func (s *Store) Count(ctx context.Context, sc access.Scope, f directive.Filter) (int64, error) {
	from, w := s.from(sc, f)
	var n int64
	query := "SELECT count(*) FROM (SELECT 1 AS one" + from + w.SQL() + " LIMIT " + w.Param(CountUpTo) + ") c"
	err := sqldb.One(ctx, s.DB.Reader(), query, w.Args(), &n)
	return n, err
}

// NamesBlob reports whether an expression or a slip lies in a blob.
func (s *Store) NamesBlob(ctx context.Context, blob string) (bool, error) {
	var n int64
	err := sqldb.One(ctx, s.DB.Reader(), `SELECT (SELECT count(*) FROM directive_expression WHERE blob = $1) +
		(SELECT count(*) FROM directive_ack WHERE slip_blob = $1)`, []any{blob}, &n)
	return n > 0, err
}

// Citations gives what a directive cites.
func (s *Store) Citations(ctx context.Context, which id.ID) ([]directive.Citation, error) {
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (directive.Citation, error) {
		var c directive.Citation
		err := row.Scan(&c.ID, &c.First, &c.Last, &c.Surface, &c.Number, &c.Kind, &c.IssuedOn, &c.Role, &c.Target)
		return c, err
	}, `SELECT id, first, last, surface, number, kind, issued_on, role, target_id FROM directive_citation WHERE directive_id = $1 ORDER BY first`, which)
}

// CitedBy gives the registered directives that cite one.
func (s *Store) CitedBy(ctx context.Context, which id.ID) ([]directive.Directive, error) {
	return sqldb.All(ctx, s.DB.Reader(), scan, `SELECT `+columns+` FROM directive d WHERE d.state = 'registered' AND d.id IN
		(SELECT directive_id FROM directive_citation WHERE target_id = $1) ORDER BY d.issued_on DESC, d.id`, which)
}

// Relations gives how a directive stands to others, both ways.
func (s *Store) Relations(ctx context.Context, which id.ID) ([]directive.Related, error) {
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (directive.Related, error) {
		var r directive.Related
		var inverse, unverified int64
		d := &r.Other
		err := row.Scan(&r.Kind, &inverse, &d.ID, &d.Version, &d.Unit, &d.Managing, &d.State, &d.Kind, &d.Number, &d.Issuer, &d.IssuedOn,
			&d.Title, &d.Signer, &d.ReceivedNumber, &d.ReceivedOn, &d.Source, &unverified)
		r.Inverse, d.Unverified = inverse == 1, unverified == 1
		return r, err
	}, `SELECT r.kind, 0, `+columns+` FROM directive_relation r JOIN directive d ON d.id = r.to_id WHERE r.from_id = $1
		UNION ALL SELECT r.kind, 1, `+columns+` FROM directive_relation r JOIN directive d ON d.id = r.from_id WHERE r.to_id = $1`, which)
}
