package access

import (
	"testing"

	"hoso/internal/errs"
	"hoso/internal/id"
)

// withRules puts rules in the place of the policy for one test, which must not
// run beside others.
func withRules(t *testing.T, rules ...Rule) {
	t.Helper()
	was := byAction
	t.Cleanup(func() { byAction = was })
	byAction = map[Action][]Rule{}
	for _, r := range rules {
		byAction[r.Action] = append(byAction[r.Action], r)
	}
}

// The tree of these tests: top holds left and right, left holds leaf.
var (
	top, left, right, leaf, nowhere = id.ID{1}, id.ID{2}, id.ID{3}, id.ID{4}, id.ID{5}
	paths                           = map[id.ID]string{top: "a/", left: "a/b/", right: "a/bc/", leaf: "a/b/d/"}
)

func at(unit, managing id.ID, subject id.ID) Place {
	return Place{Facts: Facts{Object: Object{Kind: "thing", ID: id.ID{9}}, Unit: unit, ManagingUnit: managing, Subject: subject},
		UnitPath: paths[unit], ManagingPath: paths[managing]}
}

func holds(person id.ID, units ...id.ID) Standing {
	s := Standing{Actor: Actor{Account: id.ID{8}, Person: person}}
	for _, u := range units {
		s.Roles = append(s.Roles, Holding{Role: RoleUnitClerk, Unit: u, Path: paths[u]})
	}
	return s
}

// TestRelations: each relation reaches what it says and nothing beside it.
func TestRelations(t *testing.T) {
	me, other := id.ID{7}, id.ID{6}
	cases := map[string]struct {
		relation Relation
		who      Standing
		on       Place
		may      bool
	}{
		"own unit":                        {OwnUnit, holds(me, left), at(left, top, me), true},
		"own unit, not below":             {OwnUnit, holds(me, left), at(leaf, left, me), false},
		"own unit, not above":             {OwnUnit, holds(me, left), at(top, top, me), false},
		"own unit, not what manages":      {OwnUnit, holds(me, top), at(left, top, me), false},
		"own unit that has no place":      {OwnUnit, holds(me, nowhere), at(nowhere, nowhere, me), true},
		"own unit, the second role":       {OwnUnit, holds(me, right, left), at(left, top, me), true},
		"subtree, itself":                 {UnitSubtree, holds(me, left), at(left, top, me), true},
		"subtree, below":                  {UnitSubtree, holds(me, left), at(leaf, top, me), true},
		"subtree, not above":              {UnitSubtree, holds(me, left), at(top, left, me), false},
		"subtree, a sibling like it":      {UnitSubtree, holds(me, left), at(right, left, me), false},
		"subtree, all":                    {UnitSubtree, holds(me, top), at(leaf, right, me), true},
		"subtree of no place":             {UnitSubtree, holds(me, nowhere), at(left, left, me), false},
		"subtree, no place in no place":   {UnitSubtree, holds(me, nowhere), at(nowhere, nowhere, me), false},
		"subtree, object without place":   {UnitSubtree, holds(me, top), at(nowhere, top, me), false},
		"managed":                         {ManagedSubtree, holds(me, left), at(right, left, me), true},
		"managed, below":                  {ManagedSubtree, holds(me, left), at(right, leaf, me), true},
		"managed, not where it is":        {ManagedSubtree, holds(me, left), at(left, right, me), false},
		"managed by no place":             {ManagedSubtree, holds(me, top), at(left, nowhere, me), false},
		"subject":                         {IsSubject, holds(me, right), at(left, top, me), true},
		"subject, somebody else":          {IsSubject, holds(me, top), at(top, top, other), false},
		"subject, about nobody":           {IsSubject, holds(id.ID{}, top), at(top, top, id.ID{}), false},
		"subject, without a role":         {IsSubject, holds(me), at(left, top, me), false},
		"grant, that nobody answers":      {ByGrant, holds(me, top), at(top, top, me), false},
		"assigned, that nobody answers":   {Assigned, holds(me, top), at(top, top, me), false},
		"drafter, that nobody answers":    {Drafter, holds(me, top), at(top, top, me), false},
		"a relation that does not exist":  {"anything", holds(me, top), at(top, top, me), false},
		"no role at all":                  {UnitSubtree, holds(me), at(left, top, me), false},
		"the zero standing, zero objects": {OwnUnit, Standing{}, Place{Facts: Facts{Object: Object{Kind: "thing"}}}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			withRules(t, Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "thing", Relation: c.relation})
			err := Decide(c.who, "test.thing.do", PurposeNone, c.on, nil)
			if (err == nil) != c.may || (err != nil && !errs.Is(err, errs.KindNotFound)) {
				t.Errorf("decided %v, want %v", err, c.may)
			}
		})
	}
}

// TestKept: what a module keeps is asked of it with the relation and the role.
func TestKept(t *testing.T) {
	for _, rel := range []Relation{Assigned, Drafter} {
		withRules(t, Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "thing", Relation: rel})
		answers := func(r Relation, h Holding) bool { return r == rel && h.Unit == left }
		if err := Decide(holds(id.ID{7}, right, left), "test.thing.do", PurposeNone, at(top, top, id.ID{}), answers); err != nil {
			t.Errorf("%s: %v", rel, err)
		}
		if err := Decide(holds(id.ID{7}, right), "test.thing.do", PurposeNone, at(top, top, id.ID{}), answers); err == nil {
			t.Errorf("%s of another unit is enough", rel)
		}
	}
}

// TestRule: role, kind, purpose and label must all fit; one that does not is
// enough to refuse.
func TestRule(t *testing.T) {
	rule := Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "thing", Relation: UnitSubtree, MaxLabel: LabelMat, Purposes: []Purpose{PurposeDispatch, PurposeAudit}}
	clerk, object := holds(id.ID{7}, top), at(left, top, id.ID{})
	clerk.Node = LabelTuyetMat
	with := func(change func(*Rule, *Standing, *Place)) (Rule, Standing, Place) {
		r, s, p := rule, clerk, object
		s.Roles = append([]Holding(nil), clerk.Roles...)
		change(&r, &s, &p)
		return r, s, p
	}
	cases := map[string]struct {
		purpose Purpose
		change  func(*Rule, *Standing, *Place)
		may     bool
	}{
		"as it is":                   {PurposeDispatch, func(*Rule, *Standing, *Place) {}, true},
		"the other purpose":          {PurposeAudit, func(*Rule, *Standing, *Place) {}, true},
		"no purpose":                 {PurposeNone, func(*Rule, *Standing, *Place) {}, false},
		"a wrong purpose":            {PurposeOrganisation, func(*Rule, *Standing, *Place) {}, false},
		"a purpose nobody asked for": {PurposeAudit, func(r *Rule, _ *Standing, _ *Place) { r.Purposes = nil }, true},
		"another role":               {PurposeDispatch, func(_ *Rule, s *Standing, _ *Place) { s.Roles[0].Role = RoleUnitHead }, false},
		"labelled, cleared":          {PurposeDispatch, func(_ *Rule, s *Standing, p *Place) { p.Label, s.Clearance = LabelMat, LabelMat }, true},
		"labelled, not cleared":      {PurposeDispatch, func(_ *Rule, _ *Standing, p *Place) { p.Label = LabelMat }, false},
		"above the rule":             {PurposeDispatch, func(_ *Rule, s *Standing, p *Place) { p.Label, s.Clearance = LabelToiMat, LabelTuyetMat }, false},
		"top, cleared, rule too":     {PurposeDispatch, func(r *Rule, s *Standing, p *Place) { p.Label, s.Clearance, r.MaxLabel = 3, 3, 3 }, true},
		"above the node":             {PurposeDispatch, func(_ *Rule, s *Standing, p *Place) { p.Label, s.Clearance, s.Node = LabelMat, LabelMat, 0 }, false},
		"needs a grant, has none":    {PurposeDispatch, func(r *Rule, _ *Standing, _ *Place) { r.NeedsGrant = true }, false},
		"needs a grant, has it": {PurposeDispatch, func(r *Rule, s *Standing, p *Place) {
			r.NeedsGrant, s.Known = true, []Known{{ID: id.ID{5}, Object: p.Object, Purpose: PurposeDispatch}}
		}, true},
		"granted for something else": {PurposeDispatch, func(r *Rule, s *Standing, p *Place) {
			r.NeedsGrant, s.Known = true, []Known{{ID: id.ID{5}, Object: p.Object, Purpose: PurposeAudit}}
		}, false},
		"granted another object": {PurposeDispatch, func(r *Rule, s *Standing, _ *Place) {
			r.NeedsGrant, s.Known = true, []Known{{ID: id.ID{5}, Object: Object{"thing", id.ID{4}}, Purpose: PurposeDispatch}}
		}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r, s, p := with(c.change)
			if _, got := r.allows(s, c.purpose, p, nil); got != c.may {
				t.Errorf("allows %v, want %v", got, c.may)
			}
		})
	}
}

// TestAnswers: what one may read but not do is Denied, and all else NotFound:
// another kind, another action, a label that the folder may not hold.
func TestAnswers(t *testing.T) {
	withRules(t,
		Rule{Role: RoleUnitClerk, Action: "thing.read", Kind: "thing", Relation: UnitSubtree},
		Rule{Role: RoleUnitHead, Action: "test.thing.do", Kind: "thing", Relation: UnitSubtree},
		Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "other", Relation: UnitSubtree},
		Rule{Role: RoleUnitClerk, Action: "test.thing.look", Kind: "thing", Relation: UnitSubtree, MaxLabel: LabelTuyetMat},
		Rule{Role: RoleUnitClerk, Action: "other.read", Kind: "other", Relation: UnitSubtree, Purposes: []Purpose{PurposeAudit}},
	)
	clerk := holds(id.ID{7}, left)
	clerk.Clearance = LabelTuyetMat
	secret, other := at(left, left, id.ID{}), at(left, left, id.ID{})
	secret.Label, other.Object.Kind = LabelMat, "other"
	cases := map[string]struct {
		action  Action
		purpose Purpose
		on      Place
		kind    errs.Kind
	}{
		"visible, not theirs to do":       {"test.thing.do", PurposeNone, at(leaf, top, id.ID{}), errs.KindDenied},
		"visible, no such action":         {"test.thing.none", PurposeNone, at(leaf, top, id.ID{}), errs.KindDenied},
		"out of sight":                    {"test.thing.do", PurposeNone, at(right, top, id.ID{}), errs.KindNotFound},
		"above the folder's label":        {"test.thing.look", PurposeNone, secret, errs.KindNotFound},
		"readable for a purpose only":     {"test.thing.other", PurposeAudit, other, errs.KindNotFound},
		"kind without a reading":          {"test.thing.look", PurposeNone, Place{Facts: Facts{Object: Object{Kind: "x"}, Unit: left}, UnitPath: paths[left]}, errs.KindNotFound},
		"the zero action on what is seen": {"", PurposeNone, at(left, left, id.ID{}), errs.KindDenied},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if err := Decide(clerk, c.action, c.purpose, c.on, nil); !errs.Is(err, c.kind) {
				t.Errorf("decided %v, want %v", err, c.kind)
			}
		})
	}
}

// TestMayEver: the menu shows what somebody may do anywhere, and nothing else.
func TestMayEver(t *testing.T) {
	withRules(t,
		Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "thing", Relation: OwnUnit, Purposes: []Purpose{PurposeAudit}},
		Rule{Role: RoleAuditor, Action: "test.thing.look", Kind: "thing", Relation: OwnUnit})
	clerk := holds(id.ID{7}, left)
	if !MayEver(clerk, "test.thing.do") || MayEver(clerk, "test.thing.look") || MayEver(clerk, "test.thing.none") || MayEver(holds(id.ID{7}), "test.thing.do") {
		t.Error("the menu shows what it should not, or hides what it should")
	}
	if !Asks("test.thing.do", OwnUnit) || Asks("test.thing.do", Assigned) || Asks("test.thing.none", OwnUnit) {
		t.Error("Asks asks for the wrong relation")
	}
}

// TestStepUp: a stale session is asked to prove itself again when nothing else
// is missing, and hears nothing of that otherwise; a rule that asks for no
// proof is enough.
func TestStepUp(t *testing.T) {
	step := Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "thing", Relation: UnitSubtree, Purposes: []Purpose{PurposeAudit}, StepUp: true}
	read := Rule{Role: RoleUnitClerk, Action: "thing.read", Kind: "thing", Relation: UnitSubtree}
	plain := Rule{Role: RoleUnitHead, Action: "test.thing.do", Kind: "thing", Relation: UnitSubtree}
	both := holds(id.ID{7}, left)
	both.Roles = append(both.Roles, Holding{Role: RoleUnitHead, Unit: left, Path: paths[left]})
	cases := map[string]struct {
		rules   []Rule
		who     Standing
		fresh   bool
		purpose Purpose
		unit    id.ID
		code    string
	}{
		"fresh":                         {[]Rule{step, read}, holds(id.ID{7}, left), true, PurposeAudit, leaf, ""},
		"stale":                         {[]Rule{step, read}, holds(id.ID{7}, left), false, PurposeAudit, leaf, "access.step_up"},
		"stale, no reading without":     {[]Rule{step}, holds(id.ID{7}, left), false, PurposeAudit, leaf, "access.step_up"},
		"stale, and no purpose":         {[]Rule{step, read}, holds(id.ID{7}, left), false, PurposeNone, leaf, "access.denied"},
		"fresh, and no purpose":         {[]Rule{step, read}, holds(id.ID{7}, left), true, PurposeNone, leaf, "access.denied"},
		"stale, hidden":                 {[]Rule{step, read}, holds(id.ID{7}, left), false, PurposeAudit, right, "access.not_found"},
		"stale, another rule allows it": {[]Rule{step, plain}, both, false, PurposeAudit, leaf, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			withRules(t, c.rules...)
			c.who.Actor.Fresh = c.fresh
			code := ""
			if err := Decide(c.who, "test.thing.do", c.purpose, at(c.unit, top, id.ID{}), nil); err != nil {
				code = errs.Of(err).Code
			}
			if code != c.code {
				t.Errorf("%q, want %q", code, c.code)
			}
		})
	}
}

// TestNotOneself: what is done about others is not done about oneself, whatever one
// holds; who may know of the object hears why, and to everybody else it is not there.
func TestNotOneself(t *testing.T) {
	apart := func(action Action, kind Kind) Rule {
		return Rule{Role: RoleUnitClerk, Action: action, Kind: kind, Relation: UnitSubtree, NotOneself: true}
	}
	me, other := id.ID{7}, id.ID{6}
	own := Rule{Role: RoleUnitClerk, Action: "test.thing.do", Kind: "thing", Relation: IsSubject, StepUp: true}
	reads := Rule{Role: RoleUnitClerk, Action: "thing.read", Kind: "thing", Relation: IsSubject}
	granted := apart("test.thing.do", "thing")
	granted.Relation = ByGrant
	cases := map[string]struct {
		rules   []Rule
		kind    Kind
		subject id.ID
		code    string
	}{
		"about another":                   {[]Rule{apart("test.thing.do", "thing")}, "thing", other, ""},
		"about nobody":                    {[]Rule{apart("test.thing.do", "thing")}, "thing", id.ID{}, ""},
		"about oneself":                   {[]Rule{apart("test.thing.do", "thing"), apart("thing.read", "thing")}, "thing", me, "access.not_found"},
		"about oneself, and known to one": {[]Rule{apart("test.thing.do", "thing"), reads}, "thing", me, "access.oneself"},
		"oneself":                         {[]Rule{apart("test.thing.do", "person")}, "person", me, "access.oneself"},
		"oneself, and no such right":      {[]Rule{apart("test.thing.other", "person")}, "person", me, "access.not_found"},
		"by grant":                        {[]Rule{granted}, "thing", me, "access.not_found"},
		"by grant, about another":         {[]Rule{granted}, "thing", other, ""},
		"what is one's own to do":         {[]Rule{apart("test.thing.do", "thing"), own}, "thing", me, "access.step_up"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			withRules(t, c.rules...)
			who, object := holds(me, left), at(leaf, top, c.subject)
			object.Object.Kind = c.kind
			who.Known = []Known{{ID: id.ID{5}, Object: object.Object}}
			code := ""
			if err := Decide(who, "test.thing.do", PurposeNone, object, nil); err != nil {
				code = errs.Of(err).Code
			}
			if code != c.code {
				t.Errorf("%q, want %q", code, c.code)
			}
		})
	}
}
