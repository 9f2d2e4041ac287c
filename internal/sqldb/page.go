package sqldb

import "context"

// Source is a table with what is read of it, and in which order. Its texts are the
// store's own.
type Source[T any] struct {
	Table, Columns, Order string
	Scan                  func(Scanner) (T, error)
}

// Page reads of a source what a condition leaves, limit lines after the first
// skip, and counts all of it under the same condition. Cost: two queries.
func Page[T any](ctx context.Context, q Querier, from Source[T], w *Where, limit, skip int64) (list []T, total int64, err error) {
	if err := One(ctx, q, `SELECT count(*) FROM `+from.Table+w.SQL(), w.Args(), &total); err != nil {
		return nil, 0, err
	}
	list, err = All(ctx, q, from.Scan, `SELECT `+from.Columns+` FROM `+from.Table+w.SQL()+` ORDER BY `+from.Order+` LIMIT `+w.Param(limit)+` OFFSET `+w.Param(skip), w.Args()...)
	return list, total, err
}
