package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/web"
)

// openSite serves a populated folder, with its clerk signed in.
func openSite(t *testing.T) (*gate, *httptest.Server, string) {
	t.Helper()
	g := openGate(t, "", nil)
	server := httptest.NewServer(g.app.Site().Handler())
	t.Cleanup(server.Close)
	token, err := g.app.Sessions.Begin(bg, g.clerk.Account, signin.ProvedByPassword, signin.Client{})
	g.must(err)
	return g, server, token
}

// anyPath fills the places of a pattern with ids of nothing.
func anyPath(pattern string) string {
	return slot.ReplaceAllStringFunc(pattern, func(place string) string {
		switch name := strings.Trim(place, "{}."); name {
		case "$":
			return ""
		case "page":
			return "1"
		case "path":
			return "0/000.p/1"
		default:
			return id.New().Text(prefixes[name])
		}
	})
}

// sends answers a request with the headers given, and follows nothing.
func sends(t *testing.T, method, to string, header map[string]string, pairs ...string) *http.Response {
	t.Helper()
	form := url.Values{"key": {web.NewKey()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	q, err := http.NewRequest(method, to, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range header {
		q.Header.Set(name, value)
	}
	got, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(io.Discard, got.Body)
	if got.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestForeignPages: no command of any route is taken from a page of another
// site, whichever way a browser says so, with a session or without (SECURITY T34).
func TestForeignPages(t *testing.T) {
	g, server, token := openSite(t)
	before, asked := g.left(), 0
	for _, r := range g.app.Site().Router.Routes() {
		if r.Method != http.MethodPost {
			continue
		}
		for name, header := range map[string]map[string]string{
			"cross-site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, "same-site": {"Sec-Fetch-Site": "same-site"},
			"origin null": {"Origin": "null"}, "another origin": {"Origin": "https://evil.example"}, "neither": {},
			"own origin, cross-site": {"Sec-Fetch-Site": "cross-site", "Origin": server.URL},
		} {
			header["Cookie"] = "hoso_demo=" + token
			got := sends(t, http.MethodPost, server.URL+anyPath(r.Pattern), header)
			if asked++; got.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s, %s: %d", r.Pattern, name, got.StatusCode)
			}
			if name != "neither" { // a sign-in from elsewhere as somebody else comes without a cookie
				delete(header, "Cookie")
				if got := sends(t, http.MethodPost, server.URL+anyPath(r.Pattern), header); got.StatusCode != http.StatusForbidden || got.Header.Get("Set-Cookie") != "" {
					t.Errorf("POST %s, %s, without a cookie: %d", r.Pattern, name, got.StatusCode)
				}
			}
		}
	}
	if now := g.left(); now != before || asked < 200 {
		t.Errorf("%d requests left %+v, before %+v", asked, now, before)
	}
	if _, err := g.app.Sessions.Session(bg, token); err != nil {
		t.Errorf("the session was ended from elsewhere: %v", err)
	}
	t.Logf("%d commands with a session from elsewhere", asked)
}

// TestOddMethods: a route answers to its own methods and 405 to every other, on
// every path, but who looks at the path of a command is sent to a page above it;
// nothing says what the program is made of or lets it be looked into.
func TestOddMethods(t *testing.T) {
	g, server, token := openSite(t)
	takes := map[string]map[string]bool{}
	for _, r := range g.app.Site().Router.Routes() {
		path := anyPath(r.Pattern)
		if r.Pattern == "/{$}" {
			path = "/"
		}
		key := r.Pattern + " " + path
		for known := range takes {
			if pattern, _, _ := strings.Cut(known, " "); pattern == r.Pattern {
				key = known
			}
		}
		if takes[key] == nil {
			takes[key] = map[string]bool{}
		}
		takes[key][r.Method] = true
	}
	before := g.left()
	for key, methods := range takes {
		_, path, _ := strings.Cut(key, " ")
		for _, method := range []string{"TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "GET", "POST"} {
			if methods[method] || method == "POST" && overlaps(takes, path) || method == "GET" && overlaps(takes, path) {
				continue
			}
			got := sends(t, method, server.URL+path, map[string]string{"Cookie": "hoso_demo=" + token, "Sec-Fetch-Site": "same-origin", "X-HTTP-Method-Override": "POST"})
			if to := got.Header.Get("Location"); method == "GET" {
				if got.StatusCode != http.StatusSeeOther || to != "/" && !strings.HasPrefix(path, to+"/") {
					t.Errorf("GET %s: %d %q", path, got.StatusCode, to)
				}
				continue
			}
			if got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") == "" {
				t.Errorf("%s %s: %d, Allow %q", method, path, got.StatusCode, got.Header.Get("Allow"))
			}
			if got.Header.Get("Server") != "" || got.Header.Get("X-Powered-By") != "" || got.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s says %v", method, path, got.Header)
			}
		}
	}
	for _, path := range []string{"/debug/pprof/", "/debug/vars", "/metrics", "/healthz", "/.env", "/.git/config", "/hoso.toml", "/keys/log.key", "/static/", "/v1/users/list"} {
		if got := sends(t, "GET", server.URL+path, map[string]string{"Cookie": "hoso_demo=" + token}); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	if now := g.left(); now != before {
		t.Errorf("left %+v, before %+v", now, before)
	}
}

// overlaps reports whether another pattern takes the same path: /units/{unit}
// and /units/new.
func overlaps(takes map[string]map[string]bool, path string) bool {
	same := 0
	for key := range takes {
		pattern, _, _ := strings.Cut(key, " ")
		a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
		fits := len(a) == len(b)
		for i := 0; fits && i < len(a); i++ {
			fits = a[i] == b[i] || strings.HasPrefix(a[i], "{") && a[i] != "{$}"
		}
		if fits {
			same++
		}
	}
	return same > 1
}

// TestForwarded: what a request says of proxies before it changes nothing: not
// whose site this is, not the place that attempts are counted for.
func TestForwarded(t *testing.T) {
	g, server, token := openSite(t)
	said := map[string]string{"X-Forwarded-Host": "127.0.0.1", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Real-IP": "203.0.113.9",
		"Forwarded": "for=203.0.113.9;host=127.0.0.1;proto=https", "X-Original-URL": "/ledger", "X-Rewrite-URL": "/ledger", "Cookie": "hoso_demo=" + token}
	q, err := http.NewRequest("GET", server.URL+"/units", nil)
	g.must(err)
	q.Host = "evil.example"
	for name, value := range said {
		q.Header.Set(name, value)
	}
	got, err := http.DefaultTransport.RoundTrip(q)
	g.must(err)
	if got.Body.Close(); got.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("a foreign host with headers of a proxy: %d", got.StatusCode)
	}
	if got := sends(t, "GET", server.URL+"/help", said); got.StatusCode != http.StatusOK {
		t.Errorf("another path by a header: %d", got.StatusCode)
	}
	said["Sec-Fetch-Site"], said["Cookie"] = "same-origin", ""
	was := g.count(`SELECT count(*) FROM signin_session WHERE place LIKE '127.%'`)
	if got := sends(t, "POST", server.URL+"/sign-in", said, "persona", "clerk"); got.StatusCode != http.StatusSeeOther || strings.Contains(got.Header.Get("Set-Cookie"), "Secure") {
		t.Errorf("sign-in: %d %s", got.StatusCode, got.Header)
	}
	if g.count(`SELECT count(*) FROM signin_session WHERE place LIKE '127.%'`) != was+1 {
		t.Error("a session has not the place that it comes from")
	}
}

// TestTwiceInAQuery: a program that says a parameter twice, or dry in another
// way than it is read, is refused instead of being heard half (SECURITY T35).
func TestTwiceInAQuery(t *testing.T) {
	g := openGate(t, "", nil)
	token := mustToken(t, g.app, g.clerk, 7)
	before := g.left()
	for query, code := range map[string]string{
		"dry=1&dry=1": "web.form.twice", "dry=1&dry=0": "web.form.twice", "dry=true": "web.form.choice", "dry=01": "web.form.choice", "lang=en&lang=vi&dry=1": "web.form.twice",
		"dry=%zz": "web.form.broken", "dry=1;x=2": "web.form.broken", "DRY=1": "web.form.unknown", "dry_run=1": "web.form.unknown",
	} {
		q := httptest.NewRequest("POST", "/v1/import/units?"+query, strings.NewReader("x"))
		q.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		g.app.API().ServeHTTP(w, q)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"`+code+`"`) {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
	if now := g.left(); now != before {
		t.Errorf("left %+v, before %+v", now, before)
	}
}
