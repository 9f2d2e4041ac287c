// Package orgweb has the pages of the organisation: the tree, a unit with its
// posts and history, holders and vacancies.
package orgweb

import (
	"bytes"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/web"
)

// History gives what happened to an object, from the ledger.
type History interface {
	Events(r *web.Request, o access.Object) ([]web.Event, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Service *org.Service
	History History
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/units", p.serveTree)
	rt.Get("/units.xlsx", p.serveTreeSheet)
	rt.Get("/units/{unit}", p.serveUnit)
	rt.Get("/units/{unit}/rename", p.serveRename)
	rt.Post("/units/{unit}/rename", p.rename)
	rt.Post("/units/{unit}/withdraw", p.withdraw)
	rt.Get("/units/{unit}/new", p.serveNew)
	rt.Post("/units/{unit}/new", p.create)
	rt.Get("/units/{unit}/holders", p.serveHolders)
	rt.Get("/units/{unit}/vacancies", p.serveVacancies)
}

// day reads the day of a page: today unless the person asked for another.
func day(r *web.Request) clock.Date {
	d, err := clock.ParseDate(r.Query("on"))
	if err != nil || !d.IsFull() {
		return r.Today()
	}
	return d
}

func unitPath(u id.ID) string { return "/units/" + u.Text(org.UnitPrefix) }

// tree reads the tree that the viewer may see.
func (p *Pages) tree(r *web.Request, on clock.Date) ([]org.Node, error) {
	body, err := p.Service.Read.Body(r.Ctx())
	if err != nil {
		return nil, err
	}
	if err := p.Service.MayRead(r.Ctx(), r.Viewer.Actor, body); err != nil {
		return nil, err
	}
	return p.Service.Read.Tree(r.Ctx(), on)
}

func (p *Pages) serveTree(r *web.Request) error {
	on := day(r)
	nodes, err := p.tree(r, on)
	if err != nil {
		return err
	}
	return r.Page(treePage(r, nodes, on))
}

func (p *Pages) serveTreeSheet(r *web.Request) error {
	nodes, err := p.tree(r, day(r))
	if err != nil {
		return err
	}
	t := docgen.Table{Title: r.T("org.tree.title"), Mark: r.T("web.demo.mark"), Columns: []docgen.Column{
		{Title: r.T("org.field.code")}, {Title: r.T("org.field.name"), Width: 60}, {Title: r.T("org.field.kind")}, {Title: r.T("org.field.parent")}}}
	codes := map[id.ID]string{}
	for _, n := range nodes {
		codes[n.ID] = n.Code
	}
	t.Rows = func(yield func([]any, error) bool) {
		for _, n := range nodes {
			if !yield([]any{n.Code, n.Name, r.T("org.kind." + string(n.Kind)), codes[n.Parent]}, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := docgen.WriteXLSX(&b, t); err != nil {
		return err
	}
	return r.Download("don-vi.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &b)
}

// unitView is what the page of a unit shows.
type unitView struct {
	Unit      *org.Unit
	Now       org.State
	Lives     bool
	On        clock.Date
	Above     []org.Node // from the body down to its parent
	Below     []org.Node
	Names     map[id.ID]string
	Posts     []org.PostLine
	Came      []org.Succession
	Events    []web.Event
	MayChange bool
}

func (p *Pages) unit(r *web.Request) (*unitView, error) {
	unit, err := r.ID("unit", org.UnitPrefix)
	if err != nil {
		return nil, err
	}
	if err := p.Service.MayRead(r.Ctx(), r.Viewer.Actor, unit); err != nil {
		return nil, err
	}
	v := &unitView{On: day(r), Names: map[id.ID]string{}, MayChange: r.May(string(org.ActionRename))}
	if v.Unit, err = p.Service.Read.Find(r.Ctx(), unit); err != nil {
		return nil, err
	}
	if v.Now, v.Lives = v.Unit.At(v.On); !v.Lives {
		v.Now = v.Unit.Newest()
	}
	nodes, err := p.Service.Read.Tree(r.Ctx(), v.On)
	if err != nil {
		return nil, err
	}
	v.place(nodes)
	return v, nil
}

// place finds what stands above and right below the unit.
func (v *unitView) place(nodes []org.Node) {
	at := map[id.ID]org.Node{}
	for _, n := range nodes {
		at[n.ID], v.Names[n.ID] = n, n.Name
		if n.Parent == v.Unit.ID {
			v.Below = append(v.Below, n)
		}
	}
	for up := v.Now.Parent; !up.IsZero(); up = at[up].Parent {
		v.Above = append([]org.Node{at[up]}, v.Above...)
	}
}

func (p *Pages) serveUnit(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	if v.Posts, err = p.Service.Read.PostsOf(r.Ctx(), v.Unit.ID, v.On); err != nil {
		return err
	}
	if v.Came, err = p.Service.Read.Successions(r.Ctx(), v.Unit.ID); err != nil {
		return err
	}
	if err := p.nameEnded(r, v); err != nil {
		return err
	}
	if v.Events, err = p.History.Events(r, access.Object{Kind: "unit", ID: v.Unit.ID}); err != nil {
		return err
	}
	return r.Page(unitPage(r, v))
}

// nameEnded finds the names of units that live no more and are mentioned.
func (p *Pages) nameEnded(r *web.Request, v *unitView) error {
	for _, s := range v.Came {
		for _, u := range []id.ID{s.From, s.To} {
			if v.Names[u] != "" {
				continue
			}
			was, err := p.Service.Read.Find(r.Ctx(), u)
			if err != nil {
				return err
			}
			v.Names[u] = was.Newest().Name
		}
	}
	return nil
}

func (p *Pages) serveRename(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	return r.Page(renamePage(r, v))
}

func (p *Pages) rename(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := org.RenameForm{Name: f.Text("name"), ShortName: f.Text("short_name"), Symbol: f.Text("symbol"),
		From: f.Day("from"), Basis: f.Text("basis"), Version: f.Int("version")}
	by := org.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil {
		_, err = p.Service.Rename(r.Ctx(), by, v.Unit.ID, form)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return renamePage(r, v) })
	}
	return r.Done(unitPath(v.Unit.ID), "org.done.renamed")
}

func (p *Pages) withdraw(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	f := r.Form()
	by, version := org.By{Actor: r.Viewer.Actor, Key: f.Key()}, f.Int("version")
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := p.Service.Withdraw(r.Ctx(), by, v.Unit.ID, version); err != nil {
		return err
	}
	return r.Done(unitPath(v.Unit.ID), "org.done.withdrawn")
}

func (p *Pages) serveNew(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	return r.Page(newPage(r, v))
}

func (p *Pages) create(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := org.NewUnitForm{Code: f.Text("code"), Kind: org.Kind(f.Text("kind")), Name: f.Text("name"), ShortName: f.Text("short_name"),
		Symbol: f.Text("symbol"), Parent: v.Unit.ID, OnPaper: f.Text("on_paper") == "1", From: f.Day("from"), Basis: f.Text("basis")}
	by := org.By{Actor: r.Viewer.Actor, Key: f.Key()}
	var made id.ID
	if err = f.Err(); err == nil {
		made, _, err = p.Service.Create(r.Ctx(), by, form)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return newPage(r, v) })
	}
	return r.Done(unitPath(made), "org.done.created")
}

// maxHolders is how many holders a page shows.
const maxHolders = 500

func (p *Pages) serveHolders(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	list, err := p.Service.Holders(r.Ctx(), org.By{Actor: r.Viewer.Actor}, org.HolderFilter{Unit: v.Unit.ID, Day: v.On, Page: org.Page{Limit: maxHolders}})
	if err != nil {
		return err
	}
	return r.Page(holdersPage(r, v, list))
}

func (p *Pages) serveVacancies(r *web.Request) error {
	v, err := p.unit(r)
	if err != nil {
		return err
	}
	after := r.Query("after")
	list, err := p.Service.Read.Vacancies(r.Ctx(), v.Unit.ID, v.On, org.Page{After: after, Limit: 100})
	if err != nil {
		return err
	}
	return r.Page(vacanciesPage(r, v, list))
}
