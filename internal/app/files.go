package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"syscall"
	"unicode/utf8"

	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/intake"
	"hoso/internal/vault"
	"hoso/vi"
	"hoso/vi/citation"
)

// files gives directive its files out of the vault.
type files struct {
	store *vault.Store
	full  func() error // Unavailable while there is room for openings only
}

var _ directive.Files = (*files)(nil)

// Put stores a file under a key of its own.
func (f *files) Put(ctx context.Context, data []byte) (directive.Blob, error) {
	if err := f.full(); err != nil {
		return directive.Blob{}, err
	}
	b, err := f.store.Put(ctx, bytes.NewReader(data))
	return directive.Blob{Name: b.Name, Size: b.Size, WrappedKey: b.WrappedKey}, err
}

// Get reads a file whole; every chunk is checked. One that is missing or was
// changed is Conflict "directive.file.damaged".
func (f *files) Get(ctx context.Context, b directive.Blob) ([]byte, error) {
	r, err := f.store.Open(ctx, vault.Blob{Name: b.Name, Size: b.Size, WrappedKey: b.WrappedKey})
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = r.Close() }() // it was only read
	data, err := io.ReadAll(r)
	return data, damaged(err)
}

// damaged says of a stored file that it is not what was put there; that it could
// not be read is left as it is.
func damaged(err error) error {
	if err == nil || unread(err) || errs.Is(err, errs.KindUnavailable) {
		return err
	}
	return errs.Conflict("directive.file.damaged").Because(err)
}

// unread reports whether a file was not to be had because of this moment or this
// process: nothing follows about what is stored.
func unread(err error) bool {
	for _, why := range []error{context.Canceled, context.DeadlineExceeded, fs.ErrPermission, syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		if errors.Is(err, why) {
			return true
		}
	}
	return false
}

// readFile reads an uploaded file in a limited child and finds what it says of
// itself and what it cites.
func (a *App) readFile(ctx context.Context, name string, data []byte) (directive.Reading, error) {
	doc, err := a.Intake.Read(ctx, name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return directive.Reading{}, err
	}
	r := directive.Reading{Format: string(doc.Format), Text: doc.Text, Pages: doc.Pages, Scanned: doc.Scanned,
		Remarks: directive.Remarks{Warnings: doc.Warnings, Encodings: doc.Encodings, Marks: directive.PlacesOf(doc.Text, doc.Damaged)}}
	return r, a.readText(ctx, &r)
}

// readTextOf is readText of a text alone.
func (a *App) readTextOf(ctx context.Context, text string) (directive.Reading, error) {
	r := directive.Reading{Text: text}
	return r, a.readText(ctx, &r)
}

// readText finds what a text says of its document and what it cites.
func (a *App) readText(ctx context.Context, r *directive.Reading) error {
	if !utf8.ValidString(r.Text) {
		return nil
	}
	head := citation.ReadHead(r.Text)
	var err error
	if head.Issuer, err = a.issuer(ctx, head.Issuer); err != nil {
		return err
	}
	r.Facts = directive.Facts{Kind: head.Kind, Number: head.Number, Issuer: head.Issuer, IssuedOn: clock.Date(head.Date), Title: head.Title, Signer: head.Signer}
	r.Citations = citedIn(r.Text)
	return nil
}

// citedIn gives what a text cites, and what is doubtful about it.
func citedIn(text string) []directive.Citation {
	found := citation.Find(text)
	list := make([]directive.Citation, len(found))
	for i, doubts := range citation.Doubts(found) {
		c := found[i]
		list[i] = directive.Citation{First: int64(c.Start), Last: int64(c.End), Surface: c.Surface, Role: c.Role, Issuer: c.Issuer,
			Named: directive.Named{Number: cmp.Or(c.AliasOf, c.Number), // a short name leads where its full one does
				Kind: c.Kind, IssuedOn: clock.Date(c.Date)}}
		for _, d := range doubts {
			list[i].Doubts = append(list[i].Doubts, string(d))
		}
	}
	return list
}

// issuer writes the body's own name as the tree has it: letterheads are in
// capitals.
func (a *App) issuer(ctx context.Context, read string) (string, error) {
	body, err := a.Org.Read.Body(ctx)
	if err != nil {
		return read, err
	}
	u, err := a.Org.Read.Find(ctx, body)
	if err == nil && vi.Fold(u.Newest().Name) == vi.Fold(read) {
		return u.Newest().Name, nil
	}
	return read, err
}

// pages draws pages of PDFs for the review of scans.
type pages struct{ reader *intake.Reader }

// PageImage draws one page, counted from 1, as a PNG.
func (p pages) PageImage(ctx context.Context, name string, data []byte, page int) ([]byte, error) {
	return p.reader.PageImage(ctx, name, bytes.NewReader(data), int64(len(data)), page)
}
