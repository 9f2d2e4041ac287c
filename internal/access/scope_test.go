package access

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"hoso/internal/id"
)

// forest is a small random tree with random rules, roles and objects.
type forest struct {
	rng   *rand.Rand
	units []id.ID
	paths map[id.ID]string // a unit that is in nobody's subtree has none
	who   Standing
	rules []Rule
}

func grow(seed uint64) *forest {
	f := &forest{rng: rand.New(rand.NewPCG(seed, 1)), paths: map[id.ID]string{}}
	for i := range 2 + f.rng.IntN(7) {
		u := id.ID{byte(i + 1)}
		above := ""
		if i > 0 {
			above = f.paths[f.units[f.rng.IntN(i)]]
		}
		f.units = append(f.units, u)
		if i < 6 || f.rng.IntN(2) == 0 {
			f.paths[u] = above + fmt.Sprint(i) + "/"
		}
	}
	f.who = Standing{Actor: Actor{Account: id.ID{99}, Person: pick(f, []id.ID{{}, {201}, {202}}), Fresh: f.rng.IntN(2) == 0},
		Clearance: Label(f.rng.IntN(4)), Node: pick(f, []Label{LabelNone, LabelTuyetMat})}
	for range f.rng.IntN(3) {
		f.who.Known = append(f.who.Known, Known{ID: id.New(), Object: Object{Kind: pick(f, []Kind{"thing", "other"}), ID: f.things()},
			Purpose: pick(f, []Purpose{PurposeAudit, PurposeCase})})
	}
	for range f.rng.IntN(4) {
		u := pick(f, f.units)
		f.who.Roles = append(f.who.Roles, Holding{Role: pick(f, Roles()[:3]), Unit: u, Path: f.paths[u]})
	}
	for range f.rng.IntN(5) {
		f.rules = append(f.rules, Rule{Role: pick(f, Roles()[:3]), Action: "test.thing.do", Kind: pick(f, []Kind{"thing", "thing", "other"}),
			Relation: pick(f, []Relation{OwnUnit, UnitSubtree, ManagedSubtree, IsSubject, ByGrant}), MaxLabel: Label(f.rng.IntN(4)),
			NeedsGrant: f.rng.IntN(4) == 0, Purposes: pick(f, [][]Purpose{nil, nil, {PurposeAudit}}),
			StepUp: f.rng.IntN(4) == 0, NotOneself: f.rng.IntN(3) == 0})
	}
	return f
}

func pick[T any](f *forest, list []T) T { return list[f.rng.IntN(len(list))] }

// things are few, so that grants meet them.
func (f *forest) things() id.ID { return id.ID{1, byte(f.rng.IntN(4))} }

func (f *forest) object() Place {
	u, m := pick(f, f.units), pick(f, f.units)
	return Place{Facts: Facts{Object: Object{Kind: "thing", ID: f.things()}, Unit: u, ManagingUnit: m, Label: Label(f.rng.IntN(5) / 2),
		Subject: pick(f, []id.ID{{}, {201}, {202}})}, UnitPath: f.paths[u], ManagingPath: f.paths[m]}
}

// selects is what the conditions of a scope mean.
func (s Scope) selects(p Place) bool {
	return slices.ContainsFunc(s.Areas, func(a Area) bool { return a.selects(p) })
}

func (a Area) selects(p Place) bool {
	below := func(roots []string, path string) bool {
		return slices.ContainsFunc(roots, func(root string) bool { return within(root, path) })
	}
	return p.Label <= a.MaxLabel && (!a.Granted || slices.Contains(a.Grants, p.Object.ID)) && (a.Except.IsZero() || p.Subject != a.Except) &&
		(slices.Contains(a.Units, p.Unit) || below(a.UnitPaths, p.UnitPath) || below(a.ManagedPaths, p.ManagingPath) ||
			!a.Subject.IsZero() && p.Subject == a.Subject || slices.Contains(a.IDs, p.Object.ID))
}

// TestScopeIsDecide: a list shows exactly the objects that may be opened.
func TestScopeIsDecide(t *testing.T) {
	yes := 0
	for seed := range uint64(20_000) {
		f := grow(seed)
		withRules(t, f.rules...)
		purpose := pick(f, []Purpose{PurposeNone, PurposeAudit})
		sc := ScopeOf(f.who, "test.thing.do", "thing", purpose)
		for range 4 {
			p := f.object()
			opens, shows := Decide(f.who, "test.thing.do", purpose, p, nil) == nil, sc.selects(p)
			if why := Explain(f.who, "test.thing.do", purpose, p, nil); why.May != opens {
				t.Fatalf("seed %d: opens %v, and the page says %+v", seed, opens, why)
			}
			if opens != shows {
				t.Fatalf("seed %d: opens %v, shows %v\nwho %+v\nrules %+v\nobject %+v\nscope %+v", seed, opens, shows, f.who, f.rules, p, sc)
			}
			if shows && sc.IsNothing() {
				t.Fatalf("seed %d: a scope that is nothing shows %+v", seed, p)
			}
			if opens {
				yes++
			}
		}
		if !sc.IsNothing() && !MayEver(f.who, "test.thing.do") {
			t.Fatalf("seed %d: the list is not empty, and the menu hides it", seed)
		}
	}
	if yes < 3000 {
		t.Errorf("only %d of 80,000 were allowed: the test tests nothing", yes)
	}
}

// TestPolicyScope is the same for the rules of the house.
func TestPolicyScope(t *testing.T) {
	for seed := range uint64(2_000) {
		f := grow(seed)
		for i := range f.who.Roles {
			f.who.Roles[i].Role = pick(f, Roles())
		}
		for _, r := range Policy {
			purpose := pick(f, []Purpose{PurposeNone, PurposeOrganisation, PurposeDispatch, PurposeAudit})
			p := f.object()
			p.Object.Kind = r.Kind
			if opens, shows := Decide(f.who, r.Action, purpose, p, nil) == nil, ScopeOf(f.who, r.Action, r.Kind, purpose).selects(p); opens != shows {
				t.Fatalf("seed %d: %s: opens %v, shows %v", seed, r.Action, opens, shows)
			}
		}
	}
}
