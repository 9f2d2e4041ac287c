package sqldb_test

import (
	"context"
	"testing"
	"time"

	"hoso/internal/errs"
	"hoso/internal/sqldb"
)

// endless is a query that no table bounds.
const endless = `WITH RECURSIVE c(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000000) SELECT count(*) FROM c`

// endlessRows never says its first row's successor.
const endlessRows = `WITH RECURSIVE c(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000000) SELECT n FROM c`

// TestSlowStatements: a statement that takes too long is ended on both engines. Of
// a command nothing is left and it is Unavailable; what waited beside it is done;
// a reading ends with its context, before its first row and between rows; and all
// goes on after it (SECURITY T37).
func TestSlowStatements(t *testing.T) {
	everyEngine(t, sqldb.Config{Slow: time.Second}, func(t *testing.T, db *sqldb.DB) {
		slow := func(ctx context.Context, tx *sqldb.Tx) error {
			if err := lease("slow")(ctx, tx); err != nil {
				return err
			}
			var n int64
			return sqldb.One(ctx, tx, endless, nil, &n)
		}
		for i, err := range gather(t, db, context.Background(), slow) {
			switch {
			case i == 32 && !errs.Is(err, errs.KindUnavailable):
				t.Errorf("the slow command: %v", err)
			case i != 32 && err != nil:
				t.Errorf("command %d, beside a slow one: %v", i, err)
			}
		}
		if n := leases(t, db); n != 63 {
			t.Errorf("%d commands have an effect, want 63", n)
		}
		for what, query := range map[string]string{"before its first row": endless, "between rows": endlessRows} {
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			err := sqldb.Each(ctx, db.Reader(), func(row sqldb.Scanner) error {
				var n int64
				return row.Scan(&n)
			}, query)
			if cancel(); err == nil {
				t.Errorf("a reading that takes too long, %s, went on to its end", what)
			}
		}
		if err := db.Update(context.Background(), lease("after")); err != nil {
			t.Error(err)
		}
		if n := leases(t, db); n != 64 {
			t.Errorf("%d commands have an effect after it, want 64", n)
		}
	})
}
