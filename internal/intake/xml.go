package intake

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"hoso/internal/errs"
)

// elements reads XML as a stream of starts, ends and text, and refuses DOCTYPE
// and nesting beyond MaxDepth.
type elements struct {
	dec   *xml.Decoder
	depth int
}

func newElements(r io.Reader) *elements { return &elements{dec: xml.NewDecoder(r)} }

// next gives the next token, or io.EOF. Comments and instructions are skipped.
func (e *elements) next() (xml.Token, error) {
	for {
		t, err := e.dec.Token()
		if err == io.EOF {
			return nil, err
		}
		if err != nil {
			return nil, errDamaged.Because(err)
		}
		switch t.(type) {
		case xml.Directive:
			return nil, errs.Invalid("intake.file.doctype")
		case xml.StartElement:
			e.depth++
		case xml.EndElement:
			e.depth--
		case xml.CharData:
		default:
			continue
		}
		if e.depth > MaxDepth {
			return nil, errs.Invalid("intake.file.too_deep", errs.Int("max", MaxDepth))
		}
		return t, nil
	}
}

// skip passes over the rest of the element whose start was just read.
func (e *elements) skip() error {
	return e.within(func(xml.StartElement) error { return nil }, nil)
}

// within reads to the end of the element whose start was just read. child is
// told each start inside and either leaves it alone (then its own children come
// next) or reads it to its end; text, if not nil, is told the characters.
func (e *elements) within(child func(xml.StartElement) error, text func(string)) error {
	for floor := e.depth; ; {
		t, err := e.next()
		if errors.Is(err, io.EOF) {
			return errDamaged.Because(err)
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := child(t); err != nil {
				return err
			}
		case xml.EndElement:
			if e.depth < floor {
				return nil
			}
		case xml.CharData:
			if text != nil {
				text(string(t))
			}
		}
	}
}

// root reads to the first element, whatever it is.
func (e *elements) root() error {
	for {
		t, err := e.next()
		if err != nil {
			return errDamaged.Because(err)
		}
		if _, ok := t.(xml.StartElement); ok {
			return nil
		}
	}
}

func attr(s xml.StartElement, local string) string {
	for _, a := range s.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// eachPart tells child every start in the named part of z; an absent part has none.
func eachPart(z *zip.Reader, name string, child func(*elements, xml.StartElement) error) error {
	f, err := z.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	e := newElements(f)
	if err := e.root(); err != nil {
		return err
	}
	return e.within(func(s xml.StartElement) error { return child(e, s) }, nil)
}

// relation is one line of a part's list of what it refers to.
type relation struct{ kind, target string }

// relations reads every .rels of z, refusing what stands outside the file, and
// gives those of the package itself. linked tells of pictures kept elsewhere.
func relations(z *zip.Reader) (own []relation, linked bool, err error) {
	for _, f := range z.File {
		if !strings.HasSuffix(strings.ToLower(f.Name), ".rels") {
			continue
		}
		err := eachPart(z, f.Name, func(_ *elements, s xml.StartElement) error {
			rel := relation{path.Base(attr(s, "Type")), attr(s, "Target")}
			if attr(s, "TargetMode") == "External" {
				linked = linked || rel.kind == "image"
				return rel.checkOutside()
			}
			if f.Name == "_rels/.rels" {
				own = append(own, rel)
			}
			return rel.checkInside()
		})
		if err != nil {
			return nil, false, err
		}
	}
	return own, linked, nil
}

// checkOutside accepts what a reader must click (a hyperlink), a picture on the
// web, and Word's note of the local template; hoso follows none of them.
func (r relation) checkOutside() error {
	target := strings.ToLower(r.target)
	web := strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://")
	drive := strings.HasPrefix(target, "file:///") && len(target) > 9 && target[9] == ':'
	switch {
	case r.kind == "hyperlink" && clickable(target):
	case r.kind == "image" && web:
	case r.kind == "attachedTemplate" && drive:
	default:
		return errs.Invalid("intake.file.external", errs.Str("target", r.target))
	}
	return nil
}

// clickable reports whether an address is one that people write into documents: on
// the web, by mail or telephone, or a place or file beside the document.
func clickable(target string) bool {
	scheme, _, ok := strings.Cut(target, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return !strings.HasPrefix(target, `\\`) && !strings.HasPrefix(target, "//")
	}
	switch scheme {
	case "http", "https", "mailto", "tel", "file", "ftp", "about":
		return !strings.HasPrefix(target, "file://") || strings.HasPrefix(target, "file:///")
	}
	return false
}

func (r relation) checkInside() error {
	switch r.kind {
	case "oleObject", "package", "control", "aFChunk", "subDocument", "externalLink", "externalLinkPath":
		return errs.Invalid("intake.file.embedded")
	case "vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet":
		return errs.Invalid("intake.file.macro")
	}
	return nil
}
