package vault

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"filippo.io/age"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// BundleKey says for whom a bundle is encrypted, or who opens it.
type BundleKey struct {
	Passphrase []byte // for both
	Recipient  string // "age1...", for making one
	Identities []byte // lines "AGE-SECRET-KEY-...", for opening one
}

// maxWork bounds the scrypt of a bundle that is opened: 2^20, some seconds and 1 GiB.
const maxWork = 20

func (b BundleKey) recipient() (age.Recipient, error) {
	if b.Recipient == "" {
		return age.NewScryptRecipient(string(b.Passphrase))
	}
	list, err := age.ParseRecipients(strings.NewReader(b.Recipient))
	if err != nil || len(list) != 1 {
		return nil, errs.Invalid("vault.bundle.recipient", errs.Str("recipient", b.Recipient)).Because(err)
	}
	return list[0], nil
}

func (b BundleKey) identities() ([]age.Identity, error) {
	if len(b.Identities) > 0 {
		list, err := age.ParseIdentities(strings.NewReader(string(b.Identities)))
		if err != nil {
			return nil, errs.Invalid("vault.bundle.identity").Because(err)
		}
		return list, nil
	}
	i, err := age.NewScryptIdentity(string(b.Passphrase))
	if err != nil {
		return nil, errs.Invalid("vault.bundle.identity").Because(err)
	}
	i.SetMaxWorkFactor(maxWork)
	return []age.Identity{i}, nil
}

// Bundle writes the keyring's one backup and replaces the one before: every
// wrapped key and every tombstone, encrypted for somebody. The master keys are
// not in it. Made for a recipient it is made again by itself when a rotation
// demands it; with a passphrase somebody must. Errors: Conflict
// "vault.rotation.open" before a rotation is finished, Invalid
// "vault.passphrase.short", "vault.bundle.recipient", Unavailable "vault.bundle.write".
func (k *Keyring) Bundle(ctx context.Context, file string, to BundleKey) error {
	k.turning.Lock()
	defer k.turning.Unlock()
	return k.bundle(ctx, file, to)
}

// Renew makes the bundle anew, in its place, when it is older than an age, so that
// persons who came since are in it, too. It does nothing for a keyring whose bundle
// was made with a passphrase, whose rotation is open, or whose medium is not there.
// Errors: those of Bundle.
func (k *Keyring) Renew(ctx context.Context, age time.Duration) error {
	k.turning.Lock()
	defer k.turning.Unlock()
	s, err := k.Status(ctx)
	if err != nil || s.Next != StepNone || s.Bundle.Recipient == "" {
		return err
	}
	info, err := os.Stat(s.Bundle.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || k.cfg.Clock.Now().Time().Sub(info.ModTime()) < age {
		return err
	}
	return k.bundle(ctx, s.Bundle.File, BundleKey{Recipient: s.Bundle.Recipient})
}

func (k *Keyring) bundle(ctx context.Context, file string, to BundleKey) error {
	if to.Recipient == "" && utf8.RuneCount(to.Passphrase) < MinPassphrase {
		return errs.Invalid("vault.passphrase.short", errs.Int("least", MinPassphrase))
	}
	if s, err := k.Status(ctx); err != nil {
		return err
	} else if s.Next != StepNone && s.Next != StepBundle {
		return errs.Conflict("vault.rotation.open", errs.Str("step", string(s.Next)))
	}
	recipient, err := to.recipient()
	if err != nil {
		return err
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	state, err := k.writeBundle(ctx, path, recipient)
	if err != nil {
		return errs.Unavailable("vault.bundle.write", errs.Str("file", path)).Because(err)
	}
	if err := k.cfg.at("bundle written"); err != nil {
		return err
	}
	return k.cfg.Keys.Move(ctx, func(s *State) {
		s.Bundled, s.Bundle = state.Epoch, BundlePlace{path, to.Recipient}
	})
}

// writeBundle writes aside, syncs and renames, and gives the state that is in it.
func (k *Keyring) writeBundle(ctx context.Context, path string, to age.Recipient) (State, error) {
	aside := path + ".new"
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return State{}, err
	}
	state, err := k.dumpTo(ctx, f, to)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(aside, path)
	}
	if err != nil {
		_ = os.Remove(aside) // half a bundle helps nobody
		return State{}, err
	}
	return state, syncFolder(filepath.Dir(path))
}

func (k *Keyring) dumpTo(ctx context.Context, w io.Writer, to age.Recipient) (state State, err error) {
	out := bufio.NewWriterSize(w, 1<<16)
	sealing, err := age.Encrypt(out, to)
	if err != nil {
		return state, err
	}
	records := newRecordWriter(sealing)
	err = k.cfg.Keys.Dump(ctx, func(r Record) error {
		if r.State != nil {
			state = *r.State
		}
		return records.put(r)
	})
	if err == nil {
		err = records.end()
	}
	return state, errors.Join(err, sealing.Close(), out.Flush())
}

// RestoreBundle puts what a bundle has into the store of the keyring: what is
// missing there, and what does not open. A person whose key was erased
// stays erased. The file of the master keys must be there; the store may be
// empty. The bundle is read to its end before anything is written. It can be
// repeated. Errors: Invalid "vault.bundle.damaged" (not this passphrase or
// identity, or altered), Conflict "vault.bundle.old" (its master key was
// destroyed), "vault.keyring.other", and those of OpenKeyring.
func RestoreBundle(ctx context.Context, cfg Config, file string, by BundleKey) error {
	k, err := unlock(cfg)
	if err != nil {
		return err
	}
	defer k.Close()
	state, secret, err := k.proveBundle(file, by)
	if err != nil {
		return err
	}
	switch _, err := k.cfg.Keys.State(ctx); {
	case errors.Is(err, ErrNoKeyring):
		state.Bundled = state.Epoch
		if err := k.cfg.Keys.Make(ctx, state, secret); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if _, err := k.state(ctx); err != nil {
			return err
		}
	}
	if err := k.fill(ctx, file, by); err != nil {
		return err
	}
	return k.cfg.Keys.Move(ctx, func(s *State) {
		if state.Epoch > s.Epoch {
			s.Epoch, s.Mark, s.Wanted = state.Epoch, state.Mark, max(s.Wanted, state.Epoch)
		}
	})
}

// proveBundle reads a bundle to its end and opens every key in it.
func (k *Keyring) proveBundle(file string, by BundleKey) (state State, secret Secret, err error) {
	err = readBundle(file, by, func(r Record) error {
		var err error
		switch {
		case r.State != nil && r.State.Keyring != k.id:
			return errs.Conflict("vault.keyring.other")
		case r.State != nil:
			state = *r.State
			err = isNewest(state, k.masters)
		case r.Secret != nil:
			secret = *r.Secret
			_, err = k.openSecret(secret)
		case r.Key != nil:
			var key []byte
			key, err = k.unwrap(*r.Key)
			clear(key)
		}
		if e := errs.Of(err); e != nil && e.Code == "vault.master.behind" {
			return errs.Conflict("vault.bundle.old").Because(err)
		}
		return err
	})
	if err == nil && (state.Keyring == "" || secret.Wrapped == nil) {
		err = errs.Invalid("vault.bundle.damaged")
	}
	return state, secret, err
}

func (k *Keyring) fill(ctx context.Context, file string, by BundleKey) error {
	var batch []Record
	flush := func() error {
		err := k.fillBatch(ctx, batch)
		batch = batch[:0]
		if err != nil {
			return err
		}
		return k.cfg.at("after fill")
	}
	err := readBundle(file, by, func(r Record) error {
		if r.State != nil {
			return nil
		}
		if batch = append(batch, r); len(batch) < k.cfg.batch() {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	return err
}

// fillBatch adds what is missing and mends what does not open.
func (k *Keyring) fillBatch(ctx context.Context, batch []Record) error {
	if err := k.cfg.Keys.Fill(ctx, batch); err != nil {
		return err
	}
	here := map[id.ID]PersonKey{}
	var persons []id.ID
	var from, to Old
	for _, r := range batch {
		switch {
		case r.Key != nil:
			here[r.Key.Person] = *r.Key
			persons = append(persons, r.Key.Person)
		case r.Secret != nil:
			stands, err := k.standingSecret(ctx)
			if err != nil {
				return err
			}
			if _, err := k.openSecret(stands); err != nil {
				from.Secret, to.Secret = &stands, r.Secret
			}
		}
	}
	stand, err := k.cfg.Keys.Find(ctx, persons)
	if err != nil {
		return err
	}
	for _, p := range stand {
		key, err := k.unwrap(p)
		clear(key)
		if err != nil {
			from.Keys, to.Keys = append(from.Keys, p), append(to.Keys, here[p.Person])
		}
	}
	if len(from.Keys) == 0 && from.Secret == nil {
		return nil
	}
	return k.cfg.Keys.Rewrap(ctx, from, to)
}

// readBundle gives the records of a bundle: Invalid "vault.bundle.damaged".
func readBundle(file string, by BundleKey, fn func(Record) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	ids, err := by.identities()
	if err != nil {
		return err
	}
	plain, err := age.Decrypt(bufio.NewReaderSize(f, 1<<16), ids...)
	if err != nil {
		return errs.Invalid("vault.bundle.damaged").Because(err)
	}
	return readRecords(plain, fn)
}
