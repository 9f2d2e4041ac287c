package orgweb

import (
	"encoding/json"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/web"
	"hoso/vi"
)

func (p *Pages) holderRoutes(rt *web.Router) {
	rt.Get("/units/{unit}/holders", p.serveUnitHolders)
	rt.Get("/holders", p.serveSearch)
	rt.Post("/holders", p.search)
	rt.Get("/holders/{view}", p.serveFound)
	rt.Get("/holders/{view}/list.xlsx", p.serveHoldersSheet)
	p.exportRoutes(rt)
}

// query is what a list of holders was asked for. It is kept for the session, so
// that no name stands in an address.
type query struct {
	Unit id.ID
	Name string
	On   clock.Date
}

func (q query) filter() org.HolderFilter {
	return org.HolderFilter{Unit: q.Unit, Day: q.On, Words: vi.Words(q.Name)}
}

// holdersView is what a list of holders shows.
type holdersView struct {
	*unitView
	Query query
	View  string // the text of the view's id
	List  []org.HolderLine
	Next  string // where the list goes on, "" at its end
}

// holdersPerPage is how many holders a page shows.
const holdersPerPage = 100

// serveUnitHolders opens the list of a unit, as if it had been searched for.
func (p *Pages) serveUnitHolders(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	return p.open(r, query{Unit: v.Unit.ID, On: v.On})
}

func (p *Pages) open(r *web.Request, q query) error {
	raw, err := json.Marshal(q)
	if err != nil {
		return err
	}
	view, err := r.Keep(string(raw))
	if err != nil {
		return err
	}
	return r.See("/holders/" + view)
}

func (p *Pages) body(r *web.Request) (*unitView, error) {
	body, err := p.Service.Read.Body(r.Ctx())
	if err != nil {
		return nil, err
	}
	return p.unitOf(r, body)
}

func (p *Pages) serveSearch(r *web.Request) error {
	v, err := p.body(r)
	if err != nil {
		return err
	}
	return r.Page(searchPage(r, &holdersView{unitView: v, Query: query{On: v.On}}))
}

func (p *Pages) search(r *web.Request) error {
	v, err := p.body(r)
	if err != nil {
		return err
	}
	f := r.Form()
	q := query{Unit: v.Picker.pick(f, "unit"), Name: f.Text("name"), On: f.Day("on")}
	if q.Unit.IsZero() {
		q.Unit = v.Unit.ID
	}
	if q.On == "" {
		q.On = r.Today()
	}
	if err := f.Err(); err != nil {
		return again(r, err, searchPage(r, &holdersView{unitView: v, Query: q}))
	}
	return p.open(r, q)
}

func (p *Pages) found(r *web.Request) (*holdersView, error) {
	raw, err := r.Kept("view")
	if err != nil {
		return nil, err
	}
	v := &holdersView{View: r.PathText("view")}
	if err := json.Unmarshal([]byte(raw), &v.Query); err != nil {
		return nil, errs.Internal("org.view").Because(err)
	}
	v.unitView, err = p.unitOf(r, v.Query.Unit)
	return v, err
}

// serveFound shows one page of a list. Each leaves an entry with the digest of
// what was asked and the number of lines.
func (p *Pages) serveFound(r *web.Request) error {
	v, err := p.found(r)
	if err != nil {
		return err
	}
	f := v.Query.filter()
	after, err := cursor(r.Query("after"))
	if err != nil {
		return err
	}
	f.After, f.Limit = after, holdersPerPage
	if v.List, err = p.Service.Holders(r.Ctx(), org.By{Actor: r.Viewer.Actor}, f); err != nil {
		return err
	}
	if len(v.List) == holdersPerPage {
		v.Next = "/holders/" + v.View + "?after=" + v.List[holdersPerPage-1].Holding.Text(org.HoldingPrefix)
	}
	return r.Page(holdersPage(r, v))
}

// cursor reads the holding after which a page goes on.
func cursor(text string) (id.ID, error) {
	if text == "" {
		return id.ID{}, nil
	}
	return id.Parse(org.HoldingPrefix, text)
}

func (p *Pages) serveVacancies(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	list, err := p.Service.Read.Vacancies(r.Ctx(), v.Unit.ID, v.On, org.Page{After: r.Query("after"), Limit: vacanciesPerPage})
	if err != nil {
		return err
	}
	return r.Page(vacanciesPage(r, v, list))
}

// vacanciesPerPage is how many posts a page of vacancies shows.
const vacanciesPerPage = 100
