package signinweb

import (
	"encoding/base64"

	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/signin"
	"hoso/internal/signin/signinsheet"
	"hoso/internal/web"
)

// An import is one file in three requests, as in package orgweb: the file comes
// and its plan is shown; the same file, carried in the page, is confirmed and
// done; or its errors are sent back beside its rows.
func (p *Pages) importRoutes(rt *web.Router) {
	rt.Get("/import/users", p.serveImport)
	rt.Upload("/import/users", p.dryRun)
	rt.Upload("/import/users/do", p.doImport)
	rt.Upload("/import/users/errors.xlsx", p.sendFaults)
	rt.Get("/import/users/empty.xlsx", func(r *web.Request) error { return sendSheet(r, "mau.xlsx", signinsheet.Empty(r.Lang)) })
}

// planView is what the page of a dry run shows.
type planView struct {
	*signinsheet.Plan
	Name string // of the file
	Data string // the file, in base64
}

func (p *Pages) serveImport(r *web.Request) error {
	if err := p.mayAdd(r); err != nil {
		return err
	}
	return r.Page(importPage(r))
}

func (p *Pages) planOf(r *web.Request, name string, data []byte) (*planView, error) {
	if err := r.Form().Err(); err != nil {
		return nil, err
	}
	plan, err := p.Importer.Plan(r.Ctx(), signin.By{Actor: r.Viewer.Actor}, name, data)
	if err != nil {
		return nil, err
	}
	return &planView{plan, name, base64.StdEncoding.EncodeToString(data)}, nil
}

func (p *Pages) dryRun(r *web.Request) error {
	name, data := r.Form().File()
	v, err := p.planOf(r, name, data)
	if err != nil {
		return r.Again(err, func() templ.Component { return importPage(r) })
	}
	return r.Page(importPlanPage(r, v))
}

// carried gives the plan of the file that the page of a dry run carries.
func (p *Pages) carried(r *web.Request) (*planView, error) {
	f := r.Form()
	data, err := base64.StdEncoding.DecodeString(f.Text("data"))
	if err != nil {
		return nil, errs.Invalid("signin.import.file", errs.Field("file"), errs.Int("mib", signinsheet.MaxFile>>20)).Because(err)
	}
	return p.planOf(r, f.Text("file_name"), data)
}

func (p *Pages) doImport(r *web.Request) error {
	v, err := p.carried(r)
	if err != nil {
		return r.Again(err, func() templ.Component { return importPage(r) })
	}
	who, shown := by(r), r.Form().Hash("digest")
	var slips []signin.Slip
	if err = r.Form().Err(); err == nil {
		slips, err = p.Service.Import(r.Ctx(), who, v.Lines, shown)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return importPlanPage(r, v) })
	}
	return r.Page(slipsPage(r, slips))
}

func (p *Pages) sendFaults(r *web.Request) error {
	v, err := p.carried(r)
	if err != nil {
		return err
	}
	return sendSheet(r, "loi.xlsx", v.FaultTable(r.Lang))
}
