package access

// fileDecree makes the electronic file the one that counts, and says who keeps it.
const fileDecree = "Nghị định số 27/2026/NĐ-CP"

var (
	forUpkeep = []Purpose{PurposeUpkeep}
	forOwn    = []Purpose{PurposeOwn}
	forAnswer = []Purpose{PurposeComplaint}
	forErase  = []Purpose{PurposeErasure}
	// forFiles are the purposes for which a grant opens a file. What each needs of
	// it stands in package person.
	forFiles = []Purpose{PurposeCase, PurposeUpkeep, PurposeInspection, PurposeComplaint, PurposeEmergency}
)

// personPolicy: a file opens to whoever has a grant on it for a purpose, to the
// one who keeps it, for its upkeep, and to the person. Nothing reads "person"
// without a purpose: for everybody else it is not there.
var personPolicy = concat(
	[]Rule{
		{Role: RoleMember, Action: "person.list", Kind: "unit", Relation: UnitSubtree, Purposes: []Purpose{PurposeOrganisation}, Spends: SpendsSearch, Basis: HouseRule},
		{Role: RoleMember, Action: "person.list", Kind: "person", Relation: ByGrant, MaxLabel: LabelTuyetMat, Purposes: forFiles, Spends: SpendsSearch, Basis: privacyLaw},
		{Role: RoleMember, Action: "person.list", Kind: "person", Relation: IsSubject, Purposes: forOwn, Spends: SpendsSearch, Basis: privacyLaw},
	},
	urgent("unit", LabelNone),
	urgent("person", LabelTuyetMat),
	keepsFiles(SpendsSearch, "person.list"),
	keepsFiles(SpendsOpening, fileOpenings...),
	granted(fileOpenings...),
	keepsFiles(SpendsNone, "person.file.change", "person.evidence.add", "person.evidence.replace", "person.evidence.withdraw", "person.evidence.redact"),
	ofOneself(SpendsOwn, "person.self.open", "person.self.print"),
	fresh(ofOneself(SpendsOwnExport, "person.self.export")),
	ofOneself(SpendsNone, "person.correction.propose", "person.request.make"),
	answering("correction", "correction.read", forUpkeep, RoleDeptSpecialist),
	answering("request", "request.read", forAnswer, RoleDeptHead),
	[]Rule{
		{Role: RoleDeptHead, Action: "person.request.take", Kind: "request", Relation: ManagedSubtree, Purposes: forAnswer, Basis: privacyLaw},
		{Role: RoleDeptSpecialist, Action: "person.queue.list", Kind: "unit", Relation: UnitSubtree, Purposes: forUpkeep, Spends: SpendsSearch, Basis: privacyLaw},
		{Role: RoleDeptHead, Action: "person.queue.list", Kind: "unit", Relation: UnitSubtree, Purposes: forUpkeep, Spends: SpendsSearch, Basis: privacyLaw},
		{Role: RoleDeptSpecialist, Action: "person.delay.give", Kind: "grant", Relation: ManagedSubtree, Purposes: forRights, StepUp: true, FourEyes: true, Basis: privacyLaw, Note: "access.note.delay"},
		{Role: RoleDeptHead, Action: "person.delay.open", Kind: "delay", Relation: ManagedSubtree, Purposes: forRights, Spends: SpendsOpening, Basis: privacyLaw},
		{Role: RoleDeptHead, Action: "person.delay.approve", Kind: "delay", Relation: ManagedSubtree, Purposes: forRights, StepUp: true, Basis: privacyLaw, Note: "access.note.delay"},
		{Role: RoleDeptHead, Action: "person.delay.decline", Kind: "delay", Relation: ManagedSubtree, Purposes: forRights, Basis: privacyLaw},
		{Role: RoleDeptSpecialist, Action: "delay.read", Kind: "delay", Relation: ManagedSubtree, Basis: privacyLaw},
		{Role: RoleDeptHead, Action: "delay.read", Kind: "delay", Relation: ManagedSubtree, Basis: privacyLaw},
	},
	erasurePolicy,
)

// erasurePolicy: whoever keeps files proposes that one is erased, the head of the
// department approves it; either may take it back before. What follows is the
// system's to do.
var erasurePolicy = []Rule{
	{Role: RoleDeptSpecialist, Action: "person.erasure.propose", Kind: "person", Relation: ManagedSubtree, Purposes: forErase, StepUp: true, FourEyes: true, Basis: privacyLaw, Note: "access.note.erasure"},
	{Role: RoleDeptHead, Action: "person.erasure.approve", Kind: "erasure", Relation: ManagedSubtree, Purposes: forErase, StepUp: true, Basis: privacyLaw, Note: "access.note.erasure"},
	{Role: RoleDeptSpecialist, Action: "person.erasure.withdraw", Kind: "erasure", Relation: ManagedSubtree, Purposes: forErase, Basis: privacyLaw},
	{Role: RoleDeptHead, Action: "person.erasure.withdraw", Kind: "erasure", Relation: ManagedSubtree, Purposes: forErase, Basis: privacyLaw},
	{Role: RoleDeptSpecialist, Action: "person.erasure.open", Kind: "erasure", Relation: ManagedSubtree, Purposes: forErase, Spends: SpendsOpening, Basis: privacyLaw},
	{Role: RoleDeptHead, Action: "person.erasure.open", Kind: "erasure", Relation: ManagedSubtree, Purposes: forErase, Spends: SpendsOpening, Basis: privacyLaw},
	{Role: RoleDeptSpecialist, Action: "person.erasure.list", Kind: "unit", Relation: UnitSubtree, Purposes: forErase, Spends: SpendsSearch, Basis: privacyLaw},
	{Role: RoleDeptHead, Action: "person.erasure.list", Kind: "unit", Relation: UnitSubtree, Purposes: forErase, Spends: SpendsSearch, Basis: privacyLaw},
	{Role: RoleDeptSpecialist, Action: "erasure.read", Kind: "erasure", Relation: ManagedSubtree, Basis: privacyLaw},
	{Role: RoleDeptHead, Action: "erasure.read", Kind: "erasure", Relation: ManagedSubtree, Basis: privacyLaw},
}

// urgent lets whoever may open a file by force find whose it is, by entries of
// the directory.
func urgent(kind Kind, label Label) []Rule {
	var rules []Rule
	for _, role := range []Role{RoleDeptSpecialist, RoleDeptHead} {
		rules = append(rules, Rule{Role: role, Action: "person.urgent.list", Kind: kind, Relation: UnitSubtree, MaxLabel: label, Purposes: forEmergency, Spends: SpendsSearch, Basis: HouseRule})
	}
	return rules
}

// fileOpenings are the readings of a file, each with an entry of its own.
var fileOpenings = []Action{"person.file.open", "person.file.reveal", "person.file.print", "person.file.history", "person.evidence.open", "person.evidence.picture"}

// keepsFiles allows whoever keeps files what their upkeep needs, where their unit
// manages.
func keepsFiles(b Budget, actions ...Action) []Rule {
	var rules []Rule
	for _, a := range actions {
		rules = append(rules, Rule{Role: RoleDeptSpecialist, Action: a, Kind: "person", Relation: ManagedSubtree, Purposes: forUpkeep, Spends: b, Basis: fileDecree})
	}
	return rules
}

func granted(actions ...Action) []Rule {
	var rules []Rule
	for _, a := range actions {
		rules = append(rules, Rule{Role: RoleMember, Action: a, Kind: "person", Relation: ByGrant, MaxLabel: LabelTuyetMat, Purposes: forFiles, Spends: SpendsOpening, Basis: privacyLaw})
	}
	return rules
}

// ofOneself allows everybody what concerns themselves.
func ofOneself(b Budget, actions ...Action) []Rule {
	var rules []Rule
	for _, a := range actions {
		rules = append(rules, Rule{Role: RoleMember, Action: a, Kind: "person", Relation: IsSubject, Purposes: forOwn, Spends: b, Basis: privacyLaw})
	}
	return rules
}

// answering lets a role open and answer what persons asked for.
func answering(kind Kind, reading Action, why []Purpose, role Role) []Rule {
	return []Rule{
		{Role: role, Action: Action("person." + string(kind) + ".open"), Kind: kind, Relation: ManagedSubtree, Purposes: why, Spends: SpendsOpening, Basis: privacyLaw},
		{Role: role, Action: Action("person." + string(kind) + ".answer"), Kind: kind, Relation: ManagedSubtree, Purposes: why, Basis: privacyLaw},
		{Role: RoleMember, Action: reading, Kind: kind, Relation: IsSubject, Basis: privacyLaw},
	}
}

// fresh asks that whoever acts has just proved who they are.
func fresh(rules []Rule) []Rule {
	for i := range rules {
		rules[i].StepUp = true
	}
	return rules
}
