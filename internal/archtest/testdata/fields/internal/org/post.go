package org

import (
	"hoso/internal/id"
	"hoso/internal/person"
)

type Unit struct {
	ID   id.ID
	Code string
}

type Holding struct {
	ID       id.ID
	Person   id.ID
	From, To string
	Basis    string
	Note     string // want
}

type card struct {
	Who   *person.Person // want
	Photo []byte         // want
}

type line struct {
	Family, Given string
	Nickname      string // want
}

type list struct {
	People []person.Person // want
	Tags   []string        // want
}
