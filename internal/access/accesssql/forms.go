package accesssql

import "hoso/internal/access"

// By is who gives a command.
type By = access.By

// AssignmentForm attaches a role to a post.
type AssignmentForm = access.AssignmentForm

// DutyForm gives a direct duty.
type DutyForm = access.DutyForm

// DelegationForm hands roles over.
type DelegationForm = access.DelegationForm

// EndForm ends a right.
type EndForm = access.EndForm

// ClearanceForm is a clearance as its document says.
type ClearanceForm = access.ClearanceForm

// GrantForm opens an object.
type GrantForm = access.GrantForm

// BreakForm opens an object without a grant.
type BreakForm = access.BreakForm

// ReviewForm is what a reviewer found.
type ReviewForm = access.ReviewForm

// Notices is what every page says to somebody.
type Notices = access.Notices

// Kept is a remark as it is looked at.
type Kept = access.KeptRemark

// Right is one line of a list of rights.
type Right = access.Right
