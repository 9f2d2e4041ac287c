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

// StaffedPost is a post that stands, with who sits, sat or will sit in it.
type StaffedPost struct {
	Post
	Seated []Seated
}

// Seated is a person in a post from a day; To is the first day without them, ""
// is open.
type Seated struct {
	Name     person.Name
	From, To clock.Date
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
	posts map[postKey][]*staffedPost // several after a merger
}

type postKey struct{ unit, title string }

type staffedPost struct {
	post *Post
	all  []Seated // who stands and whom the plan seats
	left []Seated // who stands and no line has named yet
}

// taken counts who sits in the post on a day or later.
func (p *staffedPost) taken(day clock.Date) (n int64) {
	for _, s := range p.all {
		if s.To == "" || s.To > day {
			n++
		}
	}
	return n
}

// PlanStaff says what a table of holders would add. A line that names somebody
// of the same name in the same post from the same day says what stands; two
// such lines are two people. Nobody is ever matched to a person elsewhere: names
// are not unique. A post that a unit does not have is made, from the first day
// on which somebody sits in it. Of posts with one title whoever is new gets the
// first free seat.
func PlanStaff(lines []StaffLine, units []*Unit, have []StaffedPost) StaffPlan {
	p := &staffPlanner{units: map[string]*Unit{}, posts: map[postKey][]*staffedPost{}}
	codes := map[id.ID]string{}
	for _, u := range units {
		p.units[u.Code], codes[u.ID] = u, u.Code
	}
	for i := range have {
		h := &have[i]
		k := keyOf(codes[h.Unit], h.Title)
		p.posts[k] = append(p.posts[k], &staffedPost{&h.Post, slices.Clone(h.Seated), slices.Clone(h.Seated)})
	}
	needed := map[postKey][]*StaffLine{}
	for i := range lines {
		k := keyOf(lines[i].Unit, lines[i].Title)
		needed[k] = append(needed[k], &lines[i])
	}
	for i := range lines {
		p.line(&lines[i], needed[keyOf(lines[i].Unit, lines[i].Title)])
	}
	return p.plan
}

func keyOf(unit, title string) postKey { return postKey{tidyCode(unit), vi.Fold(tidy(title))} }

func (p *staffPlanner) fault(l *StaffLine, column string, err error) {
	p.plan.Faults = append(p.plan.Faults, faultsOf(l.Row, column, err)...)
}

func (p *staffPlanner) line(l *StaffLine, group []*StaffLine) {
	posts := p.of(l, group)
	if len(posts) == 0 {
		return
	}
	if stands(posts, l) {
		p.plan.Same++
		return
	}
	if !p.lives(l, l.From) {
		return
	}
	who, err := person.New(l.Name, posts[0].post.Unit, posts[0].post.Managing)
	if err != nil {
		p.fault(l, "given", err)
		return
	}
	p.seat(l, posts, who)
}

// stands reports whether a line says what stands, once for each who sits there.
func stands(posts []*staffedPost, l *StaffLine) bool {
	for _, x := range posts {
		i := slices.IndexFunc(x.left, func(s Seated) bool { return s.From == l.From && tidy(s.Name.Full()) == tidy(l.Full()) })
		if i >= 0 {
			x.left = slices.Delete(x.left, i, i+1)
			return true
		}
	}
	return false
}

// seat plans somebody new into the first of the posts that has a seat for them.
func (p *staffPlanner) seat(l *StaffLine, posts []*staffedPost, who *person.Person) {
	var why error
	for _, x := range posts {
		h, err := x.post.Seat(who.ID, l.From, l.Basis, x.taken(l.From))
		if err != nil {
			why = cmp.Or(why, err)
			continue
		}
		x.all = append(x.all, Seated{Name: l.Name, From: l.From})
		p.plan.Seats = append(p.plan.Seats, StaffSeat{l.Row, tidyCode(l.Unit), x.post.Title, who, h})
		return
	}
	p.fault(l, "from", why)
}

// of finds the posts of a line or plans one, once for all lines that name it.
func (p *staffPlanner) of(l *StaffLine, group []*StaffLine) []*staffedPost {
	key := keyOf(l.Unit, l.Title)
	if have, known := p.posts[key]; known {
		return have // none when it could not be planned: that was said once
	}
	p.posts[key] = nil
	unit := p.units[key.unit]
	if unit == nil {
		p.fault(l, "unit", errs.Invalid("org.import.unknown", errs.Str("code", l.Unit)))
		return nil
	}
	from := slices.MinFunc(group, func(a, b *StaffLine) int { return cmp.Compare(a.From, b.From) }).From
	if !p.lives(l, from) {
		return nil
	}
	at, _ := unit.At(from)
	post, err := NewPost(unit.ID, at.Managing, PostForm{l.Title, l.Head, cmp.Or(l.Seats, int64(len(group))), from, l.Basis})
	if err != nil {
		p.fault(l, "title", err)
		return nil
	}
	p.plan.Posts = append(p.plan.Posts, post)
	p.posts[key] = []*staffedPost{{post: post}}
	return p.posts[key]
}

// lives faults a line whose unit does not live on a day and after it.
func (p *staffPlanner) lives(l *StaffLine, day clock.Date) bool {
	unit := p.units[tidyCode(l.Unit)]
	if _, ok := unit.At(day); day.IsFull() && (!ok || unit.Ended) {
		p.fault(l, "from", errs.Invalid("org.unit.parent.not_living", errs.Str("day", day.Vietnamese())))
		return false
	}
	return true // of a day that is none its own fault says what is wrong
}
