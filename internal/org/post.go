package org

import (
	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// Post is a place in a unit, with a number of seats.
type Post struct {
	ID       id.ID
	Version  int64
	Unit     id.ID
	Managing id.ID
	Title    string
	Head     bool // heads the unit
	Seats    int64
	From, To clock.Date // To is the first day without it; "" is open
	Basis    string
	EndBasis string // of its end, "" while it lives
}

// MaxSeats bounds a post's seats.
const MaxSeats = 1000

// PostForm is what is said of a new post.
type PostForm struct {
	Title string
	Head  bool
	Seats int64
	From  clock.Date
	Basis string
}

// NewPost makes a post of a unit.
func NewPost(unit, managing id.ID, form PostForm) (*Post, error) {
	p := &Post{ID: id.New(), Unit: unit, Managing: managing, Title: tidy(form.Title), Head: form.Head, Seats: form.Seats, From: form.From, Basis: tidy(form.Basis)}
	var f errs.Faults
	if p.Title == "" || len([]rune(p.Title)) > MaxShort {
		f.Add(errs.Invalid("org.post.title", errs.Field("title"), errs.Int("max", MaxShort)))
	}
	if p.Seats < 1 || p.Seats > MaxSeats {
		f.Add(errs.Invalid("org.post.seats", errs.Field("seats"), errs.Int("max", MaxSeats)))
	}
	if !p.From.IsFull() {
		f.Add(errs.Invalid("org.day.missing", errs.Field("from")))
	}
	checkBasis(p.Basis, &f)
	return p, f.Err()
}

// Holding says that a person sits in a post from a day.
type Holding struct {
	ID       id.ID
	Version  int64
	Unit     id.ID
	Managing id.ID
	Post     id.ID
	Person   id.ID
	From, To clock.Date // To is the first day without it; "" is open
	Basis    string
	EndBasis string // of its end, "" while it lasts
}

// Seat begins a holding of the post; taken is how many sit in it on that day
// or later.
func (p *Post) Seat(person id.ID, from clock.Date, basis string, taken int64) (*Holding, error) {
	var f errs.Faults
	basis = tidy(basis)
	checkBasis(basis, &f)
	switch {
	case !from.IsFull():
		f.Add(errs.Invalid("org.day.missing", errs.Field("from")))
	case from < p.From || (p.To != "" && from >= p.To):
		f.Add(errs.Invalid("org.holding.outside", errs.Field("from"), errs.Str("from", p.From.Vietnamese())))
	case taken >= p.Seats:
		f.Add(errs.Conflict("org.post.full", errs.Field("title"), errs.Int("seats", int(p.Seats))))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return &Holding{ID: id.New(), Unit: p.Unit, Managing: p.Managing, Post: p.ID, Person: person, From: from, Basis: basis}, nil
}

// End lets the holding end, resting on a document: day is the first day without
// it. An end that was wrong is corrected the same way; the day on which the
// holding began takes it back: it never was.
func (h *Holding) End(day clock.Date, basis string) error {
	var f errs.Faults
	basis = tidy(basis)
	checkBasis(basis, &f)
	if !day.IsFull() || day < h.From {
		f.Add(errs.Invalid("org.holding.end", errs.Field("from"), errs.Str("from", h.From.Vietnamese())))
	}
	if err := f.Err(); err != nil {
		return err
	}
	h.To, h.EndBasis = day, basis
	return nil
}

// Abolish lets a post without holders end: day is the first day without it.
func (p *Post) Abolish(day clock.Date, basis string, holders int64) error {
	var f errs.Faults
	basis = tidy(basis)
	checkBasis(basis, &f)
	switch {
	case p.To != "":
		return errs.Conflict("org.post.ended", errs.Str("day", p.To.Vietnamese()))
	case holders > 0:
		return errs.Conflict("org.post.held", errs.Int("holders", int(holders)))
	case !day.IsFull() || day <= p.From:
		f.Add(errs.Invalid("org.post.end", errs.Field("from"), errs.Str("from", p.From.Vietnamese())))
	}
	if err := f.Err(); err != nil {
		return err
	}
	p.To, p.EndBasis = day, basis
	return nil
}

// GoTo hands a post over to another unit, and to who manages that, from a day: it
// ends here, and the post returned goes on there. One that begins only then just
// changes its unit, and nil is returned.
func (p *Post) GoTo(unit, managing id.ID, day clock.Date, basis string) *Post {
	if p.From >= day {
		p.Unit, p.Managing = unit, managing
		return nil
	}
	next := *p
	next.ID, next.Version, next.Unit, next.Managing, next.From, next.Basis = id.New(), 0, unit, managing, day, basis
	p.To, p.EndBasis = day, basis
	return &next
}

// GoTo hands a holding over with its post, as Post.GoTo does.
func (h *Holding) GoTo(post *Post, day clock.Date, basis string) *Holding {
	if h.From >= day {
		h.Unit, h.Managing, h.Post = post.Unit, post.Managing, post.ID
		return nil
	}
	next := *h
	next.ID, next.Version, next.From, next.Basis = id.New(), 0, day, basis
	next.Unit, next.Managing, next.Post = post.Unit, post.Managing, post.ID
	h.To, h.EndBasis = day, basis
	return &next
}
