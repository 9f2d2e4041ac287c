package directiveweb

import (
	"context"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/id"
	"hoso/internal/web"
)

// Labels keeps which labels documents have, and the register of printed copies.
type Labels interface {
	MayEnter(ctx context.Context, who access.Actor, label access.Label, field string) error
	Change(ctx context.Context, by access.By, o access.Object, f access.SecrecyForm) (id.ID, error)
	History(ctx context.Context, o access.Object) ([]access.Classification, error)
	Asking(ctx context.Context, who access.Actor, f access.LabelFilter) ([]access.Classification, int64, error)
	Print(ctx context.Context, by access.By, o access.Object, f access.CopyForm) error
	Copies(ctx context.Context, who access.Actor, f access.CopyFilter) ([]access.Copy, int64, error)
	Limits(ctx context.Context) (access.Limits, error)
}

// CopyPrefix is that of the outside form of a printed copy's id.
const CopyPrefix = "cpy"

// secrecyForm reads what a form says of a label. No choice is none.
func secrecyForm(f *web.Form) access.SecrecyForm {
	level, ok := access.ParseLabel(f.Text("level"))
	if !ok {
		level = access.LabelTuyetMat + 1 // refused by whoever looks at it
	}
	return access.SecrecyForm{Level: level, Classifier: f.Text("classifier"), Document: f.Text("document"), Basis: f.Text("secret_basis"),
		From: f.Day("classified_on"), Last: f.Day("secret_until")}
}

// highest is the highest label of documents: what a page that shows them bears.
func highest(list []directive.Directive) access.Label {
	l := access.LabelNone
	for _, d := range list {
		l = max(l, d.Label)
	}
	return l
}

// highest is the highest label of what a document's page shows: of itself, and of
// those that it names or that name it.
func (v *view) highest() access.Label {
	l := max(v.D.Label, highest(v.CitedBy))
	for _, x := range v.Related {
		l = max(l, x.Other.Label)
	}
	return l
}

// highest is the highest label of what there is to do.
func (v workView) highest() access.Label {
	l := highest(v.Drafts)
	for _, x := range append(v.Confirm, v.Paper...) {
		l = max(l, x.Label)
	}
	for _, x := range v.Open {
		l = max(l, x.Label)
	}
	return l
}

func labelOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, l := range access.Labels()[1:] {
		list = append(list, web.Option{Value: l.Code(), Text: r.T("access.label." + l.Code())})
	}
	return list
}

// asking counts what asks for the viewer about labels.
func (p *Pages) asking(r *web.Request) (int, error) {
	if !r.May(string(access.ActionReadClassification)) {
		return 0, nil
	}
	limits, err := p.Labels.Limits(r.Ctx())
	if err != nil {
		return 0, err
	}
	by := r.Today().AddDays(int(limits.On(access.LimitAsking, r.Today())))
	_, n, err := p.Labels.Asking(r.Ctx(), r.Viewer.Actor, access.LabelFilter{By: by, Limit: 1})
	return int(n), err
}

// labelView is the page of a document's label.
type labelView struct {
	*view
	Steps []access.Classification
	Names map[id.ID]web.Who
	May   []access.Step
}

func (p *Pages) labelOf(r *web.Request) (*labelView, error) {
	v, err := p.find(r)
	if err != nil {
		return nil, err
	}
	l := &labelView{view: v}
	if l.Steps, err = p.Labels.History(r.Ctx(), object(v.D.ID)); err != nil {
		return nil, err
	}
	by := make([]id.ID, len(l.Steps))
	for i, s := range l.Steps {
		by[i] = s.By
	}
	if l.Names, err = p.Names.ActorNames(r.Ctx(), by...); err != nil {
		return nil, err
	}
	for _, step := range access.Steps() {
		if (step == access.StepClassify) == (v.D.Label == access.LabelNone) && p.Service.MayLabel(r.Ctx(), r.Viewer.Actor, step.Action(), v.D.ID) == nil {
			l.May = append(l.May, step)
		}
	}
	return l, nil
}

func object(d id.ID) access.Object { return access.Object{Kind: "directive", ID: d} }

func (p *Pages) serveLabel(r *web.Request) error {
	l, err := p.labelOf(r)
	if err != nil {
		return err
	}
	return r.Page(labelPage(r, l))
}

func (p *Pages) label(r *web.Request) error {
	l, err := p.labelOf(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := secrecyForm(f)
	form.Step, form.Reason = access.Step(f.Text("step")), f.Text("reason")
	switch form.Step {
	case access.StepExtend:
		form.Level = l.D.Label
	case access.StepDeclassify:
		form.Level = access.LabelNone
	}
	by := access.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil {
		_, err = p.Labels.Change(r.Ctx(), by, object(l.D.ID), form)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return labelPage(r, l) })
	}
	if access.NeedsFourEyes(form.Step.Action(), "directive") {
		return r.Done(path(l.D.ID)+"/label", "access.done.proposed")
	}
	return r.Done(path(l.D.ID)+"/label", "directive.done.labelled")
}

// stepOptions are the steps that the viewer may take.
func stepOptions(r *web.Request, l *labelView) []web.Option {
	var list []web.Option
	for _, s := range l.May {
		list = append(list, web.Option{Value: string(s), Text: r.T("access.step." + string(s))})
	}
	return list
}
