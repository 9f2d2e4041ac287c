package homeweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/web"
)

// Tokens are the tokens of the viewer's own account.
type Tokens interface {
	// Tokens gives them, the newest first.
	Tokens(ctx context.Context, who access.Actor) ([]access.Token, error)
	// MakeToken makes one and gives its text, which nobody sees again.
	MakeToken(ctx context.Context, who access.Actor, key [16]byte, form access.TokenForm) (string, error)
	EndToken(ctx context.Context, who access.Actor, key [16]byte, token id.ID) error
}

func (p *Pages) tokenRoutes(rt *web.Router) {
	rt.Get("/tokens", p.serveTokens)
	rt.Post("/tokens", p.makeToken)
	rt.Post("/tokens/{token}/end", p.endToken)
}

// shownToken is a token as its owner sees it.
type shownToken struct {
	access.Token
	Counts bool
}

func (p *Pages) tokens(r *web.Request) ([]shownToken, error) {
	list, err := p.Tokens.Tokens(r.Ctx(), r.Viewer.Actor)
	shown := make([]shownToken, len(list))
	for i, t := range list {
		shown[i] = shownToken{t, t.Counts(r.Today()) == nil}
	}
	return shown, err
}

func (p *Pages) serveTokens(r *web.Request) error {
	list, err := p.tokens(r)
	if err != nil {
		return err
	}
	return r.Page(tokensPage(r, list))
}

// makeToken answers with the page that shows the token: it stands in no address
// and is kept nowhere.
func (p *Pages) makeToken(r *web.Request) error {
	f := r.Form()
	form, key := access.TokenForm{Days: f.Int("days"), Scope: access.TokenScope(f.Text("scope"))}, f.Key()
	err := f.Err()
	var text string
	if err == nil {
		text, err = p.Tokens.MakeToken(r.Ctx(), r.Viewer.Actor, key, form)
	}
	if err != nil {
		return p.tokensAgain(r, err)
	}
	return r.Page(tokenPage(r, text, form.Scope))
}

func (p *Pages) endToken(r *web.Request) error {
	token, err := r.ID("token", access.TokenPrefix)
	if err != nil {
		return err
	}
	key := r.Form().Key()
	if err = r.Form().Err(); err == nil {
		err = p.Tokens.EndToken(r.Ctx(), r.Viewer.Actor, key, token)
	}
	if err != nil {
		return p.tokensAgain(r, err)
	}
	return r.Done("/tokens", "home.done.token_ended")
}

func (p *Pages) tokensAgain(r *web.Request, refused error) error {
	list, err := p.tokens(r)
	if err != nil {
		return err
	}
	return r.Again(refused, func() templ.Component { return tokensPage(r, list) })
}

func scopes(r *web.Request) []web.Option {
	var list []web.Option
	for _, s := range access.TokenScopes() {
		list = append(list, web.Option{Value: string(s), Text: r.T("home.token.scope." + string(s))})
	}
	return list
}

func lives(r *web.Request) []web.Option {
	var list []web.Option
	for _, d := range access.TokenDays() {
		list = append(list, web.Option{Value: strconv.FormatInt(d, 10), Text: r.T("home.token.days", errs.Int("n", int(d)))})
	}
	return list
}
