package personweb

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/person"
	"hoso/internal/web"
)

func (p *Pages) erasureRoutes(rt *web.Router) {
	rt.Get("/files/{person}/erase", p.serveErase)
	rt.Post("/files/{person}/erase", p.proposeErasure)
	rt.Get("/erasures", p.serveErasures)
	rt.Get("/erasures/{erasure}", p.serveErasure)
	rt.Post("/erasures/{erasure}/approve", p.approveErasure)
	rt.Post("/erasures/{erasure}/withdraw", p.withdrawErasure)
}

// erasedView is an erasure with the names of the two officers.
type erasedView struct {
	person.Erasure
	MadeName, DecidedName string
}

// erased gives who decided an erasure, nil for none.
func (p *Pages) erased(r *web.Request, e *person.Erasure) (*erasedView, error) {
	if e == nil {
		return nil, nil
	}
	names, err := p.Names.ActorNames(r.Ctx(), e.MadeBy, e.DecidedBy)
	return &erasedView{Erasure: *e, MadeName: names[e.MadeBy].Name, DecidedName: names[e.DecidedBy].Name}, err
}

func basisName(r *web.Request, b person.ErasureBasis) string {
	return r.T("person.erasure.basis." + string(b))
}

// erasedState says how far an erasure is, with its day.
func erasedState(r *web.Request, e person.Erasure) string {
	switch e.State {
	case person.ErasureBegun:
		return r.T("person.erasure.state.begun", errs.Str("day", e.DueOn.Vietnamese()))
	case person.ErasureDone:
		return r.T("person.erasure.state.done", errs.Str("day", e.ErasedOn.Vietnamese()))
	case person.ErasureWithdrawn:
		return r.T("person.erasure.state.withdrawn", errs.Str("day", e.DecidedOn.Vietnamese()))
	}
	return r.T("person.erasure.state.proposed")
}

func erasedTone(e person.Erasure, today clock.Date) web.Tone {
	switch {
	case e.State == person.ErasureBegun && e.DueOn < today:
		return web.ToneMissing
	case e.State == person.ErasureBegun:
		return web.ToneWarning
	case e.State == person.ErasureDone:
		return web.ToneDone
	}
	return web.ToneInfo
}

// stepName says in words what is still to be done about a key that was destroyed.
func stepName(r *web.Request, next person.ErasureStep) string {
	return r.T("person.erasure.step." + string(next))
}

func (p *Pages) serveErase(r *web.Request) error {
	o, err := p.opened(r)
	if err != nil {
		return err
	}
	return r.Page(erasePage(r, o))
}

func (p *Pages) proposeErasure(r *web.Request) error {
	l, err := keeper(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := person.ErasureForm{Basis: person.ErasureBasis(f.Text("erasure_basis")), Document: f.Text("document"), Reason: f.Text("reason"), Excuse: excuse(f)}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = p.Service.ProposeErasure(r.Ctx(), who, l.Person, form)
	}
	if err != nil {
		return p.mend(r, err, erasePage)
	}
	return r.Done("/erasures", "person.done.erasure_proposed")
}

func (p *Pages) serveErasures(r *web.Request) error {
	list, err := p.Service.ListErasures(r.Ctx(), r.Viewer.Actor, queueLimit)
	if err != nil {
		return err
	}
	return r.Page(erasuresPage(r, list))
}

func (p *Pages) serveErasure(r *web.Request) error {
	which, err := r.ID("erasure", person.ErasurePrefix)
	if err != nil {
		return err
	}
	o, err := p.Service.OpenErasure(r.Ctx(), r.Viewer.Actor, which)
	if err != nil {
		return err
	}
	v, err := p.erased(r, &o.Erasure)
	if err != nil {
		return err
	}
	return r.Page(erasurePage(r, o, v))
}

func (p *Pages) approveErasure(r *web.Request) error {
	which, err := r.ID("erasure", person.ErasurePrefix)
	if err != nil {
		return err
	}
	who, err := by(r), r.Form().Err()
	if err == nil {
		_, err = p.Service.ApproveErasure(r.Ctx(), who, which)
	}
	if err != nil {
		return err
	}
	return r.Done("/erasures", "person.done.erasure_approved")
}

func (p *Pages) withdrawErasure(r *web.Request) error {
	which, err := r.ID("erasure", person.ErasurePrefix)
	if err != nil {
		return err
	}
	who, err := by(r), r.Form().Err()
	if err == nil {
		_, err = p.Service.WithdrawErasure(r.Ctx(), who, which)
	}
	if err != nil {
		return err
	}
	return r.Done("/erasures", "person.done.erasure_withdrawn")
}
