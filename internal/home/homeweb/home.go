// Package homeweb has the pages that belong to nobody else: signing in, my
// work, my tokens, help and the language.
package homeweb

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"hoso/internal/i18n"
	"hoso/internal/id"
	"hoso/internal/web"
)

// Accounts are what signing in asks of package access.
type Accounts interface {
	// Personas gives the demo's accounts by their keys.
	Personas(ctx context.Context) (map[string]id.ID, error)
	// SignIn begins a session and gives its token.
	SignIn(ctx context.Context, account id.ID) (string, error)
	SignOut(ctx context.Context, token string) error
}

// Work gives what a person has to do, as parts of the home page.
type Work interface {
	Work(r *web.Request) (templ.Component, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Accounts Accounts
	Tokens   Tokens
	Names    web.Names
	Work     Work
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/{$}", p.serveHome)
	rt.Get("/help", p.serveHelp)
	p.tokenRoutes(rt)
	rt.OpenGet("/sign-in", p.serveSignIn)
	rt.OpenPost("/sign-in", p.signIn)
	rt.OpenPost("/sign-out", p.signOut)
	rt.OpenPost("/language", p.language)
}

func (p *Pages) serveHome(r *web.Request) error {
	work, err := p.Work.Work(r)
	if err != nil {
		return err
	}
	return r.Page(homePage(r, work))
}

func (p *Pages) serveHelp(r *web.Request) error { return r.Page(helpPage(r)) }

// persona is somebody as whom a visitor of the demo may look around.
type persona struct {
	Key string
	web.Who
}

// order is the order in which the personas stand on the page: that of the
// story, from the clerk who sends to the auditor.
var order = []string{"van_thu", "vu_truong_tccb", "chuyen_vien_tccb", "van_thu_pc", "van_thu_kn", "van_thu_vien", "thu_truong_cds", "kiem_tra"}

func (p *Pages) serveSignIn(r *web.Request) error {
	all, err := p.Accounts.Personas(r.Ctx())
	if err != nil {
		return err
	}
	var list []persona
	for key, account := range all {
		n, err := p.Names.ActorName(r.Ctx(), account)
		if err != nil {
			return err
		}
		list = append(list, persona{key, n})
	}
	slices.SortFunc(list, func(a, b persona) int { return slices.Index(order, a.Key) - slices.Index(order, b.Key) })
	return r.Page(signInPage(r, list))
}

func (p *Pages) signIn(r *web.Request) error {
	all, err := p.Accounts.Personas(r.Ctx())
	if err != nil {
		return err
	}
	account, ok := all[r.Form().Text("persona")]
	if !ok {
		return r.See("/sign-in")
	}
	token, err := p.Accounts.SignIn(r.Ctx(), account)
	if err != nil {
		return err
	}
	r.SetSession(token)
	return r.See("/")
}

func (p *Pages) signOut(r *web.Request) error {
	if err := p.Accounts.SignOut(r.Ctx(), r.Token()); err != nil {
		return err
	}
	r.SetSession("")
	return r.See("/sign-in")
}

func (p *Pages) language(r *web.Request) error {
	r.SetLang(i18n.ParseLang(r.Form().Text("lang")))
	return r.See(r.Form().Text("back"))
}
