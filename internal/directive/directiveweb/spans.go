package directiveweb

import (
	"errors"

	"hoso/internal/directive"
	"hoso/internal/errs"
	"hoso/internal/id"
)

// span is a stretch of a text, plain or a citation.
type span struct {
	Text   string
	Cited  bool
	Target id.ID
}

// spans cuts a text at its citations, whose places are code points.
func spans(text string, cites []directive.Citation) []span {
	runes, at := []rune(text), int64(0)
	var list []span
	for _, c := range cites {
		if c.First < at || c.Last > int64(len(runes)) || c.First >= c.Last {
			continue
		}
		if c.First > at {
			list = append(list, span{Text: string(runes[at:c.First])})
		}
		list = append(list, span{Text: string(runes[c.First:c.Last]), Cited: true, Target: c.Target})
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
