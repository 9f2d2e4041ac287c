package directiveweb

import (
	"bytes"
	"encoding/hex"
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/web"
	"hoso/vi/outline"
)

// received reads one document that a unit got.
func (p *Pages) received(r *web.Request) (*directive.WaitingLine, *view, error) {
	which, err := r.ID("recipient", directive.RecipientPrefix)
	if err != nil {
		return nil, nil, err
	}
	if err := p.Service.MayReceive(r.Ctx(), r.Viewer.Actor, which); err != nil {
		return nil, nil, err
	}
	l, err := p.Service.Track.RecipientLine(r.Ctx(), which)
	if err != nil {
		return nil, nil, err
	}
	on := access.Object{Kind: "recipient", ID: which}
	v := &view{MayConfirm: p.Service.May(r.Ctx(), r.Viewer.Actor, directive.ActionAck, on) == nil,
		MayRecord: p.Service.May(r.Ctx(), r.Viewer.Actor, directive.ActionAckFor, on) == nil}
	if v.D, err = p.Service.Read.Find(r.Ctx(), l.Directive); err != nil {
		return nil, nil, err
	}
	if err := p.Service.OpenSent(r.Ctx(), r.Viewer.Actor, which, v.D.Label); err != nil {
		return nil, nil, err
	}
	v.MayOpen = p.Service.MayRead(r.Ctx(), r.Viewer.Actor, l.Directive) == nil
	if v.E, err = p.Service.Read.TextOf(r.Ctx(), l.Directive); err != nil {
		return nil, nil, err
	}
	if v.Cites, err = p.Service.Citations(r.Ctx(), r.Viewer.Actor, l.Directive); err != nil {
		return nil, nil, err
	}
	v.Spans, v.marks = spans(v.E.Text, v.Cites, outline.Read(v.E.Text)), v.E.Marks
	return l, v, p.compared(r, v)
}

// receivedFor is received for the page and the slip of whoever may record for a
// unit.
func (p *Pages) receivedFor(r *web.Request) (*directive.WaitingLine, *view, error) {
	l, v, err := p.received(r)
	if err != nil {
		return nil, nil, err
	}
	return l, v, p.Service.May(r.Ctx(), r.Viewer.Actor, directive.ActionAckFor, access.Object{Kind: "recipient", ID: l.Recipient})
}

func (p *Pages) serveReceived(r *web.Request) error {
	l, v, err := p.received(r)
	if err != nil {
		return err
	}
	return r.Page(receivedPageView(r, l, v))
}

func (p *Pages) confirm(r *web.Request) error {
	l, v, err := p.received(r)
	if err != nil {
		return err
	}
	f := r.Form()
	seen, by := f.Hash("digest"), directive.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil {
		_, err = p.Service.Confirm(r.Ctx(), by, l.Recipient, seen)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return receivedPageView(r, l, v) })
	}
	return r.Done("/", "directive.done.confirmed")
}

func (p *Pages) servePaper(r *web.Request) error {
	l, _, err := p.receivedFor(r)
	if err != nil {
		return err
	}
	return r.Page(paperPage(r, l))
}

func (p *Pages) confirmFor(r *web.Request) error {
	l, _, err := p.received(r)
	if err != nil {
		return err
	}
	f := r.Form()
	seen, signed, key := f.Hash("digest"), f.Day("signed_on"), f.Key()
	name, data := f.File()
	if err = f.Err(); err == nil {
		_, err = p.Service.ConfirmFor(r.Ctx(), directive.By{Actor: r.Viewer.Actor, Key: key}, l.Recipient, seen, signed, name, data)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return paperPage(r, l) })
	}
	return r.Done("/", "directive.done.recorded")
}

// serveSlip gives the slip that a unit without a computer signs.
func (p *Pages) serveSlip(r *web.Request) error {
	l, v, err := p.receivedFor(r)
	if err != nil {
		return err
	}
	body, err := p.bodyName(r)
	if err != nil {
		return err
	}
	pdf := docgen.NewPDF(docgen.PDFOptions{Title: r.T("directive.slip.title"), Lang: "vi-VN", Mark: web.DemoMark(r), Label: web.Stamp(r, v.D.Label),
		Footer: "SHA-256 " + hex.EncodeToString(l.Digest[:])})
	pdf.Columns([]string{strings.ToUpper(body), l.UnitName}, []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"})
	pdf.Space(6)
	pdf.Heading(1, r.T("directive.slip.title"))
	pdf.Note(r.T("directive.slip.note"))
	pdf.Space(4)
	pdf.Field(r.T("directive.field.number"), v.D.Number)
	pdf.Field(r.T("directive.field.issued_on"), v.D.IssuedOn.Vietnamese())
	pdf.Field(r.T("directive.field.issuer"), v.D.Issuer)
	pdf.Field(r.T("directive.field.title"), v.D.Title)
	pdf.Field(r.T("directive.field.due_on"), l.DueOn.Vietnamese())
	pdf.Space(4)
	pdf.Paragraph(r.T("directive.slip.text", errs.Str("unit", l.UnitName)))
	pdf.Space(10)
	pdf.Columns([]string{r.T("directive.slip.day")}, []string{r.T("directive.slip.head"), r.T("directive.slip.sign")})
	var b bytes.Buffer
	if _, err := pdf.WriteTo(&b); err != nil {
		return err
	}
	return r.Download(web.MarkedName(v.D.Label, "phieu-xac-nhan.pdf"), "application/pdf", &b)
}

// bodyName gives the name of the body today.
func (p *Pages) bodyName(r *web.Request) (string, error) {
	body, err := p.Tree.Body(r.Ctx())
	if err != nil {
		return "", err
	}
	u, err := p.Tree.Find(r.Ctx(), body)
	if err != nil {
		return "", err
	}
	return u.Newest().Name, nil
}

// maxLines is how many units a coverage page and its export show: all that one
// document can be sent to.
const maxLines = 5000

type coverageView struct {
	*view
	Lines    []directive.CoverageLine
	Tally    directive.Tally
	OnlyOpen bool
	Names    map[id.ID]web.Who
}

func (p *Pages) coverage(r *web.Request) (*coverageView, error) {
	v, err := p.find(r)
	if err != nil {
		return nil, err
	}
	if err := p.Service.MayCover(r.Ctx(), r.Viewer.Actor, v.D.ID); err != nil {
		return nil, err
	}
	c := &coverageView{view: v, OnlyOpen: r.Query("open") == "1"}
	if c.Tally, err = p.Service.Track.Tally(r.Ctx(), v.D.ID, r.Today()); err != nil {
		return nil, err
	}
	if c.Lines, err = p.Service.Track.Coverage(r.Ctx(), v.D.ID, directive.CoverageFilter{OnlyOpen: c.OnlyOpen, Limit: maxLines}); err != nil {
		return nil, err
	}
	by := make([]id.ID, len(c.Lines))
	for i, l := range c.Lines {
		by[i] = l.By
	}
	c.Names, err = p.Names.ActorNames(r.Ctx(), by...)
	return c, err
}

func (p *Pages) serveCoverage(r *web.Request) error {
	c, err := p.coverage(r)
	if err != nil {
		return err
	}
	return r.Page(coveragePage(r, c))
}

func (p *Pages) serveCoverageSheet(r *web.Request) error {
	c, err := p.coverage(r)
	if err != nil {
		return err
	}
	t := docgen.Table{Title: r.T("directive.coverage.of", errs.Str("number", c.D.Number)), Mark: web.Mark(r, c.D.Label), Notes: []string{c.D.Title},
		Columns: []docgen.Column{{Title: r.T("directive.field.unit"), Width: 50}, {Title: r.T("directive.field.above"), Width: 40},
			{Title: r.T("directive.field.due_on")}, {Title: r.T("directive.field.state")}, {Title: r.T("directive.field.confirmed_at"), Width: 20},
			{Title: r.T("directive.field.by"), Width: 30}}}
	t.Rows = func(yield func([]any, error) bool) {
		for _, l := range c.Lines {
			if !yield([]any{nameText(r, l), l.Above, l.DueOn.Vietnamese(), stateText(r, l), whenText(r, l), c.Names[l.By].Name}, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := docgen.WriteXLSX(&b, t); err != nil {
		return err
	}
	return r.Download(web.MarkedName(c.D.Label, "tinh-hinh-xac-nhan.xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &b)
}

// nameText is a unit's name, with a word when it does not live any more.
func nameText(r *web.Request, l directive.CoverageLine) string {
	if l.Ended {
		return l.Name + " (" + r.T("directive.unit.ended") + ")"
	}
	return l.Name
}

// whenText is when a unit confirmed; the day of its signature on a slip.
func whenText(r *web.Request, l directive.CoverageLine) string {
	if l.OnPaper {
		return l.SignedOn.Vietnamese()
	}
	return r.Lang.Moment(l.At)
}

func stateText(r *web.Request, l directive.CoverageLine) string {
	switch {
	case l.OnPaper:
		return r.T("directive.state.on_paper")
	case l.Confirmed:
		return r.T("directive.state.confirmed")
	case late(l.DueOn, r.Today()):
		return r.T("directive.state.overdue")
	}
	return r.T("directive.state.sent")
}

func stateTone(l directive.CoverageLine, today clock.Date) web.Tone {
	switch {
	case l.OnPaper:
		return web.ToneInfo
	case l.Confirmed:
		return web.ToneDone
	case late(l.DueOn, today):
		return web.ToneMissing
	}
	return web.ToneWarning
}

// workView is what a person has to do with documents.
type workView struct {
	Confirm []directive.WaitingLine // for the viewer's own units
	Paper   []directive.WaitingLine // for units below without a computer
	Open    []directive.OpenLine    // sent and not confirmed by all
	Drafts  []directive.Directive
	Units   int
	Asking  int // terms of labels that are over, steps that wait
}

// workLimit bounds each part of the home page.
const workLimit = 50

// Work gives the home page's parts of this module, and the highest label of what
// they show.
func (p *Pages) Work(r *web.Request) (templ.Component, access.Label, error) {
	v, err := p.work(r)
	return workPage(r, v), v.highest(), err
}

func (p *Pages) work(r *web.Request) (workView, error) {
	var v workView
	ctx, who := r.Ctx(), r.Viewer.Actor
	clerk, err := p.Roles.UnitsOf(ctx, who, access.RoleUnitClerk)
	if err != nil {
		return v, err
	}
	head, err := p.Roles.UnitsOf(ctx, who, access.RoleUnitHead)
	if err != nil {
		return v, err
	}
	v.Units = len(clerk) + len(head)
	if v.Confirm, err = p.Service.Waiting(ctx, who, append(head, clerk...), false, workLimit); err != nil {
		return v, err
	}
	if v.Paper, err = p.Service.Waiting(ctx, who, clerk, true, workLimit); err != nil {
		return v, err
	}
	if v.Asking, err = p.asking(r); err != nil {
		return v, err
	}
	if !r.May(string(directive.ActionCoverage)) {
		return v, nil
	}
	body, err := p.Tree.Body(ctx)
	if err != nil {
		return v, err
	}
	if v.Open, err = p.Service.Overdue(ctx, who, body, workLimit); err != nil {
		return v, err
	}
	if r.May(string(directive.ActionRegister)) {
		v.Drafts, _, err = p.Service.List(ctx, who, directive.Filter{State: directive.Draft, Order: directive.NewestIssued, Limit: workLimit})
	}
	return v, err
}
