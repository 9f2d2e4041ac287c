// Package person knows the people in the files: their directory entry, who they
// are, which documents prove it, who looked, and what they ask for themselves.
//
// # What may be stored
//
// The closed catalogue in catalogue.go; archtest compares every field, column,
// form and schema with it. There is no place for anything else, and none for
// notes (DESIGN 2). Core fields stand in lists and searches. Sealed ones are
// encrypted under the person's own key, so that a copied disk or a curious
// administrator of the database reads nothing, and exist outside their own page
// only as "present", "absent" or "expired".
//
// # Opening a file
//
// A file is opened for a purpose, on a grant or by the duty of whoever keeps it
// (Way). What the purpose needs is in the table Needs; of the rest the page says
// only whether it is there. Every look passes the door with its subject, the
// purpose and the grant, and the entry is durable before anything is unsealed:
// the file, its print, its history, each page of evidence and each picture of
// one are openings of their own (DESIGN 5 c). A file that is hidden and one that
// is absent go the same way, get the same answer and leave the same entry.
//
// A page of evidence has the label of its document. The store reads none above the
// ceiling that the door decided on, so that for whoever is not cleared it is nowhere:
// not in the file, in what is present, in the history, nor at its address.
//
// # The person
//
// Everybody sees their own file whole, but for a labelled page above their clearance,
// of which they are told that it is kept; with who opened it, as what, for what and
// on what. An opening may be told later: for a reason, until a day, approved by
// somebody else; on that day it appears by itself. A person proposes corrections
// and asks for their rights; the terms are dated data in Clocks, and whoever
// answers gives reasons.
//
// # Erasing
//
// Whoever keeps a file proposes that what is sealed in it is erased, on a basis of
// ErasureTable and a document; another officer approves exactly that, once all that
// the person asked for is answered. The entry and the row (Erasure, the tombstone)
// stand before anything is touched. Then, by a job and again every few minutes until
// it is done: the person's key is destroyed, the rows and files that it opened are
// taken away, and after the night in which the master key is replaced, with the
// bundle, it is done. Until then it is begun, and says by when. What is next is read
// off what stands. Name, unit and post stay in the directory, and so does the
// record of who looked.
//
// # Failure
//
// A version that moved on is Conflict "person.changed", and what was typed stays.
// While nobody has unlocked the keyring everything sealed is Unavailable
// "vault.keyring.locked"; the entry of the opening stands all the same.
package person
