// Package legacy reads Vietnamese text that was typed with fonts from before
// Unicode: TCVN3 (also called ABC) and VNI, and text of Windows code page 1258.
// It converts, says in which encoding a text may be, and reports what does not
// fit. It never decides: what it finds is to be shown to a person first.
//
// # Why such text exists
//
// Until about 2005 a computer had 256 characters to a font, and Vietnamese needs
// 134 letters beyond ASCII (ế, Ự, đ ...). Fonts were made that draw Vietnamese
// letters in the places of others. In the font .VnTime the byte 0xD5 is drawn as
// ế; a file that holds it says "Õ" to every program that does not have the font.
// Personnel files, rosters and spreadsheets of twenty years are written so, and
// come up as "NguyÔn V¨n Tr­êng" or "Nguyeãn Vaên Tröôøng" for Nguyễn Văn Trường.
//
// # How to use it
//
// Who knows the font asks [Font] for its encoding and calls [Decode]. Who has text
// alone calls [Propose], or [Column] for the cells of a column, shows Before and
// After to a person, and keeps After when that person says so. Bytes of a file go
// through [FromBytes] first.
//
// # The encodings
//
// TCVN3 (standard TCVN 5712:1993, third set; fonts .VnTime, .VnArial ...) has one
// byte for each of 67 small letters and for 7 capitals (Ă Â Đ Ê Ô Ơ Ư). The other
// 60 capitals exist only through a capital font (.VnTimeH), which draws the byte
// of ế as Ế. So the same bytes are "hội" or "HỘI" (association), depending on the font alone:
// whoever knows the font says so with capital. Text in a capital font that was
// typed half in capitals ("CéNG HßA") can be told; see Guess.Capital.
//
// VNI (fonts VNI-Times ...) writes a base letter and then a byte for its marks:
// "aù" is á, "AÙ" is Á, "ñ" is đ. Every letter has both cases.
//
// Windows-1258 has the letters ă â đ ê ô ơ ư and five combining tones: ế is "ê"
// and a tone byte. It is an encoding of files and not of fonts.
//
// Text comes in as strings in which each byte looks as Windows-1252 draws it, as
// from DOCX, XLSX and HTML, or as bytes: FromBytes makes them such strings. It goes
// out as composed Unicode.
//
// # Why it is hard
//
// The bytes do not say what they are. "mãn" (full) is a word as it stands, and món
// (dish) if the font was .VnTime; "Thò" (reach in) is one too, and Thị, a common
// middle name, in VNI. [Detect] converts each
// word every way and counts what has the shape of Vietnamese syllables; in short
// cells several ways may do equally well, and then Guess.Also names them. Text
// that reads as it stands is left so.
//
// One column of a spreadsheet often has all three, typed by different people in
// different years, and a cell may have two: Column guesses cell by cell, and a
// mixed cell is converted word by word.
//
// In TCVN3 the letter ư is the byte 0xAD, which is the soft hyphen of Latin text.
// Editors, mail and web pages drop it or make it a hyphen: trường comes as
// "trờng" or "tr-ờng", and sometimes what is left is another word: chưa (not yet)
// becomes cha (father). No program can put that back with certainty, so [Damage]
// tells where it seems to have happened and what the word may have been, and the
// text stays as it is.
//
// # What it does not do
//
// It decides nothing, puts no letter back, and corrects no spelling. It knows no
// encodings but these: not VISCII, VPS, BK HCM 2 or the typing of marks as signs
// (Vie^.t). It reads no files: fonts of a DOCX are for its caller to find.
//
// # How well it does
//
// On cells made of the words of this repository's texts and names: none in
// Unicode or without marks is taken for legacy text. Of legacy cells of five words
// and more about 99 of 100 are told right, of single words 74 (VNI) to 87 (TCVN3);
// the others are left open, with the right encoding in Also or a Confidence of at
// most a half. The tests print the table.
// Real files have more misspelling and more English than that.
//
// # Cost
//
// Functions are pure, may be called from any goroutine, and take time linear in
// the text: on one core Detect and Decode read some 2 MB a second, a Propose of a
// name takes some 12 microseconds. Of a large text a part is enough to Detect.
//
// # Sources
//
// TCVN3 and VNI were taken as facts, not as code, from duydev/vietnamese-conversion;
// TCVN3 was compared with the table in backupvietsoft/HRM, VNI with that of
// lamdao/xvnkb, and all letters agree. Windows-1258 is Microsoft's table as
// Python's cp1258 has it. All three stand once more, letter by letter, in
// testdata/letters.tsv, made apart from the code. TCVN 5712 has two more sets that
// some software calls TCVN (X11, iconv): they are not TCVN3 and not read here.
package legacy
