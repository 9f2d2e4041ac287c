package vault

import (
	"crypto/rand"
	"encoding/binary"
)

// format is the first byte of every envelope; another one is refused.
const format = 1

// envelopeSize is what an envelope is longer than what it holds.
const envelopeSize = 1 + nonceSize + tagSize

const nonceSize = 12

// enclose seals plain under key: the format, a random nonce of 96 bits, the
// ciphertext and its tag. bound is what it belongs to; it is not part of it. One
// key may seal 2^32 times before nonces might meet (SP 800-38D, 8.3).
func enclose(key, plain, bound []byte) ([]byte, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, 1+nonceSize, envelopeSize+len(plain))
	sealed[0] = format
	rand.Read(sealed[1:]) // never fails (crypto/rand)
	return aead.Seal(sealed, sealed[1:], plain, bound), nil
}

// disclose opens an envelope; errForged for one that is another's, cut, altered
// or of another format.
func disclose(key, sealed, bound []byte) ([]byte, error) {
	if len(sealed) < envelopeSize || sealed[0] != format {
		return nil, errForged
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], bound)
	if err != nil {
		return nil, errForged
	}
	return plain, nil
}

// bind makes associated data: what the envelope is, and each part after its
// length, so that no two lists of parts read alike.
func bind(what string, parts ...[]byte) []byte {
	bound := append([]byte("hoso/"), what...)
	bound = append(bound, '\n', format)
	for _, p := range parts {
		bound = binary.BigEndian.AppendUint32(bound, uint32(len(p)))
		bound = append(bound, p...)
	}
	return bound
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
