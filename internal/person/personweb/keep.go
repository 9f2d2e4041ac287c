package personweb

import (
	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/web"
)

func (p *Pages) keepRoutes(rt *web.Router) {
	rt.Get("/files/{person}/edit", p.serveEdit)
	rt.Post("/files/{person}/edit", p.edit)
	rt.Get("/files/{person}/evidence", p.serveAdd)
	rt.Upload("/files/{person}/evidence", p.add)
	rt.Get("/files/{person}/evidence/{evidence}", p.serveReplace)
	rt.Upload("/files/{person}/evidence/{evidence}", p.replace)
	rt.Post("/files/{person}/evidence/{evidence}/withdraw", p.withdraw)
	rt.Upload("/files/{person}/evidence/{evidence}/redacted", p.redact)
}

// keeper is whose file somebody keeps and what they look at it for.
func keeper(r *web.Request) (person.Looking, error) {
	who, err := r.ID("person", person.Prefix)
	return person.Looking{Person: who, Purpose: access.PurposeUpkeep}, err
}

// opened opens the file for its upkeep: whoever changes it sees it, and the form
// of a change leaves the entry of an opening.
func (p *Pages) opened(r *web.Request) (*person.Opened, error) {
	return p.openedBy(r, person.ActionOpen)
}

// revealed opens it with the personal number, which a form has to change.
func (p *Pages) revealed(r *web.Request) (*person.Opened, error) {
	return p.openedBy(r, person.ActionReveal)
}

func (p *Pages) openedBy(r *web.Request, action access.Action) (*person.Opened, error) {
	l, err := keeper(r)
	if err != nil {
		return nil, err
	}
	return p.Service.Open(r.Ctx(), r.Viewer.Actor, action, l)
}

// backToFile lets the keeper see the file again.
func (p *Pages) backToFile(r *web.Request, who id.ID, said string) error {
	view, err := keep(r, person.Looking{Person: who, Purpose: access.PurposeUpkeep})
	if err != nil {
		return err
	}
	return r.Done("/open/"+view, said)
}

func (p *Pages) serveEdit(r *web.Request) error {
	o, err := p.revealed(r)
	if err != nil {
		return err
	}
	return r.Page(editPage(r, o))
}

func (p *Pages) edit(r *web.Request) error {
	l, err := keeper(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := person.ChangeForm{Name: person.Name{Family: f.Text("family"), Middle: f.Text("middle"), Given: f.Text("given")}, StaffCode: f.Text("staff_code"),
		Born: partialDay(f, "born"), PersonalNumber: f.Text("personal_number"), Version: f.Int("version")}
	who, err := by(r), f.Err()
	twin := false
	if err == nil {
		twin, err = p.Service.Change(r.Ctx(), who, l.Person, form)
	}
	if err != nil {
		return mendWith(r, err, p.revealed, editPage)
	}
	if twin {
		return p.backToFile(r, l.Person, "person.done.twin")
	}
	return p.backToFile(r, l.Person, "person.done.changed")
}

func (p *Pages) mend(r *web.Request, err error, page func(*web.Request, *person.Opened) templ.Component) error {
	return mendWith(r, err, p.opened, page)
}

// mendWith shows the form of a file again, opened once more, when what is wrong can be
// mended there.
func mendWith(r *web.Request, err error, open func(*web.Request) (*person.Opened, error), page func(*web.Request, *person.Opened) templ.Component) error {
	if errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindDenied) {
		return err
	}
	o, failed := open(r)
	if failed != nil {
		return failed
	}
	return again(r, err, page(r, o))
}

// partialDay reads a date of which only the month or the year may be known.
func partialDay(f *web.Form, field string) clock.Date {
	d, err := clock.ParseDate(f.Text(field))
	if err != nil {
		f.Fault(errs.Invalid("person.born.shape", errs.Field(field)))
		return ""
	}
	return d
}

func (p *Pages) serveAdd(r *web.Request) error {
	o, err := p.opened(r)
	if err != nil {
		return err
	}
	return r.Page(evidencePage(r, o, nil))
}

func (p *Pages) add(r *web.Request) error {
	l, err := keeper(r)
	if err != nil {
		return err
	}
	form := evidenceForm(r)
	who, err := by(r), r.Form().Err()
	if err == nil {
		_, err = p.Service.AddEvidence(r.Ctx(), who, l.Person, form, id.ID{}, 0)
	}
	if err != nil {
		return p.mend(r, err, func(r *web.Request, o *person.Opened) templ.Component { return evidencePage(r, o, nil) })
	}
	return p.backToFile(r, l.Person, "person.done.added")
}

func evidenceForm(r *web.Request) person.EvidenceForm {
	f := r.Form()
	name, data := f.File()
	level, ok := access.ParseLabel(f.Text("level"))
	if !ok || f.Text("level") == "" { // nobody has looked
		level = access.LabelTuyetMat + 1
	}
	return person.EvidenceForm{Label: level, Kind: person.EvidenceKind(f.Text("kind")), Number: f.Text("number"), Dated: f.Day("dated"), Issuer: f.Text("issuer"), Others: person.Others(f.Text("others")), Name: name, Data: data}
}

// page finds the page of evidence in the path on an opened file.
func (p *Pages) page(r *web.Request) (*person.Opened, *person.Evidence, error) {
	o, err := p.opened(r)
	if err != nil {
		return nil, nil, err
	}
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range o.Evidence {
		for i := range k.Pages {
			if k.Pages[i].ID == which {
				return o, &k.Pages[i], nil
			}
		}
	}
	return nil, nil, errs.NotFound("access.not_found")
}

func (p *Pages) serveReplace(r *web.Request) error {
	o, e, err := p.page(r)
	if err != nil {
		return err
	}
	return r.Page(evidencePage(r, o, e))
}

func (p *Pages) replace(r *web.Request) error {
	o, e, err := p.page(r)
	if err != nil {
		return err
	}
	form, version := evidenceForm(r), r.Form().Int("version")
	who, err := by(r), r.Form().Err()
	if err == nil {
		_, err = p.Service.AddEvidence(r.Ctx(), who, o.ID, form, e.ID, version)
	}
	if err != nil {
		return again(r, err, evidencePage(r, o, e))
	}
	return p.backToFile(r, o.ID, "person.done.replaced")
}

// redact takes the copy of a page without the third persons whom it names.
func (p *Pages) redact(r *web.Request) error {
	l, err := keeper(r)
	if err != nil {
		return err
	}
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return err
	}
	name, data := r.Form().File()
	who, err := by(r), r.Form().Err()
	if err == nil {
		_, err = p.Service.Redact(r.Ctx(), who, l.Person, which, name, data)
	}
	if errs.Is(err, errs.KindInvalid) {
		o, e, failed := p.page(r)
		if failed != nil {
			return failed
		}
		return again(r, err, evidencePage(r, o, e))
	}
	if err != nil {
		return err
	}
	return p.backToFile(r, l.Person, "person.done.redacted")
}

func (p *Pages) withdraw(r *web.Request) error {
	l, err := keeper(r)
	if err != nil {
		return err
	}
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return err
	}
	version := r.Form().Int("version")
	who, err := by(r), r.Form().Err()
	if err == nil {
		err = p.Service.Withdraw(r.Ctx(), who, l.Person, which, version)
	}
	if err != nil {
		return err
	}
	return p.backToFile(r, l.Person, "person.done.withdrawn")
}
