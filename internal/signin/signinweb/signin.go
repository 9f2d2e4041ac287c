package signinweb

import (
	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/web"
)

// nameCookie remembers a sign-in name on this machine, for whoever chose so.
const (
	nameCookie = "hoso_name"
	nameDays   = 180
)

func (p *Pages) serveSignIn(r *web.Request) error {
	if p.Picker != nil {
		return p.Picker.Serve(r)
	}
	return r.Page(p.signInPage(r))
}

func (p *Pages) signInPage(r *web.Request) templ.Component { return signInPage(r, p.Service.Party) }

// signIn begins a session. The session that this browser had ends, so that no
// token is carried over from one person, or one moment, to the next.
func (p *Pages) signIn(r *web.Request) error {
	if p.Picker != nil {
		account, err := p.Picker.Picked(r)
		if err != nil || account.IsZero() {
			return firstError(err, func() error { return r.See("/sign-in") })
		}
		return p.begin(r, account, signin.ProvedByPassword)
	}
	f := r.Form()
	proof := signin.Proof{Name: f.Text("name"), Password: f.Secret("password"), Code: f.Text("code"), Client: client(r)}
	err := f.Err()
	var known signin.Known
	if err == nil {
		known, err = p.Service.Prove(r.Ctx(), proof)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return p.signInPage(r) })
	}
	if f.Has("remember", "yes") {
		r.SetCookie(nameCookie, known.Name, nameDays)
	} else {
		r.SetCookie(nameCookie, "", 0)
	}
	return p.begin(r, known.Account, signin.ProvedByPassword)
}

func firstError(err error, otherwise func() error) error {
	if err != nil {
		return err
	}
	return otherwise()
}

func (p *Pages) begin(r *web.Request, account id.ID, how signin.Proved) error {
	if r.Token() != "" {
		if err := p.Sessions.SignOut(r.Ctx(), r.Token()); err != nil {
			return err
		}
	}
	token, err := p.Sessions.Begin(r.Ctx(), account, how, client(r))
	if err != nil {
		return err
	}
	r.SetSession(token)
	return r.Resume(account, token, "/")
}

func (p *Pages) signOut(r *web.Request) error {
	if err := p.Sessions.SignOut(r.Ctx(), r.Token()); err != nil {
		return err
	}
	r.SetSession("")
	return r.See("/sign-in")
}

// lock locks the session, with what was half written on the page, if script
// sent it along. The cookie stays: it opens nothing.
func (p *Pages) lock(r *web.Request) error {
	if r.SignedIn() {
		if path := r.Form().Text("lock_path"); path != "" {
			if err := r.KeepHalf(r.Viewer.Actor.Account, path); err != nil {
				return err
			}
		}
	}
	if err := p.Sessions.Lock(r.Ctx(), r.Token()); err != nil {
		return err
	}
	return r.See("/sign-in")
}

// againView is by what somebody may prove again who they are.
type againView struct {
	Demo, Password bool
	Party          signin.Party // zero without a passkey
}

func (p *Pages) againView(r *web.Request) (againView, error) {
	if p.Picker != nil {
		return againView{Demo: true}, nil
	}
	known, err := p.Service.Proofs.ByAccount(r.Ctx(), r.Viewer.Actor.Account)
	v := againView{Password: len(known.Password) > 0}
	if len(known.Passkeys) > 0 {
		v.Party = p.Service.Party
	}
	return v, err
}

func (p *Pages) serveAgain(r *web.Request) error {
	v, err := p.againView(r)
	if err != nil {
		return err
	}
	return r.Page(againPage(r, v))
}

// again takes a fresh proof and goes on with what asked for it.
func (p *Pages) again(r *web.Request) error {
	if p.Picker == nil {
		f := r.Form()
		proof := signin.Proof{Password: f.Secret("password"), Code: f.Text("code"), Client: client(r)}
		err := f.Err()
		if err == nil {
			_, err = p.Service.ProveAgain(r.Ctx(), r.Viewer.Actor.Account, proof)
		}
		if err != nil {
			return p.againAgain(r, err)
		}
	}
	return p.goOn(r, signin.ProvedByPassword)
}

// goOn gives the session a fresh token and goes on with what asked for a proof.
func (p *Pages) goOn(r *web.Request, how signin.Proved) error {
	token, err := p.Sessions.Rotate(r.Ctx(), r.Token(), how)
	if errs.Is(err, errs.KindDenied) {
		return r.See("/sign-in")
	}
	if err != nil {
		return err
	}
	r.SetSession(token)
	return r.Resume(r.Viewer.Actor.Account, token, "/account")
}
