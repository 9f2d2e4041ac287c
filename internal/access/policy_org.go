package access

var forOrganisation = []Purpose{PurposeOrganisation}

// organisationPolicy: the department keeps the tree; everyone in the body reads it.
var organisationPolicy = concat(
	[]Rule{
		{Role: RoleMember, Action: "org.unit.read", Kind: "unit", Relation: UnitSubtree, Basis: HouseRule},
		{Role: RoleMember, Action: "org.unit.read", Kind: "post", Relation: UnitSubtree, Basis: HouseRule},
		{Role: RoleMember, Action: "org.holders.list", Kind: "unit", Relation: UnitSubtree, Purposes: forOrganisation, Spends: SpendsSearch, Basis: HouseRule},
	},
	both("unit", "org.unit.create", "org.unit.rename", "org.unit.move", "org.unit.end", "org.unit.merge", "org.unit.split",
		"org.unit.withdraw", "org.unit.import", "org.staff.import", "org.post.create", "person.create"),
	spending(SpendsExport, both("unit", "org.holders.export")),
	[]Rule{
		{Role: RoleDeptSpecialist, Action: "org.export.ask", Kind: "unit", Relation: UnitSubtree, Purposes: forOrganisation, FourEyes: true, Basis: HouseRule, Note: "access.note.export"},
		{Role: RoleDeptHead, Action: "org.export.approve", Kind: "export", Relation: UnitSubtree, Purposes: forOrganisation, StepUp: true, Basis: HouseRule, Note: "access.note.export"},
		{Role: RoleDeptSpecialist, Action: "org.export.take", Kind: "export", Relation: UnitSubtree, Purposes: forOrganisation, StepUp: true, Spends: SpendsExport, Basis: HouseRule},
		{Role: RoleDeptSpecialist, Action: "export.read", Kind: "export", Relation: UnitSubtree, Basis: HouseRule},
		{Role: RoleDeptHead, Action: "export.read", Kind: "export", Relation: UnitSubtree, Basis: HouseRule},
	},
	both("export", "org.export.decline"),
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
			rules = append(rules, Rule{Role: role, Action: a, Kind: kind, Relation: UnitSubtree, Purposes: forOrganisation, Basis: HouseRule})
		}
	}
	return rules
}

// spending counts rules in a budget.
func spending(b Budget, rules []Rule) []Rule {
	for i := range rules {
		rules[i].Spends = b
	}
	return rules
}
