package access

import (
	"slices"
	"strings"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// Place is an object's facts with the paths of its units.
type Place struct {
	Facts
	UnitPath     string
	ManagingPath string
}

// byAction indexes the policy for decisions; system rules stand apart.
var byAction = func() map[Action][]Rule {
	m := map[Action][]Rule{}
	for _, r := range Policy {
		m[r.Action] = append(m[r.Action], r)
	}
	return m
}()

// Verdict is what a decision was made on beside the table: an entry names post and
// grant.
type Verdict struct {
	Post  id.ID // the holding from which the actor acts, if any
	Grant id.ID // the grant or break-glass that the rule needed, if any
	// Ceiling is that of the actor's standing; a part of the system has none.
	Ceiling Label
}

// Decide says whether the actor may do the action on the object: nil, Denied
// "access.denied", or NotFound "access.not_found" when they may not even read
// it. Denied "access.step_up" says that nothing is missing but a fresh proof of
// who they are, "access.passkey" nothing but a passkey, "access.oneself" nothing but
// that it is about themselves: whoever may do it may know of the object. related answers the
// relations that a module keeps.
func Decide(s Standing, action Action, purpose Purpose, p Place, related func(Relation, Holding) bool) error {
	_, err := Judge(s, action, purpose, p, related)
	return err
}

// Judge is Decide, and gives the grant on which it was decided. A rule that needs
// none goes before one that does.
func Judge(s Standing, action Action, purpose Purpose, p Place, related func(Relation, Holding) bool) (id.ID, error) {
	var by id.ID
	allowed, stale, own := false, false, false
	for _, r := range byAction[action] {
		grant, ok := id.ID{}, r.Kind == p.Object.Kind
		if ok {
			grant, ok = r.allows(s, purpose, p, related)
		}
		switch {
		case !ok:
		case r.bars(s, p):
			own = true
		case !r.freshEnough(s):
			stale = true
		case grant.IsZero():
			return grant, nil
		default:
			by, allowed = grant, true
		}
	}
	switch {
	case allowed:
		return by, nil
	case stale:
		return by, errs.Denied("access.step_up", errs.Str("action", string(action)))
	case s.waits(action, purpose, p, related):
		return by, errs.Denied("access.passkey", errs.Str("action", string(action)))
	case own && (p.Object.Kind.isPlain() || mayRead(s, p, related)):
		return by, errs.Denied("access.oneself", errs.Str("action", string(action)))
	case mayRead(s, p, related):
		return by, errs.Denied("access.denied", errs.Str("action", string(action)))
	}
	return by, errs.NotFound("access.not_found")
}

// waits reports whether nothing is missing but a passkey. It says nothing of what
// the actor may not know of.
func (s Standing) waits(action Action, purpose Purpose, p Place, related func(Relation, Holding) bool) bool {
	if s.Rest.IsNothing() {
		return false
	}
	_, err := Judge(s.awake(), action, purpose, p, related)
	return err == nil || errs.Of(err).Code == "access.step_up"
}

// bars reports whether the rule is for others only, and the object about the actor.
func (r Rule) bars(s Standing, p Place) bool {
	return r.NotOneself && !p.Subject.IsZero() && p.Subject == s.Actor.Person
}

// isPlain reports whether everybody knows that there is one about themselves.
func (k Kind) isPlain() bool { return k == "person" || k == "holding" }

func (r Rule) freshEnough(s Standing) bool { return !r.StepUp || s.Actor.Fresh }

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
	for _, r := range byAction[p.Object.Kind.reading()] {
		if r.Kind != p.Object.Kind || len(r.Purposes) > 0 || r.bars(s, p) {
			continue
		}
		if _, ok := r.allows(s, PurposeNone, p, related); ok {
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

// allows reports whether the rule covers the actor and the object, and by which
// grant if it needs one. How fresh the actor is does not matter here.
func (r Rule) allows(s Standing, purpose Purpose, p Place, related func(Relation, Holding) bool) (id.ID, bool) {
	if p.Label > min(r.MaxLabel, s.Ceiling()) {
		return id.ID{}, false
	}
	if len(r.Purposes) > 0 && !slices.Contains(r.Purposes, purpose) {
		return id.ID{}, false
	}
	var grant id.ID
	if r.NeedsGrant || r.Relation == ByGrant {
		var ok bool
		if grant, ok = s.knows(p.Object, purpose); !ok {
			return id.ID{}, false
		}
	}
	for _, h := range s.Roles {
		if h.Role == r.Role && r.relates(s, h, p, related) {
			return grant, true
		}
	}
	return id.ID{}, false
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
	case ByGrant:
		return true // allows has found the grant
	case Assigned, Drafter:
		return related != nil && related(r.Relation, h)
	}
	return false
}

// within reports whether path is root or below it. Paths end in a separator,
// so that one unit's path is never the beginning of its sibling's.
func within(root, path string) bool { return root != "" && strings.HasPrefix(path, root) }

// MayEver reports whether the actor has the action anywhere, or will with a
// passkey: what the menu shows.
func MayEver(s Standing, action Action) bool {
	for _, r := range byAction[action] {
		for _, h := range s.awake().Roles {
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
