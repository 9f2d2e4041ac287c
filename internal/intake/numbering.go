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
	font         string // "" when it is the paragraph's
	tight        bool   // nothing stands behind the number
	plain        bool   // numbers of higher levels are decimal
	restart      int    // the depth, from 1, whose number makes this begin again; 0 is the one above, -1 none
}

// levels are those of one list definition.
type levels [9]level

// list is one list of a Word file: a definition, and what it does otherwise.
type list struct {
	def    string
	own    map[int]*level
	starts map[int]int
	begun  map[int]bool // depths whose own start was used
}

// count is the last number of one depth; set is false before the first.
type count struct {
	n   int
	set bool
}

// numbering counts the automatic numbers of a Word file.
type numbering struct {
	lists  map[string]*list
	levels map[string]*levels   // by definition id
	links  map[string]string    // definitions that are what a style has
	styles map[string]numberRef // numbers that a style gives
	based  map[string]string    // the style on which a style rests
	counts map[string]*[9]count // by definition id, as Word counts
}

// readNumbering reads numbering.xml and styles.xml beside the main part.
func readNumbering(z *zip.Reader, dir string) (*numbering, error) {
	n := &numbering{lists: map[string]*list{}, levels: map[string]*levels{}, links: map[string]string{},
		styles: map[string]numberRef{}, based: map[string]string{}, counts: map[string]*[9]count{}}
	if err := n.readLists(z, path.Join(dir, "numbering.xml")); err != nil {
		return nil, err
	}
	style := ""
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

func (n *numbering) readLists(z *zip.Reader, name string) error {
	def, at := "", 0
	l := &list{}
	var lv *level
	return eachPart(z, name, func(_ *elements, s xml.StartElement) error {
		val := attr(s, "val")
		switch local(s) {
		case "abstractNum":
			def, lv = attr(s, "abstractNumId"), nil
			n.levels[def] = &levels{}
		case "num":
			l = &list{own: map[int]*level{}, starts: map[int]int{}, begun: map[int]bool{}}
			n.lists[attr(s, "numId")] = l
			def, lv = "", nil
		case "abstractNumId":
			l.def = val
		case "numStyleLink":
			n.links[def] = val
		case "lvlOverride":
			at = depth(attr(s, "ilvl"))
		case "startOverride":
			if l.starts != nil {
				l.starts[at], _ = strconv.Atoi(val)
			}
		case "lvl":
			at = depth(attr(s, "ilvl"))
			if lv = (&level{}); def != "" {
				lv = &n.levels[def][at]
			} else if l.own != nil {
				l.own[at] = lv
			}
		default:
			if lv != nil {
				lv.set(s, val)
			}
		}
		return nil
	})
}

func (l *level) set(s xml.StartElement, val string) {
	switch local(s) {
	case "start":
		l.start, _ = strconv.Atoi(val)
	case "numFmt":
		l.format = val
	case "lvlText":
		l.text = val
	case "pStyle":
		l.style = val
	case "suff":
		l.tight = val == "nothing"
	case "isLgl":
		l.plain = isOn(val, true)
	case "rFonts":
		l.font = runFont(s)
	case "lvlRestart":
		if l.restart = depth(val); l.restart == 0 {
			l.restart = -1
		}
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
	if _, l := n.list(ref.num); l != nil && ref.level == "" {
		for i := range l {
			if l[i].style != "" && l[i].style == ref.style {
				ref.level = strconv.Itoa(i)
			}
		}
	}
	return ref
}

// list gives the definition of a list and its levels, nil for none. A definition
// may be no more than the name of a style that has one.
func (n *numbering) list(num string) (def string, l *levels) {
	own := n.lists[num]
	if own == nil {
		return "", nil
	}
	def = own.def
	for hops := 0; n.links[def] != "" && hops < 5; hops++ {
		linked := n.lists[n.styles[n.links[def]].num]
		if linked == nil {
			break
		}
		def = linked.def
	}
	base := n.levels[def]
	if base == nil || len(own.own) == 0 {
		return def, base
	}
	c := *base
	for at, lv := range own.own {
		c[at] = *lv
	}
	return def, &c
}

// next gives the number of the next paragraph with ref, and a space; "" for none.
// font is that of the paragraph's mark.
func (n *numbering) next(ref numberRef, font face, old *oldText) string {
	ref = n.resolve(ref)
	def, l := n.list(ref.num)
	if l == nil || ref.num == "0" {
		return ""
	}
	at := depth(ref.level)
	counts := n.counts[def]
	if counts == nil {
		counts = &[9]count{}
		n.counts[def] = counts
	}
	counts[at] = n.after(counts[at], n.lists[ref.num], l, at)
	for i := at + 1; i < len(counts); i++ {
		if r := l[i].restart; r == 0 || at < r {
			counts[i] = count{}
		}
	}
	if l[at].font != "" {
		font = faceOf(l[at].font)
	}
	return old.tell(font, render(l, counts, at))
}

// after gives the number that follows c at a depth of a list.
func (n *numbering) after(c count, own *list, l *levels, at int) count {
	if start, ok := own.starts[at]; ok && !own.begun[at] {
		own.begun[at] = true
		return count{start, true}
	}
	if !c.set {
		return count{l[at].start, true}
	}
	return count{c.n + 1, true}
}

// render writes the number of one depth, with those above that it names. The
// sign of a bullet is from a picture font and becomes a hyphen.
func render(l *levels, counts *[9]count, at int) string {
	switch l[at].format {
	case "none":
		return ""
	case "bullet":
		return "- "
	}
	text := l[at].text
	for i := range l {
		mark := "%" + strconv.Itoa(i+1)
		if !strings.Contains(text, mark) {
			continue
		}
		n, format := counts[i].n, l[i].format
		if !counts[i].set {
			n = l[i].start
		}
		if l[at].plain && i < at {
			format = "decimal"
		}
		text = strings.ReplaceAll(text, mark, spell(n, format))
	}
	if text == "" || l[at].tight {
		return text
	}
	return text + " "
}
