package ledgersql

import (
	"context"

	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// CheckRows compares the rows of some governed tables with what the ledger's rows say
// of them, in one snapshot. It does not ask whether those fit the tree: Verify does.
// Cost: each row of the tables is read once.
func CheckRows(ctx context.Context, db *sqldb.DB, tables ...string) (ledger.Report, error) {
	v := &verifier{}
	err := db.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		v.ctx, v.q = ctx, q
		for _, name := range tables {
			tab, ok := schema.Lookup(name)
			if !ok {
				continue
			}
			if err := v.table(tab); err != nil {
				return err
			}
			if err := v.removed(tab); err != nil {
				return err
			}
		}
		return nil
	})
	return v.report, err
}
