package orgweb

import (
	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/web"
)

func (p *Pages) postRoutes(rt *web.Router) {
	rt.Get("/posts/{post}", p.servePost)
	rt.Get("/posts/{post}/seat", p.serveSeat)
	rt.Post("/posts/{post}/seat", p.seat)
	rt.Post("/posts/{post}/end", p.abolish)
	rt.Get("/posts/{post}/holders/{holding}/end", p.serveUnseat)
	rt.Post("/posts/{post}/holders/{holding}/end", p.unseat)
}

// postView is what the page of a post and its forms show.
type postView struct {
	*unitView
	Post      *org.Post
	Holders   []org.HolderLine
	Holder    org.HolderLine // whose seat ends
	Namesakes []org.HolderLine
}

// Free is the number of seats that nobody holds on the day of the page.
func (v *postView) Free() int64 { return max(0, v.Post.Seats-int64(len(v.Holders))) }

func (p *Pages) post(r *web.Request) (*postView, error) {
	which, err := r.ID("post", org.PostPrefix)
	if err != nil {
		return nil, err
	}
	if err := p.Service.MayReadPost(r.Ctx(), r.Viewer.Actor, which); err != nil {
		return nil, err
	}
	post, err := p.Service.Read.FindPost(r.Ctx(), which)
	if err != nil {
		return nil, err
	}
	unit, err := p.unitOf(r, post.Unit)
	return &postView{unitView: unit, Post: post}, err
}

// withHolders reads who sits in the post. It leaves an entry.
func (p *Pages) withHolders(r *web.Request, v *postView) error {
	var err error
	v.Holders, err = p.Service.Holders(r.Ctx(), org.By{Actor: r.Viewer.Actor}, org.HolderFilter{Unit: v.Unit.ID, Post: v.Post.ID, Day: v.On, Limit: org.MaxSeats})
	return err
}

func (p *Pages) servePost(r *web.Request) error {
	v, err := p.post(r)
	if err != nil {
		return err
	}
	if err := p.withHolders(r, v); err != nil {
		return err
	}
	return r.Page(postPage(r, v))
}

func (p *Pages) serveSeat(r *web.Request) error {
	v, err := p.post(r)
	if err != nil {
		return err
	}
	if err := p.may(r, org.ActionSeat, access.Object{Kind: "post", ID: v.Post.ID}); err != nil {
		return err
	}
	return r.Page(seatPage(r, v))
}

// newPerson is the choice of somebody who is not in the directory yet.
const newPerson = "new"

// seat seats a person. When the directory has people of the same name, whoever
// fills in the form says whether it is one of them: names are not unique.
func (p *Pages) seat(r *web.Request) error {
	v, err := p.post(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := org.SeatForm{Name: person.Name{Family: f.Text("family"), Middle: f.Text("middle"), Given: f.Text("given")}, From: f.Day("from"), Basis: f.Text("basis")}
	chosen := f.Text("person")
	if chosen != newPerson {
		form.Person = f.ID("person", person.Prefix)
	}
	who := by(r)
	if err = f.Err(); err == nil && chosen == "" {
		v.Namesakes, err = p.Service.Namesakes(r.Ctx(), r.Viewer.Actor, v.Post.ID, form.Name)
		if err == nil && len(v.Namesakes) > 0 {
			err = errs.Invalid("org.seat.namesakes", errs.Field("person"), errs.Int("n", len(v.Namesakes)))
		}
	}
	if err == nil {
		_, _, err = p.Service.Seat(r.Ctx(), who, v.Post.ID, form)
	}
	if err != nil {
		return again(r, err, seatPage(r, v))
	}
	return r.Done(postPath(v.Post.ID), "org.done.seated")
}

func (p *Pages) holding(r *web.Request) (*postView, error) {
	v, err := p.post(r)
	if err != nil {
		return nil, err
	}
	which, err := r.ID("holding", org.HoldingPrefix)
	if err != nil {
		return nil, err
	}
	if err := p.withHolders(r, v); err != nil {
		return nil, err
	}
	for _, h := range v.Holders {
		if h.Holding == which {
			v.Holder = h
			return v, nil
		}
	}
	return nil, errs.NotFound("org.holding.not_found")
}

func (p *Pages) serveUnseat(r *web.Request) error {
	v, err := p.holding(r)
	if err != nil {
		return err
	}
	if err := p.may(r, org.ActionUnseat, access.Object{Kind: "holding", ID: v.Holder.Holding}); err != nil {
		return err
	}
	return r.Page(unseatPage(r, v))
}

func (p *Pages) unseat(r *web.Request) error {
	v, err := p.holding(r)
	if err != nil {
		return err
	}
	f := r.Form()
	day, basis, who := f.Day("from"), f.Text("basis"), by(r)
	if err = f.Err(); err == nil {
		_, err = p.Service.Unseat(r.Ctx(), who, v.Holder.Holding, day, basis)
	}
	if err != nil {
		return again(r, err, unseatPage(r, v))
	}
	return r.Done(postPath(v.Post.ID), "org.done.unseated")
}

func (p *Pages) abolish(r *web.Request) error {
	v, err := p.post(r)
	if err != nil {
		return err
	}
	f := r.Form()
	day, basis, who := f.Day("from"), f.Text("basis"), by(r)
	if err = f.Err(); err == nil {
		_, err = p.Service.AbolishPost(r.Ctx(), who, v.Post.ID, day, basis)
	}
	if err != nil {
		if holders := p.withHolders(r, v); holders != nil {
			return holders
		}
		return again(r, err, postPage(r, v))
	}
	return r.Done(unitPath(v.Unit.ID), "org.done.abolished")
}
