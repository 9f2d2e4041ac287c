package signinweb

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/web"
	"hoso/vi"
)

func (p *Pages) userRoutes(rt *web.Router) {
	rt.Get("/users", p.serveUsers)
	rt.Post("/users", p.findUsers)
	rt.Get("/users/found/{view}", p.serveFound)
	rt.Get("/users/new", p.serveNewUser)
	rt.Post("/users/new", p.addUser)
	rt.Get("/users/sessions", p.serveOpenSessions)
	rt.Get("/recoveries", p.serveRecoveries)
	rt.Post("/recoveries/{account}/confirm", p.confirm)
	rt.Get("/users/{account}", p.serveUser)
	rt.Post("/users/{account}/code", p.slipOf((*signin.Service).Issue))
	rt.Post("/users/{account}/approve", p.slipOf((*signin.Service).Approve))
	rt.Post("/users/{account}/recover", p.change("signin.done.recovering", (*signin.Service).Recover))
	rt.Post("/users/{account}/cancel", p.change("signin.done.cancelled", (*signin.Service).Cancel))
	rt.Post("/users/{account}/sessions", p.change("signin.done.ended", (*signin.Service).EndSessions))
	rt.Post("/users/{account}/disable", p.change("signin.done.disabled", disable))
	rt.Post("/users/{account}/enable", p.change("signin.done.enabled", enable))
}

const (
	usersPage = 50
	allAlerts = 30
)

// userList is what the list of accounts shows.
type userList struct {
	Users  []signin.User
	Alerts []signin.Alert
	Q      string
	Next   string
}

// serveUsers lists the accounts; the list leaves an entry.
func (p *Pages) serveUsers(r *web.Request) error {
	return p.list(r, "", r.Query("after"), "/users")
}

// findUsers keeps what was searched for with the session: names stand in no
// address.
func (p *Pages) findUsers(r *web.Request) error {
	q := r.Form().Text("q")
	if err := r.Form().Err(); err != nil {
		return err
	}
	if err := p.mayDo(r, signin.ActionUsers); err != nil {
		return err
	}
	if q == "" {
		return r.See("/users")
	}
	view, err := r.Keep(url.Values{"q": {q}}.Encode())
	if err != nil {
		return err
	}
	return r.See("/users/found/" + view)
}

func (p *Pages) serveFound(r *web.Request) error {
	if err := p.mayDo(r, signin.ActionUsers); err != nil {
		return err
	}
	kept, err := r.Kept("view")
	if err != nil {
		return err
	}
	q, err := url.ParseQuery(kept)
	if err != nil {
		return errs.NotFound("access.view.gone")
	}
	return p.list(r, q.Get("q"), r.Query("after"), r.Path())
}

func (p *Pages) list(r *web.Request, q, after, path string) error {
	f := signin.Filter{Words: strings.Fields(vi.Fold(q)), After: after, Limit: usersPage + 1}
	v := userList{Q: q}
	var err error
	if v.Users, err = p.Service.Users(r.Ctx(), signin.By{Actor: r.Viewer.Actor}, f); err != nil {
		return err
	}
	if len(v.Users) > usersPage {
		v.Users = v.Users[:usersPage]
		v.Next = path + "?after=" + url.QueryEscape(v.Users[usersPage-1].Name)
	}
	if v.Alerts, err = p.Service.Proofs.Alerts(r.Ctx(), id.ID{}, allAlerts); err != nil {
		return err
	}
	return r.Page(usersListPage(r, v))
}

// mostSessions is how many sessions the list of all shows.
const mostSessions = 200

// serveOpenSessions lists who is signed in, and from where; the list leaves an
// entry.
func (p *Pages) serveOpenSessions(r *web.Request) error {
	list, err := p.Service.OpenSessions(r.Ctx(), signin.By{Actor: r.Viewer.Actor}, mostSessions)
	if err != nil {
		return err
	}
	return r.Page(openSessionsPage(r, list))
}

// may decides on a page that leaves no entry.
func (p *Pages) may(r *web.Request, action access.Action, o access.Object) error {
	return p.Check.Check(r.Ctx(), access.Question{Actor: r.Viewer.Actor, Action: action, Purpose: access.PurposeAccounts, Objects: []access.Object{o}, Today: r.Today()})
}

func (p *Pages) mayAdd(r *web.Request) error { return p.mayDo(r, signin.ActionAdd) }

// mayDo decides on what is done at the body's root.
func (p *Pages) mayDo(r *web.Request, action access.Action) error {
	body, _, err := p.Service.Directory.Body(r.Ctx())
	if err != nil {
		return err
	}
	return p.may(r, action, access.Object{Kind: "unit", ID: body})
}

func (p *Pages) serveNewUser(r *web.Request) error {
	if err := p.mayAdd(r); err != nil {
		return err
	}
	return r.Page(newUserPage(r))
}

func (p *Pages) addUser(r *web.Request) error {
	f := r.Form()
	who, n := by(r), signin.NewUser{Account: f.Text("name"), Person: f.Text("person"), Unit: f.Text("unit")}
	err := f.Err()
	var slips []signin.Slip
	if err == nil {
		slips, err = p.Service.Add(r.Ctx(), who, []signin.NewUser{n})
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return newUserPage(r) })
	}
	return r.Page(slipsPage(r, slips))
}

// user reads the account of a page, for whoever keeps accounts.
func (p *Pages) user(r *web.Request) (signin.User, error) {
	account, err := r.ID("account", signin.AccountPrefix)
	if err != nil {
		return signin.User{}, err
	}
	if err := p.may(r, "signin.user.read", access.Object{Kind: "account", ID: account}); err != nil {
		return signin.User{}, err
	}
	return p.Service.Directory.User(r.Ctx(), account)
}

func (p *Pages) serveUser(r *web.Request) error {
	u, err := p.user(r)
	if err != nil {
		return err
	}
	return r.Page(userPage(r, u))
}

type slipCommand func(s *signin.Service, ctx context.Context, by signin.By, account id.ID) (signin.Slip, error)

// slipOf is a command that ends in a slip, which is shown once.
func (p *Pages) slipOf(do slipCommand) web.Handler {
	return func(r *web.Request) error {
		u, err := p.user(r)
		if err != nil {
			return err
		}
		who := by(r)
		err = r.Form().Err()
		var slip signin.Slip
		if err == nil {
			slip, err = do(p.Service, r.Ctx(), who, u.Account)
		}
		if err != nil {
			return r.Again(err, func() templ.Component { return userPage(r, u) })
		}
		return r.Page(slipsPage(r, []signin.Slip{slip}))
	}
}

type userCommand func(s *signin.Service, ctx context.Context, by signin.By, account id.ID) error

func (p *Pages) change(done string, do userCommand) web.Handler {
	return func(r *web.Request) error {
		u, err := p.user(r)
		if err != nil {
			return err
		}
		who := by(r)
		if err = r.Form().Err(); err == nil {
			err = do(p.Service, r.Ctx(), who, u.Account)
		}
		if err != nil {
			return r.Again(err, func() templ.Component { return userPage(r, u) })
		}
		return r.Done("/users/"+u.Account.Text(signin.AccountPrefix), done)
	}
}

func disable(s *signin.Service, ctx context.Context, by signin.By, account id.ID) error {
	return s.SetActive(ctx, by, account, false)
}

func enable(s *signin.Service, ctx context.Context, by signin.By, account id.ID) error {
	return s.SetActive(ctx, by, account, true)
}

// serveRecoveries shows whose recovery at the machine waits for the viewer.
func (p *Pages) serveRecoveries(r *web.Request) error {
	who := r.Viewer.Actor
	who.Fresh = true // the button asks for the proof
	list, err := p.Service.ToConfirm(r.Ctx(), who, p.Check)
	if err != nil {
		return err
	}
	return r.Page(recoveriesPage(r, list))
}

func (p *Pages) confirm(r *web.Request) error {
	account, err := r.ID("account", signin.AccountPrefix)
	if err != nil {
		return err
	}
	who := by(r)
	if err := r.Form().Err(); err != nil {
		return err
	}
	if err := p.Service.ConfirmRecovery(r.Ctx(), who, account); err != nil {
		return err
	}
	return r.Done("/recoveries", "signin.done.confirmed")
}
