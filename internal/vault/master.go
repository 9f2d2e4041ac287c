package vault

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// MasterFile is the name, in the folder of the keys, of the file that holds the
// master keys, sealed by what the provider gives.
const MasterFile = "master"

// dying is the name under which a master file that was replaced waits to be
// overwritten, aside that of one that is not yet in its place.
const (
	dying = MasterFile + ".dying"
	aside = MasterFile + ".new"
)

// maxMaster bounds the file; two keys are some 500 bytes.
const maxMaster = 16 << 10

// masters is the file of the master keys as it stands on disk: canonical JSON,
// so that no byte of it can be another.
type masters struct {
	Format  int      `json:"format"`
	Keyring string   `json:"keyring"` // its id: keys and their store belong together
	By      Params   `json:"by"`
	Keys    []sealed `json:"keys"` // one, or two while a rotation lasts, the newest last
}

// sealed is a master key in its envelope.
type sealed struct {
	Epoch int64  `json:"epoch"`
	Key   []byte `json:"key"`
}

// readMasters reads the file. Errors: Unavailable "vault.master.missing",
// "vault.master.unread", "vault.master.damaged".
func readMasters(dir string) (*masters, error) {
	path := filepath.Join(dir, MasterFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Unavailable("vault.master.missing", errs.Str("file", path)).Because(err)
	}
	if err != nil {
		return nil, unreadMaster(path, err)
	}
	damaged := errs.Unavailable("vault.master.damaged", errs.Str("file", path))
	m := &masters{}
	if len(raw) > maxMaster || json.Unmarshal(raw, m) != nil {
		return nil, damaged
	}
	if again, err := m.bytes(); err != nil || !bytes.Equal(again, raw) || !m.sound() {
		return nil, damaged
	}
	return m, nil
}

// unreadMaster says that a file of master keys is there and could not be read.
func unreadMaster(path string, err error) error {
	return errs.Unavailable("vault.master.unread", errs.Str("file", path)).Because(err)
}

// ProviderOf says how the master keys in a folder are opened. Errors: Unavailable
// "vault.master.missing", "vault.master.damaged".
func ProviderOf(dir string) (Params, error) {
	m, err := readMasters(dir)
	if err != nil {
		return Params{}, err
	}
	return m.By, nil
}

func (m *masters) bytes() ([]byte, error) {
	raw, err := json.MarshalIndent(m, "", " ")
	return append(raw, '\n'), err
}

func (m *masters) sound() bool {
	if m.Format != format || len(m.Keys) == 0 || len(m.Keys) > 2 {
		return false
	}
	for i, k := range m.Keys {
		if k.Epoch < 1 || k.Epoch >= 1<<31 || i > 0 && k.Epoch <= m.Keys[i-1].Epoch {
			return false
		}
	}
	return true
}

// newest and oldest give epochs.
func (m *masters) newest() int64 { return m.Keys[len(m.Keys)-1].Epoch }
func (m *masters) oldest() int64 { return m.Keys[0].Epoch }

// bound is what a master key belongs to: this keyring, this provider with these
// parameters, this epoch.
func (m *masters) bound(epoch int64) ([]byte, error) {
	by, err := json.Marshal(m.By)
	return bind("master", []byte(m.Keyring), by, number(epoch)), err
}

// open gives the master keys: Invalid "vault.master.refused" when the provider's
// key is not the right one, or the file was altered.
func (m *masters) open(kek []byte) (map[int64][]byte, error) {
	all := map[int64][]byte{}
	for _, k := range m.Keys {
		bound, err := m.bound(k.Epoch)
		if err != nil {
			return nil, err
		}
		key, err := disclose(kek, k.Key, bound)
		if err != nil || len(key) != keySize {
			return nil, errs.Invalid("vault.master.refused").Because(err)
		}
		all[k.Epoch] = key
	}
	return all, nil
}

// markOf tells a master key from any other without telling what it is.
func markOf(master []byte) []byte {
	mac := hmac.New(sha256.New, master)
	mac.Write([]byte("hoso/master-mark/v1"))
	return mac.Sum(nil)[:16]
}

// sealAll puts keys into their envelopes.
func (m *masters) sealAll(kek []byte, keys map[int64][]byte, epochs ...int64) error {
	m.Keys = nil
	for _, e := range epochs {
		bound, err := m.bound(e)
		if err != nil {
			return err
		}
		env, err := enclose(kek, keys[e], bound)
		if err != nil {
			return err
		}
		m.Keys = append(m.Keys, sealed{e, env})
	}
	return nil
}

// makeMasters makes the file of a new keyring with its first master key.
func makeMasters(by Params, kek []byte) (*masters, error) {
	m := &masters{Format: format, Keyring: id.New().Text("krg"), By: by}
	key := newKey()
	defer clear(key)
	return m, m.sealAll(kek, map[int64][]byte{1: key}, 1)
}

// write replaces the file: written aside, synced, renamed, the folder synced.
// The bytes of the one before are then overwritten; a kill in between leaves them
// under the name dying, and bury does it. at stands after each step, for tests.
func (m *masters) write(dir string, at func(point string) error) error {
	raw, err := m.bytes()
	if err != nil {
		return err
	}
	if err := bury(dir); err != nil {
		return err
	}
	path, fresh := filepath.Join(dir, MasterFile), filepath.Join(dir, aside)
	if err := writeSynced(fresh, raw); err != nil {
		return errs.Unavailable("vault.master.write").Because(err)
	}
	for _, step := range []func() error{
		func() error { return at("master aside") },
		func() error { return linkIfThere(path, filepath.Join(dir, dying)) },
		func() error { return at("master linked") },
		func() error { return os.Rename(fresh, path) },
		func() error { return at("master replaced") },
		func() error { return syncFolder(dir) },
	} {
		if err := step(); err != nil {
			return errs.Unavailable("vault.master.write").Because(err)
		}
	}
	return bury(dir)
}

func linkIfThere(from, to string) error {
	err := os.Link(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// undead reports whether a kill left a file of master keys that is not in use.
func undead(dir string) (bool, error) {
	for _, name := range []string{dying, aside} {
		_, err := os.Stat(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, unreadMaster(filepath.Join(dir, name), err)
		}
		if err == nil {
			return true, nil
		}
	}
	return false, nil
}

// bury overwrites and removes files of master keys that are not in use. One that
// is the file itself, since the kill came before the rename, only loses that name.
func bury(dir string) error {
	var found bool
	for _, name := range []string{dying, aside} {
		old := filepath.Join(dir, name)
		info, err := os.Stat(old)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = buryFile(dir, old, info)
		}
		if err != nil {
			return errs.Unavailable("vault.master.write").Because(err)
		}
		found = true
	}
	if !found {
		return nil
	}
	return syncFolder(dir)
}

func buryFile(dir, old string, info fs.FileInfo) error {
	now, err := os.Stat(filepath.Join(dir, MasterFile))
	if err != nil && filepath.Base(old) == dying {
		return err // it may be the only one left
	}
	if err != nil || !os.SameFile(info, now) {
		if err := overwrite(old, info.Size()); err != nil {
			return err
		}
	}
	return os.Remove(old)
}

// overwrite writes zeros over a file in place.
func overwrite(path string, size int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, size))
	return errors.Join(err, f.Sync(), f.Close())
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
