package archtest

import "slices"

// Beside lists what stands next to the catalogue's fields and says nothing
// about a person: In is a table, a struct ("internal/org.Holding") or a package
// of pages; "" is everywhere.
type Beside struct {
	In      string
	Names   []string
	Because string
}

// besideColumns are columns of tables in which a person's id stands.
var besideColumns = []Beside{
	{"", []string{"id", "version", "row_salt", "label", "unit_id", "managing_unit_id", "state", "subject_id"},
		"the house's own (DESIGN 6): which row, of which unit, about whom"},
	{"person_name", []string{"person_id", "sort_key", "fold"}, "computed from the name"},
	{"person_word", []string{"person_id", "word", "sort_key", "fold"}, "computed from the name"},
	{"org_holding", []string{"valid_from", "valid_to", "basis", "end_basis"}, "when somebody sits in a post, and by which document"},
	{"access_account", []string{"clearance", "persona"}, "a level of access as granted; which of the demo's eight it is"},
	{"access_role", []string{"account_id", "role", "valid_from", "valid_to"}, "a right, as granted"},
	{"access_token", []string{"account_id", "token_hash", "made_on", "expires_on"}, "by what somebody's own programs are known, and until when"},
	{"access_session", []string{"account_id", "token_hash", "made_at", "seen_at", "mac"}, "ends an idle session; deleted with it"},
	{"directive_ack", []string{"account_id", "recipient_id", "digest", "at", "on_paper", "signed_on", "slip_name", "slip_blob", "slip_size", "slip_key", "slip_digest"},
		"a unit's confirmation of a text, by the account that gave it"},
	{"door_key", []string{"actor", "name", "key", "digest", "entry_id", "at"}, "keeps a command from being done twice"},
	{"door_refusal", []string{"actor", "action", "object", "entry_id", "until", "repeats"}, "counts repeats of one refusal within a minute"},
	{"lease", []string{"name", "holder", "until"}, "the process that does what only one may; its number, not a person"},
	{"job", []string{"requester", "kind", "args", "acting_post", "purpose", "basis", "at"}, "who asked for a job"},
	{"ledger_entry", []string{"actor", "at", "action", "object_kind", "object_id", "outcome", "body", "salt"}, "the ledger: who did what"},
	{"ledger_subject", []string{"person", "entry_id"}, "whom an entry concerns, so that they see it"},
}

// nobody lists tables whose subject_id is always NULL: roots are about things.
var nobody = []string{"org_unit", "org_post", "directive", "directive_dispatch", "directive_recipient"}

// besideFields are fields of structs in which a person stands.
var besideFields = []Beside{
	{"", []string{"id", "version", "managing", "person", "subject", "name", "label", "state"}, "the house's own; Name is the name in its parts"},
	{"internal/person.Field", []string{"code", "class", "column"}, "the catalogue itself"},
	{"internal/person.Service", []string{"door", "store"}, "no value"},
	{"internal/org.Holding", []string{"from", "to", "basis", "end_basis"}, "when somebody sits in a post, and by which document"},
	{"internal/org.HolderLine", []string{"holding", "unit_code", "unit_name", "post_title", "head", "seats", "from", "to", "basis", "key"},
		"a line of the directory: the post, since when and by which document"},
	{"internal/org.SeatForm", []string{"from", "basis"}, "a holding that is asked for"},
	{"internal/org.StaffLine", []string{"row", "title", "head", "seats", "from", "basis"}, "a holding in a table that is imported"},
	{"internal/org.Seated", []string{"from", "to"}, "a holding that stands, to compare an import with"},
	{"internal/org.StaffSeat", []string{"row", "title", "holding"}, "a holding that an import makes"},
	{"internal/access.Actor", []string{"account", "acting_post", "on_behalf", "system"}, "who acts, in which post, for whom"},
	{"internal/access.Facts", []string{"object", "managing_unit"}, "on what access decides"},
	{"internal/access.Scope", []string{"max_label", "units", "unit_paths", "managed_paths", "assigned_to"}, "which rows an actor may see"},
	{"internal/access/accesssql.Account", []string{"persona", "roles", "from"}, "who may sign in, and as whom"},
	{"internal/access/accesssql.tokenRow", []string{"token", "account", "hash"}, "the row of a token"},
	{"internal/demo.Person", []string{"key"}, "a name by which the demo refers to its people"},
}

// besideForms are fields of forms on pages about persons and who holds a post.
var besideForms = []Beside{
	{"", []string{"key", "version", "lang", "back", "on", "from", "basis"}, "the form's own; a day and the document that it rests on"},
	{"internal/org/orgweb", []string{"unit", "name", "short_name", "symbol", "kind", "code", "on_paper", "sort", "parent", "managing", "units", "codes", "ends",
		"name_", "kind_", "code_", "short_name_"},
		"of a unit, or of those that come out of it"},
	{"internal/org/orgweb", []string{"title", "head", "seats"}, "of a post"},
	{"internal/org/orgsheet", []string{"unit", "name", "short_name", "symbol", "kind", "code", "on_paper", "sort", "parent", "managing", "title", "head", "seats"},
		"columns of imported tables: of a unit, of a post"},
	{"internal/org/orgweb", []string{"q"}, "words of a name, to find units and holders"},
	{"internal/org/orgweb", []string{"after"}, "where the next page begins"},
	{"internal/org/orgweb", []string{"person", "holding"}, "which of several namesakes; which holding ends"},
	{"internal/org/orgweb", []string{"file", "data", "digest"}, "an imported table, and the dry run that was shown"},
	{"internal/org/orgweb", []string{"dry", "errors"}, "of a program: change nothing; send the rows with faults as a sheet"},
}

// stands reports whether a name is listed for a place.
func stands(list []Beside, in, name string) bool {
	return slices.ContainsFunc(list, func(b Beside) bool { return (b.In == "" || b.In == in) && slices.Contains(b.Names, name) })
}
