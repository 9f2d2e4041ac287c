package web_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// wire writes raw bytes to the server and reads all that it answers, until it
// closes the connection.
func (p *place) wire(t *testing.T, raw string) string {
	t.Helper()
	c, err := net.Dial("tcp", p.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, raw); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(c)
	if err != nil {
		t.Fatalf("the connection stays open: %v\n%s", err, got)
	}
	return string(got)
}

// TestFraming: a body with two lengths, or none that is known, is refused and
// its connection closed. A server before this one might see the second request
// as part of the first one's body.
func TestFraming(t *testing.T) {
	p := start(t, nil)
	const head = "POST /change HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	const next = "POST /change HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	const chunks = "3\r\na=b\r\n0\r\n\r\n"
	cases := map[string]struct{ raw, status string }{
		"chunked":             {head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + next, "400"},
		"chunked and length":  {head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + next, "400"},
		"length and chunked":  {head + "Transfer-Encoding: chunked\r\nContent-Length: 300\r\n\r\n" + chunks + next, "400"},
		"smuggled":            {head + "Content-Length: 200\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, "400"},
		"two lengths":         {head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b" + next, "400"},
		"odd coding":          {head + "Transfer-Encoding: xchunked\r\n\r\n" + chunks + next, "501"},
		"space before colon":  {head + "Content-Length : 3\r\n\r\na=b" + next, "400"},
		"no host":             {"GET /page HTTP/1.1\r\n\r\n" + next, "400"},
		"two hosts":           {"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n" + next, "400"},
		"host in the request": {"GET http://evil.example/page HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "421"},
		"connect":             {"CONNECT 127.0.0.1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "405"},
		"trace with a cookie": {"TRACE /page HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: hoso_demo=canary\r\nConnection: close\r\n\r\n", "405"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := p.wire(t, c.raw)
			if !strings.HasPrefix(got, "HTTP/1.1 "+c.status+" ") || strings.Count(got, "HTTP/1.1 ") != 1 || strings.Contains(got, "canary") {
				t.Errorf("want one answer, %s; got:\n%s", c.status, got)
			}
		})
	}
	if p.changes != 0 {
		t.Errorf("%d changes were made", p.changes)
	}
}

// TestHead: the answer to HEAD has the headers of GET and no body.
func TestHead(t *testing.T) {
	p := start(t, nil)
	for path, status := range map[string]string{"/page": "200", "/fail/denied": "403", "/panic": "500", "/none": "404", "/file": "200", p.stylesheet(t): "200"} {
		t.Run(path, func(t *testing.T) {
			got := p.wire(t, "HEAD "+path+" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
			head, body, ended := strings.Cut(got, "\r\n\r\n")
			if !strings.HasPrefix(head, "HTTP/1.1 "+status) || !ended || body != "" {
				t.Errorf("HEAD %s: %q and body %q", path, head, body)
			}
			if !strings.Contains(head, "Content-Security-Policy: ") || !strings.Contains(head, "Content-Type: ") {
				t.Errorf("HEAD %s lacks headers: %q", path, head)
			}
		})
	}
}
