// Package org keeps the body's organisation: its units, posts and who holds
// them, as they are on any day.
//
// # Nouns
//
// A Unit is what stays when its name, place and manager change; its code never
// changes. What it is on a day is a State; a unit's States follow each other
// without gap and overlap (Timeline). The units of a day form one tree under
// the body; committees are units of kind committee. ManagingUnit says who
// decides by decentralisation: it need not be above the unit.
//
// A Post is a place in a unit with a number of seats; a Holding says that a
// person sits in it from a day. org keeps only a person's id; names pass through it
// on lists and imports, on their way to and from module person.
//
// # Changes
//
// Found, create, rename (any of name, short name, symbol), move (parent,
// manager), end, merge, split, and withdraw, the way back from the newest
// change; posts are made and abolished, people seated and unseated; tables of
// units and of holders are imported. Each names the day from which it holds, past or future, and the
// document that it rests on. Nothing is deleted: states end, successors are
// recorded.
//
// # Invariants
//
//   - a state's days lie inside its unit's life and do not overlap another's;
//   - on no day, past or planned, is a unit below itself; its parent lives on every
//     day it does;
//   - nobody is seated in a unit that ends;
//   - a unit with living sub-units or holders does not end;
//   - a post has at most as many holders on a day as seats;
//   - a merger moves posts and holders on its day: what was before stays;
//   - an import done twice changes nothing the second time.
//
// Commands that change the tree's shape, or who sits in it, wait for each other
// (Units.Hold): each decides on what the one before left.
//
// org_unit_now is derived: the tree as of the day in org_today. The command
// org.tree.refresh moves that day on, at midnight or at start.
//
// # Roles
//
// Roles are attached to posts by access, which asks here who holds which post on a
// day (orgsql.Seats). Before somebody sits, org asks access whether their roles go
// together (Roles); a post that goes on in another unit takes its roles along.
//
// # Refuses to know
//
// Anything about a person but that they sit in a post. A list of holders is a
// search over persons: it leaves an entry (DESIGN 5 b), its export one that
// names everybody in it (5 d).
package org
