package vault

import (
	"context"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// OpenToCheck opens a keyring of which single keys may be damaged, for Check and
// to open what is sealed. Errors: as OpenKeyring, save what concerns single keys.
func OpenToCheck(ctx context.Context, cfg Config) (*Keyring, error) {
	k, err := unlock(cfg)
	if err != nil {
		return nil, err
	}
	s, err := k.state(ctx)
	if err == nil {
		err = isNewest(s, k.masters)
	}
	if err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

// Check opens every wrapped key of the keyring and tells found of each that does
// not open, or that stands although it was erased; found gets the person, or the
// zero id for the secret of the blind indexes. It gives how many keys it opened.
func (k *Keyring) Check(ctx context.Context, found func(person id.ID, why string)) (int64, error) {
	var opened int64
	graves := map[id.ID]bool{}
	err := k.cfg.Keys.Dump(ctx, func(r Record) error {
		switch {
		case r.Secret != nil:
			secret, err := k.openSecret(*r.Secret)
			clear(secret)
			return tell(found, id.ID{}, err)
		case r.Tombstone != nil:
			graves[r.Tombstone.Person] = true
		case r.Key != nil:
			if graves[r.Key.Person] {
				found(r.Key.Person, "a key stands although it was erased")
			}
			opened++
			key, err := k.unwrap(*r.Key)
			clear(key)
			return tell(found, r.Key.Person, err)
		}
		return nil
	})
	return opened, err
}

// Standing is what a keyring has of a person.
type Standing string

// The standings.
const (
	KeyOpens   Standing = "opens"
	KeyDamaged Standing = "damaged" // there, and does not open
	KeyAbsent  Standing = "absent"  // none was made, or it is gone without a trace
	KeyErased  Standing = "erased"
)

// Standing says what the keyring has of a person. An error says that it could
// not be looked at.
func (k *Keyring) Standing(ctx context.Context, person id.ID) (Standing, error) {
	key, err := k.key(ctx, person)
	clear(key[:])
	if err == nil {
		return KeyOpens, nil
	}
	switch errs.Of(err).Code {
	case "vault.person.erased":
		return KeyErased, nil
	case "vault.key.absent":
		return KeyAbsent, nil
	case "vault.key.damaged", "vault.master.behind":
		return KeyDamaged, nil
	}
	return "", err
}

// tell tells of a key that is damaged or of no master key that exists; another
// error is given back.
func tell(found func(id.ID, string), person id.ID, err error) error {
	if err == nil {
		return nil
	}
	switch errs.Of(err).Code {
	case "vault.key.damaged":
		found(person, "the wrapped key does not open: it was altered, or is another's")
	case "vault.master.behind":
		found(person, "the wrapped key is of a master key that is not here")
	default:
		return err
	}
	return nil
}
