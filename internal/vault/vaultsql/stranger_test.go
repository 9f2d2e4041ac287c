package vaultsql_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"hoso/internal/id"
	"hoso/internal/vault"
)

// stranger opens what stands on disk by what doc.go says of the formats and the
// standard library alone. It shows that the formats are as written there, and
// tries keys as somebody would who has stolen copies.
type stranger struct {
	keyring string
	masters map[int64][]byte
}

// steal reads the master keys of a folder, with its key file.
func steal(t *testing.T, keys string) *stranger {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(keys, vault.MasterFile))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Keyring string
		By      struct {
			Provider string `json:"provider"`
			File     string `json:"file"`
		}
		Keys []struct {
			Epoch int64
			Key   []byte
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(keys, file.By.File))
	if err != nil {
		t.Fatal(err)
	}
	kek, err := hkdf.Key(sha256.New, raw, nil, "hoso/key-file/v1", 32)
	if err != nil {
		t.Fatal(err)
	}
	by, err := json.Marshal(file.By) // compact
	if err != nil {
		t.Fatal(err)
	}
	s := &stranger{file.Keyring, map[int64][]byte{}}
	for _, k := range file.Keys {
		key, err := reveal(kek, k.Key, "master", []byte(file.Keyring), by, long(k.Epoch))
		if err != nil {
			t.Fatal(err)
		}
		s.masters[k.Epoch] = key
	}
	return s
}

// open tries every master key that was stolen on a person's wrapped key.
func (s *stranger) open(k vault.PersonKey) ([]byte, error) {
	for _, master := range s.masters {
		for epoch := int64(1); epoch < 20; epoch++ { // whatever it claims to be of
			if key, err := reveal(master, k.Wrapped, "person-key", []byte(s.keyring), k.Person[:], long(epoch)); err == nil {
				return key, nil
			}
		}
	}
	return nil, errors.New("no key opens it")
}

// field opens a sealed field with a person's key.
func field(key []byte, person id.ID, sealed []byte) ([]byte, error) {
	return reveal(key, sealed, "field", []byte(place.Table), []byte(place.Column), place.Row[:], person[:], long(place.Version))
}

func long(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func reveal(key, sealed []byte, what string, parts ...[]byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	bound := []byte("hoso/" + what + "\n\x01")
	for _, p := range parts {
		bound = append(binary.BigEndian.AppendUint32(bound, uint32(len(p))), p...)
	}
	if len(sealed) < 13 || sealed[0] != 1 {
		return nil, errors.New("another format")
	}
	return aead.Open(nil, sealed[1:13], sealed[13:], bound)
}

// dump gives every key that a store has.
func dump(t *testing.T, s vault.Keys) (keys []vault.PersonKey) {
	t.Helper()
	err := s.Dump(ctx, func(r vault.Record) error {
		if r.Key != nil {
			keys = append(keys, *r.Key)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestFormats: what is on disk is what doc.go says.
func TestFormats(t *testing.T) {
	engines(t, func(t *testing.T, r *ring) {
		k := r.open(t)
		p := people(t, k, 1)[0]
		sealed := seal(t, k, p, "079090000001")
		key, err := steal(t, r.keys()).open(dump(t, r.store(t, nil))[0])
		if err != nil {
			t.Fatal(err)
		}
		plain, err := field(key, p, sealed)
		if err != nil || len(plain) != 32 || string(plain[:13]) != "079090000001\x80" {
			t.Errorf("%q, %v", plain, err)
		}
	})
}
