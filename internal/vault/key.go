package vault

import (
	"crypto/cipher"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"hoso/internal/errs"
	"hoso/internal/id"
)

const keyFile = "blob.key" // 32 random bytes, mode 0600

// folderKey reads the folder's key, and makes it on the first call. Of several
// processes that make it at once one wins and all get the same.
func folderKey(dir string) (cipher.AEAD, error) {
	key, err := ownKey(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(filepath.Join(dir, keyFile)); err == nil {
			key, err = ownKey(filepath.Join(dir, keyFile))
		}
	}
	if err != nil {
		return nil, errs.Unavailable("vault.key.unusable", errs.Str("file", keyFile)).Because(err)
	}
	return newAEAD(key)
}

// ownKey reads a key and refuses one that others may read.
func ownKey(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, errors.New("vault: the key is open to others")
	}
	return readKey(name)
}

func readKey(name string) ([]byte, error) {
	key, err := os.ReadFile(name)
	if err == nil && len(key) != keySize {
		err = errors.New("vault: the key is not of 32 bytes")
	}
	return key, err
}

// makeKey writes a new key under a name of its own and links it into place, so
// that nobody ever sees half a key and an existing key is never replaced.
func makeKey(name string) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp := name + "." + id.New().String()
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(temp)
	_, err = f.Write(newKey())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(temp, name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
