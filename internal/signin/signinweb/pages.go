// Package signinweb has the pages on which somebody says who they are, keeps
// their own ways to do so, and keeps other people's accounts.
package signinweb

import (
	"bytes"
	"context"

	"hoso/internal/docgen"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/signin/signinsheet"
	"hoso/internal/web"
)

// Sessions are the sessions behind the browser's cookie.
type Sessions interface {
	Begin(ctx context.Context, account id.ID, how signin.Proved, from signin.Client) (string, error)
	Rotate(ctx context.Context, token string, how signin.Proved) (string, error)
	Lock(ctx context.Context, token string) error
	SignOut(ctx context.Context, token string) error
	Sessions(ctx context.Context, account id.ID, token string) ([]signin.Session, error)
	End(ctx context.Context, account, session id.ID) error
	EndOthers(ctx context.Context, account id.ID, token string) error
}

// Picker is how a visitor of a demo signs in: by choosing somebody.
type Picker interface {
	Serve(r *web.Request) error
	Picked(r *web.Request) (id.ID, error)
}

// Pages are the handlers of this package. Picker is nil in a real folder.
type Pages struct {
	Service   *signin.Service
	Sessions  Sessions
	Picker    Picker
	Check     signin.Checker // on pages that leave no entry
	Importer  *signinsheet.Importer
	Standings Standings
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.OpenGet("/sign-in", p.serveSignIn)
	rt.OpenPost("/sign-in", p.signIn)
	rt.OpenPost("/sign-out", p.signOut)
	rt.OpenPost("/lock", p.lock)
	rt.Get("/sign-in/again", p.serveAgain)
	rt.Post("/sign-in/again", p.again)
	rt.OpenGet("/enrol", p.serveEnrol)
	rt.OpenPost("/enrol", p.openCode)
	rt.OpenPost("/enrol/finish", p.enrol)
	p.passkeyRoutes(rt)
	p.accountRoutes(rt)
	p.userRoutes(rt)
	p.importRoutes(rt)
}

func client(r *web.Request) signin.Client { return signin.Client{Place: r.Place(), Agent: r.Agent()} }

func by(r *web.Request) signin.By {
	return signin.By{Actor: r.Viewer.Actor, Key: r.Form().Key()}
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func sendSheet(r *web.Request, name string, t docgen.Table) error {
	var b bytes.Buffer
	if err := docgen.WriteXLSX(&b, t); err != nil {
		return err
	}
	return r.Download(name, xlsx, &b)
}
