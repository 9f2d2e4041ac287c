package personweb

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/web"
	"hoso/vi"
)

// sought is what a search asked for. It is kept for the session, so that no name
// stands in an address.
type sought struct {
	People    bool // tells this kind of view from others
	Urgent    bool // for an opening by force
	Name      string
	StaffCode string
	Unit      id.ID
	UnitCode  string
}

func (s sought) filter() person.ListFilter {
	return person.ListFilter{Words: vi.Words(s.Name), StaffCode: s.StaffCode, Unit: s.Unit}
}

// path is where a search begins, and under which its lists stand.
func (s sought) path() string {
	if s.Urgent {
		return "/urgent"
	}
	return "/people"
}

func (s sought) title(r *web.Request) string {
	if s.Urgent {
		return r.T("person.urgent.title")
	}
	return r.T("person.search.title")
}

func (s sought) kicker(r *web.Request) string {
	if s.Urgent {
		return r.T("access.break.title")
	}
	return ""
}

func (s sought) note(r *web.Request) string {
	if s.Urgent {
		return r.T("person.urgent.note")
	}
	return r.T("person.search.note")
}

func (s sought) none(r *web.Request) string {
	if s.Urgent {
		return r.T("person.urgent.none")
	}
	return r.T("person.search.none")
}

// foundView is what a list of people shows.
type foundView struct {
	Sought sought
	List   []person.Line
	Next   string // where the list goes on, "" at its end
}

// peoplePerPage is how many people a page shows.
const peoplePerPage = 50

func (p *Pages) serveSearch(r *web.Request) error { return r.Page(searchPage(r, sought{})) }

func (p *Pages) search(r *web.Request) error { return p.seek(r, sought{People: true}) }

// seek reads what is searched for, keeps it and goes to the list.
func (p *Pages) seek(r *web.Request, s sought) error {
	f := r.Form()
	s.Name, s.StaffCode, s.UnitCode = f.Text("name"), f.Text("staff_code"), f.Text("unit")
	err := f.Err()
	if err == nil && s.UnitCode != "" {
		if s.Unit, err = p.Units.ByCode(r.Ctx(), s.UnitCode); errs.Is(err, errs.KindNotFound) {
			err = errs.Invalid("person.search.unit_unknown", errs.Field("unit"))
		}
	}
	if err != nil {
		return again(r, err, searchPage(r, s))
	}
	view, err := keep(r, s)
	if err != nil {
		return err
	}
	return r.See(s.path() + "/" + view)
}

func (p *Pages) serveFound(r *web.Request) error {
	s, err := kept(r, func(s sought) bool { return s.People })
	if err != nil {
		return err
	}
	return p.showFound(r, s, p.Service.Find)
}

// serveUrgent begins an opening by force: with whose file it is. Whoever may not
// open one so does not see the form.
func (p *Pages) serveUrgent(r *web.Request) error {
	if err := p.mayUrgent(r); err != nil {
		return err
	}
	return r.Page(searchPage(r, sought{Urgent: true}))
}

func (p *Pages) searchUrgent(r *web.Request) error {
	if err := p.mayUrgent(r); err != nil {
		return err
	}
	return p.seek(r, sought{Urgent: true})
}

func (p *Pages) serveUrgentFound(r *web.Request) error {
	s, err := kept(r, func(s sought) bool { return s.Urgent })
	if err != nil {
		return err
	}
	return p.showFound(r, s, p.Service.Urgent)
}

func (p *Pages) mayUrgent(r *web.Request) error { return p.Service.MayUrgent(r.Ctx(), r.Viewer.Actor) }

// showFound shows one page of a list.
func (p *Pages) showFound(r *web.Request, s sought, find func(context.Context, access.Actor, person.ListFilter) ([]person.Line, error)) error {
	v := foundView{Sought: s}
	f := s.filter()
	f.Limit = peoplePerPage
	var err error
	if text := r.Query("after"); text != "" {
		if f.After, err = id.Parse(person.Prefix, text); err != nil {
			return err
		}
	}
	if v.List, err = find(r.Ctx(), r.Viewer.Actor, f); err != nil {
		return err
	}
	if len(v.List) == peoplePerPage {
		v.Next = s.path() + "/" + r.PathText("view") + "?after=" + v.List[peoplePerPage-1].ID.Text(person.Prefix)
	}
	return r.Page(foundPage(r, v))
}
