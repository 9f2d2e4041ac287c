package org

import (
	"context"

	"hoso/internal/door"
	"hoso/internal/sqldb"
)

func change(ctx context.Context, db *sqldb.DB, tx door.Tx) {
	t := sqldb.Of(tx)                         // want
	t.Ledger(ctx, "INSERT INTO ledger_entry") // want
	_ = tx.Engine().(*sqldb.Tx)               // want
	db.Update(ctx, nil)                       // want
	s.DB.Write(ctx, nil)                      // want
	store.Update(ctx, tx, func(u *Unit) error { return nil })
	engine.Write(ctx, func(ctx context.Context, tx door.EngineTx) error { return nil }) // want
	w.Write([]byte("x"))
	d.Do(ctx, func(ctx context.Context, tx door.Tx) error { return nil })
}
