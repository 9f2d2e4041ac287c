package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Node is the root of a full subtree of 2^Level leaves, the Index-th of its
// level. Nodes at levels 8, 16, 24 ... are stored, so that proofs need not read
// every leaf.
type Node struct {
	Level int
	Index int64
	Hash  Hash
}

// Frontier is the right edge of the tree: its size and the roots of the full
// subtrees that make it up, the largest first. The zero Frontier is the empty
// tree. Pushing costs amortised one hash.
type Frontier struct {
	Size  int64
	roots []tlog.Hash
}

// Push appends a leaf and gives the nodes that it completed at levels that are
// multiples of 8 above 0, the lowest first.
func (f *Frontier) Push(leaf Hash) []Node { return f.push(recordHash(leaf)) }

// push appends the hash of a leaf.
func (f *Frontier) push(h tlog.Hash) []Node {
	var nodes []Node
	level := 0
	for n := f.Size; n&1 == 1; n >>= 1 {
		last := len(f.roots) - 1
		h = tlog.NodeHash(f.roots[last], h)
		f.roots = f.roots[:last]
		level++
		if level%8 == 0 {
			nodes = append(nodes, Node{Level: level, Index: f.Size >> level, Hash: Hash(h)})
		}
	}
	f.roots = append(f.roots, h)
	f.Size++
	return nodes
}

// Root is the tree's root hash; of the empty tree it is SHA-256("").
func (f *Frontier) Root() Hash {
	if len(f.roots) == 0 {
		return sha256.Sum256(nil)
	}
	h := f.roots[len(f.roots)-1]
	for i := len(f.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.roots[i], h)
	}
	return Hash(h)
}

// MarshalBinary gives the stored form: size as uint64, then the roots.
func (f *Frontier) MarshalBinary() ([]byte, error) {
	out := binary.BigEndian.AppendUint64(nil, uint64(f.Size))
	for _, r := range f.roots {
		out = append(out, r[:]...)
	}
	return out, nil
}

// UnmarshalBinary reads the stored form; a number of roots that does not fit
// the size is an error.
func (f *Frontier) UnmarshalBinary(raw []byte) error {
	if len(raw) < 8 {
		return fmt.Errorf("ledger: frontier of %d bytes", len(raw))
	}
	size := binary.BigEndian.Uint64(raw)
	rest := raw[8:]
	if size > 1<<62 || len(rest) != 32*bits.OnesCount64(size) {
		return fmt.Errorf("ledger: frontier of size %d has %d bytes of roots", size, len(rest))
	}
	f.Size, f.roots = int64(size), nil
	for ; len(rest) > 0; rest = rest[32:] {
		f.roots = append(f.roots, tlog.Hash(rest[:32]))
	}
	return nil
}
