package ledger

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is the signed statement "this log, of this origin, had this size
// and this root", a C2SP tlog-checkpoint.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
}

// text is the signed body: origin, size and root, each on a line.
func (c Checkpoint) text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign gives the signed note of a checkpoint.
func (c Checkpoint) Sign(s note.Signer) ([]byte, error) {
	if s.Name() != c.Origin {
		return nil, fmt.Errorf("ledger: key %s does not sign for %s", s.Name(), c.Origin)
	}
	return note.Sign(&note.Note{Text: c.text()}, s)
}

// OpenCheckpoint verifies a signed note and reads it. Further signatures, of
// witnesses, are allowed and not checked here; extension lines are refused, and
// so is a second spelling of a signature in base64.
func OpenCheckpoint(signed []byte, v note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint: %w", err)
	}
	for _, s := range slices.Concat(n.Sigs, n.UnverifiedSigs) {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return Checkpoint{}, fmt.Errorf("ledger: checkpoint: signature of %s: %w", s.Name, err)
		}
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != v.Name() {
		err = fmt.Errorf("ledger: checkpoint of %s, want %s", c.Origin, v.Name())
	}
	return c, err
}

// CheckForm reports whether a file has the form of a signed checkpoint, whoever
// signed it and whatever it says.
func CheckForm(signed []byte) error {
	_, err := note.Open(signed, note.VerifierList())
	var unverified *note.UnverifiedNoteError
	if !errors.As(err, &unverified) {
		return fmt.Errorf("ledger: checkpoint: %w", err)
	}
	_, err = parseCheckpoint(unverified.Note.Text)
	return err
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint of %d lines", len(lines)-1)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint size %q", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint root %q", lines[2])
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if c.text() != text {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint is not in canonical form")
	}
	return c, nil
}

// GenerateKey makes a log's key pair in the note format: the secret signer and
// the public verifier, named by the origin.
func GenerateKey(origin string) (skey, vkey string, err error) {
	return note.GenerateKey(rand.Reader, origin)
}
