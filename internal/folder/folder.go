// Package folder is a data folder on disk: its layout, its lock and its keys.
//
//	DIR/hoso.db      the database, when it is SQLite
//	DIR/blobs/       encrypted files, named by their digest
//	DIR/cache/       what can be made again: the compiled PDF engine
//	DIR/keys/        secrets, 0700; nothing secret is in the database
//	DIR/keys.db      the keyring, unless it is on PostgreSQL
//	DIR/checkpoint   the newest signed checkpoint
//	DIR/reserve      room that is given up when the disk is full
//	DIR/hoso.lock    held by the process that may change the folder
//	DIR/hoso.sock    where that process takes commands
package folder

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"hoso/internal/errs"
)

// Folder is an open data folder.
type Folder struct {
	dir  string
	root *os.Root
	lock *os.File // nil when opened for reading only

	spent atomic.Bool // the reserve was given up, or found no room
}

// Open opens a folder for changing and takes its lock; it is made if it does
// not exist. A folder that another process holds is Unavailable
// "folder.locked" with the holder's pid.
func Open(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, errs.Invalid("folder.unusable", errs.Str("dir", dir)).Because(err)
	}
	f, err := OpenReadOnly(dir)
	if err != nil {
		return nil, err
	}
	if err := f.takeLock(); err != nil {
		f.Close()
		return nil, err
	}
	for _, sub := range []string{"keys", "blobs", "cache"} {
		if err := f.root.Mkdir(sub, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			f.Close()
			return nil, err
		}
	}
	return f, nil
}

// OpenReadOnly opens a folder that exists, without its lock.
func OpenReadOnly(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errs.Invalid("folder.missing", errs.Str("dir", dir)).Because(err)
	}
	abs, err := filepath.Abs(dir) // children that are given a path run in another folder
	return &Folder{dir: abs, root: root}, err
}

func (f *Folder) takeLock() error {
	lock, err := f.root.OpenFile("hoso.lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return errs.Invalid("folder.unusable", errs.Str("dir", f.dir)).Because(err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(lock, 20)) // best effort, for the message
		_ = lock.Close()
		return errs.Unavailable("folder.locked", errs.Str("dir", f.dir), errs.Str("pid", strings.TrimSpace(string(holder))))
	}
	f.lock = lock
	if err := lock.Truncate(0); err != nil {
		return err
	}
	_, err = lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// Close gives the lock back.
func (f *Folder) Close() {
	if f.lock != nil {
		_ = f.lock.Close() // closing releases the flock
	}
	_ = f.root.Close()
}

// Path is the path of something in the folder.
func (f *Folder) Path(name string) string { return filepath.Join(f.dir, name) }

// CheckWritable refuses a folder into which nothing can be written: SQLite puts a
// file beside a database even to read it. Unavailable "folder.read_only".
func (f *Folder) CheckWritable() error {
	if err := syscall.Access(f.dir, 2); err != nil { // W_OK
		return errs.Unavailable("folder.read_only", errs.Str("dir", f.dir)).Because(err)
	}
	return nil
}

// Root gives access confined to the folder.
func (f *Folder) Root() *os.Root { return f.root }

// Read reads a small file; a missing one is nil without error.
func (f *Folder) Read(name string) ([]byte, error) {
	raw, err := f.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

// Write replaces a file so that after a crash there is the old one or the new
// one, whole: written aside, synced, renamed, and the directory synced.
func (f *Folder) Write(name string, data []byte, mode fs.FileMode) error {
	aside := name + ".new"
	file, err := f.root.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = f.root.Rename(aside, name)
	}
	if err == nil {
		err = f.syncDir(filepath.Dir(name))
	}
	return err
}

func (f *Folder) syncDir(name string) error {
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	err = d.Sync()
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	return err
}

// Secret reads a secret from DIR/keys and makes it, by fresh, when there is
// none. A secret that others may read is refused: Invalid "folder.key.open".
func (f *Folder) Secret(name string, fresh func() ([]byte, error)) ([]byte, error) {
	path := "keys/" + name
	info, err := f.root.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.lock != nil:
		secret, err := fresh()
		if err != nil {
			return nil, err
		}
		return secret, f.Write(path, secret, 0o600)
	case err != nil:
		return nil, errs.Unavailable("folder.key.missing", errs.Str("name", name)).Because(err)
	case info.Mode().Perm()&0o077 != 0:
		return nil, errs.Invalid("folder.key.open", errs.Str("name", name), errs.Str("mode", info.Mode().Perm().String()))
	}
	return f.root.ReadFile(path)
}

// Random32 makes a secret of 32 random bytes.
func Random32() ([]byte, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return raw, nil
}
