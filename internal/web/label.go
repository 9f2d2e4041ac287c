package web

import (
	"strings"

	"hoso/internal/access"
)

// Stamp is a label as its stamp has it, in capitals; "" for none.
func Stamp(r *Request, l access.Label) string {
	if l == access.LabelNone {
		return ""
	}
	return strings.ToUpper(r.T("access.label." + l.Code()))
}

// DemoMark is what stands across what a demo prints, "" in a real folder.
func DemoMark(r *Request) string {
	if !r.site.Demo {
		return ""
	}
	return r.T("web.demo.mark")
}

// Mark is the first line of a sheet: the highest label of what is on it, and that
// it comes from a demo.
func Mark(r *Request, l access.Label) string {
	parts := []string{Stamp(r, l), DemoMark(r)}
	return strings.Trim(strings.Join(parts, " · "), " ·")
}

// MarkedName is the name of a file that leaves the house.
func MarkedName(l access.Label, name string) string {
	if l == access.LabelNone {
		return name
	}
	return strings.ToUpper(strings.ReplaceAll(l.Code(), "_", "-")) + "_" + name
}
