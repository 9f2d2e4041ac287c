package access

// The commands and readings about rights, as the policy names them.
const (
	ActionGiveAssignment    Action = "access.assignment.give"
	ActionApproveAssignment Action = "access.assignment.approve"
	ActionEndAssignment     Action = "access.assignment.end"
	ActionGiveDuty          Action = "access.duty.give"
	ActionApproveDuty       Action = "access.duty.approve"
	ActionEndDuty           Action = "access.duty.end"
	ActionDelegate          Action = "access.delegation.give"
	ActionEndDelegation     Action = "access.delegation.end"
	ActionClear             Action = "access.clearance.give"
	ActionApproveClearance  Action = "access.clearance.approve"
	ActionEndClearance      Action = "access.clearance.end"
	ActionGrant             Action = "access.grant.give"
	ActionApproveGrant      Action = "access.grant.approve"
	ActionEndGrant          Action = "access.grant.end"
	ActionListRights        Action = "access.rights.list"
	ActionSetLimit          Action = "access.limit.set"
	ActionApproveLimit      Action = "access.limit.approve"
	ActionReadLimit         Action = "limit.read"
	ActionBreak             Action = "access.break.begin"
	ActionEndBreak          Action = "access.break.end"
	ActionReviewBreak       Action = "access.break.review"
	ActionListBreaks        Action = "access.break.list"
	ActionRemindBreak       Action = "access.break.remind"
	ActionSeeAlert          Action = "access.alert.see"
	ActionFindAccount       Action = "access.account.find"
	ActionRemark            Action = "access.remark.make"
	ActionListRemarks       Action = "access.remark.list"
	ActionReviewRemark      Action = "access.remark.review"
)

var (
	forRights    = []Purpose{PurposeRights}
	forAudit     = []Purpose{PurposeAudit}
	forEmergency = []Purpose{PurposeEmergency}
)

// rightsPolicy: who keeps the machine attaches roles to posts and gives the two
// direct duties, and the head of the department approves: neither can alone.
// Whoever holds a post hands its roles over for a time by themselves.
var rightsPolicy = []Rule{
	{Role: RoleSysAdmin, Action: "account.read", Kind: "account", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "account.read", Kind: "account", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptSpecialist, Action: "account.read", Kind: "account", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: ActionGiveAssignment, Kind: "post", Relation: UnitSubtree, Purposes: forRights, StepUp: true, FourEyes: true, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionApproveAssignment, Kind: "assignment", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: ActionEndAssignment, Kind: "assignment", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionEndAssignment, Kind: "assignment", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: "assignment.read", Kind: "assignment", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "assignment.read", Kind: "assignment", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: ActionGiveDuty, Kind: "account", Relation: UnitSubtree, Purposes: forRights, StepUp: true, FourEyes: true, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionApproveDuty, Kind: "duty", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: ActionEndDuty, Kind: "duty", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionEndDuty, Kind: "duty", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: "duty.read", Kind: "duty", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "duty.read", Kind: "duty", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleMember, Action: ActionFindAccount, Kind: "unit", Relation: UnitSubtree, Purposes: forRights, Spends: SpendsSearch, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: ActionFindAccount, Kind: "unit", Relation: UnitSubtree, Purposes: forRights, Spends: SpendsSearch, Basis: HouseRule},
	{Role: RoleMember, Action: ActionDelegate, Kind: "account", Relation: IsSubject, Purposes: forRights, StepUp: true, Basis: HouseRule, Note: "access.note.delegation"},
	{Role: RoleMember, Action: ActionEndDelegation, Kind: "delegation", Relation: IsSubject, Purposes: forRights, Basis: HouseRule},
	{Role: RoleMember, Action: "delegation.read", Kind: "delegation", Relation: IsSubject, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "delegation.read", Kind: "delegation", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionListRights, Kind: "unit", Relation: UnitSubtree, Purposes: forRights, Basis: HouseRule},
	{Role: RoleDeptSpecialist, Action: ActionListRights, Kind: "unit", Relation: UnitSubtree, Purposes: forRights, Basis: HouseRule},
	{Role: RoleSysAdmin, Action: ActionListRights, Kind: "unit", Relation: UnitSubtree, Purposes: forRights, Basis: HouseRule},
}

// clearancePolicy: a clearance is entered from its document by one and approved
// by another.
var clearancePolicy = []Rule{
	{Role: RoleDeptSpecialist, Action: ActionClear, Kind: "account", Relation: UnitSubtree, Purposes: forRights, StepUp: true, FourEyes: true, Basis: secretLaw},
	{Role: RoleDeptHead, Action: ActionApproveClearance, Kind: "clearance", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: secretLaw},
	{Role: RoleDeptSpecialist, Action: ActionEndClearance, Kind: "clearance", Relation: UnitSubtree, Purposes: forRights, Basis: secretLaw},
	{Role: RoleDeptHead, Action: ActionEndClearance, Kind: "clearance", Relation: UnitSubtree, Purposes: forRights, Basis: secretLaw},
	{Role: RoleMember, Action: "clearance.read", Kind: "clearance", Relation: IsSubject, Basis: secretLaw},
	{Role: RoleDeptSpecialist, Action: "clearance.read", Kind: "clearance", Relation: UnitSubtree, Basis: secretLaw},
	{Role: RoleDeptHead, Action: "clearance.read", Kind: "clearance", Relation: UnitSubtree, Basis: secretLaw},
}

// grantPolicy: who may open what to whom. A grant about a person needs four
// eyes. Whoever does not keep a labelled document reads it by grant and clearance
// only; a grant has the label of what it opens.
var grantPolicy = []Rule{
	{Role: RoleDeptSpecialist, Action: ActionGrant, Kind: "person", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forRights, StepUp: true, FourEyes: true, Basis: privacyLaw},
	{Role: RoleDeptHead, Action: ActionGrant, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forRights, StepUp: true, Basis: secretLaw},
	{Role: RoleDeptHead, Action: ActionApproveGrant, Kind: "grant", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forRights, StepUp: true, Basis: privacyLaw},
	{Role: RoleDeptSpecialist, Action: ActionEndGrant, Kind: "grant", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forRights, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionEndGrant, Kind: "grant", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forRights, Basis: HouseRule},
	{Role: RoleDeptSpecialist, Action: "grant.read", Kind: "grant", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "grant.read", Kind: "grant", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: HouseRule},
	{Role: RoleMember, Action: "directive.read", Kind: "directive", Relation: ByGrant, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleMember, Action: "recipient.read", Kind: "recipient", Relation: ByGrant, MaxLabel: LabelTuyetMat, Basis: secretLaw},
}

// limitPolicy: the department enters a limit from a day with its basis, and its
// head approves it; the office, which works with terms and copies, sees the table.
var limitPolicy = []Rule{
	{Role: RoleDeptSpecialist, Action: ActionSetLimit, Kind: "unit", Relation: UnitSubtree, Purposes: forRights, StepUp: true, FourEyes: true, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionApproveLimit, Kind: "limit", Relation: UnitSubtree, Purposes: forRights, StepUp: true, Basis: HouseRule},
	{Role: RoleDeptSpecialist, Action: ActionReadLimit, Kind: "limit", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionReadLimit, Kind: "limit", Relation: UnitSubtree, Basis: HouseRule},
	{Role: RoleOfficeClerk, Action: ActionReadLimit, Kind: "limit", Relation: UnitSubtree, Basis: HouseRule},
}

// watchPolicy: breaking the glass, and looking at what was read afterwards. An
// opening has the label of what was opened: who looks at it may know of that.
var watchPolicy = []Rule{
	{Role: RoleDeptSpecialist, Action: ActionBreak, Kind: "person", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forEmergency, StepUp: true, Basis: HouseRule, Note: "access.note.break"},
	{Role: RoleDeptHead, Action: ActionBreak, Kind: "person", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forEmergency, StepUp: true, Basis: HouseRule, Note: "access.note.break"},
	{Role: RoleDeptHead, Action: ActionBreak, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forEmergency, StepUp: true, Basis: HouseRule, Note: "access.note.break"},
	{Role: RoleMember, Action: ActionEndBreak, Kind: "account", Relation: IsSubject, Purposes: forEmergency, Basis: HouseRule},
	{Role: RoleMember, Action: ActionSeeAlert, Kind: "account", Relation: IsSubject, Basis: HouseRule},
	{Role: RoleAuditor, Action: ActionReviewBreak, Kind: "break", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forAudit, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionReviewBreak, Kind: "break", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forAudit, Basis: HouseRule},
	{Role: RoleAuditor, Action: ActionListBreaks, Kind: "unit", Relation: UnitSubtree, Purposes: forAudit, Basis: HouseRule},
	{Role: RoleDeptHead, Action: ActionListBreaks, Kind: "unit", Relation: UnitSubtree, Purposes: forAudit, Basis: HouseRule},
	{Role: RoleAuditor, Action: "break.read", Kind: "break", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: HouseRule},
	{Role: RoleDeptHead, Action: "break.read", Kind: "break", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: HouseRule},
	{Role: RoleMember, Action: "break.read", Kind: "break", Relation: IsSubject, Basis: HouseRule},
	{Role: RoleAuditor, Action: ActionListRemarks, Kind: "unit", Relation: UnitSubtree, Purposes: forAudit, Basis: HouseRule, Note: "access.note.remark"},
	{Role: RoleAuditor, Action: ActionReviewRemark, Kind: "remark", Relation: UnitSubtree, Purposes: forAudit, Basis: HouseRule, Note: "access.note.remark"},
	{Role: RoleAuditor, Action: "remark.read", Kind: "remark", Relation: UnitSubtree, Basis: HouseRule},
}
