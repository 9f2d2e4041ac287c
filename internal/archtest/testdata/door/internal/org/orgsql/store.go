package orgsql

import (
	"context"

	"hoso/internal/door"
	"hoso/internal/sqldb"
)

func change(ctx context.Context, tx door.Tx) {
	t := sqldb.Of(tx)
	t.Put(ctx, "org_unit", sqldb.Key{}, nil)
	t.Ledger(ctx, "INSERT INTO ledger_entry")                                         // want
	s.store.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return nil }) // want
}
