package ledgersql

import (
	"bytes"
	"fmt"
	"strconv"

	"hoso/internal/ledger"
	"hoso/internal/sqldb"
)

// storedTree compares the frontier and the stored nodes with the leaves.
func (v *verifier) storedTree() error {
	want, err := v.tree.MarshalBinary()
	if err != nil {
		return err
	}
	seen := false
	err = sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var n, size int64
		var frontier []byte
		if err := row.Scan(&n, &size, &frontier); err != nil {
			return err
		}
		switch {
		case n != 1:
			v.report.Find("ledger_tree", strconv.FormatInt(n, 10), ledger.Added, "")
		case size != v.tree.Size || !bytes.Equal(frontier, want):
			v.report.Find("ledger_tree", "1", ledger.Changed, fmt.Sprintf("size %d, the leaves are %d", size, v.tree.Size))
		}
		seen = seen || n == 1
		return nil
	}, `SELECT id, size, frontier FROM ledger_tree`)
	if err != nil {
		return err
	}
	if !seen && v.tree.Size > 0 {
		v.report.Find("ledger_tree", "1", ledger.Removed, "")
	}
	return v.storedNodes()
}

func (v *verifier) storedNodes() error {
	err := sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var level, idx int64
		var hash []byte
		if err := row.Scan(&level, &idx, &hash); err != nil {
			return err
		}
		key := [2]int64{level, idx}
		want, ok := v.nodes[key]
		switch {
		case !ok:
			v.report.Find("ledger_node", nodeName(key), ledger.Added, "")
		case !bytes.Equal(hash, want[:]):
			v.report.Find("ledger_node", nodeName(key), ledger.Changed, "")
		}
		delete(v.nodes, key)
		return nil
	}, `SELECT level, idx, hash FROM ledger_node`)
	for key := range v.nodes {
		v.report.Find("ledger_node", nodeName(key), ledger.Removed, "")
	}
	return err
}

func nodeName(key [2]int64) string { return fmt.Sprintf("%d/%d", key[0], key[1]) }

// checkpoints compares each stored checkpoint with the tree of its size and
// with the one before it.
func (v *verifier) checkpoints() error {
	prev := int64(0)
	return sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var size, before int64
		var signed []byte
		if err := row.Scan(&size, &signed, &before); err != nil {
			return err
		}
		name := strconv.FormatInt(size, 10)
		if before != prev {
			v.report.Find("ledger_checkpoint", name, ledger.Changed, fmt.Sprintf("says that %d came before, it was %d", before, prev))
		}
		c, err := ledger.OpenCheckpoint(signed, v.against.Key)
		switch {
		case err != nil:
			v.report.Find("ledger_checkpoint", name, ledger.Changed, err.Error())
		case c.Size != size:
			v.report.Find("ledger_checkpoint", name, ledger.Changed, "not the checkpoint of this size")
		default:
			v.fits("ledger_checkpoint", c)
		}
		prev = size
		v.report.Size = size
		return nil
	}, `SELECT size, note, prev FROM ledger_checkpoint ORDER BY size`)
}

// fits compares a checkpoint with the tree that the leaves make.
func (v *verifier) fits(where string, c ledger.Checkpoint) {
	name := strconv.FormatInt(c.Size, 10)
	switch {
	case c.Size > v.tree.Size:
		v.report.Find(where, name, ledger.NotFitting, fmt.Sprintf("the database has only %d leaves: it is older than the checkpoint%s", v.tree.Size, v.restoredBefore(c)))
	case v.roots[c.Size] != c.Root:
		v.report.Find(where, name, ledger.NotFitting, "the leaves make another tree"+v.restoredBefore(c))
	}
}

// restoredBefore names the restoring after which the log no longer goes on to a
// checkpoint. It explains, and makes nothing fit: what the checkpoint saw is lost,
// and whoever restored an older backup on purpose would say the same.
func (v *verifier) restoredBefore(c ledger.Checkpoint) string {
	for _, e := range v.goesOn {
		if size, ok := e.Facts["size"].(int64); ok && size < c.Size {
			return fmt.Sprintf("; entry %s says that the log was restored from a backup of %d leaves, what came after them is lost", e.ID.Text("ent"), size)
		}
	}
	return ""
}

// outside compares with the checkpoints kept outside the database.
func (v *verifier) outside() error {
	if v.against.Folder != nil {
		v.kept("checkpoint", v.against.Folder)
		if c, err := ledger.OpenCheckpoint(v.against.Folder, v.against.Key); err == nil && c.Size > v.report.Size && c.Size <= v.tree.Size {
			v.report.Find("ledger_checkpoint", strconv.FormatInt(c.Size, 10), ledger.Removed, "the folder has it")
		}
	}
	if v.against.Folder == nil && v.report.Leaves > 0 { // it stands before the first leaf
		v.report.Find("checkpoint", "", ledger.FileMissing, fmt.Sprintf("the log has %d leaves: somebody took the folder's checkpoint away", v.report.Leaves))
	}
	for _, signed := range v.against.Witness {
		v.kept("witness", signed)
	}
	return nil
}

func (v *verifier) kept(where string, signed []byte) {
	c, err := ledger.OpenCheckpoint(signed, v.against.Key)
	if err != nil {
		v.report.Find(where, "", ledger.Changed, err.Error())
		return
	}
	v.fits(where, c)
}
