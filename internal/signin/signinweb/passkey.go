package signinweb

import (
	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
	"hoso/internal/web"
)

// browserCookie is by what a browser is known that was asked for a passkey, until
// it has answered. It comes with no request that another site causes.
const (
	browserCookie  = "ask"
	browserMinutes = 10
)

func (p *Pages) passkeyRoutes(rt *web.Router) {
	rt.OpenPost("/sign-in/passkey/ask", p.askSignIn)
	rt.OpenPost("/sign-in/passkey", p.signInByPasskey)
	rt.Post("/sign-in/again/ask", p.askAgain)
	rt.Post("/sign-in/again/passkey", p.againByPasskey)
	rt.OpenPost("/enrol/passkey/ask", p.askEnrol)
	rt.OpenPost("/enrol/passkey", p.enrolByPasskey)
	rt.Get("/account/passkey", p.servePasskey)
	rt.Get("/account/passkey/needed", p.serveNeeded)
	rt.Post("/account/passkey/ask", p.askAdd)
	rt.Post("/account/passkey", p.addPasskey)
	rt.Post("/account/passkeys/{passkey}/rename", p.renamePasskey)
	rt.Post("/account/passkeys/{passkey}/end", p.endPasskey)
}

// browser gives by what this browser is known, and makes that last.
func browser(r *web.Request) string {
	secret := r.Strict(browserCookie)
	if secret == "" {
		secret = signin.BrowserSecret()
	}
	r.SetStrict(browserCookie, secret, browserMinutes)
	return secret
}

func assertion(f *web.Form) signin.Assertion {
	return signin.Assertion{ID: f.Text("passkey_id"), ClientData: f.Text("passkey_client"), AuthData: f.Text("passkey_data"),
		Signature: f.Text("passkey_signature"), UserHandle: f.Text("passkey_user")}
}

func attestation(f *web.Form) signin.Attestation {
	return signin.Attestation{ID: f.Text("passkey_id"), ClientData: f.Text("passkey_client"), Object: f.Text("passkey_object"), Transports: f.Text("transports")}
}

// told answers a script with what the browser is to be told.
func told(r *web.Request, options any, err error) error {
	if err != nil {
		return err
	}
	return r.Data(options)
}

func (p *Pages) askSignIn(r *web.Request) error {
	f := r.Form()
	name := f.Text("name")
	if err := f.Err(); err != nil {
		return err
	}
	options, err := p.Service.AskSignIn(r.Ctx(), name, browser(r), client(r))
	return told(r, options, err)
}

func (p *Pages) signInByPasskey(r *web.Request) error {
	f := r.Form()
	a := assertion(f)
	err := f.Err()
	var known signin.Known
	if err == nil {
		known, err = p.Service.SignInByPasskey(r.Ctx(), a, r.Strict(browserCookie), client(r))
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return p.signInPage(r) })
	}
	r.SetStrict(browserCookie, "", 0)
	return p.begin(r, known.Account, signin.ProvedByPasskey)
}

func (p *Pages) askAgain(r *web.Request) error {
	if err := r.Form().Err(); err != nil {
		return err
	}
	options, err := p.Service.AskAgain(r.Ctx(), r.Viewer.Actor, browser(r), client(r))
	return told(r, options, err)
}

func (p *Pages) againByPasskey(r *web.Request) error {
	f := r.Form()
	a := assertion(f)
	err := f.Err()
	if err == nil {
		_, err = p.Service.AgainByPasskey(r.Ctx(), r.Viewer.Actor.Account, a, r.Strict(browserCookie), client(r))
	}
	if err != nil {
		return p.againAgain(r, err)
	}
	r.SetStrict(browserCookie, "", 0)
	return p.goOn(r, signin.ProvedByPasskey)
}

func (p *Pages) againAgain(r *web.Request, refused error) error {
	v, err := p.againView(r)
	if err != nil {
		return err
	}
	return r.Again(refused, func() templ.Component { return againPage(r, v) })
}

func (p *Pages) askEnrol(r *web.Request) error {
	f := r.Form()
	code := f.Text("code")
	if err := f.Err(); err != nil {
		return err
	}
	options, err := p.Service.AskEnrol(r.Ctx(), code, browser(r), client(r))
	return told(r, options, err)
}

func (p *Pages) enrolByPasskey(r *web.Request) error {
	f := r.Form()
	code, name, a := f.Text("code"), f.Text("name"), attestation(f)
	err := f.Err()
	if err == nil {
		_, err = p.Service.EnrolByPasskey(r.Ctx(), code, name, a, r.Strict(browserCookie), client(r))
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return enrolPage(r) })
	}
	r.SetStrict(browserCookie, "", 0)
	return r.Done("/sign-in", "signin.done.enrolled_passkey")
}

func (p *Pages) servePasskey(r *web.Request) error {
	if !r.Viewer.Actor.Fresh {
		return errs.Denied("access.step_up")
	}
	return r.Page(passkeyPage(r, p.Service.Party))
}

func (p *Pages) askAdd(r *web.Request) error {
	if err := r.Form().Err(); err != nil {
		return err
	}
	options, err := p.Service.AskAdd(r.Ctx(), r.Viewer.Actor, browser(r), client(r))
	return told(r, options, err)
}

func (p *Pages) addPasskey(r *web.Request) error {
	f := r.Form()
	who, name, a := by(r), f.Text("name"), attestation(f)
	err := f.Err()
	if err == nil {
		err = p.Service.AddPasskey(r.Ctx(), who, name, a, r.Strict(browserCookie), client(r))
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return passkeyPage(r, p.Service.Party) })
	}
	r.SetStrict(browserCookie, "", 0)
	if err := p.anewBy(r, signin.ProvedByPasskey); err != nil { // it asked for its owner when it was made
		return err
	}
	return r.Done("/account", "signin.done.passkey_added")
}

// ofPasskey is a change of one of the viewer's passkeys.
func (p *Pages) ofPasskey(r *web.Request, done string, do func(signin.By, id.ID) error) error {
	which, err := r.ID("passkey", signin.PasskeyPrefix)
	if err != nil {
		return err
	}
	who := by(r)
	if err = r.Form().Err(); err == nil {
		err = do(who, which)
	}
	if err != nil {
		return p.accountAgain(r, err)
	}
	if err := p.anew(r); err != nil {
		return err
	}
	return r.Done("/account", done)
}

func (p *Pages) renamePasskey(r *web.Request) error {
	name := r.Form().Text("name")
	return p.ofPasskey(r, "signin.done.passkey_renamed", func(by signin.By, which id.ID) error {
		return p.Service.RenamePasskey(r.Ctx(), by, which, name, client(r))
	})
}

func (p *Pages) endPasskey(r *web.Request) error {
	return p.ofPasskey(r, "signin.done.passkey_ended", func(by signin.By, which id.ID) error {
		return p.Service.EndPasskey(r.Ctx(), by, which, client(r))
	})
}
