package ledgersql

import (
	"context"

	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// CheckKept proves that a log contains the tree of a checkpoint which was kept
// outside the database: Conflict "ledger.checkpoint.older" when the log is
// shorter, "ledger.checkpoint.fork" when it is another. That the database could
// not be asked is neither. Cost: a few tiles.
func CheckKept(ctx context.Context, q sqldb.Querier, kept, log ledger.Checkpoint) error {
	if kept.Size > log.Size {
		return errs.Conflict("ledger.checkpoint.older", errs.Int("kept", int(kept.Size)), errs.Int("size", int(log.Size)))
	}
	err := ledger.CheckConsistent(ctx, Tiles{q}, kept, log)
	if err == nil || sqldb.IsGone(err) || ctx.Err() != nil {
		return err
	}
	return errs.Conflict("ledger.checkpoint.fork", errs.Int("kept", int(kept.Size))).Because(err)
}

// CheckKept compares a kept checkpoint with the log as it stands, signed or not.
func (s *Store) CheckKept(ctx context.Context, kept ledger.Checkpoint) error {
	return s.DB.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		tree, err := readTree(ctx, q)
		if err != nil {
			return err
		}
		return CheckKept(ctx, q, kept, ledger.Checkpoint{Size: tree.Size, Root: tree.Root()})
	})
}

// Length is the number of leaves that the log has.
func (s *Store) Length(ctx context.Context, q sqldb.Querier) (int64, error) {
	tree, err := readTree(ctx, q)
	return tree.Size, err
}

// Tree gives the log's size and root as the database has them, signed or not.
func (s *Store) Tree(ctx context.Context, q sqldb.Querier) (ledger.Checkpoint, error) {
	tree, err := readTree(ctx, q)
	return ledger.Checkpoint{Size: tree.Size, Root: tree.Root()}, err
}

// extendsKept refuses to sign over a kept checkpoint that the new one does not
// contain: whoever put another log in its place would otherwise have the folder
// itself testify for it.
func (p *Publisher) extendsKept(ctx context.Context, q sqldb.Querier, c ledger.Checkpoint) error {
	signed, err := p.Kept()
	if err != nil || signed == nil {
		return err
	}
	kept, err := ledger.OpenCheckpoint(signed, p.Verify)
	if err == nil {
		err = CheckKept(ctx, q, kept, c)
	}
	if err != nil {
		return p.stop(err)
	}
	return nil
}
