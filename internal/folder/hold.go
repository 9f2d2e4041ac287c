package folder

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Hold takes a file of the folder for this process, beside its lock: ok is false
// when another holds it. Whoever is killed holds nothing any more.
func (f *Folder) Hold(name string) (release func(), ok bool, err error) {
	file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		_ = file.Close() // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = nil
		}
		return nil, false, err
	}
	return func() { _ = file.Close() }, true, nil
}

// Has reports whether something of a name stands in the folder.
func (f *Folder) Has(name string) (bool, error) {
	_, err := f.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Sync makes what was renamed in the folder last.
func (f *Folder) Sync() error { return f.syncDir(".") }

// Room gives how much of the folder's disk is free for whoever is not root, and
// how large it is, in bytes; both are 0 where nobody can say.
func (f *Folder) Room() (free, all int64) { return room(f.dir) }
