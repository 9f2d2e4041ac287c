package org

import (
	"context"

	"hoso/internal/clock"
	"hoso/internal/door"
	"hoso/internal/id"
)

// Units keeps units and the tree of today, inside a command.
type Units interface {
	// Unit reads a unit with all its states: NotFound "org.unit.not_found".
	Unit(ctx context.Context, tx door.Tx, unit id.ID) (*Unit, error)
	// SaveUnit writes what changed of a unit and moves today's tree along.
	// A taken code is Conflict "org.unit.code.taken".
	SaveUnit(ctx context.Context, tx door.Tx, u *Unit) error
	// Within reports whether a unit lies at or below another in today's tree.
	Within(ctx context.Context, tx door.Tx, unit, root id.ID) (bool, error)
	// Alive counts what keeps a unit from ending on a day: its sub-units and
	// its holders of that day or later.
	Alive(ctx context.Context, tx door.Tx, unit id.ID, day clock.Date) (children, holders int64, err error)
	// Hand over gives a unit's sub-units, posts and holdings to another.
	HandOver(ctx context.Context, tx door.Tx, from, to id.ID, day clock.Date, basis string) error
	// Succeed records successions.
	Succeed(ctx context.Context, tx door.Tx, list []Succession) error
	// Refresh rebuilds today's tree as of a day and reports whether it moved.
	Refresh(ctx context.Context, tx door.Tx, day clock.Date) (bool, error)
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
	// ByCode finds a unit's id: NotFound "org.unit.not_found".
	ByCode(ctx context.Context, code string) (id.ID, error)
	// Successions gives what a unit came out of and what came out of it.
	Successions(ctx context.Context, unit id.ID) ([]Succession, error)
	// PostsOf gives the posts of a unit on a day with their holders' number.
	PostsOf(ctx context.Context, unit id.ID, day clock.Date) ([]PostLine, error)
	// Vacancies gives the posts with free seats at or below a unit.
	Vacancies(ctx context.Context, unit id.ID, day clock.Date, page Page) ([]PostLine, error)
	// Holders lists who sits where at or below a unit, in the order of names.
	Holders(ctx context.Context, tx door.Tx, f HolderFilter) ([]HolderLine, error)
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

// HolderFilter narrows a list of holders. Words are folded words of a name.
type HolderFilter struct {
	Unit  id.ID
	Day   clock.Date
	Words []string
	Page  Page
}

// HolderLine is a person in a post.
type HolderLine struct {
	Holding             id.ID
	Person              id.ID
	Family, Middle      string
	Given               string
	Unit                id.ID
	UnitName, PostTitle string
	From                clock.Date
	Key                 string // place in the list
}
