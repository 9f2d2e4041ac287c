package app_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/sqldb"
)

// TestBrokenKeyring: when the store of the keyring breaks under a running server,
// whatever needs a key is Unavailable with what to do, not internal and not
// "there is nothing"; nothing is changed; all else, and the page by which
// the administrator looks, goes on.
func TestBrokenKeyring(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		who, grant := g.officer(access.PurposeCase, "15/2026/VVNS")
		l := person.Looking{Person: g.world.clerk.Person, Purpose: access.PurposeCase, Grant: grant}
		_, err := g.app.Person.Open(bg, who, person.ActionOpen, l)
		g.must(err)
		db, err := sqldb.Open(bg, sqldb.Config{URL: "sqlite:" + g.app.Folder.Path("keys.db")})
		g.must(err)
		defer db.Close()
		g.must(db.Script(bg, "ALTER TABLE keyring_key RENAME TO keyring_lost;"))
		g.clock.Advance(2 * time.Minute) // no key is in memory any more
		before := g.left()
		_, open := g.app.Person.Open(bg, who, person.ActionOpen, l)
		_, _, page := g.app.Person.Page(bg, who, person.ActionPage, l, g.world.evidence, 0)
		_, change := g.app.Person.Change(bg, step(g.specialist.Actor), l.Person, person.ChangeForm{Name: person.Name{Given: "Ánh"}, Born: "1980-07-15", Version: 3})
		for what, err := range map[string]error{"open": open, "page": page, "change": change} {
			wantKind(t, err, errs.KindUnavailable, "vault.keyring.damaged")
			var lite interface{ Code() int }
			if errors.As(err, &lite) {
				t.Errorf("%s carries the engine's error into the folder's transaction", what)
			}
		}
		after := g.left()
		if after.entries != before.entries+2 { // of the two openings, whose entry comes before the answer
			t.Errorf("left %+v, before %+v", after, before)
		}
		if after.rows != before.rows || after.governed != before.governed || after.keys != before.keys {
			t.Errorf("what was not done left %+v, before %+v", after, before)
		}
		m := &matrix{t: t, app: g.app, site: g.app.Site()}
		m.server = httptest.NewServer(m.site.Handler())
		defer m.server.Close()
		m.signIn("", g.world.clerk.Account, nil)
		own := m.get(m.viewers[0], "/me")
		if own.status != http.StatusServiceUnavailable || !strings.Contains(own.body, "Kho của chùm khóa (keys.db) bị hỏng") || !strings.Contains(own.body, "hoso key restore") {
			t.Errorf("the person's page: %d %s", own.status, own.body)
		}
		if got := m.get(m.viewers[0], "/directives"); got.status != http.StatusOK {
			t.Errorf("what needs no key: %d", got.status)
		}
		m.signIn("", g.newcomer(id.ID{}, access.RoleSysAdmin).Account, nil)
		if got := m.get(m.viewers[1], "/admin"); got.status != http.StatusOK || !strings.Contains(got.body, "không đọc được") {
			t.Errorf("the machine's page: %d", got.status)
		}
		g.must(db.Script(bg, "ALTER TABLE keyring_lost RENAME TO keyring_key;"))
		_, err = g.app.Person.Open(bg, who, person.ActionOpen, l)
		g.must(err)
	})
}
