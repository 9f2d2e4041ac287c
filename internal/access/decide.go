package access

import (
	"slices"
	"strings"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// Standing is what access knows of an actor on a day: their live roles, their
// clearance and the person they are.
type Standing struct {
	Actor     Actor
	Clearance Label
	Roles     []Holding
}

// Holding is a role held at a unit. Path is the unit's place in the tree as it
// stands today; a unit that is in nobody's subtree has "".
type Holding struct {
	Role Role
	Unit id.ID
	Path string
}

// Place is an object's facts with the paths of its units.
type Place struct {
	Facts
	UnitPath     string
	ManagingPath string
}

// FolderLabel is the highest label that a folder may hold. It rises when
// sealing exists (issue "Who may see what").
const FolderLabel = LabelNone

// byAction indexes the policy for decisions; system rules stand apart.
var byAction = func() map[Action][]Rule {
	m := map[Action][]Rule{}
	for _, r := range Policy {
		m[r.Action] = append(m[r.Action], r)
	}
	return m
}()

// Decide says whether the actor may do the action on the object: nil, Denied
// "access.denied", or NotFound "access.not_found" when they may not even read
// it. related answers the relations that a module keeps.
func Decide(s Standing, action Action, purpose Purpose, p Place, related func(Relation, Holding) bool) error {
	if p.Label <= FolderLabel {
		for _, r := range byAction[action] {
			if r.Kind == p.Object.Kind && r.allows(s, purpose, p, related) {
				return nil
			}
		}
	}
	if mayRead(s, p, related) {
		return errs.Denied("access.denied", errs.Str("action", string(action)))
	}
	return errs.NotFound("access.not_found")
}

// DecideSystem says whether a part of the system may do the action on a kind.
func DecideSystem(system string, action Action, kind Kind) error {
	if slices.Contains(SystemPolicy, SystemRule{system, action, kind}) {
		return nil
	}
	return errs.Denied("access.denied", errs.Str("action", string(action)))
}

// mayRead reports whether the actor may see that the object exists: some row
// with a reading action allows them that object without a purpose.
func mayRead(s Standing, p Place, related func(Relation, Holding) bool) bool {
	if p.Label > FolderLabel {
		return false
	}
	for _, r := range byAction[p.Object.Kind.reading()] {
		if r.Kind == p.Object.Kind && len(r.Purposes) == 0 && r.allows(s, PurposeNone, p, related) {
			return true
		}
	}
	return false
}

// reading is the action that shows an object's page.
func (k Kind) reading() Action {
	switch k {
	case "unit", "post":
		return "org.unit.read"
	}
	return Action(string(k) + ".read")
}

func (r Rule) allows(s Standing, purpose Purpose, p Place, related func(Relation, Holding) bool) bool {
	if p.Label > r.MaxLabel || p.Label > s.Clearance {
		return false
	}
	if len(r.Purposes) > 0 && !slices.Contains(r.Purposes, purpose) {
		return false
	}
	for _, h := range s.Roles {
		if h.Role == r.Role && r.relates(s, h, p, related) {
			return true
		}
	}
	return false
}

func (r Rule) relates(s Standing, h Holding, p Place, related func(Relation, Holding) bool) bool {
	switch r.Relation {
	case OwnUnit:
		return h.Unit == p.Unit
	case UnitSubtree:
		return within(h.Path, p.UnitPath)
	case ManagedSubtree:
		return within(h.Path, p.ManagingPath)
	case IsSubject:
		return h.Path != "" && !p.Subject.IsZero() && p.Subject == s.Actor.Person
	case ByGrant, Assigned, Drafter:
		return related != nil && related(r.Relation, h)
	}
	return false
}

// within reports whether path is root or below it. Paths end in a separator,
// so that one unit's path is never the beginning of its sibling's.
func within(root, path string) bool { return root != "" && strings.HasPrefix(path, root) }

// Scope is which objects of one kind an actor may see in a list. It holds
// nothing but what a WHERE can say on the columns unit_id, managing_unit_id,
// label, id, subject_id and state: what a role has by a relation that a module
// keeps (ByGrant, Assigned, Drafter) is found on its own page and in no list.
// The zero Scope is nothing.
type Scope struct {
	MaxLabel     Label
	Units        []id.ID  // the object's unit is one of these
	UnitPaths    []string // or it lies at or below one of these
	ManagedPaths []string // or its managing unit does
	Subject      id.ID    // or it is about this person
}

// IsNothing reports whether no object can be in s.
func (s Scope) IsNothing() bool {
	return len(s.Units)+len(s.UnitPaths)+len(s.ManagedPaths) == 0 && s.Subject.IsZero()
}

// ScopeOf gives what the actor may see of a kind by an action.
func ScopeOf(s Standing, action Action, kind Kind, purpose Purpose) Scope {
	sc := Scope{MaxLabel: min(s.Clearance, FolderLabel)}
	for _, r := range byAction[action] {
		if r.Kind != kind || (len(r.Purposes) > 0 && !slices.Contains(r.Purposes, purpose)) {
			continue
		}
		for _, h := range s.Roles {
			if h.Role == r.Role {
				sc.add(r.Relation, h, s.Actor.Person)
			}
		}
	}
	return sc
}

func (sc *Scope) add(rel Relation, h Holding, person id.ID) {
	switch rel {
	case OwnUnit:
		sc.Units = append(sc.Units, h.Unit)
	case UnitSubtree:
		sc.UnitPaths = addPath(sc.UnitPaths, h.Path)
	case ManagedSubtree:
		sc.ManagedPaths = addPath(sc.ManagedPaths, h.Path)
	case IsSubject:
		if h.Path != "" {
			sc.Subject = person
		}
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

// MayEver reports whether the actor has the action anywhere: what the menu
// shows.
func MayEver(s Standing, action Action) bool {
	for _, r := range byAction[action] {
		for _, h := range s.Roles {
			if h.Role == r.Role {
				return true
			}
		}
	}
	return false
}

// Asks reports whether some rule of the action, or of reading its objects,
// rests on the relation.
func Asks(action Action, rel Relation) bool {
	for _, r := range byAction[action] {
		if r.Relation == rel {
			return true
		}
		for _, read := range byAction[r.Kind.reading()] {
			if read.Relation == rel {
				return true
			}
		}
	}
	return false
}
