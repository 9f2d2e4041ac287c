package directiveweb

import (
	"net/url"

	"hoso/internal/directive"
	"hoso/internal/web"
)

func titleOf(r *web.Request, d directive.Directive) string {
	if d.Title == "" {
		return r.T("directive.untitled")
	}
	return d.Title
}

func fileName(v *view) string {
	if v.E == nil {
		return v.D.Number
	}
	return v.E.FileName
}

func reviewTitle(r *web.Request, v *view) string {
	if v.D.State == directive.Draft {
		return r.T("directive.review.title")
	}
	return r.T("directive.correct.title")
}

func reviewHint(r *web.Request, v *view) string {
	if v.E != nil && v.E.Recognised && v.E.Compared.At == 0 {
		return r.T("directive.review.recognised")
	}
	if v.E != nil && v.E.Scanned && !v.E.Recognised {
		return r.T("directive.review.scanned")
	}
	return r.T("directive.review.hint")
}

// What the form of the facts does; it says so itself, so that the second of a
// double click is the same command as the first.
const (
	doesRegister = "register"
	doesCorrect  = "correct"
)

func reviewDoes(v *view) string {
	if v.D.State == directive.Draft {
		return doesRegister
	}
	return doesCorrect
}

func reviewButton(r *web.Request, v *view) string {
	if v.D.State == directive.Draft {
		return r.T("directive.review.save")
	}
	return r.T("directive.correct.save")
}

// relationKeys are the words for how two documents stand, both ways.
var relationKeys = map[directive.RelationKind][2]string{
	directive.Supersedes: {"directive.relation.supersedes", "directive.relation.superseded"},
	directive.Repeals:    {"directive.relation.repeals", "directive.relation.repealed"},
	directive.Amends:     {"directive.relation.amends", "directive.relation.amended"},
	directive.Implements: {"directive.relation.implements", "directive.relation.implemented"},
	directive.Guides:     {"directive.relation.guides", "directive.relation.guided"},
	directive.RestsOn:    {"directive.relation.rests_on", "directive.relation.basis_of"},
}

func relationKey(x directive.Related) string {
	if x.Inverse {
		return relationKeys[x.Kind][1]
	}
	return relationKeys[x.Kind][0]
}

// nextPath is the page of the register after its last line.
func nextPath(r *web.Request, f directive.Filter, last directive.Directive) string {
	q := url.Values{"order": {string(f.Order)}, "after": {last.Key(f.Order)}}
	for _, name := range []string{"q", "kind", "year", "secret"} {
		if v := r.Query(name); v != "" {
			q.Set(name, v)
		}
	}
	return "/directives?" + q.Encode()
}
