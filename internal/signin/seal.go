package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"hoso/internal/id"
)

// Keys are what the folder's key file gives: one key to seal with, one to count
// under. Neither is in the database.
type Keys struct {
	aead cipher.AEAD
	mac  []byte
}

// NewKeys derives the keys from the 32 bytes of the folder's file.
func NewKeys(secret []byte) (*Keys, error) {
	block, err := aes.NewCipher(derive(secret, "hoso/signin/seal/v1"))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Keys{aead, derive(secret, "hoso/signin/mac/v1")}, err
}

func derive(secret []byte, what string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(what))
	return m.Sum(nil)
}

// MAC gives the key under which something is counted, and names nobody.
func (k *Keys) MAC(what string, parts ...string) []byte {
	m := hmac.New(sha256.New, k.mac)
	m.Write([]byte(what))
	for _, p := range parts {
		m.Write([]byte{0})
		m.Write([]byte(p))
	}
	return m.Sum(nil)
}

var errSealed = errors.New("signin: what was sealed does not open")

// Seal encrypts for one use and one id, so that it opens nowhere else.
func (k *Keys) Seal(what string, of id.ID, plain []byte) []byte {
	nonce := make([]byte, k.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	return k.aead.Seal(nonce, nonce, plain, append([]byte(what+"\n"), of[:]...))
}

// Open decrypts what Seal gave.
func (k *Keys) Open(what string, of id.ID, sealed []byte) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	plain, err := k.aead.Open(nil, sealed[:n], sealed[n:], append([]byte(what+"\n"), of[:]...))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}
