package app_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"hoso/internal/testenv"
)

// hostile is a text that breaks out of elements, attributes and comments, with a
// word that stands nowhere else.
const hostile = `zq7canary"'><svg/onload=alert(7)>--></title></textarea><script>alert(7)</script>`

// hostileWord is what is looked for in logs and addresses; broken is what no page
// may hold.
const hostileWord = "zq7canary"

var broken = []string{`zq7canary"`, `<svg/onload`, `<script>alert(7)`}

// TestHostileText types a hostile text into every field of every form, one after
// the other, and looks at every page after that: no page holds it unescaped, no
// address holds it at all, and the log has none of it, whatever was answered
// (SECURITY T29, T33, 14.2.1).
func TestHostileText(t *testing.T) {
	m, book := openMatrix(t), &testenv.Log{}
	m.app.Log = slog.New(slog.NewTextHandler(book, &slog.HandlerOptions{Level: slog.LevelDebug}))
	m.site = m.app.Site()
	m.server = httptest.NewServer(m.site.Handler())
	t.Cleanup(m.server.Close)
	routes := m.routes()
	taken, again, shown := 0, 0, 0
	for _, route := range routes {
		if !strings.HasPrefix(route, "POST") {
			continue
		}
		for _, w := range ways[route] {
			done, echoed := m.typeInto(route, w)
			taken, again = taken+done, again+echoed
		}
	}
	for _, route := range routes {
		if !strings.HasPrefix(route, "GET") || route == "GET /directives/{directive}/pages/{page}" {
			continue
		}
		for _, name := range []string{"chuyen_vien_tccb", "kiem_tra", "van_thu", "keeper of the machine"} {
			for _, w := range ways[route] {
				shown += m.holdsEscaped(route, m.ask(m.viewer(name), route, w, sides[0]))
			}
		}
	}
	for _, query := range []string{"/units?q=", "/directives?q=", "/directives?kind=", "/ledger?until=", "/acts/", "/grants/on/", "/break-glass/on/", "/units?on=", "/sign-in?done="} {
		m.holdsEscaped(query, m.request(m.viewer("kiem_tra"), http.MethodGet, query+urlOf(hostile), sent{}, false))
	}
	if text := book.String(); strings.Contains(text, hostileWord) || !strings.Contains(text, "request") {
		for line := range strings.Lines(text) {
			if strings.Contains(line, hostileWord) {
				t.Errorf("the log says %s", line)
			}
		}
	}
	if taken < 20 || again < 20 || shown < 8 {
		t.Error("too few to test anything")
	}
	t.Logf("a hostile text was taken by %d commands, shown again by %d, and stood on %d pages", taken, again, shown)
}

func urlOf(s string) string {
	raw, _ := json.Marshal(s) // a string is always JSON
	return strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", "#", "%23", "&", "%26", `\`, "%5C", "+", "%2B").Replace(strings.Trim(string(raw), `"`))
}

// typeInto sends a route's form as somebody who may, with the text in one field
// after the other, and gives how often it was taken, and shown again.
func (m *matrix) typeInto(route string, w way) (taken, again int) {
	if w.form == nil || w.open && route != "POST /sign-in" {
		return 0, 0
	}
	var v viewer
	for _, some := range m.viewers {
		if some.roles != nil && !slices.Contains(m.expect(some, route, w, sides[0]), http.StatusNotFound) && !slices.Contains(m.expect(some, route, w, sides[0]), http.StatusForbidden) {
			v = some
			break
		}
	}
	for field := range w.form(m, sides[0]).Values {
		if field == "key" {
			continue
		}
		hurt := w
		hurt.form = func(m *matrix, side string) sent {
			body := w.form(m, side)
			body.Set(field, hostile)
			if len(body.data) > 0 && strings.HasSuffix(body.file, ".txt") {
				body.data = append(slices.Clone(body.data), "\nVề việc "+hostile...)
			}
			return body
		}
		got := m.ask(v, route, hurt, sides[0])
		again += m.holdsEscaped(route+" with "+field, got)
		if got.status == http.StatusSeeOther {
			taken++
		}
	}
	return taken, again
}

// holdsEscaped gives 1 where an answer shows the text, and fails where it is not
// escaped or stands in an address.
func (m *matrix) holdsEscaped(what string, got answered) int {
	m.t.Helper()
	for _, bad := range broken {
		if strings.Contains(got.body, bad) {
			m.t.Errorf("%s: %d, the page holds %s", what, got.status, bad)
		}
	}
	if strings.Contains(got.location, hostileWord) {
		m.t.Errorf("%s leads to %s", what, got.location)
	}
	if got.status >= http.StatusInternalServerError {
		m.t.Errorf("%s: %d", what, got.status)
	}
	if strings.Contains(got.body, hostileWord) {
		return 1
	}
	return 0
}
