package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"hoso/internal/access"
	"hoso/internal/access/accessweb"
	"hoso/internal/clock"
	"hoso/internal/directive/directiveweb"
	"hoso/internal/errs"
	"hoso/internal/home/homeweb"
	"hoso/internal/id"
	"hoso/internal/ledger/ledgersql"
	"hoso/internal/ledger/ledgerweb"
	"hoso/internal/org/orgsheet"
	"hoso/internal/org/orgweb"
	"hoso/internal/sqldb"
	"hoso/internal/web"
)

// Site makes the web site of the folder.
func (a *App) Site() *web.Site {
	rt := &web.Router{}
	plain := ledgersql.Plain{Store: a.Ledger}
	ledgers := &ledgerweb.Pages{Reader: plain, Door: a.Door, Names: a, Body: a.Org.Read.Body, Key: a.PublicKey}
	directives := &directiveweb.Pages{Service: a.Directive, Tree: a.Org.Read, Names: a, Roles: a, Draw: pages{a.Intake}, History: ledgers}
	(&homeweb.Pages{Accounts: a.Accounts, Tokens: a.Accounts, Names: a, Work: directives}).Routes(rt)
	organisation := a.orgPages()
	organisation.History = ledgers
	organisation.Routes(rt)
	(&accessweb.Pages{Standings: a}).Routes(rt)
	directives.Routes(rt)
	ledgers.Routes(rt)
	(&ledgerweb.Tlog{Reader: plain}).Routes(rt)
	return &web.Site{Router: rt, Sessions: a, Views: a.Accounts, Allowed: a.allowed, Stopped: a.Ledger.Stopped, Demo: true,
		Hosts: []string{"127.0.0.1", "localhost", "::1"}, Clock: a.Clock, Log: a.Log,
		Nav: []web.NavItem{
			{Path: "/", Label: "home.nav"},
			{Path: "/directives", Label: "directive.nav", Action: "directive.read"},
			{Path: "/units", Label: "org.nav", Action: "org.unit.read"},
			{Path: "/ledger", Label: "ledger.nav", Action: "ledger.entry.list"},
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

func (a *App) allowed(ctx context.Context, who access.Actor, action access.Action) bool {
	st, err := a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
	if err != nil {
		a.Log.Error("standing", "error", err)
		return false
	}
	return access.MayEver(st, action)
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

// Held gives the roles that an account holds today, with the names of their
// units.
func (a *App) Held(ctx context.Context, who access.Actor) ([]accessweb.Held, error) {
	st, err := a.Access.Standing(ctx, a.DB.Reader(), who, clock.Today(a.Clock))
	if err != nil {
		return nil, err
	}
	held := make([]accessweb.Held, len(st.Roles))
	for i, h := range st.Roles {
		u, err := a.Org.Read.Find(ctx, h.Unit)
		if err != nil {
			return nil, err
		}
		held[i] = accessweb.Held{Role: h.Role, Unit: u.Newest().Name}
	}
	return held, nil
}

// Viewer gives who a session's token belongs to.
func (a *App) Viewer(ctx context.Context, token string) (web.Viewer, error) {
	who, err := a.Accounts.Session(ctx, token)
	if err != nil {
		return web.Viewer{}, err
	}
	name, err := a.ActorName(ctx, who.Account)
	return web.Viewer{Actor: who, Who: name}, err
}

// ActorName gives the name, post and unit behind an account. It is shown to
// colleagues on what the account did: house data, no opening of a file.
func (a *App) ActorName(ctx context.Context, account id.ID) (web.Who, error) {
	var n web.Who
	var family, middle, given string
	today := clock.Today(a.Clock)
	err := sqldb.One(ctx, a.DB.Reader(), `SELECT p.family, p.middle, p.given, COALESCE(o.title, ''), COALESCE(n.name, '')
		FROM access_account x JOIN person p ON p.id = x.subject_id
		LEFT JOIN org_holding h ON h.subject_id = p.id AND h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to > $2)
		LEFT JOIN org_post o ON o.id = h.post_id LEFT JOIN org_unit_now n ON n.unit_id = h.unit_id
		WHERE x.id = $1 ORDER BY h.valid_from LIMIT 1`, []any{account, today}, &family, &middle, &given, &n.Title, &n.Unit)
	if errors.Is(err, sqldb.ErrNoRow) {
		return n, nil
	}
	n.Name = joinName(family, middle, given)
	return n, err
}

func joinName(parts ...string) string {
	full := ""
	for _, p := range parts {
		if p != "" && full != "" {
			full += " "
		}
		full += p
	}
	return full
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

// Listen opens a loopback address; any other is Invalid "app.addr.public".
func Listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, errs.Invalid("app.addr.malformed", errs.Str("addr", addr)).Because(err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errs.Invalid("app.addr.public", errs.Str("addr", addr))
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, errs.Unavailable("app.addr.busy", errs.Str("addr", addr)).Because(err)
	}
	return l, nil
}
