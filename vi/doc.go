// Package vi handles Vietnamese text: folding for search, keys for sorting.
//
// Vietnamese is written in Latin letters with two layers of marks: some make
// another letter (ă â ê ô ơ ư đ), others give the syllable its tone (à ả ã á ạ).
// The same word has several spellings as bytes and as letters:
//
//   - composed or decomposed Unicode (ế is one code point or three);
//   - the tone on one vowel or the next (hoà, hòa), a matter of taste on which
//     public offices disagree;
//   - look-alikes from old fonts and keyboards (ð for đ).
//
// Fold makes all of them equal, and without marks, for search. SortKey and
// TextKey order text as Vietnamese readers expect: syllable by syllable, the
// letters of a syllable before its tone, tones in the order ngang, huyền, hỏi,
// ngã, sắc, nặng; persons by given name first.
//
// The package imports nothing but the standard library and golang.org/x/text.
package vi
