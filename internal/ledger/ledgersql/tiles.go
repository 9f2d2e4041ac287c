package ledgersql

import (
	"context"

	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// Tile gives what the log publishes under a name: NotFound
// "ledger.tile.not_found" beyond the newest checkpoint, so that nothing stands
// anywhere which no checkpoint has signed. Leaves are only ever added: the two
// readings need no snapshot. Cost: one row and at most 256.
func (s *Store) Tile(ctx context.Context, q sqldb.Querier, name ledger.TileName) ([]byte, error) {
	newest, err := s.Latest(ctx, q)
	if err != nil {
		return nil, err
	}
	if !name.Within(newest.Size) {
		return nil, errs.NotFound("ledger.tile.not_found")
	}
	return ledger.Published(ctx, Tiles{q}, name)
}

// Tile is Store.Tile on the reader pool.
func (p Plain) Tile(ctx context.Context, name ledger.TileName) ([]byte, error) {
	return p.Store.Tile(ctx, p.DB.Reader(), name)
}
