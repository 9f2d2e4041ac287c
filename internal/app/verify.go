package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"slices"

	"hoso/internal/folder"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// Verify checks a folder's database against its ledger and its checkpoints, and
// its stored files against their rows, reading only; the wrapped keys of its
// keyring are opened. key, if given, is the public
// key to trust instead of the folder's own; witnesses are checkpoints kept
// elsewhere.
func Verify(ctx context.Context, dir, database, key string, witnesses [][]byte) (ledger.Report, error) {
	f, err := folder.OpenReadOnly(dir)
	if err != nil {
		return ledger.Report{}, err
	}
	defer f.Close()
	against := ledgersql.Against{Witness: witnesses, Derived: derivedTables()}
	if key != "" {
		against.Key, err = verifierOf(key)
	} else {
		against.Key, err = logVerifier(f)
	}
	if err != nil {
		return ledger.Report{}, err
	}
	if against.Folder, err = f.Read(keptFile); err != nil {
		return ledger.Report{}, err
	}
	db, err := openToRead(ctx, f, database)
	if err != nil {
		return ledger.Report{}, err
	}
	defer func() { _ = db.Close() }() // it only read
	report, err := ledgersql.Verify(ctx, db, against)
	if err != nil {
		return report, err
	}
	err = verifyFiles(ctx, f.Path("blobs"), f.Path("keys"), db, &report)
	if serr := verifySealed(ctx, f, db, &report); err == nil {
		err = serr
	}
	if err != nil && !report.Clean() { // what was found counts, whatever could not be read after it
		report.Find("blobs", "", ledger.NotRead, err.Error())
		err = nil
	}
	return report, err
}

// storedFiles are the columns that name stored files. An expression always has
// one; a confirmation has one when it came on paper.
var storedFiles = []struct{ table, columns, blob string }{
	{"directive_expression", "id, blob, size, wrapped_key, digest", "blob"},
	{"directive_ack", "id, slip_blob, slip_size, slip_key, slip_digest", "slip_blob"},
}

// filePage is the number of rows read at a time.
const filePage = 500

// storedFile is a file as its row has it.
type storedFile struct {
	row    []byte
	blob   vault.Blob
	digest []byte
}

func scanFile(row sqldb.Scanner) (storedFile, error) {
	var f storedFile
	err := row.Scan(&f.row, &f.blob.Name, &f.blob.Size, &f.blob.WrappedKey, &f.digest)
	return f, err
}

// fileVerifier reads every stored file that a row names.
type fileVerifier struct {
	ctx    context.Context
	q      sqldb.Querier
	store  *vault.Store
	report *ledger.Report
}

// verifyFiles reads every file that a row names and compares it with the row.
// Without the folder's key none can be read, which is a finding of its own.
func verifyFiles(ctx context.Context, blobs, keys string, db *sqldb.DB, report *ledger.Report) error {
	store, err := vault.OpenToRead(blobs, keys)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		report.Find("keys", "blob.key", ledger.FileMissing, "no stored file opens without it; none was read")
		return nil
	case err != nil && !unread(err):
		report.Find("keys", "blob.key", ledger.FileChanged, "no stored file opens with it; none was read")
		return nil
	case err != nil:
		return err
	}
	defer func() { _ = store.Close() }() // it only read
	v := &fileVerifier{ctx, db.Reader(), store, report}
	for _, s := range storedFiles {
		if err := v.table(s.table, `SELECT `+s.columns+` FROM `+s.table+` WHERE `+s.blob+` <> '' AND id `); err != nil {
			return err
		}
	}
	return nil
}

// table goes through a table's files by the key of their rows.
func (v *fileVerifier) table(table, query string) error {
	last := make([]byte, len(id.ID{}))
	for {
		page, err := sqldb.All(v.ctx, v.q, scanFile, query+`> $1 ORDER BY id LIMIT $2`, last, filePage)
		if err != nil {
			return err
		}
		for i := range page {
			if err := v.file(table, query, &page[i]); err != nil {
				return err
			}
		}
		if len(page) < filePage {
			return nil
		}
		last = page[len(page)-1].row
	}
}

// file compares one file with its row.
func (v *fileVerifier) file(table, query string, f *storedFile) error {
	v.report.Files++
	what, err := v.read(f)
	if what == "" {
		return err
	}
	// A draft may have been discarded, and its file collected, since its row was read.
	now, err := sqldb.All(v.ctx, v.q, scanFile, query+`= $1`, f.row)
	if err != nil || !slices.ContainsFunc(now, func(n storedFile) bool { return n.blob.Name == f.blob.Name }) {
		return err
	}
	note := "not the file of this row's digest, or not under this folder's key"
	if what == ledger.FileMissing {
		note = "blobs has no " + f.blob.Name
	}
	v.report.Find(table, rowOf(f.row), what, note)
	return nil
}

// read reads a file to its end and says what is wrong with it, "" if nothing; an
// error says that it could not be read now.
func (v *fileVerifier) read(f *storedFile) (ledger.What, error) {
	r, err := v.store.Open(v.ctx, f.blob)
	if err == nil {
		defer func() { _ = r.Close() }() // it was only read
		sum := sha256.New()
		if _, err = io.Copy(sum, r); err == nil && !slices.Equal(sum.Sum(nil), f.digest) {
			return ledger.FileChanged, nil
		}
	}
	switch {
	case err == nil || unread(err):
		return "", err
	case errors.Is(err, fs.ErrNotExist):
		return ledger.FileMissing, nil
	}
	return ledger.FileChanged, nil
}

// rowOf names a row as the other findings do, by its id.
func rowOf(raw []byte) string {
	if row, err := id.FromBytes(raw); err == nil {
		return row.String()
	}
	return ""
}
