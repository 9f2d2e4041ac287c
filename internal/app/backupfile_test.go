package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/errs"
	"hoso/internal/ledger"
	"hoso/internal/vault"
)

const (
	partsFor = "age1hxf498r9jtkefcyn3wenz9898xjaja5xvhqrsct4vfkke277hyzs4hgpn7"
	partsBy  = "AGE-SECRET-KEY-1ZDC3WQYT4NMWVNC64NXKFFC9KRZNUW7GXGDV697KSEXYVJAMFV8SCXVT2P"
)

// smallBackup is a backup whose parts a test changes: whoever has a recipient can
// write one, so what is in it is compared with what the log's key signed.
type smallBackup struct {
	m      manifest
	parts  [][2]string // names and contents
	signed []byte      // "" for the right one
}

func nameOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func newSmallBackup() *smallBackup {
	first, second := nameOf("one"), nameOf("two")
	if first > second {
		first, second = second, first
	}
	contents := map[string]string{nameOf("one"): "one", nameOf("two"): "two"}
	return &smallBackup{
		m: manifest{Origin: "hoso.demo/x", Engine: "sqlite", Files: 2, Database: &part{4, nameOf("base")}, Blobs: &part{6, nameOf(first + "\n" + second + "\n")}},
		parts: [][2]string{{databasePart, "base"}, {blobPath(first), contents[first]},
			{blobPath(second), contents[second]}},
	}
}

func (s *smallBackup) write(t *testing.T, signer note.Signer) []byte {
	t.Helper()
	var file bytes.Buffer
	b, err := newBackupWriter(&file, []string{partsFor})
	if err != nil {
		t.Fatal(err)
	}
	head, err := json.Marshal(s.m)
	if err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(b.small(headPart, head))
	for _, p := range s.parts {
		check(b.small(p[0], []byte(p[1])))
	}
	if s.signed == nil {
		s.signed, err = s.m.sign(signer)
		check(err)
	}
	check(b.small(manifestPart, s.signed))
	check(b.close())
	return file.Bytes()
}

func logKeys(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	s, v, err := ledger.GenerateKey("hoso.demo/x")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(s)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(v)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

// TestBackupParts writes backups that are encrypted as they should be and lack a
// part, have one too many, another one, or another's signature: all are refused.
func TestBackupParts(t *testing.T) {
	signer, verifier := logKeys(t)
	stranger, _ := logKeys(t)
	foreign, err := ledger.Checkpoint{Origin: signer.Name()}.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*smallBackup){
		"":                       func(*smallBackup) {},
		"the database missing":   func(s *smallBackup) { s.parts = s.parts[1:] },
		"another database":       func(s *smallBackup) { s.parts[0][1] = "bass" },
		"a file missing":         func(s *smallBackup) { s.parts = s.parts[:2] },
		"a file changed":         func(s *smallBackup) { s.parts[1][1] = "six" },
		"a file exchanged":       func(s *smallBackup) { s.parts[1] = [2]string{blobPath(nameOf("six")), "six"} },
		"a file too many":        func(s *smallBackup) { s.parts = append(s.parts, s.parts[2]) },
		"a file out of the way":  func(s *smallBackup) { s.parts[2][0] = "blobs/../../" + nameOf("two") },
		"something else":         func(s *smallBackup) { s.parts = append(s.parts, [2]string{"hoso.toml", "addr = 1"}) },
		"another's signature":    func(s *smallBackup) { s.signed, err = s.m.sign(stranger) },
		"a checkpoint for it":    func(s *smallBackup) { s.signed = foreign },
		"a manifest that is cut": func(s *smallBackup) { s.signed = []byte("hoso/backup/v1\n{") },
		"a manifest without its parts": func(s *smallBackup) {
			m := s.m
			m.Blobs = nil
			s.signed, err = m.sign(signer)
		},
	} {
		s := newSmallBackup()
		change(s)
		if err != nil {
			t.Fatal(err)
		}
		_, _, got := readBackup(bytes.NewReader(s.write(t, signer)), vault.BundleKey{Identities: []byte(partsBy)}, verifier, backupSink{
			head:     func(manifest) error { return nil },
			database: func(r io.Reader) error { return nil },
			blob:     func(string, io.Reader) error { return nil },
		})
		if code := errs.Of(got); (got == nil) != (name == "") || got != nil && code.Code != "backup.damaged" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestPieces writes what has no known size and reads it back, at sizes around a
// piece.
func TestPieces(t *testing.T) {
	signer, verifier := logKeys(t)
	for _, size := range []int{1, dumpPiece - 1, dumpPiece, dumpPiece + 1, 3*dumpPiece + 7} {
		content := strings.Repeat("0123456789", size/10+1)[:size]
		var file bytes.Buffer
		b, err := newBackupWriter(&file, []string{partsFor})
		if err != nil {
			t.Fatal(err)
		}
		m := manifest{Database: &part{int64(size), nameOf(content)}, Blobs: &part{0, nameOf("")}}
		split := &pieces{to: b}
		signed, err := m.sign(signer)
		for _, step := range []func() error{
			func() error { return err },
			func() error { return b.small(headPart, []byte("{}")) },
			func() error { _, err := io.Copy(split, strings.NewReader(content)); return err },
			split.flush,
			func() error { return b.small(manifestPart, signed) },
			b.close,
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		var got bytes.Buffer
		_, _, err = readBackup(&file, vault.BundleKey{Identities: []byte(partsBy)}, verifier, backupSink{
			head:     func(manifest) error { return nil },
			database: func(r io.Reader) error { _, err := io.Copy(&got, r); return err },
		})
		if err != nil || got.String() != content {
			t.Errorf("%d bytes: %v, read %d", size, err, got.Len())
		}
	}
}
