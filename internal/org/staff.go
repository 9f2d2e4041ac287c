package org

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/person"
	"hoso/vi"
)

// StaffLine is a row of a table of holders: who sits in which post of a unit.
type StaffLine struct {
	Row   int // as the spreadsheet shows it
	Unit  string
	Title string
	Head  bool
	Seats int64 // of the post; 0 means as many as sit in it
	person.Name
	From  clock.Date
	Basis string
}

// StaffedPost is a post that stands, with who sits in it now or later.
type StaffedPost struct {
	Post
	Seated []Seated
}

// Seated is a person in a post from a day.
type Seated struct {
	Name person.Name
	From clock.Date
}

// StaffPlan is what an import of holders would do.
type StaffPlan struct {
	Posts  []*Post
	Seats  []StaffSeat
	Same   int
	Faults []Fault
}

// StaffSeat is one person that the import enters and seats.
type StaffSeat struct {
	Row     int
	Unit    string // code
	Title   string
	Person  *person.Person
	Holding *Holding
}

// Digest tells two plans apart.
func (p *StaffPlan) Digest() [32]byte {
	h := sha256.New()
	for _, s := range p.Seats {
		fmt.Fprintf(h, "%q %q %q %q %q\n", s.Unit, s.Title, s.Person.Full(), s.Holding.From, s.Holding.Basis)
	}
	return [32]byte(h.Sum(nil))
}

// staffPlanner works a table of holders out against what stands.
type staffPlanner struct {
	plan  StaffPlan
	units map[string]*Unit
	posts map[postKey]*staffedPost
}

type postKey struct{ unit, title string }

type staffedPost struct {
	post *Post
	left []Seated // who sits there and no line has named yet
	sits int64
}

// PlanStaff says what a table of holders would add. A line that names somebody
// of the same name in the same post from the same day says what stands; two
// such lines are two people. Nobody is ever matched to a person elsewhere: names
// are not unique. A post that a unit does not have is made, from the first day
// on which somebody sits in it.
func PlanStaff(lines []StaffLine, units []*Unit, have []StaffedPost) StaffPlan {
	p := &staffPlanner{units: map[string]*Unit{}, posts: map[postKey]*staffedPost{}}
	codes := map[id.ID]string{}
	for _, u := range units {
		p.units[u.Code], codes[u.ID] = u, u.Code
	}
	for i := range have {
		h := &have[i]
		p.posts[keyOf(codes[h.Unit], h.Title)] = &staffedPost{&h.Post, slices.Clone(h.Seated), int64(len(h.Seated))}
	}
	needed := map[postKey][]*StaffLine{}
	for i := range lines {
		k := keyOf(lines[i].Unit, lines[i].Title)
		needed[k] = append(needed[k], &lines[i])
	}
	for i := range lines {
		p.seat(&lines[i], needed[keyOf(lines[i].Unit, lines[i].Title)])
	}
	return p.plan
}

func keyOf(unit, title string) postKey { return postKey{unit, vi.Fold(tidy(title))} }

func (p *staffPlanner) fault(l *StaffLine, column string, err error) {
	p.plan.Faults = append(p.plan.Faults, faultsOf(l.Row, column, err)...)
}

func (p *staffPlanner) seat(l *StaffLine, group []*StaffLine) {
	post := p.post(l, group)
	if post == nil {
		return
	}
	same := func(s Seated) bool { return s.From == l.From && vi.NFC(s.Name.Full()) == vi.NFC(l.Full()) }
	if i := slices.IndexFunc(post.left, same); i >= 0 {
		post.left = slices.Delete(post.left, i, i+1)
		p.plan.Same++
		return
	}
	who, err := person.New(l.Name, post.post.Unit, post.post.Managing)
	if err != nil {
		p.fault(l, "given", err)
		return
	}
	h, err := post.post.Seat(who.ID, l.From, l.Basis, post.sits)
	if err != nil {
		p.fault(l, "from", err)
		return
	}
	post.sits++
	p.plan.Seats = append(p.plan.Seats, StaffSeat{l.Row, l.Unit, post.post.Title, who, h})
}

// post finds the post of a line or plans it, once for all lines that name it.
func (p *staffPlanner) post(l *StaffLine, group []*StaffLine) *staffedPost {
	key := keyOf(l.Unit, l.Title)
	if have, known := p.posts[key]; known {
		return have // nil when it could not be planned: that was said once
	}
	p.posts[key] = nil
	unit := p.units[l.Unit]
	if unit == nil {
		p.fault(l, "unit", errs.Invalid("org.import.unknown", errs.Str("code", l.Unit)))
		return nil
	}
	from := slices.MinFunc(group, func(a, b *StaffLine) int { return cmp.Compare(a.From, b.From) }).From
	at, lives := unit.At(from)
	if from.IsFull() && !lives {
		p.fault(l, "from", errs.Invalid("org.unit.parent.not_living", errs.Str("day", from.Vietnamese())))
		return nil
	}
	post, err := NewPost(unit.ID, at.Managing, PostForm{l.Title, l.Head, cmp.Or(l.Seats, int64(len(group))), from, l.Basis})
	if err != nil {
		p.fault(l, "title", err)
		return nil
	}
	p.plan.Posts = append(p.plan.Posts, post)
	p.posts[key] = &staffedPost{post: post}
	return p.posts[key]
}
