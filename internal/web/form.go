package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/vi"
)

// Form reads a posted form. It collects what is wrong; Err gives it. Text comes
// out in NFC.
type Form struct {
	values url.Values
	file   []byte
	name   string
	faults errs.Faults
	broken error // the body could not be read as a form
	kept   error // it is come back to: it is shown and nothing is done
}

// Form reads the request's form once. Lists apart, a field that stands twice
// is refused.
func (r *Request) Form() *Form {
	if r.form != nil {
		return r.form
	}
	f := &Form{values: url.Values{}}
	r.form = f
	if r.route.MaxBody == UploadBody {
		f.broken = formFault(f.readParts(r.http))
		return f
	}
	f.broken = formFault(r.http.ParseForm())
	if r.http.PostForm != nil {
		f.values = r.http.PostForm
	}
	return f
}

// formFault says of a body that could not be read what a person can do.
func formFault(err error) error {
	var large *http.MaxBytesError
	var known *errs.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &large):
		return errs.Invalid("web.form.large", errs.Int("megabytes", int(large.Limit>>20)))
	}
	return errs.Invalid("web.form.broken").Because(err)
}

// maxParts bounds the fields of an upload.
const maxParts = 1000

// readParts reads an upload field by field, not with ParseMultipartForm, which
// throws away what was typed when the file after it is too large.
func (f *Form) readParts(q *http.Request) error {
	parts, err := q.MultipartReader()
	if err != nil {
		return err
	}
	for range maxParts {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f.readPart(part); err != nil {
			return err
		}
	}
	return errs.Invalid("web.form.broken")
}

// readPart takes one field, or the one file.
func (f *Form) readPart(part *multipart.Part) error {
	data, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	field, name := part.FormName(), part.FileName()
	if name == "" {
		f.values.Add(field, string(data))
		return nil
	}
	if f.name != "" {
		return errs.Invalid("web.form.one_file")
	}
	clean, ok := cleanText(name)
	if !ok || clean == "" || strings.ContainsFunc(clean, notInName) {
		f.faults.Add(errs.Invalid("web.form.file_name", errs.Field(field)))
		return nil
	}
	f.file, f.name = data, clean
	return nil
}

// notInName is true of what no honest name of a file has: what parts folders and
// streams, and characters that are not seen and turn a name round.
func notInName(c rune) bool {
	return strings.ContainsRune(`/\:*?"<>|`, c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c)
}

// cleanText gives text as it is kept: trimmed, in NFC, lines ending in "\n".
// It is false for what a database refuses, invalid UTF-8 and NUL.
func cleanText(s string) (string, bool) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", false
	}
	return strings.TrimSpace(vi.NFC(strings.ReplaceAll(s, "\r\n", "\n"))), true
}

// File gives the uploaded file's name and bytes, nil without one.
func (f *Form) File() (name string, data []byte) { return f.name, f.file }

// Text gives a field, trimmed; "" when it is absent.
func (f *Form) Text(field string) string {
	v := f.values[field]
	if len(v) > 1 {
		f.faults.Add(errs.Invalid("web.form.twice", errs.Field(field)))
	}
	if len(v) == 0 {
		return ""
	}
	text, ok := cleanText(v[0])
	if !ok {
		f.faults.Add(errs.Invalid("web.form.text", errs.Field(field)))
	}
	return text
}

// Day reads a date as people type it.
func (f *Form) Day(field string) clock.Date {
	d, err := clock.ParseDate(f.Text(field))
	if err != nil || (d != "" && !d.IsFull()) {
		f.faults.Add(errs.Invalid("web.form.day", errs.Field(field)))
		return ""
	}
	return d
}

// Int reads a number; an empty field is 0.
func (f *Form) Int(field string) int64 {
	s := f.Text(field)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f.faults.Add(errs.Invalid("web.form.number", errs.Field(field)))
	}
	return n
}

// ID reads an id; an empty field is the zero id.
func (f *Form) ID(field, prefix string) id.ID {
	s := f.Text(field)
	if s == "" {
		return id.ID{}
	}
	d, err := id.Parse(prefix, s)
	if err != nil {
		f.faults.Add(errs.Invalid("web.form.choice", errs.Field(field)))
	}
	return d
}

// IDs reads a list of ids, as from checkboxes.
func (f *Form) IDs(field, prefix string) []id.ID {
	var list []id.ID
	seen := map[id.ID]bool{}
	for _, s := range f.values[field] {
		d, err := id.Parse(prefix, s)
		if err != nil {
			f.faults.Add(errs.Invalid("web.form.choice", errs.Field(field)))
			return nil
		}
		if !seen[d] {
			seen[d] = true
			list = append(list, d)
		}
	}
	return list
}

// Has reports whether a list has a value: which boxes were ticked.
func (f *Form) Has(field, value string) bool {
	for _, v := range f.values[field] {
		if v == value {
			return true
		}
	}
	return false
}

// Key reads the form's idempotency key, which NewKey made.
func (f *Form) Key() [16]byte {
	raw, err := hex.DecodeString(f.Text("key"))
	if err != nil || len(raw) != 16 {
		f.faults.Add(errs.Invalid("web.form.key"))
		return [16]byte{}
	}
	return [16]byte(raw)
}

// Hash reads a digest of 64 hexadecimal digits.
func (f *Form) Hash(field string) [32]byte {
	raw, err := hex.DecodeString(f.Text(field))
	if err != nil || len(raw) != 32 {
		f.faults.Add(errs.Invalid("web.form.choice", errs.Field(field)))
		return [32]byte{}
	}
	return [32]byte(raw)
}

// Fault notes what a handler itself found wrong.
func (f *Form) Fault(e *errs.Error) { f.faults.Add(e) }

// Err gives what was wrong so far.
func (f *Form) Err() error {
	if f.kept != nil {
		return f.kept
	}
	if f.broken != nil {
		return f.broken
	}
	return f.faults.Err()
}

// NewKey makes the idempotency key of a form.
func NewKey() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(raw)
}

// FormKey is the key of the form on a page: the one that came in when the form
// is shown again for what a person can mend, so that sending it twice does it
// once; a new one otherwise.
func (r *Request) FormKey() string {
	if r.form != nil && r.problems != nil && r.problems.Kind == errs.KindUnavailable {
		if k := r.form.values.Get("key"); k != "" {
			return k
		}
	}
	return NewKey()
}

// Typed gives what was typed into a field when its form is shown again, and
// otherwise what it had.
func (r *Request) Typed(field, had string) string {
	if r.form != nil && r.problems != nil {
		if v, ok := r.form.values[field]; ok && len(v) > 0 {
			return v[0]
		}
	}
	return had
}

// TypedHas reports whether a box was ticked when its form is shown again.
func (r *Request) TypedHas(field, value string, had bool) bool {
	if r.form != nil && r.problems != nil {
		return r.form.Has(field, value)
	}
	return had
}

// Problem gives the sentence of what is wrong with a field, "" when nothing is.
func (r *Request) Problem(field string) string {
	for _, e := range r.problemList() {
		if e.Arg("field") == field {
			return r.Lang.Sentence(e)
		}
	}
	return ""
}

func (r *Request) problemList() []*errs.Error {
	switch {
	case r.problems == nil:
		return nil
	case len(r.problems.Parts) > 0:
		return r.problems.Parts
	}
	return []*errs.Error{r.problems}
}
