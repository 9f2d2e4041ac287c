package directiveweb

import (
	"errors"

	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/vi/outline"
)

// span is a stretch of a text, plain or a citation. Anchor names the part of the
// text that begins with it, "" for none.
type span struct {
	Text   string
	First  int64 // its place in the text
	Cited  bool
	Cite   directive.Citation
	Anchor string
}

// spans cuts a text at its citations and where its parts begin; places are code
// points.
func spans(text string, cites []directive.Citation, parts []outline.Node) []span {
	var list []span
	at := 0
	for _, s := range citedSpans(text, cites) {
		runes := []rune(s.Text)
		first := at
		for len(parts) > 0 && parts[0].Start < first+len(runes) {
			begin := max(parts[0].Start, at)
			if s.Cited { // a part that begins in a citation begins with it
				begin = at
			}
			if begin > at {
				list = append(list, span{Text: string(runes[at-first : begin-first]), First: int64(at), Anchor: s.Anchor})
				at = begin
			}
			s.Anchor, parts = parts[0].ID, parts[1:]
		}
		s.Text, s.First = string(runes[at-first:]), int64(at)
		list = append(list, s)
		at = first + len(runes)
	}
	return list
}

func citedSpans(text string, cites []directive.Citation) []span {
	runes, at := []rune(text), int64(0)
	var list []span
	for _, c := range cites {
		if c.State == directive.CiteStruck || c.First < at || c.Last > int64(len(runes)) || c.First >= c.Last {
			continue
		}
		if c.First > at {
			list = append(list, span{Text: string(runes[at:c.First])})
		}
		list = append(list, span{Text: string(runes[c.First:c.Last]), Cited: true, Cite: c})
		at = c.Last
	}
	return append(list, span{Text: string(runes[at:])})
}

func missingFile() error { return errs.Invalid("directive.file.missing", errs.Field("file")) }
func noText() error      { return errs.NotFound("directive.text.none") }

func isNone(err error) bool {
	var e *errs.Error
	return errors.As(err, &e) && e.Code == "directive.text.none"
}
