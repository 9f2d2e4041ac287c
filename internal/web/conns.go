package web

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// MaxConnections is how many connections one address holds at once: enough for an office
// behind one, and few enough that one machine leaves room for the others.
const MaxConnections = 512

// Capped lets each address hold at most so many connections of a listener at once; what
// comes beyond is closed unanswered (SECURITY T37). An IPv6 address is counted with its
// network of 64 bits. Proxies, through which everybody comes, are not counted.
func Capped(l net.Listener, most int, proxies []netip.Prefix) net.Listener {
	return &capped{Listener: l, most: most, proxies: proxies, open: map[netip.Addr]int{}}
}

type capped struct {
	net.Listener
	most    int
	proxies []netip.Prefix

	mu   sync.Mutex
	open map[netip.Addr]int
}

// Accept waits for a connection of an address that may have one more.
func (l *capped) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, counts := l.whose(c)
		switch {
		case !counts:
			return c, nil
		case l.take(at):
			return &held{Conn: c, free: sync.OnceFunc(func() { l.give(at) })}, nil
		}
		_ = c.Close()
	}
}

// whose gives the address that a connection is counted for, if it is.
func (l *capped) whose(c net.Conn) (netip.Addr, bool) {
	remote, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}, false // no address that could be counted: a socket of this machine
	}
	from := remote.AddrPort()
	at := from.Addr().Unmap().WithZone("")
	if slices.ContainsFunc(l.proxies, func(p netip.Prefix) bool { return p.Contains(at) }) {
		return at, false
	}
	if at.Is6() {
		at = netip.PrefixFrom(at, 64).Masked().Addr()
	}
	return at, true
}

func (l *capped) take(at netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[at] >= l.most {
		return false
	}
	l.open[at]++
	return true
}

func (l *capped) give(at netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[at]--; l.open[at] == 0 {
		delete(l.open, at)
	}
}

// held is a connection that is counted until it is closed.
type held struct {
	net.Conn
	free func()
}

// Close closes it.
func (c *held) Close() error {
	defer c.free()
	return c.Conn.Close()
}

// CloseWrite ends what is sent and lets the rest be read, as net/http does before it ends
// a connection whose request it refused.
func (c *held) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
