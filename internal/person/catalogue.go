package person

// Class says who may use a field where.
type Class string

// Core fields may stand in lists, rules and searches; of sealed ones only
// "present", "absent" and "expired" exist outside their own page.
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
	{FieldStaffCode, Core, "person.staff_code"},
	{FieldBorn, Sealed, "person_identity.born"},
	{FieldPersonalNumber, Sealed, "person_identity.personal_number"},

	// A page of evidence: a document that a body issued, and nothing of its content.
	{"kind", Sealed, "person_evidence.kind"},
	{"number", Sealed, "person_evidence.number"},
	{"dated", Sealed, "person_evidence.dated"},
	{"issuer", Sealed, "person_evidence.issuer"},
	{"file", Sealed, "person_evidence.blob"},
}

// The fields that code refers to.
const (
	FieldStaffCode      = "staff_code"
	FieldBorn           = "born"
	FieldPersonalNumber = "personal_number"
	FieldEvidence       = "evidence" // every page of evidence, for corrections
)

// Correctable are the fields whose correction a person may propose.
func Correctable() []string {
	return []string{"family", "middle", "given", FieldStaffCode, FieldBorn, FieldPersonalNumber, "post", FieldEvidence}
}
