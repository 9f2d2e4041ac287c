package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"

	"hoso/internal/clock"
)

// A one-time code has 24 characters of 5 random bits each: 120 bits, above the
// 112 of ASVS 6.5.2, so that a plain SHA-256 of it may be kept. Its alphabet has
// no letters that look like a digit or like each other.
const (
	codeAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	codeLength   = 24
	codeGroup    = 4
)

// CodeLife is how long an enrolment code counts (SECURITY 6.4.1).
const CodeLife clock.Micros = 24 * 3600 * 1_000_000

// RecoveryCodes is how many recovery codes a person is given.
const RecoveryCodes = 10

// NewCode makes a code, in groups: "7K2M-9QXC-...".
func NewCode() string {
	raw := make([]byte, codeLength)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	var b strings.Builder
	for i, r := range raw {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeAlphabet[r&31])
	}
	return strings.ToUpper(b.String())
}

// HashCode gives what is kept of a code, as people type it: in any case, with any
// spaces or hyphens, O for 0 and I or L for 1. It is false for what is no code.
func HashCode(typed string) ([32]byte, bool) {
	var b strings.Builder
	for _, c := range strings.ToLower(typed) {
		switch c {
		case ' ', '-', '\t', '\n', '\r', '\u2013', '\u00a0':
			continue
		case 'o':
			c = '0'
		case 'i', 'l':
			c = '1'
		}
		if !strings.ContainsRune(codeAlphabet, c) || b.Len() >= codeLength {
			return [32]byte{}, false
		}
		b.WriteRune(c)
	}
	if b.Len() != codeLength {
		return [32]byte{}, false
	}
	return sha256.Sum256([]byte("hoso/code/v1\n" + b.String())), true
}
