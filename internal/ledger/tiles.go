package ledger

import (
	"context"
	"encoding/binary"

	"golang.org/x/mod/sumdb/tlog"
)

// TileHeight is 8: a full tile has 256 hashes (C2SP tlog-tiles).
const TileHeight = 8

// TileWidth is the number of hashes in a full tile.
const TileWidth = 1 << TileHeight

// TileSource gives what tiles are made of. from and n name a range of leaves,
// or of nodes at a level that is a multiple of 8 above 0; an answer shorter
// than n is an error.
type TileSource interface {
	Leaves(ctx context.Context, from, n int64) ([]Hash, error)
	Nodes(ctx context.Context, level int, from, n int64) ([]Hash, error)
}

// Tile gives the hashes of a tile: level L counts in tiles (tree level 8L),
// width 1 to 256.
func Tile(ctx context.Context, src TileSource, level int, index, width int64) ([]byte, error) {
	var hashes []Hash
	var err error
	if level == 0 {
		hashes, err = src.Leaves(ctx, index*TileWidth, width)
		for i := range hashes {
			hashes[i] = Hash(recordHash(hashes[i]))
		}
	} else {
		hashes, err = src.Nodes(ctx, level*TileHeight, index*TileWidth, width)
	}
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, 32*len(hashes))
	for _, h := range hashes {
		out = append(out, h[:]...)
	}
	return out, nil
}

// bundled is the length of a leaf in a bundle, with the two bytes before it.
const bundled = 34

// Bundle gives an entry bundle: each leaf with its length before it (uint16, big
// endian). The log's entries are leaves, salted digests: a bundle says nothing
// of what they commit to.
func Bundle(ctx context.Context, src TileSource, index, width int64) ([]byte, error) {
	leaves, err := src.Leaves(ctx, index*TileWidth, width)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, bundled*len(leaves))
	for _, l := range leaves {
		out = binary.BigEndian.AppendUint16(out, uint16(len(l)))
		out = append(out, l[:]...)
	}
	return out, nil
}

// hashReader reads stored hashes of the tree for x/mod tlog out of tiles.
type hashReader struct {
	ctx  context.Context
	src  TileSource
	size int64
	seen map[[2]int64][]byte // tile level and index -> data
}

// NewHashReader gives tlog access to the tree of the given size.
func NewHashReader(ctx context.Context, src TileSource, size int64) tlog.HashReader {
	return &hashReader{ctx: ctx, src: src, size: size, seen: map[[2]int64][]byte{}}
}

// ReadHashes reads each hash from the smallest tile that holds it.
func (r *hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		tile := tlog.TileForIndex(TileHeight, x)
		tile.W = int(min(TileWidth, r.size>>(tile.L*TileHeight)-tile.N*TileWidth))
		data, err := r.tile(tile)
		if err != nil {
			return nil, err
		}
		if out[i], err = tlog.HashFromTile(tile, data, x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *hashReader) tile(t tlog.Tile) ([]byte, error) {
	key := [2]int64{int64(t.L), t.N}
	if data, ok := r.seen[key]; ok {
		return data, nil
	}
	data, err := Tile(r.ctx, r.src, t.L, t.N, int64(t.W))
	if err == nil {
		r.seen[key] = data
	}
	return data, err
}
