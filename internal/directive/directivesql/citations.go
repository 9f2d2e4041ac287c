package directivesql

import (
	"context"
	"errors"
	"strings"

	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
)

var _ directive.Citations = (*Store)(nil)

// cited is a stored citation with the directive in whose text it stands.
type cited struct {
	of id.ID
	c  directive.Citation
}

const citedColumns = `c.id, c.version, c.directive_id, c.expression_id, c.first, c.last, c.surface, c.number, c.kind, c.issued_on, c.role,
	c.target_id, c.issuer, c.doubts, c.state, c.chosen, c.read_number, c.read_kind, c.read_issued_on`

func scanCited(row sqldb.Scanner) (cited, error) {
	var x cited
	doubts, err := scanCitation(row, &x)
	x.c.Doubts = strings.Fields(doubts)
	return x, err
}

func scanCitation(row sqldb.Scanner, x *cited, more ...any) (doubts string, err error) {
	c, chosen := &x.c, int64(0)
	err = row.Scan(append([]any{&c.ID, &c.Version, &x.of, &c.Expression, &c.First, &c.Last, &c.Surface, &c.Number, &c.Kind, &c.IssuedOn, &c.Role,
		&c.Target, &c.Issuer, &doubts, &c.State, &chosen, &c.Read.Number, &c.Read.Kind, &c.Read.IssuedOn}, more...)...)
	c.Chosen = chosen == 1
	return doubts, err
}

func putCitation(ctx context.Context, tx *sqldb.Tx, of, expression id.ID, version int64, c directive.Citation) error {
	label, err := labelOf(ctx, tx, of)
	if err != nil {
		return err
	}
	return tx.Put(ctx, "directive_citation", sqldb.Key{ID: c.ID, Version: version}, sqldb.Row{"label": label, "directive_id": of,
		"expression_id": expression, "first": c.First, "last": c.Last, "surface": c.Surface, "number": c.Number, "kind": c.Kind,
		"issued_on": c.IssuedOn, "role": c.Role, "target_id": c.Target, "issuer": c.Issuer, "doubts": strings.Join(c.Doubts, " "),
		"state": c.State, "chosen": c.Chosen, "read_number": c.Read.Number, "read_kind": c.Read.Kind, "read_issued_on": c.Read.IssuedOn})
}

// target finds the registered directive that a citation in a text names: same
// number, and same day where the citation has one, and no higher label than the
// text, which would otherwise say that it exists. Two candidates are none.
func target(ctx context.Context, q sqldb.Querier, of id.ID, c directive.Citation) (id.ID, error) {
	if c.Number == "" || c.Role == "self" || c.State == directive.CiteStruck {
		return id.ID{}, nil
	}
	found, err := sqldb.All(ctx, q, scanID, `SELECT id FROM directive WHERE number = $1 AND state = 'registered' AND ($2 = '' OR issued_on = $2)
		AND label <= (SELECT label FROM directive WHERE id = $3) ORDER BY id LIMIT 2`, c.Number, string(c.IssuedOn), of)
	if err != nil || len(found) != 1 {
		return id.ID{}, err
	}
	return found[0], nil
}

// CitationsOf reads the citations of a directive inside a command.
func (s *Store) CitationsOf(ctx context.Context, tx door.Tx, which id.ID) ([]directive.Citation, error) {
	return citationsOf(ctx, sqldb.Of(tx), which)
}

func citationsOf(ctx context.Context, q sqldb.Querier, which id.ID) ([]directive.Citation, error) {
	list, err := sqldb.All(ctx, q, scanCited, `SELECT `+citedColumns+` FROM directive_citation c WHERE c.directive_id = $1 ORDER BY c.first, c.id`, which)
	cites := make([]directive.Citation, len(list))
	for i, x := range list {
		cites[i] = x.c
	}
	return cites, err
}

// Citation reads one citation of a directive inside a command.
func (s *Store) Citation(ctx context.Context, tx door.Tx, which, citation id.ID) (*directive.Citation, error) {
	list, err := sqldb.All(ctx, sqldb.Of(tx), scanCited, `SELECT `+citedColumns+` FROM directive_citation c WHERE c.id = $1 AND c.directive_id = $2`, citation, which)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("directive.citation.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &list[0].c, nil
}

// AddCitation stores a citation that a person added.
func (s *Store) AddCitation(ctx context.Context, tx door.Tx, of id.ID, c *directive.Citation) error {
	c.Version = 0
	return s.SaveCitation(ctx, tx, of, c)
}

// SaveCitation writes a citation under its next version. A target that nobody
// chose is looked up.
func (s *Store) SaveCitation(ctx context.Context, dtx door.Tx, of id.ID, c *directive.Citation) (err error) {
	tx := sqldb.Of(dtx)
	if !c.Chosen {
		c.Target, err = target(ctx, tx, of, *c)
	}
	if err != nil {
		return err
	}
	c.Version++
	return putCitation(ctx, tx, of, c.Expression, c.Version, *c)
}

// Registered reads a registered directive inside a command; others may change it.
func (s *Store) Registered(ctx context.Context, tx door.Tx, citing, which id.ID) (*directive.Directive, error) {
	label, err := labelOf(ctx, sqldb.Of(tx), citing)
	if err != nil {
		return nil, err
	}
	d, err := find(ctx, sqldb.Of(tx), which)
	if errs.Is(err, errs.KindNotFound) || err == nil && (d.State != directive.Registered || d.Label > label) {
		return nil, errs.Invalid("directive.citation.target", errs.Field("target"))
	}
	return d, err
}

// Reread replaces what was read of a directive's text by a new reading and keeps
// what people decided (directive.Carry).
func (s *Store) Reread(ctx context.Context, tx door.Tx, of id.ID, e *directive.Expression, read []directive.Citation) error {
	return reread(ctx, sqldb.Of(tx), of, e, read)
}

func reread(ctx context.Context, tx *sqldb.Tx, of id.ID, e *directive.Expression, read []directive.Citation) error {
	old, err := citationsOf(ctx, tx, of)
	if err != nil {
		return err
	}
	list, gone := directive.Carry(old, read, e.Text)
	for _, c := range gone {
		err = errors.Join(err, tx.Remove(ctx, "directive_citation", sqldb.Key{ID: c.ID, Version: c.Version}))
	}
	for i := range list {
		c := &list[i]
		if err != nil {
			return err
		}
		if c.ID.IsZero() {
			c.ID = id.New()
		}
		c.Expression = e.ID
		if !c.Chosen {
			c.Target, err = target(ctx, tx, of, *c)
		}
		if err == nil {
			err = putCitation(ctx, tx, of, e.ID, c.Version+1, *c)
		}
	}
	return err
}

// Resolve lets citations that name a directive and point nowhere point to it, and
// those that do not name it any more point nowhere. What a person chose stays.
func (s *Store) Resolve(ctx context.Context, tx door.Tx, d *directive.Directive) error {
	return resolve(ctx, sqldb.Of(tx), d)
}

func resolve(ctx context.Context, tx *sqldb.Tx, d *directive.Directive) error {
	lost, err := sqldb.All(ctx, tx, scanCited, `SELECT `+citedColumns+` FROM directive_citation c WHERE c.target_id = $1 AND c.chosen = 0
		AND NOT (c.number = $2 AND (c.issued_on = '' OR c.issued_on = $3) AND c.label >= $4)`, d.ID, d.Number, d.IssuedOn, d.Label)
	if err != nil {
		return err
	}
	found, err := sqldb.All(ctx, tx, scanCited, `SELECT `+citedColumns+` FROM directive_citation c WHERE c.number = $1 AND c.number <> '' AND c.target_id IS NULL
		AND c.role <> 'self' AND c.state <> 'struck' AND (c.issued_on = '' OR c.issued_on = $2) AND c.directive_id <> $3 AND c.label >= $4`, d.Number, d.IssuedOn, d.ID, d.Label)
	if err != nil {
		return err
	}
	return errors.Join(point(ctx, tx, lost, id.ID{}), point(ctx, tx, found, d.ID))
}

func point(ctx context.Context, tx *sqldb.Tx, list []cited, to id.ID) error {
	for _, x := range list {
		x.c.Target = to
		if err := putCitation(ctx, tx, x.of, x.c.Expression, x.c.Version+1, x.c); err != nil {
			return err
		}
	}
	return nil
}

// Citations gives what a directive cites, compared with what a scope holds of the
// register.
func (s *Store) Citations(ctx context.Context, sc access.Scope, which id.ID) ([]directive.Citation, error) {
	near, err := s.near(ctx, sc, which)
	if err != nil {
		return nil, err
	}
	w, seen := s.scoped(sc, "t.")
	return sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (directive.Citation, error) {
		var x cited
		var issuer string
		var known id.ID
		doubts, err := scanCitation(row, &x, &issuer, &known)
		x.c.Doubts, x.c.Target = strings.Fields(doubts), known
		x.c.Meet(issuer, near[x.c.ID].fit, near[x.c.ID].alike)
		return x.c, err
	}, `SELECT `+citedColumns+`, COALESCE(t.issuer, ''), t.id FROM directive_citation c LEFT JOIN directive t ON t.id = c.target_id AND `+seen+`
		WHERE c.directive_id = `+w.Param(which)+` ORDER BY c.first, c.id`, w.Args()...)
}

// scoped gives a scope as a condition on columns of a prefix, and the Where that
// has its parameters.
func (s *Store) scoped(sc access.Scope, prefix string) (*sqldb.Where, string) {
	w := &sqldb.Where{Engine: s.DB.Engine()}
	w.Scope(sc, prefix)
	return w, "(" + strings.TrimPrefix(strings.TrimSpace(w.SQL()), "WHERE ") + ")"
}

// neighbours count what the register has like a citation without a target.
type neighbours struct {
	citation   id.ID
	fit, alike int64
}

// near counts only what may be pointed to: nothing with a higher label than the
// text.
func (s *Store) near(ctx context.Context, sc access.Scope, which id.ID) (map[id.ID]neighbours, error) {
	w, seen := s.scoped(sc, "d.")
	of := w.Param(which)
	list, err := sqldb.All(ctx, s.DB.Reader(), func(row sqldb.Scanner) (neighbours, error) {
		var n neighbours
		err := row.Scan(&n.citation, &n.fit, &n.alike)
		return n, err
	}, `SELECT c.id, count(*) FILTER (WHERE c.issued_on = '' OR d.issued_on = c.issued_on),
		count(*) FILTER (WHERE d.issued_on <> c.issued_on AND (substr(d.issued_on, 1, 4) = substr(c.issued_on, 1, 4) OR c.number LIKE '%/' || substr(d.issued_on, 1, 4) || '/%'))
		FROM directive_citation c JOIN directive d ON d.number = c.number AND d.label <= c.label AND `+seen+`
		WHERE c.directive_id = `+of+` AND c.target_id IS NULL AND c.number <> '' AND d.state = 'registered' AND d.id <> `+of+` GROUP BY c.id`, w.Args()...)
	near := make(map[id.ID]neighbours, len(list))
	for _, n := range list {
		near[n.citation] = n
	}
	return near, err
}

// CitedBy gives the registered directives within a scope that cite one.
func (s *Store) CitedBy(ctx context.Context, sc access.Scope, which id.ID) ([]directive.Directive, error) {
	w, seen := s.scoped(sc, "d.")
	return sqldb.All(ctx, s.DB.Reader(), scan, `SELECT `+columns+` FROM directive d WHERE d.state = 'registered' AND `+seen+` AND d.id IN
		(SELECT directive_id FROM directive_citation WHERE target_id = `+w.Param(which)+` AND state <> 'struck') ORDER BY d.issued_on DESC, d.id`, w.Args()...)
}
