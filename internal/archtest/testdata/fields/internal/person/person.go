package person

import "hoso/internal/id"

type Name struct{ Family, Middle, Given string }

type Person struct {
	ID       id.ID
	Version  int64
	Unit     id.ID
	Managing id.ID
	Name
	Remark string            // want
	Extra  map[string]string // want
}

type Star struct {
	Colour string // want
}
