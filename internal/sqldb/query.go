package sqldb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"

	"hoso/internal/schema"
)

// Scanner reads the columns of one row, in order, into pointers.
type Scanner interface{ Scan(dest ...any) error }

// Rows is a result being read. Close it; Err after the last Next.
type Rows interface {
	Scanner
	Next() bool
	Err() error
	Close()
}

// Querier runs reading statements: a Tx, a snapshot, or the reader pool.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (Rows, error)
	Engine() schema.Engine
}

// ErrNoRow is what One returns when there is no row.
var ErrNoRow = errors.New("sqldb: no row")

// One reads the first row. No row is ErrNoRow; stores turn it into NotFound.
func One(ctx context.Context, q Querier, query string, args []any, dest ...any) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return ErrNoRow
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	return rows.Err()
}

// All reads every row with scan and collects what it gives.
func All[T any](ctx context.Context, q Querier, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	var list []T
	err := Together(ctx, q, Read(scan, func(v T) { list = append(list, v) }, query, args...))
	return list, err
}

// Each calls fn for every row and stops at its first error.
func Each(ctx context.Context, q Querier, fn func(Scanner) error, query string, args ...any) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Reading is a statement that reads, and what is done with each of its rows.
type Reading struct {
	Query string
	Args  []any
	Row   func(Scanner) error
}

// Read is the reading of a statement whose rows are scanned and then taken.
func Read[T any](scan func(Scanner) (T, error), take func(T), query string, args ...any) Reading {
	return Reading{query, args, func(row Scanner) error {
		v, err := scan(row)
		if err == nil {
			take(v)
		}
		return err
	}}
}

// together runs several readings in one round trip.
type together interface {
	together(ctx context.Context, list []Reading) error
}

// Together runs readings of which none waits for another, in their order, and stops
// at the first error: on PostgreSQL in one round trip.
func Together(ctx context.Context, q Querier, list ...Reading) error {
	if t, ok := q.(together); ok && len(list) > 1 {
		return t.together(ctx, list)
	}
	for _, r := range list {
		if err := Each(ctx, q, r.Row, r.Query, r.Args...); err != nil {
			return err
		}
	}
	return nil
}

// sqlRows makes *sql.Rows a Rows.
type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() } // Err tells what Close would

// pgRows makes pgx.Rows a Rows.
type pgRows struct{ pgx.Rows }

// Err says what ended the rows.
func (r pgRows) Err() error { return ended(r.Rows.Err()) }
