package directiveweb

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"image"
	"image/png"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/docgen"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/web"
)

// copySize is the number of copies on a page of a document's register, and
// maxPictures that of the pages of a scan that are drawn into one copy: a longer
// one is given as the file.
const (
	copySize    = 100
	maxPictures = 100
)

// copiesView is the register of a document's copies.
type copiesView struct {
	*view
	Copies   []access.Copy
	Total    int64
	Page     int
	Names    map[id.ID]web.Who
	MayPrint bool
	Most     int64 // copies at once
}

func (p *Pages) copiesOf(r *web.Request) (*copiesView, error) {
	v, err := p.find(r)
	if err == nil && v.D.Label == access.LabelNone {
		err = errs.NotFound("access.not_found")
	}
	if err != nil {
		return nil, err
	}
	c := &copiesView{view: v, Page: max(1, r.QueryInt("page"))}
	f := access.CopyFilter{Object: object(v.D.ID), Limit: copySize, Offset: (c.Page - 1) * copySize}
	if c.Copies, c.Total, err = p.Labels.Copies(r.Ctx(), r.Viewer.Actor, f); err != nil {
		return nil, err
	}
	by := make([]id.ID, len(c.Copies))
	for i, x := range c.Copies {
		by[i] = x.By
	}
	if c.Names, err = p.Names.ActorNames(r.Ctx(), by...); err != nil {
		return nil, err
	}
	limits, err := p.Labels.Limits(r.Ctx())
	c.Most = limits.On(access.LimitCopies, r.Today())
	c.MayPrint = v.E != nil && p.Service.MayLabel(r.Ctx(), r.Viewer.Actor, access.ActionPrintCopy, v.D.ID) == nil
	return c, err
}

// next gives the address of the copies after this page, "" for none.
func (c *copiesView) next() string {
	if int64(c.Page*copySize) >= c.Total {
		return ""
	}
	return path(c.D.ID) + "/copies?page=" + strconv.Itoa(c.Page+1)
}

// asOptions are the ways in which a copy can be given.
func asOptions(r *web.Request, v *view) []web.Option {
	var list []web.Option
	if printable(v) {
		list = append(list, web.Option{Value: string(access.CopyPrint), Text: r.T("access.copy.as.print.long")})
	}
	return append(list, web.Option{Value: string(access.CopyFile), Text: r.T("access.copy.as.file.long")})
}

// printable reports whether pages can be made of a document: of its text, or of
// the pictures of a scan that is not too long.
func printable(v *view) bool {
	if v.E.Scanned {
		return v.E.Pages > 0 && v.E.Pages <= maxPictures
	}
	return v.E.Text != ""
}

func (p *Pages) serveCopies(r *web.Request) error {
	c, err := p.copiesOf(r)
	if err != nil {
		return err
	}
	return r.Page(copiesPage(r, c))
}

func (p *Pages) printCopies(r *web.Request) error {
	c, err := p.copiesOf(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := access.CopyForm{Count: f.Int("count"), As: access.CopyAs(f.Text("as")), ForWhom: f.Text("for_whom"), Reason: f.Text("reason")}
	by := access.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil && (c.E == nil || form.As != access.CopyFile && !printable(c.view)) {
		err = errs.Invalid("access.copy.way", errs.Field("as"))
	}
	if err == nil {
		err = p.Labels.Print(r.Ctx(), by, object(c.D.ID), form)
	}
	if err != nil {
		return r.Again(err, func() templ.Component { return copiesPage(r, c) })
	}
	return r.Done(path(c.D.ID)+"/copies", "access.done.copied")
}

// serveCopy gives a numbered copy to whoever entered it into the register, as
// long as it is out.
func (p *Pages) serveCopy(r *web.Request) error {
	which, err := r.ID("copy", CopyPrefix)
	if err != nil {
		return err
	}
	c, err := p.copiesOf(r)
	if err != nil {
		return err
	}
	list, _, err := p.Labels.Copies(r.Ctx(), r.Viewer.Actor, access.CopyFilter{Object: object(c.D.ID), ID: which, State: access.CopyOut, Limit: 1})
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].By != r.Viewer.Actor.Account || !c.MayPrint {
		return errs.NotFound("access.not_found")
	}
	if list[0].As == access.CopyFile {
		return p.writeFile(r, c.view, list[0])
	}
	return p.writePrint(r, c.view, list[0])
}

// sheets begins a numbered copy: label, number and for whom stand on every page.
func (p *Pages) sheets(r *web.Request, v *view, c access.Copy) *docgen.PDF {
	return docgen.NewPDF(docgen.PDFOptions{Title: v.D.Number, Lang: "vi-VN", Mark: web.DemoMark(r), Label: web.Stamp(r, v.D.Label),
		Copy: r.T("access.copy.number", errs.Str("n", copyNumber(c))), Footer: r.T("access.copy.footer", errs.Str("whom", c.ForWhom), errs.Str("at", r.Lang.Moment(c.At))),
		PageLabel: r.T("access.copy.page", errs.Str("page", "{page}"), errs.Str("pages", "{pages}"))})
}

func copyNumber(c access.Copy) string { return strconv.FormatInt(c.Number, 10) }

func (p *Pages) writePrint(r *web.Request, v *view, c access.Copy) error {
	pdf := p.sheets(r, v, c)
	if v.E.Scanned {
		if err := p.pictures(r, v, pdf); err != nil {
			return err
		}
	} else {
		factsOn(r, v, pdf)
		pdf.Space(4)
		for line := range strings.Lines(v.E.Text) {
			if text := strings.TrimSpace(line); text != "" {
				pdf.Paragraph(text)
			}
		}
	}
	var b bytes.Buffer
	if _, err := pdf.WriteTo(&b); err != nil {
		return err
	}
	return r.Download(web.MarkedName(v.D.Label, "ban-so-"+copyNumber(c)+".pdf"), "application/pdf", &b)
}

func factsOn(r *web.Request, v *view, pdf *docgen.PDF) {
	pdf.Field(r.T("directive.field.number"), v.D.Number)
	pdf.Field(r.T("directive.field.issued_on"), v.D.IssuedOn.Vietnamese())
	pdf.Field(r.T("directive.field.issuer"), v.D.Issuer)
	pdf.Field(r.T("directive.field.title"), v.D.Title)
}

// pictures draws the pages of a scan, each on a page of its own. What a machine
// read from them is not on it: the picture is the document.
func (p *Pages) pictures(r *web.Request, v *view, pdf *docgen.PDF) error {
	if !printable(v) {
		return noText()
	}
	data, err := p.Service.Files.Get(r.Ctx(), v.E.Blob)
	if err != nil {
		return err
	}
	for n := range int(v.E.Pages) {
		raw, err := p.Draw.PageImage(r.Ctx(), v.E.FileName, data, n+1)
		if err != nil {
			return err
		}
		img, err := picture(raw)
		if err != nil {
			return err
		}
		pdf.Picture(img)
	}
	return nil
}

// picture reads the picture of a page as the child drew it, which is never larger
// than a sheet.
func picture(raw []byte) (image.Image, error) {
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err == nil && (size.Width > 2000 || size.Height > 2000) {
		err = errs.Internal("directive.page.size")
	}
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(raw))
}

// writeFile gives the file as it was received behind a sheet with label, number,
// holder and purpose: nothing can be written onto a file in whatever format.
func (p *Pages) writeFile(r *web.Request, v *view, c access.Copy) error {
	data, err := p.Service.Files.Get(r.Ctx(), v.E.Blob)
	if err != nil {
		return err
	}
	pdf := p.sheets(r, v, c)
	pdf.Heading(1, web.Stamp(r, v.D.Label))
	pdf.Note(r.T("access.copy.cover"))
	factsOn(r, v, pdf)
	pdf.Field(r.T("access.copy.no"), copyNumber(c))
	pdf.Field(r.T("access.copy.for_whom"), c.ForWhom)
	pdf.Field(r.T("access.copy.reason"), c.Reason)
	pdf.Field(r.T("access.copy.at"), r.Lang.Moment(c.At))
	pdf.Field(r.T("directive.field.digest"), hex.EncodeToString(v.E.Digest[:]))
	pdf.Space(3)
	pdf.Paragraph(r.T("access.copy.cover.note"))
	var sheet, b bytes.Buffer
	if _, err := pdf.WriteTo(&sheet); err != nil {
		return err
	}
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name string
		data []byte
	}{{web.MarkedName(v.D.Label, "0-ban-so-"+copyNumber(c)+".pdf"), sheet.Bytes()}, {web.MarkedName(v.D.Label, "ban-so-"+copyNumber(c)+"_"+v.E.FileName), data}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store, NonUTF8: false})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return r.Download(web.MarkedName(v.D.Label, "ban-so-"+copyNumber(c)+".zip"), "application/zip", &b)
}
