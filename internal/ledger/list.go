package ledger

import (
	"hoso/internal/access"
	"hoso/internal/clock"
	"hoso/internal/id"
)

// Line is an entry as lists show it.
type Line struct {
	Entry
	Index int64 // of its leaf; -1 while it has none
}

// Filter narrows a list of entries. Zero fields do not narrow.
type Filter struct {
	Object access.Object
	Actor  id.ID
	Before Cursor // entries older than this one
}

// Cursor is a place in the list of entries, newest first.
type Cursor struct {
	At clock.Micros
	ID id.ID
}

// SignedCheckpoint is a signed checkpoint as stored.
type SignedCheckpoint struct {
	Size int64
	Note []byte
}

// About narrows the entries that concern a person to a time: Since is in it,
// Until is not; 0 is open. Before goes on after a page.
type About struct {
	Since, Until clock.Micros
	Before       Cursor
}

// Only narrows what is told of an object: an entry that touched rows of Table is
// told when all of those are among Rows. The zero Only narrows nothing.
type Only struct {
	Table string
	Rows  []id.ID
}
