package personweb

import (
	"bytes"
	"encoding/json"
	"strconv"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/web"
)

func (p *Pages) selfRoutes(rt *web.Router) {
	rt.Get("/me", p.serveSelf)
	rt.Get("/me/print", p.serveOwnPrint)
	rt.Get("/me/export", p.serveExportForm)
	rt.Post("/me/export", p.export)
	rt.Get("/me/evidence/{evidence}", p.serveOwnEvidence)
	rt.Get("/me/evidence/{evidence}/{page}", p.serveOwnPicture)
}

// openingLine is an opening as the person concerned reads it.
type openingLine struct {
	person.Opening
	Who    string // the name of whoever looked; a part of the system by its own
	Acting string // their post and unit at that time
	Basis  string
	Own    bool
	About  string // the page of evidence, if it was one
}

// ownView is what the page of one's own file shows.
type ownView struct {
	*person.Own
	From, To clock.Date
	Mine     bool // with what the person did themselves
	Openings []openingLine
	Next     string
	Erasure  *erasedView // nil for most
}

// openingsPerPage is how many openings a page shows.
const openingsPerPage = 30

// own opens one's own file with its openings; a period that is none is an error.
func (p *Pages) own(r *web.Request, action access.Action, limit int) (*ownView, error) {
	v := &ownView{}
	var err error
	if v.From, err = r.QueryDay("from", ""); err != nil {
		return nil, err
	}
	if v.To, err = r.QueryDay("to", ""); err != nil {
		return nil, err
	}
	if v.From != "" && v.To != "" && v.To < v.From {
		return nil, errs.Invalid("person.self.period", errs.Str("from", v.From.Vietnamese()), errs.Str("to", v.To.Vietnamese()))
	}
	v.Mine = r.Query("mine") == "1" || limit == everything
	period := person.Period{From: v.From, To: v.To, Others: !v.Mine}
	if at := r.QueryInt("at"); at > 0 {
		if period.Before.ID, err = id.Parse("ent", r.Query("before")); err != nil {
			return nil, err
		}
		period.Before.At = clock.Micros(at)
	}
	if v.Own, err = p.Service.Self(r.Ctx(), r.Viewer.Actor, action); err != nil {
		return nil, err
	}
	if v.Erasure, err = p.erased(r, v.Erased); err != nil {
		return nil, err
	}
	return v, p.fill(r, v, period, limit)
}

func (p *Pages) fill(r *web.Request, v *ownView, period person.Period, limit int) error {
	list, next, err := p.Service.Openings(r.Ctx(), v.Own, period, limit)
	if err != nil {
		return err
	}
	if next != (ledger.Cursor{}) {
		v.Next = "/me?from=" + string(v.From) + "&to=" + string(v.To) + "&at=" + strconv.FormatInt(int64(next.At), 10) + "&before=" + next.ID.Text("ent")
		if v.Mine {
			v.Next += "&mine=1"
		}
		v.Next += "#openings"
	}
	v.Openings, err = p.lines(r, v.Own, list)
	return err
}

// lines say who it was and on what it rested. The name of an officer is shown to the
// person; nobody else's ever is. Cost: three queries for all of them.
func (p *Pages) lines(r *web.Request, own *person.Own, list []person.Opening) ([]openingLine, error) {
	var accounts, posts, given []id.ID
	for _, o := range list {
		accounts, posts, given = append(accounts, o.By.Account), append(posts, o.By.Post), append(given, o.Grant)
	}
	who, err := p.Names.ActorNames(r.Ctx(), accounts...)
	if err != nil {
		return nil, err
	}
	acting, err := p.Names.ActingNames(r.Ctx(), posts...)
	if err != nil {
		return nil, err
	}
	grants, err := p.Service.Rights.Grants(r.Ctx(), given...)
	if err != nil {
		return nil, err
	}
	lines := make([]openingLine, len(list))
	for i, o := range list {
		l := openingLine{Opening: o, Own: o.By.Person == own.ID && o.Purpose == access.PurposeOwn, Who: who[o.By.Account].Name}
		if o.By.Account.IsZero() {
			l.Who = r.T("person.self.system")
		} else {
			l.Basis, l.About = basisOf(r, o, grants), pageName(r, own, o.Page)
		}
		if from := acting[o.By.Post]; from.Title != "" {
			l.Acting = from.Title + ", " + from.Unit
		}
		lines[i] = l
	}
	return lines, nil
}

// basisOf says in words on what an opening rested.
func basisOf(r *web.Request, o person.Opening, grants map[id.ID]person.GrantFacts) string {
	if o.Grant.IsZero() {
		return person.NeedFor(o.Purpose).Basis
	}
	g, ok := grants[o.Grant]
	if !ok {
		return ""
	}
	return rightBasis(r, g)
}

// pageName says which page of evidence of a file is meant, "" for none.
func pageName(r *web.Request, own *person.Own, page id.ID) string {
	for _, k := range own.Evidence {
		for _, e := range k.Pages {
			if e.ID == page {
				return kindName(r, e.Kind) + " " + e.Number
			}
		}
	}
	return ""
}

func (p *Pages) serveSelf(r *web.Request) error {
	v, err := p.own(r, person.ActionSelf, openingsPerPage)
	if err != nil {
		return err
	}
	return r.Page(selfPage(r, v))
}

func (p *Pages) serveOwnEvidence(r *web.Request) error {
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return err
	}
	e, data, err := p.Service.OwnPage(r.Ctx(), r.Viewer.Actor, which, 0)
	if err != nil {
		return err
	}
	return r.Download("minh-chung."+e.Format, e.Media(), bytes.NewReader(data))
}

// serveOwnPicture shows one sheet of a page of evidence of one's own file.
func (p *Pages) serveOwnPicture(r *web.Request) error {
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return err
	}
	sheet, err := sheetOf(r)
	if err != nil {
		return err
	}
	e, data, err := p.Service.OwnPage(r.Ctx(), r.Viewer.Actor, which, sheet)
	if err != nil {
		return err
	}
	return p.sendPicture(r, e, data, sheet)
}

// everything is more openings than anybody's file has.
const everything = 100_000

func (p *Pages) serveOwnPrint(r *web.Request) error {
	v, err := p.own(r, person.ActionOwnPrint, everything)
	if err != nil {
		return err
	}
	pdf := p.paper(r, v.Opened)
	pdf.Heading(1, r.T("person.self.title"))
	p.printFile(r, pdf, v.Opened)
	pdf.Heading(2, r.T("person.self.openings"))
	var rows [][]string
	for _, l := range v.Openings {
		rows = append(rows, []string{r.Lang.Moment(l.At), l.Who, l.Acting, actionName(r, l.Action), purposeName(r, l.Purpose), l.Basis})
	}
	pdf.Table([]docgen.PDFColumn{{Title: r.T("person.self.when")}, {Title: r.T("person.self.who")}, {Title: r.T("person.self.acting")},
		{Title: r.T("person.self.did")}, {Title: r.T("person.self.why")}, {Title: r.T("person.self.basis"), Share: 1.3}}, rows)
	p.printAsked(r, pdf, v)
	var b bytes.Buffer
	if _, err := pdf.WriteTo(&b); err != nil {
		return err
	}
	return r.Download(web.MarkedName(v.Label(), "ho-so-cua-toi.pdf"), "application/pdf", &b)
}

// printAsked writes what the person asked for, with the answers.
func (p *Pages) printAsked(r *web.Request, pdf *docgen.PDF, v *ownView) {
	pdf.Heading(2, r.T("person.self.asked"))
	if len(v.Corrections)+len(v.Requests) == 0 {
		pdf.Note(r.T("person.self.asked_none"))
		return
	}
	var rows [][]string
	for _, c := range v.Corrections {
		text := c.Proposed + " (" + c.Reason + ")"
		if c.State == person.AskAccepted && person.Mended(c.Field) {
			text = orNone(r, c.Was) + " → " + text
		}
		rows = append(rows, []string{c.MadeOn.Vietnamese(), r.T("person.correction.of", errs.Str("field", fieldName(r, c.Field))), text, stateName(r, c.State), c.Answer})
	}
	for _, x := range v.Requests {
		rows = append(rows, []string{x.MadeOn.Vietnamese(), requestName(r, x.Kind), x.Body, stateName(r, x.State), x.Answer})
	}
	pdf.Table([]docgen.PDFColumn{{Title: r.T("person.queue.made")}, {Title: r.T("person.queue.what")}, {Title: r.T("person.request.body"), Share: 2},
		{Title: r.T("person.field.presence")}, {Title: r.T("person.self.answer"), Share: 2}}, rows)
}

func (p *Pages) serveExportForm(r *web.Request) error { return r.Page(exportPage(r)) }

// export sends everything that is held about a person as one file.
func (p *Pages) export(r *web.Request) error {
	v, err := p.own(r, person.ActionExport, everything)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(exported(r, v), "", "  ")
	if err != nil {
		return err
	}
	return r.Download(web.MarkedName(v.Label(), "ho-so-cua-toi.json"), "application/json", bytes.NewReader(append(raw, '\n')))
}

// exported is what is held, in words that another program can read: codes in
// English, dates in ISO.
func exported(r *web.Request, v *ownView) map[string]any {
	var evidence, seats, openings, corrections, requests []map[string]any
	for _, k := range v.Evidence {
		for _, e := range k.Pages {
			evidence = append(evidence, map[string]any{"kind": e.Kind, "number": e.Number, "dated": e.Dated, "issuer": e.Issuer, "format": e.Format, "bytes": e.Blob.Size, "label": e.Label.Code(),
				"names_others": e.Others, "withheld": e.Withheld(), "redacted": e.Copied})
		}
		for _, e := range k.Kept {
			evidence = append(evidence, map[string]any{"kind": e.Kind, "labelled": true, "withheld": true, "kept_since": e.Day()})
		}
	}
	for _, s := range v.Seats {
		seats = append(seats, map[string]any{"post": s.Post, "unit": s.Unit, "from": s.From, "to": s.To, "basis": s.Basis})
	}
	for _, o := range v.Openings {
		openings = append(openings, map[string]any{"at": o.At.Time(), "who": o.Who, "acting": o.Acting, "action": o.Action, "purpose": o.Purpose, "basis": o.Basis, "entry": o.Entry.Text("ent")})
	}
	for _, c := range v.Corrections {
		corrections = append(corrections, map[string]any{"field": c.Field, "proposed": c.Proposed, "was": c.Was, "reason": c.Reason, "made_on": c.MadeOn, "due_on": c.DueOn, "state": c.State, "answer": c.Answer})
	}
	for _, x := range v.Requests {
		requests = append(requests, map[string]any{"kind": x.Kind, "body": x.Body, "made_on": x.MadeOn, "due_on": x.DueOn, "state": x.State, "answer": x.Answer})
	}
	whole := map[string]any{"format": "hoso/own/v1", "at": v.At.Time(), "entry": v.Entry.Text("ent"), "label": v.Label().Code(),
		"person": map[string]any{"id": v.ID.Text(person.Prefix), "family": v.Family, "middle": v.Middle, "given": v.Given, "staff_code": v.StaffCode,
			"unit": v.UnitName, "born": v.Born.Text, "personal_number": v.Number.Text},
		"posts": seats, "evidence": evidence, "openings": openings, "corrections": corrections, "requests": requests}
	if e := v.Erased; e != nil {
		whole["erasure"] = map[string]any{"state": e.State, "basis": e.Basis, "document": e.Document, "due_on": e.DueOn, "erased_on": e.ErasedOn}
	}
	return whole
}
