package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestReports: what a browser reports becomes a line of words that are ours, ten a
// minute, whoever sends it; what is none is refused.
func TestReports(t *testing.T) {
	p := start(t, nil)
	send := func(kind, body string, want int) {
		t.Helper()
		q, err := http.NewRequest(http.MethodPost, p.URL+"/csp-reports", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Content-Type", kind)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
		got, err := p.Client().Do(q)
		if err != nil {
			t.Fatal(err)
		}
		if _ = got.Body.Close(); got.StatusCode != want {
			t.Errorf("%s %.40s: %d, want %d", kind, body, got.StatusCode, want)
		}
	}
	report := func(page, rule, thing string) string {
		return fmt.Sprintf(`{"csp-report":{"document-uri":%q,"effective-directive":%q,"blocked-uri":%q,"script-sample":"secret sample","referrer":"secret referrer"}}`, page, rule, thing)
	}
	const kind = "application/csp-report"
	send(kind, report(p.URL+"/fail/secret-name?q=secret", "script-src-attr", "inline"), http.StatusNoContent)
	send(kind, report("https://secret.example/x", "secret-rule", "https://secret.example/a.js"), http.StatusNoContent)
	send("text/plain", report("", "", ""), http.StatusUnsupportedMediaType)
	send("", "", http.StatusUnsupportedMediaType)
	send(kind, "{", http.StatusBadRequest)
	send(kind, "[]", http.StatusBadRequest)
	send(kind, strings.Repeat(" ", 8<<10)+"{}", http.StatusRequestEntityTooLarge)
	for range 30 {
		send(kind, report(p.URL+"/page", "img-src", "data"), http.StatusNoContent)
	}
	p.clock.Advance(61 * 1e9)
	send(kind, report(p.URL+"/page", "img-src", "data"), http.StatusNoContent)
	text := p.log.String()
	for _, want := range []string{`route="GET /fail/{how}" rule=script-src-attr thing=inline unsaid=0`, `route="" rule=other thing=other unsaid=0`, `route="GET /page" rule=img-src thing=data unsaid=22`} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not say %s", want)
		}
	}
	if n := strings.Count(text, "policy forbids"); n != 11 {
		t.Errorf("%d lines", n)
	}
	if strings.Contains(text, "secret") {
		t.Error("the log says what the report had")
	}
	p.get(t, "/csp-reports").wants(t, http.StatusNotFound, "")
}
