package vault

import (
	"context"
	"io"

	"hoso/internal/id"
)

// PersonBlobs are the blobs about one person: in the same folder as all others,
// their keys wrapped by the person's.
type PersonBlobs struct {
	store  *Store
	keys   *Keyring
	person id.ID
}

// Of gives the blobs about a person, who must have a key.
func (s *Store) Of(k *Keyring, person id.ID) PersonBlobs { return PersonBlobs{s, k, person} }

// Put is Store.Put for a blob about the person. Errors: also those of Keyring.Seal.
func (p PersonBlobs) Put(ctx context.Context, r io.Reader) (Blob, error) {
	own, err := p.keys.key(ctx, p.person)
	if err != nil {
		return Blob{}, err
	}
	defer clear(own[:])
	return p.store.put(ctx, r, func(key []byte, name string) ([]byte, error) { return enclose(own[:], key, p.bound(name)) })
}

// Open is Store.Open for a blob about the person; one that is about somebody else
// is "vault.blob.damaged". Errors: also those of Keyring.Open.
func (p PersonBlobs) Open(ctx context.Context, b Blob) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	own, err := p.keys.key(ctx, p.person)
	if err != nil {
		return nil, err
	}
	defer clear(own[:])
	key, err := disclose(own[:], b.WrappedKey, p.bound(b.Name))
	if err != nil {
		return nil, damagedBlob(b).Because(err)
	}
	return p.store.open(b, key)
}

func (p PersonBlobs) bound(name string) []byte { return bind("blob-key", p.person[:], []byte(name)) }
