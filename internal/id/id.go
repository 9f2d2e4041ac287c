// Package id makes the random names of things. An id is 16 random bytes, in a
// store BLOB or bytea, outside 26 characters of lower-case base32 after a
// prefix that says what kind of thing it names ("unt_..."). It carries no time
// and no order, so that it reveals nothing about its neighbours (SECURITY T28).
package id

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"hoso/internal/errs"
)

// ID is 16 random bytes. The zero ID names nothing.
type ID [16]byte

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// New makes a random id. It panics when the system has no randomness.
func New() ID {
	var i ID
	if _, err := rand.Read(i[:]); err != nil {
		panic("id: no randomness: " + err.Error())
	}
	return i
}

// Of gives the id of what a command with an idempotency key makes: the same
// each time the command is sent, so that its answer names what stands. what
// tells several things of one command apart. Without a key it is random.
func Of(key [16]byte, what string) ID {
	if key == [16]byte{} {
		return New()
	}
	sum := sha256.Sum256(append(append([]byte("hoso/id/v1\n"), key[:]...), what...))
	return ID(sum[:16])
}

// IsZero reports whether i names nothing.
func (i ID) IsZero() bool { return i == ID{} }

// Bytes gives the 16 bytes, in a new slice.
func (i ID) Bytes() []byte { return bytes.Clone(i[:]) }

// Compare orders ids by their bytes.
func (i ID) Compare(j ID) int { return bytes.Compare(i[:], j[:]) }

// Text gives the outside form "prefix_26characters".
func (i ID) Text(prefix string) string { return prefix + "_" + i.String() }

// String gives the 26 characters without a prefix.
func (i ID) String() string { return encoding.EncodeToString(i[:]) }

// Parse reads the outside form with the expected prefix. What it refuses is
// NotFound, code "id.unknown": a malformed id and an absent one are one case.
func Parse(prefix, s string) (ID, error) {
	rest, ok := strings.CutPrefix(s, prefix+"_")
	if !ok {
		return ID{}, errs.NotFound("id.unknown")
	}
	return parse(rest)
}

// ParseAny reads the outside form with any prefix, or none.
func ParseAny(s string) (ID, error) {
	return parse(s[strings.LastIndexByte(s, '_')+1:])
}

func parse(s string) (ID, error) {
	var i ID
	raw, err := encoding.DecodeString(s)
	if err != nil || len(raw) != len(i) || encoding.EncodeToString(raw) != s {
		return ID{}, errs.NotFound("id.unknown")
	}
	copy(i[:], raw)
	return i, nil
}

// FromBytes reads 16 bytes as stored; any other length is an error.
func FromBytes(b []byte) (ID, error) {
	var i ID
	if len(b) != len(i) {
		return ID{}, fmt.Errorf("id: %d bytes, want 16", len(b))
	}
	copy(i[:], b)
	return i, nil
}

// Scan reads a stored id: 16 bytes, or NULL for the zero ID.
func (i *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = ID{}
		return nil
	case []byte:
		got, err := FromBytes(v)
		*i = got
		return err
	}
	return fmt.Errorf("id: cannot read %T", src)
}
