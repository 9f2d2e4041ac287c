package personweb

import (
	"github.com/a-h/templ"

	"hoso/internal/errs"
	"hoso/internal/person"
	"hoso/internal/web"
)

// serveNew asks for somebody new. It is there for whoever may enter people anywhere;
// the unit is decided on when the form comes in.
func (p *Pages) serveNew(r *web.Request) error {
	if !r.May(string(person.ActionCreate)) {
		return errs.NotFound("access.not_found")
	}
	return r.Page(newPage(r, nil))
}

func (p *Pages) enter(r *web.Request) error {
	f := r.Form()
	form := person.NewForm{ChangeForm: person.ChangeForm{Name: person.Name{Family: f.Text("family"), Middle: f.Text("middle"), Given: f.Text("given")},
		StaffCode: f.Text("staff_code"), Born: partialDay(f, "born"), PersonalNumber: f.Text("personal_number")}, Compared: f.Has("compared", "1")}
	code := f.Text("unit")
	unit, err := p.Units.ByCode(r.Ctx(), code)
	switch {
	case errs.Is(err, errs.KindNotFound):
		f.Fault(errs.Invalid("person.search.unit_unknown", errs.Field("unit")))
	case err != nil:
		return err
	}
	form.Unit = unit
	who, err := by(r), f.Err()
	var twins []person.Twin
	made := unit
	if err == nil {
		made, twins, err = p.Service.Enter(r.Ctx(), who, form)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return newPage(r, twins) })
	}
	if !r.May(string(person.ActionChange)) {
		return r.Done("/people", "person.done.entered")
	}
	return p.backToFile(r, made, "person.done.entered")
}
