package ledgersql

import (
	"context"

	"hoso/internal/sqldb"
)

func record(ctx context.Context, db *sqldb.DB, tx *sqldb.Tx) {
	tx.Ledger(ctx, "INSERT INTO ledger_entry")
	db.Update(ctx, nil)
}
