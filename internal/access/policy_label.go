package access

// The commands and readings about labels, as the policy names them.
const (
	ActionClassify              Action = "access.classification.classify"
	ActionExtend                Action = "access.classification.extend"
	ActionLower                 Action = "access.classification.lower"
	ActionRaise                 Action = "access.classification.raise"
	ActionDeclassify            Action = "access.classification.declassify"
	ActionApproveClassification Action = "access.classification.approve"
	ActionReadClassification    Action = "classification.read"
	ActionPrintCopy             Action = "access.copy.print"
	ActionCloseCopy             Action = "access.copy.close"
	ActionReadCopy              Action = "copy.read"
	ActionExportLabels          Action = "access.label.export"
)

var forSecret = []Purpose{PurposeSecret}

// labelPolicy: the office enters what the document of classification says, up to
// its clearance; what takes a label away or lowers it waits for the head. Whoever
// approves needs the clearance, not the document. Copies are given and come back at
// the office, and it alone takes its registers out as a sheet.
var labelPolicy = []Rule{
	{Role: RoleOfficeClerk, Action: ActionClassify, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, StepUp: true, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionExtend, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, StepUp: true, FourEyes: true, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionRaise, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, StepUp: true, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionLower, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, StepUp: true, FourEyes: true, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionDeclassify, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, StepUp: true, FourEyes: true, Basis: secretLaw,
		Note: "access.note.declassify"},
	{Role: RoleDeptHead, Action: ActionApproveClassification, Kind: "classification", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forRights, StepUp: true, Basis: secretLaw},
	{Role: RoleDeptHead, Action: ActionReadClassification, Kind: "classification", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionReadClassification, Kind: "classification", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionPrintCopy, Kind: "directive", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, StepUp: true, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionCloseCopy, Kind: "copy", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Purposes: forSecret, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionExportLabels, Kind: "unit", Relation: UnitSubtree, Purposes: forSecret, StepUp: true, Spends: SpendsExport, Basis: secretLaw},
	{Role: RoleOfficeClerk, Action: ActionReadCopy, Kind: "copy", Relation: UnitSubtree, MaxLabel: LabelTuyetMat, Basis: secretLaw},
}
