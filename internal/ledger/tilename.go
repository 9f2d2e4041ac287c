package ledger

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// EntriesLevel is the level under which entry bundles are named.
const EntriesLevel = -1

// TileName names what a C2SP tlog-tiles log publishes beside its checkpoint: a
// tile of hashes at Level (counted in tiles, tree level 8*Level), or with
// EntriesLevel the bundle of the leaves themselves. Width is 256 for a full
// tile and 1 to 255 for a partial one.
type TileName struct {
	Level        int
	Index, Width int64
}

// maxTileLevel is C2SP's bound; a tree of int64 size ends at level 7.
const maxTileLevel = 63

// Path is the name's one spelling below the log's prefix, "tile/0/x001/234" or
// "tile/entries/000.p/5".
func (t TileName) Path() string {
	level := "entries"
	if t.Level != EntriesLevel {
		level = strconv.Itoa(t.Level)
	}
	number := fmt.Sprintf("%03d", t.Index%1000)
	for n := t.Index / 1000; n > 0; n /= 1000 {
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	if t.Width < TileWidth {
		number += ".p/" + strconv.FormatInt(t.Width, 10)
	}
	return "tile/" + level + "/" + number
}

// ParseTilePath reads a path and refuses every spelling but the one that Path
// gives.
func ParseTilePath(path string) (TileName, bool) {
	rest, _ := strings.CutPrefix(path, "tile/")
	level, rest, _ := strings.Cut(rest, "/")
	number, width, partial := strings.Cut(rest, ".p/")
	t := TileName{Level: EntriesLevel, Width: TileWidth}
	var errLevel, errWidth error
	if level != "entries" {
		t.Level, errLevel = strconv.Atoi(level)
	}
	if partial {
		t.Width, errWidth = strconv.ParseInt(width, 10, 64)
	}
	var err error
	t.Index, err = strconv.ParseInt(strings.NewReplacer("x", "", "/", "").Replace(number), 10, 64)
	if errLevel != nil || errWidth != nil || err != nil || !t.possible() {
		return TileName{}, false
	}
	return t, t.Path() == path // written again: one spelling only
}

func (t TileName) possible() bool {
	return t.Level >= EntriesLevel && t.Level <= maxTileLevel && t.Index >= 0 && t.Width >= 1 && t.Width <= TileWidth
}

// Within reports whether a tree of the given size has all hashes of the tile.
func (t TileName) Within(size int64) bool {
	full, rest := hashesAt(t.Level, size)
	return t.Index < full || t.Index == full && t.Width <= rest
}

// hashesAt gives how many full tiles a level of a tree has, and how many hashes
// stand in the partial tile after them.
func hashesAt(level int, size int64) (full, rest int64) {
	n := size >> (max(level, 0) * TileHeight)
	return n / TileWidth, n % TileWidth
}

// TilesOf gives the name of everything that a log of the given size publishes
// beside its checkpoint: the bundles first, then level after level.
func TilesOf(size int64) iter.Seq[TileName] {
	return func(yield func(TileName) bool) {
		for level := EntriesLevel; ; level++ {
			full, rest := hashesAt(level, size)
			if full+rest == 0 {
				return
			}
			for i := range full {
				if !yield(TileName{level, i, TileWidth}) {
					return
				}
			}
			if rest > 0 && !yield(TileName{level, full, rest}) {
				return
			}
		}
	}
}

// Published gives what stands under a name; it reads at most 256 rows.
func Published(ctx context.Context, src TileSource, t TileName) ([]byte, error) {
	if t.Level == EntriesLevel {
		return Bundle(ctx, src, t.Index, t.Width)
	}
	return Tile(ctx, src, t.Level, t.Index, t.Width)
}

// WriteTiles puts everything of a log of the given size, but its checkpoint,
// under its path, and gives the root that the leaves put there make. The caller
// compares it with the checkpoint's before it publishes that.
func WriteTiles(ctx context.Context, src TileSource, size int64, put func(path string, data []byte) error) (Hash, error) {
	var tree Frontier
	for t := range TilesOf(size) {
		data, err := Published(ctx, src, t)
		if err != nil {
			return Hash{}, err
		}
		if t.Level == EntriesLevel {
			for i := 0; i < len(data); i += bundled {
				tree.Push(Hash(data[i+2 : i+bundled]))
			}
		}
		if err := put(t.Path(), data); err != nil {
			return Hash{}, err
		}
	}
	return tree.Root(), nil
}
