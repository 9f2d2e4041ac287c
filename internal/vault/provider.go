package vault

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"hoso/internal/clock"
	"hoso/internal/errs"
)

// Params says of a keyring how the key is had that opens its master keys. It
// holds no secret and stands in the clear in the file of the master keys.
type Params struct {
	Provider string  `json:"provider"` // "passphrase" or "file"
	File     string  `json:"file,omitempty"`
	Argon2id *Argon2 `json:"argon2id,omitempty"`
}

// Argon2 are the parameters of argon2id (RFC 9106), version 0x13.
type Argon2 struct {
	Time      uint32 `json:"time"`
	MemoryKiB uint32 `json:"memory_kib"`
	Threads   uint8  `json:"threads"`
	Salt      []byte `json:"salt"`
}

// The kinds of provider.
const (
	ByPassphrase = "passphrase"
	ByFile       = "file"
)

// Provider gives the key that opens the master keys. There are two: Passphrase
// and KeyFile.
type Provider interface {
	// Params makes the parameters of a keyring that is to be opened by this
	// provider from now on.
	Params() (Params, error)
	// Key gives 32 bytes under parameters that are stored. Errors: Invalid
	// "vault.provider.other" when they are of another provider, Unavailable
	// "vault.master.damaged" when they are out of bounds.
	Key(p Params) ([]byte, error)
}

// Passphrase is a provider: whoever knows the passphrase has the key.
type Passphrase struct {
	Secret []byte
	// Clock measures how long argon2id takes when parameters are made; nil takes
	// the least ones.
	Clock clock.Clock
}

// MinPassphrase is the number of characters that a new passphrase must have.
const MinPassphrase = 15

// Bounds of argon2id. Stored parameters out of them are refused before anything
// is computed: they decide how much memory and time whoever opens the folder
// gives. The least ones are the second choice of RFC 9106 section 4.
const (
	leastTime, mostTime     = 3, 10
	leastMemory, mostMemory = 64 << 10, 1 << 20 // KiB
	mostThreads             = 4
	saltSize                = 16
	calibrated              = 256 << 10 // KiB; more is never chosen by itself
	worthwhile              = 500_000   // microseconds that an opening may take
)

// CheckPassphrase checks a new passphrase: Invalid "vault.passphrase.short".
func CheckPassphrase(secret []byte) error {
	if utf8.RuneCount(secret) < MinPassphrase {
		return errs.Invalid("vault.passphrase.short", errs.Int("least", MinPassphrase))
	}
	return nil
}

// Params makes a salt and finds how much memory half a second is worth: Invalid
// "vault.passphrase.short".
func (p Passphrase) Params() (Params, error) {
	if err := CheckPassphrase(p.Secret); err != nil {
		return Params{}, err
	}
	a := Argon2{Time: leastTime, MemoryKiB: leastMemory, Threads: 1, Salt: make([]byte, saltSize)}
	rand.Read(a.Salt)
	for p.Clock != nil && a.MemoryKiB < calibrated {
		begin := p.Clock.Now()
		clear(a.derive(p.Secret))
		if p.Clock.Now()-begin > worthwhile/2 {
			break
		}
		a.MemoryKiB *= 2
	}
	return Params{Provider: ByPassphrase, Argon2id: &a}, nil
}

// Key derives the key.
func (p Passphrase) Key(s Params) ([]byte, error) {
	switch {
	case s.Provider != ByPassphrase:
		return nil, errs.Invalid("vault.provider.other", errs.Str("provider", s.Provider))
	case s.Argon2id == nil || !s.Argon2id.within():
		return nil, errs.Unavailable("vault.master.damaged", errs.Str("file", MasterFile))
	}
	return s.Argon2id.derive(p.Secret), nil
}

func (a *Argon2) within() bool {
	return a.Time >= leastTime && a.Time <= mostTime && a.MemoryKiB >= leastMemory && a.MemoryKiB <= mostMemory &&
		a.Threads >= 1 && a.Threads <= mostThreads && len(a.Salt) == saltSize
}

func (a *Argon2) derive(secret []byte) []byte {
	return argon2.IDKey(secret, a.Salt, a.Time, a.MemoryKiB, a.Threads, keySize)
}

// KeyFile is a provider: whoever can read a file of 32 random bytes has the key.
type KeyFile struct {
	// Dir is the folder of the keys; a relative File is looked for there.
	Dir string
	// File is a path, or "credential:NAME" for what systemd keeps in
	// $CREDENTIALS_DIRECTORY; "" means what the parameters say.
	File string
}

const credential = "credential:"

// IsCredential reports whether the name of a key file is that of a credential.
func IsCredential(file string) bool { return strings.HasPrefix(file, credential) }

// Params makes the file when it is absent (a credential is never made): Unavailable
// "vault.key.unusable".
func (f KeyFile) Params() (Params, error) {
	path := f.path(f.File)
	_, err := ownKey(path)
	if errors.Is(err, os.ErrNotExist) && !IsCredential(f.File) {
		err = makeKey(path)
	}
	if err != nil {
		return Params{}, unusable(f.File, err)
	}
	return Params{Provider: ByFile, File: f.File}, nil
}

// Key reads the file: Unavailable "vault.key.unusable" when it is absent, of
// another size or open to others.
func (f KeyFile) Key(s Params) ([]byte, error) {
	if s.Provider != ByFile {
		return nil, errs.Invalid("vault.provider.other", errs.Str("provider", s.Provider))
	}
	raw, err := ownKey(f.path(s.File))
	if err != nil {
		return nil, unusable(s.File, err)
	}
	defer clear(raw)
	return hkdf.Key(sha256.New, raw, nil, "hoso/key-file/v1", keySize)
}

func (f KeyFile) path(name string) string {
	if cred, ok := strings.CutPrefix(name, credential); ok {
		return filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), filepath.Base(cred))
	}
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(f.Dir, name)
}

func unusable(file string, err error) error {
	return errs.Unavailable("vault.key.unusable", errs.Str("file", file)).Because(err)
}
