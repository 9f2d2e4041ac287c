package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/sqldb"
	"hoso/internal/testenv"
	"hoso/internal/vault"
)

// forger changes what is sealed about persons, behind hoso's back.
type forger struct {
	*gate
	url, keysURL, dir string
	data, keys        *sqldb.DB
	hand              *attacker
	reads             int
}

func newForger(t *testing.T, url string) *forger {
	t.Helper()
	f := &forger{url: url}
	if url != "" {
		f.keysURL = testenv.Postgres(t)
		t.Setenv("HOSO_KEYS_DATABASE", f.keysURL)
	}
	f.gate = openGate(t, url, nil)
	f.dir = f.app.Folder.Path(".")
	f.hand = newAttacker(t, f.dir, url)
	if url == "" {
		f.hand.exec("PRAGMA busy_timeout = 30000")
		f.url, f.keysURL = "sqlite:"+filepath.Join(f.dir, "hoso.db"), "sqlite:"+filepath.Join(f.dir, "keys.db")
	}
	f.data, f.keys = f.connect(f.url), f.connect(f.keysURL)
	return f
}

func (f *forger) connect(url string) *sqldb.DB {
	f.t.Helper()
	db, err := sqldb.Open(bg, sqldb.Config{URL: url})
	f.must(err)
	f.t.Cleanup(func() { _ = db.Close() })
	return db
}

// cell is one value of one row.
type cell struct {
	table, column, key string
	row                id.ID
}

func (c cell) ring() bool { return c.table == "keyring_key" }

func (f *forger) get(c cell) (raw []byte) {
	f.t.Helper()
	db := f.data
	if c.ring() {
		db = f.keys
	}
	f.must(sqldb.One(bg, db.Reader(), `SELECT `+c.column+` FROM `+c.table+` WHERE `+c.key+` = $1`, []any{c.row}, &raw))
	return raw
}

// put writes a value past every rule.
func (f *forger) put(c cell, raw []byte) {
	f.t.Helper()
	f.clock.Advance(2 * time.Minute) // keys in memory are forgotten
	if c.ring() {
		f.must(f.keys.Update(bg, func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := tx.Own(ctx, `UPDATE keyring_key SET wrapped = $1 WHERE person = $2`, raw, c.row)
			return err
		}))
		return
	}
	f.hand.exec(`UPDATE `+c.table+` SET `+c.column+` = $1 WHERE `+c.key+` = $2`, raw, c.row[:])
}

// names wants that verify names a row, and nothing of anybody else.
func (f *forger) names(what string, rows ...[2]string) {
	f.t.Helper()
	r := f.verify()
	for _, row := range rows {
		if !slices.ContainsFunc(r.Findings, func(x ledger.Finding) bool { return x.Table == row[0] && x.Row == row[1] }) {
			f.t.Errorf("%s: verify does not name %v: %+v", what, row, r.Findings)
		}
	}
	for _, x := range r.Findings {
		if !slices.Contains(rows, [2]string{x.Table, x.Row}) {
			f.t.Errorf("%s: verify names %+v", what, x)
		}
	}
}

func (f *forger) verify() ledger.Report {
	f.t.Helper()
	url := f.url
	if url[:6] == "sqlite" {
		url = ""
	}
	r, err := app.Verify(bg, f.dir, url, "", nil)
	f.must(err)
	return r
}

// refused wants that a person's file, or a page of it, does not open.
func (f *forger) refused(what string, who, page id.ID) {
	f.t.Helper()
	if f.reads++; f.reads%90 == 0 {
		f.clock.Advance(24 * time.Hour) // another day's budget
	}
	l := person.Looking{Person: who, Purpose: access.PurposeUpkeep}
	var err error
	if page.IsZero() {
		_, err = f.app.Person.Open(bg, f.specialist.Actor, person.ActionOpen, l)
	} else {
		_, _, err = f.app.Person.Page(bg, f.specialist.Actor, person.ActionPage, l, page, 0)
	}
	if e := errs.Of(err); err == nil || !slices.Contains([]string{"vault.field.damaged", "vault.key.damaged", "person.evidence.damaged"}, e.Code) {
		f.t.Errorf("%s: it opens: %v", what, err)
	}
}

// sealedOf is what is sealed about a person, each with the row that verify names.
func (f *forger) sealedOf(who, page id.ID) map[string]cell {
	return map[string]cell{"the date of birth": {"person_identity", "born", "id", who}, "the personal number": {"person_identity", "personal_number", "id", who},
		"the key of a page": {"person_evidence", "wrapped_key", "id", page}, "the person's key": {"keyring_key", "wrapped", "person", who}}
}

// page gives a page of evidence of a person, and its file.
func (f *forger) page(who id.ID) (page id.ID, file string) {
	f.t.Helper()
	var name string
	f.must(sqldb.One(bg, f.data.Reader(), `SELECT id, blob FROM person_evidence WHERE subject_id = $1 AND state = 'current'`, []any{who}, &page, &name))
	return page, filepath.Join(f.dir, "blobs", name[:2], name)
}

// TestEveryByteSealed changes every byte of a wrapped key, of sealed fields, of the
// key of a file and of the file, one at a time: it does not open, and verify names
// it; put back, all opens and verify is clean.
func TestEveryByteSealed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		f := newForger(t, url)
		who := f.leaver("Hạ").Person
		page, file := f.page(who)
		broken, err := f.app.Watch.Break(bg, f.specialist, accesssql.BreakForm{Object: person.Object(who), Reason: "cấp cứu ban đêm, cần liên hệ gia đình", Basis: "12/CV-TCCB", Minutes: 5})
		f.must(err)
		_, err = f.app.Watch.EndBreak(bg, f.specialist, broken)
		f.must(err)
		if r := f.verify(); !r.Clean() || r.Locked || r.Opened != 3 {
			t.Fatalf("as it was: %+v", r)
		}
		bytesChanged := 0
		cells := f.sealedOf(who, page)
		cells["why it was opened by force"] = cell{"access_break", "reason", "id", broken}
		for what, c := range cells {
			good := f.get(c)
			refused := func() { f.refused(what, who, id.ID{}) }
			switch c.table {
			case "person_evidence":
				refused = func() { f.refused(what, who, page) }
			case "access_break":
				refused = func() {
					if list, err := f.app.Watch.Concerning(bg, who); errs.Of(err) == nil || errs.Of(err).Code != "vault.field.damaged" {
						t.Errorf("%s: it opens: %v %v", what, list, err)
					}
				}
			}
			for i := 0; i < len(good); i += stride() {
				bad := bytes.Clone(good)
				bad[i] ^= 0x40
				f.put(c, bad)
				refused()
				f.names(what, [2]string{c.table, c.row.String()})
				bytesChanged++
			}
			f.put(c, good)
		}
		good, err := os.ReadFile(file)
		f.must(err)
		for i := 0; i < len(good); i += stride() {
			bad := bytes.Clone(good)
			bad[i] ^= 0x40
			f.must(os.WriteFile(file, bad, 0o600))
			f.refused("a file", who, page)
			f.names("a file", [2]string{"person_evidence", page.String()})
			bytesChanged++
		}
		f.must(os.WriteFile(file, good, 0o600))
		f.clock.Advance(24 * time.Hour)
		if _, err := f.app.Person.Open(bg, f.specialist.Actor, person.ActionOpen, person.Looking{Person: who, Purpose: access.PurposeUpkeep}); err != nil || !f.clean() {
			t.Errorf("put back: %v", err)
		}
		t.Logf("%d bytes changed one at a time", bytesChanged)
	})
}

// stride is 1, save under the race detector.
func stride() int { return 20 / max(1, testenv.Steps(20)) }

func (f *forger) clean() bool { r := f.verify(); return r.Clean() }

// TestSwappedSealed gives two persons each other's fields, files and keys: nothing
// of it opens, and verify names both.
func TestSwappedSealed(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		f := newForger(t, url)
		a, b := f.leaver("An").Person, f.leaver("Bình").Person
		pageA, fileA := f.page(a)
		pageB, fileB := f.page(b)
		theirs := f.sealedOf(b, pageB)
		for what, mine := range f.sealedOf(a, pageA) {
			x, y := f.get(mine), f.get(theirs[what])
			f.put(mine, y)
			f.put(theirs[what], x)
			openA, openB := id.ID{}, id.ID{}
			if mine.table == "person_evidence" {
				openA, openB = pageA, pageB
			}
			f.refused(what, a, openA)
			f.refused(what, b, openB)
			f.names(what, [2]string{mine.table, mine.row.String()}, [2]string{mine.table, theirs[what].row.String()})
			f.put(mine, x)
			f.put(theirs[what], y)
		}
		names := [2]cell{{"person_evidence", "blob", "id", pageA}, {"person_evidence", "blob", "id", pageB}}
		x, y := f.get(names[0]), f.get(names[1])
		f.swapNames(names, y, x)
		f.refused("the names of files", a, pageA)
		f.refused("the names of files", b, pageB)
		f.names("the names of files", [2]string{"person_evidence", pageA.String()}, [2]string{"person_evidence", pageB.String()})
		f.swapNames(names, x, y)
		f.swapFiles(fileA, fileB)
		f.refused("files", a, pageA)
		f.refused("files", b, pageB)
		f.names("files", [2]string{"person_evidence", pageA.String()}, [2]string{"person_evidence", pageB.String()})
		f.swapFiles(fileA, fileB)
		if !f.clean() {
			t.Error("put back, and not clean")
		}
	})
}

func (f *forger) swapFiles(one, other string) {
	f.t.Helper()
	f.must(os.Rename(one, one+".x"))
	f.must(os.Rename(other, one))
	f.must(os.Rename(one+".x", other))
}

func (f *forger) swapNames(cells [2]cell, first, second []byte) {
	f.t.Helper()
	for i, name := range []string{string(first), string(second)} {
		f.hand.exec(`UPDATE `+cells[i].table+` SET blob = $1 WHERE id = $2`, name, cells[i].row[:])
	}
}

// TestVerifyKnowsWhoHasAKey: a key that is gone without a trace, one that somebody
// destroyed without an erasure, and one that still stands after it are named; with
// a keyring that does not open verify says so and looks at the sealed bytes only.
func TestVerifyKnowsWhoHasAKey(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		f := newForger(t, url)
		who := f.leaver("Hạ").Person
		row := [2]string{"keyring_key", who.String()}
		c := cell{"keyring_key", "wrapped", "person", who}
		good := f.get(c)
		ring := func(query string, args ...any) {
			t.Helper()
			f.must(f.keys.Update(bg, func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Own(ctx, query, args...)
				return err
			}))
		}
		ring(`DELETE FROM keyring_key WHERE person = $1`, who)
		f.names("a key that is gone", row)
		ring(`INSERT INTO keyring_tombstone (person, epoch, at) VALUES ($1, 1, 1)`, who)
		f.names("a key that was destroyed without an erasure", row)
		ring(`DELETE FROM keyring_tombstone WHERE person = $1`, who)
		ring(`INSERT INTO keyring_key (person, epoch, wrapped, at) VALUES ($1, 1, $2, 1)`, who, good)
		which, err := f.app.Person.ProposeErasure(bg, step(f.specialist.Actor), who, erasure("đã quá thời hạn lưu giữ hồ sơ"))
		f.must(err)
		_, err = f.app.Person.ApproveErasure(bg, step(f.head.Actor), which)
		f.must(err)
		if !f.clean() {
			t.Error("an erasure that has just begun is found")
		}
		f.must(f.app.Person.Erase(bg))
		f.must(f.app.Keys.Advance(bg, nil))
		f.must(f.app.Person.Erase(bg))
		if !f.clean() || f.state(which) != person.ErasureDone {
			t.Error("an erasure that is done is found")
		}
		ring(`DELETE FROM keyring_tombstone WHERE person = $1`, who)
		f.names("an erasure whose tombstone is gone", row)
	})
}

// TestVerifyWithoutKeys: where the keyring does not open, files of persons are
// compared as they lie there, and the report says so.
func TestVerifyWithoutKeys(t *testing.T) {
	g := openGate(t, "", nil)
	who := g.leaver("Hạ").Person
	f := &forger{gate: g, url: "sqlite:" + filepath.Join(g.app.Folder.Path("."), "hoso.db"), dir: g.app.Folder.Path(".")}
	f.data = f.connect(f.url)
	_, file := f.page(who)
	g.must(g.app.Keys.ChangeProvider(bg, vault.Passphrase{Secret: []byte("con cò bay lả bay la"), Clock: g.clock}))
	if r := f.verify(); !r.Clean() || !r.Locked || r.Opened != 0 || r.Files < 3 {
		t.Errorf("without a passphrase: %+v", r)
	}
	raw, err := os.ReadFile(file)
	g.must(err)
	raw[len(raw)/2] ^= 1
	g.must(os.WriteFile(file, raw, 0o600))
	page, _ := f.page(who)
	f.names("a file that was altered", [2]string{"person_evidence", page.String()})
}
