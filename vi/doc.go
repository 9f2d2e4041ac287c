// Package vi handles Vietnamese text and names: folding for search, keys for
// sorting, the shape of syllables, proposals for the parts of a name, and what a
// personal number says.
//
// Vietnamese is written in Latin letters with two layers of marks. Some make
// another letter (ă â ê ô ơ ư đ), others give the syllable one of six tones
// (ngang a, huyền à, hỏi ả, ngã ã, sắc á, nặng ạ), and one vowel may bear both
// (ế). Marks are not decoration: ma, mà, mả, mã, má and mạ are a ghost, but, a
// grave, a code, a mother and a rice seedling. Every syllable is written apart, so
// a space says nothing about words: "cơ quan" is one word of two syllables, an
// agency. And the same word has several spellings as bytes and as letters:
//
//   - composed or decomposed Unicode (ế is one code point or three);
//   - the tone on one vowel or the next (hoà, hòa), a matter of taste on which
//     public offices disagree;
//   - look-alikes from old fonts and keyboards (ð for đ), spaces that do not
//     break, hyphens and apostrophes of all kinds, characters without width.
//
// Fonts from before Unicode are the matter of package legacy.
//
// # Search
//
// [Fold] makes all these spellings equal, and drops the marks, for search: who
// looks for Hòa Bình types "hoa binh". What was folded is for comparing, never for
// showing, and finds too much (all six of ma): show matches with the right marks
// first. [FoldWords] and [Words] give what to put into an index of words. [Clean]
// and [NFC] are for what is kept: they leave the marks.
//
// # Order
//
// [SortKey] and [TextKey] order text as Vietnamese lists are ordered: syllable by
// syllable, first the letters of the syllable, in which ă and â follow a, đ
// follows d and so on, then its tone in the order above. Code points order
// wrongly, and so does a general collation, which looks at tones only when the
// letters of the whole text are equal and puts "Hoà An" before "Hoa Yên". Persons
// come by given name, then family and middle names. Keys are text that any
// database orders by bytes.
//
// # Names
//
// A name is written family, middle, given: Nguyễn Thị Minh Khai has the given
// name Khai, or Minh Khai; only she knows. Some family names have several words,
// many peoples of the country order names otherwise or have no family names. So
// [ProposeName] proposes, with what else could be, and nothing here divides a name
// unseen. A name typed in three fields stays in three fields.
//
// # Numbers
//
// [ReadNumber] tells what the 12 digits of a personal number (số định danh cá nhân,
// on every citizen card) state. It warns and never refuses: numbers outlive the
// facts they were made from.
//
// # What it does not do
//
// It joins no syllables to words, puts no lost mark back, corrects no spelling, and
// concludes nothing from a name: neither sex nor people nor kinship. It keeps no
// dictionary: [IsSyllable] judges the shape of a syllable, not whether it is a word.
//
// # Cost
//
// All functions are pure, may be called from any goroutine, and take time linear
// in their text: on one core Fold reads some 20 MB a second and TextKey some 6, a
// SortKey takes some 3 microseconds and a ProposeName 25. Keep keys and folded text
// beside the text instead of making them anew in every comparison.
//
// # Sources
//
// Order of letters and tones: Vietnamese dictionaries; school books that order
// the tones otherwise exist and are not followed. Personal numbers: decree
// 137/2015/NĐ-CP, circular 07/2016/TT-BCA and its annex of provinces. Family
// names: a published list of Kinh names (Văn hóa dòng họ, Văn Hạnh) and what is
// generally known; the lists of names of several words and of clans of the
// Central Highlands are short, and nobody of those families has confirmed them.
//
// The package imports nothing but the standard library and golang.org/x/text.
package vi
