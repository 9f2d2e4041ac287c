// Package accessweb has the page of rights: who may do what, in which relation,
// for which purpose and on which basis. It shows the table by which access
// decides, so that it cannot say anything else. Whoever is signed in may read
// it: it names no person but the one who looks.
package accessweb

import (
	"context"
	"slices"
	"strings"

	"hoso/internal/access"
	"hoso/internal/web"
)

// Held is a role that somebody holds, with the name of the unit at which.
type Held struct {
	Role access.Role
	Unit string
}

// Standings tells which roles somebody holds today.
type Standings interface {
	Held(ctx context.Context, who access.Actor) ([]Held, error)
}

// Pages are the handlers of this package.
type Pages struct{ Standings Standings }

// Routes adds the page to the router.
func (p *Pages) Routes(rt *web.Router) { rt.Get("/rights", p.serveRights) }

func (p *Pages) serveRights(r *web.Request) error {
	held, err := p.Standings.Held(r.Ctx(), r.Viewer.Actor)
	if err != nil {
		return err
	}
	return r.Page(rightsPage(r, groups(access.Policy, held), held))
}

// group is a role with what it may do, and where the viewer holds it.
type group struct {
	Role  access.Role
	Units []string
	Lines []line
}

// line is one thing that a role may do, to one or more kinds of object.
type line struct {
	access.Rule
	Kinds []access.Kind
}

// groups orders the table by role. Rows that differ in nothing but the kind of
// object are one line.
func groups(rules []access.Rule, held []Held) []group {
	var list []group
	for _, role := range access.Roles() {
		g := group{Role: role}
		for _, h := range held {
			if h.Role == role {
				g.Units = append(g.Units, h.Unit)
			}
		}
		for _, rule := range rules {
			if rule.Role == role {
				g.add(rule)
			}
		}
		list = append(list, g)
	}
	return list
}

func (g *group) add(rule access.Rule) {
	same := func(l line) bool {
		return l.Action == rule.Action && l.Relation == rule.Relation && slices.Equal(l.Purposes, rule.Purposes) && l.Basis == rule.Basis && l.Note == rule.Note
	}
	if i := slices.IndexFunc(g.Lines, same); i >= 0 {
		g.Lines[i].Kinds = append(g.Lines[i].Kinds, rule.Kind)
		return
	}
	g.Lines = append(g.Lines, line{rule, []access.Kind{rule.Kind}})
}

func roleName(r *web.Request, role access.Role) string { return r.T("access.role." + string(role)) }

func kindNames(r *web.Request, kinds []access.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = r.T("access.kind." + string(k))
	}
	return strings.Join(names, ", ")
}

func purposeNames(r *web.Request, purposes []access.Purpose) string {
	if len(purposes) == 0 {
		return r.T("access.purpose.none")
	}
	names := make([]string, len(purposes))
	for i, p := range purposes {
		names[i] = r.T("access.purpose." + string(p))
	}
	return strings.Join(names, ", ")
}

// basisName gives what a rule rests on: a document by its own name, the order
// of the house in words.
func basisName(r *web.Request, rule access.Rule) string {
	if rule.OfHouse() {
		return r.T("access.basis.house")
	}
	return rule.Basis
}

// partName names a part of the system.
func partName(r *web.Request, s access.SystemRule) string { return r.T("ledger.system." + s.System) }
