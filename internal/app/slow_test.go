package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/signin"
	"hoso/internal/sqldb"
	"hoso/internal/web"
)

// endless is a query that nothing bounds.
const endless = `WITH RECURSIVE c(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000000) SELECT count(*) FROM c`

// TestSlowQueries: a page whose query takes too long, and a command that does, are
// ended and answered by 503; nothing of them is left, and what comes after them is
// answered (SECURITY T37).
func TestSlowQueries(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		g := openGate(t, url, func(c *sqldb.Config) { c.Slow = 2 * time.Second })
		site := g.app.Site()
		site.Time = 3 * time.Second
		var n int64
		site.Router.OpenGet("/slow/page", func(r *web.Request) error {
			return sqldb.One(r.Ctx(), g.app.DB.Reader(), endless, nil, &n)
		})
		site.Router.OpenPost("/slow/change", func(r *web.Request) error {
			_, err := g.app.Door.Do(r.Ctx(), g.rename([16]byte{1}, "slow"), func(ctx context.Context, tx door.Tx) error {
				if err := full(nil)(ctx, tx); err != nil {
					return err
				}
				return sqldb.One(ctx, sqldb.Of(tx), endless, nil, &n)
			})
			return err
		})
		server := httptest.NewUnstartedServer(nil)
		server.Config = site.Server()
		server.Start()
		defer server.Close()
		before := g.left()
		var both sync.WaitGroup
		for method, path := range map[string]string{"GET": "/slow/page", "POST": "/slow/change"} {
			both.Go(func() {
				q, err := http.NewRequest(method, server.URL+path, nil)
				if err != nil {
					t.Error(err)
					return
				}
				q.Header.Set("Sec-Fetch-Site", "same-origin")
				got, err := http.DefaultTransport.RoundTrip(q)
				if err != nil {
					t.Error(path, err)
					return
				}
				page, _ := io.ReadAll(got.Body)
				if got.Body.Close(); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(page), "</html>") {
					t.Errorf("%s: %d\n%s", path, got.StatusCode, page)
				}
			})
		}
		both.Wait()
		if after := g.left(); after != before {
			t.Errorf("left behind: %+v, was %+v", after, before)
		}
		_, err := g.do(g.rename([16]byte{1}, "slow"), full(nil)) // the same key
		g.must(err)
	})
}

// slowKinds are clients that hold a connection: by headers that do not end, by a
// body that does not come, by answers that they do not read.
var slowKinds = map[string]string{
	"headers": "GET /units HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
	"body":    "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nname=",
	"reader":  strings.Repeat("GET /help HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
}

// TestSlowClients: 2,000 slow clients of one address want connections and hold as many as
// it may; somebody else reads pages and makes changes meanwhile, and the server ends each
// of them (SECURITY T37).
func TestSlowClients(t *testing.T) {
	g := openGate(t, "", nil)
	server := httptest.NewUnstartedServer(nil)
	server.Config = g.app.Site().Server()
	for _, d := range []*time.Duration{&server.Config.ReadHeaderTimeout, &server.Config.ReadTimeout, &server.Config.WriteTimeout, &server.Config.IdleTimeout} {
		if *d > time.Minute {
			t.Errorf("a connection may be held for %v", *d)
		}
		*d /= 3 // as TestLimits has them, in less time
	}
	server.Listener = web.Capped(server.Listener, web.MaxConnections, nil)
	server.Start()
	defer server.Close()
	var slow sync.WaitGroup
	stop := make(chan struct{})
	for i := range 2000 {
		kind := []string{"headers", "body", "reader"}[i%3]
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		g.must(err)
		slow.Go(func() {
			defer c.Close()
			if _, err := io.WriteString(c, slowKinds[kind]); err != nil {
				return // it was ended
			}
			for { // a byte now and then, until the server ends it
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
				select {
				case <-stop:
					t.Errorf("%s: still there", kind)
					return
				case <-time.After(200 * time.Millisecond):
				}
			}
		})
	}
	token, err := g.app.Sessions.Begin(bg, g.clerk.Account, signin.ProvedByPassword, home)
	g.must(err)
	other := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DialContext: other.DialContext}}
	for i := range 20 {
		q, err := http.NewRequest("GET", server.URL+"/units", nil)
		g.must(err)
		q.Header.Set("Cookie", "hoso_demo="+token)
		got, err := client.Do(q)
		if err != nil {
			t.Fatalf("page %d, beside slow clients: %v", i, err)
		}
		page, err := io.ReadAll(bufio.NewReader(got.Body))
		g.must(err)
		if got.Body.Close(); got.StatusCode != http.StatusOK || !strings.Contains(string(page), "VU-9") {
			t.Fatalf("page %d: %d", i, got.StatusCode)
		}
		_, err = g.do(door.Command{Name: "org.unit.rename", Actor: operator().Actor, Object: access.Object{Kind: "unit", ID: g.unit}, Args: fmt.Sprint(i)}, full(nil))
		g.must(err)
	}
	late := time.AfterFunc(90*time.Second, func() { close(stop) })
	defer late.Stop()
	slow.Wait()
}
