package vault

import (
	"context"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// Where is the place of a sealed field. A ciphertext opens there and nowhere
// else: not in another row or column, not in another version of its row.
type Where struct {
	Table, Column string
	Row           id.ID
	Version       int64
}

func (w Where) bound(person id.ID) []byte {
	return bind("field", []byte(w.Table), []byte(w.Column), w.Row[:], person[:], number(w.Version))
}

// step is what lengths of sealed fields are rounded up to.
const step = 32

// Seal encrypts a field of a row about a person, who must have a key. The length
// of what is sealed shows in steps of 32 bytes. Sealing twice gives two
// ciphertexts. Errors: Unavailable "vault.key.absent" (EnsureKey was not called),
// Conflict "vault.person.erased", Unavailable.
func (k *Keyring) Seal(ctx context.Context, person id.ID, w Where, plain []byte) ([]byte, error) {
	key, err := k.key(ctx, person)
	if err != nil {
		return nil, err
	}
	defer clear(key[:])
	padded := pad(plain)
	defer clear(padded)
	return enclose(key[:], padded, w.bound(person))
}

// Open decrypts a field. Errors: Internal "vault.field.damaged" for what was
// altered or was not sealed there, and those of Seal.
func (k *Keyring) Open(ctx context.Context, person id.ID, w Where, sealed []byte) ([]byte, error) {
	key, err := k.key(ctx, person)
	if err != nil {
		return nil, err
	}
	defer clear(key[:])
	padded, err := disclose(key[:], sealed, w.bound(person))
	if err == nil {
		if plain, ok := unpad(padded); ok {
			return plain, nil
		}
		err = errForged
	}
	return nil, errs.Internal("vault.field.damaged", errs.Str("table", w.Table), errs.Str("row", w.Row.String()), errs.Str("column", w.Column)).Because(err)
}

// pad adds a byte 0x80 and zeros up to a whole number of steps (ISO/IEC 7816-4).
func pad(plain []byte) []byte {
	padded := make([]byte, (len(plain)/step+1)*step)
	padded[copy(padded, plain)] = 0x80
	return padded
}

func unpad(padded []byte) ([]byte, bool) {
	for i := len(padded) - 1; i >= 0; i-- {
		switch padded[i] {
		case 0:
		case 0x80:
			return padded[:i], true
		default:
			return nil, false
		}
	}
	return nil, false
}
