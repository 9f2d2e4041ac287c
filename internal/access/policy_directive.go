package access

// directivePolicy: everyone reads the register; the office registers and sends;
// units confirm, and clerks confirm for units below them that have no computer.
// What has a label is kept by the office and confirmed by the unit that got it,
// each up to their clearance; others read it by a grant (grantPolicy).
var directivePolicy = []Rule{
	{Role: RoleMember, Action: "directive.read", Kind: "directive", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleMember, Action: "recipient.read", Kind: "recipient", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.read", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: "directive.open", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleMember, Action: "directive.open", Kind: "directive", Relation: ByGrant, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleUnitClerk, Action: "recipient.read", Kind: "recipient", Relation: OwnUnit, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleUnitHead, Action: "recipient.read", Kind: "recipient", Relation: OwnUnit, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleUnitClerk, Action: "recipient.read", Kind: "recipient", Relation: ManagedSubtree, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleUnitClerk, Action: "recipient.open", Kind: "recipient", Relation: OwnUnit, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleUnitHead, Action: "recipient.open", Kind: "recipient", Relation: OwnUnit, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleUnitClerk, Action: "recipient.open", Kind: "recipient", Relation: ManagedSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleMember, Action: "recipient.open", Kind: "recipient", Relation: ByGrant, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: "directive.draft", Kind: "unit", Relation: UnitSubtree, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.register", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.correct", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.recognise", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.recognise.cancel", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.recognise.keep", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.compare", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.discard", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.citation.confirm", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.citation.correct", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.citation.strike", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.citation.restore", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.citation.add", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.send", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: "directive.coverage", Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "directive.coverage", Kind: "directive", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptSpecialist, Action: "directive.coverage", Kind: "directive", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleUnitClerk, Action: "directive.ack", Kind: "recipient", Relation: OwnUnit, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleUnitHead, Action: "directive.ack", Kind: "recipient", Relation: OwnUnit, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
	{Role: RoleUnitClerk, Action: "directive.ack_for", Kind: "recipient", Relation: ManagedSubtree, MaxLabel: LabelTuyetMat, Purposes: dispatching, Basis: HouseRule},
}

var dispatching = []Purpose{PurposeDispatch}
