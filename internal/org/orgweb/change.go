package orgweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/web"
)

// unitForm is a form that changes a unit: the command it gives, its page, and
// what its answer does. do gives the path of the page that shows the change and the key of what to
// say there.
type unitForm struct {
	action access.Action
	page   func(r *web.Request, v *unitView) templ.Component
	do     func(s *org.Service, r *web.Request, v *unitView, f *web.Form) (path, said string, err error)
}

// unitForms are the forms of a unit by the last part of their path.
var unitForms = map[string]unitForm{
	"rename": {org.ActionRename, renamePage, rename},
	"new":    {org.ActionCreate, newPage, create},
	"move":   {org.ActionMove, movePage, move},
	"end":    {org.ActionEnd, endPage, end},
	"merge":  {org.ActionMerge, mergePage, merge},
	"split":  {org.ActionSplit, splitPage, split},
	"post":   {org.ActionPost, newPostPage, addPost},
}

func (p *Pages) serveUnitForm(f unitForm) web.Handler {
	return func(r *web.Request) error {
		v, err := p.unit(r)
		if err != nil {
			return err
		}
		if err := p.may(r, f.action, access.Object{Kind: "unit", ID: v.Unit.ID}); err != nil {
			return err
		}
		return r.Page(f.page(r, v))
	}
}

func (p *Pages) postUnitForm(f unitForm) web.Handler {
	return func(r *web.Request) error {
		v, err := p.unit(r)
		if err != nil {
			return err
		}
		if err := p.Service.Refused(r.Ctx(), r.Viewer.Actor, f.action, access.Object{Kind: "unit", ID: v.Unit.ID}); err != nil {
			return err
		}
		path, said, err := f.do(p.Service, r, v, r.Form())
		if err != nil {
			return again(r, err, f.page(r, v))
		}
		return r.Done(path, said)
	}
}

func rename(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	form := org.RenameForm{Name: f.Text("name"), ShortName: f.Text("short_name"), Symbol: f.Text("symbol"),
		From: f.Day("from"), Basis: f.Text("basis"), Version: f.Int("version")}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = s.Rename(r.Ctx(), who, v.Unit.ID, form)
	}
	return unitPath(v.Unit.ID), "org.done.renamed", err
}

func create(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	form := org.NewUnitForm{Code: f.Text("code"), Kind: org.Kind(f.Text("kind")), Name: f.Text("name"), ShortName: f.Text("short_name"),
		Symbol: f.Text("symbol"), Parent: v.Unit.ID, OnPaper: f.Text("on_paper") == "1", From: f.Day("from"), Basis: f.Text("basis")}
	who, err := by(r), f.Err()
	var made id.ID
	if err == nil {
		made, _, err = s.Create(r.Ctx(), who, form)
	}
	return unitPath(made), "org.done.created", err
}

func move(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	form := org.MoveForm{Parent: v.Picker.pick(f, "parent"), Managing: v.Picker.pick(f, "managing"), Sort: f.Int("sort"),
		OnPaper: f.Text("on_paper") == "1", From: f.Day("from"), Basis: f.Text("basis"), Version: f.Int("version")}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = s.Move(r.Ctx(), who, v.Unit.ID, form)
	}
	return unitPath(v.Unit.ID), "org.done.moved", err
}

func end(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	form := org.EndForm{From: f.Day("from"), Basis: f.Text("basis"), Version: f.Int("version")}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = s.End(r.Ctx(), who, v.Unit.ID, form)
	}
	return unitPath(v.Unit.ID), "org.done.ended", err
}

// merge takes units in: those ticked beside this one, and others by their codes.
func merge(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	units := f.IDs("units", org.UnitPrefix)
	for _, code := range strings.FieldsFunc(f.Text("codes"), func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		n, ok := v.Picker.byCode(strings.TrimSpace(code))
		if !ok {
			f.Fault(errs.Invalid("org.pick.unknown", errs.Field("codes"), errs.Str("text", code)))
			continue
		}
		units = append(units, n)
	}
	form := org.MergeForm{Into: v.Unit.ID, From: f.Day("from"), Basis: f.Text("basis")}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = s.Merge(r.Ctx(), who, units, form)
	}
	return unitPath(v.Unit.ID), "org.done.merged", err
}

// splitRows is how many new units the form of a split has room for.
const splitRows = 4

// split makes new units out of the rows that are filled in.
func split(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	form := org.SplitForm{Ends: f.Text("ends") == "1", From: f.Day("from"), Basis: f.Text("basis")}
	for i := range splitRows {
		n := "_" + strconv.Itoa(i+1)
		part := org.NewUnitForm{Code: f.Text("code" + n), Kind: org.Kind(f.Text("kind" + n)), Name: f.Text("name" + n), ShortName: f.Text("short_name" + n)}
		if part.Code != "" || part.Name != "" {
			form.Into = append(form.Into, part)
		}
	}
	who, err := by(r), f.Err()
	if err == nil {
		_, _, err = s.Split(r.Ctx(), who, v.Unit.ID, form)
	}
	return unitPath(v.Unit.ID), "org.done.split", err
}

func addPost(s *org.Service, r *web.Request, v *unitView, f *web.Form) (string, string, error) {
	form := org.PostForm{Title: f.Text("title"), Head: f.Text("head") == "1", Seats: f.Int("seats"), From: f.Day("from"), Basis: f.Text("basis")}
	who, err := by(r), f.Err()
	var made id.ID
	if err == nil {
		made, _, err = s.AddPost(r.Ctx(), who, v.Unit.ID, form)
	}
	return postPath(made), "org.done.post", err
}

func (k picker) byCode(code string) (id.ID, bool) {
	for _, n := range k.nodes {
		if strings.EqualFold(n.Code, code) {
			return n.ID, true
		}
	}
	return id.ID{}, false
}
