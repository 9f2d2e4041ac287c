package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// pageVerifier looks at what is sealed about persons. Without a key each file is
// compared with its name, which is the digest of what lies there; with the keyring
// each is opened to its end, too.
type pageVerifier struct {
	ctx    context.Context
	q      sqldb.Querier
	root   *os.Root       // nil: there are no files
	blobs  *vault.Store   // nil without its key
	keys   *vault.Keyring // nil: not at hand
	report *ledger.Report
	found  map[[2]string]bool // table and row of what is named already
}

// verifyPages looks at every file of a person in the folder blobs, and at whether
// each has the key that they must have, or none. keys, beside which the folder's own
// lie in the folder of that name, is nil where it is not at hand.
func verifyPages(ctx context.Context, blobs string, db *sqldb.DB, keys *personKeys, report *ledger.Report) error {
	root, err := os.OpenRoot(blobs)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if root != nil {
		defer func() { _ = root.Close() }() // it was only read
	}
	v := &pageVerifier{ctx: ctx, q: db.Reader(), root: root, report: report, found: map[[2]string]bool{}}
	for _, x := range report.Findings {
		v.found[[2]string{x.Table, x.Row}] = true
	}
	if keys != nil {
		v.keys = keys.ring
		if v.blobs, err = vault.OpenToRead(blobs, keys.dir); err == nil {
			defer func() { _ = v.blobs.Close() }() // it was only read
		} // otherwise verifyFiles says what is wrong with it
		if err := v.standings(); err != nil {
			return err
		}
	}
	return v.pages()
}

// personKeys is an open keyring, and the folder of keys that it lies beside.
type personKeys struct {
	ring *vault.Keyring
	dir  string
}

// find names a row once.
func (v *pageVerifier) find(table, row string, what ledger.What, note string) {
	if at := [2]string{table, row}; !v.found[at] {
		v.found[at] = true
		v.report.Find(table, row, what, note)
	}
}

// standings compares the keyring with the rows: whoever has something sealed has a
// key, and whoever was erased has none.
func (v *pageVerifier) standings() error {
	type standing struct {
		who             id.ID
		sealed, erasure bool
		done            bool
	}
	list, err := sqldb.All(v.ctx, v.q, func(row sqldb.Scanner) (s standing, err error) {
		var sealed, begun, done int64
		err = row.Scan(&s.who, &sealed, &begun, &done)
		s.sealed, s.erasure, s.done = sealed > 0, begun > 0, done > 0
		return s, err
	}, `SELECT p.id, CASE WHEN EXISTS (SELECT 1 FROM person_identity x WHERE x.subject_id = p.id) OR EXISTS (SELECT 1 FROM person_evidence x WHERE x.subject_id = p.id)
			OR EXISTS (SELECT 1 FROM person_correction x WHERE x.subject_id = p.id) OR EXISTS (SELECT 1 FROM person_request x WHERE x.subject_id = p.id)
			OR EXISTS (SELECT 1 FROM person_delay x WHERE x.subject_id = p.id) OR EXISTS (SELECT 1 FROM access_break x WHERE x.subject_id = p.id) THEN 1 ELSE 0 END,
		(SELECT count(*) FROM person_erasure e WHERE e.subject_id = p.id AND e.state IN ($1, $2)),
		(SELECT count(*) FROM person_erasure e WHERE e.subject_id = p.id AND e.state = $2) FROM person p ORDER BY p.id`, person.ErasureBegun, person.ErasureDone)
	if err != nil {
		return err
	}
	for _, s := range list {
		if !s.sealed && !s.erasure {
			continue
		}
		stands, err := v.keys.Standing(v.ctx, s.who)
		switch {
		case err != nil:
			return err
		case s.done && stands != vault.KeyErased:
			v.find("keyring_key", s.who.String(), ledger.Changed, "the file was erased, and its key was not")
		case s.sealed && stands == vault.KeyAbsent:
			v.find("keyring_key", s.who.String(), ledger.Removed, "nothing about this person opens: restore the bundle")
		case s.sealed && !s.erasure && stands == vault.KeyErased:
			v.find("keyring_key", s.who.String(), ledger.Removed, "the key was destroyed, and no erasure was approved: an older copy of the data, or a key that somebody destroyed")
		}
	}
	return nil
}

// sealedPage is a page of evidence as its row has it.
type sealedPage struct {
	row, who id.ID
	blob     vault.Blob
}

func (v *pageVerifier) pages() error {
	list, err := sqldb.All(v.ctx, v.q, func(row sqldb.Scanner) (p sealedPage, err error) {
		err = row.Scan(&p.row, &p.who, &p.blob.Name, &p.blob.Size, &p.blob.WrappedKey)
		return p, err
	}, `SELECT id, subject_id, blob, size, wrapped_key FROM person_evidence ORDER BY id`)
	if err != nil {
		return err
	}
	for _, p := range list {
		v.report.Files++
		what, err := sealedFile(v.root, p.blob.Name)
		switch {
		case err != nil:
			return err
		case what != "":
			v.find("person_evidence", p.row.String(), what, "blobs does not have "+p.blob.Name+" as it was put there")
			continue
		}
		if err := v.open(p); err != nil {
			return err
		}
	}
	return nil
}

// open reads a file to its end under the person's key, where that is at hand.
func (v *pageVerifier) open(p sealedPage) error {
	if v.keys == nil || v.blobs == nil {
		return nil
	}
	if stands, err := v.keys.Standing(v.ctx, p.who); err != nil || stands != vault.KeyOpens {
		return err // it was named as what the keyring has
	}
	r, err := v.blobs.Of(v.keys, p.who).Open(v.ctx, p.blob)
	if err == nil {
		defer func() { _ = r.Close() }() // it was only read
		_, err = io.Copy(io.Discard, r)
	}
	switch {
	case err == nil:
		v.report.Opened++
	case unread(err):
		return err
	default:
		v.find("person_evidence", p.row.String(), ledger.FileChanged, "it does not open under the person's key")
	}
	return nil
}

// sealedFile says what is wrong with a stored file, "" if nothing.
func sealedFile(root *os.Root, name string) (ledger.What, error) {
	if root == nil || len(name) != 2*sha256.Size {
		return ledger.FileMissing, nil
	}
	file, err := root.Open(filepath.Join(name[:2], name))
	if errors.Is(err, fs.ErrNotExist) {
		return ledger.FileMissing, nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	if hex.EncodeToString(sum.Sum(nil)) != name {
		return ledger.FileChanged, nil
	}
	return "", nil
}
