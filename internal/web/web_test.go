package web_test

import (
	"mime"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"hoso/internal/web"
)

const pageCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-reports"

// everywhere are the headers of every answer, whatever it is.
var everywhere = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

var stylesheet = regexp.MustCompile(`href="(/static/[0-9a-f]+/hoso\.css)"`)

func (p *place) stylesheet(t *testing.T) string {
	t.Helper()
	found := stylesheet.FindStringSubmatch(p.get(t, "/page").text)
	if found == nil {
		t.Fatal("the page names no style sheet")
	}
	return found[1]
}

// TestHeaders: a page that lost a header could be framed, sniffed or kept.
func TestHeaders(t *testing.T) {
	p := start(t, nil)
	const noStore, kept = "no-store", "public, max-age=31536000, immutable"
	cases := map[string]struct {
		ask    ask
		status int
		csp    string
		cache  string
	}{
		"page":        {ask{method: "GET", path: "/page"}, 200, pageCSP, noStore},
		"redirect":    {ask{method: "GET", path: "/mine"}, 303, pageCSP, noStore},
		"error":       {ask{method: "GET", path: "/fail/conflict"}, 409, pageCSP, noStore},
		"panic":       {ask{method: "GET", path: "/panic"}, 500, pageCSP, noStore},
		"unknown":     {ask{method: "GET", path: "/none"}, 404, pageCSP, noStore},
		"other host":  {ask{method: "GET", path: "/page", host: "evil.example"}, 421, pageCSP, noStore},
		"method":      {ask{method: "PUT", path: "/page"}, 405, pageCSP, noStore},
		"post a page": {ask{method: "POST", path: "/page", header: sameOrigin}, 405, pageCSP, noStore},
		"cross site":  {ask{method: "POST", path: "/change", header: map[string]string{"Sec-Fetch-Site": "cross-site"}}, 403, pageCSP, noStore},
		"static":      {ask{method: "GET", path: p.stylesheet(t)}, 200, pageCSP, kept},
		"old static":  {ask{method: "GET", path: "/static/0000000000000000/hoso.css"}, 404, pageCSP, noStore},
		"no static":   {ask{method: "GET", path: strings.Replace(p.stylesheet(t), "hoso.css", "none.css", 1)}, 404, pageCSP, noStore},
		"download":    {ask{method: "GET", path: "/file"}, 200, "default-src 'none'; sandbox", noStore},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := p.send(t, c.ask)
			got.wants(t, c.status)
			want := map[string]string{"Content-Security-Policy": c.csp, "Cache-Control": c.cache}
			for k, v := range everywhere {
				want[k] = v
			}
			for k, v := range want {
				if h := got.Header.Values(k); len(h) != 1 || h[0] != v {
					t.Errorf("%s is %q, want %q", k, h, v)
				}
			}
			if !strings.Contains(got.Header.Get("Permissions-Policy"), "camera=()") {
				t.Error("no Permissions-Policy")
			}
			if got.Header.Get("Strict-Transport-Security") != "" {
				t.Error("HSTS without TLS would lock a demo out")
			}
		})
	}
}

// TestSecure: with TLS the browser must not come back without it.
func TestSecure(t *testing.T) {
	p := start(t, func(s *web.Site) { s.Secure = true })
	if h := p.get(t, "/page").Header.Get("Strict-Transport-Security"); !strings.HasPrefix(h, "max-age=63072000") {
		t.Errorf("Strict-Transport-Security is %q", h)
	}
}

// TestPageHasNothingInline: the policy above would break such a page.
func TestPageHasNothingInline(t *testing.T) {
	p := start(t, nil)
	got := p.send(t, ask{method: "GET", path: "/mine", cookie: goodToken})
	got.wants(t, 200, "Lê Thị Ánh", `<html lang="vi">`, `src="/static/`)
	got.lacks(t, "<script>", "<style", " style=", "onclick", "javascript:")
}

func TestHosts(t *testing.T) {
	p := start(t, nil)
	port := p.URL[strings.LastIndex(p.URL, ":"):]
	cases := map[string]int{
		"127.0.0.1": 200, "127.0.0.1" + port: 200, "localhost" + port: 200, "LOCALHOST": 200, "[::1]" + port: 200, "[::1]": 200,
		"evil.example": 421, "evil.example" + port: 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421,
		"localhost:8181.evil.example": 421, "[::1]:80x": 421, "localhost:": 421, "localhost:99999": 421, "0.0.0.0": 421, "localhost.": 421, "127.0.0.2": 421,
	}
	for host, want := range cases {
		t.Run(host, func(t *testing.T) {
			p.send(t, ask{method: "GET", path: "/page", host: host}).wants(t, want)
		})
	}
}

// TestMethods: what is no GET, HEAD or POST reaches no handler; a known path
// says what it allows.
func TestMethods(t *testing.T) {
	p := start(t, nil)
	cases := []struct{ method, path, allow string }{
		{"TRACE", "/page", "GET, HEAD, POST"},
		{"PUT", "/page", "GET, HEAD, POST"},
		{"DELETE", "/change", "GET, HEAD, POST"},
		{"PATCH", "/change", "GET, HEAD, POST"},
		{"OPTIONS", "/page", "GET, HEAD, POST"},
		{"PROPFIND", "/page", "GET, HEAD, POST"},
		{"get", "/page", "GET, HEAD, POST"},
		{"POST", "/page", "GET, HEAD"},
		{"POST", p.stylesheet(t), "GET, HEAD"},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			got := p.send(t, ask{method: c.method, path: c.path, header: sameOrigin})
			got.wants(t, 405)
			if h := got.Header.Get("Allow"); h != c.allow {
				t.Errorf("Allow is %q, want %q", h, c.allow)
			}
		})
	}
	for _, method := range []string{"GET", "HEAD"} { // who looks at the answer to a form again
		got := p.send(t, ask{method: method, path: "/change", header: sameOrigin})
		got.wants(t, 303)
		if to := got.Header.Get("Location"); to != "/" {
			t.Errorf("%s /change goes to %q", method, to)
		}
	}
	if p.changes != 0 {
		t.Errorf("%d changes were made", p.changes)
	}
}

func TestUnknownPath(t *testing.T) {
	p := start(t, nil)
	for _, a := range []ask{{method: "GET", path: "/none"}, {method: "GET", path: "/page/"}, {method: "GET", path: "/a/../none"},
		{method: "GET", path: "/%2e%2e/%00"}, {method: "POST", path: "/none", header: sameOrigin}} {
		t.Run(a.method+" "+a.path, func(t *testing.T) {
			p.send(t, a).wants(t, 404, "Không có trang này.", "<h1>Không tìm thấy</h1>", `href="/"`)
		})
	}
	p.send(t, ask{method: "GET", path: "/none", cookie: goodToken}).wants(t, 404, "Lê Thị Ánh", `href="/mine"`)
	p.send(t, ask{method: "GET", path: "/none", header: map[string]string{"Cookie": "lang=en"}}).wants(t, 404, "There is no such page.")
}

// TestCleanedPath: a path that is written oddly leads to the page, on this site.
func TestCleanedPath(t *testing.T) {
	p := start(t, nil)
	for _, path := range []string{"//page", "/x/../page", "/./page"} {
		got := p.get(t, path)
		if got.StatusCode/100 != 3 || got.Header.Get("Location") != "/page" {
			t.Errorf("%s: %d to %q", path, got.StatusCode, got.Header.Get("Location"))
		}
	}
}

// TestSignIn: without a session a page leads to the sign-in, and a store that
// is away is not taken for a session that has ended.
func TestSignIn(t *testing.T) {
	p := start(t, nil)
	for _, token := range []string{"", "old", strings.Repeat("x", 4000)} {
		got := p.send(t, ask{method: "GET", path: "/mine", cookie: token})
		if got.wants(t, 303); got.Header.Get("Location") != "/sign-in" {
			t.Errorf("token %.9q leads to %q", token, got.Header.Get("Location"))
		}
	}
	p.send(t, ask{method: "GET", path: "/mine", cookie: sickToken}).wants(t, 503, "Mã sự cố")
	p.send(t, ask{method: "GET", path: "/page", cookie: sickToken}).wants(t, 200)
}

// TestDownload: what somebody uploaded never runs in this site.
func TestDownload(t *testing.T) {
	p := start(t, nil)
	got := p.get(t, "/file")
	got.wants(t, 200)
	how, args, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if err != nil || how != "attachment" || !strings.HasPrefix(args["filename"], "Quyết định") {
		t.Errorf("Content-Disposition %q: %v", got.Header.Get("Content-Disposition"), err)
	}
}

// TestLimits: a connection that is slow or talks too much is closed.
func TestLimits(t *testing.T) {
	p := start(t, nil)
	c := p.Config
	for name, d := range map[string]time.Duration{"ReadHeaderTimeout": c.ReadHeaderTimeout, "ReadTimeout": c.ReadTimeout,
		"WriteTimeout": c.WriteTimeout, "IdleTimeout": c.IdleTimeout} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s is %v", name, d)
		}
	}
	if c.ReadHeaderTimeout > 5*time.Second || c.MaxHeaderBytes <= 0 || c.MaxHeaderBytes > 16<<10 {
		t.Errorf("ReadHeaderTimeout %v, MaxHeaderBytes %d", c.ReadHeaderTimeout, c.MaxHeaderBytes)
	}
	long := map[string]string{"X-Long": strings.Repeat("x", 64<<10)}
	p.send(t, ask{method: "GET", path: "/page", header: long}).wants(t, http.StatusRequestHeaderFieldsTooLarge)
}

// TestHandlerTwice: making the handler changes nothing of the site.
func TestHandlerTwice(t *testing.T) {
	p := start(t, func(s *web.Site) { _, _ = s.Handler(), s.Handler() })
	p.get(t, "/page").wants(t, 200)
}

// TestDownloadDestination gives a file to whoever follows a link, and nothing to a
// page that would run it or frame it.
func TestDownloadDestination(t *testing.T) {
	p := start(t, nil)
	for dest, want := range map[string]int{"document": 200, "empty": 200, "script": 404, "style": 404, "iframe": 404, "object": 404, "image": 404} {
		p.send(t, ask{method: "GET", path: "/file", header: map[string]string{"Sec-Fetch-Dest": dest}}).wants(t, want)
	}
}
