package intake

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"strings"
)

// fonts says in which font a run stands when it does not say so itself.
type fonts struct {
	styles map[string]string // by style id
	based  map[string]string // the style on which a style rests
	base   string            // the font of the document
	normal string            // the style of paragraphs that name none
}

// readFonts reads styles.xml beside the main part.
func readFonts(z *zip.Reader, dir string) (*fonts, error) {
	f := &fonts{styles: map[string]string{}, based: map[string]string{}}
	style := ""
	return f, eachPart(z, path.Join(dir, "styles.xml"), func(_ *elements, s xml.StartElement) error {
		switch local(s) {
		case "style":
			style = attr(s, "styleId")
			if attr(s, "type") == "paragraph" && isOn(attr(s, "default"), false) {
				f.normal = style
			}
		case "basedOn":
			f.based[style] = attr(s, "val")
		case "rFonts":
			if name := runFont(s); style == "" {
				f.base = name
			} else if f.styles[style] == "" {
				f.styles[style] = name // the first is the style's own, others are of its table's corners
			}
		}
		return nil
	})
}

// isOn reads one of Word's switches; absent is what it means when nothing is said.
func isOn(val string, absent bool) bool {
	switch strings.ToLower(val) {
	case "":
		return absent
	case "0", "false", "off":
		return false
	}
	return true
}

// runFont is the font of letters beyond ASCII: of old encodings these are the
// ones that matter. A font of the theme is none of theirs.
func runFont(s xml.StartElement) string {
	for _, name := range []string{"hAnsiTheme", "hAnsi", "asciiTheme", "ascii"} {
		if font := attr(s, name); font != "" {
			return font
		}
	}
	return ""
}

// of gives the font of a style, "" when neither it nor those below it say one.
func (f *fonts) of(style string) string {
	for hops := 0; style != "" && hops < 20; hops++ {
		if name := f.styles[style]; name != "" {
			return name
		}
		style = f.based[style]
	}
	return ""
}

// paragraph gives the face of text in a paragraph style.
func (f *fonts) paragraph(style string) face {
	if style == "" {
		style = f.normal
	}
	if name := f.of(style); name != "" {
		return faceOf(name)
	}
	return faceOf(f.base)
}
