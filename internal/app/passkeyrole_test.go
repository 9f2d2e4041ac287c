package app_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/signin"
)

// keeper makes somebody who keeps accounts and signs in by password.
func (p *passkeySite) keeper() signer {
	p.t.Helper()
	who := p.person("Đỗ", "Văn", "Giữ")
	slip, err := p.app.Signin.First(context.Background(), signin.By{Actor: access.System("operator")}, "giu.dv", who, access.RoleSysAdmin, access.RoleMember)
	p.must(err)
	return p.enrol(slip, who)
}

// byPassword signs in by password and code.
func (b *surfer) byPassword(x signer) {
	b.t.Helper()
	got := b.send(http.MethodPost, "/sign-in", map[string]string{"name": x.name, "password": x.password, "code": b.digits(x)})
	if got.status != http.StatusSeeOther {
		b.t.Fatalf("sign-in: %d %s", got.status, got.body)
	}
	b.clock.Advance(time.Minute) // the digits count once
}

// TestPasskeyRoles: who keeps accounts may do so by password for a fortnight, is
// told to make a passkey, and then cannot, while all else goes on; by a passkey
// they can, at once. A token has the rights with which it was made (SECURITY
// 6.3.3).
func TestPasskeyRoles(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		x := p.keeper()
		needed := "/account/passkey/needed"
		leads := func(b *surfer, want string) {
			t.Helper()
			if got := b.send(http.MethodGet, "/users", nil); want == "" && got.status != http.StatusOK || want != "" && got.header.Get("Location") != want {
				t.Errorf("the accounts: %d %q, want %q", got.status, got.header.Get("Location"), want)
			}
		}
		b := p.surfer()
		b.byPassword(x)
		leads(b, "")
		if page := b.send(http.MethodGet, "/account", nil).body; !strings.Contains(page, needed) || !strings.Contains(page, "16/03/2026") {
			t.Error("nobody says by when a passkey is to be made")
		}
		who := access.Actor{Account: x.account, Person: x.person, Fresh: true}
		early, err := p.app.Accounts.MakeToken(context.Background(), who, [16]byte(id.New()), access.TokenForm{Days: 90, Scope: access.ScopeUsers})
		p.must(err)

		p.clock.Advance(14 * 24 * time.Hour)
		b = p.surfer()
		b.byPassword(x)
		leads(b, needed)
		if got := b.send(http.MethodPost, "/users/new", map[string]string{"key": strings.Repeat("0", 32), "name": "moi.x", "person": "Đỗ Văn Giữ"}); got.header.Get("Location") != needed {
			t.Errorf("an account is made by password: %d", got.status)
		}
		page := b.send(http.MethodGet, needed, nil)
		if page.status != http.StatusOK || !strings.Contains(page.body, "Quản trị hệ thống") || !strings.Contains(page.body, `href="/account/passkey"`) {
			t.Errorf("the page does not say what rests: %d %s", page.status, page.body)
		}
		for _, other := range []string{"/", "/account", "/tokens", "/units"} {
			if got := b.send(http.MethodGet, other, nil); got.status != http.StatusOK {
				t.Errorf("%s by password: %d %s", other, got.status, got.header.Get("Location"))
			}
		}
		by, err := p.app.Accounts.Bearer(context.Background(), early)
		p.must(err)
		by.Fresh = true
		_, err = p.app.Signin.Users(context.Background(), signin.By{Actor: by}, signin.Filter{Limit: 10})
		wantCode(t, err, "access.passkey")

		made := newAuthenticator(t, p.at, "localhost")
		form := made.make(b.asks("/account/passkey/ask", nil))
		form["name"], form["key"] = "Máy ở cơ quan", b.formKey("/account/passkey")
		if got := b.send(http.MethodPost, "/account/passkey", form); got.status != http.StatusSeeOther {
			t.Fatalf("a passkey: %d %s", got.status, got.body)
		}
		leads(b, "")
		b = p.surfer()
		b.byPassword(x)
		leads(b, needed)
		if got := b.send(http.MethodPost, "/sign-in/again/passkey", made.get(b.asks("/sign-in/again/ask", nil))); got.header.Get("Location") != "/users" {
			t.Errorf("proved by the passkey: %d %s", got.status, got.header.Get("Location"))
		}
		leads(b, "")
		c := p.surfer()
		c.signIn(made)
		leads(c, "")
		who.Passkey = true
		strong, err := p.app.Accounts.MakeToken(context.Background(), who, [16]byte(id.New()), access.TokenForm{Days: 7, Scope: access.ScopeUsers})
		p.must(err)
		by, err = p.app.Accounts.Bearer(context.Background(), strong)
		p.must(err)
		by.Fresh = true
		_, err = p.app.Signin.Users(context.Background(), signin.By{Actor: by}, signin.Filter{Limit: 10})
		p.must(err)
		narrow, err := p.app.Accounts.MakeToken(context.Background(), who, [16]byte(id.New()), access.TokenForm{Days: 7, Scope: access.ScopeOrganisation})
		p.must(err)
		by, err = p.app.Accounts.Bearer(context.Background(), narrow)
		p.must(err)
		by.Fresh = true
		_, err = p.app.Signin.Users(context.Background(), signin.By{Actor: by}, signin.Filter{Limit: 10})
		wantCode(t, err, "access.token.scope")
		x2 := newAttacker(t, p.dir, url)
		b = p.surfer()
		b.byPassword(x)
		x2.exec(`UPDATE signin_session SET passkey = 1`)
		if b.in() {
			t.Error("a session that somebody made strong by hand is open")
		}
	})
}
