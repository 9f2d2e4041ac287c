package personweb

import (
	"context"

	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/person"
	"hoso/internal/web"
)

func (p *Pages) askRoutes(rt *web.Router) {
	rt.Get("/me/corrections", p.serveCorrect)
	rt.Post("/me/corrections", p.correct)
	rt.Get("/me/requests", p.serveAsk)
	rt.Post("/me/requests", p.ask)
	rt.Get("/asked", p.serveQueue)
	rt.Get("/asked/corrections/{correction}", p.serveCorrection)
	rt.Post("/asked/corrections/{correction}", p.answer)
	rt.Get("/asked/requests/{request}", p.serveRequest)
	rt.Post("/asked/requests/{request}", p.reply)
	rt.Post("/asked/requests/{request}/take", p.take)
	rt.Get("/delays/{grant}", p.serveDelay)
	rt.Post("/delays/{grant}", p.delay)
	rt.Get("/asked/delays/{delay}", p.serveWaitingDelay)
	rt.Post("/delays/{delay}/approve", p.decide(p.Service.Approve, "person.done.delay_approved"))
	rt.Post("/delays/{delay}/decline", p.decide(p.Service.Decline, "person.done.delay_declined"))
}

func (p *Pages) serveCorrect(r *web.Request) error { return r.Page(correctPage(r)) }

func (p *Pages) correct(r *web.Request) error {
	f := r.Form()
	form := person.CorrectionForm{Field: f.Text("field"), Proposed: f.Text("proposed"), Reason: f.Text("reason"), Excuse: excuse(f)}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = p.Service.Propose(r.Ctx(), who, form)
	}
	if err != nil {
		return again(r, err, correctPage(r))
	}
	return r.Done("/me", "person.done.proposed")
}

func (p *Pages) serveAsk(r *web.Request) error { return r.Page(requestPage(r)) }

func (p *Pages) ask(r *web.Request) error {
	f := r.Form()
	form := person.RequestForm{Kind: person.RequestKind(f.Text("request_kind")), Body: f.Text("body"), Excuse: excuse(f)}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = p.Service.Ask(r.Ctx(), who, form)
	}
	if err != nil {
		return again(r, err, requestPage(r))
	}
	return r.Done("/me", "person.done.asked")
}

// queueLimit is how much of a queue a page shows: it is worked off from the top.
const queueLimit = 200

func (p *Pages) serveQueue(r *web.Request) error {
	list, err := p.Service.Queue(r.Ctx(), r.Viewer.Actor, queueLimit)
	if err != nil {
		return err
	}
	return r.Page(queuePage(r, list))
}

// askedPath is where something that waits is answered.
func askedPath(l person.WaitingLine) string {
	switch l.Kind {
	case "correction":
		return "/asked/corrections/" + l.ID.Text(person.CorrectionPrefix)
	case "request":
		return "/asked/requests/" + l.ID.Text(person.RequestPrefix)
	}
	return "/asked/delays/" + l.ID.Text(person.DelayPrefix)
}

func askedName(r *web.Request, l person.WaitingLine) string {
	switch l.Kind {
	case "correction":
		return r.T("person.correction.of", errs.Str("field", fieldName(r, l.What)))
	case "request":
		return requestName(r, person.RequestKind(l.What))
	}
	return r.T("person.delay.waiting", errs.Str("day", l.DueOn.Vietnamese()))
}

// excuse is why a text goes on although it has a word that hoso never keeps.
func excuse(f *web.Form) person.Excuse { return person.Excuse(f.Text("words")) }

func answerForm(r *web.Request) person.AnswerForm {
	f := r.Form()
	return person.AnswerForm{Outcome: f.Text("outcome"), Reasons: f.Text("reasons"), Excuse: excuse(f), Version: f.Int("version")}
}

func (p *Pages) serveCorrection(r *web.Request) error {
	which, err := r.ID("correction", person.CorrectionPrefix)
	if err != nil {
		return err
	}
	return p.showCorrection(r, which, nil)
}

// showCorrection opens a correction, and again with what was wrong with its answer.
func (p *Pages) showCorrection(r *web.Request, which id.ID, wrong error) error {
	c, err := p.Service.SeeCorrection(r.Ctx(), r.Viewer.Actor, which)
	if err != nil {
		return err
	}
	page := correctionPage(r, c)
	if wrong != nil {
		return again(r, wrong, page)
	}
	return r.Page(page)
}

func (p *Pages) answer(r *web.Request) error {
	which, err := r.ID("correction", person.CorrectionPrefix)
	if err != nil {
		return err
	}
	form := answerForm(r)
	who, err := by(r), r.Form().Err()
	twin := false
	if err == nil {
		twin, err = p.Service.Answer(r.Ctx(), who, which, form)
	}
	switch {
	case errs.Is(err, errs.KindInvalid), errs.Is(err, errs.KindConflict):
		return p.showCorrection(r, which, err)
	case err != nil:
		return err
	case twin:
		return r.Done("/asked", "person.done.twin")
	}
	return r.Done("/asked", "person.done.answered")
}

func (p *Pages) serveRequest(r *web.Request) error {
	which, err := r.ID("request", person.RequestPrefix)
	if err != nil {
		return err
	}
	return p.showRequest(r, which, nil)
}

func (p *Pages) showRequest(r *web.Request, which id.ID, wrong error) error {
	x, err := p.Service.SeeRequest(r.Ctx(), r.Viewer.Actor, which)
	if err != nil {
		return err
	}
	page := askedPage(r, x)
	if wrong != nil {
		return again(r, wrong, page)
	}
	return r.Page(page)
}

func (p *Pages) take(r *web.Request) error {
	which, err := r.ID("request", person.RequestPrefix)
	if err != nil {
		return err
	}
	who, err := by(r), r.Form().Err()
	if err == nil {
		_, err = p.Service.Take(r.Ctx(), who, which)
	}
	if err != nil {
		return err
	}
	return r.Done("/asked/requests/"+which.Text(person.RequestPrefix), "person.done.taken")
}

func (p *Pages) reply(r *web.Request) error {
	which, err := r.ID("request", person.RequestPrefix)
	if err != nil {
		return err
	}
	form := answerForm(r)
	who, err := by(r), r.Form().Err()
	if err == nil {
		err = p.Service.Reply(r.Ctx(), who, which, form)
	}
	if errs.Is(err, errs.KindInvalid) {
		return p.showRequest(r, which, err)
	}
	if err != nil {
		return err
	}
	return r.Done("/asked", "person.done.answered")
}

// grantOf gives the grant in the path, as a delay that is not yet, for whoever may
// delay what is told of it.
func (p *Pages) grantOf(r *web.Request) (delayView, error) {
	v := delayView{Delay: &person.Delay{}}
	which, err := r.ID("grant", GrantPrefix)
	if err != nil {
		return v, err
	}
	if err := p.Service.MayDelay(r.Ctx(), r.Viewer.Actor, which); err != nil {
		return v, err
	}
	v.Grant = which
	if v.Right, err = p.Service.GrantOf(r.Ctx(), which); err != nil {
		return v, err
	}
	v.Opener, err = p.officer(r, v.Right.Account)
	return v, err
}

// GrantPrefix is the prefix of the outside form of a grant's id.
const GrantPrefix = "gnt"

func (p *Pages) serveDelay(r *web.Request) error {
	v, err := p.grantOf(r)
	if err != nil {
		return err
	}
	return r.Page(delayPage(r, v))
}

func (p *Pages) delay(r *web.Request) error {
	v, err := p.grantOf(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := person.DelayForm{Grant: v.Grant, Until: f.Day("until"), Reason: f.Text("reason"), Excuse: excuse(f)}
	who, err := by(r), f.Err()
	if err == nil {
		_, err = p.Service.Delay(r.Ctx(), who, form)
	}
	if err != nil {
		return again(r, err, delayPage(r, v))
	}
	return r.Done("/asked", "person.done.delay_proposed")
}

// delayView is a delay as whoever approves it sees it.
type delayView struct {
	*person.Delay
	Asker, Opener string // names of officers; "" for a role
}

func (p *Pages) serveWaitingDelay(r *web.Request) error {
	which, err := r.ID("delay", person.DelayPrefix)
	if err != nil {
		return err
	}
	d, err := p.Service.SeeDelay(r.Ctx(), r.Viewer.Actor, which)
	if err != nil {
		return err
	}
	v := delayView{Delay: d}
	if v.Asker, err = p.officer(r, d.MadeBy); err != nil {
		return err
	}
	if v.Opener, err = p.officer(r, d.Right.Account); err != nil {
		return err
	}
	return r.Page(waitingDelayPage(r, v))
}

// officer is the name of whoever has an account, "" for the zero one.
func (p *Pages) officer(r *web.Request, account id.ID) (string, error) {
	names, err := p.Names.ActorNames(r.Ctx(), account)
	return names[account].Name, err
}

// decide gives the answer to one of the buttons below a delay that waits.
func (p *Pages) decide(command func(context.Context, person.By, id.ID) (ledger.Ref, error), done string) web.Handler {
	return func(r *web.Request) error {
		which, err := r.ID("delay", person.DelayPrefix)
		if err != nil {
			return err
		}
		who, err := by(r), r.Form().Err()
		if err == nil {
			_, err = command(r.Ctx(), who, which)
		}
		if err != nil {
			return err
		}
		return r.Done("/asked", done)
	}
}
