package app_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/signin"
)

var recoveryCode = regexp.MustCompile(`<li><code>([0-9A-Z-]{29})</code>`)

// shownCodes reads the recovery codes of a page.
func shownCodes(page string) []string {
	var list []string
	for _, found := range recoveryCode.FindAllStringSubmatch(page, -1) {
		list = append(list, found[1])
	}
	return list
}

// TestCodesNeverSeen: the answer with new recovery codes is lost after they were
// made. The person signs in again, proves who they are and makes others; what was
// never seen, and what was before, ends.
func TestCodesNeverSeen(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		b := p.surfer()
		signIn := func(code string) seen {
			t.Helper()
			return b.send(http.MethodPost, "/sign-in", map[string]string{"name": p.an.name, "password": longPassword, "code": code})
		}
		signIn(p.digits(p.an))
		key := b.formKey("/account")
		at, err := http.NewRequest(http.MethodGet, b.at, nil)
		p.must(err)
		before := b.client.Jar.Cookies(at.URL)
		lost := shownCodes(b.send(http.MethodPost, "/account/codes", map[string]string{"key": key}).body)
		if len(lost) != signin.RecoveryCodes {
			t.Fatalf("%d codes were made", len(lost))
		}
		b.client.Jar.SetCookies(at.URL, before) // the answer never arrived
		if got := b.send(http.MethodPost, "/account/codes", map[string]string{"key": key}); len(shownCodes(got.body)) > 0 {
			t.Error("sent again, a form without a session shows codes")
		}
		p.clock.Advance(time.Minute)
		signIn(p.digits(p.an))
		if got := b.send(http.MethodPost, "/account/codes", map[string]string{"key": key}); got.status != http.StatusConflict || len(shownCodes(got.body)) > 0 {
			t.Errorf("the same form: %d %s", got.status, got.body)
		}
		p.clock.Advance(6 * time.Minute)
		key = b.formKey("/account")
		if got := b.send(http.MethodPost, "/account/codes", map[string]string{"key": key}); got.header.Get("Location") != "/sign-in/again" {
			t.Errorf("without a fresh proof: %d %s", got.status, got.header.Get("Location"))
		}
		got := b.send(http.MethodPost, "/sign-in/again", map[string]string{"password": longPassword, "code": p.digits(p.an)})
		anew := shownCodes(got.body) // the form that asked goes on by itself
		if len(anew) != signin.RecoveryCodes {
			t.Fatalf("%d codes were made anew", len(anew))
		}
		if !b.in() {
			t.Error("the session that made them has ended")
		}
		for what, code := range map[string]string{"one never seen": lost[0], "one from before": p.an.codes[0]} {
			wantCode(t, p.prove(p.an, longPassword, code, signin.Client{Place: what}), "signin.proof.wrong")
		}
		p.must(p.prove(p.an, longPassword, anew[0], home))
	})
}

// TestPasskeysAlone: an account with passkeys alone has no recovery codes, is told
// what it has instead, and is let in again by two officers only.
func TestPasskeysAlone(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		p := openPasskeys(t, url)
		ctx := context.Background()
		lost, known := p.enrols("hoa.tt")
		b := p.surfer()
		b.signIn(lost)
		page := b.send(http.MethodGet, "/account", nil).body
		if strings.Contains(page, `action="/account/codes"`) || !strings.Contains(page, "Riêng một mã thì yếu hơn khóa truy cập") || !strings.Contains(page, "Bạn chỉ có một khóa để đăng nhập") {
			t.Error("the page does not say what there is instead of codes")
		}
		if got := b.send(http.MethodPost, "/account/codes", map[string]string{"key": b.formKey("/account")}); got.status != http.StatusUnprocessableEntity || len(shownCodes(got.body)) > 0 {
			t.Errorf("codes without a password: %d", got.status)
		}
		second := newAuthenticator(t, p.at, "localhost")
		form := second.make(b.asks("/account/passkey/ask", nil))
		form["name"], form["key"] = "Khóa USB", b.formKey("/account/passkey")
		b.send(http.MethodPost, "/account/passkey", form)
		if strings.Contains(b.send(http.MethodGet, "/account", nil).body, "Bạn chỉ có một khóa để đăng nhập") {
			t.Error("with two passkeys the page speaks of one")
		}
		// Both are lost. One officer alone cannot let them in.
		if _, err := p.app.Signin.Issue(ctx, p.admin[0], known.Account); err == nil {
			t.Error("one officer gave a code")
		}
		p.must(p.app.Signin.Recover(ctx, p.admin[0], known.Account))
		if _, err := p.app.Signin.Approve(ctx, p.admin[0], known.Account); err == nil {
			t.Error("one officer approved their own request")
		}
		slip, err := p.app.Signin.Approve(ctx, p.admin[1], known.Account)
		p.must(err)
		third := newAuthenticator(t, p.at, "localhost")
		b = p.surfer()
		form = third.make(b.asks("/enrol/passkey/ask", map[string]string{"code": slip.Code}))
		form["code"], form["name"] = slip.Code, "Máy mới"
		b.send(http.MethodPost, "/enrol/passkey", form)
		for what, a := range map[string]*authenticator{"the first": lost, "the second": second} {
			if got := p.surfer().signIn(a); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s lost passkey: %d", what, got.status)
			}
		}
		if got := b.signIn(third); got.status != http.StatusSeeOther || !b.in() {
			t.Errorf("the new passkey: %d", got.status)
		}
		// With a password there are codes again.
		me := signin.By{Actor: proved(access.Actor{Account: known.Account, Person: known.Person})}
		p.must(p.app.Signin.ChangePassword(ctx, me, longPassword+" mới", home))
		codes, err := p.app.Signin.MakeCodes(ctx, me, home)
		p.must(err)
		_, err = p.app.Signin.Prove(ctx, signin.Proof{Name: "hoa.tt", Password: longPassword + " mới", Code: codes[0], Client: home})
		p.must(err)
	})
}
