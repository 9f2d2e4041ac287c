package directiveweb

import (
	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/job"
	"hoso/internal/web"
)

// recognition is how the reading of a scan by machine stands.
type recognition struct {
	Run   job.Run // zero: it was never asked for
	Lacks error   // what the machine lacks, nil when it can
}

// forReview adds to a document what the page needs on which it is compared: how
// machine reading stands, and for a draft without facts those of its new text.
func (p *Pages) forReview(r *web.Request, v *view) error {
	if v.E == nil {
		return nil
	}
	var err error
	if v.D.Facts, err = p.Service.Proposed(r.Ctx(), v.D, v.E); err != nil || !v.E.Scanned || v.E.Recognised {
		return err
	}
	v.Recognition.Run, err = p.Service.Jobs.Newest(r.Ctx(), directive.KindRecognise, access.Object{Kind: "directive", ID: v.D.ID})
	if err != nil && !errs.Is(err, errs.KindNotFound) {
		return err
	}
	if v.Recognition.Run.Open() {
		return nil
	}
	err = p.Service.Recogniser.CanRecognise(r.Ctx())
	if errs.Is(err, errs.KindInvalid) {
		v.Recognition.Lacks, err = err, nil
	}
	return err
}

// compared adds who compared a text with its file.
func (p *Pages) compared(r *web.Request, v *view) error {
	if v.E == nil || v.E.Compared.At == 0 {
		return nil
	}
	names, err := p.Names.ActorNames(r.Ctx(), v.E.Compared.By)
	v.ComparedBy = names[v.E.Compared.By].Name
	return err
}

func (p *Pages) recognise(r *web.Request) error {
	return p.about(r, "directive.done.recognising", func(by directive.By, v *view) error {
		_, err := p.Service.RecogniseLater(r.Ctx(), by, v.D.ID)
		return err
	})
}

func (p *Pages) stopRecognising(r *web.Request) error {
	return p.about(r, "directive.done.recognising_stopped", func(by directive.By, v *view) error {
		_, err := p.Service.StopRecognising(r.Ctx(), by, v.D.ID)
		return err
	})
}

func (p *Pages) compare(r *web.Request) error {
	return p.about(r, "directive.done.compared", func(by directive.By, v *view) error {
		_, err := p.Service.Compare(r.Ctx(), by, v.D.ID)
		return err
	})
}

// about gives a command of one button about a document's text and goes back to
// the page on which it is compared.
func (p *Pages) about(r *web.Request, done string, do func(directive.By, *view) error) error {
	v, err := p.find(r)
	if err != nil {
		return err
	}
	f := r.Form()
	by := directive.By{Actor: r.Viewer.Actor, Key: f.Key()}
	if err = f.Err(); err == nil {
		err = do(by, v)
	}
	if err == nil {
		return r.Done(path(v.D.ID)+"/review", done)
	}
	if errs.Is(err, errs.KindDenied) || errs.Is(err, errs.KindNotFound) {
		return err
	}
	if err := p.forReview(r, v); err != nil {
		return err
	}
	return r.Again(err, func() templ.Component { return reviewPage(r, v) })
}

// failure is the sentence for why machine reading failed.
func failure(r *web.Request, v *view) string {
	if code := v.Recognition.Run.Code; r.Lang.Has(code) {
		return r.T(code, errs.Str("name", v.E.FileName))
	}
	return r.T("directive.recognise.failed")
}

// lacks is the sentence for what the machine lacks.
func lacks(r *web.Request, v *view) string { return r.T(errs.Of(v.Recognition.Lacks).Code) }
