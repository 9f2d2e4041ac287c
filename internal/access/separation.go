package access

import "slices"

// Pair is two roles that one person never holds together.
type Pair struct {
	A, B  Role
	Basis string
	Note  string // key of the sentence that says why
}

// Separated is the table of such pairs. It is refused when a role, a post with a
// role, a holding or a delegation is given, and at use: where both stand all the
// same, neither counts.
var Separated = append(
	pairs(RoleSysAdmin, "access.apart.machine", RoleOfficeClerk, RoleDeptHead, RoleDeptSpecialist, RoleUnitClerk, RoleUnitHead, RoleAuditor),
	pairs(RoleAuditor, "access.apart.audit", RoleOfficeClerk, RoleDeptHead, RoleDeptSpecialist, RoleUnitClerk, RoleUnitHead)...)

func pairs(a Role, note string, others ...Role) []Pair {
	list := make([]Pair, len(others))
	for i, b := range others {
		list[i] = Pair{A: a, B: b, Basis: HouseRule, Note: note}
	}
	return list
}

// Clash finds the first pair that a role makes with roles already held.
func Clash(role Role, held []Role) (Pair, bool) {
	for _, p := range Separated {
		if p.A == role && slices.Contains(held, p.B) || p.B == role && slices.Contains(held, p.A) {
			return p, true
		}
	}
	return Pair{}, false
}

// Separate takes away the roles that are held together against the table.
func Separate(roles []Holding) (kept []Holding, clashes []Pair) {
	names := make([]Role, len(roles))
	for i, h := range roles {
		names[i] = h.Role
	}
	for _, p := range Separated {
		if slices.Contains(names, p.A) && slices.Contains(names, p.B) {
			clashes = append(clashes, p)
		}
	}
	for _, h := range roles {
		if !slices.ContainsFunc(clashes, func(p Pair) bool { return p.A == h.Role || p.B == h.Role }) {
			kept = append(kept, h)
		}
	}
	return kept, clashes
}

// Part is a part that somebody plays in one act.
type Part string

// The parts.
const (
	PartGiver    Part = "giver"    // gives a right
	PartGiven    Part = "given"    // gets it
	PartProposer Part = "proposer" // proposes what needs four eyes
	PartApprover Part = "approver" // approves it
	PartSubject  Part = "subject"  // is the person whom it concerns
	PartBreaker  Part = "breaker"  // opened without a grant
	PartReviewer Part = "reviewer" // looks at it afterwards
	PartSuperior Part = "superior" // heads the unit of whoever is looked at, or one above it
	PartReader   Part = "reader"   // whose reading is looked at
)

// Apart is two parts of one act that one person never plays.
type Apart struct {
	A, B  Part
	Basis string
}

// PartsApart is the table of such parts; the commands of this package refuse by
// it, and the page of rights shows it.
var PartsApart = []Apart{
	{PartGiver, PartGiven, HouseRule},
	{PartProposer, PartApprover, HouseRule},
	{PartApprover, PartSubject, HouseRule},
	{PartBreaker, PartReviewer, HouseRule},
	{PartSubject, PartReviewer, HouseRule},
	{PartReader, PartReviewer, HouseRule},
	{PartSuperior, PartReviewer, HouseRule},
	{PartGiven, PartSubject, privacyLaw},
	{PartReader, PartProposer, privacyLaw},
	{PartReader, PartApprover, privacyLaw},
}

// Same reports whether two actors are one person, be it under two accounts.
func Same(a, b Actor) bool {
	return a.Account == b.Account && !a.Account.IsZero() || a.Person == b.Person && !a.Person.IsZero()
}

// PostRoles lists the roles that are attached to posts.
func PostRoles() []Role {
	return []Role{RoleOfficeClerk, RoleDeptHead, RoleDeptSpecialist, RoleUnitClerk, RoleUnitHead}
}

// DirectRoles lists the duties that are given to an account itself, so that they
// do not come and go with a post.
func DirectRoles() []Role { return []Role{RoleAuditor, RoleSysAdmin} }
