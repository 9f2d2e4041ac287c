package orgweb

import (
	"encoding/base64"

	"hoso/internal/access"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/org"
	"hoso/internal/org/orgsheet"
	"hoso/internal/web"
)

// An import is one file in three requests: the file comes and its plan is shown;
// the same file, carried in the page, is confirmed and done; or its errors are
// sent back beside its rows. Nothing is kept in between.
func (p *Pages) importRoutes(rt *web.Router) {
	for _, t := range []table{unitTable, staffTable} {
		rt.Get(t.path, p.serveImport(t))
		rt.Upload(t.path, p.dryRun(t))
		rt.Upload(t.path+"/do", p.doImport(t))
		rt.Upload(t.path+"/errors.xlsx", p.sendFaults(t))
		rt.Get(t.path+"/empty.xlsx", p.serveEmpty(t))
	}
}

// table is a kind of spreadsheet that comes in, with its pages.
type table struct {
	orgsheet.Table
	action access.Action
	path   string
	title  string // key
	hint   string // key
	done   string // key
}

var unitTable = table{orgsheet.Units, org.ActionImport, "/import/units", "org.import.units", "org.import.units.hint", "org.done.imported"}
var staffTable = table{orgsheet.Holders, org.ActionStaff, "/import/holders", "org.import.staff", "org.import.staff.hint", "org.done.imported"}

// planView is what the page of a dry run shows.
type planView struct {
	*orgsheet.Plan
	Pages table
	Name  string // of the file
	Data  string // the file, in base64
}

func (p *Pages) serveImport(t table) web.Handler {
	return func(r *web.Request) error {
		v, err := p.body(r)
		if err != nil {
			return err
		}
		if err := p.may(r, t.action, access.Object{Kind: "unit", ID: v.Unit.ID}); err != nil {
			return err
		}
		return r.Page(importPage(r, t))
	}
}

func (p *Pages) serveEmpty(t table) web.Handler {
	return func(r *web.Request) error {
		return sendSheet(r, "mau.xlsx", docgen.Table{Columns: t.Head(r.Lang)})
	}
}

// dryRun reads the file that came and shows what it would do.
func (p *Pages) dryRun(t table) web.Handler {
	return func(r *web.Request) error {
		name, data := r.Form().File()
		v, err := p.planOf(t, r, name, data)
		if err != nil {
			return again(r, err, importPage(r, t))
		}
		return r.Page(planPage(r, v))
	}
}

func (p *Pages) planOf(t table, r *web.Request, name string, data []byte) (*planView, error) {
	if err := r.Form().Err(); err != nil {
		return nil, err
	}
	plan, err := p.Importer.Plan(r.Ctx(), t.Table, r.Viewer.Actor, name, data)
	if err != nil {
		return nil, err
	}
	return &planView{plan, t, name, base64.StdEncoding.EncodeToString(data)}, nil
}

// carried gives the file that the page of a dry run carries.
func carried(f *web.Form) (name string, data []byte, err error) {
	data, err = base64.StdEncoding.DecodeString(f.Text("data"))
	if err != nil {
		return "", nil, errs.Invalid("org.import.file", errs.Field("file")).Because(err)
	}
	return f.Text("name"), data, f.Err()
}

func (p *Pages) doImport(t table) web.Handler {
	return func(r *web.Request) error {
		name, data, err := carried(r.Form())
		if err != nil {
			return again(r, err, importPage(r, t))
		}
		v, err := p.planOf(t, r, name, data)
		if err != nil {
			return again(r, err, importPage(r, t))
		}
		who, shown := by(r), r.Form().Hash("digest")
		if err = r.Form().Err(); err == nil {
			err = p.Importer.Do(r.Ctx(), who, v.Plan, shown)
		}
		if err != nil {
			return again(r, err, planPage(r, v))
		}
		return r.Done("/units", t.done)
	}
}

// sendFaults sends the rows that have faults, with what is wrong beside them.
func (p *Pages) sendFaults(t table) web.Handler {
	return func(r *web.Request) error {
		name, data, err := carried(r.Form())
		if err != nil {
			return err
		}
		v, err := p.planOf(t, r, name, data)
		if err != nil {
			return err
		}
		return sendSheet(r, "loi.xlsx", v.FaultTable(r.Lang))
	}
}
