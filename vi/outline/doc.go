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
//	đ) Vĩnh viễn.                alphabet: a b c d đ e g h i k ... y, then aa ab
//
// "Điểm đ khoản 1 Điều 5" is how such a place is cited. Articles number through
// all chapters. Texts of the Party and plans number freely: I-, 1., 1.1., a),
// dashes, (1), ii) and stars. Behind the text come appendices (phụ lục), or a whole document that
// this one enacts, with articles of its own. A text that amends another quotes
// the new articles between quotation marks: those are marked as quoted.
//
// # What is found
//
// [Read] gives the parts in the order of the text as a flat list; Parent makes it a
// tree. Start and End are code points of the text as given, in whatever Unicode
// form, and a part holds its children: an article ends where its last point does.
// ID is a path like "dieu-5.khoan-2.diem-đ" (article 5, clause 2, point đ) by which
// others may point at a part and find it again when the text was read anew. [At]
// finds the part around an offset, such as that of a citation.
//
// # Why it is hard
//
// A marker is only a word and a number, and both stand in sentences too. When a
// sentence breaks before "Điều 9 của Luật này" (article 9 of this law), or after
// "theo khoản" and before "2. Người lập hồ sơ" (under clause | 2. Whoever compiles
// the file), the line looks like a part and is none. Numbers are not always one after
// another: 5a and 5b come after 5, letters leave out f, j, w and z, a repealed
// clause leaves a gap, an excerpt begins at 247. Tables of contents list all parts
// before they come, running heads and page numbers stand in the middle of
// sentences, and a quotation mark may be lost.
//
// So no line is decided alone. For each that begins like a part the reader adds
// up whether its number follows the last of its kind, how the line before ends
// ("và", and, "khoản 2", clause 2, and "của", of, want more, a full stop does not),
// and whether words go on in small letters behind it. Numbers weigh most. Of the language
// it knows short lists of words: those that want more and the phrases in which they do not, headings without number
// (MỞ ĐẦU, introduction, KẾT LUẬN, conclusion), types of document, and offices that decide and sign.
//
// How often it is right is measured on testdata/set, 12 labelled texts that are
// older than it, and on two later sets: testdata/unseen, of which the README says how much was found at
// first sight, and testdata/unseen-2. cases.txt holds harder ones.
//
// Scans are read too: a word with wrong marks is the word ("Điêu 5", "Chưong II"), and letters that stand for
// digits are digits ("Điều l.", "1O."), where the number follows and punctuation stands behind it.
//
// # What it does not do
//
// It does not read markers in the middle of a line, or tables whose cells are lines. It never
// renumbers, mends or completes: a gap stays a gap. What the words in a part say,
// and what other document they name, is the matter of package citation. Text must be
// Unicode: see package legacy for what is not.
//
// # Cost
//
// The reader passes over the text a fixed number of times and looks ahead a bounded
// number of lines, so its time is linear in the text: more than 20 MB a second on
// one core, a law of 30,000 lines in some 50 milliseconds. "go run ./bench text"
// measures it. Functions are pure and may be called from any goroutine.
package outline
