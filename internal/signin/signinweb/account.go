package signinweb

import (
	"encoding/base64"

	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/signin"
	"hoso/internal/web"
)

func (p *Pages) accountRoutes(rt *web.Router) {
	rt.Get("/account", p.serveAccount)
	rt.Get("/account/password", p.servePassword)
	rt.Post("/account/password", p.changePassword)
	rt.Get("/account/app", p.serveApp)
	rt.Post("/account/app", p.changeApp)
	rt.Post("/account/codes", p.makeCodes)
	rt.Post("/account/cancel", p.cancelOwn)
	rt.Post("/account/others/end", p.endOthers)
	rt.Post("/account/sessions/{session}/end", p.endSession)
}

// ownAlerts is how many alerts the page shows.
const ownAlerts = 20

// accountView is what the page of one's own account shows.
type accountView struct {
	Name     string // "" without a way to sign in, as in a demo
	Password bool
	App      bool
	Passkeys []signin.Passkey
	Recovery int
	Sessions []signin.Session
	Alerts   []signin.Alert
	Code     *signin.Code
}

// isAlone reports whether one lost device shuts the person out until two officers
// let them in again.
func (v accountView) isAlone() bool { return len(v.Passkeys) == 1 && !(v.Password && v.App) }

func (p *Pages) account(r *web.Request) (accountView, error) {
	who := r.Viewer.Actor
	known, err := p.Service.Proofs.ByAccount(r.Ctx(), who.Account)
	if err != nil {
		return accountView{}, err
	}
	v := accountView{Name: known.Name, Password: len(known.Password) > 0, App: len(known.TOTP.Secret) > 0, Recovery: len(known.Recovery)}
	if v.Passkeys, err = p.Service.Passkeys.Passkeys(r.Ctx(), who.Account); err != nil {
		return v, err
	}
	if v.Sessions, err = p.Sessions.Sessions(r.Ctx(), who.Account, r.Token()); err != nil {
		return v, err
	}
	if v.Alerts, err = p.Service.Proofs.Alerts(r.Ctx(), who.Account, ownAlerts); err != nil {
		return v, err
	}
	if known.Name != "" {
		u, err := p.Service.Directory.User(r.Ctx(), who.Account)
		v.Code = u.Code
		return v, err
	}
	return v, nil
}

func (p *Pages) serveAccount(r *web.Request) error {
	v, err := p.account(r)
	if err != nil {
		return err
	}
	return r.Page(accountPage(r, v))
}

// anew gives this session a token that stands beside the change of credentials
// that ended all others.
func (p *Pages) anew(r *web.Request) error { return p.anewBy(r, signin.ProvedNot) }

func (p *Pages) anewBy(r *web.Request, how signin.Proved) error {
	token, err := p.Sessions.Rotate(r.Ctx(), r.Token(), how)
	if err == nil {
		r.SetSession(token)
	}
	return err
}

func (p *Pages) servePassword(r *web.Request) error {
	if !r.Viewer.Actor.Fresh {
		return errs.Denied("access.step_up")
	}
	return r.Page(passwordPage(r))
}

func (p *Pages) changePassword(r *web.Request) error {
	f := r.Form()
	who, password := by(r), f.Secret("password")
	if f.Secret("again") != password {
		f.Fault(errs.Invalid("signin.password.differs", errs.Field("again")))
	}
	err := f.Err()
	if err == nil && !r.Viewer.Actor.Fresh { // before it is hashed, and with nothing of it kept
		return errs.Denied("access.step_up")
	}
	if err == nil {
		err = p.Service.ChangePassword(r.Ctx(), who, password, client(r))
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return passwordPage(r) })
	}
	if err := p.anew(r); err != nil {
		return err
	}
	return r.Done("/account", "signin.done.password")
}

func (p *Pages) serveApp(r *web.Request) error {
	if !r.Viewer.Actor.Fresh {
		return errs.Denied("access.step_up")
	}
	e, err := p.Service.OfferTOTP(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return err
	}
	return r.Page(appPage(r, e))
}

func (p *Pages) changeApp(r *web.Request) error {
	f := r.Form()
	who, digits := by(r), f.Text("digits")
	sealed, err := base64.StdEncoding.DecodeString(f.Text("sealed"))
	var e signin.Enrolment
	if err == nil {
		e, err = p.Service.Offered(r.Ctx(), r.Viewer.Actor.Account, sealed)
	}
	if err != nil {
		return r.See("/account/app")
	}
	if err = f.Err(); err == nil {
		err = p.Service.ChangeTOTP(r.Ctx(), who, e, digits, client(r))
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return appPage(r, e) })
	}
	if err := p.anew(r); err != nil {
		return err
	}
	return r.Done("/account", "signin.done.app")
}

func (p *Pages) makeCodes(r *web.Request) error {
	who := by(r)
	err := r.Form().Err()
	var codes []string
	if err == nil {
		codes, err = p.Service.MakeCodes(r.Ctx(), who, client(r))
	}
	if err != nil {
		return p.accountAgain(r, err)
	}
	if err := p.anew(r); err != nil {
		return err
	}
	return r.Page(codesPage(r, codes, "/account"))
}

func (p *Pages) accountAgain(r *web.Request, refused error) error {
	v, err := p.account(r)
	if err != nil {
		return err
	}
	return r.Again(refused, func() templ.Component { return accountPage(r, v) })
}

// cancelOwn stops a recovery of one's own account that one did not ask for.
func (p *Pages) cancelOwn(r *web.Request) error {
	who := by(r)
	err := r.Form().Err()
	if err == nil {
		err = p.Service.Cancel(r.Ctx(), who, r.Viewer.Actor.Account)
	}
	if err != nil {
		return p.accountAgain(r, err)
	}
	return r.Done("/account", "signin.done.cancelled")
}

func (p *Pages) endOthers(r *web.Request) error {
	if err := r.Form().Err(); err != nil {
		return p.accountAgain(r, err)
	}
	if err := p.Sessions.EndOthers(r.Ctx(), r.Viewer.Actor.Account, r.Token()); err != nil {
		return err
	}
	return r.Done("/account", "signin.done.ended")
}

func (p *Pages) endSession(r *web.Request) error {
	session, err := r.ID("session", signin.SessionPrefix)
	if err != nil {
		return err
	}
	if err := r.Form().Err(); err != nil {
		return p.accountAgain(r, err)
	}
	if err := p.Sessions.End(r.Ctx(), r.Viewer.Actor.Account, session); err != nil {
		return err
	}
	return r.Done("/account", "signin.done.ended")
}
