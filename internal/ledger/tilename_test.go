package ledger

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// TestTilePath has the examples of C2SP tlog-tiles, and tlog's paths less the
// height that C2SP leaves out.
func TestTilePath(t *testing.T) {
	for want, name := range map[string]TileName{
		"tile/0/x001/x234/067":                          {0, 1_234_067, 256},
		"tile/0/x001/234.p/5":                           {0, 1234, 5},
		"tile/entries/000":                              {EntriesLevel, 0, 256},
		"tile/entries/x001/000.p/255":                   {EntriesLevel, 1000, 255},
		"tile/63/999.p/1":                               {63, 999, 1},
		"tile/7/x009/x223/x372/x036/x854/x775/807":      {7, math.MaxInt64, 256},
		"tile/0/x009/x223/x372/x036/x854/x775/807.p/17": {0, math.MaxInt64, 17},
	} {
		if got := name.Path(); got != want {
			t.Errorf("%+v: path %s, want %s", name, got, want)
		}
		if got, ok := ParseTilePath(want); !ok || got != name {
			t.Errorf("%s: %+v, want %+v", want, got, name)
		}
	}
	for _, n := range []int64{0, 1, 999, 1000, 123_456_789} {
		theirs := tlog.Tile{H: 8, L: 2, N: n, W: 44}.Path()
		if got := (TileName{2, n, 44}).Path(); got != "tile/"+theirs[len("tile/8/"):] {
			t.Errorf("%d: %s beside %s", n, got, theirs)
		}
	}
}

func TestTilePathRefuses(t *testing.T) {
	for _, path := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "tile//000", "0/000", "/tile/0/000", "tile/0/000/", "tiles/0/000",
		"tile/00/000", "tile/+0/000", "tile/-1/000", "tile/64/000", "tile/0x0/000", "tile/Entries/000", "tile/data/000", "tile/8/0/000",
		"tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1000", "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "tile/0/x001/x000", "tile/0/X001/000",
		"tile/0/-01", "tile/0/+01", "tile/0/x001//000", "tile/0/x01/000", "tile/0/ 000", "tile/0/٠٠٠", "tile/0/x009/x223/x372/x036/x854/x775/808",
		"tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/-1", "tile/0/000.p/01", "tile/0/000.p/1.p/1", "tile/0/000.P/1",
		"tile/0/../0/000", "tile/0/000?x", "tile/0/000\x00", "tile/entries", "tile/entries/", "tile/0/.p/1", "checkpoint",
	} {
		if got, ok := ParseTilePath(path); ok {
			t.Errorf("%q: read as %+v", path, got)
		}
	}
}

// TestTilesOf has the example of C2SP: a tree of 70,000 leaves.
func TestTilesOf(t *testing.T) {
	count := map[string]int{}
	for name := range TilesOf(70_000) {
		count[fmt.Sprint(name.Level, " of ", name.Width)]++
		if !name.Within(70_000) {
			t.Errorf("%s is not within its own tree", name.Path())
		}
	}
	want := map[string]int{"-1 of 256": 273, "-1 of 112": 1, "0 of 256": 273, "0 of 112": 1, "1 of 256": 1, "1 of 17": 1, "2 of 1": 1}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", count, want)
	}
	if list := slices.Collect(TilesOf(0)); len(list) != 0 {
		t.Errorf("the empty tree has %v", list)
	}
	for _, size := range []int64{1, 255, 256, 257, 65_536, 65_537, 70_000} {
		ours := map[string]bool{}
		for name := range TilesOf(size) {
			ours[name.Path()] = true
		}
		for _, theirs := range tlog.NewTiles(8, 0, size) { // those of a tree that grew from nothing
			if path := "tile/" + theirs.Path()[len("tile/8/"):]; !ours[path] {
				t.Errorf("size %d: no %s", size, path)
			}
		}
	}
}

// TestWithin: nothing is published that no checkpoint has signed.
func TestWithin(t *testing.T) {
	for _, c := range []struct {
		name TileName
		size int64 // of the smallest tree that has the tile
	}{
		{TileName{EntriesLevel, 0, 1}, 1}, {TileName{0, 0, 1}, 1}, {TileName{0, 0, 255}, 255}, {TileName{0, 0, 256}, 256},
		{TileName{0, 2, 1}, 513}, {TileName{0, 2, 256}, 768}, {TileName{1, 0, 1}, 256}, {TileName{1, 0, 2}, 512},
		{TileName{1, 0, 256}, 65_536}, {TileName{2, 0, 1}, 65_536}, {TileName{7, 0, 127}, 127 << 56},
	} {
		if !c.name.Within(c.size) || c.name.Within(c.size-1) || c.name.Within(0) {
			t.Errorf("%s does not begin with the tree of %d", c.name.Path(), c.size)
		}
	}
	for _, name := range []TileName{{63, 0, 1}, {8, 0, 1}, {0, math.MaxInt64, 256}, {0, math.MaxInt64, 1}, {7, math.MaxInt64, 256}} {
		if name.Within(math.MaxInt64) {
			t.Errorf("%s is within the largest tree", name.Path())
		}
	}
}

// TestWriteTiles writes trees of several sizes and reads them again with tlog
// alone.
func TestWriteTiles(t *testing.T) {
	for _, size := range []int64{0, 1, 255, 256, 300, 768, 1000} {
		src, files := growTree(size), map[string][]byte{}
		root, err := WriteTiles(context.Background(), src, size, func(path string, data []byte) error {
			files[path] = data
			return nil
		})
		if err != nil || root != src.edge.Root() {
			t.Fatalf("size %d: root %x, want %x (%v)", size, root, src.edge.Root(), err)
		}
		if size == 0 {
			continue
		}
		got, err := tlog.TreeHash(size, tlog.TileHashReader(tlog.Tree{N: size, Hash: tlog.Hash(root)}, tileFiles(files)))
		if err != nil || Hash(got) != root {
			t.Errorf("size %d: the tiles make %v (%v)", size, got, err)
		}
		bundle := files[TileName{EntriesLevel, 0, min(size, 256)}.Path()]
		if len(bundle) != 34*int(min(size, 256)) || binary.BigEndian.Uint16(bundle) != 32 || Hash(bundle[2:34]) != leafOf(0) {
			t.Errorf("size %d: bundle begins %x", size, bundle[:34])
		}
	}
}

// tileFiles gives tlog the tiles written.
type tileFiles map[string][]byte

// Height implements tlog.TileReader.
func (f tileFiles) Height() int { return 8 }

// SaveTiles implements tlog.TileReader.
func (f tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader.
func (f tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		out[i] = f["tile/"+t.Path()[len("tile/8/"):]]
		if out[i] == nil {
			return nil, fmt.Errorf("no %s", t.Path())
		}
	}
	return out, nil
}
