package org

// Unit has a comment.
type Unit struct{}

type Post struct{} // want

func (u *Unit) Rename() {} // want

// Move has a comment.
func (u *Unit) Move() {}

func Find() {} // want

type hidden struct{}

func (hidden) Error() string { return "" }

const Limit = 3 // of something

const (
	A = 1 // the first

	B = 2
	// want above

	C, d = 3, 4
	// want above

)

var (
	Clock int
	// want above

)

// Kinds have a comment.
const (
	X = 1
	Y = 2
)

type (
	// G has a comment.
	G int

	H int // want
)
