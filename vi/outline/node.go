package outline

import "sort"

// Kind is what a node is in the order of the text.
type Kind string

// The kinds, from the widest to the narrowest; an appendix and a heading stand
// beside the parts, at the top.
const (
	Part       Kind = "part"       // phần
	Chapter    Kind = "chapter"    // chương
	Section    Kind = "section"    // mục; also "I.", "I-" and "A." of texts without articles
	Subsection Kind = "subsection" // tiểu mục
	Article    Kind = "article"    // điều
	Clause     Kind = "clause"     // khoản: "1.", "1-", "1a."
	Point      Kind = "point"      // điểm: "a)", "a1)", "1.1.", "(1)", "ii)"; also dashes, plus signs and stars
	Appendix   Kind = "appendix"   // phụ lục, a form (mẫu số 02), or a document that is attached to this one
	Heading    Kind = "heading"    // a line in capitals without a number: MỞ ĐẦU, KẾT LUẬN
)

// Node is a part of a text. Encoded as JSON it is one line of an outline.
type Node struct {
	Kind Kind `json:"kind"`
	// Number is as printed, without the word before and the punctuation after it:
	// "II", "thứ nhất" (in small letters), "5a", "1.1", "đ", "-", with digits where a scanner
	// gave letters for them; "" for a heading and for an appendix without one.
	Number string `json:"number"`
	// Heading is in composed Unicode, on one line with single spaces; "" when the
	// part has none, as most clauses and points.
	Heading string `json:"heading"`
	// Start is where the marker begins, in code points from the beginning of the
	// text; behind the quotation mark when one opens there.
	Start int `json:"start"`
	// Parent is the place of the parent in the list, which is before this one; -1
	// at the top.
	Parent int `json:"parent"`
	// Quoted says that the part stands inside quotation marks and is another
	// document's, as in a text that amends one.
	Quoted bool `json:"quoted"`
	// End is the code point after the part and all that stands in it.
	End int `json:"end"`
	// ID names the part by the numbers of the parts around it, for example
	// "dieu-5.khoan-2.diem-đ". It is unique in the text and the same whenever the
	// text is read, however its lines break and whatever its Unicode form. An
	// article is named without its chapter, as articles are cited.
	ID string `json:"id"`
}

// At gives the place in the list of the narrowest node that holds an offset, in
// code points of the text from which Read made the list; -1 when none does.
func At(nodes []Node, offset int) int {
	i := sort.Search(len(nodes), func(i int) bool { return nodes[i].Start > offset }) - 1
	for i >= 0 && nodes[i].End <= offset {
		i = nodes[i].Parent
	}
	return i
}
