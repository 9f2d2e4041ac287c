// Package directivesql keeps the register, dispatches and acks, one text for
// both engines. It joins org_unit_now, which package orgsql publishes.
package directivesql

import (
	"context"
	"errors"

	"hoso/internal/directive"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/sqldb"
	"hoso/vi"
)

// Store implements directive's contracts on either engine.
type Store struct{ DB *sqldb.DB }

var (
	_ directive.Works      = (*Store)(nil)
	_ directive.Dispatches = (*Store)(nil)
	_ directive.Reader     = (*Store)(nil)
	_ directive.Tracker    = (*Store)(nil)
	_ directive.UnitTree   = (*Store)(nil)
)

const columns = `d.id, d.version, d.unit_id, d.managing_unit_id, d.state, d.kind, d.number, d.issuer, d.issued_on, d.title, d.signer,
	d.received_number, d.received_on, d.source, d.unverified`

func scan(row sqldb.Scanner) (directive.Directive, error) {
	var d directive.Directive
	var unverified int64
	err := row.Scan(&d.ID, &d.Version, &d.Unit, &d.Managing, &d.State, &d.Kind, &d.Number, &d.Issuer, &d.IssuedOn, &d.Title, &d.Signer,
		&d.ReceivedNumber, &d.ReceivedOn, &d.Source, &unverified)
	d.Unverified = unverified == 1
	return d, err
}

func find(ctx context.Context, q sqldb.Querier, which id.ID) (*directive.Directive, error) {
	list, err := sqldb.All(ctx, q, scan, `SELECT `+columns+` FROM directive d WHERE d.id = $1`, which)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("directive.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// Directive reads one inside a command, and lets other commands about it wait.
func (s *Store) Directive(ctx context.Context, dtx door.Tx, which id.ID) (*directive.Directive, error) {
	tx := sqldb.Of(dtx)
	if err := tx.Hold(ctx, "directive", which); err != nil {
		return nil, err
	}
	return find(ctx, tx, which)
}

// Create stores a directive with its expression and citations.
func (s *Store) Create(ctx context.Context, dtx door.Tx, d *directive.Directive, e *directive.Expression, cites []directive.Citation) error {
	tx := sqldb.Of(dtx)
	if err := put(ctx, tx, d); err != nil {
		return err
	}
	if e == nil {
		return nil
	}
	err := tx.Put(ctx, "directive_expression", sqldb.Key{ID: e.ID, Version: 1}, sqldb.Row{"label": 0, "directive_id": d.ID,
		"file_name": e.FileName, "format": e.Format, "digest": e.Digest, "blob": e.Blob.Name, "size": e.Blob.Size,
		"wrapped_key": e.Blob.WrappedKey, "pages": e.Pages, "scanned": e.Scanned, "text": e.Text})
	for i := range cites {
		if err != nil {
			return err
		}
		cites[i].ID = id.New()
		if cites[i].Target, err = target(ctx, tx, cites[i]); err == nil {
			err = putCitation(ctx, tx, d.ID, e.ID, 1, cites[i])
		}
	}
	return err
}

// target finds the registered directive that a citation names: same number,
// and same day where the citation has one. Two candidates are none.
func target(ctx context.Context, q sqldb.Querier, c directive.Citation) (id.ID, error) {
	if c.Number == "" || c.Role == "self" {
		return id.ID{}, nil
	}
	found, err := sqldb.All(ctx, q, scanID, `SELECT id FROM directive WHERE number = $1 AND state = 'registered' AND ($2 = '' OR issued_on = $2) LIMIT 2`,
		c.Number, string(c.IssuedOn))
	if err != nil || len(found) != 1 {
		return id.ID{}, err
	}
	return found[0], nil
}

func putCitation(ctx context.Context, tx *sqldb.Tx, of, expression id.ID, version int64, c directive.Citation) error {
	return tx.Put(ctx, "directive_citation", sqldb.Key{ID: c.ID, Version: version}, sqldb.Row{"label": 0, "directive_id": of,
		"expression_id": expression, "first": c.First, "last": c.Last, "surface": c.Surface, "number": c.Number, "kind": c.Kind,
		"issued_on": c.IssuedOn, "role": c.Role, "target_id": c.Target})
}

// Save writes a changed directive under its next version.
func (s *Store) Save(ctx context.Context, tx door.Tx, d *directive.Directive) error {
	d.Version++
	return put(ctx, sqldb.Of(tx), d)
}

func put(ctx context.Context, tx *sqldb.Tx, d *directive.Directive) error {
	err := tx.Put(ctx, "directive", sqldb.Key{ID: d.ID, Version: d.Version}, sqldb.Row{"label": 0, "unit_id": d.Unit,
		"managing_unit_id": d.Managing, "state": d.State, "subject_id": nil, "kind": d.Kind, "number": d.Number, "issuer": d.Issuer,
		"issued_on": d.IssuedOn, "title": d.Title, "signer": d.Signer, "received_number": d.ReceivedNumber, "received_on": d.ReceivedOn,
		"source": d.Source, "unverified": d.Unverified, "number_key": directive.NumberKey(d.Number)})
	if sqldb.IsUnique(err) { // registered by somebody else at this moment: Same could not see it yet
		return errs.Conflict("directive.duplicate", errs.Field("number"))
	}
	if err != nil {
		return err
	}
	return tx.Derive(ctx, "directive_word", "directive_id", d.ID, words(d)...)
}

// words gives the search rows of a registered directive; others have none.
func words(d *directive.Directive) []sqldb.Row {
	if d.State != directive.Registered {
		return nil
	}
	text := d.SearchText()
	fold := vi.FoldWords(text)
	var rows []sqldb.Row
	for _, w := range vi.Words(text) {
		rows = append(rows, sqldb.Row{"word": w, "issued_on": d.IssuedOn, "directive_id": d.ID, "fold": fold})
	}
	return rows
}

// WordRows recomputes directive_word for verify.
func WordRows(ctx context.Context, q sqldb.Querier, emit func(sqldb.Row) error) error {
	return sqldb.Each(ctx, q, func(row sqldb.Scanner) error {
		d, err := scan(row)
		for _, w := range words(&d) {
			if err == nil {
				err = emit(w)
			}
		}
		return err
	}, `SELECT `+columns+` FROM directive d WHERE d.state = 'registered'`)
}

// Same finds a registered directive of the same number, issuer and day.
func (s *Store) Same(ctx context.Context, tx door.Tx, f directive.Facts, not id.ID) (id.ID, bool, error) {
	key := directive.NumberKey(f.Number)
	if key == "" {
		return id.ID{}, false, nil
	}
	var other id.ID
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT id FROM directive WHERE number_key = $1 AND number_key <> '' AND issued_on = $2 AND issuer = $3 AND state = 'registered' AND id <> $4 LIMIT 1`,
		[]any{key, f.IssuedOn, f.Issuer, not}, &other)
	if errors.Is(err, sqldb.ErrNoRow) {
		return other, false, nil
	}
	return other, err == nil, err
}

// Resolve lets citations that name a directive and point nowhere point to it, and
// those that do not name it any more point nowhere.
func (s *Store) Resolve(ctx context.Context, dtx door.Tx, d *directive.Directive) error {
	tx := sqldb.Of(dtx)
	lost, err := sqldb.All(ctx, tx, scanPointer, pointers+` WHERE target_id = $1 AND NOT (number = $2 AND (issued_on = '' OR issued_on = $3))`,
		d.ID, d.Number, d.IssuedOn)
	if err != nil {
		return err
	}
	found, err := sqldb.All(ctx, tx, scanPointer, pointers+` WHERE number = $1 AND number <> '' AND target_id IS NULL AND role <> 'self'
		AND (issued_on = '' OR issued_on = $2) AND directive_id <> $3`, d.Number, d.IssuedOn, d.ID)
	if err != nil {
		return err
	}
	return errors.Join(point(ctx, tx, lost, id.ID{}), point(ctx, tx, found, d.ID))
}

// pointer is a stored citation with what it belongs to.
type pointer struct {
	of, expression id.ID
	version        int64
	c              directive.Citation
}

const pointers = `SELECT id, version, directive_id, expression_id, first, last, surface, number, kind, issued_on, role FROM directive_citation`

func scanPointer(row sqldb.Scanner) (pointer, error) {
	var p pointer
	err := row.Scan(&p.c.ID, &p.version, &p.of, &p.expression, &p.c.First, &p.c.Last, &p.c.Surface, &p.c.Number, &p.c.Kind, &p.c.IssuedOn, &p.c.Role)
	return p, err
}

func point(ctx context.Context, tx *sqldb.Tx, list []pointer, to id.ID) error {
	for _, p := range list {
		p.c.Target = to
		if err := putCitation(ctx, tx, p.of, p.expression, p.version+1, p.c); err != nil {
			return err
		}
	}
	return nil
}

// Relate records relations.
func (s *Store) Relate(ctx context.Context, tx door.Tx, list []directive.Relation) error {
	for _, r := range list {
		err := sqldb.Of(tx).Put(ctx, "directive_relation", sqldb.Key{ID: id.New(), Version: 1},
			sqldb.Row{"label": 0, "from_id": r.From, "to_id": r.To, "kind": r.Kind})
		if err != nil {
			return err
		}
	}
	return nil
}

// Expression reads the newest expression inside a command.
func (s *Store) Expression(ctx context.Context, tx door.Tx, which id.ID) (*directive.Expression, error) {
	return expression(ctx, sqldb.Of(tx), which)
}

func expression(ctx context.Context, q sqldb.Querier, which id.ID) (*directive.Expression, error) {
	e := directive.Expression{Directive: which}
	var digest []byte
	var scanned int64
	err := sqldb.One(ctx, q, `SELECT id, file_name, format, digest, blob, size, wrapped_key, pages, scanned, text FROM directive_expression
		WHERE directive_id = $1 ORDER BY version DESC LIMIT 1`, []any{which},
		&e.ID, &e.FileName, &e.Format, &digest, &e.Blob.Name, &e.Blob.Size, &e.Blob.WrappedKey, &e.Pages, &scanned, &e.Text)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, errs.NotFound("directive.text.none")
	}
	copy(e.Digest[:], digest)
	e.Scanned = scanned == 1
	return &e, err
}

func scanID(row sqldb.Scanner) (id.ID, error) {
	var d id.ID
	err := row.Scan(&d)
	return d, err
}
