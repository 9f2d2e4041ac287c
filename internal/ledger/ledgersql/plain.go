package ledgersql

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/ledger"
)

// Plain reads the ledger outside any transaction, for pages.
type Plain struct{ *Store }

// Entries is Store.Entries on the reader pool.
func (p Plain) Entries(ctx context.Context, f ledger.Filter, limit int) ([]ledger.Line, error) {
	return p.Store.Entries(ctx, p.DB.Reader(), f, limit)
}

// Find is Store.Find on the reader pool.
func (p Plain) Find(ctx context.Context, entry id.ID) (ledger.Line, error) {
	return p.Store.Find(ctx, p.DB.Reader(), entry)
}

// Rows is Store.Rows on the reader pool.
func (p Plain) Rows(ctx context.Context, entry id.ID) ([]ledger.Row, error) {
	return p.Store.Rows(ctx, p.DB.Reader(), entry)
}

// Timeline is Store.Timeline on the reader pool.
func (p Plain) Timeline(ctx context.Context, o access.Object, only ledger.Only, limit int) ([]ledger.Line, error) {
	return p.Store.Timeline(ctx, p.DB.Reader(), o, only, limit)
}

// Began is Store.Began on the reader pool.
func (p Plain) Began(ctx context.Context, table string, row id.ID) (clock.Micros, error) {
	return p.Store.Began(ctx, p.DB.Reader(), table, row)
}

// About is Store.About on the reader pool.
func (p Plain) About(ctx context.Context, person id.ID, f ledger.About, limit int) ([]ledger.Line, error) {
	return p.Store.About(ctx, p.DB.Reader(), person, f, limit)
}

// Latest is Store.Latest on the reader pool.
func (p Plain) Latest(ctx context.Context) (ledger.SignedCheckpoint, error) {
	return p.Store.Latest(ctx, p.DB.Reader())
}

// Receipt is Store.Receipt on the reader pool.
func (p Plain) Receipt(ctx context.Context, entry id.ID) (ledger.Receipt, error) {
	return p.Store.Receipt(ctx, p.DB.Reader(), entry)
}
