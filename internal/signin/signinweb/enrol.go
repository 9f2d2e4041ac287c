package signinweb

import (
	"encoding/base64"

	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/signin"
	"hoso/internal/web"
)

func (p *Pages) serveEnrol(r *web.Request) error { return r.Page(enrolPage(r)) }

// openCode shows, for a one-time code, what is to be set up. The code is used by
// the next page only.
func (p *Pages) openCode(r *web.Request) error {
	typed := r.Form().Text("code")
	err := r.Form().Err()
	var e signin.Enrolment
	if err == nil {
		e, err = p.Service.OpenCode(r.Ctx(), typed, client(r))
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return enrolPage(r) })
	}
	return r.Page(setupPage(r, e, typed, p.Service.Party))
}

// enrol sets up a person's way to sign in and shows their recovery codes, once.
func (p *Pages) enrol(r *web.Request) error {
	f := r.Form()
	sealed, err := base64.StdEncoding.DecodeString(f.Text("sealed"))
	if err != nil {
		f.Fault(errs.Invalid("signin.offer.old"))
	}
	in := signin.Setup{Code: f.Text("code"), Sealed: sealed, Password: f.Secret("password"), Digits: f.Text("digits"), Client: client(r)}
	if f.Secret("again") != in.Password {
		f.Fault(errs.Invalid("signin.password.differs", errs.Field("again")))
	}
	e, err := p.Service.Resume(r.Ctx(), in)
	if err != nil {
		return r.Again(err, func() templ.Component { return enrolPage(r) })
	}
	var codes []string
	if err = f.Err(); err == nil {
		codes, err = p.Service.Enrol(r.Ctx(), e, in)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return setupPage(r, e, in.Code, p.Service.Party) })
	}
	return r.Page(codesPage(r, codes, "/sign-in"))
}
