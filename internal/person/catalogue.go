package person

// Class says who may use a field where.
type Class string

// Core fields may stand in lists, rules and searches; sealed ones only on
// their own page.
const (
	Core   Class = "core"
	Sealed Class = "sealed"
)

// Field is a field that may be stored about a person. Its name on pages stands
// in the catalogues under "person.field.<code>".
type Field struct {
	Code   string // as in Go, columns and forms
	Class  Class
	Column string // "table.column"
}

// Catalogue is everything that hoso stores about a person. A field that is not
// here does not exist.
var Catalogue = []Field{
	{"id", Core, "person.id"},
	{"family", Core, "person.family"},
	{"middle", Core, "person.middle"},
	{"given", Core, "person.given"},
	{"unit", Core, "person.unit_id"},
	{"post", Core, "org_holding.post_id"},
}
