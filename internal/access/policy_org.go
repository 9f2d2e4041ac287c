package access

// organisationPolicy: the department keeps the tree; everyone in the body reads it.
var organisationPolicy = concat(
	[]Rule{
		{Role: RoleMember, Action: "org.unit.read", Kind: "unit", Relation: UnitSubtree, Basis: HouseRule},
		{Role: RoleMember, Action: "org.unit.read", Kind: "post", Relation: UnitSubtree, Basis: HouseRule},
		{Role: RoleMember, Action: "org.holders.list", Kind: "unit", Relation: UnitSubtree, Purposes: []Purpose{PurposeOrganisation}, Spends: SpendsSearch, Basis: HouseRule},
	},
	both("unit", "org.unit.create", "org.unit.rename", "org.unit.move", "org.unit.end", "org.unit.merge", "org.unit.split",
		"org.unit.withdraw", "org.unit.import", "org.staff.import", "org.post.create", "person.create"),
	spending(SpendsExport, both("unit", "org.holders.export")),
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
			rules = append(rules, Rule{Role: role, Action: a, Kind: kind, Relation: UnitSubtree, Purposes: []Purpose{PurposeOrganisation}, Basis: HouseRule})
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
