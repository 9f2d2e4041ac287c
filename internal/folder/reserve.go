package folder

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"hoso/internal/errs"
)

// ReserveSize is the room, in bytes, that a served folder keeps: given up when the
// disk is full, so that openings go on leaving their entries for a while.
const ReserveSize = 16 << 20

// reserveFile is the room.
const reserveFile = "reserve"

// KeepReserve makes the reserve where it is missing, if the disk has room for it
// twice, so that what was given up is not taken back from those who need it:
// Unavailable "folder.disk.full". Made reports whether it was missing.
func (f *Folder) KeepReserve() (made bool, err error) {
	info, err := f.root.Stat(reserveFile)
	if err == nil && info.Size() == ReserveSize {
		f.spent.Store(false)
		return false, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if err = f.makeReserve(); err != nil {
		_ = f.root.Remove(reserveFile) // half of it holds room that nobody gives up
		f.spent.Store(true)
		return false, errs.Unavailable("folder.disk.full").Because(err)
	}
	f.spent.Store(false)
	return true, nil
}

func (f *Folder) makeReserve() error {
	file, err := f.root.OpenFile(reserveFile, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if !hasRoom(file, 2*ReserveSize) {
		err = syscall.ENOSPC
	} else {
		err = allocate(file, ReserveSize)
	}
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = f.syncDir(".")
	}
	return err
}

// SpendReserve gives the reserve up and reports whether there was one.
func (f *Folder) SpendReserve() bool {
	if f.root.Remove(reserveFile) != nil {
		return false
	}
	f.spent.Store(true)
	return true
}

// Full gives Unavailable "folder.disk.full" from when the reserve was given up, or
// could not be made, until it is there again. A folder that is not served has none
// and is never full in this sense.
func (f *Folder) Full() error {
	if f.spent.Load() {
		return errs.Unavailable("folder.disk.full")
	}
	return nil
}

// fill writes what no disk makes smaller.
func fill(f *os.File, size int64) error {
	_, err := io.CopyN(f, rand.Reader, size)
	return err
}
