// Package ledgersql keeps the ledger in the database: entries with their rows
// and subjects, leaves, stored nodes, the tree's frontier and the signed
// checkpoints. It is the only package that writes ledger tables.
//
// On SQLite the writer sequences the entries of a batch just before its COMMIT,
// so that an acknowledged command has its leaf. On PostgreSQL a Sequencer that
// holds the lease takes committed entries, in any order; an entry deleted
// before its leaf, about a second, is a stated window.
//
// A Checkpointer signs the tree at least every second while it grows, after
// proving that it contains the last tree signed. On a mismatch it stops the
// ledger: nothing is recorded any more, so nothing changes any more, and every
// page says so. Reading house objects goes on.
package ledgersql

import (
	"sync/atomic"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Store implements door.Ledger on either engine.
type Store struct {
	DB      *sqldb.DB
	stopped atomic.Pointer[error]
	newest  atomic.Int64 // the time of the last entry, when it was last looked at
}

var _ door.Ledger = (*Store)(nil)

// Stop refuses every further entry, for the reason given; the first one stays.
func (s *Store) Stop(why error) { s.stopped.CompareAndSwap(nil, &why) }

// Stopped gives the reason for which the ledger was stopped, nil if it runs.
func (s *Store) Stopped() error {
	if why := s.stopped.Load(); why != nil {
		return *why
	}
	return nil
}

// tableOf is the table of an aggregate root's kind, "" when there is none.
func tableOf(kind access.Kind) string {
	if t, ok := schema.OfKind(string(kind)); ok {
		return t.Name
	}
	return ""
}
