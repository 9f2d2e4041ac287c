package directiveweb

import (
	"net/url"
	"strings"

	"hoso/vi/outline"
)

// part is a part of a text in its table of contents, with the parts in it.
type part struct {
	outline.Node
	Parts []*part
}

// shownParts is how many parts a table of contents has at most.
const shownParts = 3000

// contents makes the table of contents out of the list of parts.
func contents(nodes []outline.Node) []*part {
	nodes = nodes[:min(len(nodes), shownParts)]
	all := make([]*part, len(nodes))
	var top []*part
	for i, n := range nodes {
		all[i] = &part{Node: n}
		if n.Parent < 0 {
			top = append(top, all[i])
		} else {
			above := all[n.Parent]
			above.Parts = append(above.Parts, all[i])
		}
	}
	return top
}

// partWords are how parts are called where they are cited: words of the document,
// not of the page.
var partWords = map[outline.Kind]string{
	outline.Part: "Phần", outline.Chapter: "Chương", outline.Section: "Mục", outline.Subsection: "Tiểu mục", outline.Article: "Điều",
	outline.Clause: "Khoản", outline.Point: "Điểm", outline.Appendix: "Phụ lục",
}

// name is how a part stands in the table of contents.
func (p *part) name() string {
	words := []string{partWords[p.Kind], p.Number}
	if strings.Trim(p.Number, "-+–") == "" { // a dash is no number
		words = words[:1]
	}
	name := strings.TrimSpace(strings.Join(words, " "))
	if p.Heading != "" && name != "" {
		name += ". "
	}
	return name + p.Heading
}

func (p *part) anchor() string { return "#" + url.PathEscape(p.ID) }

// open says that a part shows what is in it at once: those that hold articles.
func (p *part) open() bool {
	return p.Kind == outline.Part || p.Kind == outline.Chapter || p.Kind == outline.Section || p.Kind == outline.Appendix
}
