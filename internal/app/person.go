package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/person"
	"hoso/internal/person/personsql"
	"hoso/internal/sqldb"
	"hoso/internal/vault"
)

// wirePerson connects the ports of module person.
func (a *App) wirePerson() {
	store := personsql.Store{DB: a.DB}
	a.Person = &person.Service{Door: a.Door, Store: store, Files: store, Asks: store, Erasures: store, Rights: ways{a}, Labels: a.Labels, Vault: sealed{a}, Shredder: sealed{a},
		Approvals: accesssql.Approvals{}, Ledger: ledgersql.Plain{Store: a.Ledger}, Tree: seats{a}, Clock: a.Clock, ReadFile: a.readPage}
}

// readPage reads a page of evidence in a limited child and says what it is.
func (a *App) readPage(ctx context.Context, name string, data []byte) (string, int, error) {
	doc, err := a.Intake.Read(ctx, name, bytes.NewReader(data), int64(len(data)))
	return string(doc.Format), doc.Pages, err
}

// sealed is the keyring and the blobs of persons, as far as it is unlocked.
type sealed struct{ app *App }

func (s sealed) keys() (*vault.Keyring, error) {
	if s.app.Keys == nil {
		return nil, errs.Unavailable("vault.keyring.absent")
	}
	return s.app.Keys, nil
}

// EnsureKey is Keyring.EnsureKey.
func (s sealed) EnsureKey(ctx context.Context, who id.ID) error {
	k, err := s.keys()
	if err != nil {
		return err
	}
	return k.EnsureKey(ctx, who)
}

// Seal is Keyring.Seal.
func (s sealed) Seal(ctx context.Context, who id.ID, w vault.Where, plain []byte) ([]byte, error) {
	k, err := s.keys()
	if err != nil {
		return nil, err
	}
	return k.Seal(ctx, who, w, plain)
}

// Open is Keyring.Open.
func (s sealed) Open(ctx context.Context, who id.ID, w vault.Where, field []byte) ([]byte, error) {
	k, err := s.keys()
	if err != nil {
		return nil, err
	}
	return k.Open(ctx, who, w, field)
}

// SealText seals a text of a row that is about a person, once: its version is the first.
func (s sealed) SealText(ctx context.Context, who id.ID, table, column string, row id.ID, text string) ([]byte, error) {
	if err := s.EnsureKey(ctx, who); err != nil {
		return nil, err
	}
	return s.Seal(ctx, who, vault.Where{Table: table, Column: column, Row: row, Version: 1}, []byte(text))
}

// OpenText opens what SealText sealed.
func (s sealed) OpenText(ctx context.Context, who id.ID, table, column string, row id.ID, field []byte) (string, error) {
	plain, err := s.Open(ctx, who, vault.Where{Table: table, Column: column, Row: row, Version: 1}, field)
	return string(plain), err
}

// Typed is a keyed digest of a text.
func (s sealed) Typed(text string) (int64, error) {
	sum := sha256.Sum256([]byte(text))
	return s.Blind("access.typed", hex.EncodeToString(sum[:]))
}

// Blind is Keyring.Blind.
func (s sealed) Blind(field, value string) (int64, error) {
	k, err := s.keys()
	if err != nil {
		return 0, err
	}
	return k.Blind(field, value)
}

// PutFile stores a file under a person's key.
func (s sealed) PutFile(ctx context.Context, who id.ID, data []byte) (vault.Blob, error) {
	k, err := s.keys()
	if err == nil {
		err = s.app.Folder.Full()
	}
	if err != nil {
		return vault.Blob{}, err
	}
	return s.app.Files.store.Of(k, who).Put(ctx, bytes.NewReader(data))
}

// GetFile reads a file of a person whole; every chunk is checked. One that is
// missing or was changed is Conflict "person.evidence.damaged".
func (s sealed) GetFile(ctx context.Context, who id.ID, b vault.Blob) ([]byte, error) {
	k, err := s.keys()
	if err != nil {
		return nil, err
	}
	r, err := s.app.Files.store.Of(k, who).Open(ctx, b)
	if err == nil {
		defer func() { _ = r.Close() }() // it was only read
		var data []byte
		if data, err = io.ReadAll(r); err == nil {
			return data, nil
		}
	}
	if unread(err) || errs.Is(err, errs.KindUnavailable) || errs.Is(err, errs.KindConflict) {
		return nil, err
	}
	return nil, errs.Conflict("person.evidence.damaged").Because(err)
}

// Shred is Keyring.Shred.
func (s sealed) Shred(ctx context.Context, who id.ID) error {
	k, err := s.keys()
	if err != nil {
		return err
	}
	return k.Shred(ctx, who)
}

// Shredding is Keyring.Erasing.
func (s sealed) Shredding(ctx context.Context, who id.ID) (vault.Step, bool, error) {
	k, err := s.keys()
	if err != nil {
		return "", false, err
	}
	e, ok, err := k.Erasing(ctx, who)
	return e.Next, ok, err
}

// RemoveFile removes a file that no row names any more.
func (s sealed) RemoveFile(_ context.Context, name string) error {
	return s.app.Files.store.Remove(name)
}

// erase goes on with erasures that were approved, while the keyring is open.
func (a *App) erase(ctx context.Context) error {
	if a.Keys == nil {
		return nil
	}
	return a.Person.Erase(ctx)
}

// ways answers module person from access.
type ways struct{ *App }

// Ways gives for what somebody may open a file now: what grants and broken
// glasses name, and the duty of whoever keeps it. Cost: one decision, the same for
// a person who is not there, and one query for the grants.
func (w ways) Ways(ctx context.Context, who access.Actor, subject id.ID) ([]person.Way, error) {
	var purposes []access.Purpose
	for _, row := range access.PurposeTable {
		if row.Purpose != access.PurposeOwn && len(person.NeedFor(row.Purpose).Basis) > 0 {
			purposes = append(purposes, row.Purpose)
		}
	}
	o := person.Object(subject)
	st, whys, err := w.Access.Whys(ctx, w.DB.Reader(), access.Question{Actor: who, Action: person.ActionOpen, Objects: []access.Object{o}, Today: clock.Today(w.Clock)}, purposes)
	if err != nil {
		return nil, err
	}
	var known []id.ID
	for _, k := range st.Known {
		if k.Object == o {
			known = append(known, k.ID)
		}
	}
	grants, err := w.Grants(ctx, known...)
	if err != nil {
		return nil, err
	}
	var list []person.Way
	for _, purpose := range purposes {
		why := whys[purpose]
		if !why.May {
			continue
		}
		for _, k := range st.Known {
			if k.Object == o && k.Purpose == purpose {
				if g, ok := grants[k.ID]; ok {
					list = append(list, person.Way{Purpose: purpose, Grant: k.ID, Basis: g.Basis.Text, Until: g.To})
				}
			}
		}
		if why.Grant.IsZero() {
			list = append(list, person.Way{Purpose: purpose, Basis: why.Rule.Basis})
		}
	}
	return list, nil
}

// Grants says for what grants were given, and glasses broken.
func (w ways) Grants(ctx context.Context, grants ...id.ID) (map[id.ID]person.GrantFacts, error) {
	return named(ctx, w.DB.Reader(), `SELECT id, account_id, subject_id, purpose, basis_kind, basis, valid_to FROM access_grant WHERE `+w.in("id")+`
		UNION ALL SELECT id, account_id, subject_id, 'emergency', '', basis, '' FROM access_break WHERE `+w.in("id"), grants, func(row sqldb.Scanner, d *id.ID, g *person.GrantFacts) error {
		return row.Scan(d, &g.Account, &g.Subject, &g.Purpose, &g.Basis.Kind, &g.Basis.Text, &g.To)
	})
}

// Gets reports whether a grant is for somebody.
func (w ways) Gets(ctx context.Context, who access.Actor, grant id.ID) (bool, error) {
	return w.Access.Gets(ctx, w.DB.Reader(), who, grant, clock.Today(w.Clock))
}

// Unreviewed asks for the openings by force of a file.
func (w ways) Unreviewed(ctx context.Context, tx door.Tx, subject id.ID) (bool, error) {
	return accesssql.Unreviewed(ctx, tx, subject)
}

// seats tells module person of units and posts.
type seats struct{ app *App }

// Body gives the root unit.
func (s seats) Body(ctx context.Context) (id.ID, error) { return s.app.Org.Read.Body(ctx) }

// UnitName gives a unit's newest name.
func (s seats) UnitName(ctx context.Context, unit id.ID) (string, error) {
	names, err := s.app.UnitNames(ctx, unit)
	name, ok := names[unit]
	if err == nil && !ok {
		err = errs.NotFound("access.not_found")
	}
	return name, err
}

// Managing gives the unit that manages the files of a unit on a day.
func (s seats) Managing(ctx context.Context, unit id.ID, day clock.Date) (id.ID, error) {
	u, err := s.app.Org.Read.Find(ctx, unit)
	if err != nil {
		return id.ID{}, err
	}
	at, ok := u.At(day)
	if !ok {
		return id.ID{}, errs.NotFound("access.not_found")
	}
	return at.Managing, nil
}

// Seats gives the posts that a person holds and held, the newest first.
func (s seats) Seats(ctx context.Context, who id.ID) ([]person.Seat, error) {
	return sqldb.All(ctx, s.app.DB.Reader(), func(row sqldb.Scanner) (person.Seat, error) {
		var x person.Seat
		err := row.Scan(&x.Post, &x.Unit, &x.From, &x.To, &x.Basis)
		return x, err
	}, `SELECT o.title, COALESCE(n.name, ''), h.valid_from, COALESCE(h.valid_to, ''), h.basis FROM org_holding h JOIN org_post o ON o.id = h.post_id
		LEFT JOIN org_unit_now n ON n.unit_id = h.unit_id WHERE h.subject_id = $1 ORDER BY h.valid_from DESC, h.id`, who)
}
