package access

import "slices"

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

// Known reports whether r is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

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

// Rule allows a role an action on a kind of object in a relation.
type Rule struct {
	Role     Role
	Action   Action
	Kind     Kind
	Relation Relation
	MaxLabel Label
	Purposes []Purpose // empty: no purpose is asked for
	// NeedsGrant asks for a live grant on the object beside the relation, StepUp
	// that the actor is Fresh; what FourEyes allows takes effect only when
	// somebody else approves it (Action.Approval).
	NeedsGrant, StepUp, FourEyes bool
	// NotOneself leaves out what is about the actor: policies of kinds that are about
	// persons have it (notOneself).
	NotOneself bool
	Spends     Budget // counted in this budget of the day
	Basis      string // what the rule rests on
	Note       string // key of the sentence on the page of rights, "" for none
}

// SystemRule allows a part of the system an action on a kind of object,
// wherever it is. None of them opens a person's file.
type SystemRule struct {
	System string
	Action Action
	Kind   Kind // "" for a command without an object
}

// HouseRule is the basis of what only the house's own order demands.
const HouseRule = "DESIGN 7"

// Policy is the table. Its order does not matter: a row only allows.
var Policy = notOneself(concat(
	tokenPolicy,
	rightsPolicy,
	clearancePolicy,
	grantPolicy,
	limitPolicy,
	watchPolicy,
	signinPolicy,
	organisationPolicy,
	directivePolicy,
	personPolicy,
	labelPolicy,
	adminPolicy,
	ledgerPolicy,
))

// aboutPersons are the kinds of what officers do about a person: nobody does it about
// themselves, under whatever role or grant. What is everybody's own (IsSubject) they
// keep: their view, what they ask for, what they are told.
var aboutPersons = []Kind{"person", "holding", "correction", "request", "grant", "delay", "erasure", "break"}

func notOneself(rules []Rule) []Rule {
	for i, r := range rules {
		rules[i].NotOneself = r.Relation != IsSubject && slices.Contains(aboutPersons, r.Kind)
	}
	return rules
}

// SystemPolicy is what the system may do without a person.
var SystemPolicy = slices.Concat(signinSystem, []SystemRule{
	{System: "refusals", Action: "door.refusal.close"},
	{System: "stranger", Action: "access.token.use"}, // which the function refuses, so that an entry says why
	{System: "operator", Action: "folder.make"},
	{System: "operator", Action: ActionRestore},
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
	{System: "operator", Action: "vault.keyring.make"},
	{System: "operator", Action: "vault.master.rotate"},
	{System: "operator", Action: "vault.bundle.write"},
	{System: "operator", Action: "vault.bundle.restore"},
	{System: "operator", Action: "vault.provider.change"},
	{System: "operator", Action: "ledger.clock.accept"},
	{System: "effect", Action: "org.tree.refresh", Kind: "unit"},
	{System: "retention", Action: "person.erasure.finish", Kind: "erasure"}, // what two officers decided
	{System: "operator", Action: ActionGiveAssignment, Kind: "post"},        // of a body that is being made
	{System: "operator", Action: ActionGiveDuty, Kind: "account"},
	{System: "reads", Action: ActionRemark, Kind: "account"},
	{System: "reminder", Action: ActionRemindBreak, Kind: "break"},
})

// tokenPolicy: everyone makes and ends the tokens of their own account, and no
// others'.
var tokenPolicy = []Rule{
	{Role: RoleMember, Action: "token.read", Kind: "token", Relation: IsSubject, Basis: HouseRule},
	{Role: RoleMember, Action: "access.token.create", Kind: "account", Relation: IsSubject, StepUp: true, Basis: HouseRule},
	{Role: RoleMember, Action: "access.token.use", Kind: "token", Relation: IsSubject, Basis: HouseRule},
	{Role: RoleMember, Action: "access.token.end", Kind: "token", Relation: IsSubject, Basis: HouseRule},
}

// ledgerPolicy: those who answer for the body's records, and the auditor.
var ledgerPolicy = []Rule{
	{Role: RoleAuditor, Action: "ledger.entry.list", Kind: "unit", Relation: UnitSubtree, Purposes: forAudit, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "ledger.entry.list", Kind: "unit", Relation: UnitSubtree, Purposes: forAudit, Basis: HouseRule},
}

func concat(parts ...[]Rule) []Rule {
	var all []Rule
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
