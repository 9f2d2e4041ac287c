// Package access decides who may do what. The policy is one Go table
// (policy.go): a row allows a role an action on a kind of object in a relation.
// What no row allows is denied. Decide (one object), Scope (lists), the page
// that explains the rights and the matrix test all derive from that table.
//
// Relations are a closed list. OwnUnit, UnitSubtree and ManagedSubtree compare
// the unit at which the role is held with the object's unit or managing unit;
// Subject compares persons. Grant, Assigned and Drafter are answered by the
// modules that keep them, or by the standing itself: a Grant opens one object, for
// a purpose, until its last day, and so for minutes does a Break.
//
// A role comes by a post, as a direct duty, or by delegation; two that are
// Separated never count together. What FourEyes says waits for an Approval that
// binds its exact content. An object above what the Node may hold, or above the
// actor's Clearance, is absent.
//
// Absent and hidden are one case: both are NotFound. Denied is said only to an
// actor who may read the object.
package access
