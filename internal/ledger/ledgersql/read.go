package ledgersql

import (
	"context"
	"errors"
	"fmt"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Tiles reads leaves and nodes for proofs.
type Tiles struct{ Q sqldb.Querier }

var _ ledger.TileSource = Tiles{}

// Leaves gives n leaves from an index.
func (t Tiles) Leaves(ctx context.Context, from, n int64) ([]ledger.Hash, error) {
	return hashes(ctx, t.Q, n, `SELECT leaf FROM ledger_leaf WHERE idx >= $1 AND idx < $2 ORDER BY idx`, from, from+n)
}

// Nodes gives n stored nodes of a level from an index.
func (t Tiles) Nodes(ctx context.Context, level int, from, n int64) ([]ledger.Hash, error) {
	return hashes(ctx, t.Q, n, `SELECT hash FROM ledger_node WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx`, level, from, from+n)
}

func hashes(ctx context.Context, q sqldb.Querier, want int64, query string, args ...any) ([]ledger.Hash, error) {
	list, err := sqldb.All(ctx, q, func(row sqldb.Scanner) (ledger.Hash, error) {
		var raw []byte
		err := row.Scan(&raw)
		if err == nil && len(raw) != 32 {
			err = fmt.Errorf("ledger: hash of %d bytes", len(raw))
		}
		if err != nil {
			return ledger.Hash{}, err
		}
		return ledger.Hash(raw), nil
	}, query, args...)
	if err == nil && int64(len(list)) != want {
		err = fmt.Errorf("ledger: %d hashes where the tree has %d", len(list), want)
	}
	return list, err
}

// Entries gives at most limit entries, newest first. Each filter has its index.
func (s *Store) Entries(ctx context.Context, q sqldb.Querier, f ledger.Filter, limit int) ([]ledger.Line, error) {
	w := &sqldb.Where{Engine: q.Engine()}
	w.And("e.body IS NOT NULL")
	if !f.Entry.IsZero() {
		w.And("e.id = ?", f.Entry)
	}
	if !f.Object.ID.IsZero() {
		w.And("e.object_id = ?", f.Object.ID)
	}
	if !f.Actor.IsZero() {
		w.And("e.actor = ?", f.Actor)
	}
	if f.Before.At > 0 {
		w.And("(e.at, e.id) < (?, ?)", f.Before.At, f.Before.ID)
	}
	leaveOut(w, f.Untold)
	return sqldb.All(ctx, q, scanLine, `SELECT e.body, l.idx FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id`+w.SQL()+
		` ORDER BY e.at DESC, e.id DESC LIMIT `+w.Param(limit), w.Args()...)
}

// leaveOut leaves out what a reader is not told about themselves.
func leaveOut(w *sqldb.Where, u ledger.Untold) {
	if u.Reader.Person.IsZero() {
		return
	}
	const onThem = "e.object_id IS NOT NULL AND e.object_id = ?"
	w.And("NOT ("+sqldb.List(w.Engine, "e.action", w.Param(texts(u.Subject)), false)+" AND EXISTS (SELECT 1 FROM ledger_subject s WHERE s.entry_id = e.id AND s.person = ?))", u.Reader.Person)
	w.And("NOT ("+sqldb.List(w.Engine, "e.action", w.Param(texts(u.Object)), false)+" AND "+onThem+")", u.Reader.Person)
	if u.Since > 0 {
		w.And("NOT (e.at >= ? AND (e.actor IS NULL OR e.actor <> ?) AND "+onThem+" AND (e.outcome = 'refused' OR "+sqldb.List(w.Engine, "e.action", w.Param(texts(u.Searches)), false)+"))", u.Since, u.Reader.Account, u.Reader.Person)
	}
	if len(u.Entries) > 0 {
		w.And("NOT (" + sqldb.List(w.Engine, "e.id", w.Param(sqldb.IDs(u.Entries)), true) + ")")
	}
}

// Timeline gives the changes of an object: entries whose rows include it, or
// whose object it is, newest first, as far as only lets them be told. Openings are
// not shown (DESIGN 5).
func (s *Store) Timeline(ctx context.Context, q sqldb.Querier, o access.Object, only ledger.Only, limit int) ([]ledger.Line, error) {
	args, untold := []any{tableOf(o.Kind), o.ID, limit}, ""
	if only.Table != "" {
		args = append(args, only.Table, sqldb.IDs(only.Rows))
		untold = ` AND NOT EXISTS (SELECT 1 FROM ledger_row u WHERE u.entry_id = e.id AND u.tbl = $4 AND NOT (` + sqldb.List(q.Engine(), "u.row_id", "$5", true) + `))`
	}
	return sqldb.All(ctx, q, scanLine, `SELECT e.body, l.idx FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id
		WHERE e.id IN (SELECT entry_id FROM ledger_row WHERE tbl = $1 AND row_id = $2
			UNION SELECT x.id FROM ledger_entry x WHERE x.object_id = $2 AND EXISTS (SELECT 1 FROM ledger_row r WHERE r.entry_id = x.id))
		AND e.body IS NOT NULL AND e.outcome = 'done'`+untold+` ORDER BY e.at DESC, e.id DESC LIMIT $3`, args...)
}

func scanLine(row sqldb.Scanner) (ledger.Line, error) {
	var body []byte
	var idx *int64
	if err := row.Scan(&body, &idx); err != nil {
		return ledger.Line{}, err
	}
	e, err := ledger.ParseEntry(body)
	l := ledger.Line{Entry: e, Index: -1}
	if idx != nil {
		l.Index = *idx
	}
	return l, err
}

// About gives at most limit entries that concern a person, newest first. Cost:
// the person's entries, by index.
func (s *Store) About(ctx context.Context, q sqldb.Querier, person id.ID, f ledger.About, limit int) ([]ledger.Line, error) {
	w := &sqldb.Where{Engine: q.Engine()}
	w.And("s.person = ?", person)
	w.And("e.body IS NOT NULL")
	w.And("e.at >= ?", f.Since)
	if f.Until > 0 {
		w.And("e.at < ?", f.Until)
	}
	if f.Before.At > 0 {
		w.And("(e.at, e.id) < (?, ?)", f.Before.At, f.Before.ID)
	}
	return sqldb.All(ctx, q, scanLine, `SELECT e.body, l.idx FROM ledger_subject s JOIN ledger_entry e ON e.id = s.entry_id
		LEFT JOIN ledger_leaf l ON l.entry_id = e.id`+w.SQL()+` ORDER BY e.at DESC, e.id DESC LIMIT `+w.Param(limit), w.Args()...)
}

// Began says when a row was first written: NotFound "ledger.entry.not_found".
func (s *Store) Began(ctx context.Context, q sqldb.Querier, table string, row id.ID) (clock.Micros, error) {
	var at clock.Micros
	err := sqldb.One(ctx, q, `SELECT e.at FROM ledger_row r JOIN ledger_entry e ON e.id = r.entry_id WHERE r.tbl = $1 AND r.row_id = $2 AND r.version = 1`, []any{table, row}, &at)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = errs.NotFound("ledger.entry.not_found")
	}
	return at, err
}

// Find gives one entry: NotFound "ledger.entry.not_found".
func (s *Store) Find(ctx context.Context, q sqldb.Querier, entry id.ID) (ledger.Line, error) {
	list, err := sqldb.All(ctx, q, scanLine, `SELECT e.body, l.idx FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id
		WHERE e.id = $1 AND e.body IS NOT NULL`, entry)
	if err == nil && len(list) == 0 {
		err = errs.NotFound("ledger.entry.not_found")
	}
	if err != nil {
		return ledger.Line{}, err
	}
	return list[0], nil
}

// Rows gives the governed rows that an entry touched.
func (s *Store) Rows(ctx context.Context, q sqldb.Querier, entry id.ID) ([]ledger.Row, error) {
	return sqldb.All(ctx, q, func(row sqldb.Scanner) (ledger.Row, error) {
		var r ledger.Row
		var digest []byte
		err := row.Scan(&r.Table, &r.ID, &r.Version, &digest)
		copy(r.Digest[:], digest)
		return r, err
	}, `SELECT tbl, row_id, version, digest FROM ledger_row WHERE entry_id = $1 ORDER BY tbl, row_id, version`, entry)
}

// Latest gives the newest checkpoint; Size 0 and no note when there is none.
func (s *Store) Latest(ctx context.Context, q sqldb.Querier) (ledger.SignedCheckpoint, error) {
	var c ledger.SignedCheckpoint
	err := sqldb.One(ctx, q, `SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1`, nil, &c.Size, &c.Note)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = nil
	}
	return c, err
}

// Receipt builds the receipt of an entry under the newest checkpoint:
// NotFound "ledger.entry.not_found", Unavailable "ledger.receipt.early" while
// no checkpoint covers it yet.
func (s *Store) Receipt(ctx context.Context, q sqldb.Querier, entry id.ID) (ledger.Receipt, error) {
	var body, salt []byte
	var idx *int64
	err := sqldb.One(ctx, q, `SELECT e.body, e.salt, l.idx FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id
		WHERE e.id = $1 AND e.body IS NOT NULL`, []any{entry}, &body, &salt, &idx)
	if errors.Is(err, sqldb.ErrNoRow) {
		return ledger.Receipt{}, errs.NotFound("ledger.entry.not_found")
	}
	if err != nil {
		return ledger.Receipt{}, err
	}
	c, err := s.Latest(ctx, q)
	if err != nil {
		return ledger.Receipt{}, err
	}
	if idx == nil || *idx >= c.Size || len(salt) != 32 {
		return ledger.Receipt{}, errs.Unavailable("ledger.receipt.early")
	}
	return ledger.MakeReceipt(ctx, Tiles{q}, body, ledger.Hash(salt), *idx, c.Size, c.Note)
}
