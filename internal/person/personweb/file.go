package personweb

import (
	"bytes"
	"image/png"
	"strconv"
	"strings"

	"hoso/internal/access"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/internal/web"
)

// serveBefore asks for what somebody opens a file. For whoever may not know of it
// there is nothing here, and the entry of the attempt.
func (p *Pages) serveBefore(r *web.Request) error {
	who, err := r.ID("person", person.Prefix)
	if err != nil {
		return err
	}
	if who == r.Viewer.Actor.Person {
		return r.See("/me")
	}
	l, ways, err := p.Service.Before(r.Ctx(), r.Viewer.Actor, who)
	if err != nil {
		return err
	}
	return r.Page(beforePage(r, l, ways))
}

// wayValue is a way as the form has it: purpose and grant.
func wayValue(w person.Way) string { return string(w.Purpose) + " " + w.Grant.Text(GrantPrefix) }

// keeping reports whether a way is the duty of whoever keeps the file.
func keeping(w person.Way) bool { return w.Purpose == access.PurposeUpkeep && w.Grant.IsZero() }

func (p *Pages) choose(r *web.Request) error {
	who, err := r.ID("person", person.Prefix)
	if err != nil {
		return err
	}
	l := person.Looking{Person: who}
	purpose, grant, _ := strings.Cut(r.Form().Text("way"), " ")
	l.Purpose = access.Purpose(purpose)
	if l.Grant, err = id.Parse(GrantPrefix, grant); err != nil {
		l.Purpose = access.PurposeNone // no way at all
	}
	if err := p.Service.Choose(r.Ctx(), r.Viewer.Actor, l); errs.Is(err, errs.KindInvalid) {
		line, ways, before := p.Service.Before(r.Ctx(), r.Viewer.Actor, who)
		if before != nil {
			return before
		}
		return again(r, err, beforePage(r, line, ways))
	} else if err != nil {
		return err
	}
	view, err := keep(r, l)
	if err != nil {
		return err
	}
	return r.See("/open/" + view)
}

// looking gives what the view in the path opens.
func looking(r *web.Request) (person.Looking, error) {
	return kept(r, func(l person.Looking) bool { return !l.Person.IsZero() && l.Purpose != access.PurposeNone })
}

// fileView is what the page of a file shows.
type fileView struct {
	*person.Opened
	Path    string      // of this opening
	Keeps   bool        // the viewer keeps the file
	Erasure *erasedView // nil for most
}

func (p *Pages) serveFile(r *web.Request) error { return p.showFile(r, person.ActionOpen) }

// reveal shows the file with the personal number, for this once: a reading of its
// own. It is posted, so that going back or looking again does not do it.
func (p *Pages) reveal(r *web.Request) error { return p.showFile(r, person.ActionReveal) }

func (p *Pages) showFile(r *web.Request, action access.Action) error {
	l, err := looking(r)
	if err != nil {
		return err
	}
	o, err := p.Service.Open(r.Ctx(), r.Viewer.Actor, action, l)
	if err != nil {
		return err
	}
	v := fileView{Opened: o, Path: "/open/" + r.PathText("view"), Keeps: l.Purpose == access.PurposeUpkeep && l.Grant.IsZero()}
	if v.Erasure, err = p.erased(r, o.Erased); err != nil {
		return err
	}
	return r.Page(filePage(r, v))
}

func (p *Pages) serveHistory(r *web.Request) error {
	l, err := looking(r)
	if err != nil {
		return err
	}
	whose, only, err := p.Service.History(r.Ctx(), r.Viewer.Actor, l)
	if err != nil {
		return err
	}
	events, err := p.History.EventsOf(r, person.Object(l.Person), only)
	if err != nil {
		return err
	}
	return r.Page(historyPage(r, whose, events, "/open/"+r.PathText("view")))
}

// serveEvidence sends the file of a page of evidence.
func (p *Pages) serveEvidence(r *web.Request) error {
	l, err := looking(r)
	if err != nil {
		return err
	}
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return err
	}
	e, data, err := p.Service.Page(r.Ctx(), r.Viewer.Actor, person.ActionPage, l, which, 0)
	if err != nil {
		return err
	}
	return r.Download("minh-chung."+e.Format, e.Media(), bytes.NewReader(data))
}

// servePicture shows one sheet of a page of evidence.
func (p *Pages) servePicture(r *web.Request) error {
	l, err := looking(r)
	if err != nil {
		return err
	}
	which, err := r.ID("evidence", person.EvidencePrefix)
	if err != nil {
		return err
	}
	sheet, err := sheetOf(r)
	if err != nil {
		return err
	}
	e, data, err := p.Service.Page(r.Ctx(), r.Viewer.Actor, person.ActionPicture, l, which, sheet)
	if err != nil {
		return err
	}
	return p.sendPicture(r, e, data, sheet)
}

// sheetOf is which sheet of a page of evidence the path names, counted from 1.
func sheetOf(r *web.Request) (int, error) {
	sheet, err := strconv.Atoi(r.PathText("page"))
	if err != nil || sheet < 1 {
		return 0, errs.NotFound("access.not_found")
	}
	return sheet, nil
}

// sendPicture draws one sheet; of a labelled page with the label on it.
func (p *Pages) sendPicture(r *web.Request, e *person.SealedEvidence, data []byte, sheet int) error {
	const name = "minh-chung.pdf"
	switch {
	case e.Format == "pdf":
		img, err := p.Draw.PageImage(r.Ctx(), name, data, sheet)
		if err == nil && e.Label > access.LabelNone {
			if data, err = stamped(r, e, img, sheet); err == nil {
				img, err = p.Draw.PageImage(r.Ctx(), name, data, 1)
			}
		}
		if err != nil {
			return err
		}
		return r.Image("image/png", img)
	case sheet == 1 && strings.HasPrefix(e.Media(), "image/"):
		return r.Image(e.Media(), data)
	}
	return errs.NotFound("access.not_found")
}

// stamped makes of a picture of a sheet the sheet that a copy of a labelled scan
// has: the label stands at its head.
func stamped(r *web.Request, e *person.SealedEvidence, raw []byte, sheet int) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(raw)) // as the child drew it, never larger than a sheet
	if err != nil {
		return nil, err
	}
	pdf := docgen.NewPDF(docgen.PDFOptions{Lang: "vi-VN", Mark: web.DemoMark(r), Label: web.Stamp(r, e.Label),
		PageLabel: r.T("person.print.page", errs.Str("page", strconv.Itoa(sheet)), errs.Str("pages", strconv.Itoa(e.Pages)))})
	pdf.Picture(img)
	var b bytes.Buffer
	_, err = pdf.WriteTo(&b)
	return b.Bytes(), err
}

// servePrint makes the pages of a file on paper, with the reader's name and the
// time across each.
func (p *Pages) servePrint(r *web.Request) error {
	l, err := looking(r)
	if err != nil {
		return err
	}
	o, err := p.Service.Open(r.Ctx(), r.Viewer.Actor, person.ActionPrint, l)
	if err != nil {
		return err
	}
	pdf := p.paper(r, o)
	pdf.Heading(1, r.T("person.file.title"))
	pdf.Note(r.T("person.print.for", errs.Str("purpose", purposeName(r, o.Way.Purpose)), errs.Str("basis", o.Way.Basis)))
	p.printFile(r, pdf, o)
	var b bytes.Buffer
	if _, err := pdf.WriteTo(&b); err != nil {
		return err
	}
	return r.Download(web.MarkedName(o.Label(), "ho-so.pdf"), "application/pdf", &b)
}

// paper begins a document that says who reads it, when, and by which entry.
func (p *Pages) paper(r *web.Request, o *person.Opened) *docgen.PDF {
	mark := r.T("person.print.mark", errs.Str("name", r.Viewer.Name), errs.Str("at", r.Lang.Moment(o.At)))
	foot := mark + " · " + r.T("person.print.entry", errs.Str("entry", o.Entry.Text("ent")))
	if p.Demo {
		foot = r.T("web.demo.mark") + " · " + foot
	}
	return docgen.NewPDF(docgen.PDFOptions{Title: r.T("person.file.title"), Lang: "vi-VN", Mark: r.Viewer.Name, Label: web.Stamp(r, o.Label()), Footer: foot, PageLabel: r.T("person.print.page", errs.Str("page", "{page}"), errs.Str("pages", "{pages}")), Made: o.At})
}

// printFile writes what a file shows.
func (p *Pages) printFile(r *web.Request, pdf *docgen.PDF, o *person.Opened) {
	pdf.Heading(2, r.T("person.file.what"))
	pdf.Field(r.T("person.field.name"), o.Full())
	pdf.Field(r.T("person.field.staff_code"), orNone(r, o.StaffCode))
	pdf.Field(r.T("person.field.unit"), o.UnitName)
	if o.Erased != nil {
		pdf.Field(r.T("person.erasure.on_paper"), erasedState(r, *o.Erased)+", "+basisName(r, o.Erased.Basis)+", "+o.Erased.Document)
		return
	}
	pdf.Field(r.T("person.field.born"), shownText(r, o.Born))
	pdf.Field(r.T("person.field.personal_number"), shownText(r, o.Number))
	for _, s := range o.Seats {
		pdf.Field(r.T("person.field.post"), s.Post+", "+s.Unit+", "+r.T("person.since", errs.Str("day", s.From.Vietnamese())))
	}
	pdf.Heading(2, r.T("person.file.rests"))
	var rows [][]string
	for _, k := range o.Evidence {
		for _, e := range k.Kept {
			rows = append(rows, []string{kindName(r, k.Kind), "", "", "", keptMark(r, e)})
		}
		if len(k.Pages)+len(k.Kept) == 0 {
			rows = append(rows, []string{kindName(r, k.Kind), "", "", "", presenceName(r, k.Presence)})
		}
		for _, e := range k.Pages {
			mark := presenceName(r, presenceOf(e, r))
			if e.Label > access.LabelNone {
				mark += " · " + web.Stamp(r, e.Label)
			}
			if e.Others == person.OthersYes {
				mark += " · " + othersMark(r, e)
			}
			rows = append(rows, []string{kindName(r, e.Kind), e.Number, e.Dated.Vietnamese(), e.Issuer, mark})
		}
	}
	pdf.Table([]docgen.PDFColumn{{Title: r.T("person.field.kind"), Share: 2}, {Title: r.T("person.field.number"), Share: 1.5}, {Title: r.T("person.field.dated"), Share: 1.2},
		{Title: r.T("person.field.issuer"), Share: 2}, {Title: r.T("person.field.presence"), Share: 1.3}}, rows)
}
