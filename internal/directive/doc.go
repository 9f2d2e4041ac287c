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
//	citation    read -> confirmed | corrected | struck -> read
//	            added -> struck -> added
//
// A file that was dropped becomes a draft with what a program read of it. A
// person compares, corrects and registers; nothing that was read counts before.
//
// A citation is doubtful when the program mended something on reading it, when
// the text does not say enough, or when the register has something like it but
// not the same; it stays so until a person confirms, corrects or strikes it out.
// Doubts refuse nothing. What was read is kept beside what a person said, so that
// there is a way back; a new reading of the text, by newer rules or after the pages
// were read again, finds each citation by its span and words, else by the same
// words nearest to them, and never undoes what a person decided (Carry).
//
// Acks are only added: a wrong one stands, and what follows is said beside it.
//
// A scan has no text. A job reads its pages by machine for whoever ordered it
// (recognise.go); that text is the expression's from then on, everywhere marked
// as read by machine, and as compared once somebody said that they did.
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
//   - where a person chose what a citation names, no rule moves it;
//   - a directive is sent to a unit once as long as it has not confirmed.
//
// # Refuses to know
//
// Who in a unit agreed with a text, or what they thought of it. An ack is a
// unit's, given by the account of whoever keeps its papers.
package directive
