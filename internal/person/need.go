package person

import (
	"slices"

	"hoso/internal/access"
)

// Need says which sealed fields and which evidence a purpose needs: whoever opens
// a file for it sees these, and of the others only whether they are there.
type Need struct {
	Purpose  access.Purpose
	Fields   []string
	Evidence []EvidenceKind
	Basis    string
	Verified bool // somebody compared it with the text of the basis
}

// Needs is the table. A purpose without a row needs nothing sealed.
var Needs = []Need{
	{access.PurposeCase, []string{FieldBorn}, []EvidenceKind{Recruitment, Appointment, Diploma, Certificate, Resume}, "Nghị định số 170/2025/NĐ-CP, Điều 35", false},
	{access.PurposeUpkeep, sealedFields, allEvidence(), "Nghị định số 27/2026/NĐ-CP", false},
	{access.PurposeInspection, nil, []EvidenceKind{Recruitment, Appointment, Diploma, Certificate}, "Luật số 91/2025/QH15", false},
	{access.PurposeComplaint, nil, []EvidenceKind{Recruitment, Appointment}, "Luật số 91/2025/QH15", false},
	{access.PurposeEmergency, sealedFields, nil, "Luật số 91/2025/QH15", false},
	{access.PurposeOwn, sealedFields, allEvidence(), "Luật số 91/2025/QH15, Điều 4", false},
}

var sealedFields = []string{FieldBorn, FieldPersonalNumber}

func allEvidence() []EvidenceKind {
	kinds := make([]EvidenceKind, len(EvidenceTable))
	for i, r := range EvidenceTable {
		kinds[i] = r.Kind
	}
	return kinds
}

// NeedFor gives what a purpose needs.
func NeedFor(p access.Purpose) Need {
	if i := slices.IndexFunc(Needs, func(n Need) bool { return n.Purpose == p }); i >= 0 {
		return Needs[i]
	}
	return Need{Purpose: p}
}

// Field reports whether the purpose needs a sealed field.
func (n Need) Field(code string) bool { return slices.Contains(n.Fields, code) }

// Kind reports whether it needs evidence of a kind.
func (n Need) Kind(k EvidenceKind) bool { return slices.Contains(n.Evidence, k) }
