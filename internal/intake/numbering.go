package intake

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"strconv"
	"strings"
)

// numberRef is what a paragraph says about its automatic number.
type numberRef struct{ style, num, level string }

// level is how a list writes the numbers of one depth.
type level struct {
	start        int
	format, text string // text: "Điều %1.", where %n is the number of depth n
	style        string // the paragraph style that carries this level
}

// numbering counts the automatic numbers of a Word file.
type numbering struct {
	lists  map[string]string       // list id to definition id
	levels map[string]*[9]level    // by definition id
	starts map[string]map[int]int  // starts of their own, by list id and depth
	styles map[string]numberRef    // numbers that a style gives
	based  map[string]string       // the style on which a style rests
	counts map[string]*[9]int      // by definition id, as Word counts
	begun  map[string]map[int]bool // list ids whose own start was used
}

// readNumbering reads numbering.xml and styles.xml beside the main part.
func readNumbering(z *zip.Reader, dir string) (*numbering, error) {
	n := &numbering{lists: map[string]string{}, levels: map[string]*[9]level{}, starts: map[string]map[int]int{},
		styles: map[string]numberRef{}, based: map[string]string{}, counts: map[string]*[9]int{}, begun: map[string]map[int]bool{}}
	var def, list, style string
	at := 0
	err := eachPart(z, path.Join(dir, "numbering.xml"), func(_ *elements, s xml.StartElement) error {
		val := attr(s, "val")
		switch local(s) {
		case "abstractNum":
			def, list = attr(s, "abstractNumId"), ""
			n.levels[def] = &[9]level{}
		case "num":
			list, def = attr(s, "numId"), ""
		case "abstractNumId":
			n.lists[list] = val
		case "lvl", "lvlOverride":
			at = depth(attr(s, "ilvl"))
		case "startOverride":
			if n.starts[list] == nil {
				n.starts[list] = map[int]int{}
			}
			n.starts[list][at], _ = strconv.Atoi(val)
		default:
			if l := n.levels[def]; l != nil {
				l[at].set(local(s), val)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return n, eachPart(z, path.Join(dir, "styles.xml"), func(_ *elements, s xml.StartElement) error {
		ref, val := n.styles[style], attr(s, "val")
		switch local(s) {
		case "style":
			style = attr(s, "styleId")
			return nil
		case "basedOn":
			n.based[style] = val
		case "numId":
			ref.num = val
		case "ilvl":
			ref.level = val
		default:
			return nil
		}
		n.styles[style] = ref
		return nil
	})
}

func (l *level) set(name, val string) {
	switch name {
	case "start":
		l.start, _ = strconv.Atoi(val)
	case "numFmt":
		l.format = val
	case "lvlText":
		l.text = val
	case "pStyle":
		l.style = val
	}
}

func depth(s string) int {
	n, _ := strconv.Atoi(s)
	return min(max(n, 0), 8)
}

// resolve fills in what the paragraph's style says; a paragraph's own word wins.
func (n *numbering) resolve(ref numberRef) numberRef {
	style := ref.style
	for hops := 0; ref.num == "" && style != "" && hops < 20; hops++ {
		ref.num = n.styles[style].num
		if ref.level == "" {
			ref.level = n.styles[style].level
		}
		style = n.based[style]
	}
	if l := n.levels[n.lists[ref.num]]; l != nil && ref.level == "" {
		for i := range l {
			if l[i].style != "" && l[i].style == ref.style {
				ref.level = strconv.Itoa(i)
			}
		}
	}
	return ref
}

// next gives the number of the next paragraph with ref, and a space; "" for none.
func (n *numbering) next(ref numberRef) string {
	ref = n.resolve(ref)
	def := n.lists[ref.num]
	levels := n.levels[def]
	if levels == nil || ref.num == "0" {
		return ""
	}
	at := depth(ref.level)
	counts := n.counts[def]
	if counts == nil {
		counts = &[9]int{}
		n.counts[def] = counts
	}
	counts[at] = max(counts[at]+1, levels[at].start)
	if start, ok := n.starts[ref.num][at]; ok && !n.begun[ref.num][at] {
		counts[at] = start
		if n.begun[ref.num] == nil {
			n.begun[ref.num] = map[int]bool{}
		}
		n.begun[ref.num][at] = true
	}
	clear(counts[at+1:])
	return render(levels, counts, at)
}

// render writes the number of one depth, with those above that it names. The
// sign of a bullet is from a picture font and becomes a hyphen.
func render(levels *[9]level, counts *[9]int, at int) string {
	switch levels[at].format {
	case "none":
		return ""
	case "bullet":
		return "- "
	}
	text := levels[at].text
	for i := range levels {
		mark := "%" + strconv.Itoa(i+1)
		if strings.Contains(text, mark) {
			text = strings.ReplaceAll(text, mark, spell(max(counts[i], levels[i].start), levels[i].format))
		}
	}
	if text == "" {
		return ""
	}
	return text + " "
}

// spell writes n in one of Word's number formats; unknown ones are decimal.
func spell(n int, format string) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	switch format {
	case "lowerLetter":
		return strings.Repeat(string(rune('a'+(n-1)%26)), min((n-1)/26+1, 9))
	case "upperLetter":
		return strings.ToUpper(spell(n, "lowerLetter"))
	case "lowerRoman":
		return strings.ToLower(spell(n, "upperRoman"))
	case "upperRoman":
		return roman(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

var romans = []struct {
	value int
	text  string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func roman(n int) string {
	var b strings.Builder
	for _, r := range romans {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}
