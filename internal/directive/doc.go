// Package directive keeps the register of documents that bind the body, and
// brings them to the units that must know them.
//
// # Nouns
//
// A Directive is one work with its public facts. An Expression is its exact
// text as a file, known by its digest. A Citation is a span of an expression
// that names a directive. A Dispatch sends one expression to units with a due
// day; each is a Recipient. An Ack says that a recipient confirms exactly that
// digest.
//
// # States
//
//	directive   draft -> registered -> withdrawn
//	            draft -> discarded
//	recipient   sent -> confirmed
//
// A file that was dropped becomes a draft with what a program read of it. A
// person compares, corrects and registers; nothing that was read counts before.
// Acks are only added: a wrong one stands, and what follows is said beside it.
//
// A unit without a computer is confirmed for by a clerk of a unit above it, with
// the signed slip attached; such an ack is shown apart, as on paper.
//
// # Invariants
//
//   - only a registered directive is sent;
//   - a number is in the register once for its issuer and day, whatever its case
//     and with whichever signs that look alike it was typed;
//   - a recipient keeps the name under which the unit was sent the directive;
//   - an ack carries the digest that was sent, and comes once; a slip is signed
//     on the day of sending or later, and can be opened;
//   - a directive is sent to a unit once as long as it has not confirmed.
//
// # Refuses to know
//
// Who in a unit agreed with a text, or what they thought of it. An ack is a
// unit's, given by the account of whoever keeps its papers.
package directive
