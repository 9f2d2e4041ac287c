package access

import "slices"

// founding are the commands by which whoever sits at the machine gives the first
// rights of a body. They end with its first two officers.
var founding = []Action{ActionGiveAssignment, ActionGiveDuty, "access.account.create", "signin.user.first"}

// Founds reports whether an action gives a right without a second pair of eyes
// when the operator does it: that is possible only until somebody can give rights
// and somebody else approve them.
func (a Action) Founds() bool { return slices.Contains(founding, a) }

// Officers says who can give rights and who can approve them, or ever could.
type Officers struct{ Giver, Approver bool }

// Founded reports whether the first two officers are there.
func (o Officers) Founded() bool { return o.Giver && o.Approver }

// Officer reports whether a body that has nobody in a role cannot govern itself:
// nobody gives rights, or nobody approves them.
func (r Role) Officer() bool { return r == RoleSysAdmin || r == RoleDeptHead }
