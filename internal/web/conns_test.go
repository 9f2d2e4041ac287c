package web

import (
	"io"
	"net"
	"net/netip"
	"testing"
	"time"
)

// TestCapped: an address that holds as many connections as it may gets no more until
// one is closed; others, and a proxy, are not hindered (SECURITY T37).
func TestCapped(t *testing.T) {
	open := func(proxies ...netip.Prefix) (from func(ip string) net.Conn, answered func(net.Conn) bool) {
		raw, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l := Capped(raw, 2, proxies)
		t.Cleanup(func() { _ = l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() { // an echo
					defer c.Close()
					_, _ = io.Copy(c, c)
				}()
			}
		}()
		from = func(ip string) net.Conn {
			t.Helper()
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(ip)}, Timeout: 10 * time.Second}
			c, err := d.Dial("tcp", raw.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			return c
		}
		answered = func(c net.Conn) bool {
			_ = c.SetDeadline(time.Now().Add(10 * time.Second))
			_, _ = c.Write([]byte("x"))
			n, _ := c.Read(make([]byte, 1))
			return n == 1
		}
		return from, answered
	}
	from, answered := open()
	first, second := from("127.0.0.1"), from("127.0.0.1")
	if !answered(first) || !answered(second) {
		t.Error("an address does not get what it may have")
	}
	if answered(from("127.0.0.1")) {
		t.Error("an address gets more than it may have")
	}
	if !answered(from("127.0.0.2")) {
		t.Error("another address is hindered")
	}
	_ = first.Close()
	for late := time.Now().Add(10 * time.Second); !answered(from("127.0.0.1")); {
		if time.Now().After(late) {
			t.Fatal("what was closed is still counted")
		}
	}
	from, answered = open(netip.MustParsePrefix("127.0.0.0/8"))
	for range 5 {
		if !answered(from("127.0.0.1")) {
			t.Error("a proxy is hindered")
		}
	}
}
