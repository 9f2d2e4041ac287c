package app

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/config"
	"hoso/internal/directive/directiveweb"
	"hoso/internal/errs"
	"hoso/internal/home/homeweb"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/ledger/ledgerweb"
	"hoso/internal/org/orgsheet"
	"hoso/internal/org/orgweb"
	"hoso/internal/person"
	"hoso/internal/person/personweb"
	"hoso/internal/signin"
	"hoso/internal/web"
)

// Site makes the web site of the folder.
func (a *App) Site() *web.Site {
	rt := &web.Router{}
	plain := ledgersql.Plain{Store: a.Ledger}
	ledgers := &ledgerweb.Pages{Reader: plain, Door: a.Door, Names: a, Body: a.Org.Read.Body, Key: a.PublicKey, Untold: a.Person, Above: a.Above}
	directives := &directiveweb.Pages{Service: a.Directive, Tree: a.Org.Read, Names: a, Roles: a, Draw: pages{a.Intake}, History: ledgers, Labels: a.Labels}
	rights := a.accessPages()
	(&homeweb.Pages{Tokens: a.Accounts, Work: homeweb.Works{rights, directives}, Machine: a, Body: a.Org.Read.Body}).Routes(rt)
	signins := a.signinPages()
	signins.Routes(rt)
	organisation := a.orgPages()
	organisation.History, organisation.Names = ledgers, a
	organisation.Routes(rt)
	rights.Routes(rt)
	directives.Routes(rt)
	(&personweb.Pages{Service: a.Person, Names: a, History: ledgers, Units: a.Org.Read, Draw: pages{a.Intake}, Demo: !a.Real}).Routes(rt)
	ledgers.Routes(rt)
	(&ledgerweb.Tlog{Reader: plain}).Routes(rt)
	return &web.Site{Router: rt, Sessions: a, Views: a.Sessions, Forms: a.Sessions, Allowed: a.allowed, Banner: web.Banners(rights.Banner, signins.Banner), Why: a.why,
		Paused: a.paused, Demo: !a.Real, Hosts: append([]string{"127.0.0.1", "localhost", "::1"}, a.config.Hosts...),
		Secure: a.config.Secure || strings.HasPrefix(a.config.Party.Origin, "https:"), Proxies: a.config.Proxies, Clock: a.Clock, Log: a.Log,
		Nav: []web.NavItem{
			{Path: "/", Label: "home.nav"},
			{Path: "/directives", Label: "directive.nav", Action: "directive.read"},
			{Path: "/units", Label: "org.nav", Action: "org.unit.read"},
			{Path: "/people", Label: "person.nav", Action: person.ActionOpen},
			{Path: "/me", Label: "person.self.nav", Action: person.ActionSelf},
			{Path: "/rights", Label: "access.nav"},
			{Path: "/ledger", Label: "ledger.nav", Action: "ledger.entry.list"},
			{Path: "/users", Label: "signin.nav", Action: signin.ActionUsers},
			{Path: "/admin", Label: "home.admin.nav", Action: access.ActionHealth},
		}}
}

func (a *App) orgPages() *orgweb.Pages {
	return &orgweb.Pages{Service: a.Org, Importer: &orgsheet.Importer{Service: a.Org, Sheets: a.Intake}}
}

// PublicKey gives the log's public key, as receipts are verified with.
func (a *App) PublicKey() (string, error) {
	raw, err := a.Folder.Read("keys/log.vkey")
	return trimLine(raw), err
}

func (a *App) allowed(ctx context.Context, who access.Actor) func(access.Action) bool {
	st, err := a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
	if err != nil {
		a.Log.Error("standing", "error", err)
	}
	return func(action access.Action) bool { return err == nil && access.MayEver(st, action) }
}

// UnitsOf gives the units at which an account holds a role.
func (a *App) UnitsOf(ctx context.Context, who access.Actor, role access.Role) ([]id.ID, error) {
	st, err := a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
	var units []id.ID
	for _, h := range st.Roles {
		if h.Role == role {
			units = append(units, h.Unit)
		}
	}
	return units, err
}

// Viewer gives who a session's token belongs to.
func (a *App) Viewer(ctx context.Context, token string) (web.Viewer, error) {
	who, err := a.Sessions.Session(ctx, token)
	if err != nil {
		return web.Viewer{Actor: who}, err
	}
	who.Fresh, who.Passkey = who.Fresh || !a.Real, who.Passkey || !a.Real // the picker of a demo proves nothing
	names, err := a.ActorNames(ctx, who.Account)
	return web.Viewer{Actor: who, Who: names[who.Account]}, err
}

// Serve serves the site on a listener until ctx ends, then finishes the
// requests that are under way.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	server := a.Site().Server()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Listen opens an address. Without TLS it is a loopback address; any other is
// Invalid "app.addr.public".
func Listen(addr string) (net.Listener, error) { return listen(addr, nil, nil) }

func listen(addr string, secure *tls.Config, proxies []netip.Prefix) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, errs.Invalid("app.addr.malformed", errs.Str("addr", addr)).Because(err)
	}
	if ip := net.ParseIP(host); secure == nil && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errs.Invalid("app.addr.public", errs.Str("addr", addr))
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, errs.Unavailable("app.addr.busy", errs.Str("addr", addr)).Because(err)
	}
	l = web.Capped(l, web.MaxConnections, proxies)
	if secure != nil {
		l = tls.NewListener(l, secure)
	}
	return l, nil
}

// tlsOf reads the certificate that the folder's configuration names, nil for
// none: Invalid "app.tls.files".
func tlsOf(conf config.Config) (*tls.Config, error) {
	if conf.TLSCert == "" && conf.TLSKey == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(conf.TLSCert, conf.TLSKey)
	if err != nil {
		return nil, errs.Invalid("app.tls.files", errs.Str("cert", conf.TLSCert), errs.Str("key", conf.TLSKey)).Because(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, CipherSuites: suites, NextProtos: []string{"http/1.1"}}, nil
}

// suites are those of TLS 1.2 that authenticate what they encrypt and keep the
// past secret when the key is lost. Those of 1.3 all do.
var suites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256}
