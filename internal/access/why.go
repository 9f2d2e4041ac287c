package access

import (
	"slices"

	"hoso/internal/id"
)

// Why is the reason of a decision, for one sentence on a page that its reader
// may see.
type Why struct {
	May      bool
	Rule     Rule    // by which they may, or that comes nearest
	Holding  Holding // the role, when they hold it
	Grant    id.ID   // by which they may, if any
	Missing  Missing // what stands between, when they may not
	Policied bool    // some rule exists at all
}

// Missing is the first thing that is not there.
type Missing string

// What may be missing, the nearest last.
const (
	MissingRole    Missing = "role"
	MissingPlace   Missing = "place"
	MissingLabel   Missing = "label"
	MissingGrant   Missing = "grant"
	MissingPurpose Missing = "purpose"
	MissingOther   Missing = "other" // it is about themselves
	MissingProof   Missing = "proof"
)

var nearness = []Missing{MissingRole, MissingPlace, MissingLabel, MissingGrant, MissingPurpose, MissingOther, MissingProof, ""}

// Explain says why an actor may or may not. It decides nothing, and agrees with
// Decide (a test).
func Explain(s Standing, action Action, purpose Purpose, p Place, related func(Relation, Holding) bool) Why {
	best := Why{Missing: MissingRole}
	for _, r := range byAction[action] {
		if r.Kind != p.Object.Kind {
			continue
		}
		w := r.explain(s, purpose, p, related)
		if !best.Policied || slices.Index(nearness, w.Missing) > slices.Index(nearness, best.Missing) {
			best = w
		}
	}
	return best
}

func (r Rule) explain(s Standing, purpose Purpose, p Place, related func(Relation, Holding) bool) Why {
	w := Why{Rule: r, Policied: true, Missing: MissingRole}
	for _, h := range s.Roles {
		if h.Role != r.Role {
			continue
		}
		if w.Missing == MissingRole {
			w.Holding, w.Missing = h, MissingPlace
		}
		if r.relates(s, h, p, related) {
			w.Holding, w.Missing = h, r.missing(s, purpose, p)
			break
		}
	}
	w.May = w.Missing == ""
	if w.May && (r.NeedsGrant || r.Relation == ByGrant) {
		w.Grant, _ = s.knows(p.Object, purpose)
	}
	return w
}

// missing is what is not there beside role and place.
func (r Rule) missing(s Standing, purpose Purpose, p Place) Missing {
	_, granted := s.knows(p.Object, purpose)
	switch {
	case p.Label > min(r.MaxLabel, s.Ceiling()):
		return MissingLabel
	case (r.NeedsGrant || r.Relation == ByGrant) && !granted:
		return MissingGrant
	case len(r.Purposes) > 0 && !slices.Contains(r.Purposes, purpose):
		return MissingPurpose
	case r.bars(s, p):
		return MissingOther
	case !r.freshEnough(s):
		return MissingProof
	}
	return ""
}
