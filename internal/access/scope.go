package access

import (
	"slices"
	"strings"

	"hoso/internal/id"
)

// Scope is which objects of one kind an actor may see in a list: those that one
// of its areas holds. It says nothing but what a WHERE can say on the columns
// unit_id, managing_unit_id, label, id, subject_id and state: what a role has by
// a relation that a module keeps (Assigned, Drafter) is found on its own page
// and in no list. The zero Scope is nothing.
type Scope struct{ Areas []Area }

// Area holds the objects up to a label to which one of its relations leads.
type Area struct {
	MaxLabel     Label
	Units        []id.ID  // the object's unit is one of these
	UnitPaths    []string // or it lies at or below one of these
	ManagedPaths []string // or its managing unit does
	Subject      id.ID    // or it is about this person
	IDs          []id.ID  // or it is one of these
	Except       id.ID    // and it is not about this person
	Granted      bool     // and it is one of Grants besides
	Grants       []id.ID
}

func (a Area) isNothing() bool {
	return len(a.Units)+len(a.UnitPaths)+len(a.ManagedPaths)+len(a.IDs) == 0 && a.Subject.IsZero() || a.Granted && len(a.Grants) == 0
}

// Whole reports whether the units of a are those of the whole body.
func (a Area) Whole() bool {
	return slices.ContainsFunc(a.UnitPaths, func(p string) bool { return strings.Count(p, "/") == 1 })
}

// IsNothing reports whether no object can be in s.
func (s Scope) IsNothing() bool {
	return !slices.ContainsFunc(s.Areas, func(a Area) bool { return !a.isNothing() })
}

// ScopeOf gives what the actor may see of a kind by an action.
func ScopeOf(s Standing, action Action, kind Kind, purpose Purpose) Scope {
	var sc Scope
	for _, r := range byAction[action] {
		if r.Kind != kind || !r.freshEnough(s) || (len(r.Purposes) > 0 && !slices.Contains(r.Purposes, purpose)) {
			continue
		}
		grants := s.known(kind, purpose)
		area := sc.area(Area{MaxLabel: min(r.MaxLabel, s.Ceiling()), Granted: r.NeedsGrant, Except: r.except(s)}, grants)
		for _, h := range s.Roles {
			if h.Role == r.Role {
				area.add(r.Relation, h, s.Actor.Person, grants)
			}
		}
	}
	sc.Areas = slices.DeleteFunc(sc.Areas, Area.isNothing)
	return sc
}

// known gives the ids of a kind that somebody's grants open for a purpose.
func (s Standing) known(kind Kind, purpose Purpose) []id.ID {
	var list []id.ID
	for _, k := range s.Known {
		if k.Object.Kind == kind && (purpose == PurposeNone || k.Purpose == purpose) && !slices.Contains(list, k.Object.ID) {
			list = append(list, k.Object.ID)
		}
	}
	return list
}

// except is the person about whom the rule is not, zero for none.
func (r Rule) except(s Standing) id.ID {
	if !r.NotOneself {
		return id.ID{}
	}
	return s.Actor.Person
}

// area finds the area of rules of one label and need, and for others or all, or begins
// it.
func (s *Scope) area(a Area, grants []id.ID) *Area {
	for i, had := range s.Areas {
		if had.MaxLabel == a.MaxLabel && had.Granted == a.Granted && had.Except == a.Except {
			return &s.Areas[i]
		}
	}
	if a.Granted {
		a.Grants = grants
	}
	s.Areas = append(s.Areas, a)
	return &s.Areas[len(s.Areas)-1]
}

func (a *Area) add(rel Relation, h Holding, person id.ID, grants []id.ID) {
	switch rel {
	case OwnUnit:
		a.Units = append(a.Units, h.Unit)
	case UnitSubtree:
		a.UnitPaths = addPath(a.UnitPaths, h.Path)
	case ManagedSubtree:
		a.ManagedPaths = addPath(a.ManagedPaths, h.Path)
	case IsSubject:
		if h.Path != "" {
			a.Subject = person
		}
	case ByGrant:
		a.IDs = grants
	}
}

// addPath keeps only the highest paths.
func addPath(list []string, path string) []string {
	if path == "" {
		return list
	}
	kept := list[:0]
	for _, p := range list {
		if within(p, path) {
			return list
		}
		if !within(path, p) {
			kept = append(kept, p)
		}
	}
	return append(kept, path)
}
