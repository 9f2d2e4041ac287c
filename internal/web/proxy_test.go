package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"hoso/internal/clock"
	"hoso/internal/web"
)

// TestPlaceBehindProxy: a place is that of the socket, whatever a request says;
// behind a proxy of ours it is the last address that the proxies name and that is
// none of them, however much somebody wrote before it (SECURITY 4.1.3).
func TestPlaceBehindProxy(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.5/32"), netip.MustParsePrefix("10.0.1.0/24"), netip.MustParsePrefix("fd00::/64")}
	const victim = "198.51.100.7"
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		socket  string
		said    []string
		want    string
	}{
		"nothing is configured":     {nil, "10.0.0.5:1", []string{victim}, "10.0.0.0/24"},
		"no proxy":                  {ours, "203.0.113.9:1", []string{victim}, "203.0.113.0/24"},
		"no proxy, in its name":     {ours, "203.0.113.9:1", []string{victim + ", 10.0.0.5"}, "203.0.113.0/24"},
		"a neighbour of the proxy":  {ours, "10.0.0.6:1", []string{victim}, "10.0.0.0/24"},
		"the proxy":                 {ours, "10.0.0.5:1", []string{"203.0.113.9"}, "203.0.113.0/24"},
		"the proxy, forged before":  {ours, "10.0.0.5:1", []string{victim + ", 203.0.113.9"}, "203.0.113.0/24"},
		"forged in another header":  {ours, "10.0.0.5:1", []string{victim, "203.0.113.9"}, "203.0.113.0/24"},
		"two proxies":               {ours, "10.0.0.5:1", []string{victim + ", 203.0.113.9, 10.0.1.7"}, "203.0.113.0/24"},
		"forged proxies before":     {ours, "10.0.0.5:1", []string{victim + ", 10.0.1.7, 203.0.113.9"}, "203.0.113.0/24"},
		"the proxy says nothing":    {ours, "10.0.0.5:1", nil, "10.0.0.0/24"},
		"the proxy says no address": {ours, "10.0.0.5:1", []string{victim + ", unknown"}, "10.0.0.0/24"},
		"only proxies":              {ours, "10.0.0.5:1", []string{"10.0.1.7"}, "10.0.1.0/24"},
		"a proxy of IPv6":           {ours, "[fd00::1]:1", []string{"2001:db8:1:2:3::4"}, "2001:db8:1:2::/64"},
		"IPv4 in IPv6":              {ours, "[::ffff:10.0.0.5]:1", []string{"::ffff:203.0.113.9"}, "203.0.113.0/24"},
		"no socket":                 {ours, "@", []string{victim}, "?"},
	} {
		t.Run(name, func(t *testing.T) {
			rt := &web.Router{}
			var place string
			rt.OpenGet("/place", func(r *web.Request) error { place = r.Place(); return r.See("/") })
			site := &web.Site{Router: rt, Proxies: c.proxies, Hosts: []string{"127.0.0.1"}, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
			q := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/place", nil)
			q.RemoteAddr = c.socket
			for _, line := range c.said {
				q.Header.Add("X-Forwarded-For", line)
			}
			for _, other := range []string{"X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"} {
				q.Header.Set(other, victim)
			}
			site.Handler().ServeHTTP(httptest.NewRecorder(), q)
			if place != c.want {
				t.Errorf("from %s, which says %q: %s, want %s", c.socket, strings.Join(c.said, " | "), place, c.want)
			}
		})
	}
}

// TestCookieName: a cookie is called by what it is.
func TestCookieName(t *testing.T) {
	for want, site := range map[string]*web.Site{"__Host-hoso": {Secure: true}, "hoso_demo": {Demo: true}, "hoso_local": {}} {
		rt := &web.Router{}
		rt.OpenGet("/session", func(r *web.Request) error { r.SetSession("x"); return r.See("/") })
		site.Router, site.Hosts, site.Clock, site.Log = rt, []string{"127.0.0.1"}, clock.System{}, slog.New(slog.DiscardHandler)
		w := httptest.NewRecorder()
		site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/session", nil))
		if got := w.Header().Get("Set-Cookie"); !strings.HasPrefix(got, want+"=x; Path=/; HttpOnly") || strings.Contains(got, "Secure") != site.Secure {
			t.Errorf("%s: %s", want, got)
		}
	}
}
