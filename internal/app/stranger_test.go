package app_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	formats "github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// stranger reads a log as its auditor would: over HTTP, with the log's public
// key and with libraries that are not hoso's.
type stranger struct {
	t      *testing.T
	prefix string // the log's, "http://.../tlog"
	key    note.Verifier
}

func newStranger(t *testing.T, prefix, vkey string) *stranger {
	t.Helper()
	key, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return &stranger{t, prefix, key}
}

// get gives what stands at a path below the prefix.
func (s *stranger) get(path string) (status int, h http.Header, body []byte) {
	s.t.Helper()
	res, err := http.Get(s.prefix + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, res.Header, body
}

func (s *stranger) checkpoint() *formats.Checkpoint {
	s.t.Helper()
	status, _, body := s.get("/checkpoint")
	c, rest, _, err := formats.ParseCheckpoint(body, s.key.Name(), s.key)
	if err != nil || status != http.StatusOK || len(rest) > 0 {
		s.t.Fatalf("checkpoint: %d %q: %v", status, body, err)
	}
	return c
}

// c2sp gives tlog's path of a tile without the height that C2SP leaves out.
func c2sp(t tlog.Tile) string { return "/tile/" + strings.TrimPrefix(t.Path(), "tile/8/") }

// Height implements tlog.TileReader.
func (s *stranger) Height() int { return 8 }

// SaveTiles implements tlog.TileReader.
func (s *stranger) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader.
func (s *stranger) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		status, _, body := s.get(c2sp(t))
		if status != http.StatusOK || len(body) != 32*t.W {
			return nil, fmt.Errorf("%s: %d, %d bytes", c2sp(t), status, len(body))
		}
		out[i] = body
	}
	return out, nil
}

// hashes reads the tree under a checkpoint; tlog proves each tile by its root.
func (s *stranger) hashes(c *formats.Checkpoint) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: int64(c.Size), Hash: tlog.Hash(c.Hash)}, s)
}

// leaves reads every entry out of the bundles, the last of them partial.
func (s *stranger) leaves(c *formats.Checkpoint) [][]byte {
	s.t.Helper()
	var all [][]byte
	for n := uint64(0); n*256 < c.Size; n++ {
		path := strings.Replace(c2sp(tlog.Tile{H: 8, L: 0, N: int64(n), W: int(min(256, c.Size-n*256))}), "/tile/0/", "/tile/entries/", 1)
		status, _, body := s.get(path)
		for len(body) >= 2 {
			size := int(binary.BigEndian.Uint16(body))
			all, body = append(all, body[2:2+size]), body[2+size:]
		}
		if status != http.StatusOK || len(body) != 0 {
			s.t.Fatalf("%s: %d, %d bytes left over", path, status, len(body))
		}
	}
	return all
}

// audit recomputes the root from all leaves, reads every tile of a tree of this
// size, and gives the leaves.
func (s *stranger) audit(c *formats.Checkpoint) [][]byte {
	s.t.Helper()
	all := s.leaves(c)
	tree := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	for _, leaf := range all {
		if err := tree.Append(rfc6962.DefaultHasher.HashLeaf(leaf), nil); err != nil {
			s.t.Fatal(err)
		}
	}
	root, err := tree.GetRootHash(nil)
	if err != nil || uint64(len(all)) != c.Size || !bytes.Equal(root, c.Hash) {
		s.t.Fatalf("%d leaves make %x, signed are %d and %x (%v)", len(all), root, c.Size, c.Hash, err)
	}
	var indexes []int64
	for i := range int64(c.Size) {
		indexes = append(indexes, tlog.StoredHashIndex(0, i))
	}
	read, err := s.hashes(c).ReadHashes(indexes)
	if err != nil {
		s.t.Fatal(err)
	}
	for i, leaf := range all {
		if tlog.RecordHash(leaf) != read[i] {
			s.t.Fatalf("leaf %d is not that of its tile", i)
		}
	}
	return all
}

// includes proves out of tiles that a leaf stands at an index.
func (s *stranger) includes(c *formats.Checkpoint, index int64, leaf []byte) {
	s.t.Helper()
	p, err := tlog.ProveRecord(int64(c.Size), index, s.hashes(c))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), c.Size, rfc6962.DefaultHasher.HashLeaf(leaf), listed(p), c.Hash); err != nil {
		s.t.Errorf("leaf %d: %v", index, err)
	}
}

// extends proves out of tiles that one tree is the beginning of the other.
func (s *stranger) extends(older, newer *formats.Checkpoint) {
	s.t.Helper()
	p, err := tlog.ProveTree(int64(newer.Size), int64(older.Size), s.hashes(newer))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, older.Size, newer.Size, listed(tlog.RecordProof(p)), older.Hash, newer.Hash); err != nil {
		s.t.Errorf("%d to %d: %v", older.Size, newer.Size, err)
	}
}

func listed(p tlog.RecordProof) [][]byte {
	out := make([][]byte, len(p))
	for i := range p {
		out[i] = p[i][:]
	}
	return out
}
