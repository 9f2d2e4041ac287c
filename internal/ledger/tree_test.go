package ledger

import (
	"context"
	"encoding/hex"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// vectors are the test vectors of Certificate Transparency for RFC 6962: eight
// leaves, and the root after each, from the empty tree on.
var vectors = struct{ leaves, roots []string }{
	leaves: []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"},
	roots: []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	},
}

func TestPublishedRoots(t *testing.T) {
	var f Frontier
	for i, want := range vectors.roots {
		root := f.Root()
		if got := hex.EncodeToString(root[:]); got != want {
			t.Errorf("%d leaves: root %s, want %s", i, got, want)
		}
		if i < len(vectors.leaves) {
			leaf, err := hex.DecodeString(vectors.leaves[i])
			if err != nil {
				t.Fatal(err)
			}
			f.push(tlog.RecordHash(leaf))
		}
	}
}

// leafOf gives the leaves of the trees in these tests.
func leafOf(i int64) Hash { return Hash{byte(i), byte(i >> 8), 0xA5} }

// tlogTree is the whole tree as tlog stores it.
type tlogTree []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (s tlogTree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = s[x]
	}
	return out, nil
}

func (s *tlogTree) push(t *testing.T, n int64) {
	t.Helper()
	leaf := leafOf(n)
	hashes, err := tlog.StoredHashes(n, leaf[:], *s)
	if err != nil {
		t.Fatal(err)
	}
	*s = append(*s, hashes...)
}

// tree is what the database keeps of a log: leaves, and nodes of every 8th level.
type tree struct {
	leaves []Hash
	nodes  map[int][]Hash
	edge   Frontier
}

// growTree makes the tree of n leaves.
func growTree(n int64) *tree {
	s := &tree{nodes: map[int][]Hash{}}
	for i := range n {
		s.push(leafOf(i))
	}
	return s
}

func (s *tree) push(leaf Hash) {
	s.leaves = append(s.leaves, leaf)
	for _, node := range s.edge.Push(leaf) {
		if node.Index != int64(len(s.nodes[node.Level])) {
			panic("nodes out of order")
		}
		s.nodes[node.Level] = append(s.nodes[node.Level], node.Hash)
	}
}

// Leaves implements TileSource.
func (s *tree) Leaves(_ context.Context, from, n int64) ([]Hash, error) {
	return cut(s.leaves, from, n)
}

// Nodes implements TileSource.
func (s *tree) Nodes(_ context.Context, level int, from, n int64) ([]Hash, error) {
	return cut(s.nodes[level], from, n)
}

func cut(list []Hash, from, n int64) ([]Hash, error) {
	if n > TileWidth || from+n > int64(len(list)) {
		return nil, fmt.Errorf("%d hashes from %d of %d", n, from, len(list))
	}
	return append([]Hash(nil), list[from:from+n]...), nil
}

// TestFrontier compares each size from 0 to 600 with x/mod tlog: the root, the
// nodes given to be stored, and the stored form read back.
func TestFrontier(t *testing.T) {
	var f Frontier
	var all tlogTree
	for size := int64(0); size <= 600; size++ {
		want, err := tlog.TreeHash(size, all)
		if err != nil {
			t.Fatal(err)
		}
		if f.Root() != Hash(want) || f.Size != size {
			t.Fatalf("size %d: root %x of %d, want %v", size, f.Root(), f.Size, want)
		}
		raw, err := f.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var again Frontier
		if err := again.UnmarshalBinary(raw); err != nil || again.Root() != f.Root() || again.Size != size {
			t.Fatalf("size %d: read back as %x of %d (%v)", size, again.Root(), again.Size, err)
		}
		f = again // goes on from what was stored
		all.push(t, size)
		for _, n := range f.Push(leafOf(size)) {
			if want := all[tlog.StoredHashIndex(n.Level, n.Index)]; n.Level%8 != 0 || n.Hash != Hash(want) {
				t.Errorf("node %d/%d is %x, want %v", n.Level, n.Index, n.Hash, want)
			}
		}
	}
}

func TestFrontierRefuses(t *testing.T) {
	for name, raw := range map[string][]byte{
		"nothing":      {},
		"short size":   make([]byte, 7),
		"a root less":  {7: 1},
		"a root more":  make([]byte, 8+32),
		"half a root":  append([]byte{7: 1}, make([]byte, 31)...),
		"size too big": append([]byte{0x80, 7: 0}, make([]byte, 32)...),
	} {
		if err := new(Frontier).UnmarshalBinary(raw); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// TestHashReader proves out of tiles what tlog proves out of the whole tree.
func TestHashReader(t *testing.T) {
	ctx := context.Background()
	var all tlogTree
	for size := int64(1); size <= 600; size++ {
		all.push(t, size-1)
		if size%37 != 0 && size != 1 && size != 256 && size != 257 && size != 512 {
			continue
		}
		src := NewHashReader(ctx, growTree(size), size)
		want, err := tlog.TreeHash(size, all)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tlog.TreeHash(size, src); err != nil || got != want {
			t.Errorf("size %d: root %v, want %v (%v)", size, got, want, err)
		}
		for _, n := range []int64{0, size / 3, size / 2, size - 1} {
			proof, err := tlog.ProveRecord(size, n, src)
			if err != nil || tlog.CheckRecord(proof, size, want, n, recordHash(leafOf(n))) != nil {
				t.Errorf("size %d: leaf %d is not proved (%v)", size, n, err)
			}
		}
	}
}
