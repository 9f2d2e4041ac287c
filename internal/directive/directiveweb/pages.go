// Package directiveweb has the pages of the register: the list, dropping a
// file, comparing and confirming, a document, sending, confirming, coverage.
package directiveweb

import (
	"bytes"
	"context"
	"strconv"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/web"
	"hoso/vi"
	"hoso/vi/outline"
)

// PageDrawer draws a page of a PDF.
type PageDrawer interface {
	PageImage(ctx context.Context, name string, data []byte, page int) ([]byte, error)
}

// Roles gives the units at which somebody holds a role.
type Roles interface {
	UnitsOf(ctx context.Context, who access.Actor, role access.Role) ([]id.ID, error)
}

// History gives what happened to an object, from the ledger.
type History interface {
	Events(r *web.Request, o access.Object) ([]web.Event, error)
}

// Pages are the handlers of this package.
type Pages struct {
	Service *directive.Service
	Tree    org.Reader
	Names   web.Names
	Roles   Roles
	Draw    PageDrawer
	History History
	Labels  Labels
}

// Routes adds the pages to the router.
func (p *Pages) Routes(rt *web.Router) {
	rt.Get("/directives", p.serveList)
	rt.Get("/directives/new", p.serveUpload)
	rt.Upload("/directives/new", p.upload)
	rt.Get("/directives/{directive}", p.serveDirective)
	rt.Get("/directives/{directive}/review", p.serveReview)
	rt.Post("/directives/{directive}/review", p.review)
	rt.Post("/directives/{directive}/recognise", p.recognise)
	rt.Post("/directives/{directive}/recognise/cancel", p.stopRecognising)
	rt.Post("/directives/{directive}/compare", p.compare)
	rt.Post("/directives/{directive}/discard", p.discard)
	rt.Post("/directives/{directive}/citations", p.addCitation)
	rt.Post("/directives/{directive}/citations/{citation}/confirm", p.onCitation("directive.done.cite_confirmed", p.confirmCitation))
	rt.Post("/directives/{directive}/citations/{citation}/correct", p.onCitation("directive.done.cite_corrected", p.correctCitation))
	rt.Post("/directives/{directive}/citations/{citation}/strike", p.onCitation("directive.done.cite_struck", p.strikeCitation))
	rt.Post("/directives/{directive}/citations/{citation}/restore", p.onCitation("directive.done.cite_restored", p.restoreCitation))
	rt.Get("/directives/{directive}/file", p.serveFile)
	rt.Get("/directives/{directive}/pages/{page}", p.servePage)
	rt.Get("/directives/{directive}/send", p.serveSend)
	rt.Post("/directives/{directive}/send", p.send)
	rt.Get("/directives/{directive}/coverage", p.serveCoverage)
	rt.Get("/directives/{directive}/coverage.xlsx", p.serveCoverageSheet)
	rt.Get("/directives/{directive}/label", p.serveLabel)
	rt.Post("/directives/{directive}/label", p.label)
	rt.Get("/directives/{directive}/copies", p.serveCopies)
	rt.Post("/directives/{directive}/copies", p.printCopies)
	rt.Get("/directives/{directive}/copies/{copy}", p.serveCopy)
	rt.Get("/received/{recipient}", p.serveReceived)
	rt.Post("/received/{recipient}", p.confirm)
	rt.Get("/received/{recipient}/slip.pdf", p.serveSlip)
	rt.Get("/received/{recipient}/paper", p.servePaper)
	rt.Upload("/received/{recipient}/paper", p.confirmFor)
}

func path(d id.ID) string         { return "/directives/" + d.Text(directive.Prefix) }
func receivedPath(r id.ID) string { return "/received/" + r.Text(directive.RecipientPrefix) }

// listSize is the number of documents on a page of the register.
const listSize = 50

func (p *Pages) serveList(r *web.Request) error {
	f := directive.Filter{Words: vi.Words(r.Query("q")), Kind: r.Query("kind"), Year: r.QueryInt("year"),
		Order: directive.Order(r.Query("order")), After: r.Query("after"), Limit: listSize}
	if f.Order != directive.OldestIssued && f.Order != directive.NewestReceived {
		f.Order = directive.NewestIssued
	}
	if r.Query("state") == string(directive.Draft) {
		f.State = directive.Draft
	}
	f.Secret = r.Query("secret") == "1"
	list, n, err := p.Service.List(r.Ctx(), r.Viewer.Actor, f)
	if err != nil {
		return err
	}
	return r.Page(listPage(r, f, list, n))
}

func (p *Pages) serveUpload(r *web.Request) error {
	unit, err := p.registry(r)
	if err != nil {
		return err
	}
	if err := p.Service.May(r.Ctx(), r.Viewer.Actor, directive.ActionDraft, access.Object{Kind: "unit", ID: unit}); err != nil {
		return err
	}
	return r.Page(uploadPage(r))
}

// findFor is find for the page of a form: whoever may not give its command is
// told before they fill it in.
func (p *Pages) findFor(r *web.Request, action access.Action) (*view, error) {
	v, err := p.find(r)
	if err != nil {
		return nil, err
	}
	return v, p.Service.May(r.Ctx(), r.Viewer.Actor, action, access.Object{Kind: "directive", ID: v.D.ID})
}

func (p *Pages) upload(r *web.Request) error {
	f := r.Form()
	name, data := f.File()
	key, secrecy := f.Key(), secrecyForm(f)
	err := f.Err()
	var made id.ID
	if err == nil {
		made, err = p.uploadInto(r, key, name, data, secrecy)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return uploadPage(r) })
	}
	return r.Done(path(made)+"/review", "directive.done.read")
}

// uploadInto keeps the file under the unit at which the viewer registers.
func (p *Pages) uploadInto(r *web.Request, key [16]byte, name string, data []byte, secrecy access.SecrecyForm) (id.ID, error) {
	if err := p.Labels.MayEnter(r.Ctx(), r.Viewer.Actor, secrecy.Level, "level"); err != nil {
		return id.ID{}, err
	}
	if len(data) == 0 {
		return id.ID{}, missingFile()
	}
	unit, err := p.registry(r)
	if err != nil {
		return id.ID{}, err
	}
	return p.Service.UploadSecret(r.Ctx(), directive.By{Actor: r.Viewer.Actor, Key: key}, unit, name, data, secrecy)
}

// registry is the unit at which the viewer registers documents; the body for
// whoever does not.
func (p *Pages) registry(r *web.Request) (id.ID, error) {
	units, err := p.Roles.UnitsOf(r.Ctx(), r.Viewer.Actor, access.RoleOfficeClerk)
	if err != nil || len(units) > 0 {
		return append(units, id.ID{})[0], err
	}
	return p.Tree.Body(r.Ctx())
}

// view is what the pages of a document show.
type view struct {
	D      *directive.Directive
	E      *directive.Expression // nil when only the facts are known
	Cites  []directive.Citation
	Citing citing
	Spans  []span
	marks  []directive.Place // places of the text to look at
	// how the text came about
	Recognition recognition
	ComparedBy  string
	Parts       []*part // the table of contents
	CitedBy     []directive.Directive
	Related     []directive.Related
	Sent        []directive.DispatchLine
	Events      []web.Event
	MaySend     bool
	MayCover    bool
	MayChange   bool
	MayOpen     bool // its own page
	// of what a unit got
	MayConfirm bool
	MayRecord  bool
}

func (p *Pages) find(r *web.Request) (*view, error) {
	which, err := r.ID("directive", directive.Prefix)
	if err != nil {
		return nil, err
	}
	v := &view{MaySend: r.May(string(directive.ActionSend)), MayCover: r.May(string(directive.ActionCoverage)), MayChange: r.May(string(directive.ActionRegister))}
	if v.D, err = p.Service.OpenFor(r.Ctx(), r.Viewer.Actor, which); err != nil {
		return nil, err
	}
	if v.E, err = p.Service.Read.TextOf(r.Ctx(), which); err != nil && !isNone(err) {
		return nil, err
	}
	if v.Cites, err = p.Service.Citations(r.Ctx(), r.Viewer.Actor, which); err != nil {
		return nil, err
	}
	if v.E != nil {
		parts := outline.Read(v.E.Text)
		v.Spans, v.Parts, v.marks = spans(v.E.Text, v.Cites, parts), contents(parts), v.E.Marks
	}
	return v, p.compared(r, v)
}

func (p *Pages) serveDirective(r *web.Request) error {
	v, err := p.find(r)
	if err != nil {
		return err
	}
	if v.D.State == directive.Draft && v.MayChange {
		return r.See(path(v.D.ID) + "/review")
	}
	if v.CitedBy, v.Related, err = p.Service.Around(r.Ctx(), r.Viewer.Actor, v.D.ID); err != nil {
		return err
	}
	if v.Sent, err = p.Service.Track.Dispatches(r.Ctx(), v.D.ID); err != nil {
		return err
	}
	if v.Events, err = p.History.Events(r, access.Object{Kind: "directive", ID: v.D.ID}); err != nil {
		return err
	}
	return r.Page(directivePage(r, v))
}

func (p *Pages) serveReview(r *web.Request) error {
	v, err := p.findFor(r, directive.ActionCorrect)
	if err == nil {
		err = p.openForm(r, v)
	}
	if err == nil {
		err = p.forReview(r, v)
	}
	if err != nil {
		return err
	}
	return r.Page(reviewPage(r, v))
}

func (p *Pages) review(r *web.Request) error {
	v, err := p.find(r)
	if err != nil {
		return err
	}
	f := r.Form()
	facts := directive.Facts{Kind: f.Text("kind"), Number: f.Text("number"), Issuer: f.Text("issuer"), IssuedOn: f.Day("issued_on"),
		Title: f.Text("title"), Signer: f.Text("signer"), ReceivedNumber: f.Text("received_number"), ReceivedOn: f.Day("received_on")}
	by, version := directive.By{Actor: r.Viewer.Actor, Key: f.Key()}, f.Int("version")
	does := f.Text("does")
	if does == "" {
		does = reviewDoes(v)
	}
	done := "directive.done.registered"
	if len(v.doubtful()) > 0 {
		done = "directive.done.registered_doubts"
	}
	if err = f.Err(); err == nil && does == doesRegister {
		_, err = p.Service.Register(r.Ctx(), by, v.D.ID, facts, version)
	} else if err == nil {
		done = "directive.done.corrected"
		_, err = p.Service.Correct(r.Ctx(), by, v.D.ID, facts, version)
	}
	if err == nil {
		return r.Done(path(v.D.ID), done)
	}
	v.Citing.On = true
	if err := p.forReview(r, v); err != nil {
		return err
	}
	return r.Again(err, func() templ.Component { return reviewPage(r, v) })
}

// discard does not look for the draft first when the viewer may discard it:
// the form that is sent twice names one that is not there any more.
func (p *Pages) discard(r *web.Request) error {
	which, err := r.ID("directive", directive.Prefix)
	if err != nil {
		return err
	}
	if p.Service.May(r.Ctx(), r.Viewer.Actor, directive.ActionDiscard, access.Object{Kind: "directive", ID: which}) != nil {
		if _, err := p.find(r); err != nil {
			return err
		}
	}
	f := r.Form()
	by, version := directive.By{Actor: r.Viewer.Actor, Key: f.Key()}, f.Int("version")
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := p.Service.Discard(r.Ctx(), by, which, version); err != nil {
		return err
	}
	return r.Done("/directives", "directive.done.discarded")
}

// withFile finds a document that has a file.
func (p *Pages) withFile(r *web.Request) (*view, error) {
	v, err := p.find(r)
	if err == nil && v.E == nil {
		err = noText()
	}
	return v, err
}

// serveFile gives the file as it was received, every chunk checked; of a labelled
// document only as a copy that the register knows (DESIGN 10).
func (p *Pages) serveFile(r *web.Request) error {
	v, err := p.withFile(r)
	if err == nil && v.D.Label > access.LabelNone {
		err = errs.Denied("directive.file.labelled")
	}
	if err != nil {
		return err
	}
	data, err := p.Service.Files.Get(r.Ctx(), v.E.Blob)
	if err != nil {
		return err
	}
	return r.Download(v.E.FileName, "application/octet-stream", bytes.NewReader(data))
}

func (p *Pages) servePage(r *web.Request) error {
	n, err := strconv.Atoi(r.PathText("page"))
	if err != nil {
		return noText()
	}
	v, err := p.withFile(r)
	if err != nil {
		return err
	}
	data, err := p.Service.Files.Get(r.Ctx(), v.E.Blob)
	if err != nil {
		return err
	}
	png, err := p.Draw.PageImage(r.Ctx(), v.E.FileName, data, n)
	if err != nil {
		return err
	}
	return r.Image("image/png", png)
}

// targets gives the units to which a document may be sent: those right under
// the body first, each with the units below it.
func (p *Pages) targets(r *web.Request) ([]org.Node, error) {
	nodes, err := p.Tree.Tree(r.Ctx(), r.Today())
	if err != nil {
		return nil, err
	}
	list := nodes[:0]
	for _, n := range nodes {
		if n.Depth > 0 {
			list = append(list, n)
		}
	}
	return list, nil
}

func (p *Pages) serveSend(r *web.Request) error {
	v, err := p.findFor(r, directive.ActionSend)
	if err == nil && v.D.State == directive.Draft {
		return r.See(path(v.D.ID) + "/review")
	}
	if err == nil && v.E == nil {
		err = noText()
	}
	if err != nil {
		return err
	}
	units, err := p.targets(r)
	if err != nil {
		return err
	}
	return r.Page(sendPage(r, v, units))
}

func (p *Pages) send(r *web.Request) error {
	v, err := p.find(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := directive.SendForm{Units: f.IDs("units", org.UnitPrefix), DueOn: f.Day("due_on")}
	by := directive.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil {
		_, err = p.Service.Send(r.Ctx(), by, v.D.ID, form)
	}
	if err != nil {
		units, terr := p.targets(r)
		if terr != nil {
			return terr
		}
		return r.Again(err, func() templ.Component { return sendPage(r, v, units) })
	}
	return r.Done(path(v.D.ID), "directive.done.sent")
}

// today is the civil date, for "overdue".
func late(due, today clock.Date) bool { return due < today }
