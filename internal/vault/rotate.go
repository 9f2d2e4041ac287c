package vault

import (
	"context"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// Step is what a rotation has to do next. It is read off what stands on disk, so
// that whoever goes on after a kill goes on at the right place.
type Step string

// The steps, in their order.
const (
	StepPrepare Step = "prepare" // write a new master key beside the old one
	StepSwitch  Step = "switch"  // wrap new keys by it
	StepRewrap  Step = "rewrap"  // wrap the others by it, in batches
	StepScour   Step = "scour"   // remove what the old envelopes left in the store's files
	StepDestroy Step = "destroy" // destroy the old master key, by which nothing is wrapped any more
	StepBundle  Step = "bundle"  // replace the bundle, which the new master key does not open
	StepNone    Step = ""
)

// Progress is told how many keys are wrapped anew, of how many; an error stops
// the work, which can be gone on with later. A job's report fits.
type Progress func(ctx context.Context, done, total int64) error

// Status is where a keyring stands.
type Status struct {
	State
	By   Params // how the master keys are opened
	Next Step   // StepNone when nothing is to be done
	Left int64  // keys that wait to be wrapped anew
}

// StatusOf reads where a keyring stands, without opening a key. Errors: as OpenKeyring.
func StatusOf(ctx context.Context, keys Keys, dir string) (Status, error) {
	file, err := readMasters(dir)
	if err != nil {
		return Status{}, err
	}
	k := &Keyring{cfg: Config{Keys: keys, Dir: dir}, id: file.Keyring}
	return k.status(ctx, file)
}

// Status is StatusOf this keyring.
func (k *Keyring) Status(ctx context.Context) (Status, error) {
	return StatusOf(ctx, k.cfg.Keys, k.cfg.Dir)
}

func (k *Keyring) status(ctx context.Context, file *masters) (Status, error) {
	s, err := k.state(ctx)
	if err != nil {
		return Status{}, err
	}
	old, err := k.cfg.Keys.Old(ctx, s.Epoch, 0)
	if err != nil {
		return Status{}, err
	}
	left, err := undead(k.cfg.Dir)
	return Status{State: s, By: file.By, Left: old.Left, Next: next(s, file, old, left)}, err
}

func next(s State, file *masters, old Old, undead bool) Step {
	switch {
	case file.newest() > s.Epoch:
		return StepSwitch
	case old.Left > 0 || old.Secret != nil:
		return StepRewrap
	case s.Scoured < s.Epoch:
		return StepScour
	case file.oldest() < s.Epoch || undead:
		return StepDestroy
	case s.Wanted > s.Epoch:
		return StepPrepare
	case s.Bundled > 0 && s.Bundled < s.Epoch:
		return StepBundle
	}
	return StepNone
}

// Rotate asks for a new master key unless one is asked for already. Advance does
// the work.
func (k *Keyring) Rotate(ctx context.Context) error {
	return k.cfg.Keys.Move(ctx, func(s *State) {
		s.Wanted = max(s.Wanted, s.Epoch+1)
	})
}

// Shred destroys persons' keys: from now on nobody opens what is about them
// here, and no key is ever made for them again. What copies of the keyring still
// hold is useless once Advance has done the rotation that this asks for. A person
// without a key gets a tombstone too.
func (k *Keyring) Shred(ctx context.Context, persons ...id.ID) error {
	if err := k.cfg.Keys.Erase(ctx, persons, k.cfg.Clock.Now()); err != nil {
		return err
	}
	for _, p := range persons {
		k.known.forget(p)
	}
	return nil
}

// Erasing says how far the destroying of a person's key is.
type Erasing struct {
	Tombstone
	Next Step // StepNone: done, in every copy that was replaced
}

// Erasing gives how far it is; ok is false for a person whose key was not destroyed.
func (k *Keyring) Erasing(ctx context.Context, person id.ID) (e Erasing, ok bool, err error) {
	t, ok, err := k.cfg.Keys.Tombstone(ctx, person)
	if err != nil || !ok {
		return Erasing{}, false, err
	}
	file, err := readMasters(k.cfg.Dir)
	if err != nil {
		return Erasing{}, false, err
	}
	s, err := k.status(ctx, file)
	if err != nil {
		return Erasing{}, false, err
	}
	e = Erasing{Tombstone: t, Next: s.Next}
	if file.oldest() > t.Epoch && s.Next != StepDestroy {
		e.Next = StepNone
		if s.Bundled > 0 && s.Bundled <= t.Epoch {
			e.Next = StepBundle
		}
	}
	return e, true, nil
}

// Advance goes on until nothing is to be done. It stops before StepBundle when
// the bundle was made with a passphrase, which somebody must give (Bundle); that
// is no error. One that was stopped, by an error or a kill, is gone on with by
// calling it again. Errors: Unavailable, those of Bundle.
func (k *Keyring) Advance(ctx context.Context, report Progress) error {
	k.turning.Lock()
	defer k.turning.Unlock()
	for {
		s, err := k.Status(ctx)
		if err != nil || s.Next == StepNone || s.Next == StepBundle && s.Bundle.Recipient == "" {
			return err
		}
		if err := k.isMine(s.State); err != nil {
			return err
		}
		if err := k.cfg.at("before " + string(s.Next)); err != nil {
			return err
		}
		if err := k.do(ctx, s, report); err != nil {
			return err
		}
		if err := k.cfg.at("after " + string(s.Next)); err != nil {
			return err
		}
	}
}

// isMine is isNewest for the master keys in memory.
func (k *Keyring) isMine(s State) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.closed {
		return errs.Unavailable("vault.keyring.locked")
	}
	return isNewest(s, k.masters)
}

func (k *Keyring) do(ctx context.Context, s Status, report Progress) error {
	switch s.Next {
	case StepPrepare:
		return k.prepare(s.Epoch)
	case StepSwitch:
		return k.turn(ctx, s.Epoch)
	case StepRewrap:
		return k.rewrap(ctx, s.Epoch, report)
	case StepScour:
		if err := k.cfg.Keys.Scour(ctx); err != nil {
			return errs.Unavailable("vault.keyring.busy").Because(err)
		}
		return k.cfg.Keys.Move(ctx, func(now *State) { now.Scoured = s.Epoch })
	case StepDestroy:
		return k.destroy(s.Epoch)
	case StepBundle:
		return k.bundle(ctx, s.Bundle.File, BundleKey{Recipient: s.Bundle.Recipient})
	}
	return nil
}

// prepare writes the next master key beside the present one.
func (k *Keyring) prepare(epoch int64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.masters[epoch] == nil {
		return errs.Unavailable("vault.master.behind", errs.Int("epoch", int(epoch)))
	}
	return k.rewrite(map[int64][]byte{epoch: k.masters[epoch], epoch + 1: newKey()}, epoch, epoch+1)
}

// rewrite replaces the file of the master keys and those in memory; the lock is
// held.
func (k *Keyring) rewrite(keys map[int64][]byte, epochs ...int64) error {
	if k.closed {
		return errs.Unavailable("vault.keyring.locked")
	}
	file := *k.file
	if err := file.sealAll(k.kek, keys, epochs...); err != nil {
		return err
	}
	if err := file.write(k.cfg.Dir, k.cfg.at); err != nil {
		return err
	}
	for e, key := range k.masters {
		if keys[e] == nil {
			clear(key)
		}
	}
	k.file, k.masters = &file, keys
	return nil
}

// turn lets new keys be wrapped by the newest master key. Where another folder
// began the epoch meanwhile, its key stays, and look says so.
func (k *Keyring) turn(ctx context.Context, from int64) error {
	k.mu.RLock()
	to := k.file.newest()
	var mark []byte
	if key := k.masters[to]; key != nil {
		mark = markOf(key)
	}
	k.mu.RUnlock()
	if mark == nil {
		return errs.Unavailable("vault.master.behind", errs.Int("epoch", int(to)))
	}
	err := k.cfg.Keys.Move(ctx, func(s *State) {
		if s.Epoch == from && to > from {
			s.Epoch, s.Mark, s.Wanted = to, mark, max(s.Wanted, to)
		}
	})
	if err != nil {
		return err
	}
	return k.look(ctx)
}

// rewrap wraps what is of older epochs by the master key of this one.
func (k *Keyring) rewrap(ctx context.Context, epoch int64, report Progress) error {
	var done int64
	for {
		old, err := k.cfg.Keys.Old(ctx, epoch, k.cfg.batch())
		if err != nil {
			return err
		}
		if len(old.Keys) == 0 && old.Secret == nil {
			return nil
		}
		fresh, err := k.wrapAnew(old, epoch)
		if err != nil {
			return err
		}
		if err := k.cfg.Keys.Rewrap(ctx, old, fresh); err != nil {
			return err
		}
		done += int64(len(old.Keys))
		if report != nil && len(old.Keys) > 0 {
			if err := report(ctx, done, done+old.Left-int64(len(old.Keys))); err != nil {
				return err
			}
		}
		if err := k.cfg.at("after batch"); err != nil {
			return err
		}
	}
}

// wrapAnew gives the same keys in envelopes of another epoch. One that does not
// open stops the rotation: the master key that may open it must not be destroyed.
func (k *Keyring) wrapAnew(old Old, epoch int64) (fresh Old, err error) {
	for _, p := range old.Keys {
		key, err := k.unwrap(p)
		if err != nil {
			return fresh, err
		}
		p.Epoch = epoch
		p.Wrapped, err = k.wrap(key, k.ofPerson(p.Person, epoch), epoch)
		clear(key)
		if err != nil {
			return fresh, err
		}
		fresh.Keys = append(fresh.Keys, p)
	}
	if old.Secret == nil {
		return fresh, nil
	}
	secret, err := k.openSecret(*old.Secret)
	if err != nil {
		return fresh, err
	}
	defer clear(secret)
	wrapped, err := k.wrap(secret, k.ofSecret(epoch), epoch)
	fresh.Secret = &Secret{epoch, wrapped}
	return fresh, err
}

func (k *Keyring) wrap(key, bound []byte, epoch int64) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.masters[epoch] == nil {
		return nil, errs.Unavailable("vault.master.behind", errs.Int("epoch", int(epoch)))
	}
	return enclose(k.masters[epoch], key, bound)
}

// destroy leaves only the master key of an epoch.
func (k *Keyring) destroy(epoch int64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.masters[epoch] == nil {
		return errs.Unavailable("vault.master.behind", errs.Int("epoch", int(epoch)))
	}
	return k.rewrite(map[int64][]byte{epoch: k.masters[epoch]}, epoch)
}

// ChangeProvider lets the master keys be opened by another provider, or by
// another passphrase. Copies of the file from before can still be opened the old
// way: only a rotation makes them useless, so it asks for one.
func (k *Keyring) ChangeProvider(ctx context.Context, p Provider) error {
	k.turning.Lock()
	defer k.turning.Unlock()
	by, err := p.Params()
	if err != nil {
		return err
	}
	kek, err := p.Key(by)
	if err != nil {
		return err
	}
	if err := k.takeProvider(by, kek); err != nil {
		return err
	}
	return k.Rotate(ctx)
}

func (k *Keyring) takeProvider(by Params, kek []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return errs.Unavailable("vault.keyring.locked")
	}
	file := *k.file
	file.By = by
	var epochs []int64
	for _, s := range k.file.Keys {
		epochs = append(epochs, s.Epoch)
	}
	if err := file.sealAll(kek, k.masters, epochs...); err != nil {
		return err
	}
	if err := file.write(k.cfg.Dir, k.cfg.at); err != nil {
		return err
	}
	clear(k.kek)
	k.file, k.kek = &file, kek
	return nil
}
