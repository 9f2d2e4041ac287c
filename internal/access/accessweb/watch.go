package accessweb

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/web"
)

func (p *Pages) watchRoutes(rt *web.Router) {
	rt.Get("/break-glass", p.serveBreaks)
	rt.Get("/break-glass/on/{object}", p.serveBreaks)
	rt.Post("/break-glass", p.breakGlass)
	rt.Post("/break-glass/{break}/end", p.watchStep("access.done.closed", p.Watch.EndBreak))
	rt.Post("/break-glass/{break}/see", p.watchStep("access.done.seen", p.Watch.See))
	rt.Post("/break-glass/{break}/review", p.reviewBreak)
	rt.Get("/unusual", p.serveUnusual)
	rt.Post("/unusual/{remark}/review", p.review("remark", RemarkPrefix, "/unusual", p.Watch.ReviewRemark))
}

// brokenLine is an emergency opening as its line says it.
type brokenLine struct {
	access.Break
	Who, What, Path string
	Runs, Overdue   bool
	MayReview       bool
	Asked           bool // its form is shown again
}

// breaksView is what the page of emergency openings shows.
type breaksView struct {
	Own, About, All []brokenLine
	Part            pager // of All
	MayAll          bool
	Object, Name    string
	Minutes         []web.Option
}

// broken gives the lines of a list; mayReview says that its reader looks at what
// others opened.
func (p *Pages) broken(r *web.Request, list []access.Break, mayReview bool) ([]brokenLine, error) {
	now := p.Clock.Now()
	var want toName
	for _, b := range list {
		want.accounts, want.objects = append(want.accounts, b.By.Account), append(want.objects, b.Object)
	}
	names, err := p.names(r, want)
	if err != nil {
		return nil, err
	}
	var may map[id.ID]bool
	if mayReview {
		if may, err = p.Watch.Reviewable(r.Ctx(), r.Viewer.Actor, list); err != nil {
			return nil, err
		}
	}
	out := make([]brokenLine, len(list))
	for i, b := range list {
		l := brokenLine{Break: b, Who: names.who[b.By.Account].Name, Runs: b.Runs(now), Overdue: b.Overdue(now),
			MayReview: may[b.ID], Asked: r.PathText("break") == b.ID.Text(BreakPrefix)}
		l.What, l.Path = names.object(r, b.Object)
		if !b.Subject.IsZero() && b.Subject == r.Viewer.Actor.Person {
			l.What = r.T("access.break.yours")
		}
		if l.Runs && b.By.Account == r.Viewer.Actor.Account {
			l.Path = pageOf(b.Object)
		}
		out[i] = l
	}
	return out, nil
}

// monthBack is how far back the list of a reviewer goes; what nobody has looked
// at stays.
const monthBack clock.Micros = 30 * 24 * 3600 * 1_000_000

func (p *Pages) breaksView(r *web.Request, object string) (breaksView, error) {
	var v breaksView
	own, err := p.Watch.Own(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return v, err
	}
	about, err := p.Watch.Concerning(r.Ctx(), r.Viewer.Actor.Person)
	if err != nil {
		return v, err
	}
	if v.MayAll = r.May(string(access.ActionListBreaks)); v.MayAll {
		body, err := p.Body(r.Ctx())
		if err != nil {
			return v, err
		}
		v.Part = pagerOf(r, "/break-glass", "all")
		all, err := p.Watch.List(r.Ctx(), access.By{Actor: r.Viewer.Actor}, body, p.Clock.Now()-monthBack, v.Part.Page)
		if errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindDenied) {
			v.MayAll, err = false, nil
		}
		if err != nil {
			return v, err
		}
		v.Part.Total = all.Total
		if v.All, err = p.broken(r, all.Lines, true); err != nil {
			return v, err
		}
	}
	if v.Own, err = p.broken(r, own, false); err != nil {
		return v, err
	}
	if v.About, err = p.broken(r, about, false); err != nil || object == "" {
		return v, err
	}
	o, err := parseObject(object)
	if err != nil {
		return v, err
	}
	v.Object = object
	if !r.May(string(access.ActionBreak)) {
		return v, nil // there is no form
	}
	limits, err := p.Limits.Limits(r.Ctx())
	if err != nil {
		return v, err
	}
	for _, n := range []int64{15, 30, 60} {
		if n <= limits.On(access.LimitBreakMinutes, r.Today()) {
			v.Minutes = append(v.Minutes, web.Option{Value: itoa(n), Text: r.T("access.break.minutes.of", errs.Str("n", itoa(n)))})
		}
	}
	v.Name, err = p.naming(r, access.ActionBreak, o)
	return v, err
}

// pageOf is the page at which what was opened by force is looked at.
func pageOf(o access.Object) string {
	switch o.Kind {
	case "person":
		return "/files/" + o.ID.Text("per")
	case "directive":
		return "/directives/" + o.ID.Text("dir")
	}
	return "/break-glass"
}

func (p *Pages) serveBreaks(r *web.Request) error {
	v, err := p.breaksView(r, r.PathText("object"))
	if err != nil {
		return err
	}
	return r.Page(breaksPage(r, v))
}

func (p *Pages) breakGlass(r *web.Request) error {
	f := r.Form()
	o, err := parseObject(f.Text("object"))
	if err != nil {
		return err
	}
	minutes := f.Int("minutes")
	if err = f.Err(); err == nil {
		_, err = p.Watch.Break(r.Ctx(), by(r), access.BreakForm{Object: o, Reason: f.Text("reason"), Basis: f.Text("basis"), Minutes: minutes})
	}
	if err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.breaksView(r, f.Text("object"))
			return breaksPage(r, v), err
		})
	}
	return r.Done(pageOf(o), "access.done.broken")
}

// reviewBreak is the form of whoever looks at an opening afterwards.
func (p *Pages) reviewBreak(r *web.Request) error {
	broken, err := r.ID("break", BreakPrefix)
	if err != nil {
		return err
	}
	f := r.Form()
	if _, err := p.Watch.ReviewBreak(r.Ctx(), by(r), broken, access.ReviewForm{Verdict: f.Text("verdict"), Note: f.Text("note")}); err != nil {
		return p.again(r, err, func() (templ.Component, error) {
			v, err := p.breaksView(r, "")
			return breaksPage(r, v), err
		})
	}
	return r.Done("/break-glass", "access.done.reviewed")
}

// Work gives the parts of the home page that ask for a look at what was opened by
// force and for decisions: nothing for most.
func (p *Pages) Work(r *web.Request) (templ.Component, access.Label, error) {
	waits, err := p.Waits.Waiting(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return nil, access.LabelNone, err
	}
	lines, err := p.toReview(r)
	if err != nil {
		return nil, access.LabelNone, err
	}
	return templ.Join(workPart(r, lines), waitingPart(r, waits)), access.LabelNone, nil
}

// toReview are the openings by force that the viewer is to look at.
func (p *Pages) toReview(r *web.Request) ([]brokenLine, error) {
	if !r.May(string(access.ActionReviewBreak)) {
		return nil, nil
	}
	list, err := p.Watch.Waiting(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return nil, err
	}
	lines, err := p.broken(r, list, true)
	return slices.DeleteFunc(lines, func(l brokenLine) bool { return !l.MayReview }), err
}

// Waits counts what waits for somebody's decision; package app fills it.
type Waits interface {
	Waiting(ctx context.Context, who access.Actor) ([]Waiting, error)
}

// Waiting is how many of a kind wait, up to 100, and where they are decided on.
type Waiting struct {
	Kind  access.Kind
	Page  string
	Count int64
}

func (p *Pages) watchStep(said string, do func(context.Context, access.By, id.ID) (ledger.Ref, error)) web.Handler {
	return func(r *web.Request) error {
		broken, err := r.ID("break", BreakPrefix)
		if err != nil {
			return err
		}
		if _, err := do(r.Ctx(), by(r), broken); err != nil {
			return err
		}
		return r.Done("/break-glass", said)
	}
}

// review is the form of whoever looks at something afterwards.
func (p *Pages) review(name, prefix, back string, do func(context.Context, access.By, id.ID, access.ReviewForm) (ledger.Ref, error)) web.Handler {
	return func(r *web.Request) error {
		what, err := r.ID(name, prefix)
		if err != nil {
			return err
		}
		f := r.Form()
		if _, err := do(r.Ctx(), by(r), what, access.ReviewForm{Verdict: f.Text("verdict"), Note: f.Text("note")}); err != nil {
			return err
		}
		return r.Done(back, "access.done.reviewed")
	}
}

// remarkLine is a remark as its line says it.
type remarkLine struct {
	access.KeptRemark
	Who, Unit string
}

func (p *Pages) serveUnusual(r *web.Request) error {
	body, err := p.Body(r.Ctx())
	if err != nil {
		return err
	}
	at := pagerOf(r, "/unusual", "all")
	list, err := p.Watch.Remarks(r.Ctx(), access.By{Actor: r.Viewer.Actor}, body, at.Page)
	if err != nil {
		return err
	}
	at.Total = list.Total
	var want toName
	for _, k := range list.Lines {
		want.accounts, want.units = append(want.accounts, k.Account), append(want.units, k.Unit)
	}
	names, err := p.names(r, want)
	if err != nil {
		return err
	}
	lines := make([]remarkLine, len(list.Lines))
	for i, k := range list.Lines {
		lines[i] = remarkLine{KeptRemark: k, Who: names.who[k.Account].Name, Unit: names.units[k.Unit]}
	}
	return r.Page(unusualPage(r, lines, at))
}

// Banner is what every page says to somebody: what they hold open by force, and
// what they were told and have not seen. It is nothing for most.
func (p *Pages) Banner(r *web.Request) (templ.Component, error) {
	n, err := p.Watch.Notices(r.Ctx(), r.Viewer.Actor)
	if err != nil || len(n.Running)+len(n.Told) == 0 {
		return nil, err
	}
	first := n.Told[:min(1, len(n.Told))] // the oldest; the next comes when it is read
	lines, err := p.broken(r, slices.Concat(n.Running, first), false)
	if err != nil {
		return nil, err
	}
	running := len(n.Running)
	return banner(r, lines[:running], lines[running:], len(n.Told)-len(first), p.Clock.Now()), nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
