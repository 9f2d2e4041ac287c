// Package citation finds, in a Vietnamese official text, every place that names
// another document, and reads a document's own head.
//
// A document is cited by a type word and a number: "Nghị định số 30/2020/NĐ-CP
// ngày 05/3/2020" is decree number 30 of 2020 of the government. State and Party
// write numbers differently (30/2020/NĐ-CP, 126-QĐ/TW), people write them with
// spaces, other hyphens, in capitals and across line breaks, and much that looks
// like a number is none: fractions, dates, telephone numbers. Only numbers with
// the symbol of a document type, or of a National Assembly ("QH15"), are taken.
//
// Positions are code points of the text as given. A span runs from the type word
// (or "số") to the end of the number, with the date when nothing but a space or
// a comma stands between. Laws are named by their title, which is inside.
//
// The scanner passes over the text once and looks back and ahead a bounded way
// from each number, so it is linear in the text.
package citation
