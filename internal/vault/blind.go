package vault

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"hoso/internal/errs"
)

// Buckets is how many values a blind index has. Equal values have the same one;
// so have about one in Buckets of all others, which whoever looks something up
// opens and leaves out.
const Buckets = 1 << 16

// Blind gives the bucket of a value in the blind index of a field ("person.number"):
// HMAC-SHA-256 under a key of that field's own, cut to 16 bits. The value must be
// written in one way only (a personal number as vi.ReadNumber gives its Digits).
//
// What it tells whoever has the rows and not the keyring: that two rows of
// different buckets differ, and that two of one bucket are perhaps the same, the
// less surely the more rows there are (of 100,000 persons each bucket has one or
// two others, of 5 million some 76). It tells nothing about the value, and fields
// cannot be compared with each other.
func (k *Keyring) Blind(field, value string) (int64, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.closed {
		return 0, errs.Unavailable("vault.keyring.locked")
	}
	key, err := hkdf.Key(sha256.New, k.secret, nil, "hoso/blind/v1\n"+field, keySize)
	if err != nil {
		return 0, err
	}
	defer clear(key)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(value))
	return int64(binary.BigEndian.Uint16(mac.Sum(nil))), nil
}

// readSecret opens the secret of the blind indexes.
func (k *Keyring) readSecret(ctx context.Context) error {
	stands, err := k.standingSecret(ctx)
	if err != nil {
		return err
	}
	k.secret, err = k.openSecret(stands)
	return err
}

// standingSecret gives the store's secret: Unavailable "vault.keyring.missing".
func (k *Keyring) standingSecret(ctx context.Context) (Secret, error) {
	var secret *Secret
	err := k.cfg.Keys.Dump(ctx, func(r Record) error {
		secret = r.Secret
		if secret != nil {
			return errEnough
		}
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, errEnough):
		return Secret{}, err
	case secret == nil:
		return Secret{}, errs.Unavailable("vault.keyring.missing")
	}
	return *secret, nil
}

// errEnough ends a dump early.
var errEnough = errors.New("vault: enough")

// openSecret opens the secret: Unavailable "vault.key.damaged".
func (k *Keyring) openSecret(s Secret) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	master := k.masters[s.Epoch]
	if master == nil {
		return nil, errs.Unavailable("vault.master.behind", errs.Int("epoch", int(s.Epoch)))
	}
	plain, err := disclose(master, s.Wrapped, k.ofSecret(s.Epoch))
	if err != nil {
		return nil, errs.Unavailable("vault.key.damaged", errs.Str("person", "blind")).Because(err)
	}
	return plain, nil
}
