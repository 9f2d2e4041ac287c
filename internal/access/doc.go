// Package access decides who may do what. The policy is one Go table
// (policy.go): a row allows a role an action on a kind of object in a relation.
// What no row allows is denied. Decide (one object), Scope (lists), the page
// that explains the rights and the matrix test all derive from that table.
//
// Relations are a closed list. OwnUnit, UnitSubtree and ManagedSubtree compare
// the unit at which the role is held with the object's unit or managing unit;
// Subject compares persons. Grant, Assigned and Drafter are answered by the
// modules that keep them, through the port Relations.
//
// An object above the label that the folder may hold is denied to everyone;
// until sealing exists that is every label but none.
//
// Absent and hidden are one case: both are NotFound. Denied is said only to an
// actor who may read the object.
package access
