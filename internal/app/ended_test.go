package app_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/signin"
)

// TestEndedAtOnce: a right that ends acts at the next request of a session that is
// open, by whatever way it came. The session itself goes on, but for that of
// somebody whose own duty ended: they sign in again.
func TestEndedAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		server := httptest.NewServer(g.app.Site().Handler())
		t.Cleanup(server.Close)
		session := func(who access.Actor) func(path string) int {
			token, err := g.app.Sessions.Begin(bg, who.Account, signin.ProvedByPassword, home)
			g.must(err)
			return func(path string) int {
				q, err := http.NewRequest(http.MethodGet, server.URL+path, nil)
				g.must(err)
				q.AddCookie(&http.Cookie{Name: "hoso_demo", Value: token})
				answer, err := server.Client().Transport.RoundTrip(q)
				g.must(err)
				g.must(answer.Body.Close())
				return answer.StatusCode
			}
		}
		const today = "2026-11-25"
		end := accesssql.EndForm{Day: today, Reason: "thôi việc đó"}
		key := func() [16]byte { return [16]byte(id.New()) }
		keeper := fresh(g.newcomer(id.ID{}, access.RoleSysAdmin))
		rename := "/units/" + g.unit.Text(org.UnitPrefix) + "/rename"
		paper := access.Object{Kind: "directive", ID: g.directive}
		outside := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.unit})
		grant, err := g.app.Needs.Grant(bg, accesssql.By{Actor: g.head.Actor, Key: key()}, accesssql.GrantForm{Account: outside.Account, Object: paper, Purpose: access.PurposeInspection,
			Basis: access.Basis{Kind: access.BasisCase, Text: "3/2026"}, From: today, Last: "2026-11-30"})
		g.must(err)
		seated, attached := g.newcomer(g.newPost(access.RoleDeptSpecialist)), g.newcomer(g.newPost(access.RoleDeptSpecialist))
		for what, c := range map[string]struct {
			who   access.Actor
			path  string
			gone  int
			endIt func(access.Actor) error
		}{
			"a grant": {outside, "/directives/" + g.directive.Text(directive.Prefix), http.StatusNotFound, func(access.Actor) error {
				_, err := g.app.Needs.EndGrant(bg, accesssql.By{Actor: g.head.Actor, Key: key()}, grant, end)
				return err
			}},
			"a post": {seated, rename, http.StatusForbidden, func(who access.Actor) error {
				seats, err := g.app.Access.Seats.SeatsOf(bg, g.app.DB.Reader(), who.Person, today)
				g.must(err)
				_, err = g.app.Org.Unseat(bg, org.By{Actor: g.head.Actor, Key: key()}, seats[0].Holding, today, "8/QĐ")
				return err
			}},
			"a role of a post": {attached, rename, http.StatusForbidden, func(who access.Actor) error {
				seats, err := g.app.Access.Seats.SeatsOf(bg, g.app.DB.Reader(), who.Person, today)
				g.must(err)
				role, err := (&matrix{t: t, app: g.app}).one(`SELECT id FROM access_post_role WHERE post_id = $1`, seats[0].Post)
				g.must(err)
				_, err = g.app.Duties.EndAssignment(bg, accesssql.By{Actor: keeper.Actor, Key: key()}, role, end)
				return err
			}},
			"a duty": {g.newcomer(id.ID{}, access.RoleAuditor), "/ledger", http.StatusSeeOther, func(who access.Actor) error {
				duty, err := (&matrix{t: t, app: g.app}).one(`SELECT id FROM access_role WHERE role = 'auditor' AND account_id = $1`, who.Account)
				g.must(err)
				_, err = g.app.Duties.EndDuty(bg, accesssql.By{Actor: keeper.Actor, Key: key()}, duty, end)
				return err
			}},
		} {
			get := session(c.who)
			if got := get(c.path); got != http.StatusOK {
				t.Errorf("%s gives %d", what, got)
			}
			g.must(c.endIt(c.who))
			if got := get(c.path); got != c.gone {
				t.Errorf("%s that ended gives %d, want %d", what, got, c.gone)
			}
			if got := get("/help"); got != http.StatusOK && c.gone != http.StatusSeeOther {
				t.Errorf("%s ended, and the session with it: %d", what, got)
			}
		}
	})
}
