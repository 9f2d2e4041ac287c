// Package homeweb has the pages that belong to nobody else: my work, my tokens,
// help, the language and, in a demo, the choice of whom to look around as.
package homeweb

import (
	"context"
	"maps"
	"slices"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/i18n"
	"hoso/internal/id"
	"hoso/internal/web"
)

// Accounts gives the demo's accounts by their keys.
type Accounts interface {
	Personas(ctx context.Context) (map[string]id.ID, error)
}

// Work gives what a person has to do, as parts of the home page, and the highest
// label of what they show.
type Work interface {
	Work(r *web.Request) (templ.Component, access.Label, error)
}

// Works are the parts of the home page of all modules that have one.
type Works []Work

// Work joins them.
func (w Works) Work(r *web.Request) (templ.Component, access.Label, error) {
	var parts []templ.Component
	highest := access.LabelNone
	for _, of := range w {
		part, label, err := of.Work(r)
		if err != nil {
			return nil, highest, err
		}
		parts, highest = append(parts, part), max(highest, label)
	}
	return templ.Join(parts...), highest, nil
}

// Pages are the handlers of this package.
type Pages struct {
	Tokens  Tokens
	Work    Work
	Machine Machine
	Body    func(ctx context.Context) (id.ID, error) // gives the root unit
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/{$}", p.serveHome)
	rt.Get("/help", p.serveHelp)
	p.tokenRoutes(rt)
	p.adminRoutes(rt)
	rt.OpenPost("/language", p.language)
}

func (p *Pages) serveHome(r *web.Request) error {
	work, label, err := p.Work.Work(r)
	if err != nil {
		return err
	}
	return r.Page(homePage(r, work, label))
}

// place is the post and unit of somebody, as far as they have them.
func place(w web.Who) string {
	if w.Title == "" || w.Unit == "" {
		return w.Title + w.Unit
	}
	return w.Title + " · " + w.Unit
}

func (p *Pages) serveHelp(r *web.Request) error { return r.Page(helpPage(r)) }

// persona is somebody as whom a visitor of the demo may look around.
type persona struct {
	Key string
	web.Who
}

// order is the order in which the personas stand on the page: that of the
// story, from the clerk who sends to the auditor.
var order = []string{"van_thu", "vu_truong_tccb", "chuyen_vien_tccb", "van_thu_pc", "van_thu_kn", "van_thu_vien", "thu_truong_cds", "kiem_tra"}

// Personas lets a visitor of the demo choose as whom to look around.
type Personas struct {
	Accounts Accounts
	Names    web.Names
}

// Serve shows the choice.
func (p *Personas) Serve(r *web.Request) error {
	all, err := p.Accounts.Personas(r.Ctx())
	if err != nil {
		return err
	}
	names, err := p.Names.ActorNames(r.Ctx(), slices.Collect(maps.Values(all))...)
	if err != nil {
		return err
	}
	var list []persona
	for key, account := range all {
		list = append(list, persona{key, names[account]})
	}
	slices.SortFunc(list, func(a, b persona) int { return slices.Index(order, a.Key) - slices.Index(order, b.Key) })
	return r.Page(signInPage(r, list))
}

// Picked gives the account that was chosen, zero for none.
func (p *Personas) Picked(r *web.Request) (id.ID, error) {
	all, err := p.Accounts.Personas(r.Ctx())
	return all[r.Form().Text("persona")], err
}

func (p *Pages) language(r *web.Request) error {
	r.SetLang(i18n.ParseLang(r.Form().Text("lang")))
	return r.See(r.Form().Text("back"))
}
