package accessweb

import (
	"net/url"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/web"
)

// copyLine is a copy with the name of its document.
type copyLine struct {
	access.Copy
	Named          // without a path for whoever may not know of it
	Printed string // by whom
	Due     clock.Date
	Late    bool
}

// copiesView is the register of copies with its filter.
type copiesView struct {
	access.CopyFilter
	Lines []copyLine
	pager
}

func copyFilter(r *web.Request) access.CopyFilter {
	f := access.CopyFilter{State: among(r.Query("state"), "", access.CopyOut, access.CopiesLate, access.CopyReturned, access.CopyDestroyed),
		Order: among(r.Query("order"), access.CopiesNewest, access.CopiesOldest), Limit: access.PerPage, Offset: skipped(r)}
	f.Level, _ = access.ParseLabel(r.Query("level"))
	return f
}

func (p *Pages) serveCopies(r *web.Request) error {
	if !r.May(string(access.ActionReadCopy)) {
		return errs.NotFound("access.not_found")
	}
	f := copyFilter(r)
	list, total, err := p.Labels.Copies(r.Ctx(), r.Viewer.Actor, f)
	if err != nil {
		return err
	}
	v := copiesView{CopyFilter: f, pager: leafed(r, "/copies", url.Values{"state": {f.State}, "order": {f.Order}, "level": {r.Query("level")}}, total)}
	if v.Lines, err = p.copyLines(r, list); err != nil {
		return err
	}
	return r.Page(copiesPage(r, v))
}

func (p *Pages) copyLines(r *web.Request, list []access.Copy) ([]copyLine, error) {
	limits, err := p.Limits.Limits(r.Ctx())
	if err != nil {
		return nil, err
	}
	var want toName
	for _, c := range list {
		want.accounts, want.objects = append(want.accounts, c.By), append(want.objects, c.Object)
	}
	names, err := p.names(r, want)
	lines := make([]copyLine, len(list))
	for i, c := range list {
		lines[i] = copyLine{Copy: c, Named: names.objects[c.Object], Printed: names.who[c.By].Name, Due: c.DueOn(limits), Late: c.Late(limits, r.Today())}
	}
	return lines, err
}

func (p *Pages) closeCopy(r *web.Request) error {
	which, err := r.ID("copy", CopyPrefix)
	if err != nil {
		return err
	}
	f := r.Form()
	state, note, by := f.Text("state"), f.Text("note"), by(r)
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := p.Labels.CloseCopy(r.Ctx(), by, which, state, note); err != nil {
		return err
	}
	return r.Done("/copies", "access.done.copy_closed")
}

// serveCopySheet gives the register as a sheet: numbers of documents, no titles.
func (p *Pages) serveCopySheet(r *web.Request) error {
	f := copyFilter(r)
	body, err := p.Body(r.Ctx())
	if err != nil {
		return err
	}
	list, err := p.Labels.ExportCopies(r.Ctx(), access.By{Actor: r.Viewer.Actor}, body, f)
	if err != nil {
		return err
	}
	lines, err := p.copyLines(r, list)
	if err != nil {
		return err
	}
	t := docgen.Table{Title: r.T("access.copy.all"), Sheet: r.T("access.copy.title"), Mark: web.Mark(r, highestCopied(lines)), Notes: sheetNotes(r, len(lines)),
		Columns: []docgen.Column{{Title: r.T("access.labels.object"), Width: 26}, {Title: r.T("access.field.label")}, {Title: r.T("access.copy.no"), Kind: docgen.Int},
			{Title: r.T("access.copy.as"), Width: 16}, {Title: r.T("access.copy.for_whom"), Width: 30}, {Title: r.T("access.copy.reason"), Width: 30}, {Title: r.T("access.copy.by"), Width: 24},
			{Title: r.T("access.copy.at"), Width: 18}, {Title: r.T("access.copy.due")}, {Title: r.T("access.field.state"), Width: 16}, {Title: r.T("access.copy.closed_on")},
			{Title: r.T("access.copy.close.note"), Width: 30}}}
	t.Rows = func(yield func([]any, error) bool) {
		for _, l := range lines {
			row := []any{l.Name, r.T("access.label." + l.Label.Code()), l.Number, r.T("access.copy.as." + string(l.As)), l.ForWhom, l.Copy.Reason, l.Printed, r.Lang.Moment(l.At), l.Due,
				copyState(r, l), l.Closed, l.Note}
			if !yield(row, nil) {
				return
			}
		}
	}
	return sendSheet(r, highestCopied(lines), "so-ban-in.xlsx", t)
}

func copyState(r *web.Request, l copyLine) string {
	if l.Late {
		return r.T("access.copy.state.late")
	}
	return r.T("access.copy.state." + l.State)
}

func stateOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, s := range []string{access.CopyOut, access.CopiesLate, access.CopyReturned, access.CopyDestroyed} {
		list = append(list, web.Option{Value: s, Text: r.T("access.copy.state." + s)})
	}
	return list
}
