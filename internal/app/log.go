package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/errs"
	"hoso/internal/folder"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/sqldb"
)

// logReader is a folder's log, opened for reading beside whoever serves it.
type logReader struct {
	db     *sqldb.DB
	kept   []byte // the checkpoint in the folder, read before the database
	key    note.Verifier
	newest ledger.Checkpoint
	signed []byte
}

// withLog opens a folder's log, checks its newest checkpoint, and lets fn read.
func withLog(ctx context.Context, dir, database string, fn func(*logReader) error) error {
	f, err := folder.OpenReadOnly(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	l := &logReader{}
	if l.key, err = logVerifier(f); err != nil {
		return err
	}
	if l.kept, err = f.Read(keptFile); err != nil {
		return err
	}
	if l.db, err = openToRead(ctx, f, database); err != nil {
		return err
	}
	defer func() { _ = l.db.Close() }() // it only read
	if err := l.check(ctx); err != nil {
		return err
	}
	return fn(l)
}

// check opens the newest checkpoint with the folder's key and compares it with
// the one that the folder keeps: a witness taken from an older copy of the
// database would testify for the copy.
func (l *logReader) check(ctx context.Context) error {
	stored, err := new(ledgersql.Store).Latest(ctx, l.db.Reader())
	if err != nil {
		return err
	}
	l.signed = stored.Note
	if stored.Size > 0 {
		if l.newest, err = ledger.OpenCheckpoint(stored.Note, l.key); err != nil || l.newest.Size != stored.Size {
			return errs.Conflict("ledger.checkpoint.damaged").Because(err)
		}
	}
	if l.kept == nil {
		return l.some()
	}
	kept, err := ledger.OpenCheckpoint(l.kept, l.key)
	if err != nil {
		return errs.Conflict("ledger.checkpoint.damaged").Because(err)
	}
	if err := ledgersql.CheckKept(ctx, l.db.Reader(), kept, l.newest); err != nil {
		return err
	}
	return l.some()
}

func (l *logReader) some() error {
	if l.newest.Size == 0 {
		return errs.NotFound("ledger.checkpoint.none")
	}
	return nil
}

// checkpointOf gives the newest signed checkpoint of a folder: Conflict
// "ledger.checkpoint.damaged", ".older" or ".fork" when it is not to be trusted, NotFound "ledger.checkpoint.none" before the first.
func checkpointOf(ctx context.Context, dir, database string) ([]byte, error) {
	var signed []byte
	err := withLog(ctx, dir, database, func(l *logReader) error {
		signed = l.signed
		return nil
	})
	return signed, err
}

// writeTiles writes a folder's log as static C2SP tlog-tiles files into a new
// or empty folder, the checkpoint last: a folder without it is not finished.
func writeTiles(ctx context.Context, dir, database, out string) (int64, error) {
	var size int64
	err := withLog(ctx, dir, database, func(l *logReader) error {
		root, err := emptyFolder(out)
		if err != nil {
			return err
		}
		defer func() { _ = root.Close() }() // the files are closed already
		size = l.newest.Size
		return l.write(ctx, root)
	})
	return size, err
}

func (l *logReader) write(ctx context.Context, root *os.Root) error {
	made, err := ledger.WriteTiles(ctx, ledgersql.Tiles{Q: l.db.Reader()}, l.newest.Size, func(name string, data []byte) error {
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		return root.WriteFile(name, data, 0o644)
	})
	if err != nil {
		return err
	}
	if made != l.newest.Root {
		return errs.Conflict("ledger.tiles.mismatch")
	}
	return root.WriteFile("checkpoint", l.signed, 0o644)
}

// emptyFolder makes a folder, or opens one in which nothing is: Invalid
// "ledger.tiles.occupied".
func emptyFolder(dir string) (*os.Root, error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		return nil, errs.Invalid("ledger.tiles.occupied", errs.Str("dir", dir))
	}
	return os.OpenRoot(dir)
}
