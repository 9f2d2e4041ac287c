package web

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

func titleOf(r *Request, v View) string {
	title := v.Title + " - hoso"
	if len(r.problemList()) > 0 {
		title = r.T("web.problem_title") + ": " + title
	}
	if r.site.Demo {
		title += " (" + r.T("web.demo.mark") + ")"
	}
	return title
}

func otherLang(r *Request) string {
	if r.Lang == "en" {
		return "vi"
	}
	return "en"
}

func stopped(r *Request) bool { return r.site.Stopped != nil && r.site.Stopped() != nil }

func describedBy(r *Request, f Field) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, "h-"+f.Name)
	}
	if r.Problem(f.Name) != "" {
		ids = append(ids, "p-"+f.Name)
	}
	return strings.Join(ids, " ")
}

func dayField(r *Request, f Field) Field {
	if f.Hint == "" {
		f.Hint = r.T("web.day.hint")
	}
	f.Max = 10
	return f
}

func signOf(t Tone) string {
	switch t {
	case ToneDone:
		return "✓"
	case ToneWarning:
		return "!"
	case ToneMissing:
		return "✕"
	}
	return "●"
}
