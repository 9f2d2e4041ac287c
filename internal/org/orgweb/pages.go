package orgweb

import (
	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/org/orgsheet"
	"hoso/internal/web"
)

// History gives what happened to an object, from the ledger.
type History interface {
	Events(r *web.Request, o access.Object) ([]web.Event, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Service  *org.Service
	History  History
	Names    web.Names
	Importer *orgsheet.Importer
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/units", p.serveTree)
	rt.Get("/units.xlsx", p.serveTreeSheet)
	rt.Get("/units/{unit}", p.serveUnit)
	rt.Post("/units/{unit}/withdraw", p.withdraw)
	for name, f := range unitForms {
		rt.Get("/units/{unit}/"+name, p.serveUnitForm(f))
		rt.Post("/units/{unit}/"+name, p.postUnitForm(f))
	}
	rt.Get("/units/{unit}/vacancies", p.serveVacancies)
	p.postRoutes(rt)
	p.holderRoutes(rt)
	p.importRoutes(rt)
}

// day reads the day of a page: today unless the person asked for another. One
// that is no day is Invalid "web.filter.day": another day's list would mislead.
func day(r *web.Request) (clock.Date, error) { return r.QueryDay("on", r.Today()) }

func unitPath(u id.ID) string { return "/units/" + u.Text(org.UnitPrefix) }
func postPath(p id.ID) string { return "/posts/" + p.Text(org.PostPrefix) }

func by(r *web.Request) org.By { return org.By{Actor: r.Viewer.Actor, Key: r.Form().Key()} }

// may tells whoever may not give a command before they fill in its form.
func (p *Pages) may(r *web.Request, action access.Action, o access.Object) error {
	return p.Service.May(r.Ctx(), r.Viewer.Actor, action, o)
}

// again shows a form with what is wrong with it.
func again(r *web.Request, err error, page templ.Component) error {
	return r.Again(err, func() templ.Component { return page })
}
