package access

import "slices"

// The purposes.
const (
	PurposeNone         Purpose = ""             // house objects without label need none
	PurposeOrganisation Purpose = "organisation" // keeping the tree, posts and holders
	PurposeDispatch     Purpose = "dispatch"     // bringing a document to those it binds
	PurposeAudit        Purpose = "audit"        // looking at the ledger and at what was read
	PurposeRights       Purpose = "rights"       // giving and taking rights
	PurposeAccounts     Purpose = "accounts"     // giving and taking ways to sign in
	PurposeCase         Purpose = "case"         // working on a personnel case
	PurposeUpkeep       Purpose = "upkeep"       // completing and correcting a file
	PurposeInspection   Purpose = "inspection"   // an inspection that was ordered
	PurposeComplaint    Purpose = "complaint"    // answering a complaint or an appeal
	PurposeSecret       Purpose = "secret"       // work that a labelled document serves
	PurposeEmergency    Purpose = "emergency"    // what cannot wait for a grant
	PurposeOwn          Purpose = "own"          // one's own file
	PurposeErasure      Purpose = "erasure"      // erasing a file that may not be kept any longer
)

// PurposeRow is a purpose with what it rests on. Its name stands in the
// catalogues under "access.purpose.<code>".
type PurposeRow struct {
	Purpose Purpose
	Basis   string
	Grants  bool // a grant may be given for it
}

const (
	privacyLaw = "Luật số 91/2025/QH15"
	secretLaw  = "Luật số 117/2025/QH15"
)

// PurposeTable is the closed list.
var PurposeTable = []PurposeRow{
	{PurposeOrganisation, HouseRule, false},
	{PurposeDispatch, HouseRule, false},
	{PurposeAudit, HouseRule, false},
	{PurposeRights, HouseRule, false},
	{PurposeAccounts, HouseRule, false},
	{PurposeCase, privacyLaw, true},
	{PurposeUpkeep, privacyLaw, true},
	{PurposeInspection, privacyLaw, true},
	{PurposeComplaint, privacyLaw, true},
	{PurposeSecret, secretLaw, true},
	{PurposeEmergency, HouseRule, false},
	{PurposeOwn, privacyLaw, false},
	{PurposeErasure, privacyLaw, false},
}

// Find gives the row of a purpose.
func (p Purpose) Find() (PurposeRow, bool) {
	i := slices.IndexFunc(PurposeTable, func(r PurposeRow) bool { return r.Purpose == p })
	if i < 0 {
		return PurposeRow{}, false
	}
	return PurposeTable[i], true
}
