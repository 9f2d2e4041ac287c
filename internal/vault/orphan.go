package vault

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"time"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

// Orphans removes the blobs that keep does not know and the files that a Put left
// behind, if they were written before olderThan; it gives how many. A blob stands
// before the row that names it, so olderThan must leave a commit time enough: a
// day (DESIGN 6). An error of keep ends the collection and is returned.
func (s *Store) Orphans(ctx context.Context, keep func(name string) (bool, error), olderThan clock.Micros) (int, error) {
	removed := 0
	err := fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil || !d.Type().IsRegular() {
			return err
		}
		gone, err := s.collect(name, d, keep, olderThan.Time())
		if gone {
			removed++
		}
		return err
	})
	return removed, err
}

// collect removes one file if it is an old orphan. Files that are neither blobs
// nor ours are left alone.
func (s *Store) collect(name string, d fs.DirEntry, keep func(string) (bool, error), olderThan time.Time) (bool, error) {
	info, err := d.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(olderThan) {
		return false, err
	}
	dir, base := path.Split(name)
	switch {
	case dir == incoming+"/":
	case isName(base) && dir == base[:2]+"/":
		if known, err := keep(base); known || err != nil {
			return false, err
		}
	default:
		return false, nil
	}
	if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, errs.Unavailable("vault.blob.write").Because(err)
	}
	return true, nil
}
