package ledgersql

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Record writes an entry, its rows and its subjects, and queues it for a leaf. A
// clock behind the log is Unavailable "ledger.clock.behind" (CheckClock).
func (s *Store) Record(ctx context.Context, etx door.EngineTx, e ledger.Entry, salt ledger.Hash, rows []ledger.Row, subjects []id.ID) error {
	if why := s.stopped.Load(); why != nil {
		return errs.Unavailable("ledger.stopped").Because(*why)
	}
	tx := etx.(*sqldb.Tx)
	if e.Action != ledger.ActionAcceptClock || e.Outcome != ledger.Done { // who was refused has accepted nothing
		if err := s.CheckClock(ctx, tx, e.At); err != nil {
			return err
		}
	}
	body, err := e.Canonical()
	if err != nil {
		return err
	}
	if _, err := tx.Ledger(ctx, `INSERT INTO ledger_entry (id, at, actor, action, object_kind, object_id, outcome, body, salt)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, e.ID, e.At, e.Actor.Key(), e.Action, e.Object.Kind, e.Object.ID, e.Outcome, body, salt); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := tx.Ledger(ctx, `INSERT INTO ledger_row (tbl, row_id, version, digest, entry_id) VALUES ($1, $2, $3, $4, $5)`,
			r.Table, r.ID, r.Version, r.Digest, e.ID); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(subjects, id.ID.IsZero) {
		return fmt.Errorf("ledgersql: %s concerns somebody who is not named", e.Action)
	}
	if len(subjects) > 0 {
		if _, err := tx.Ledger(ctx, `INSERT INTO ledger_subject (person, entry_id) SELECT v.value, e.id FROM `+sqldb.Values(tx.Engine(), "$1")+
			`, ledger_entry e WHERE e.id = $2`, sqldb.IDs(subjects), e.ID); err != nil {
			return err
		}
	}
	_, err = tx.Operate(ctx, `INSERT INTO ledger_queue (entry_id) VALUES ($1)`, e.ID)
	return err
}

// queued is an entry that waits for its leaf.
type queued struct {
	entry id.ID
	leaf  ledger.Hash
}

// Sequence gives indexes to queued entries, at most limit of them, and moves
// the tree's frontier, in the transaction tx. On SQLite the writer calls it just
// before COMMIT; on PostgreSQL the holder of the lease calls it in a
// transaction of its own, where ledger_tree's size is compared and set: who
// loses that race gets Conflict "ledger.sequence.lost" and leaves nothing.
// Cost: two statements an entry, three for all.
func (s *Store) Sequence(ctx context.Context, tx *sqldb.Tx, limit int) (int, error) {
	waiting, err := sqldb.All(ctx, tx, scanQueued, `SELECT e.id, e.body, e.salt FROM ledger_queue q JOIN ledger_entry e ON e.id = q.entry_id LIMIT $1`, limit)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	tree, err := readTree(ctx, tx)
	if err != nil {
		return 0, err
	}
	was := tree.Size
	for _, w := range waiting {
		if err := appendLeaf(ctx, tx, &tree, w); err != nil {
			return 0, err
		}
	}
	if err := writeTree(ctx, tx, was, tree); err != nil {
		return 0, err
	}
	return len(waiting), unqueue(ctx, tx, waiting)
}

func scanQueued(row sqldb.Scanner) (queued, error) {
	var q queued
	var body, salt []byte
	if err := row.Scan(&q.entry, &body, &salt); err != nil {
		return q, err
	}
	if len(salt) != 32 {
		return q, errs.Internal("ledger.entry.damaged")
	}
	q.leaf = ledger.Leaf(ledger.Hash(salt), body)
	return q, nil
}

func appendLeaf(ctx context.Context, tx *sqldb.Tx, tree *ledger.Frontier, w queued) error {
	if _, err := tx.Ledger(ctx, `INSERT INTO ledger_leaf (idx, entry_id, leaf) VALUES ($1, $2, $3)`, tree.Size, w.entry, w.leaf); err != nil {
		return err
	}
	for _, n := range tree.Push(w.leaf) {
		if _, err := tx.Ledger(ctx, `INSERT INTO ledger_node (level, idx, hash) VALUES ($1, $2, $3)`, n.Level, n.Index, n.Hash); err != nil {
			return err
		}
	}
	return nil
}

func unqueue(ctx context.Context, tx *sqldb.Tx, done []queued) error {
	if len(done) == 1 || tx.Engine() == schema.SQLite { // point deletes are cheapest there
		for _, w := range done {
			if _, err := tx.Operate(ctx, `DELETE FROM ledger_queue WHERE entry_id = $1`, w.entry); err != nil {
				return err
			}
		}
		return nil
	}
	ids := make(sqldb.IDs, len(done))
	for i, w := range done {
		ids[i] = w.entry
	}
	_, err := tx.Operate(ctx, `DELETE FROM ledger_queue WHERE `+sqldb.List(tx.Engine(), "entry_id", "$1", true), ids)
	return err
}

// readTree reads the frontier; a database without one has the empty tree.
func readTree(ctx context.Context, q sqldb.Querier) (ledger.Frontier, error) {
	var tree ledger.Frontier
	var raw []byte
	err := sqldb.One(ctx, q, `SELECT frontier FROM ledger_tree WHERE id = 1`, nil, &raw)
	if errors.Is(err, sqldb.ErrNoRow) {
		return tree, nil
	}
	if err != nil {
		return tree, err
	}
	return tree, tree.UnmarshalBinary(raw)
}

func writeTree(ctx context.Context, tx *sqldb.Tx, was int64, tree ledger.Frontier) error {
	raw, err := tree.MarshalBinary()
	if err != nil {
		return err
	}
	var n int64
	if was == 0 {
		n, err = tx.Ledger(ctx, `INSERT INTO ledger_tree (id, size, frontier) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`, tree.Size, raw)
	} else {
		n, err = tx.Ledger(ctx, `UPDATE ledger_tree SET size = $1, frontier = $2 WHERE id = 1 AND size = $3`, tree.Size, raw, was)
	}
	if err == nil && n != 1 {
		return errs.Conflict("ledger.sequence.lost")
	}
	return err
}
