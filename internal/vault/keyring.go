package vault

import (
	"cmp"
	"context"
	"crypto/hmac"
	"errors"
	"sync"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Config says which keyring to open.
type Config struct {
	Keys     Keys
	Dir      string   // the folder of the master keys
	Provider Provider // opens them
	Clock    clock.Clock
	// Batch is how many keys are written in one transaction of a rotation or a
	// restore; 0 is 500.
	Batch int
	// Fault, if set, stands before and after each step of a rotation and each
	// batch, for tests.
	Fault func(point string) error
}

func (c *Config) batch() int { return cmp.Or(c.Batch, 500) }

func (c *Config) at(point string) error {
	if c.Fault == nil {
		return nil
	}
	return c.Fault(point)
}

// Keyring seals and opens what is about persons, each under a key of their own.
// It is safe for concurrent use. Several processes may share its store; one
// folder at a time changes its master keys.
type Keyring struct {
	cfg Config
	id  string // never changes

	mu      sync.RWMutex
	kek     []byte           // what the provider gave; opens the file of the masters
	file    *masters         // as on disk
	masters map[int64][]byte // by epoch
	epoch   int64            // of the store, as last seen
	secret  []byte           // of the blind indexes
	closed  bool
	known   *cache

	turning sync.Mutex // one rotation at a time
}

// HasKeyring reports whether a folder of keys has a keyring's master keys.
func HasKeyring(dir string) (bool, error) {
	_, err := readMasters(dir)
	if e := errs.Of(err); e != nil && e.Code == "vault.master.missing" {
		return false, nil
	}
	return err == nil, err
}

// MakeKeyring makes a keyring: its master key, then its store; it goes on with a
// making that was stopped in between. Errors: as OpenKeyring.
func MakeKeyring(ctx context.Context, cfg Config) (*Keyring, error) {
	made, err := HasKeyring(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if !made {
		if err := makeFile(ctx, cfg); err != nil {
			return nil, err
		}
	}
	k, err := unlock(cfg)
	if err != nil {
		return nil, err
	}
	if err := k.begin(ctx); err != nil {
		k.Close()
		return nil, err
	}
	k.Close()
	return OpenKeyring(ctx, cfg)
}

// makeFile makes the file of the master keys, unless a store stands without one.
func makeFile(ctx context.Context, cfg Config) error {
	if _, err := cfg.Keys.State(ctx); !errors.Is(err, ErrNoKeyring) {
		if err == nil {
			_, err = readMasters(cfg.Dir)
		}
		return err
	}
	by, err := cfg.Provider.Params()
	if err != nil {
		return err
	}
	kek, err := cfg.Provider.Key(by)
	if err != nil {
		return err
	}
	defer clear(kek)
	m, err := makeMasters(by, kek)
	if err != nil {
		return err
	}
	return m.write(cfg.Dir, cfg.at)
}

// begin makes the store's state, with the secret of the blind indexes.
func (k *Keyring) begin(ctx context.Context) error {
	epoch := k.file.newest()
	if _, err := k.state(ctx); err == nil || epoch != 1 { // it stands, or it is lost and not new
		return err
	}
	secret := newKey()
	defer clear(secret)
	wrapped, err := enclose(k.masters[epoch], secret, k.ofSecret(epoch))
	if err != nil {
		return err
	}
	return k.cfg.Keys.Make(ctx, State{Keyring: k.id, Epoch: epoch, Mark: markOf(k.masters[epoch]), Wanted: epoch, Scoured: epoch,
		At: k.cfg.Clock.Now()}, Secret{epoch, wrapped})
}

// unlock opens the master keys alone.
func unlock(cfg Config) (*Keyring, error) {
	file, err := readMasters(cfg.Dir)
	if err != nil {
		return nil, err
	}
	kek, err := cfg.Provider.Key(file.By)
	if err != nil {
		return nil, err
	}
	k := &Keyring{cfg: cfg, id: file.Keyring, kek: kek, file: file, known: newCache(cfg.Clock)}
	if k.masters, err = file.open(kek); err != nil {
		clear(kek)
		return nil, err
	}
	return k, nil
}

// OpenKeyring opens a keyring that was made. Errors: Unavailable "vault.master.missing",
// ".damaged", "vault.keyring.missing" (the store is empty: restore the bundle),
// "vault.master.behind" (an older copy of the file of the master keys), Invalid
// "vault.master.refused" (not this passphrase, not this key file), Conflict
// "vault.keyring.other" (keys and store of two keyrings), and those of the provider.
func OpenKeyring(ctx context.Context, cfg Config) (*Keyring, error) {
	k, err := unlock(cfg)
	if err != nil {
		return nil, err
	}
	if err := k.attach(ctx); err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

// attach reads the store's state and secret.
func (k *Keyring) attach(ctx context.Context) error {
	s, err := k.state(ctx)
	if err != nil {
		return err
	}
	k.epoch = s.Epoch
	if err := isNewest(s, k.masters); err != nil {
		return err
	}
	return k.readSecret(ctx)
}

// isNewest refuses master keys without the one of the store's epoch, also where
// another folder began that epoch with a key of its own: Unavailable
// "vault.master.behind". What is wrapped by a wrong one nobody could open.
func isNewest(s State, keys map[int64][]byte) error {
	if key := keys[s.Epoch]; key == nil || !hmac.Equal(markOf(key), s.Mark) {
		return errs.Unavailable("vault.master.behind", errs.Int("epoch", int(s.Epoch)))
	}
	return nil
}

// state gives the store's state, of this keyring.
func (k *Keyring) state(ctx context.Context) (State, error) {
	s, err := k.cfg.Keys.State(ctx)
	switch {
	case errors.Is(err, ErrNoKeyring):
		return s, errs.Unavailable("vault.keyring.missing").Because(err)
	case err != nil:
		return s, err
	case s.Keyring != k.id:
		return s, errs.Conflict("vault.keyring.other")
	}
	return s, nil
}

// Close forgets every key. What is asked afterwards is Unavailable
// "vault.keyring.locked".
func (k *Keyring) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	clear(k.kek)
	clear(k.secret)
	for _, key := range k.masters {
		clear(key)
	}
	k.masters = nil
	k.known.drop()
}

// EnsureKey makes a person's key unless they have one. It is on disk when this
// returns; call it before the command that writes the first row which needs it.
// Errors: Conflict "vault.person.erased", Unavailable.
func (k *Keyring) EnsureKey(ctx context.Context, person id.ID) error {
	key, err := k.key(ctx, person)
	clear(key[:])
	if !isAbsent(err) {
		return err
	}
	for range 3 { // a rotation may begin in between
		if err = k.makeKey(ctx, person); !errors.Is(err, ErrEpoch) {
			break
		}
		if err := k.look(ctx); err != nil {
			return err
		}
	}
	return err
}

// isAbsent reports whether a person has no key yet.
func isAbsent(err error) bool { return err != nil && errs.Of(err).Code == "vault.key.absent" }

func (k *Keyring) makeKey(ctx context.Context, person id.ID) error {
	fresh := newKey()
	defer clear(fresh)
	p := PersonKey{Person: person, At: k.cfg.Clock.Now()}
	err := k.withNewest(func(epoch int64, master []byte) (err error) {
		p.Epoch = epoch
		p.Wrapped, err = enclose(master, fresh, k.ofPerson(person, epoch))
		return err
	})
	if err != nil {
		return err
	}
	stands, err := k.cfg.Keys.Ensure(ctx, p)
	if errors.Is(err, ErrErased) {
		return erased(person)
	}
	if err != nil {
		return err
	}
	return k.learn(stands)
}

// withNewest lets fn use the master key of the store's epoch.
func (k *Keyring) withNewest(fn func(epoch int64, master []byte) error) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.closed {
		return errs.Unavailable("vault.keyring.locked")
	}
	return fn(k.epoch, k.masters[k.epoch])
}

// Load brings the keys of many persons into memory with one question, before a
// list of them is opened. Persons without a key are left out.
func (k *Keyring) Load(ctx context.Context, persons ...id.ID) error {
	var ask []id.ID
	for _, p := range persons {
		if key, ok := k.known.get(p); ok {
			clear(key[:])
			continue
		}
		ask = append(ask, p)
	}
	if len(ask) == 0 {
		return nil
	}
	found, err := k.cfg.Keys.Find(ctx, ask)
	if err != nil {
		return err
	}
	for _, p := range found {
		if err := k.learn(p); err != nil && errs.Of(err).Code == "vault.master.behind" {
			if err := k.look(ctx); err != nil {
				return err
			}
			if err := k.learn(p); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
	}
	return nil
}

// key gives a copy of a person's key, to be cleared. Errors: Unavailable
// "vault.key.absent", "vault.key.damaged", Conflict "vault.person.erased".
func (k *Keyring) key(ctx context.Context, person id.ID) (key [keySize]byte, err error) {
	k.mu.RLock()
	closed := k.closed
	k.mu.RUnlock()
	if closed {
		return key, errs.Unavailable("vault.keyring.locked")
	}
	if key, ok := k.known.get(person); ok {
		return key, nil
	}
	if err := k.Load(ctx, person); err != nil {
		return key, err
	}
	if key, ok := k.known.get(person); ok {
		return key, nil
	}
	if _, gone, err := k.cfg.Keys.Tombstone(ctx, person); gone || err != nil {
		if err == nil {
			err = erased(person)
		}
		return key, err
	}
	return key, errs.Unavailable("vault.key.absent", errs.Str("person", person.Text("per")))
}

func erased(person id.ID) error {
	return errs.Conflict("vault.person.erased", errs.Str("person", person.Text("per")))
}

// learn unwraps a key and keeps it in memory.
func (k *Keyring) learn(p PersonKey) error {
	key, err := k.unwrap(p)
	if err != nil {
		return err
	}
	k.known.put(p.Person, key)
	clear(key)
	return nil
}

func (k *Keyring) unwrap(p PersonKey) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	switch master := k.masters[p.Epoch]; {
	case k.closed:
		return nil, errs.Unavailable("vault.keyring.locked")
	case master == nil:
		return nil, errs.Unavailable("vault.master.behind", errs.Int("epoch", int(p.Epoch)))
	default:
		key, err := disclose(master, p.Wrapped, k.ofPerson(p.Person, p.Epoch))
		if err == nil && len(key) != keySize {
			err = errForged
		}
		if err != nil {
			return nil, errs.Unavailable("vault.key.damaged", errs.Str("person", p.Person.Text("per"))).Because(err)
		}
		return key, nil
	}
}

// ofPerson is what a person's key belongs to.
func (k *Keyring) ofPerson(person id.ID, epoch int64) []byte {
	return bind("person-key", []byte(k.id), person[:], number(epoch))
}

func (k *Keyring) ofSecret(epoch int64) []byte {
	return bind("blind-secret", []byte(k.id), number(epoch))
}

// look reads the file of the master keys and the store's state again: somebody
// else may have begun an epoch.
func (k *Keyring) look(ctx context.Context) error {
	s, err := k.state(ctx)
	if err != nil {
		return err
	}
	file, err := readMasters(k.cfg.Dir)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return errs.Unavailable("vault.keyring.locked")
	}
	all, err := file.open(k.kek)
	if err != nil {
		return err
	}
	if err := isNewest(s, all); err != nil {
		return err
	}
	k.adopt(file, all)
	k.epoch = s.Epoch
	return nil
}

// adopt takes other master keys; the lock is held.
func (k *Keyring) adopt(file *masters, all map[int64][]byte) {
	for _, key := range k.masters {
		clear(key)
	}
	k.file, k.masters = file, all
}
