package personweb

import (
	"unicode"
	"unicode/utf8"

	"hoso/internal/access"
	"hoso/internal/errs"
	"hoso/internal/person"
	"hoso/internal/web"
	"hoso/vi"
)

func purposeName(r *web.Request, p access.Purpose) string {
	if p == access.PurposeNone {
		return r.T("access.purpose.none")
	}
	return r.T("access.purpose." + string(p))
}

// capital begins a line with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

func kindName(r *web.Request, k person.EvidenceKind) string { return r.T("person.kind." + string(k)) }

func presenceName(r *web.Request, p person.Presence) string {
	return r.T("person.presence." + string(p))
}

func fieldName(r *web.Request, code string) string { return r.T("person.field." + code) }

func actionName(r *web.Request, a access.Action) string { return r.T("action." + string(a)) }

func requestName(r *web.Request, k person.RequestKind) string {
	return r.T("person.request." + string(k))
}

func stateName(r *web.Request, state string) string { return r.T("person.state." + state) }

func warningName(r *web.Request, w vi.NumberWarning) string { return r.T(warnings[w]) }

var warnings = map[vi.NumberWarning]string{vi.WarnNotDigits: "person.number.not_digits", vi.WarnLength: "person.number.length", vi.WarnZeros: "person.number.zeros",
	vi.WarnPlace: "person.number.place", vi.WarnCentury: "person.number.century", vi.WarnSex: "person.number.sex", vi.WarnYear: "person.number.year"}

func toneOf(p person.Presence) web.Tone {
	switch p {
	case person.Present:
		return web.ToneDone
	case person.Expired:
		return web.ToneWarning
	}
	return web.ToneMissing
}

func askTone(state string) web.Tone {
	switch state {
	case person.AskAccepted:
		return web.ToneDone
	case person.AskRefused:
		return web.ToneMissing
	}
	return web.ToneInfo
}

// shownText is a sealed field on paper: its text, or only whether it is there.
func shownText(r *web.Request, s person.Shown) string {
	if s.Text != "" {
		return s.Text
	}
	return presenceName(r, s.Presence)
}

func orNone(r *web.Request, text string) string {
	if text == "" {
		return presenceName(r, person.Absent)
	}
	return text
}

func presenceOf(e person.Evidence, r *web.Request) person.Presence {
	if e.Over(r.Today()) {
		return person.Expired
	}
	return person.Present
}

// keptMark says of a page above the person's clearance that it is kept, and since
// when.
func keptMark(r *web.Request, k person.Kept) string {
	return r.T("person.kept.mark", errs.Str("day", k.Day().Vietnamese()))
}

// othersMark says of a page that it names third persons, and whether there is a copy
// without them.
func othersMark(r *web.Request, e person.Evidence) string {
	if e.Copied {
		return r.T("person.others.mark_copied")
	}
	return r.T("person.others.mark")
}
