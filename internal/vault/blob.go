package vault

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// Blob says where bytes lie and what opens them.
type Blob struct {
	Name        string   // SHA-256 of the ciphertext, 64 lower-case hexadecimal digits
	Size        int64    // bytes of the plain content
	WrappedKey  []byte   // the blob's key: 60 bytes under the folder's, 61 under a person's
	PlainSHA256 [32]byte // of the plain content
}

// Store keeps blobs in a folder. It is safe for concurrent use, also by several
// processes on the same folder.
type Store struct {
	root   *os.Root
	folder cipher.AEAD
}

const incoming = "tmp" // files that are not yet blobs

// Open opens the store in dir, whose key is the file blob.key in keys; both are
// made when absent. Close it after use.
func Open(dir, keys string) (*Store, error) {
	folder, err := folderKey(keys)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, errs.Unavailable("vault.blob.write").Because(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errs.Unavailable("vault.blob.write").Because(err)
	}
	s := &Store{root, folder}
	if err := s.makeDir(incoming); err != nil {
		root.Close()
		return nil, errs.Unavailable("vault.blob.write").Because(err)
	}
	return s, nil
}

// OpenToRead opens a store for reading only: nothing is made, and a key that is
// open to others is read. One that is absent is fs.ErrNotExist; in a folder that is absent every blob is missing.
// Errors: Unavailable "vault.key.unusable". Put and Orphans are not for it.
func OpenToRead(dir, keys string) (*Store, error) {
	key, err := readKey(filepath.Join(keys, keyFile))
	if err != nil {
		return nil, errs.Unavailable("vault.key.unusable", errs.Str("file", keyFile)).Because(err)
	}
	folder, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return &Store{root, folder}, nil
}

// Close releases the folder.
func (s *Store) Close() error {
	if s.root == nil {
		return nil
	}
	return s.root.Close()
}

// Put stores what r gives and returns once it is on disk. An error of r is
// returned as it is, with nothing stored.
func (s *Store) Put(ctx context.Context, r io.Reader) (Blob, error) {
	return s.put(ctx, r, func(key []byte, name string) ([]byte, error) { return wrap(s.folder, key, name), nil })
}

// wrapper wraps a blob's key for whoever the blob belongs to.
type wrapper func(key []byte, name string) ([]byte, error)

func (s *Store) put(ctx context.Context, r io.Reader, w wrapper) (Blob, error) {
	temp := path.Join(incoming, id.New().String())
	blob, err := s.write(temp, &source{ctx: ctx, r: r}, w)
	if err == nil {
		err = s.publish(temp, blob.Name)
	}
	if err != nil {
		s.root.Remove(temp)
		return Blob{}, err
	}
	return blob, nil
}

// source reads until its context ends and remembers its own error.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

// Read reads from r.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		s.err = err
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// write makes the file temp with the ciphertext, synced.
func (s *Store) write(temp string, r *source, w wrapper) (Blob, error) {
	f, err := s.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Blob{}, errs.Unavailable("vault.blob.write").Because(err)
	}
	defer f.Close()
	key, name, plain := newKey(), sha256.New(), sha256.New()
	defer clear(key)
	size, err := seal(io.MultiWriter(f, name), io.TeeReader(r, plain), key)
	if r.err != nil {
		return Blob{}, r.err
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return Blob{}, errs.Unavailable("vault.blob.write").Because(err)
	}
	b := Blob{Name: hex.EncodeToString(name.Sum(nil)), Size: size, PlainSHA256: [32]byte(plain.Sum(nil))}
	b.WrappedKey, err = w(key, b.Name)
	return b, err
}

// publish gives temp its name, and syncs both folders that a rename changes.
func (s *Store) publish(temp, name string) error {
	dir := name[:2]
	err := s.makeDir(dir)
	if err == nil {
		err = s.root.Rename(temp, path.Join(dir, name))
	}
	if err == nil {
		err = s.syncDir(dir)
	}
	if err != nil {
		return errs.Unavailable("vault.blob.write").Because(err)
	}
	return nil
}

// makeDir makes a folder and syncs the one above it; an existing one is fine.
func (s *Store) makeDir(name string) error {
	if err := s.root.Mkdir(name, 0o700); err != nil {
		if os.IsExist(err) {
			return nil
		}
		return err
	}
	return s.syncDir(".")
}

func (s *Store) syncDir(name string) error {
	d, err := s.root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Remove removes a blob that no row names any more; one that is gone already is
// fine. Errors: Unavailable "vault.blob.write".
func (s *Store) Remove(name string) error {
	if !isName(name) {
		return damagedBlob(Blob{Name: name})
	}
	if err := s.root.Remove(path.Join(name[:2], name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errs.Unavailable("vault.blob.write").Because(err)
	}
	return nil
}

// Open opens b for reading. Each chunk is checked as it is read: an error means
// that what was read before it is genuine and the rest is not to be had. Errors:
// Internal "vault.blob.damaged", because of fs.ErrNotExist when there is none,
// Unavailable "vault.blob.unread" when the disk did not give it.
// Close the reader after use.
func (s *Store) Open(ctx context.Context, b Blob) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key, err := unwrap(s.folder, b.WrappedKey, b.Name)
	if err != nil {
		return nil, damagedBlob(b).Because(err)
	}
	return s.open(b, key)
}

// unreadBlob says that a blob could not be read now, which tells nothing of it.
func unreadBlob(b Blob, err error) error {
	return errs.Unavailable("vault.blob.unread", errs.Str("blob", b.Name)).Because(err)
}

func damagedBlob(b Blob) *errs.Error {
	return errs.Internal("vault.blob.damaged", errs.Str("blob", b.Name))
}

// open opens a blob with its key, which is cleared.
func (s *Store) open(b Blob, key []byte) (io.ReadSeekCloser, error) {
	damaged := damagedBlob(b)
	defer clear(key)
	if !isName(b.Name) {
		return nil, damaged
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, damaged.Because(err)
	}
	f, err := s.file(b.Name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, damaged.Because(err)
	}
	if err != nil {
		return nil, unreadBlob(b, err)
	}
	r := &reader{f: f, aead: aead, blob: b, size: b.Size, chunk: -1, damaged: damaged}
	if err := r.checkFile(); err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

func (s *Store) file(name string) (*os.File, error) {
	if s.root == nil {
		return nil, fs.ErrNotExist
	}
	return s.root.Open(path.Join(name[:2], name))
}

func isName(s string) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == s
}
