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
	Entry  id.ID  // this one
	Untold Untold
}

// Untold is what a reader of the ledger is not told about themselves by their office:
// they see who looked at them where everybody does, some of it later. The zero Untold
// leaves nothing out.
type Untold struct {
	Reader   access.Actor
	Subject  []access.Action // of these what concerns the reader
	Object   []access.Action // and of these what is on the reader
	Since    clock.Micros    // from then on, unless 0, besides:
	Searches []access.Action // what others did of these on the reader, or were refused
	Entries  []id.ID
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
