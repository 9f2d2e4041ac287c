package access

// signinPolicy: the administrator of the system keeps accounts and sets nobody's
// credentials; everybody keeps their own, after a fresh proof of who they are.
var signinPolicy = concat(
	keeping("unit", "signin.user.list", "signin.user.create", "signin.session.list"),
	keeping("account", "signin.user.disable", "signin.user.enable", "signin.code.issue", "signin.recovery.start", "signin.recovery.approve",
		"signin.recovery.cancel", "signin.session.end", "signin.user.read"),
	[]Rule{
		{Role: RoleSysAdmin, Action: "signin.recovery.confirm", Kind: "account", Relation: UnitSubtree, Purposes: []Purpose{PurposeAccounts}, StepUp: true, Basis: HouseRule},
		{Role: RoleDeptHead, Action: "signin.recovery.confirm", Kind: "account", Relation: UnitSubtree, Purposes: []Purpose{PurposeAccounts}, StepUp: true, Basis: HouseRule},
	},
	ownProofs(RoleMember),
	ownProofs(RoleSysAdmin),
)

// signinSystem: before a proof stands nobody is known to be asking.
var signinSystem = []SystemRule{
	{System: "stranger", Action: "signin.begin", Kind: "account"}, // which the function refuses, so that an entry says why
	{System: "signin", Action: "signin.enrol", Kind: "account"},
	{System: "signin", Action: "signin.recovery.use", Kind: "account"},
	{System: "operator", Action: "signin.user.list", Kind: "unit"},
	{System: "operator", Action: "signin.user.create", Kind: "unit"},
	{System: "operator", Action: "signin.user.first", Kind: "unit"},
	{System: "operator", Action: "signin.user.disable", Kind: "account"},
	{System: "operator", Action: "signin.code.issue", Kind: "account"},
	{System: "operator", Action: "signin.recovery.begin", Kind: "account"}, // counts when an officer confirms it
	{System: "operator", Action: "signin.session.end", Kind: "account"},
}

func keeping(kind Kind, actions ...Action) []Rule {
	var rules []Rule
	for _, a := range actions {
		rules = append(rules, Rule{Role: RoleSysAdmin, Action: a, Kind: kind, Relation: UnitSubtree, Purposes: []Purpose{PurposeAccounts},
			StepUp: a != "signin.user.list" && a != "signin.user.read" && a != "signin.session.list", Basis: HouseRule})
	}
	return rules
}

func ownProofs(role Role) []Rule {
	var rules []Rule
	for _, a := range []Action{"signin.password.change", "signin.totp.change", "signin.codes.make", "signin.passkey.add", "signin.passkey.rename", "signin.passkey.end"} {
		rules = append(rules, Rule{Role: role, Action: a, Kind: "account", Relation: IsSubject, StepUp: true, Basis: HouseRule})
	}
	return append(rules,
		Rule{Role: role, Action: "account.read", Kind: "account", Relation: IsSubject, Basis: HouseRule},
		Rule{Role: role, Action: "signin.recovery.cancel", Kind: "account", Relation: IsSubject, Purposes: []Purpose{PurposeAccounts}, Basis: HouseRule})
}
