package web_test

import (
	"net/http"
	"strings"
	"testing"

	"hoso/internal/web"
)

// TestOrigin: a page of another site changes nothing here, whatever the
// browser says of where it comes from.
func TestOrigin(t *testing.T) {
	p := start(t, nil)
	cases := []struct {
		name, fetch, origin string
		cookie, refused     bool
	}{
		{"cross-site", "cross-site", "", true, true},
		{"cross-site without cookie", "cross-site", "", false, true},
		{"same-site", "same-site", "", true, true},
		{"same-origin", "same-origin", "", true, false},
		{"typed by the person", "none", "", true, false},
		{"unknown word", "whatever", "", true, true},
		{"origin null", "", "null", true, true},
		{"origin null without cookie", "", "null", false, true},
		{"origin evil", "", "https://evil.example", true, true},
		{"origin no URL", "", "::", true, true},
		{"origin of another port", "", "http://127.0.0.1:1", true, true},
		{"own origin", "", p.URL, true, false},
		{"own origin, cross-site", "cross-site", p.URL, true, true},
		{"neither, with cookie", "", "", true, true},
		{"neither, without cookie", "", "", false, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := ask{method: "POST", path: "/change", header: map[string]string{}}
			if c.fetch != "" {
				a.header["Sec-Fetch-Site"] = c.fetch
			}
			if c.origin != "" {
				a.header["Origin"] = c.origin
			}
			if c.cookie {
				a.cookie = goodToken
			}
			before := p.changes
			got := p.send(t, a)
			if !c.refused {
				if got.wants(t, 303); p.changes != before+1 {
					t.Error("the change was not made")
				}
				return
			}
			if got.wants(t, 403, "không đến từ một trang của hoso"); p.changes != before {
				t.Error("the change was made")
			}
		})
	}
}

// TestOriginOfPages: a link from elsewhere may open a page.
func TestOriginOfPages(t *testing.T) {
	p := start(t, nil)
	for _, method := range []string{"GET", "HEAD"} {
		p.send(t, ask{method: method, path: "/mine", cookie: goodToken, header: map[string]string{"Sec-Fetch-Site": "cross-site"}}).wants(t, 200)
	}
}

func cookieOf(t *testing.T, got answer, name string) *http.Cookie {
	t.Helper()
	for _, c := range got.Cookies() {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no cookie %s: %q", name, got.Header.Values("Set-Cookie"))
	return nil
}

// TestCookies: script and other sites cannot read or send the session.
func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		p := start(t, func(s *web.Site) { s.Secure = secure })
		name := map[bool]string{false: demoName, true: "__Host-hoso"}[secure]
		begun := cookieOf(t, p.post(t, "/session", form1("token", "t1")), name)
		if begun.Value != "t1" || begun.MaxAge != 0 {
			t.Errorf("the session's cookie is %v", begun)
		}
		over := p.post(t, "/session", form1("token", ""))
		ended := cookieOf(t, over, name)
		if ended.Value != "" || ended.MaxAge >= 0 || !strings.Contains(over.Header.Get("Clear-Site-Data"), `"storage"`) {
			t.Errorf("the session's end is %v, Clear-Site-Data %q", ended, over.Header.Get("Clear-Site-Data"))
		}
		lang := cookieOf(t, p.post(t, "/language", nil), "lang")
		for _, c := range []*http.Cookie{begun, ended, lang} {
			if !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("secure %v: cookie %v", secure, c)
			}
		}
	}
}

// TestSecureCookieOnly: over TLS the demo's cookie, which a neighbour on
// another port could set, is nobody's session.
func TestSecureCookieOnly(t *testing.T) {
	p := start(t, func(s *web.Site) { s.Secure = true })
	p.send(t, ask{method: "GET", path: "/mine", cookie: goodToken}).wants(t, 303)
	p.send(t, ask{method: "GET", path: "/mine", header: map[string]string{"Cookie": "__Host-hoso=" + goodToken}}).wants(t, 200)
}

// TestSee: no form can send its reader to another site.
func TestSee(t *testing.T) {
	p := start(t, nil)
	cases := map[string]string{
		"/page": "/page", "/page?a=1&b=2": "/page?a=1&b=2", "/văn": "/v%c4%83n", "/page?u=//evil.example": "/page?u=//evil.example",
		"": "/", "page": "/", "//evil.example": "/", "https://evil.example": "/", "javascript:alert(1)": "/",
		`/\evil.example`: "/", `\\evil.example`: "/", "/\t/evil.example": "/", "/\n/evil.example": "/",
		"/page\r\nSet-Cookie: a=b": "/", "/\u0000/evil.example": "/", "/\u0085/evil.example": "/", "/a/..//evil.example": "/evil.example",
	}
	for back, want := range cases {
		t.Run(back, func(t *testing.T) {
			got := p.post(t, "/see", form1("back", back))
			if got.wants(t, 303); got.Header.Get("Location") != want || got.Header.Get("Set-Cookie") != "" {
				t.Errorf("leads to %q, want %q", got.Header.Get("Location"), want)
			}
		})
	}
}

// TestDone: a link can show a message of the catalogue's own, nothing else.
func TestDone(t *testing.T) {
	p := start(t, nil)
	got := p.post(t, "/language", nil)
	if at := got.Header.Get("Location"); at != "/page?a=1&done=directive.done.sent" {
		t.Errorf("leads to %q", at)
	}
	p.get(t, "/page?done=directive.done.sent").wants(t, 200, "Đã gửi văn bản đến các đơn vị.")
	for _, key := range []string{"directive.done.none", "web.stopped", "ledger.done", "x.done.%3Cb%3E", "directive.done.sent&done=directive.done.sent"} {
		p.get(t, "/page?done="+key).lacks(t, `role="status"`)
	}
}
