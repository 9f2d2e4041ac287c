package app

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/vault"
)

// A backup is a tar archive encrypted with age, so that who has the identity opens
// it without hoso, too:
//
//	head                 the manifest as far as it is known at the beginning
//	hoso.db              the database, when it is SQLite
//	hoso.dump/00000001   an archive of pg_dump, in pieces, when it is PostgreSQL
//	blobs/ab/abcd...     files as they are stored, encrypted, by their names
//	manifest             the whole manifest, signed with the log's key
//
// No key is in it: none of keys/, nor the keyring.
const (
	headPart     = "head"
	databasePart = "hoso.db"
	dumpPart     = "hoso.dump/"
	manifestPart = "manifest"
	blobsPart    = "blobs/"
)

// manifestLine begins what is signed of a backup: no checkpoint begins so.
const manifestLine = "hoso/backup/v1\n"

// dumpPiece is how much of a dump is held in memory.
const dumpPiece = 1 << 20

// manifest says what a backup is and what must be in it.
type manifest struct {
	Origin     string           `json:"origin"` // of the log
	Engine     string           `json:"engine"`
	Made       clock.Micros     `json:"made"`
	Schema     int              `json:"schema"` // migrations that the database had
	Size       int64            `json:"size"`   // of the log, signed or not
	Root       string           `json:"root"`
	Checkpoint string           `json:"checkpoint"` // the newest that was signed
	Rows       map[string]int64 `json:"rows"`       // of each table
	Files      int64            `json:"files"`
	Database   *part            `json:"database,omitempty"`
	Blobs      *part            `json:"blobs,omitempty"` // SHA256: of the names, in order, each of which is a digest
}

// part is what was written of one kind.
type part struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func (m *manifest) sign(signer note.Signer) ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: manifestLine + string(raw) + "\n"}, signer)
}

// digest names a manifest in the entry of its restoring.
func digestOf(signed []byte) [32]byte { return sha256.Sum256(signed) }

// openManifest reads what the log's key signed: Invalid "backup.damaged".
func openManifest(signed []byte, key note.Verifier) (m manifest, err error) {
	n, err := note.Open(signed, note.VerifierList(key))
	if err == nil {
		raw, ok := strings.CutPrefix(n.Text, manifestLine)
		if !ok {
			return m, damagedBackup(errors.New("no manifest of a backup"))
		}
		err = json.Unmarshal([]byte(raw), &m)
	}
	if err == nil && (m.Database == nil || m.Blobs == nil) {
		err = errors.New("a manifest without its parts")
	}
	return m, damagedBackup(err)
}

func damagedBackup(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return errs.Invalid("backup.damaged", errs.Str("why", err.Error())).Because(err)
}

// backupWriter writes the parts of a backup in their order.
type backupWriter struct {
	out     *bufio.Writer
	sealed  io.WriteCloser
	tar     *tar.Writer
	Written int64 // bytes of content
}

func newBackupWriter(w io.Writer, recipients []string) (*backupWriter, error) {
	b := &backupWriter{out: bufio.NewWriterSize(w, 1<<16)}
	var err error
	if b.sealed, err = vault.SealFor(b.out, recipients); err != nil {
		return nil, err
	}
	b.tar = tar.NewWriter(b.sealed)
	return b, nil
}

// begin begins a part of a known size.
func (b *backupWriter) begin(name string, size int64) error {
	return b.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, Format: tar.FormatPAX})
}

func (b *backupWriter) small(name string, data []byte) error {
	if err := b.begin(name, int64(len(data))); err != nil {
		return err
	}
	_, err := b.tar.Write(data)
	return err
}

// Write writes more of the part that was begun.
func (b *backupWriter) Write(p []byte) (int, error) {
	n, err := b.tar.Write(p)
	b.Written += int64(n)
	return n, err
}

func (b *backupWriter) close() error {
	return errors.Join(b.tar.Close(), b.sealed.Close(), b.out.Flush())
}

// pieces writes what has no known size as parts of dumpPiece bytes.
type pieces struct {
	to   *backupWriter
	held []byte
	n    int
}

// Write holds bytes until they make a piece.
func (p *pieces) Write(data []byte) (int, error) {
	for rest := data; len(rest) > 0; {
		n := min(len(rest), dumpPiece-len(p.held))
		p.held, rest = append(p.held, rest[:n]...), rest[n:]
		if len(p.held) == dumpPiece {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return len(data), nil
}

func (p *pieces) flush() error {
	if len(p.held) == 0 {
		return nil
	}
	p.n++
	err := p.to.begin(fmt.Sprintf("%s%08d", dumpPart, p.n), int64(len(p.held)))
	if err == nil {
		_, err = p.to.Write(p.held)
	}
	p.held = p.held[:0]
	return err
}

// backupSink takes what a backup has. database is to read its part to the end.
type backupSink struct {
	head     func(manifest) error
	database func(io.Reader) error
	blob     func(name string, r io.Reader) error
}

// backupReader reads the parts of a backup in their order.
type backupReader struct {
	plain    io.Reader
	tar      *tar.Reader
	at       *tar.Header // the part that comes next, nil after the last
	database *meter
	names    hash.Hash
	bytes    int64
	files    int64
}

// readBackup reads a backup to its end, compares it with its manifest and gives
// this as it was signed. What the sink got counts only then. Errors: Invalid
// "backup.damaged", and those of the sink.
func readBackup(file io.Reader, by vault.BundleKey, key note.Verifier, sink backupSink) (m manifest, signed []byte, err error) {
	plain, err := vault.Unseal(file, by)
	if e := errs.Of(err); err != nil && e.Code != "vault.bundle.identity" {
		return m, nil, damagedBackup(err)
	}
	if err != nil {
		return m, nil, err
	}
	r := &backupReader{plain: plain, tar: tar.NewReader(plain), names: sha256.New()}
	if err := r.head(sink); err != nil {
		return m, nil, err
	}
	if err := r.data(sink); err != nil {
		return m, nil, err
	}
	if err := r.blobs(sink); err != nil {
		return m, nil, err
	}
	if signed, err = r.end(); err != nil {
		return m, nil, err
	}
	if m, err = openManifest(signed, key); err != nil {
		return m, nil, err
	}
	return m, signed, r.compare(m)
}

// next goes to the part after this one.
func (r *backupReader) next() (err error) {
	r.at, err = r.tar.Next()
	if errors.Is(err, io.EOF) {
		r.at, err = nil, nil
	}
	if err == nil && r.at != nil && r.at.Typeflag != tar.TypeReg {
		err = fmt.Errorf("%q is no file", r.at.Name)
	}
	return damagedBackup(err)
}

// maxManifest bounds what is read of a manifest.
const maxManifest = 1 << 20

// whole reads the part that must come now.
func (r *backupReader) whole(name string) ([]byte, error) {
	if r.at == nil || r.at.Name != name || r.at.Size > maxManifest {
		return nil, damagedBackup(fmt.Errorf("%s is missing", name))
	}
	raw, err := io.ReadAll(r.tar)
	if err != nil {
		return nil, damagedBackup(err)
	}
	return raw, r.next()
}

func (r *backupReader) head(sink backupSink) error {
	if err := r.next(); err != nil {
		return err
	}
	raw, err := r.whole(headPart)
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return damagedBackup(err)
	}
	return sink.head(m)
}

// data gives the database, in one part or in pieces.
func (r *backupReader) data(sink backupSink) error {
	switch {
	case r.at != nil && r.at.Name == databasePart:
		r.database = newMeter(checked{r.tar})
	case r.at != nil && strings.HasPrefix(r.at.Name, dumpPart):
		r.database = newMeter(&pieceReader{r: r})
	default:
		return damagedBackup(errors.New("the database is missing"))
	}
	if err := sink.database(r.database); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r.database); err != nil { // what the sink had no use for
		return err
	}
	if r.at != nil && r.at.Name == databasePart {
		return r.next()
	}
	return nil
}

// checked says of every error that the backup is damaged.
type checked struct{ r io.Reader }

// Read reads from r.
func (c checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil && err != io.EOF {
		err = damagedBackup(err)
	}
	return n, err
}

// pieceReader reads pieces one after the other.
type pieceReader struct {
	r *backupReader
	n int
}

// Read reads from the piece that is at hand, or from the next.
func (p *pieceReader) Read(data []byte) (int, error) {
	for {
		if p.r.at == nil || p.r.at.Name != fmt.Sprintf("%s%08d", dumpPart, p.n+1) {
			return 0, io.EOF
		}
		n, err := p.r.tar.Read(data)
		if !errors.Is(err, io.EOF) {
			return n, damagedBackup(err)
		}
		p.n++
		if err := p.r.next(); err != nil || n > 0 {
			return n, err
		}
	}
}

// blobs gives the files. The name of each is the digest of what it holds.
func (r *backupReader) blobs(sink backupSink) error {
	for r.at != nil && strings.HasPrefix(r.at.Name, blobsPart) {
		name := r.at.Name[strings.LastIndexByte(r.at.Name, '/')+1:]
		if raw, err := hex.DecodeString(name); err != nil || len(raw) != sha256.Size || r.at.Name != blobPath(name) {
			return damagedBackup(fmt.Errorf("%q is no stored file", r.at.Name))
		}
		body := newMeter(checked{r.tar})
		if err := sink.blob(name, body); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, body); err != nil {
			return err
		}
		if body.sum() != name {
			return damagedBackup(fmt.Errorf("the file %s is another", name))
		}
		_, _ = io.WriteString(r.names, name+"\n") // a hash takes everything
		r.bytes += body.n
		r.files++
		if err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

func blobPath(name string) string { return blobsPart + name[:2] + "/" + name }

// end gives the signed manifest, after which nothing comes.
func (r *backupReader) end() ([]byte, error) {
	signed, err := r.whole(manifestPart)
	if err != nil {
		return nil, err
	}
	if r.at != nil {
		return nil, damagedBackup(fmt.Errorf("%q stands after the end", r.at.Name))
	}
	_, err = io.Copy(io.Discard, r.plain) // the last chunk says that it is the last
	return signed, damagedBackup(err)
}

func (r *backupReader) compare(m manifest) error {
	switch {
	case *m.Database != part{r.database.n, r.database.sum()}:
		return damagedBackup(errors.New("the database is another"))
	case m.Files != r.files || *m.Blobs != part{r.bytes, hex.EncodeToString(r.names.Sum(nil))}:
		return damagedBackup(fmt.Errorf("%d files, want %d", r.files, m.Files))
	}
	return nil
}

// meter counts and hashes what is read.
type meter struct {
	r    io.Reader
	hash hash.Hash
	n    int64
}

func newMeter(r io.Reader) *meter { return &meter{r: r, hash: sha256.New()} }

// Read reads from r.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	_, _ = m.hash.Write(p[:n]) // a hash takes everything
	m.n += int64(n)
	return n, err
}

func (m *meter) sum() string { return hex.EncodeToString(m.hash.Sum(nil)) }
