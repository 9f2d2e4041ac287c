package citation

// Citation is a span that names a document, and what the text says of that
// document at this place. What the text does not say is empty: nothing is
// concluded or looked up.
type Citation struct {
	Start    int      // code points from the beginning of the text
	End      int      // the one after the span
	Surface  string   // the span as it stands in the text
	Number   string   // as printed, without spaces, hyphens as '-'; "" for a document named otherwise
	Kind     string   // code, by the symbol in the number, else by the type word; see Kinds
	KindWord string   // the type word in lower case and right spelling, "" for a bare number
	Date     string   // of issue, ISO
	Issuer   string   // as printed, composed, with single spaces
	Title    string   // the name of a law; the subject of others, likewise
	Year     int      // where the text has only a year
	Term     string   // of a Party body, Roman: "XIII"
	Plenum   string   // of the Central Committee, digits: "4", "6 (lần 2)"
	Role     string   // Cite, Self or Alias
	AliasOf  string   // of an alias: the full number it stands for
	Relation string   // of this text to the document; "" is none
	Pinpoint []string // parts of it, each from the outside in: "điều 4, khoản 2, điểm a"
}

// The roles of a citation.
const (
	Cite  = "cite"
	Self  = "self"  // the document's own number line
	Alias = "alias" // a short form of what the text cites in full
)

// The relations of a text to what it cites.
const (
	RestsOn    = "rests_on"   // căn cứ
	Supersedes = "supersedes" // thay thế
	Amends     = "amends"     // sửa đổi, bổ sung
	Repeals    = "repeals"    // bãi bỏ
	Guides     = "guides"     // hướng dẫn, quy định chi tiết
	Implements = "implements" // thực hiện
)

// Find gives the citations of a text in order; they do not overlap.
func Find(text string) []Citation {
	r := &reader{text: newText(text), list: make([]found, 0, 16), full: map[string]int{}, bound: map[string]bool{}}
	r.spans()
	r.describe()
	r.aliases()
	r.relations()
	list := make([]Citation, 0, len(r.list))
	for i := range r.list {
		f := &r.list[i]
		f.Start, f.End = int(r.cp[f.from]), r.stop(f.to)
		f.Surface = r.surface(f.from, f.to)
		list = append(list, f.Citation)
	}
	return list
}
