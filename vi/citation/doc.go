// Package citation finds, in a Vietnamese official text, every place that names
// another document, says what the text tells of that document there, and reads a
// document's own head.
//
// # What a citation looks like
//
// "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư" is
// decree (nghị định) number 30 of 2020, with the symbols of its type (NĐ) and its
// issuer (CP, the government), issued on 5 March 2020, about clerical work. A
// citation is the span from the type word to the number, and the date if that
// follows at once; everything else is a field. State and Party number differently:
// 30/2020/NĐ-CP has a year and is unique, 126-QĐ/TW has none and recurs in every
// term of the Central Committee. Letters have no symbol of a type (2037/UBND-TH).
// Laws are named by title ("Luật Viên chức năm 2010", the law on public employees
// of 2010), resolutions of the Party by the session that passed them ("Nghị quyết
// Trung ương 4 khóa XII": fourth plenum, twelfth term). What was cited in full is
// later called by its type and number alone ("Quy định 126"), an alias.
//
// # What is found
//
// [Find] gives one [Citation] for each place, and never the same place twice. Three
// roles tell places apart: the document's own number line (Self), a short form
// (Alias, with AliasOf saying of what), and every other (Cite). Relation says what
// this text does to the document, by the verbs around it:
//
//	Căn cứ A             rests_on     "on the basis of A"
//	thay thế A           supersedes   "replaces A"
//	sửa đổi, bổ sung A   amends       "amends and supplements A"
//	bãi bỏ A             repeals      "repeals A"
//	hướng dẫn A          guides       "gives guidance on A"
//	thực hiện A          implements   "carries out A"
//
// Most citations have none: they are only mentioned. Pinpoint names the parts of the
// document that are meant: điều (article), khoản (clause), điểm (point), phụ lục
// (appendix) and so on, see package outline. [Kinds] lists types of document with
// their codes. [ReadHead] reads what a document says of itself: its number, type,
// issuer, date, title and signer. [Doubts] says at which citations a person
// should look again, and why.
//
// # Why that is hard
//
//   - The type words are common words: quyết định is a decision and to decide, kế
//     hoạch a plan and planning. "Quyết định 3 việc" decides three matters; "Kế
//     hoạch 5 năm" is a five-year plan; "Bộ Kế hoạch" is a ministry; "Hướng dẫn số
//     hóa" is guidance on digitising, where số is not "number".
//   - Numbers are written with spaces, six kinds of hyphen, across line ends, in
//     capitals, with misprints (34/CT-TW, 68-QĐ.TW), and scanners take 1 for l and
//     0 for O, while fractions, dates, accounts and forms look like numbers.
//   - The same letter is one code point or three, marks get lost, and words that
//     differ only by marks mean other things: về (about), vệ (to guard).
//   - A date near a number may be that of its effect, of a session or of an event.
//   - How the text stands to a document is said before it, once for a whole list,
//     or after it ("... hết hiệu lực": loses effect), and holds only when this text
//     itself acts: in "được thay thế bởi A" A replaced something else, "đề nghị bãi
//     bỏ A" asks others to repeal A, and what stands in A's own title is A's doing.
//   - Parts are named from the inside out, in lists that share what is outside:
//     "điểm a, b khoản 2 Điều 4" is points a and b of clause 2 of article 4.
//
// # How it works
//
// The text is copied into a shadow without marks and case in which every place
// knows its code point in the original (shadow.go); words, dates and numbers are
// matched there by hand, forgiving what scanners and converters do (words.go,
// date.go, number.go). One pass finds the spans (reader.go, named.go, bare.go,
// short.go, law.go, plenum.go, standard.go). Then each citation is described by
// what follows it (after.go, issuer.go, title.go) and by the parts named beside it
// (pin*.go, parts.go), short forms are bound to what they stand for
// (alias.go), and a last pass follows verbs and subjects from sentence to sentence
// to tell relations (relation.go, sentence.go, verbs.go, phrases.go, acts.go,
// subject.go, voice.go). The own number
// line and its letterhead are read by own.go and heading.go.
//
// Positions are code points of the text as given, in whatever Unicode form; to cut
// a span out of a string, convert it to []rune. The rules that decide doubtful cases
// are in testdata/set/README.md, beside the labelled texts on which the tests
// measure how often the reader is right.
//
// # What it does not do
//
// Nothing is looked up and nothing is guessed. A field that the text does not state
// is empty, and a number that could be an address or a count is left out. Whether a
// document exists, is in force, or was cited rightly is not known here; nor is "this
// decree" (Nghị định này) resolved, or a law named without number, date or year. Text
// must be Unicode: see package legacy for what is not.
//
// # Cost
//
// Every look back or ahead is bounded, so the time is linear in the text: at least 10
// MB a second on one core, a tenth of a millisecond for a letter of one page. "go
// run ./bench text" measures it. Functions are pure and may be called from any
// goroutine.
package citation
