package orgweb

import (
	"context"

	"hoso/internal/access"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/org/orgsheet"
	"hoso/internal/web"
)

func (p *Pages) exportRoutes(rt *web.Router) {
	rt.Get("/holders/{view}/export", p.serveAskExport)
	rt.Post("/holders/{view}/export", p.askExport)
	rt.Get("/exports", p.serveExports)
	rt.Post("/exports/{export}/approve", p.changeExport(p.Service.ApproveExport, "org.done.export_approved"))
	rt.Post("/exports/{export}/decline", p.changeExport(p.Service.DeclineExport, "org.done.export_declined"))
	rt.Post("/exports/{export}/take", p.takeExport)
}

// serveHoldersSheet sends a list as a sheet; one that is too long to go out alone leads
// to where it is asked for.
func (p *Pages) serveHoldersSheet(r *web.Request) error {
	v, err := p.found(r)
	if err != nil {
		return err
	}
	list, err := p.Service.Export(r.Ctx(), org.By{Actor: r.Viewer.Actor}, v.Query.filter())
	if err != nil && errs.Of(err).Code == "org.export.large" {
		return r.See("/holders/" + v.View + "/export")
	}
	if err != nil {
		return err
	}
	return sendHolders(r, list)
}

func sendHolders(r *web.Request, list []org.HolderLine) error {
	var rows [][]any
	for _, h := range list {
		rows = append(rows, orgsheet.HolderCells(r.Lang, h))
	}
	return sendSheet(r, "nguoi-giu-chuc-danh.xlsx", docgen.Table{Columns: orgsheet.Holders.Head(r.Lang), Rows: rowsOf(rows)})
}

// askView is the form for a list that needs a second pair of eyes.
type askView struct {
	*holdersView
	Limits access.Limits
}

func (p *Pages) asking(r *web.Request) (*askView, error) {
	v, err := p.found(r)
	if err != nil {
		return nil, err
	}
	limits, err := p.Service.Outside.Limits(r.Ctx())
	return &askView{v, limits}, err
}

func (p *Pages) serveAskExport(r *web.Request) error {
	v, err := p.asking(r)
	if err != nil {
		return err
	}
	if err := p.may(r, org.ActionExport, access.Object{Kind: "unit", ID: v.Query.Unit}); err != nil {
		return err
	}
	return r.Page(askExportPage(r, v))
}

func (p *Pages) askExport(r *web.Request) error {
	v, err := p.asking(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form, who := org.ExportForm{Unit: v.Query.Unit, Day: v.Query.On, Reason: f.Text("reason")}, by(r)
	if err = f.Err(); err == nil {
		_, err = p.Service.AskExport(r.Ctx(), who, form)
	}
	if err != nil {
		return again(r, err, askExportPage(r, v))
	}
	return r.Done("/exports", "org.done.export_asked")
}

// exportLine is an export as its line says it.
type exportLine struct {
	org.ExportLine
	Who                            string
	MayApprove, MayDecline, MayGet bool
}

func (l exportLine) path(verb string) string {
	return "/exports/" + l.ID.Text(org.ExportPrefix) + "/" + verb
}

// exportsShown is how many exports the page shows: what waits and the newest.
const exportsShown = 100

func (p *Pages) serveExports(r *web.Request) error {
	list, err := p.Service.Asked(r.Ctx(), r.Viewer.Actor, exportsShown)
	if err != nil {
		return err
	}
	accounts := make([]id.ID, len(list))
	for i, e := range list {
		accounts[i] = e.Asker
	}
	names, err := p.Names.ActorNames(r.Ctx(), accounts...)
	if err != nil {
		return err
	}
	me, lines := r.Viewer.Actor, make([]exportLine, len(list))
	for i, e := range list {
		own := e.Asker == me.Account
		open := e.Waits || e.State == access.RightLive && e.Until > r.Today()
		lines[i] = exportLine{ExportLine: e, Who: names[e.Asker].Name,
			MayApprove: e.Waits && !own && r.May(string(org.ActionApproveExport)), MayGet: r.May(string(org.ActionTakeExport)) && e.MayTake(me, r.Now()),
			MayDecline: open && (own || r.May(string(org.ActionApproveExport))) && r.May(string(org.ActionDeclineExport))}
	}
	return r.Page(exportsPage(r, lines))
}

func (p *Pages) changeExport(command func(context.Context, org.By, id.ID) error, said string) web.Handler {
	return func(r *web.Request) error {
		which, err := r.ID("export", org.ExportPrefix)
		if err != nil {
			return err
		}
		who, err := by(r), r.Form().Err()
		if err == nil {
			err = command(r.Ctx(), who, which)
		}
		if err != nil {
			return err
		}
		return r.Done("/exports", said)
	}
}

// takeExport sends a list that was approved. It goes out once: a form that is sent again
// has no key by which it would be answered again.
func (p *Pages) takeExport(r *web.Request) error {
	which, err := r.ID("export", org.ExportPrefix)
	if err == nil {
		err = r.Form().Err()
	}
	if err != nil {
		return err
	}
	list, err := p.Service.TakeExport(r.Ctx(), org.By{Actor: r.Viewer.Actor}, which)
	if err != nil {
		return err
	}
	return sendHolders(r, list)
}
