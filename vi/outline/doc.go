// Package outline reads the outline of a Vietnamese official text: which parts
// it has, where each begins and ends, what it is called and which stands in
// which.
//
// # What the parts are
//
// A law is written in parts (phần), chapters (chương), sections (mục) and
// subsections (tiểu mục), and these in articles (điều), clauses (khoản) and
// points (điểm):
//
//	Chương II                    a chapter: the word, a Roman number,
//	QUẢN LÝ HỒ SƠ                and its heading in capitals below
//	Điều 5. Thời hạn             an article, its heading on its line
//	1. Hồ sơ được lưu:           a clause
//	a) Trong mười năm;           points, in the letters of the Vietnamese
//	đ) Vĩnh viễn.                alphabet: a b c d đ e g h i k ...
//
// "Điểm đ khoản 1 Điều 5" is how such a place is cited. Articles number through
// all chapters. Texts of the Party and plans number freely: I-, 1., 1.1., a),
// and dashes. Behind the text come appendices (phụ lục), or a whole document that
// this one enacts, with articles of its own. A text that amends another quotes
// the new articles between quotation marks: those are marked as quoted.
//
// # Why it is hard
//
// A marker is only a word and a number, and both stand in sentences too. When a
// sentence breaks before "Điều 9 của Luật này", or before "2. Người lập hồ sơ",
// the line looks like a part and is none. Numbers are not always one after
// another: 5a and 5b come after 5, letters leave out f, j, w and z, a repealed
// clause leaves a gap, an excerpt begins at 247. Tables of contents list all parts
// before they come, running heads and page numbers stand in the middle of
// sentences, and a quotation mark may be lost.
//
// So no line is decided alone. For each that begins like a part the reader adds
// up whether its number follows the last of its kind, how the line before ends
// ("và", "khoản 2" and "của" want more, a full stop does not), and whether words
// go on in small letters behind it; see weigh. Numbers weigh most. Of the language
// it knows short lists of words: those that want more, headings without number
// (MỞ ĐẦU, KẾT LUẬN), types of document, and offices that decide and sign.
//
// The reader passes over the text a fixed number of times and looks ahead a
// bounded number of lines, so its time is linear in the text. How often it is
// right is measured on testdata/set, 12 labelled texts that are older than it;
// cases.txt holds harder ones.
//
// What it does not know: markers in the middle of a line, "(1)" and "ii)", a
// number that stands on another line than its word, tables whose cells are lines.
package outline
