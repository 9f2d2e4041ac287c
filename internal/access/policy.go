package access

// Role is what somebody is at a unit, apart from the post they hold.
type Role string

// The roles of persons. Every account of the body is a member at its root.
const (
	RoleMember         Role = "member"          // anyone who works in the body
	RoleOfficeClerk    Role = "office_clerk"    // registers and sends documents for the body
	RoleDeptHead       Role = "dept_head"       // heads organisation and personnel
	RoleDeptSpecialist Role = "dept_specialist" // keeps the tree, posts and holders
	RoleUnitClerk      Role = "unit_clerk"      // receives and confirms for a unit
	RoleUnitHead       Role = "unit_head"       // heads a unit
	RoleAuditor        Role = "auditor"         // reads the ledger
	RoleSysAdmin       Role = "sysadmin"        // keeps the machine; sees no content
)

// Roles lists the roles in the order in which a page shows them.
func Roles() []Role {
	return []Role{RoleMember, RoleOfficeClerk, RoleDeptHead, RoleDeptSpecialist, RoleUnitClerk, RoleUnitHead, RoleAuditor, RoleSysAdmin}
}

// Relation is how an actor's role stands to an object.
type Relation string

// The relations, a closed list.
const (
	OwnUnit        Relation = "own_unit"        // the object's unit is the role's unit
	UnitSubtree    Relation = "unit_subtree"    // the object's unit is the role's unit or below it
	ManagedSubtree Relation = "managed_subtree" // the object's managing unit is the role's unit or below it
	ByGrant        Relation = "grant"           // a live grant names actor and object
	IsSubject      Relation = "subject"         // the object is about the actor
	Assigned       Relation = "assigned"        // the object was sent to the role's unit
	Drafter        Relation = "drafter"         // the actor wrote it
)

// The purposes.
const (
	PurposeNone         Purpose = ""             // house objects without label need none
	PurposeOrganisation Purpose = "organisation" // keeping the tree, posts and holders
	PurposeDispatch     Purpose = "dispatch"     // bringing a document to those it binds
	PurposeAudit        Purpose = "audit"        // looking at the ledger
)

// Rule allows a role an action on a kind of object in a relation.
type Rule struct {
	Role     Role
	Action   Action
	Kind     Kind
	Relation Relation
	MaxLabel Label
	Purposes []Purpose // empty: no purpose is asked for
	Basis    string    // what the rule rests on
	Note     string    // key of the sentence on the page of rights, "" for none
}

// SystemRule allows a part of the system an action on a kind of object,
// wherever it is. None of them opens a person's file.
type SystemRule struct {
	System string
	Action Action
	Kind   Kind // "" for a command without an object
}

// houseRule is the basis of rules that only the house's own order demands.
const houseRule = "DESIGN 7"

// OfHouse reports whether only the house's own order demands the rule.
func (r Rule) OfHouse() bool { return r.Basis == houseRule }

// Policy is the table. Its order does not matter: a row only allows.
var Policy = concat(
	tokenPolicy,
	organisationPolicy,
	directivePolicy,
	ledgerPolicy,
)

// SystemPolicy is what the system may do without a person.
var SystemPolicy = []SystemRule{
	{System: "refusals", Action: "door.refusal.close"},
	{System: "stranger", Action: "access.token.use"}, // which the function refuses, so that an entry says why
	{System: "operator", Action: "folder.make"},
	{System: "operator", Action: "org.body.found"},
	{System: "operator", Action: "org.unit.create", Kind: "unit"},
	{System: "operator", Action: "org.unit.import", Kind: "unit"},
	{System: "operator", Action: "org.staff.import", Kind: "unit"},
	{System: "operator", Action: "org.holders.list", Kind: "unit"},
	{System: "operator", Action: "org.post.create", Kind: "unit"},
	{System: "operator", Action: "org.holding.begin", Kind: "post"},
	{System: "operator", Action: "org.holding.begin", Kind: "person"},
	{System: "operator", Action: "person.create", Kind: "unit"},
	{System: "operator", Action: "access.account.create", Kind: "unit"},
	{System: "operator", Action: "directive.enter", Kind: "unit"},
	{System: "operator", Action: "org.unit.rename", Kind: "unit"},
	{System: "operator", Action: "org.unit.merge", Kind: "unit"},
	{System: "operator", Action: "org.unit.split", Kind: "unit"},
	{System: "operator", Action: "org.unit.end", Kind: "unit"},
	{System: "effect", Action: "org.tree.refresh", Kind: "unit"},
}

// tokenPolicy: everyone makes and ends the tokens of their own account, and no
// others'.
var tokenPolicy = []Rule{
	{Role: RoleMember, Action: "token.read", Kind: "token", Relation: IsSubject, Basis: houseRule},
	{Role: RoleMember, Action: "access.token.create", Kind: "account", Relation: IsSubject, Basis: houseRule},
	{Role: RoleMember, Action: "access.token.use", Kind: "token", Relation: IsSubject, Basis: houseRule},
	{Role: RoleMember, Action: "access.token.end", Kind: "token", Relation: IsSubject, Basis: houseRule},
}

// organisationPolicy: the department keeps the tree; everyone in the body reads it.
var organisationPolicy = concat(
	[]Rule{
		{Role: RoleMember, Action: "org.unit.read", Kind: "unit", Relation: UnitSubtree, Basis: houseRule},
		{Role: RoleMember, Action: "org.unit.read", Kind: "post", Relation: UnitSubtree, Basis: houseRule},
		{Role: RoleMember, Action: "org.holders.list", Kind: "unit", Relation: UnitSubtree, Purposes: []Purpose{PurposeOrganisation}, Basis: houseRule},
	},
	both("unit", "org.unit.create", "org.unit.rename", "org.unit.move", "org.unit.end", "org.unit.merge", "org.unit.split",
		"org.unit.withdraw", "org.unit.import", "org.staff.import", "org.post.create", "org.holders.export", "person.create"),
	both("post", "org.holding.begin", "org.post.end"),
	both("person", "org.holding.begin"),
	both("holding", "org.holding.end"),
)

// both allows head and specialist of the organisation department the actions
// below the unit at which they hold the role.
func both(kind Kind, actions ...Action) []Rule {
	var rules []Rule
	for _, a := range actions {
		for _, role := range []Role{RoleDeptHead, RoleDeptSpecialist} {
			rules = append(rules, Rule{Role: role, Action: a, Kind: kind, Relation: UnitSubtree, Purposes: []Purpose{PurposeOrganisation}, Basis: houseRule})
		}
	}
	return rules
}

// directivePolicy: everyone reads the register; the office registers and sends;
// units confirm, and clerks confirm for units below them that have no computer.
var directivePolicy = []Rule{
	{Role: RoleMember, Action: "directive.read", Kind: "directive", Relation: UnitSubtree, Basis: houseRule},
	{Role: RoleMember, Action: "recipient.read", Kind: "recipient", Relation: UnitSubtree, Basis: houseRule},
	{Role: RoleOfficeClerk, Action: "directive.draft", Kind: "unit", Relation: UnitSubtree, Purposes: dispatching, Basis: houseRule},
	{Role: RoleOfficeClerk, Action: "directive.register", Kind: "directive", Relation: UnitSubtree, Purposes: dispatching, Basis: houseRule},
	{Role: RoleOfficeClerk, Action: "directive.correct", Kind: "directive", Relation: UnitSubtree, Purposes: dispatching, Basis: houseRule},
	{Role: RoleOfficeClerk, Action: "directive.discard", Kind: "directive", Relation: UnitSubtree, Purposes: dispatching, Basis: houseRule},
	{Role: RoleOfficeClerk, Action: "directive.send", Kind: "directive", Relation: UnitSubtree, Purposes: dispatching, Basis: houseRule},
	{Role: RoleOfficeClerk, Action: "directive.coverage", Kind: "directive", Relation: UnitSubtree, Basis: houseRule},
	{Role: RoleDeptHead, Action: "directive.coverage", Kind: "directive", Relation: UnitSubtree, Basis: houseRule},
	{Role: RoleDeptSpecialist, Action: "directive.coverage", Kind: "directive", Relation: UnitSubtree, Basis: houseRule},
	{Role: RoleUnitClerk, Action: "directive.ack", Kind: "recipient", Relation: OwnUnit, Purposes: dispatching, Basis: houseRule},
	{Role: RoleUnitHead, Action: "directive.ack", Kind: "recipient", Relation: OwnUnit, Purposes: dispatching, Basis: houseRule},
	{Role: RoleUnitClerk, Action: "directive.ack_for", Kind: "recipient", Relation: ManagedSubtree, Purposes: dispatching, Basis: houseRule},
}

var dispatching = []Purpose{PurposeDispatch}

// ledgerPolicy: those who answer for the body's records, and the auditor.
var ledgerPolicy = []Rule{
	{Role: RoleAuditor, Action: "ledger.entry.list", Kind: "unit", Relation: UnitSubtree, Purposes: []Purpose{PurposeAudit}, Basis: houseRule},
	{Role: RoleDeptHead, Action: "ledger.entry.list", Kind: "unit", Relation: UnitSubtree, Purposes: []Purpose{PurposeAudit}, Basis: houseRule},
}

func concat(parts ...[]Rule) []Rule {
	var all []Rule
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
