package signinweb

import (
	"context"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/signin"
	"hoso/internal/web"
)

// Standings says what somebody has today, and what of it waits for a passkey.
type Standings interface {
	StandingOf(ctx context.Context, who access.Actor) (access.Standing, error)
}

// neededView is what the page says to whoever needs a passkey.
type neededView struct {
	Resting  []access.Role // which rest
	Granted  bool          // and what grants or a clearance open
	By       clock.Date    // the first day on which more will, "" for none
	Passkeys bool          // they have one
	Party    signin.Party
}

// Banner tells whoever has what demands a passkey, and came without one, what
// rests or will. It is nothing for most.
func (p *Pages) Banner(r *web.Request) (templ.Component, error) {
	if r.Viewer.Actor.Passkey {
		return nil, nil
	}
	st, err := p.Standings.StandingOf(r.Ctx(), r.Viewer.Actor)
	if err != nil || st.Rest.IsNothing() && st.PasskeyBy == "" {
		return nil, err
	}
	return neededBanner(r, !st.Rest.IsNothing(), st.PasskeyBy), nil
}

// serveNeeded says why something rests, and what to do: to answer by a passkey, or
// to make one.
func (p *Pages) serveNeeded(r *web.Request) error {
	st, err := p.Standings.StandingOf(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return err
	}
	list, err := p.Service.Passkeys.Passkeys(r.Ctx(), r.Viewer.Actor.Account)
	if err != nil {
		return err
	}
	v := neededView{Granted: len(st.Rest.Known) > 0 || st.Rest.Clearance > access.LabelNone, By: st.PasskeyBy, Passkeys: len(list) > 0, Party: p.Service.Party}
	for _, h := range st.Rest.Roles {
		v.Resting = append(v.Resting, h.Role)
	}
	return r.Page(neededPage(r, v))
}
