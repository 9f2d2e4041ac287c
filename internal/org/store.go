package org

import (
	"context"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
	"hoso/internal/person"
)

// Units keeps units and the tree of today, inside a command.
type Units interface {
	// Unit reads a unit with all its states: NotFound "org.unit.not_found".
	Unit(ctx context.Context, tx door.Tx, unit id.ID) (*Unit, error)
	// SaveUnit writes what changed of a unit and moves today's tree along.
	// A taken code is Conflict "org.unit.code.taken".
	SaveUnit(ctx context.Context, tx door.Tx, u *Unit) error
	// Hold keeps other commands from changing the shape of the tree, and who
	// sits in it, until this one has ended.
	Hold(ctx context.Context, tx door.Tx) error
	// Alive counts what keeps a unit from ending on a day: its sub-units and
	// its holders of that day or later.
	Alive(ctx context.Context, tx door.Tx, unit id.ID, day clock.Date) (children, holders int64, err error)
	// HandOver gives a unit's sub-units, posts and holdings to another from a
	// day, and gives the persons concerned.
	HandOver(ctx context.Context, tx door.Tx, h HandOver) ([]id.ID, error)
	// Succeeded reports whether other units took a unit over.
	Succeeded(ctx context.Context, tx door.Tx, unit id.ID) (bool, error)
	// Everything reads all units with all their states, for imports.
	Everything(ctx context.Context, tx door.Tx) ([]*Unit, error)
	// Succeed records successions.
	Succeed(ctx context.Context, tx door.Tx, list []Succession) error
	// Refresh rebuilds today's tree as of a day and reports whether it moved.
	Refresh(ctx context.Context, tx door.Tx, day clock.Date) (bool, error)
}

// HandOver says which unit takes another over, from which day. Managing decides
// about To; its document is Basis.
type HandOver struct {
	From, To, Managing id.ID
	Day                clock.Date
	Basis              string
}

// Adopt places a sub-unit of From.
func (h HandOver) Adopt(s *State) {
	s.Parent = h.To
	if s.Managing == h.From {
		s.Managing = h.To
	}
}

// Posts keeps posts and holdings, inside a command.
type Posts interface {
	// Post reads a post: NotFound "org.post.not_found".
	Post(ctx context.Context, tx door.Tx, post id.ID) (*Post, error)
	SavePost(ctx context.Context, tx door.Tx, p *Post) error
	// Taken counts the holdings of a post on a day or later.
	Taken(ctx context.Context, tx door.Tx, post id.ID, day clock.Date) (int64, error)
	// Holding reads a holding: NotFound "org.holding.not_found".
	Holding(ctx context.Context, tx door.Tx, holding id.ID) (*Holding, error)
	SaveHolding(ctx context.Context, tx door.Tx, h *Holding) error
	// Staffed reads every post that lives on the command's day or later, with
	// all who sit, sat or will sit in it, for imports.
	Staffed(ctx context.Context, tx door.Tx) ([]StaffedPost, error)
}

// Reader answers pages. It reads outside commands, save Holders, which is a
// reading that leaves an entry and gets the command's transaction.
type Reader interface {
	// Body gives the root unit: NotFound "org.body.not_found" in an empty folder.
	Body(ctx context.Context) (id.ID, error)
	// Tree gives the units of a day, each after its parent, siblings in order.
	Tree(ctx context.Context, day clock.Date) ([]Node, error)
	// Find reads a unit with its states: NotFound "org.unit.not_found".
	Find(ctx context.Context, unit id.ID) (*Unit, error)
	// TreeDay gives the day as of which today's tree stands; "" in an empty folder.
	TreeDay(ctx context.Context) (clock.Date, error)
	// All reads all units with all their states.
	All(ctx context.Context) ([]*Unit, error)
	// ByCode finds a unit's id: NotFound "org.unit.not_found".
	ByCode(ctx context.Context, code string) (id.ID, error)
	// Successions gives what a unit came out of and what came out of it.
	Successions(ctx context.Context, unit id.ID) ([]Succession, error)
	// PostsOf gives the posts of a unit on a day with their holders' number.
	PostsOf(ctx context.Context, unit id.ID, day clock.Date) ([]PostLine, error)
	// Vacancies gives the posts with free seats at or below a unit, in the order
	// of the tree; the key of a page is the post's id.
	Vacancies(ctx context.Context, unit id.ID, day clock.Date, page Page) ([]PostLine, error)
	// FindPost reads a post: NotFound "org.post.not_found".
	FindPost(ctx context.Context, post id.ID) (*Post, error)
	// Holders lists who sits where at or below a unit, in the order of names.
	Holders(ctx context.Context, tx door.Tx, f HolderFilter) ([]HolderLine, error)
	// Namesakes gives the people in the directory of exactly this name, folded,
	// with what each holds on a day; at most limit of them.
	Namesakes(ctx context.Context, tx door.Tx, name person.Name, day clock.Date, limit int) ([]HolderLine, error)
}

// Node is a unit in the tree of a day.
type Node struct {
	ID, Parent, Managing id.ID
	Code                 string
	Kind                 Kind
	Name, ShortName      string
	Depth                int
	OnPaper              bool
}

// PostLine is a post as lists show it.
type PostLine struct {
	Post
	UnitName string
	Holders  int64
}

// Free is the number of seats that nobody holds.
func (l PostLine) Free() int64 { return max(0, l.Seats-l.Holders) }

// Page is a place in a list: rows after a key, at most Limit.
type Page struct {
	After string
	Limit int
}

// HolderFilter narrows a list of holders. Words are folded words of a name; Post,
// if set, is the only post.
type HolderFilter struct {
	Unit  id.ID
	Post  id.ID
	Day   clock.Date
	Words []string
	After id.ID // a holding: the list goes on after it
	Limit int
}

// HolderLine is a person in a post. Of a namesake who holds none only the person
// is set.
type HolderLine struct {
	Holding id.ID
	Person  id.ID
	person.Name
	Unit                          id.ID
	UnitCode, UnitName, PostTitle string
	Head                          bool
	Seats                         int64
	From, To                      clock.Date // To "" is open
	Basis                         string
}
