// Package directivesql keeps the register, dispatches and acks, one text for
// both engines. It joins org_unit_now, which package orgsql publishes.
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

const columns = `d.id, d.version, d.unit_id, d.managing_unit_id, d.label, d.state, d.kind, d.number, d.issuer, d.issued_on, d.title, d.signer,
	d.received_number, d.received_on, d.source, d.unverified`

func scan(row sqldb.Scanner) (directive.Directive, error) {
	var d directive.Directive
	var unverified int64
	err := row.Scan(&d.ID, &d.Version, &d.Unit, &d.Managing, &d.Label, &d.State, &d.Kind, &d.Number, &d.Issuer, &d.IssuedOn, &d.Title, &d.Signer,
		&d.ReceivedNumber, &d.ReceivedOn, &d.Source, &unverified)
	d.Unverified = unverified == 1
	return d, err
}

func find(ctx context.Context, q sqldb.Querier, which id.ID) (*directive.Directive, error) {
	list, err := sqldb.All(ctx, q, scan, `SELECT `+columns+` FROM directive d WHERE d.`+sqldb.Nearest("directive"), which)
	if err == nil && (len(list) == 0 || list[0].ID != which) {
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
	e.Version = 1
	return s.putText(ctx, tx, d.ID, e, cites)
}

// SaveText writes an expression whose text was read again.
func (s *Store) SaveText(ctx context.Context, tx door.Tx, e *directive.Expression, cites []directive.Citation) error {
	e.Version++
	return s.putText(ctx, sqldb.Of(tx), e.Directive, e, cites)
}

// SaveRemarks writes an expression whose text stayed as it was.
func (s *Store) SaveRemarks(ctx context.Context, tx door.Tx, e *directive.Expression) error {
	e.Version++
	return putExpression(ctx, sqldb.Of(tx), e.Directive, e)
}

// putText writes an expression and the citations of its text.
func (s *Store) putText(ctx context.Context, tx *sqldb.Tx, of id.ID, e *directive.Expression, cites []directive.Citation) error {
	if err := putExpression(ctx, tx, of, e); err != nil {
		return err
	}
	return reread(ctx, tx, of, e, cites)
}

func putExpression(ctx context.Context, tx *sqldb.Tx, of id.ID, e *directive.Expression) error {
	label, err := labelOf(ctx, tx, of)
	if err != nil {
		return err
	}
	return tx.Put(ctx, "directive_expression", sqldb.Key{ID: e.ID, Version: e.Version}, sqldb.Row{"label": label, "directive_id": of,
		"file_name": e.FileName, "format": e.Format, "digest": e.Digest, "blob": e.Blob.Name, "size": e.Blob.Size,
		"wrapped_key": e.Blob.WrappedKey, "pages": e.Pages, "scanned": e.Scanned, "text": e.Text,
		"warnings": strings.Join(e.Warnings, " "), "encodings": strings.Join(e.Encodings, " "), "marks": directive.FormatPlaces(e.Marks),
		"recognised": e.Recognised, "compared_at": e.Compared.At, "compared_by": e.Compared.By})
}

// Save writes a changed directive under its next version.
func (s *Store) Save(ctx context.Context, tx door.Tx, d *directive.Directive) error {
	d.Version++
	return put(ctx, sqldb.Of(tx), d)
}

func put(ctx context.Context, tx *sqldb.Tx, d *directive.Directive) error {
	err := tx.Put(ctx, "directive", sqldb.Key{ID: d.ID, Version: d.Version}, sqldb.Row{"label": d.Label, "unit_id": d.Unit,
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

// words gives the search rows of a registered directive without label; others
// have none: the index is shared by all searches.
func words(d *directive.Directive) []sqldb.Row {
	if d.State != directive.Registered || d.Label > 0 {
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
	}, `SELECT `+columns+` FROM directive d WHERE d.state = 'registered' AND d.label = 0`)
}

// Same finds a registered directive of the same number, issuer and day within a
// scope.
func (s *Store) Same(ctx context.Context, tx door.Tx, sc access.Scope, f directive.Facts, not id.ID) (id.ID, bool, error) {
	key := directive.NumberKey(f.Number)
	if key == "" {
		return id.ID{}, false, nil
	}
	var other id.ID
	w := sqldb.Where{Engine: s.DB.Engine()}
	w.And("d.number_key = ?", key)
	w.And("d.number_key <> ''")
	w.And("d.issued_on = ?", f.IssuedOn)
	w.And("d.issuer = ?", f.Issuer)
	w.And("d.state = 'registered'")
	w.And("d.id <> ?", not)
	w.Scope(sc, "d.")
	err := sqldb.One(ctx, sqldb.Of(tx), `SELECT d.id FROM directive d`+w.SQL()+` ORDER BY d.id LIMIT 1`, w.Args(), &other)
	if errors.Is(err, sqldb.ErrNoRow) {
		return other, false, nil
	}
	return other, err == nil, err
}

// Relate records relations.
func (s *Store) Relate(ctx context.Context, tx door.Tx, list []directive.Relation) error {
	for _, r := range list {
		label, err := labelOf(ctx, sqldb.Of(tx), r.From, r.To)
		if err != nil {
			return err
		}
		err = sqldb.Of(tx).Put(ctx, "directive_relation", sqldb.Key{ID: id.New(), Version: 1},
			sqldb.Row{"label": label, "from_id": r.From, "to_id": r.To, "kind": r.Kind})
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
	var scanned, recognised int64
	var warnings, encodings, marks string
	err := sqldb.One(ctx, q, `SELECT id, version, file_name, format, digest, blob, size, wrapped_key, pages, scanned, text,
		warnings, encodings, marks, recognised, compared_at, compared_by FROM directive_expression
		WHERE directive_id = $1 ORDER BY version DESC LIMIT 1`, []any{which},
		&e.ID, &e.Version, &e.FileName, &e.Format, &digest, &e.Blob.Name, &e.Blob.Size, &e.Blob.WrappedKey, &e.Pages, &scanned, &e.Text,
		&warnings, &encodings, &marks, &recognised, &e.Compared.At, &e.Compared.By)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, errs.NotFound("directive.text.none")
	}
	copy(e.Digest[:], digest)
	e.Scanned, e.Recognised = scanned == 1, recognised == 1
	e.Warnings, e.Encodings, e.Marks = strings.Fields(warnings), strings.Fields(encodings), directive.ParsePlaces(marks)
	return &e, err
}

func scanID(row sqldb.Scanner) (id.ID, error) {
	var d id.ID
	err := row.Scan(&d)
	return d, err
}
