package accessweb

import (
	"bytes"
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/web"
)

// Labels keeps which labels objects have, and the register of copies.
type Labels interface {
	Asking(ctx context.Context, who access.Actor, f access.LabelFilter) ([]access.Classification, int64, error)
	ExportAsking(ctx context.Context, by access.By, unit id.ID, f access.LabelFilter) ([]access.Classification, error)
	Approve(ctx context.Context, by access.By, classification id.ID) (ledger.Ref, error)
	ApproveAll(ctx context.Context, by access.By, steps []id.ID) (ledger.Ref, error)
	Declassify(ctx context.Context, by access.By, objects []access.Object, f access.SecrecyForm) (ledger.Ref, error)
	Copies(ctx context.Context, who access.Actor, f access.CopyFilter) ([]access.Copy, int64, error)
	ExportCopies(ctx context.Context, by access.By, unit id.ID, f access.CopyFilter) ([]access.Copy, error)
	CloseCopy(ctx context.Context, by access.By, copied id.ID, state, note string) (ledger.Ref, error)
}

// Prefixes of the outside forms of ids.
const (
	ClassificationPrefix = "cls"
	CopyPrefix           = "cpy"
)

func (p *Pages) labelRoutes(rt *web.Router) {
	rt.Get("/labels", p.serveLabels)
	rt.Get("/labels.xlsx", p.serveLabelSheet)
	rt.Post("/labels/{classification}/approve", p.approve("classification", ClassificationPrefix, "/labels", p.Labels.Approve))
	rt.Post("/labels/approve", p.approveLabels)
	rt.Post("/labels/declassify", p.declassify)
	rt.Get("/copies", p.serveCopies)
	rt.Get("/copies.xlsx", p.serveCopySheet)
	rt.Post("/copies/{copy}/close", p.closeCopy)
}

// askingLine is a step that waits, or a label that is in force.
type askingLine struct {
	access.Classification
	Named      // the object, when the viewer may see it
	By         string
	ExtendBy   clock.Date
	MayApprove bool
	MayEnd     bool // may be chosen to be declassified
}

// labelsView is the list of labels with its filter.
type labelsView struct {
	access.LabelFilter
	Days       int // within which a term ends
	Lines      []askingLine
	MayApprove bool
	MayEnd     bool
	pager
}

// leafed is the part of a list that a page shows, with its filter in the links.
func leafed(r *web.Request, path string, filter url.Values, total int64) pager {
	at := url.Values{}
	for name, v := range filter {
		if v[0] != "" {
			at[name] = v
		}
	}
	return pager{Total: total, Page: max(1, min(r.QueryInt("page"), maxPage)), path: path, name: "page", at: at}
}

// sheet gives the address of the whole list as a sheet.
func (s pager) sheet() string {
	if len(s.at) == 0 {
		return s.path + ".xlsx"
	}
	return s.path + ".xlsx?" + s.at.Encode()
}

// skipped is how many lines stand on the pages before the one that is asked for.
func skipped(r *web.Request) int {
	return (max(1, min(r.QueryInt("page"), maxPage)) - 1) * access.PerPage
}

// among gives a word when it is one of those known, otherwise the first of them.
func among(word string, known ...string) string {
	if slices.Contains(known, word) {
		return word
	}
	return known[0]
}

func (p *Pages) labelFilter(r *web.Request) (labelsView, error) {
	limits, err := p.Limits.Limits(r.Ctx())
	if err != nil {
		return labelsView{}, err
	}
	v := labelsView{Days: r.QueryInt("days")}
	if v.Days < 1 || v.Days > 36_500 {
		v.Days = int(limits.On(access.LimitAsking, r.Today()))
	}
	v.Show = among(r.Query("show"), access.LabelsAsking, access.LabelsWaiting, access.LabelsOver, access.LabelsSoon, access.LabelsAll)
	v.Order = among(r.Query("order"), access.LabelsFirstEnd, access.LabelsLastEnd, access.LabelsLastEntered)
	v.Level, _ = access.ParseLabel(r.Query("level"))
	v.LabelFilter.By = r.Today().AddDays(v.Days)
	v.Limit, v.Offset = access.PerPage, skipped(r)
	return v, nil
}

func (p *Pages) labelsView(r *web.Request) (labelsView, error) {
	if !r.May(string(access.ActionReadClassification)) {
		return labelsView{}, errs.NotFound("access.not_found")
	}
	v, err := p.labelFilter(r)
	if err != nil {
		return v, err
	}
	list, total, err := p.Labels.Asking(r.Ctx(), r.Viewer.Actor, v.LabelFilter)
	if err != nil {
		return v, err
	}
	v.pager = leafed(r, "/labels", url.Values{"show": {v.Show}, "order": {v.Order}, "level": {r.Query("level")}, "days": {r.Query("days")}}, total)
	if v.Lines, err = p.askingLines(r, list); err != nil {
		return v, err
	}
	for _, l := range v.Lines {
		v.MayApprove, v.MayEnd = v.MayApprove || l.MayApprove, v.MayEnd || l.MayEnd
	}
	return v, nil
}

func (p *Pages) askingLines(r *web.Request, list []access.Classification) ([]askingLine, error) {
	limits, err := p.Limits.Limits(r.Ctx())
	if err != nil {
		return nil, err
	}
	mayApprove, mayEnd := r.May(string(access.ActionApproveClassification)), r.May(string(access.ActionDeclassify))
	var want toName
	for _, c := range list {
		want.accounts, want.objects = append(want.accounts, c.By), append(want.objects, c.Object)
	}
	names, err := p.names(r, want)
	lines := make([]askingLine, len(list))
	for i, c := range list {
		l := askingLine{Classification: c, Named: names.objects[c.Object], By: names.who[c.By].Name, ExtendBy: c.ExtendBy(limits, r.Today())}
		l.MayApprove = c.State == access.RightProposed && c.By != r.Viewer.Actor.Account && mayApprove
		l.MayEnd = c.State == access.RightLive && c.Level > access.LabelNone && mayEnd && l.Path != ""
		lines[i] = l
	}
	return lines, err
}

func (p *Pages) serveLabels(r *web.Request) error {
	v, err := p.labelsView(r)
	if err != nil {
		return err
	}
	return r.Page(labelsPage(r, v))
}

// approveLabels lets those steps count that were chosen.
func (p *Pages) approveLabels(r *web.Request) error {
	f := r.Form()
	chosen := f.IDs("chosen", ClassificationPrefix)
	err := f.Err()
	if err == nil {
		_, err = p.Labels.ApproveAll(r.Ctx(), by(r), chosen)
	}
	return p.labelled(r, err, "access.done.approved")
}

// declassify takes the labels away that were chosen, as one document decides.
func (p *Pages) declassify(r *web.Request) error {
	f := r.Form()
	var objects []access.Object
	for _, o := range f.IDs("objects", "dir") {
		objects = append(objects, access.Object{Kind: "directive", ID: o})
	}
	form := access.SecrecyForm{Classifier: f.Text("classifier"), Document: f.Text("document"), Reason: f.Text("reason"), From: f.Day("classified_on")}
	err := f.Err()
	if err == nil {
		_, err = p.Labels.Declassify(r.Ctx(), by(r), objects, form)
	}
	return p.labelled(r, err, "access.done.proposed")
}

func (p *Pages) labelled(r *web.Request, err error, done string) error {
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.labelsView(r)
			return labelsPage(r, v), err
		})
	}
	return r.Done("/labels", done)
}

// serveLabelSheet gives the list as a sheet: numbers of documents, no titles.
func (p *Pages) serveLabelSheet(r *web.Request) error {
	v, err := p.labelFilter(r)
	if err != nil {
		return err
	}
	body, err := p.Body(r.Ctx())
	if err != nil {
		return err
	}
	list, err := p.Labels.ExportAsking(r.Ctx(), access.By{Actor: r.Viewer.Actor}, body, v.LabelFilter)
	if err != nil {
		return err
	}
	lines, err := p.askingLines(r, list)
	if err != nil {
		return err
	}
	t := docgen.Table{Title: r.T("access.classification.list"), Sheet: r.T("access.field.label"), Mark: web.Mark(r, highestAsked(lines)), Notes: sheetNotes(r, len(lines)),
		Columns: []docgen.Column{{Title: r.T("access.labels.object"), Width: 26}, {Title: r.T("access.classification.step")}, {Title: r.T("access.classification.was")},
			{Title: r.T("access.field.label")}, {Title: r.T("access.classification.from")}, {Title: r.T("access.classification.last")}, {Title: r.T("access.classification.extend_by")},
			{Title: r.T("access.classification.classifier"), Width: 30}, {Title: r.T("access.classification.document"), Width: 26}, {Title: r.T("access.classification.basis"), Width: 30},
			{Title: r.T("access.field.state"), Width: 18}}}
	t.Rows = func(yield func([]any, error) bool) {
		for _, l := range lines {
			row := []any{l.Name, r.T("access.step." + string(l.Step)), r.T("access.label." + l.Was.Code()), r.T("access.label." + l.Level.Code()), l.From, lastOf(l.Term), l.ExtendBy,
				l.Classifier, l.Document, l.Basis, askingState(r, l)}
			if !yield(row, nil) {
				return
			}
		}
	}
	return sendSheet(r, highestAsked(lines), "do-mat.xlsx", t)
}

// askingState says how a line stands, in words.
func askingState(r *web.Request, l askingLine) string {
	switch {
	case l.State == access.RightProposed:
		return r.T("access.state.proposed")
	case l.Over(r.Today()):
		return r.T("access.classification.over")
	}
	return r.T("access.classification.live")
}

func lastOf(t access.Term) clock.Date {
	if t.To == "" {
		return ""
	}
	return t.To.AddDays(-1)
}

func sheetNotes(r *web.Request, lines int) []string {
	notes := []string{r.T("access.sheet.made", errs.Str("who", r.Viewer.Name), errs.Str("day", r.Today().Vietnamese()))}
	if lines == access.MaxExport {
		notes = append(notes, r.T("access.sheet.cut", errs.Int("max", access.MaxExport)))
	}
	return notes
}

func sendSheet(r *web.Request, l access.Label, name string, t docgen.Table) error {
	var b bytes.Buffer
	if err := docgen.WriteXLSX(&b, t); err != nil {
		return err
	}
	return r.Download(web.MarkedName(l, name), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &b)
}

func whoArg(name string) errs.Arg { return errs.Str("who", name) }
