package ledgersql

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Publisher sequences (on PostgreSQL) and signs. Exactly one process holds its
// lease; another takes over when the lease runs out.
type Publisher struct {
	Store  *Store
	Signer note.Signer
	Verify note.Verifier
	Clock  clock.Clock
	Log    *slog.Logger
	// Kept gives the checkpoint stored outside the database (DIR/checkpoint),
	// nil when there is none; Keep replaces it.
	Kept func() ([]byte, error)
	Keep func(signed []byte) error
	// Poke wakes the publisher after local commits.
	Poke <-chan struct{}

	holder   id.ID
	heldTo   clock.Micros
	signedAt clock.Micros
	last     ledger.Checkpoint
}

const (
	leaseName = "ledger"
	leaseFor  = clock.Micros(3_000_000)
	signEvery = clock.Micros(1_000_000)
	// batchSize bounds the entries sequenced in one transaction.
	batchSize = 1000
)

// Run works until ctx ends, then signs once more what is there.
func (p *Publisher) Run(ctx context.Context) {
	p.holder = id.New()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		stopping := ctx.Err() != nil
		if err := p.round(context.WithoutCancel(ctx), stopping); err != nil {
			p.Log.Error("ledger publisher", "error", err)
		}
		if stopping {
			p.release(context.WithoutCancel(ctx))
			return
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-p.Poke:
		}
	}
}

// round holds the lease, sequences what waits, and signs when it is time.
func (p *Publisher) round(ctx context.Context, last bool) error {
	if p.Store.Stopped() != nil {
		return nil
	}
	held, err := p.hold(ctx)
	if err != nil || !held {
		return err
	}
	if p.Store.DB.Engine() == schema.Postgres {
		if err := p.sequence(ctx); err != nil {
			return err
		}
	}
	now := p.Clock.Now()
	if !last && now >= p.signedAt && now-p.signedAt < signEvery { // set back, it is due
		return nil
	}
	p.signedAt = now
	return p.Sign(ctx)
}

// release gives the lease back, so that who comes next need not wait until it
// runs out.
func (p *Publisher) release(ctx context.Context) {
	if p.heldTo == 0 {
		return
	}
	err := p.Store.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Operate(ctx, `UPDATE lease SET until = 0 WHERE name = $1 AND holder = $2`, leaseName, p.holder)
		return err
	})
	if err != nil {
		p.Log.Warn("ledger publisher", "error", err)
	}
}

func (p *Publisher) sequence(ctx context.Context) error {
	for {
		n := 0
		err := p.Store.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			var err error
			n, err = p.Store.Sequence(ctx, tx, batchSize)
			return err
		})
		if errs.Is(err, errs.KindConflict) {
			return nil // another process sequenced: its lease, its turn
		}
		if err != nil || n < batchSize {
			return err
		}
	}
}

// hold takes or renews the lease and reports whether it is held. A SQLite
// folder has its lock and needs none.
func (p *Publisher) hold(ctx context.Context) (bool, error) {
	var n int64
	now := p.Clock.Now()
	if p.Store.DB.Engine() == schema.SQLite || now >= p.heldTo-leaseFor && now < p.heldTo-leaseFor/2 {
		return true, nil
	}
	err := p.Store.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		var err error
		n, err = tx.Operate(ctx, `INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE lease.holder = excluded.holder OR lease.until < $4`, leaseName, p.holder, now+leaseFor, now)
		return err
	})
	if err == nil && n == 1 {
		p.heldTo = now + leaseFor
	}
	return n == 1, err
}

// Sign signs the tree if it grew since the last checkpoint, after proving that
// it contains that checkpoint's tree and that of the kept one. A tree that does
// not is a mismatch: the ledger is stopped and nothing is signed.
func (p *Publisher) Sign(ctx context.Context) error {
	return p.Store.DB.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		tree, err := readTree(ctx, q)
		if err != nil {
			return p.stop(err)
		}
		if err := p.lastSigned(ctx, q); err != nil {
			return err
		}
		if tree.Size == p.last.Size {
			return nil
		}
		c := ledger.Checkpoint{Origin: p.Signer.Name(), Size: tree.Size, Root: tree.Root()}
		if err := ledger.CheckConsistent(ctx, Tiles{q}, p.last, c); err != nil {
			return p.stop(err)
		}
		if err := p.extendsKept(ctx, q, c); err != nil {
			return err
		}
		return p.publish(ctx, c)
	})
}

// stop stops the ledger for a mismatch; that the tree could not be read is none.
func (p *Publisher) stop(cause error) error {
	if sqldb.IsGone(cause) {
		return cause
	}
	err := fmt.Errorf("ledger: mismatch, nothing is signed or changed any more: %w", cause)
	p.Store.Stop(err)
	return err
}

// lastSigned reads the newest checkpoint when this process has none yet.
func (p *Publisher) lastSigned(ctx context.Context, q sqldb.Querier) error {
	stored, err := p.Store.Latest(ctx, q)
	if err != nil || stored.Size <= p.last.Size {
		return err
	}
	c, err := ledger.OpenCheckpoint(stored.Note, p.Verify)
	if err != nil || c.Size != stored.Size {
		return p.stop(errors.Join(err, fmt.Errorf("checkpoint of size %d", stored.Size)))
	}
	p.last = c
	return nil
}

// publish writes the row first and the kept file after it: a kill in between
// leaves a file that is older, which fits.
func (p *Publisher) publish(ctx context.Context, c ledger.Checkpoint) error {
	signed, err := c.Sign(p.Signer)
	if err != nil {
		return err
	}
	err = p.Store.DB.Update(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Ledger(ctx, `INSERT INTO ledger_checkpoint (size, note, prev) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING`, c.Size, signed, p.last.Size)
		return err
	})
	if err != nil {
		return err
	}
	p.last = c
	return p.Keep(signed)
}
