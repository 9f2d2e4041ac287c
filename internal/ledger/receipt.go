package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Receipt proves to a stranger without network that an entry stands in a log:
// the entry, its salt, its leaf's index, the way from the leaf to the root, and
// the signed checkpoint of that root. It carries no key: who verifies it brings
// the key of the log that they trust.
type Receipt struct {
	Format     string   `json:"format"` // "hoso/receipt/v1"
	Entry      string   `json:"entry"`  // canonical JSON, as a string
	Salt       []byte   `json:"salt"`
	Index      int64    `json:"index"`
	Proof      [][]byte `json:"proof"`
	Checkpoint string   `json:"checkpoint"`
}

const receiptFormat = "hoso/receipt/v1"

// maxReceipt bounds a receipt's file: an entry is some 2 kB, a proof at most 63 hashes.
const maxReceipt = 64 << 10

// MakeReceipt builds the receipt of the leaf at index under a signed checkpoint
// of a tree of the given size.
func MakeReceipt(ctx context.Context, src TileSource, body []byte, salt Hash, index, size int64, signed []byte) (Receipt, error) {
	proof, err := tlog.ProveRecord(size, index, NewHashReader(ctx, src, size))
	if err != nil {
		return Receipt{}, fmt.Errorf("ledger: proof of leaf %d: %w", index, err)
	}
	r := Receipt{Format: receiptFormat, Entry: string(body), Salt: salt[:], Index: index, Checkpoint: string(signed)}
	for _, h := range proof {
		r.Proof = append(r.Proof, bytes.Clone(h[:]))
	}
	return r, nil
}

// MarshalReceipt gives a receipt's file.
func MarshalReceipt(r Receipt) ([]byte, error) {
	raw, err := json.MarshalIndent(r, "", " ")
	return append(raw, '\n'), err
}

// ParseReceipt reads a receipt's file. Only white space may differ from what
// MarshalReceipt gives: a receipt that lies about for years is genuine as a
// whole or not at all.
func ParseReceipt(raw []byte) (Receipt, error) {
	var r Receipt
	if len(raw) > maxReceipt {
		return r, fmt.Errorf("ledger: receipt of %d bytes", len(raw))
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, fmt.Errorf("ledger: receipt: %w", err)
	}
	if r.Format != receiptFormat || len(r.Salt) != 32 {
		return r, fmt.Errorf("ledger: not a receipt of format %s", receiptFormat)
	}
	again, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	var had bytes.Buffer
	if err := json.Compact(&had, raw); err != nil {
		return r, err
	}
	if !bytes.Equal(had.Bytes(), again) {
		return r, fmt.Errorf("ledger: receipt is not in the form that hoso writes")
	}
	return r, nil
}

// Verify checks the receipt under a log's public key and gives the entry and
// the checkpoint that it stands under.
func (r Receipt) Verify(v note.Verifier) (Entry, Checkpoint, error) {
	c, err := OpenCheckpoint([]byte(r.Checkpoint), v)
	if err != nil {
		return Entry{}, c, err
	}
	e, err := ParseEntry([]byte(r.Entry))
	if err != nil {
		return e, c, err
	}
	proof := make(tlog.RecordProof, len(r.Proof))
	for i, h := range r.Proof {
		if len(h) != 32 {
			return e, c, fmt.Errorf("ledger: receipt: hash of %d bytes", len(h))
		}
		proof[i] = tlog.Hash(h)
	}
	leaf := Leaf(Hash(r.Salt), []byte(r.Entry))
	if err := tlog.CheckRecord(proof, c.Size, tlog.Hash(c.Root), r.Index, recordHash(leaf)); err != nil {
		return e, c, fmt.Errorf("ledger: receipt: %w", err)
	}
	return e, c, nil
}

// CheckConsistent proves that the tree of the newer size contains the tree of
// an older checkpoint as its beginning.
func CheckConsistent(ctx context.Context, src TileSource, older, newer Checkpoint) error {
	if older.Size > newer.Size {
		return fmt.Errorf("ledger: tree of %d leaves is older than the checkpoint of %d", newer.Size, older.Size)
	}
	if older.Size == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(newer.Size, older.Size, NewHashReader(ctx, src, newer.Size))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, newer.Size, tlog.Hash(newer.Root), older.Size, tlog.Hash(older.Root))
}
