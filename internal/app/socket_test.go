package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
)

// mustToken makes a token of an actor's.
func mustToken(t *testing.T, a *app.App, who access.Actor, days int64) string {
	t.Helper()
	text, err := a.Accounts.MakeToken(context.Background(), proved(who), [16]byte(id.New()), access.TokenForm{Days: days, Scope: access.ScopeOrganisation})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestTokens: a token counts to the end of its last day, its owner ends it, and
// whatever does not count leaves an entry that says why. Its text is nowhere in
// the database.
func TestTokens(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, nil)
		ctx, accounts := context.Background(), g.app.Accounts
		text := mustToken(t, g.app, g.clerk, 7)
		want := g.clerk
		want.Scope = access.ScopeOrganisation
		if who, err := accounts.Bearer(ctx, text); err != nil || who != want {
			t.Fatalf("%+v %v", who, err)
		}
		g.clock.Advance(7 * 24 * time.Hour)
		if _, err := accounts.Bearer(ctx, text); err != nil {
			t.Errorf("on its last day: %v", err)
		}
		g.clock.Advance(24 * time.Hour)
		g.refusesToken(text, "access.token.expired", g.clerk)
		second := mustToken(t, g.app, g.clerk, 90)
		g.refusesToken(second+"x", "access.token.unknown", access.System("stranger"))
		g.refusesToken("", "access.token.unknown", access.System("stranger"))

		list, err := accounts.Tokens(ctx, g.clerk)
		if err != nil || len(list) != 3 || list[0].MadeOn < list[2].MadeOn {
			t.Fatal(list, err)
		}
		other := g.account("2020-01-01", access.Holding{Role: access.RoleMember, Unit: g.body})
		err = accounts.EndToken(ctx, other, [16]byte(id.New()), list[0].ID)
		wantKind(t, err, errs.KindNotFound, "access.not_found")
		if err := accounts.EndToken(ctx, g.clerk, [16]byte(id.New()), list[0].ID); err != nil {
			t.Fatal(err)
		}
		g.refusesToken(second, "access.token.ended", g.clerk)
		err = accounts.EndToken(ctx, g.clerk, [16]byte(id.New()), list[0].ID)
		wantKind(t, err, errs.KindConflict, "access.token.over")

		third := mustToken(t, g.app, g.clerk, 30)
		g.close(g.clerk)
		before := g.left()
		_, err = accounts.Bearer(ctx, third)
		wantKind(t, err, errs.KindDenied, "access.token.ended")
		if now := g.left(); now.refused != before.refused+1 {
			t.Error("a closed account's token leaves no entry")
		}
		var stored [][]byte
		err = sqldb.Each(ctx, g.app.DB.Reader(), func(row sqldb.Scanner) error {
			var hash []byte
			err := row.Scan(&hash)
			stored = append(stored, hash)
			return err
		}, `SELECT token_hash FROM access_token`)
		for _, h := range stored {
			if err != nil || len(h) != 32 || strings.Contains(third, string(h)) {
				t.Errorf("kept %x, %v", h, err)
			}
		}
	})
}

// refusesToken wants a refusal, and the entry of it.
func (g *gate) refusesToken(text, code string, who access.Actor) {
	g.t.Helper()
	g.clock.Advance(2 * time.Minute) // no repeat
	before := g.left()
	_, err := g.app.Accounts.Bearer(context.Background(), text)
	if !errs.Is(err, errs.KindDenied) || errs.Of(err).Code != code {
		g.t.Errorf("%s: %v", code, err)
	}
	now := g.left()
	if now.refused != before.refused+1 || now.entries != before.entries+1 {
		g.t.Errorf("%s left %+v, before %+v", code, now, before)
	}
	var newest id.ID
	if err := sqldb.One(context.Background(), g.app.DB.Reader(), `SELECT id FROM ledger_entry WHERE outcome = $1 ORDER BY at DESC LIMIT 1`,
		[]any{string(ledger.Refused)}, &newest); err != nil {
		g.t.Fatal(err)
	}
	if e := g.entry(ledger.Ref{Entry: newest}); e.Code != code || e.Actor.Key() != who.Key() || e.Action != "access.token.use" {
		g.t.Errorf("%s left the entry %+v", code, e)
	}
}

// TestTokenForm: a form that is sent twice makes one token and shows it once;
// nobody has more than some, or one that lives longer than 90 days.
func TestTokenForm(t *testing.T) {
	g := openGate(t, "", nil)
	ctx, accounts, key := context.Background(), g.app.Accounts, [16]byte(id.New())
	if text, err := accounts.MakeToken(ctx, proved(g.clerk), key, access.TokenForm{Days: 7, Scope: access.ScopeOrganisation}); err != nil || !strings.HasPrefix(text, "hoso_") {
		t.Fatal(text, err)
	}
	text, err := accounts.MakeToken(ctx, proved(g.clerk), key, access.TokenForm{Days: 7, Scope: access.ScopeOrganisation})
	wantKind(t, err, errs.KindConflict, "access.token.shown")
	for _, days := range []int64{0, -1, 91, 365} {
		_, err := accounts.MakeToken(ctx, proved(g.clerk), [16]byte(id.New()), access.TokenForm{Days: days, Scope: access.ScopeOrganisation})
		wantKind(t, err, errs.KindInvalid, "access.token.days")
	}
	for range access.MaxTokens - 2 { // populate made one as well
		mustToken(t, g.app, g.clerk, 90)
	}
	_, err = accounts.MakeToken(ctx, proved(g.clerk), [16]byte(id.New()), access.TokenForm{Days: 7, Scope: access.ScopeOrganisation})
	wantKind(t, err, errs.KindInvalid, "access.token.many")
	if list, err := accounts.Tokens(ctx, g.clerk); text != "" || err != nil || len(list) != access.MaxTokens {
		t.Errorf("%q %d %v", text, len(list), err)
	}
}

// TestTwoDoors: a session counts on the site and a token on the socket, and
// neither the other way round. The socket is this user's alone, in a folder
// with a name of any length.
func TestTwoDoors(t *testing.T) {
	for name, dir := range map[string]string{"short": "d", "long": strings.Repeat("thu-muc-dai/", 12)} {
		t.Run(name, func(t *testing.T) {
			a := mustOpen(t, filepath.Join(t.TempDir(), dir), "", nil)
			defer a.Close()
			w := populate(t, a)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			session, err := a.Sessions.Begin(ctx, w.clerk.Account, signin.ProvedByPassword, signin.Client{})
			if err != nil {
				t.Fatal(err)
			}
			token := mustToken(t, a, w.clerk, 7)
			socket, ended := listen(t, ctx, a), make(chan struct{})
			go func() { a.ServeSocket(ctx, socket); close(ended) }()
			site, err := app.Listen("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			served := make(chan error, 1)
			go func() { served <- a.Serve(ctx, site) }()

			unix := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return dialIn(ctx, a.Folder.Path(""))
			}}
			dry := "http://hoso/v1/import/units?dry=1&lang=en"
			for _, c := range []struct {
				what   string
				client http.RoundTripper
				method string
				url    string
				header http.Header
				status int
				body   string
			}{
				{"a session on the socket", unix, "POST", dry, http.Header{"Cookie": {"hoso_demo=" + session}}, 401, "access.token.unknown"},
				{"a session as a token", unix, "POST", dry, http.Header{"Authorization": {"Bearer " + session}}, 401, "access.token.unknown"},
				{"a token as a password", unix, "POST", dry, http.Header{"Authorization": {"Basic " + token}}, 401, "access.token.unknown"},
				{"a token on the socket", unix, "POST", dry, http.Header{"Authorization": {"Bearer " + token}}, 422, "org.import.file"},
				{"a page on the socket", unix, "GET", "http://hoso/units", http.Header{"Authorization": {"Bearer " + token}}, 404, "web.path.unknown"},
				{"another method", unix, "GET", dry, http.Header{"Authorization": {"Bearer " + token}}, 404, "web.path.unknown"},
				{"a token on the site", http.DefaultTransport, "GET", "http://" + site.Addr().String() + "/units", http.Header{"Authorization": {"Bearer " + token}}, 303, ""},
				{"a token as a session", http.DefaultTransport, "GET", "http://" + site.Addr().String() + "/units", http.Header{"Cookie": {"hoso_demo=" + token}}, 303, ""},
				{"a session on the site", http.DefaultTransport, "GET", "http://" + site.Addr().String() + "/units", http.Header{"Cookie": {"hoso_demo=" + session}}, 200, ""},
				{"the API on the site", http.DefaultTransport, "POST", "http://" + site.Addr().String() + "/v1/import/units", http.Header{"Authorization": {"Bearer " + token}}, 404, ""},
			} {
				status, body := knock(t, c.client, c.method, c.url, c.header)
				if status != c.status || !strings.Contains(body, c.body) {
					t.Errorf("%s: %d %.300s", c.what, status, body)
				}
			}
			info, err := os.Stat(filepath.Join(a.Folder.Path(""), "hoso.sock"))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the socket: %v %v", info, err)
			}
			cancel()
			<-ended
			if err := <-served; err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(filepath.Join(a.Folder.Path(""), "hoso.sock")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the socket stays: %v", err)
			}
		})
	}
}

// listen opens the socket over one that a dead process left.
func listen(t *testing.T, ctx context.Context, a *app.App) net.Listener {
	t.Helper()
	old, err := a.ListenSocket()
	if err != nil {
		t.Fatal(err)
	}
	_ = old.Close()
	if _, err := dialIn(ctx, a.Folder.Path("")); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Fatalf("nobody listens, and the answer is %v", err)
	}
	l, err := a.ListenSocket()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// dialIn reaches the socket of a folder by a short name for it.
func dialIn(ctx context.Context, dir string) (net.Conn, error) {
	short, err := os.MkdirTemp("", "d")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(short)
	if err := os.Symlink(dir, filepath.Join(short, "d")); err != nil {
		return nil, err
	}
	return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(short, "d", "hoso.sock"))
}

func knock(t *testing.T, client http.RoundTripper, method, to string, header http.Header) (int, string) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	q := &http.Request{Method: method, URL: u, Header: header}
	answer, err := client.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") && !json.Valid(body) {
		t.Errorf("no JSON: %s", body)
	}
	return answer.StatusCode, string(body)
}
