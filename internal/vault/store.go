package vault

import (
	"context"
	"errors"

	"hoso/internal/clock"
	"hoso/internal/id"
)

// Keys is the store of the keyring: a database of its own, apart from the data
// (package vaultsql). What a method has written is on disk when it returns.
type Keys interface {
	// State gives where the keyring stands, or ErrNoKeyring when none was made.
	State(ctx context.Context) (State, error)
	// Make makes the keyring's one state and its secret. A keyring that is there
	// is left alone.
	Make(ctx context.Context, s State, secret Secret) error
	// Ensure writes a person's key if there is none, and gives what stands. Of
	// several at once one wins. ErrErased for a person with a tombstone, ErrEpoch
	// when the keyring's epoch is not the key's.
	Ensure(ctx context.Context, k PersonKey) (PersonKey, error)
	// Find gives the keys of those persons who have one.
	Find(ctx context.Context, persons []id.ID) ([]PersonKey, error)
	// Tombstone gives when a person's key was erased and in which epoch: ok is
	// false when it was not.
	Tombstone(ctx context.Context, person id.ID) (t Tombstone, ok bool, err error)
	// Old gives up to limit keys and all secrets of epochs before one, and how
	// many keys there are of those.
	Old(ctx context.Context, before int64, limit int) (Old, error)
	// Rewrap replaces what Old gave, where it still stands, by the same keys in
	// new envelopes, in one transaction.
	Rewrap(ctx context.Context, from, to Old) error
	// Move changes the state by fn, in one transaction.
	Move(ctx context.Context, fn func(*State)) error
	// Erase deletes persons' keys, leaves their tombstones and wants an epoch
	// after the present one, in one transaction.
	Erase(ctx context.Context, persons []id.ID, at clock.Micros) error
	// Scour makes sure that no deleted byte stands in the store's files.
	Scour(ctx context.Context) error
	// Dump gives one consistent state of everything, in the order state, secret,
	// tombstones, keys. Fill adds what is missing and replaces nothing, save that a
	// tombstone takes the key away; keys of persons with one are left out.
	Dump(ctx context.Context, fn func(Record) error) error
	Fill(ctx context.Context, list []Record) error
}

// What a store says.
var (
	ErrNoKeyring = errors.New("vault: there is no keyring")
	ErrErased    = errors.New("vault: the person's key was erased")
	ErrEpoch     = errors.New("vault: another epoch")
)

// State is where a keyring stands. Epochs count the master keys from 1.
type State struct {
	Keyring string       // its id, as in the file of the master keys
	Epoch   int64        // new keys are wrapped in it
	Mark    []byte       // 16 bytes that tell the master key of Epoch from any other
	Wanted  int64        // more than Epoch when a rotation was asked for
	Scoured int64        // the epoch in which leftovers were last removed
	Bundled int64        // the epoch of the newest bundle, 0 for none
	Bundle  BundlePlace  // where it is, and whom it is for
	At      clock.Micros // when it was made
}

// BundlePlace says how a bundle can be made again without asking anybody: empty
// when it was made with a passphrase.
type BundlePlace struct{ File, Recipient string }

// PersonKey is a person's key in its envelope under the master key of an epoch.
type PersonKey struct {
	Person  id.ID
	Epoch   int64
	Wrapped []byte // 61 bytes
	At      clock.Micros
}

// Secret is what blind indexes are made with, in its envelope.
type Secret struct {
	Epoch   int64
	Wrapped []byte
}

// Old are envelopes of epochs that end. Secret is nil when it is of none.
type Old struct {
	Keys   []PersonKey
	Secret *Secret
	Left   int64
}

// Tombstone stands where a key was. Epoch is the last one in which an envelope
// of that key may have been written anywhere.
type Tombstone struct {
	Person id.ID
	Epoch  int64
	At     clock.Micros
}

// Record is one row of the keyring; exactly one field is set.
type Record struct {
	State     *State
	Secret    *Secret
	Key       *PersonKey
	Tombstone *Tombstone
}
