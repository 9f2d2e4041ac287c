package person

import (
	"slices"

	"hoso/internal/access"
	"hoso/internal/door"
	"hoso/internal/errs"
)

// Excuse says why a text may go on although it has such a word.
type Excuse string

// The excuses. An officer has only the first: what they write judges a record, so
// anything else is put in other words. Whoever asks about their own file may also
// say that these are their own words: a right is not lost by naming what it is
// about. They are sealed, go to whoever answers, and never into the file.
const (
	ExcuseName Excuse = "name" // the word is part of the name of a body, a document or a person
	ExcuseOwn  Excuse = "own"  // these are the person's own words about their own rights
)

var (
	ofOfficers = []Excuse{ExcuseName}
	ofOneself  = []Excuse{ExcuseName, ExcuseOwn}
)

// ExcusesOf gives what may be said for a text of one's own, or of an officer.
func ExcusesOf(own bool) []Excuse {
	if own {
		return ofOneself
	}
	return ofOfficers
}

// note lets the entry say that a text went on with an excuse: its number in the
// order of the person's own.
func (e Excuse) note(tx door.Tx) {
	if i := slices.Index(ofOneself, e); i >= 0 {
		tx.Fact("words", i+1)
	}
}

// checkWords refuses a typed text with such a word, unless somebody says why it
// may go on: Invalid "person.words.touch" at the field, and "person.words.excuse" at
// the field that asks for the reason.
func checkWords(f *errs.Faults, field, text string, e Excuse, allowed []Excuse) {
	word := access.Touching(text)
	if word == "" || slices.Contains(allowed, e) {
		return
	}
	f.Add(errs.Invalid("person.words.touch", errs.Field(field), errs.Str("word", word)))
	f.Add(errs.Invalid("person.words.excuse", errs.Field("words")))
}
